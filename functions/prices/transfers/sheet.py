"""The XLSX sheet that changedetection.io imports: Wachete's export, or a sheet whose columns are told.

The import page and what each column becomes:
https://github.com/dgtlmoon/changedetection.io/blob/0.55.8/changedetectionio/blueprint/imports/importer.py

Wachete's columns are `Name`, `Id`, `Url`, `Interval (min)`, `XPath` (any filter), `Dynamic Wachet`, `Portal Wachet`,
`Folder`. With a mapping of one's own a column is an address, a title, a filter, tags or minutes; here too.
"""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from prices.models.transfer import MOST_ROWS
from prices.models.watch import Watch
from prices.transfers.bounds import archive
from prices.transfers.rows import Asked, File, Unreadable, Written, unsaid
from prices.transfers.tables import MOST_COLUMNS, Line, cells_of, read_table

COLUMNS = {
    "Name": "label",
    "Url": "url",
    "Interval (min)": "every_minutes",
    "XPath": "price_selector",
    "Folder": "tags",
}
SAID = {"url", "label", "tags", "check.every_minutes", "override"}
LARGEST_WORKBOOK = 64 * 1024 * 1024  # bytes unpacked, all parts together
LONGEST_CELL = 32_767  # characters that Excel lets a cell have

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError,
    SyntaxError, OverflowError, RuntimeError, AssertionError,
)  # fmt: skip
"""What the library raises of a damaged workbook; an XML parser's errors are SyntaxErrors or, for one that declares
entities, ValueErrors."""


def read(file: BinaryIO, asked: Asked) -> File:
    """The rows of a workbook's first sheet. Raises: Unreadable."""
    with archive(file) as opened:
        if "[Content_Types].xml" not in opened:
            raise Unreadable("a zip file, but not a workbook")
        if opened.unpacked_bytes > LARGEST_WORKBOOK:
            raise Unreadable(f"the workbook unpacks to more than {LARGEST_WORKBOOK} bytes")
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns of what it leaves out: styles, validation, its guesses
            lines = list(_lines(file))
    except _DAMAGE as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("the workbook is damaged, or not one that can be read") from error
    return read_table(lines, asked)


def write(watches: list[Watch]) -> Written:
    """A sheet with Wachete's columns, one watch a row."""
    from openpyxl import Workbook  # type: ignore[import-untyped]

    book = Workbook(write_only=True)
    page = book.create_sheet("Watches")
    page.append(list(COLUMNS))
    left_out = []
    for watch in watches:
        cells = cells_of(watch)
        page.append([_cell(page, cells[field]) for field in COLUMNS.values()])
        only_price = watch.override is None or not (watch.override.availability or watch.override.title)
        left_out += unsaid(watch, SAID, {} if only_price else {"override": "only the place of the price"})
    out = io.BytesIO()
    book.save(out)
    return Written(
        out.getvalue(),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        len(watches),
        tuple(left_out),
    )


def _lines(file: BinaryIO) -> Iterator[Line]:
    """The rows of the first sheet. What a formula says is what the program that saved it had worked out."""
    from openpyxl import DEFUSEDXML, load_workbook

    if not DEFUSEDXML:
        raise Unreadable("workbooks cannot be read safely here")
    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        page = book.worksheets[0]
        page.reset_dimensions()  # what a sheet says of its size may be wrong
        width = 0
        for number, row in enumerate(page.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
            if number > MOST_ROWS + 1:
                raise Unreadable(f"the sheet has more than {MOST_ROWS} rows; split it")
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


def _cell(page: Any, text: str) -> Any:
    """Text as text: nothing a watch says is taken for a formula."""
    from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]

    cell = WriteOnlyCell(page, value=text or None)
    if text:
        cell.data_type = "s"
    return cell
