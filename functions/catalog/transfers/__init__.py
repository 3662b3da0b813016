"""Pure: files of goods in the forms that suppliers send, read row by row, and rows made into goods.

    opened = open_rows(file, form)                  # its columns' names, and its rows as they are taken
    columns = proposed(opened.names, sample, None)  # what each column is taken for
    request_of(row, columns, defaults)              # the goods of a row, or why it is none

Nothing here fetches, stores or asks the time.
"""

from typing import Any, NamedTuple

__all__ = ["Row"]


class Row(NamedTuple):
    """A row as the file has it: where it stands, a value for each column, names of fields that no column has.

    `wrong`: why it is no row at all. `same_as`: the row before it in the file that is of the same goods.
    """

    place: str
    values: list[Any]
    extra: list[str]
    wrong: str | None = None
    same_as: str | None = None
