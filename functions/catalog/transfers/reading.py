"""The rows of a file, taken one after another: a file of a million rows is never held as a whole."""

import io
import json
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, BinaryIO, NamedTuple

from catalog.models.importing import MOST_COLUMNS, MOST_ROWS, Form
from catalog.transfers import Row
from tradewind.imports import LONGEST_SHOWN
from tradewind.tables import Line, Unreadable, delimited, workbook
from tradewind.tables.bounds import archive, encoding_of
from tradewind.tables.delimited import LONGEST_LINE
from tradewind.tables.text import distinct, printable

SAMPLED = 200
"""Rows that columns are told by."""
LARGEST_WORKBOOK = 512 * 1024 * 1024
"""Bytes unpacked. The texts of a workbook are held as a whole, as its form asks: some 600 MB for as many bytes."""


class Opened(NamedTuple):
    """A file that is being read: the names of its columns, the first of its rows, and all of them."""

    names: list[str]
    sample: list[Row]
    rows: Iterator[Row]


def form_of(file: BinaryIO) -> Form:
    """The form of a file: a workbook is an archive, a line of JSON begins with a brace, all else is a table in text.

    Raises: Unreadable for one that is none of these.
    """
    file.seek(0)
    head = file.read(4096)
    if head[:2] == b"PK":
        with archive(file) as opened:
            if workbook.CONTENTS in opened:
                return Form.XLSX
        raise Unreadable("a zip file, but not a workbook; send the file in it")
    if not head.strip():
        raise Unreadable("the file is empty")
    return Form.JSONL if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else Form.CSV


def open_rows(file: BinaryIO, form: Form) -> Opened:
    """The rows of a file. Raises: Unreadable, also while they are taken."""
    if form is Form.JSONL:
        return _of_objects(_objects(file))
    if form is Form.XLSX:
        return _of_table(workbook.lines(file, MOST_ROWS + 1, columns=MOST_COLUMNS, largest=LARGEST_WORKBOOK))
    return _of_table(delimited.lines(file, MOST_ROWS + 1))


def _of_table(lines: Iterator[Line]) -> Opened:
    """A table's first line names its columns."""
    filled = (line for line in lines if any(cell.strip() for cell in line.cells))
    header = next(filled, None)
    if header is None:
        raise Unreadable("the table has no lines")
    if len(header.cells) > MOST_COLUMNS:
        raise Unreadable(f"the table has more than {MOST_COLUMNS} columns")
    width = len(header.cells)
    rows = (_table_row(line, width) for line in filled)
    sample = list(islice(rows, SAMPLED))
    return Opened(distinct(header.cells, LONGEST_SHOWN), sample, chain(sample, rows))


def _table_row(line: Line, width: int) -> Row:
    cells: list[Any] = line.cells
    if len(cells) == width:
        return Row(line.place, cells, [])
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        return Row(line.place, cells[:width], [], f"{len(cells)} cells where the table has {width} columns")
    if len(cells) < width:
        wrong = f"{len(cells)} cells where the table has {width} columns; was it cut off?"
        return Row(line.place, cells + [""] * (width - len(cells)), [], wrong)
    return Row(line.place, cells[:width], [])


def _of_objects(objects: Iterator[tuple[str, dict[str, Any] | str]]) -> Opened:
    """Objects have a column for each field that one of the first has."""
    first = list(islice(objects, SAMPLED))
    if not first:
        raise Unreadable("the file has no lines")
    names: dict[str, int] = {}
    for _, found in first:
        for name in found if isinstance(found, dict) else ():
            names.setdefault(name, len(names))
    if len(names) > MOST_COLUMNS:
        raise Unreadable(f"the objects have more than {MOST_COLUMNS} fields")
    rows = (_object_row(place, found, names) for place, found in chain(first, objects))
    sample = list(islice(rows, len(first)))
    return Opened(distinct(list(names), LONGEST_SHOWN), sample, chain(sample, rows))


def _object_row(place: str, found: dict[str, Any] | str, names: dict[str, int]) -> Row:
    if isinstance(found, str):
        return Row(place, [None] * len(names), [], found)
    values: list[Any] = [None] * len(names)
    extra = []
    for name, value in found.items():
        at = names.get(name)
        if at is None:
            extra.append(printable(name)[:LONGEST_SHOWN])
        else:
            values[at] = value
    return Row(place, values, extra)


def _objects(file: BinaryIO) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """The objects of a file of JSON lines (https://jsonlines.org), or why a line is none."""
    encoding = encoding_of(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="\n")
    try:
        for number in range(1, MOST_ROWS + 2):
            line = text.readline(LONGEST_LINE)
            if not line:
                return
            if len(line) == LONGEST_LINE:
                raise Unreadable(f"line {number}: more than {LONGEST_LINE} characters")
            if line.strip():
                yield f"line {number}", _object(line)
        raise Unreadable(f"the file has more than {MOST_ROWS} lines; split it")
    finally:
        text.detach()


def _object(line: str) -> dict[str, Any] | str:
    try:
        found = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return "no JSON that can be read; was the line cut off?"
    return found if isinstance(found, dict) else "no JSON object"


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no JSON")
