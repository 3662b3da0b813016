"""Tables in text: CSV, and what spreadsheets make of it (tradewind.tables.delimited)."""

from collections.abc import Iterator
from typing import BinaryIO

from prices.models.transfer import MOST_ROWS
from prices.models.watch import Watch
from prices.transfers.rows import EVERYTHING, Asked, File, Written, unsaid
from prices.transfers.tables import COLUMNS, cells_of, read_table
from tradewind.tables import Line
from tradewind.tables.bounds import text_of
from tradewind.tables.delimited import lines, written


def read(file: BinaryIO, asked: Asked) -> File:
    """The rows of a table in text. Raises: Unreadable."""
    return read_table(text_lines(file), asked)


def text_lines(file: BinaryIO) -> Iterator[Line]:
    """The lines of a table in text. Raises: Unreadable, also past 16 MB: a table of watches is held as a whole."""
    text_of(file)
    return lines(file, MOST_ROWS + 1)


def write(watches: list[Watch]) -> Written:
    """Every field of a watch, one watch a line."""
    rows = [cells_of(watch) for watch in watches]
    left_out = tuple(each for watch in watches for each in unsaid(watch, EVERYTHING))
    content = written(COLUMNS, ([row[name] for name in COLUMNS] for row in rows))
    return Written(content, "text/csv", "csv", len(rows), left_out)
