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
from itertools import chain
from typing import BinaryIO

from tradewind.tables import Line
from tradewind.tables.bounds import Unreadable, encoding_of

DELIMITERS = ",;\t|"
LONGEST_LINE = 2 * 1024 * 1024  # characters; a cell has 131,072 at most
_EXCEL = re.compile(r"sep=(.)\r?\n")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def lines(file: BinaryIO, most: int) -> Iterator[Line]:
    """The lines of a table in text, with their numbers; the file is read as they are taken.

    Raises: Unreadable where the quotes do not close, and past `most` lines.
    """
    encoding = encoding_of(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield from _lines(_bounded(text), most)
    finally:
        text.detach()


def written(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table in UTF-8 with the mark by which spreadsheets know it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """A cell as it was before it was guarded."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _lines(text: Iterator[str], most: int) -> Iterator[Line]:
    begins = 1
    first = next(text, "")
    if stated := _EXCEL.match(first):
        delimiter, begins = stated[1], 2
        if delimiter in '"\r\n':
            raise Unreadable("line 1: sep= names no delimiter")
        rest = text
    else:
        head = [first]
        while not head[-1].strip() and (more := next(text, None)) is not None:
            head.append(more)
        delimiter, rest = _delimiter(head[-1]), chain(head, text)
    reader = csv.reader(rest, delimiter=delimiter, strict=True)
    at = begins
    try:
        for count, cells in enumerate(reader, 1):
            if count > most:
                raise Unreadable(f"the table has more than {most - 1} lines; split it")
            yield Line(f"line {at}", [unguarded(cell) for cell in cells])
            at = begins + reader.line_num
    except csv.Error as error:
        raise Unreadable(f"line {at}: {_TROUBLE.get(str(error), 'no CSV that can be read')}") from error


_TROUBLE = {
    "unexpected end of data": "a quote is opened and never closed; was the file cut off?",
    "field larger than field limit (131072)": "a cell has more than 131072 characters",
}


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise Unreadable(f"a line has more than {LONGEST_LINE} characters")
        yield line


def _delimiter(first: str) -> str:
    """The delimiter that stands most often in the first line, quoted cells aside; a comma if none does."""
    bare = _QUOTED.sub("", first)
    return max(DELIMITERS, key=bare.count)
