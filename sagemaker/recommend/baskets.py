"""Who bought what, when, at once with what: the history that recommendations are learned from and measured on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.recommending.evidence import Array
from catalog.recommending.words import words
from training import tables
from training.tables import WrongData

Places = NDArray[np.int64]

LINES, PRODUCTS = "baskets.csv", "products.csv"
COLUMNS = {LINES: ("user", "date", "product"), PRODUCTS: ("product", "title")}


@dataclass(frozen=True, slots=True, eq=False)
class Baskets:
    """Lines of baskets, the oldest first: who (`user`), what (`item`), when (`day`, with its part). The lines of one
    user and moment are one basket. Of each item its `titles` and `price` (NaN: not known); of each user the
    `country`."""

    user: Places
    item: Places
    day: Array
    titles: tuple[str, ...]
    price: Array
    country: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many lines."""
        return int(self.user.size)

    @property
    def first(self) -> float:
        """The moment of the first line."""
        return float(self.day[0])

    @property
    def last(self) -> float:
        """The moment of the last line."""
        return float(self.day[-1])

    def between(self, begin: float, end: float) -> "Baskets":
        """The lines from a moment on and before another; users, items and what is known of them stay as they are."""
        first, last = np.searchsorted(self.day, [begin, end], side="left")
        return replace(self, user=self.user[first:last], item=self.item[first:last], day=self.day[first:last])


def baskets_of(
    lines: Sequence[tuple[str, float, str]],
    titles: Mapping[str, str],
    prices: Mapping[str, float],
    countries: Mapping[str, str],
) -> Baskets:
    """Baskets from lines of user, moment and product; a line that stands twice counts once."""
    once = sorted({(day, user, product) for user, day, product in lines})
    users, items = sorted({user for _, user, _ in once}), sorted({item for _, _, item in once})
    of_user, of_item = ({name: place for place, name in enumerate(names)} for names in (users, items))
    return Baskets(
        np.array([of_user[user] for _, user, _ in once], dtype=np.int64),
        np.array([of_item[item] for _, _, item in once], dtype=np.int64),
        np.array([day for day, _, _ in once]),
        tuple(titles.get(item, item) for item in items),
        np.array([prices.get(item, np.nan) for item in items]),
        tuple(countries.get(user, "") for user in users),
    )


def read_folder(folder: Path) -> Baskets:
    """The baskets of a folder; its form is in `sagemaker/README.md`. Raises: WrongData."""
    path = tables.found(folder, LINES)
    if path is None:
        raise WrongData(folder / LINES, "it is missing; it may be gzipped, as baskets.csv.gz")
    lines = []
    for number, row in tables.rows(path, COLUMNS[LINES]):
        user, product = (tables.name(path, number, row, column) for column in ("user", "product"))
        lines.append((user, float(tables.day(path, number, row)), product))
    if not lines:
        raise WrongData(path, "it has no rows")
    return baskets_of(lines, *_products(folder), {})


def _products(folder: Path) -> tuple[dict[str, str], dict[str, float]]:
    """Titles and prices, of a file that may be left out."""
    titles: dict[str, str] = {}
    prices: dict[str, float] = {}
    path = tables.found(folder, PRODUCTS)
    if path is None:
        return titles, prices
    for number, row in tables.rows(path, COLUMNS[PRODUCTS]):
        product = tables.name(path, number, row, "product")
        if product in titles:
            raise WrongData(path, f"{product} stands twice", number, "product")
        titles[product] = tables.name(path, number, row, "title")
        if (row.get("price") or "").strip():
            prices[product] = tables.amount(path, number, row, "price")
    return titles, prices


def words_of(baskets: Baskets) -> list[frozenset[str]]:
    """The words of each item's title."""
    return [words(title) for title in baskets.titles]
