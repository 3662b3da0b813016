"""Rows of one file that are of the same goods: the first counts, and the others are told which it is.

A million rows are compared by eight bytes each, drawn from the cells that name the goods. Only rows of which two agree
are read as a whole, to see whether they make goods: so a million take one minute in place of ten.
"""

from array import array
from hashlib import sha256
from itertools import pairwise

from catalog.models.importing import ImportStep, KeptImport
from catalog.rules.identity import product_id
from catalog.store.files import ImportFiles
from catalog.transfers import Row
from catalog.transfers.requests import Layout, layout, named, request_of


def mark_repeated(of: ImportStep, kept: KeptImport, files: ImportFiles) -> None:
    """Note in the parts which rows are of the same goods as one before them. Done again, it notes the same.

    A row that makes no goods is the same as none.
    """
    rows = layout(kept.columns, kept.defaults)
    parts: list[array[int]] = []
    marked = set()
    for part in range(kept.parts):
        read = files.part(of, part)
        parts.append(array("Q", (_key(of, row, rows) for row in read)))
        if any(row.same_as for row in read):
            marked.add(part)
    repeated = {one for one, other in pairwise(sorted(key for keys in parts for key in keys)) if one == other}
    marked |= {part for part, keys in enumerate(parts) if not repeated.isdisjoint(keys)}
    _note(of, sorted(marked), rows, repeated, files)


def _note(of: ImportStep, parts: list[int], rows: Layout, repeated: set[int], files: ImportFiles) -> None:
    first: dict[int, str] = {}
    for part in parts:
        before = files.part(of, part)
        after = [row._replace(same_as=_same_as(row, _key(of, row, rows), rows, repeated, first)) for row in before]
        if after != before:
            files.put_part(of, part, after)


def _same_as(row: Row, key: int, rows: Layout, repeated: set[int], first: dict[int, str]) -> str | None:
    """The row that is of the same goods as this one; None where this is the first, or makes no goods."""
    if key not in repeated or request_of(row, rows).wanted is None:
        return None
    other = first.setdefault(key, row.place)
    return other if other != row.place else None


def _key(of: ImportStep, row: Row, rows: Layout) -> int:
    """Eight bytes of the goods' id: of two million rows, two different ones agree once in 9 million files."""
    return int.from_bytes(sha256(product_id(of.tenant, named(row, rows)).encode()).digest()[:8], "big")
