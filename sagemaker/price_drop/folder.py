"""A folder of price histories, as the model can be trained on it. Its form is in `sagemaker/README.md`."""

import csv
import gzip
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from prices.forecasting.series import MOST_OBSERVATIONS, PriceSeries

PRICES, SHOPS, PRODUCTS = "prices.csv", "shops.csv", "products.csv"
COLUMNS = {PRICES: ("product", "shop", "date", "price"), SHOPS: ("shop", "country"), PRODUCTS: ("product", "category")}
FIRST, LAST = date(1980, 1, 1), date(2100, 1, 1)
LONGEST_NAME = 200


class WrongData(Exception):
    """What is wrong with a folder of data: which file, which row (the header is row 1), which column, and why."""

    def __init__(self, file: Path, why: str, row: int | None = None, column: str | None = None) -> None:
        place = "".join([f", row {row}" if row else "", f", column {column}" if column else ""])
        super().__init__(f"{file}{place}: {why}")
        self.file, self.row, self.column = file, row, column


def read_folder(folder: Path) -> list[PriceSeries]:
    """Each product at each shop, with the same product at other shops beside it.

    Raises: WrongData for the first thing that is not of the stated form.
    """
    held: dict[tuple[str, str], dict[int, tuple[float, float, float]]] = {}
    path = _found(folder, PRICES)
    if path is None:
        raise WrongData(folder / PRICES, "it is missing; it may be gzipped, as prices.csv.gz")
    for number, row in _rows(path, COLUMNS[PRICES]):
        product, shop = (_name(path, number, row, column) for column in ("product", "shop"))
        day = _day(path, number, row)
        days = held.setdefault((product, shop), {})
        if day in days:
            raise WrongData(path, f"{product} of {shop} has a price on that day already", number, "date")
        if len(days) == MOST_OBSERVATIONS:
            raise WrongData(path, f"{product} of {shop} has more than {MOST_OBSERVATIONS} prices", number)
        days[day] = (_price(path, number, row, "price"), _was(path, number, row), _stock(path, number, row))
    countries = _pairs(folder, SHOPS)
    for shop, country in countries.items():
        if len(country) != 2 or not country.isalpha():
            raise WrongData(folder / SHOPS, f"{country!r} of {shop} is no code of two letters as FR", column="country")
    series = _series(held, countries, _pairs(folder, PRODUCTS))
    if not series:
        raise WrongData(path, "it has no rows")
    return series


def _series(
    held: Mapping[tuple[str, str], Mapping[int, tuple[float, float, float]]],
    countries: Mapping[str, str],
    categories: Mapping[str, str],
) -> list[PriceSeries]:
    alone: dict[tuple[str, str], PriceSeries] = {}
    for (product, shop), found in sorted(held.items()):
        days = sorted(found)
        values = np.array([found[day] for day in days])
        country = countries.get(shop)
        alone[product, shop] = PriceSeries(
            np.array(days, dtype=np.int64),
            values[:, 0],
            values[:, 1],
            values[:, 2],
            country.upper() if country else None,
            shop,
            categories.get(product),
        )
    shops_of: dict[str, list[PriceSeries]] = {}
    for (product, _), each in alone.items():
        shops_of.setdefault(product, []).append(each)
    return [
        PriceSeries(
            each.days, each.prices, each.was, each.in_stock, each.country, shop, each.category,
            tuple(other for other in shops_of[product] if other is not each)[:20],
        )
        for (product, shop), each in alone.items()
    ]  # fmt: skip


def _pairs(folder: Path, name: str) -> dict[str, str]:
    """An optional file of two columns."""
    path = _found(folder, name)
    if path is None:
        return {}
    key, value = COLUMNS[name]
    found: dict[str, str] = {}
    for number, row in _rows(path, COLUMNS[name]):
        each = _name(path, number, row, key)
        if each in found:
            raise WrongData(path, f"{each} stands twice", number, key)
        found[each] = _name(path, number, row, value)
    return found


def _found(folder: Path, name: str) -> Path | None:
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)


def _rows(path: Path, wanted: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8", newline="")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8", newline="") as file
        ):
            reader = csv.DictReader(file)
            if missing := [column for column in wanted if column not in (reader.fieldnames or ())]:
                raise WrongData(path, f"the columns {', '.join(wanted)} are wanted", 1, missing[0])
            for row in reader:
                yield reader.line_num, row
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise WrongData(path, f"it cannot be read: {error}") from error


def _name(path: Path, number: int, row: Mapping[str, str | None], column: str) -> str:
    text = (row.get(column) or "").strip()
    if not text or len(text) > LONGEST_NAME:
        raise WrongData(path, f"a text of 1 to {LONGEST_NAME} characters is wanted", number, column)
    return text


def _day(path: Path, number: int, row: Mapping[str, str | None]) -> int:
    text = (row.get("date") or "").strip()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise WrongData(path, f"{text[:40]!r} is no day as 2026-03-01", number, "date") from None
    if not FIRST <= day < LAST:
        raise WrongData(path, f"{text} is not between {FIRST} and {LAST}", number, "date")
    return day.toordinal()


def _price(path: Path, number: int, row: Mapping[str, str | None], column: str) -> float:
    text = (row.get(column) or "").strip()
    try:
        price = float(text)
    except ValueError:
        price = math.nan
    if not 0 < price < 1e9:
        raise WrongData(path, f"{text[:40]!r} is not a number above 0 and below 10^9", number, column)
    return price


def _was(path: Path, number: int, row: Mapping[str, str | None]) -> float:
    """The crossed-out price, NaN where the column is left out or empty."""
    return _price(path, number, row, "was") if (row.get("was") or "").strip() else math.nan


def _stock(path: Path, number: int, row: Mapping[str, str | None]) -> float:
    text = (row.get("in_stock") or "").strip()
    if text not in ("", "0", "1"):
        raise WrongData(path, f"{text[:40]!r} is not 1, 0 or empty", number, "in_stock")
    return float(text) if text else math.nan
