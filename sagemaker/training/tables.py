"""Folders of CSV files that a model can be trained on: read row by row, and what is wrong told by its place."""

import csv
import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

FIRST, LAST = date(1980, 1, 1), date(2100, 1, 1)
LONGEST_NAME = 200
LONGEST_TITLE = 60

Row = Mapping[str, str | None]


class WrongData(Exception):
    """What is wrong with a folder of data: which file, which row (the header is row 1), which column, and why."""

    def __init__(self, file: Path, why: str, row: int | None = None, column: str | None = None) -> None:
        place = "".join([f", row {row}" if row else "", f", column {column}" if column else ""])
        super().__init__(f"{file}{place}: {why}")
        self.file, self.row, self.column = file, row, column


def title_of(folder: Path, files: Iterable[Path]) -> str:
    """What a folder of data is called in a card and a gate: its name, and what its files hold, in 12 digits."""
    digest = sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()[:12]
    return f"{folder.name[:LONGEST_TITLE]} {digest}"


def found(folder: Path, name: str) -> Path | None:
    """A file of a folder, gzipped or not; None where it is neither."""
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)


def rows(path: Path, wanted: Sequence[str]) -> Iterator[tuple[int, Row]]:
    """Each row with its number. Raises: WrongData where a wanted column is missing, or the file cannot be read."""
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8", newline="")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8", newline="") as file
        ):
            reader = csv.DictReader(file)
            if missing := [column for column in wanted if column not in (reader.fieldnames or ())]:
                raise WrongData(path, f"the columns {', '.join(wanted)} are wanted", 1, missing[0])
            for row in reader:
                yield reader.line_num, row
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise WrongData(path, f"it cannot be read: {error}") from error


def name(path: Path, number: int, row: Row, column: str) -> str:
    """A text of 1 to 200 characters. Raises: WrongData."""
    text = (row.get(column) or "").strip()
    if not text or len(text) > LONGEST_NAME:
        raise WrongData(path, f"a text of 1 to {LONGEST_NAME} characters is wanted", number, column)
    return text


def day(path: Path, number: int, row: Row, column: str = "date") -> int:
    """A day as an ordinal. Raises: WrongData."""
    text = (row.get(column) or "").strip()
    try:
        read = date.fromisoformat(text)
    except ValueError:
        raise WrongData(path, f"{text[:40]!r} is no day as 2026-03-01", number, column) from None
    if not FIRST <= read < LAST:
        raise WrongData(path, f"{text} is not between {FIRST} and {LAST}", number, column)
    return read.toordinal()


def amount(path: Path, number: int, row: Row, column: str) -> float:
    """A number above 0. Raises: WrongData."""
    text = (row.get(column) or "").strip()
    try:
        read = float(text)
    except ValueError:
        read = 0.0
    if not 0 < read < 1e9:
        raise WrongData(path, f"{text[:40]!r} is not a number above 0 and below 10^9", number, column)
    return read
