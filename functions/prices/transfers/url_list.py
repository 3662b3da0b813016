"""A plain list of addresses, tags after a space: `https://shop.example/p/1 kitchen, gifts for ana`.

The form is the one that changedetection.io's import page takes:
https://github.com/dgtlmoon/changedetection.io/blob/0.55.8/changedetectionio/blueprint/imports/templates/import.html
"""

from typing import BinaryIO

from prices.models.watch import Watch
from prices.transfers.rows import Asked, Draft, File, Row, Written, bounded, unsaid
from tradewind.tables import Unreadable
from tradewind.tables.bounds import decoded, text_of


def read(file: BinaryIO, asked: Asked) -> File:
    """A row a line; empty lines and those that begin with # are none. Raises: Unreadable."""
    lines = [
        (number, line.strip())
        for number, line in enumerate(decoded(text_of(file)).splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        raise Unreadable("the list is empty")
    bounded(lines)
    return File(rows=[_row(number, line, asked) for number, line in lines])


def write(watches: list[Watch]) -> Written:
    """A line a watch: its address, and its tags."""
    lines = [" ".join(filter(None, (watch.url, ", ".join(watch.tags)))) for watch in watches]
    left_out = tuple(each for watch in watches for each in unsaid(watch, {"url", "tags"}))
    return Written("".join(f"{line}\n" for line in lines).encode(), "text/plain", "txt", len(lines), left_out)


def _row(number: int, line: str, asked: Asked) -> Row:
    draft = Draft(f"line {number}")
    address, *rest = line.split(maxsplit=1)
    draft.fields["url"] = address
    if rest:
        draft.tags(rest[0].split(","))
    return draft.done(asked)
