"""Tables that strangers send: read line by line in bounded memory, whatever they are written in.

    with open(path, "rb") as file:
        for line in delimited.lines(file, most=1000): ...        # CSV, and what spreadsheets make of it
        for line in workbook.lines(file, most=1000): ...         # the first sheet of an XLSX; needs the layer of tables

Each line says where it stands, as a person counts (`line 3`, `row 3`). What cannot be read raises Unreadable, in the
file's own terms.
"""

from dataclasses import dataclass

from tradewind.tables.bounds import Unreadable

__all__ = ["Line", "Unreadable"]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table, with where it stands."""

    place: str
    cells: list[str]
