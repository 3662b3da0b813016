"""One tenant's table: how it is written, kept fast, and asked."""

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tradewind.errors import Contended
from tradewind.observability import logger
from tradewind.search.lance.conditions import column
from tradewind.search.schema import Schema

if TYPE_CHECKING:
    import pyarrow as pa
    from lancedb.table import AsyncTable

FAULTS = (RuntimeError, OSError, ValueError)
"""What LanceDB raises for all that goes wrong below it."""

TRIES = 8
WAIT_S = 0.05

LOOSE_ROWS = 2000
"""Rows that no index holds yet are looked through one by one: 2,500 of them cost a query 5 ms."""
LOOSE_SHARE, LOOSE_S = 0.25, 300.0
"""Tending writes the whole table anew. So one that is filled is tended each time that it has grown by a quarter, which
writes each row five times in all, and one that grows slowly every five minutes."""
LOOSE_WRITES = 100
"""Each write leaves a file; a hundred cost a query as much."""
INDEXED_FROM = 5000
"""Rows from which a vector index pays: looking through 10,000 vectors of 384 takes 13 ms, an index 2."""
PARTITION_ROWS = 40_960
"""Rows of a partition of the vector index. Each partition that a query looks through is handed to another thread: of
100,000 products, 22 of up to 8,192 rows took a query 0.5 ms longer than two. Fewer and larger ones find as much where
as many rows are looked through."""
RETRAINED_AT, MOST_SEGMENTS = 4, 4
"""A vector index that was trained on a quarter of the rows is trained anew, and so is one in four segments: each
tending adds one, which a query looks through by itself. Training on 100,000 rows takes 3 s."""
KEPT = timedelta(minutes=10)
"""How long an older version of a table stays, for those who are reading it."""


class TenantTable:
    """The documents of one tenant in one generation of an index."""

    def __init__(self, schema: Schema, table: "AsyncTable", columns: "pa.Schema", loose: int) -> None:
        self.schema = schema
        self.table = _with_columns(table, columns)
        self._writing = asyncio.Lock()
        self._loose = loose
        self._writes = 0
        self._tended_at = time.monotonic()

    async def write(self, rows: "pa.Table") -> None:
        """Keep rows; one of an id that is there stands in its place, unless it is of an older version.

        Raises: Contended, and `FAULTS`.
        """
        async with self._writing:
            await self._tried(
                lambda: (
                    self.table.merge_insert("id")
                    .when_matched_update_all(where="source.version >= target.version")
                    .when_not_matched_insert_all()
                    .execute(rows)
                )
            )
            self._loose += rows.num_rows
            self._writes += 1
            if self._is_loose(await self.table.count_rows()):
                await self._tend()

    def _is_loose(self, rows: int) -> bool:
        if self._loose > LOOSE_ROWS + LOOSE_SHARE * rows:
            return True
        is_untidy = self._loose > LOOSE_ROWS or self._writes >= LOOSE_WRITES
        return is_untidy and time.monotonic() - self._tended_at > LOOSE_S

    async def delete(self, ids: list[str]) -> None:
        """Remove rows by id. Raises: Contended, and `FAULTS`."""
        listed = ", ".join(f"'{id}'" for id in ids)
        async with self._writing:
            await self._tried(lambda: self.table.delete(f"id IN ({listed})"))

    async def refresh(self) -> None:
        """See what others wrote, and let the indexes hold every row."""
        async with self._writing:
            await self.table.checkout_latest()  # type: ignore[no-untyped-call]
            if self._writes or self._loose:
                await self._tend()

    async def _tend(self) -> None:
        """Join small files and let the indexes hold every row. Somebody else who does the same is no fault."""
        try:
            await self._index_vectors()
            await self.table.optimize(cleanup_older_than=KEPT)
        except FAULTS as failure:
            if not _is_conflict(failure):
                raise
            logger.info("another writer was tending %s", self.table.name)
        self._loose = self._writes = 0
        self._tended_at = time.monotonic()

    async def _index_vectors(self) -> None:
        """Train the vector index where there is none, or the table has outgrown it; its name says on how many rows."""
        from lancedb.index import IvfSq

        if self.schema.vector is None or (rows := await self.table.count_rows()) < INDEXED_FROM:
            return
        name = column(self.schema.vector.name)
        present = [index for index in await self.table.list_indices() if name in index.columns]
        trained = max((int(each.name.rpartition("_")[2]) for each in present), default=0)
        if rows < RETRAINED_AT * trained and all((each.num_segments or 1) < MOST_SEGMENTS for each in present):
            return
        config: Any = IvfSq(
            distance_type="cosine", target_partition_size=PARTITION_ROWS, sample_rate=64, max_iterations=10
        )
        await self.table.create_index(name, config=config, name=f"meaning_{rows}")
        for each in present:
            if each.name != f"meaning_{rows}":
                await self.table.drop_index(each.name)

    async def _tried(self, write: Any) -> None:
        for attempt in range(TRIES):
            try:
                await write()
                return
            except FAULTS as failure:
                if not _is_conflict(failure):
                    raise
            await self.table.checkout_latest()  # type: ignore[no-untyped-call]
            await asyncio.sleep(WAIT_S * 2**attempt * random.random())  # noqa: S311 (waits, guards nothing)
        raise Contended(f"{self.table.name} is written by others all the time")


async def made(schema: Schema, table: "AsyncTable") -> None:
    """Give a table that is new the indexes that it begins with, unless somebody who made it at once did.

    Raises: `FAULTS`.
    """
    from lancedb.index import FTS, BTree

    words = FTS(
        base_tokenizer="whitespace",
        lower_case=False,
        stem=False,
        remove_stop_words=False,
        ascii_folding=False,
        max_token_length=None,
    )
    wanted: dict[str, Any] = {"id": BTree(), "words": words}
    if any(field.is_suggested for field in schema.fields):
        wanted["begins"] = words
    present = {name for index in await table.list_indices() for name in index.columns}
    for name in wanted.keys() - present:
        with _conflicts_left():
            await table.create_index(name, config=wanted[name])


def _with_columns(table: "AsyncTable", columns: "pa.Schema") -> "AsyncTable":
    """A table that knows its columns. LanceDB asks for them before each query, to see whether blobs are among them; a
    table of ours never changes its columns, and the way to another thread and back is a fifth of a query's."""

    async def schema() -> "pa.Schema":
        return columns

    table.schema = schema  # type: ignore[method-assign]
    return table


@contextmanager
def _conflicts_left() -> Iterator[None]:
    """What somebody else did at the same time is done."""
    try:
        yield
    except FAULTS as failure:
        if not _is_conflict(failure):
            raise


def _is_conflict(failure: Exception) -> bool:
    return "conflict" in str(failure).lower()
