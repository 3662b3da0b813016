"""What was read of a page over time, as CSV (RFC 4180) that spreadsheets open as a table.

Times are ISO 8601 in UTC, amounts plain decimals beside their ISO 4217 currency. A gap has an empty price, and its
reasons say why.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from prices.models.history import Bar
from prices.models.listing import Observation
from tradewind.tables.delimited import guarded

OBSERVATION = (
    "at", "ending", "price", "currency", "availability", "price_high", "was_price", "title", "variant", "source",
    "confidence", "http_status", "seeded", "reasons",
)  # fmt: skip
BAR = (
    "start", "end", "currency", "open", "high", "low", "close", "median", "count", "gaps", "in_stock", "read_in",
    "rate", "rate_date", "reason",
)  # fmt: skip
MARK = "\ufeff"  # by which spreadsheets know UTF-8


def lines(seen: Iterable[Observation], *, with_header: bool) -> str:
    """Observations, a line each; the header begins the file."""
    rows = ([_cell(getattr(each, name)) for name in OBSERVATION] for each in seen)
    return _written(OBSERVATION if with_header else None, rows)


def bar_lines(bars: Iterable[Bar]) -> str:
    """Bars, a line each, under their header."""
    return _written(BAR, ([_cell(getattr(bar, name)) for name in BAR] for bar in bars))


def _written(header: Sequence[str] | None, rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if header:
        out.write(MARK)
        writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, list):
        return "; ".join(reason.text for reason in value)
    return str(value)
