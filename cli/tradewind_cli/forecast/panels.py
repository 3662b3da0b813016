"""Panels of real prices, as their publishers wrote them.

Weekly: CSV files with `store, brand, week, own_price` (Dominick's orange juice: a price per ounce, week 1 began on
1989-09-14). Daily: CSV files with `Description, date, price_median` (UCI's Online Retail by product and day). They are
looked for by these columns in a folder and all below it, gzipped or not; several files of one form are one panel.
"""

import csv
import gzip
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from prices.forecasting.series import PriceSeries

WEEKLY = ("store", "brand", "week", "own_price")
DAILY = ("Description", "date", "price_median")
FIRST_WEEK = date(1989, 9, 14)
"""Of Dominick's calendar (Kilts Center, Dominick's Data Manual, week 1)."""
MOST_WEEKS = 5000
MOST_OTHERS = 12


@dataclass(frozen=True)
class Panel:
    """`series` of one form. `weekly`: each reading is a shelf price of a week."""

    weekly: bool
    series: "list[PriceSeries]"
    files: Sequence[Path]


def read_panels(folder: Path) -> list[Panel]:
    """The weekly panel, then the daily one, as far as they are there.

    Raises: Trouble where there is none, or naming file, row and column of what is not what it should be.
    """
    if not folder.is_dir():
        raise Trouble(f"{folder} is no folder; name one with --data DIR")
    forms: dict[tuple[str, ...], list[Path]] = {WEEKLY: [], DAILY: []}
    for path in sorted([*folder.rglob("*.csv"), *folder.rglob("*.csv.gz")]):
        header = _header(path)
        for form, found in forms.items():
            if set(form) <= set(header):
                found.append(path)
    panels = [_panel(form, found) for form, found in forms.items() if found]
    if not panels:
        raise Trouble(
            f"{folder} holds no panel of prices; a CSV file with the columns {', '.join(WEEKLY)} "
            f"or {', '.join(DAILY)} is wanted"
        )
    return panels


def _panel(form: tuple[str, ...], paths: Sequence[Path]) -> Panel:
    import numpy as np

    from prices.forecasting.series import PriceSeries

    keys = _weekly_key if form is WEEKLY else _daily_key
    held: dict[tuple[str, str], dict[int, float]] = {}
    for path in paths:
        for number, row in _rows(path):
            (shop, product), day = keys(path, number, row)
            prices = held.setdefault((shop, product), {})
            price = _number(path, number, row, form[-1], lambda value: 0 < value < 1e9)
            if prices.setdefault(day, price) != price:
                raise Trouble(f"{path}, row {number}: {product} of {shop or 'the shop'} has two prices on one day")
    series = []
    for (shop, product), found in sorted(held.items()):
        days = sorted(found)
        series.append(
            PriceSeries(
                np.array(days, dtype=np.int64),
                np.array([found[day] for day in days]),
                country="US" if form is WEEKLY else "GB",
                shop=shop or None,
                category=product if form is WEEKLY else None,
            )
        )
    if not any(each.days.size > 1 for each in series):
        raise Trouble(f"{paths[0]}: no product has two prices")
    return Panel(form is WEEKLY, beside_others(series), paths)


def beside_others(series: "Sequence[PriceSeries]") -> "list[PriceSeries]":
    """Each with the same product at up to MOST_OTHERS other shops, spread evenly over them."""
    from dataclasses import replace

    of_product: dict[str, list[PriceSeries]] = {}
    for each in series:
        of_product.setdefault(each.category or "", []).append(each)
    found = []
    for product, shops in of_product.items():
        apart = max(len(shops) // (MOST_OTHERS + 1), 1)
        for place, each in enumerate(shops):
            count = min(MOST_OTHERS, len(shops) - 1) if product else 0
            others = tuple(shops[(place + apart * number) % len(shops)] for number in range(1, count + 1))
            found.append(replace(each, others=others))
    return found


def _weekly_key(path: Path, number: int, row: Mapping[str, str | None]) -> tuple[tuple[str, str], int]:
    week = _number(path, number, row, "week", lambda value: 1 <= value <= MOST_WEEKS and value == int(value))
    day = FIRST_WEEK + timedelta(weeks=int(week) - 1)
    return (_text(path, number, row, "store"), _text(path, number, row, "brand")), day.toordinal()


def _daily_key(path: Path, number: int, row: Mapping[str, str | None]) -> tuple[tuple[str, str], int]:
    text = _text(path, number, row, "date")
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise Trouble(f"{path}, row {number}, column date: {text[:40]!r} is no day as 2011-10-05") from None
    return ("", _text(path, number, row, "Description")), day.toordinal()


def _text(path: Path, number: int, row: Mapping[str, str | None], column: str) -> str:
    text = row.get(column) or ""
    if not text.strip():
        raise Trouble(f"{path}, row {number}, column {column}: it is empty")
    return text


def _number(
    path: Path, number: int, row: Mapping[str, str | None], column: str, is_right: Callable[[float], bool]
) -> float:
    text = _text(path, number, row, column)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or not is_right(value):
        raise Trouble(f"{path}, row {number}, column {column}: {text[:40]!r} is not what stands there elsewhere")
    return value


def _header(path: Path) -> Sequence[str]:
    try:
        with _opened(path) as file:
            return next(csv.reader([file.readline(100_000)]), [])
    except (OSError, EOFError, UnicodeDecodeError, csv.Error):
        return []


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    """Each row with its number; the header is row 1."""
    try:
        with _opened(path) as file:
            yield from enumerate(csv.DictReader(file), 2)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise Trouble(f"{path} cannot be read: {error}") from error


def _opened(path: Path) -> TextIO:
    if path.name.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")
