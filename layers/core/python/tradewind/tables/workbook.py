"""Workbooks (XLSX): the rows of the first sheet. Needs the layer of tables (openpyxl, defusedxml)."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from tradewind.tables import Line
from tradewind.tables.bounds import Unreadable, archive

LARGEST = 64 * 1024 * 1024  # bytes unpacked, all parts together
LONGEST_CELL = 32_767  # characters that Excel lets a cell have
CONTENTS = "[Content_Types].xml"

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError,
    SyntaxError, OverflowError, RuntimeError, AssertionError,
)  # fmt: skip
"""What the library raises of a damaged workbook; an XML parser's errors are SyntaxErrors or, for one that declares
entities, ValueErrors."""


def lines(file: BinaryIO, most: int, *, columns: int = 200, largest: int = LARGEST) -> Iterator[Line]:
    """The rows of a workbook's first sheet, read as they are taken. What a formula says is what the program that saved
    it had worked out.

    Raises: Unreadable, also past `most` rows and where it unpacks to more than `largest` bytes.
    """
    with archive(file) as opened:
        if CONTENTS not in opened:
            raise Unreadable("a zip file, but not a workbook")
        if opened.unpacked_bytes > largest:
            raise Unreadable(f"the workbook unpacks to more than {largest} bytes")
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of what it leaves out: styles, validation, its guesses
        rows = _rows(file, most, columns)
        while True:
            try:
                line = next(rows, None)
            except _DAMAGE as error:
                if isinstance(error, Unreadable):
                    raise
                raise Unreadable("the workbook is damaged, or not one that can be read") from error
            if line is None:
                return
            yield line


def _rows(file: BinaryIO, most: int, columns: int) -> Iterator[Line]:
    from openpyxl import DEFUSEDXML, load_workbook  # type: ignore[import-untyped]

    if not DEFUSEDXML:
        raise Unreadable("workbooks cannot be read safely here")
    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        page = book.worksheets[0]
        page.reset_dimensions()  # what a sheet says of its size may be wrong
        width = 0
        for number, row in enumerate(page.iter_rows(values_only=True, max_col=columns), 1):
            if number > most:
                raise Unreadable(f"the sheet has more than {most - 1} rows; split it")
            cells = [_text(value) for value in row]
            while cells and not cells[-1]:
                cells.pop()
            width = width or len(cells)
            yield Line(f"row {number}", cells + [""] * (width - len(cells)))
    finally:
        book.close()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return str(value)[:LONGEST_CELL]
