"""The port on LanceDB."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from tradewind.errors import Conflict, InvalidInput, NotFound, Unavailable
from tradewind.search.lance.asking import answered, suggestions
from tradewind.search.lance.rows import table_of
from tradewind.search.lance.standing import Standing, Standings, defined, definition_of, generation_name
from tradewind.search.lance.tenant import FAULTS, TenantTable, made
from tradewind.search.port import MOST_DOCUMENTS
from tradewind.search.query import LONGEST_QUERY, MOST_HITS, Hits, Query, Suggestion, check, nothing, start
from tradewind.search.schema import Document, Refused, Schema, accepted, belongs, refusal

if TYPE_CHECKING:
    from lancedb.db import AsyncConnection

T = TypeVar("T")

FRESH_S = 1.0
"""How old what a reader sees may be, of what another process wrote."""
MOST_OPEN = 256
"""Tables that stay open, the latest used."""


def open_folder(uri: str) -> "LanceSearch":
    """The engine over a folder (`file:///var/search`) or a bucket (`s3://bucket/search`)."""
    return LanceSearch(uri.removeprefix("file://"))


class LanceSearch:
    """See `tradewind.search.Search`. It may be asked by many threads; its work is done on one loop of its own.

    `storage`: options of the object store, where the environment's credentials and endpoint will not do.
    """

    def __init__(self, uri: str, storage: Mapping[str, str] | None = None) -> None:
        self._uri = uri
        self._storage = dict(storage or {})
        self._tables: OrderedDict[tuple[str, int, str], TenantTable] = OrderedDict()
        self._opening = asyncio.Lock()
        self._database: AsyncConnection | None = None
        self._standings: Standings | None = None
        self._seen: dict[str, tuple[float, Standing]] = {}
        self._loop = asyncio.new_event_loop()
        Thread(target=self._loop.run_forever, name="lance", daemon=True).start()

    def create(self, schema: Schema) -> None:
        self._run(self._create(schema))

    def upsert(
        self, schema: Schema, tenant: str, documents: Sequence[Document], *, into: str | None = None
    ) -> list[Refused]:
        good, refused = accepted(schema, _few(documents))
        if belongs(tenant) and good:
            self._run(self._upsert(schema, tenant, good, into))
        return refused

    def delete(self, schema: Schema, tenant: str, ids: Sequence[str]) -> None:
        if any(refusal(schema, Document(id, {})) for id in _few(ids)):
            raise InvalidInput("ids: 1 to 64 letters, digits, _ and -")
        if ids:
            self._run(self._delete(schema, belongs(tenant), list(ids)))

    def delete_tenant(self, schema: Schema, tenant: str) -> None:
        self._run(self._delete_tenant(schema, belongs(tenant)))

    def query(self, schema: Schema, tenant: str, query: Query) -> Hits:
        check(schema, query)
        begin = start(schema, belongs(tenant), query)
        return self._run(self._read(schema, tenant, nothing(query), lambda at: answered(at, tenant, query, begin)))

    def suggest(self, schema: Schema, tenant: str, text: str, limit: int = 10) -> list[Suggestion]:
        if len(text) > LONGEST_QUERY or not 1 <= limit <= MOST_HITS:
            raise InvalidInput(f"text: at most {LONGEST_QUERY} characters; limit: 1 to {MOST_HITS}")
        return self._run(self._read(schema, belongs(tenant), [], lambda at: suggestions(at, text, limit)))

    def count(self, schema: Schema, tenant: str, *, within: str | None = None) -> int:
        return self._run(self._read(schema, belongs(tenant), 0, lambda at: at.table.count_rows(), within))

    def rebuild(self, schema: Schema) -> str:
        return self._run(self._rebuild(schema))

    def swap(self, schema: Schema, name: str) -> None:
        self._run(self._swap(schema, name))

    def refresh(self, schema: Schema, tenant: str) -> None:
        self._seen.pop(schema.name, None)
        self._run(self._read(schema, belongs(tenant), None, lambda at: at.refresh()))

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result()
        except FAULTS as failure:
            raise Unavailable(f"LanceDB does not answer: {failure!s:.500}") from failure

    async def _create(self, schema: Schema) -> None:
        standings = await self._indexes()
        if await standings.read(schema.name) is None:
            await standings.add(Standing(schema.name, 1, definition_of(schema)))
        standing = await self._standing(schema, fresh=True)
        if standing.definition != definition_of(schema):
            raise Conflict(f"{schema.name} stands with another definition; rebuild it")

    async def _upsert(self, schema: Schema, tenant: str, documents: list[Document], into: str | None) -> None:
        standing = await self._standing(schema, fresh=True)
        for generation, kept in self._written(schema, standing, into):
            at = await self._opened(kept, generation, tenant)
            await at.write(table_of(kept, [_within(kept, schema, document) for document in documents]))

    async def _delete(self, schema: Schema, tenant: str, ids: list[str]) -> None:
        standing = await self._standing(schema, fresh=True)
        for generation, kept in self._written(schema, standing, None):
            if at := await self._there(kept, generation, tenant):
                await at.delete(ids)

    async def _delete_tenant(self, schema: Schema, tenant: str) -> None:
        standing = await self._standing(schema, fresh=True)
        for generation, _ in self._written(schema, standing, None):
            self._tables.pop((schema.name, generation, tenant), None)
            await (await self._connected()).drop_table(
                f"{generation_name(schema.name, generation)}.{tenant}", ignore_missing=True
            )

    async def _rebuild(self, schema: Schema) -> str:
        await self._standing(schema, fresh=True)
        after = await (await self._indexes()).change(
            schema.name,
            lambda standing: replace(
                standing,
                built=standing.latest + 1,
                built_definition=definition_of(schema),
                latest=standing.latest + 1,
            ),
        )
        await self._sweep(schema)
        return generation_name(schema.name, after.built)

    async def _swap(self, schema: Schema, name: str) -> None:
        def swapped(standing: Standing) -> Standing:
            if not standing.built or generation_name(schema.name, standing.built) != name:
                raise NotFound(f"{name[:80]} is not being rebuilt")
            return replace(
                standing, live=standing.built, definition=standing.built_definition, built=0, built_definition=""
            )

        await self._standing(schema, fresh=True)
        await (await self._indexes()).change(schema.name, swapped)
        await asyncio.sleep(FRESH_S)  # until readers elsewhere have looked anew
        await self._sweep(schema)

    async def _sweep(self, schema: Schema) -> None:
        """Remove the tables of generations that are neither live nor being built."""
        standing = await self._standing(schema, fresh=True)
        kept = {generation_name(schema.name, each) for each in (standing.live, standing.built)}
        for key in [key for key in self._tables if key[0] == schema.name]:
            if generation_name(*key[:2]) not in kept:
                del self._tables[key]
        database = await self._connected()
        for name in await _names(database):
            index, _, _ = name.rpartition(".")
            if index.partition(".")[0] == schema.name and index not in kept:
                await database.drop_table(name, ignore_missing=True)

    async def _read(
        self,
        schema: Schema,
        tenant: str,
        nothing: T,
        ask: Callable[[TenantTable], Awaitable[T]],
        within: str | None = None,
    ) -> T:
        """What a tenant's table answers, `nothing` where the tenant has none. One that is dropped while it is read was
        replaced, so the one in its place is read."""
        for is_last in (False, True):
            standing = await self._standing(schema, fresh=is_last or within is not None)
            generation = standing.live if within is None else standing.generation(within)
            if generation is None:
                raise NotFound(f"{str(within)[:80]} is neither live nor being rebuilt")
            kept = standing.definition if generation == standing.live else standing.built_definition
            if kept != definition_of(schema):
                raise Unavailable(f"{schema.name} stands with another definition; rebuild it")
            at = await self._there(schema, generation, tenant)
            try:
                return nothing if at is None else await ask(at)
            except FAULTS:
                if is_last or not await self._was_replaced(schema, generation, tenant):
                    raise
        raise AssertionError("the second try answers or raises")

    async def _was_replaced(self, schema: Schema, generation: int, tenant: str) -> bool:
        """Whether a table is gone, or is another one by now."""
        self._tables.pop((schema.name, generation, tenant), None)
        standing = await self._standing(schema, fresh=True)
        return standing.live != generation or await self._there(schema, generation, tenant) is None

    def _written(self, schema: Schema, standing: Standing, into: str | None) -> list[tuple[int, Schema]]:
        """The generations that a write goes to, with the definition that each has."""
        both = [(standing.live, standing.definition), (standing.built, standing.built_definition)]
        if into is not None:
            both = [each for each in both if each[0] and generation_name(schema.name, each[0]) == into]
            if not both:
                raise NotFound(f"{into[:80]} is neither live nor being rebuilt")
        same = definition_of(schema)
        return [(number, schema if text == same else defined(schema.name, text)) for number, text in both if number]

    async def _standing(self, schema: Schema, fresh: bool = False) -> Standing:
        """How the index stands, as it was at most `FRESH_S` ago. Raises: NotFound."""
        seen = self._seen.get(schema.name)
        if not fresh and seen and time.monotonic() - seen[0] < FRESH_S:
            return seen[1]
        standing = await (await self._indexes()).read(schema.name)
        if standing is None:
            raise NotFound(f"there is no index {schema.name}")
        self._seen[schema.name] = (time.monotonic(), standing)
        return standing

    async def _there(self, schema: Schema, generation: int, tenant: str) -> TenantTable | None:
        """A tenant's table; None where the tenant has none."""
        key = (schema.name, generation, tenant)
        if key not in self._tables:
            database = await self._connected()
            try:
                table = await database.open_table(f"{generation_name(schema.name, generation)}.{tenant}")
            except ValueError as failure:
                if "not found" in str(failure):
                    return None
                raise
            loose = max((index.num_unindexed_rows or 0 for index in await table.list_indices()), default=0)
            self._tables[key] = TenantTable(schema, table, await table.schema(), loose)
            while len(self._tables) > MOST_OPEN:
                self._tables.popitem(last=False)
        self._tables.move_to_end(key)
        return self._tables[key]

    async def _opened(self, schema: Schema, generation: int, tenant: str) -> TenantTable:
        """A tenant's table, made where the tenant has none."""
        from tradewind.search.lance.rows import arrow_schema

        async with self._opening:
            found = await self._there(schema, generation, tenant)
            if found is None:
                name = f"{generation_name(schema.name, generation)}.{tenant}"
                database = await self._connected()
                await made(schema, await database.create_table(name, schema=arrow_schema(schema), exist_ok=True))
                found = await self._there(schema, generation, tenant)
            if found is None:
                raise Unavailable(f"the table of {schema.name} is gone as soon as it is made")
            return found

    async def _indexes(self) -> Standings:
        if self._standings is None:
            self._standings = Standings(await self._connected())
        return self._standings

    async def _connected(self) -> "AsyncConnection":
        import lancedb

        if self._database is None:
            self._database = await lancedb.connect_async(
                self._uri, read_consistency_interval=timedelta(seconds=FRESH_S), storage_options=self._storage
            )
        return self._database


async def _names(database: "AsyncConnection") -> list[str]:
    """The names of all tables."""
    page = await database.list_tables(limit=1000)
    names = list(page.tables)
    while page.page_token:
        page = await database.list_tables(page_token=page.page_token, limit=1000)
        names += page.tables
    return names


def _few(items: Sequence[T]) -> Sequence[T]:
    if len(items) > MOST_DOCUMENTS:
        raise InvalidInput(f"at most {MOST_DOCUMENTS} documents at once")
    return items


def _within(kept: Schema, schema: Schema, document: Document) -> Document:
    """A document as an index of another definition takes it: the fields that both have alike."""
    if kept is schema:
        return document
    alike = {name for name, field in kept.by_name.items() if schema.by_name.get(name) == field}
    return replace(document, fields={name: value for name, value in document.fields.items() if name in alike})
