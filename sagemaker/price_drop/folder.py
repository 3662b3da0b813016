"""A folder of price histories, as the model can be trained on it. Its form is in `sagemaker/README.md`."""

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from prices.forecasting.series import MOST_OBSERVATIONS, PriceSeries
from training import tables
from training.tables import Row, WrongData

__all__ = ["WrongData", "read_folder"]

PRICES, SHOPS, PRODUCTS = "prices.csv", "shops.csv", "products.csv"
COLUMNS = {PRICES: ("product", "shop", "date", "price"), SHOPS: ("shop", "country"), PRODUCTS: ("product", "category")}


def read_folder(folder: Path) -> list[PriceSeries]:
    """Each product at each shop, with the same product at other shops beside it.

    Raises: WrongData for the first thing that is not of the stated form.
    """
    held: dict[tuple[str, str], dict[int, tuple[float, float, float]]] = {}
    path = tables.found(folder, PRICES)
    if path is None:
        raise WrongData(folder / PRICES, "it is missing; it may be gzipped, as prices.csv.gz")
    for number, row in tables.rows(path, COLUMNS[PRICES]):
        product, shop = (tables.name(path, number, row, column) for column in ("product", "shop"))
        at = tables.day(path, number, row)
        days = held.setdefault((product, shop), {})
        if at in days:
            raise WrongData(path, f"{product} of {shop} has a price on that day already", number, "date")
        if len(days) == MOST_OBSERVATIONS:
            raise WrongData(path, f"{product} of {shop} has more than {MOST_OBSERVATIONS} prices", number)
        days[at] = (tables.amount(path, number, row, "price"), _was(path, number, row), _stock(path, number, row))
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
    path = tables.found(folder, name)
    if path is None:
        return {}
    key, value = COLUMNS[name]
    found: dict[str, str] = {}
    for number, row in tables.rows(path, COLUMNS[name]):
        each = tables.name(path, number, row, key)
        if each in found:
            raise WrongData(path, f"{each} stands twice", number, key)
        found[each] = tables.name(path, number, row, value)
    return found


def _was(path: Path, number: int, row: Row) -> float:
    """The crossed-out price, NaN where the column is left out or empty."""
    return tables.amount(path, number, row, "was") if (row.get("was") or "").strip() else math.nan


def _stock(path: Path, number: int, row: Row) -> float:
    text = (row.get("in_stock") or "").strip()
    if text not in ("", "0", "1"):
        raise WrongData(path, f"{text[:40]!r} is not 1, 0 or empty", number, "in_stock")
    return float(text) if text else math.nan
