"""The XLSX sheet that changedetection.io imports: Wachete's export, or a sheet whose columns are told.

The import page and what each column becomes:
https://github.com/dgtlmoon/changedetection.io/blob/0.55.8/changedetectionio/blueprint/imports/importer.py

Wachete's columns are `Name`, `Id`, `Url`, `Interval (min)`, `XPath` (any filter), `Dynamic Wachet`, `Portal Wachet`,
`Folder`. With a mapping of one's own a column is an address, a title, a filter, tags or minutes; here too.
"""

import io
from typing import Any, BinaryIO

from prices.models.transfer import MOST_ROWS
from prices.models.watch import Watch
from prices.transfers.rows import Asked, File, Written, unsaid
from prices.transfers.tables import MOST_COLUMNS, cells_of, read_table
from tradewind.tables import workbook

COLUMNS = {
    "Name": "label",
    "Url": "url",
    "Interval (min)": "every_minutes",
    "XPath": "price_selector",
    "Folder": "tags",
}
SAID = {"url", "label", "tags", "check.every_minutes", "override"}


def read(file: BinaryIO, asked: Asked) -> File:
    """The rows of a workbook's first sheet. Raises: Unreadable."""
    return read_table(workbook.lines(file, MOST_ROWS + 1, columns=MOST_COLUMNS), asked)


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


def _cell(page: Any, text: str) -> Any:
    """Text as text: nothing a watch says is taken for a formula."""
    from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]

    cell = WriteOnlyCell(page, value=text or None)
    if text:
        cell.data_type = "s"
    return cell
