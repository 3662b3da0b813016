"""Which generation of each index is live and which is being built: a row an index, changed by one writer at a time."""

import json
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, get_type_hints

from tradewind.errors import Contended
from tradewind.search.lance.rows import KEY
from tradewind.search.schema import Field, Schema

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa
    from lancedb.db import AsyncConnection
    from lancedb.table import AsyncTable

INDEXES = "INDEXES"
"""In capitals: no index is called so."""
TRIES = 20


@dataclass(frozen=True)
class Standing:
    """An index's generations, counted from 1, and the definitions that they were made with. `built`: 0 for none."""

    name: str
    live: int
    definition: str
    built: int = 0
    built_definition: str = ""
    latest: int = 1
    revision: int = 1

    def generation(self, name: str) -> int | None:
        """The generation of a name, where it is live or being built."""
        return next(
            (each for each in (self.live, self.built) if each and generation_name(self.name, each) == name), None
        )


def generation_name(index: str, generation: int) -> str:
    return f"{index}.{generation}"


@lru_cache(maxsize=64)
def definition_of(schema: Schema) -> str:
    """What the schema is compared by, at each question."""
    return json.dumps([asdict(field) for field in schema.fields])


def defined(name: str, definition: str) -> Schema:
    """The schema that an index was made with."""
    return Schema(name, tuple(Field(**field) for field in json.loads(definition)))


class Standings:
    """The table of standings of one database."""

    def __init__(self, database: "AsyncConnection") -> None:
        self._database = database
        self._table: AsyncTable | None = None

    async def read(self, index: str) -> Standing | None:
        """How an index stands, as it was last written; None where there is none."""
        found = await (await self._opened()).query().where(f"name = '{index}'").limit(1).to_list()
        return Standing(**found[0]) if found else None

    async def add(self, standing: Standing) -> None:
        """Write how a new index stands, unless somebody was first."""
        table = await self._opened()
        await table.merge_insert("name").when_not_matched_insert_all().execute(_row(standing))

    async def change(self, index: str, changed: "Callable[[Standing], Standing]") -> Standing:
        """Write what `changed` makes of an index that stands; of two at once, the second sees what the first wrote.

        Raises: Contended, and what `changed` raises.
        """
        table = await self._opened()
        for _ in range(TRIES):
            before = await self.read(index)
            if before is None:
                break
            after = replace(changed(before), revision=before.revision + 1)
            written = (
                await table.merge_insert("name")
                .when_matched_update_all(where=f"target.revision = {before.revision}")
                .execute(_row(after))
            )
            if written.num_updated_rows:
                return after
        raise Contended(f"{index} is changed by others all the time")

    async def _opened(self) -> "AsyncTable":
        if self._table is None:
            self._table = await self._database.create_table(INDEXES, schema=_columns(), exist_ok=True)
        await self._table.checkout_latest()  # type: ignore[no-untyped-call]
        return self._table


def _columns() -> "pa.Schema":
    import pyarrow as pa

    types = {str: pa.string(), int: pa.int64()}
    return pa.schema(
        pa.field(name, types[kind], nullable=False, metadata=KEY if name == "name" else None)
        for name, kind in get_type_hints(Standing).items()
    )


def _row(standing: Standing) -> "pa.Table":
    import pyarrow as pa

    return pa.Table.from_pylist([asdict(standing)], schema=_columns())
