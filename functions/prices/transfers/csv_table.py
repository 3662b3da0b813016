"""CSV as RFC 4180 says it, and as spreadsheets write it.

https://www.rfc-editor.org/rfc/rfc4180: lines of cells, quotes around what holds a comma, a quote or a line's end, and
doubled inside. Spreadsheets of other countries write semicolons, tabs or bars; a byte order mark, UTF-16 and
Windows-1252 are read too, and Excel's first line `sep=;`.

A cell that a spreadsheet would take for a formula is written with an apostrophe before it, and read without
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from prices.models.transfer import MOST_ROWS
from prices.models.watch import Watch
from prices.transfers.bounds import decoded, text_of
from prices.transfers.rows import EVERYTHING, Asked, File, Unreadable, Written, unsaid
from prices.transfers.tables import COLUMNS, Line, cells_of, read_table

DELIMITERS = ",;\t|"
_EXCEL = re.compile(r"sep=(.)\r?\n")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def read(file: BinaryIO, asked: Asked) -> File:
    """The rows of a table in text. Raises: Unreadable."""
    return read_table(lines(file), asked)


def write(watches: list[Watch]) -> Written:
    """Every field of a watch, one watch a line."""
    rows = [cells_of(watch) for watch in watches]
    left_out = tuple(each for watch in watches for each in unsaid(watch, EVERYTHING))
    content = table(COLUMNS, ([row[name] for name in COLUMNS] for row in rows))
    return Written(content, "text/csv", "csv", len(rows), left_out)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table in UTF-8 with the mark by which spreadsheets know it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def lines(file: BinaryIO) -> Iterator[Line]:
    """The lines of a table in text, with their numbers. Raises: Unreadable where the quotes do not close."""
    text = decoded(text_of(file))
    begins = 1
    if stated := _EXCEL.match(text):
        delimiter, text, begins = stated[1], text[stated.end() :], 2
    else:
        delimiter = _delimiter(text)
    if delimiter in '"\r\n':
        raise Unreadable("line 1: sep= names no delimiter")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    at = begins
    count = 0
    try:
        for cells in reader:
            count += 1
            if count > MOST_ROWS + 1:
                raise Unreadable(f"the table has more than {MOST_ROWS} lines; split it")
            yield Line(f"line {at}", [unguarded(cell) for cell in cells])
            at = begins + reader.line_num
    except csv.Error as error:
        raise Unreadable(f"line {at}: {_TROUBLE.get(str(error), 'no CSV that can be read')}") from error


_TROUBLE = {
    "unexpected end of data": "a quote is opened and never closed; was the file cut off?",
    "field larger than field limit (131072)": "a cell has more than 131072 characters",
}


def _delimiter(text: str) -> str:
    """The delimiter that stands most often in the first line, quoted cells aside; a comma if none does."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = _QUOTED.sub("", first)
    return max(DELIMITERS, key=bare.count)


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """A cell as it was before it was guarded."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
