"""Baskets of a real shop, as UCI's Online Retail has them: `Description, Quantity, InvoiceDate, UnitPrice, CustomerID`.

A basket is a customer at a moment, an item is a description. Files of this form are looked for in a folder and all
below it, gzipped or not; lines that stand in two files count once.
"""

import csv
import gzip
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from recommend.baskets import Baskets

COLUMNS = ("Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")
MOMENTS = ("%Y-%m-%d %H:%M:%S", "%m/%d/%y %H:%M", "%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M")
NO_GOODS = frozenset(
    {
        "POSTAGE", "DOTCOM POSTAGE", "CARRIAGE", "MANUAL", "DISCOUNT", "SAMPLES", "BANK CHARGES", "CRUK COMMISSION",
        "AMAZON FEE", "ADJUST BAD DEBT", "NEXT DAY CARRIAGE",
    }
)  # fmt: skip
"""Lines of invoices that are no goods."""
A_DAY = 86_400.0


def read_baskets(folder: Path) -> "Baskets":
    """What customers bought; returns and lines without a customer, a price or a description are left out.

    Raises: Trouble where there are no such baskets, or naming file, row and column of what is not what it should be.
    """
    from recommend.baskets import baskets_of

    if not folder.is_dir():
        raise Trouble(f"{folder} is no folder; name one with --data DIR")
    lines: set[tuple[str, float, str]] = set()
    prices: dict[str, float] = {}
    countries: dict[str, str] = {}
    files = [path for path in sorted([*folder.rglob("*.csv"), *folder.rglob("*.csv.gz")]) if _is_retail(path)]
    for path in files:
        for number, row in _rows(path):
            item = (row["Description"] or "").strip()
            user = (row["CustomerID"] or "").strip().removesuffix(".0")
            if not item or not user or item.upper() in NO_GOODS:
                continue
            price = _number(path, number, row, "UnitPrice")
            if price > 0 and _number(path, number, row, "Quantity") > 0:
                lines.add((user, _moment(path, number, row), item))
                prices.setdefault(item, price)
                countries.setdefault(user, (row.get("Country") or "").strip())
    if not lines:
        raise Trouble(f"{folder} holds no baskets; a CSV file with the columns {', '.join(COLUMNS)} is wanted")
    return baskets_of(sorted(lines), {}, prices, countries)


def _moment(path: Path, number: int, row: Mapping[str, str | None]) -> float:
    text = (row["InvoiceDate"] or "").strip()
    read = _days(text)
    if read is None:
        raise Trouble(f"{path}, row {number}, column InvoiceDate: {text[:40]!r} is no moment as 2011-10-04 17:51:00")
    return read


@lru_cache(maxsize=100_000)
def _days(text: str) -> float | None:
    """Days since 1970, to the minute, as one file has seconds and another has none; None for what is no moment."""
    for form in MOMENTS:
        try:
            read = datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return round(read.timestamp() // 60 * 60 / A_DAY, 6)
    return None


def _number(path: Path, number: int, row: Mapping[str, str | None], column: str) -> float:
    text = row.get(column) or ""
    try:
        return float(text)
    except ValueError:
        raise Trouble(f"{path}, row {number}, column {column}: {text[:40]!r} is no number") from None


def _is_retail(path: Path) -> bool:
    try:
        with _opened(path) as file:
            header = next(csv.reader([file.readline(100_000)]), [])
    except (OSError, EOFError, UnicodeDecodeError, csv.Error):
        return False
    return set(COLUMNS) <= set(header)


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
