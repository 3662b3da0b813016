"""Imports of all tenants, one tenant at a time: the import, a row for each row of its file, confirmed mappings."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from prices.models.transfer import ColumnMapping, Import, ImportedRow, KeptImport, RowState
from prices.models.watch import Watch
from prices.store import keys
from tradewind import paging
from tradewind.clock import stamp
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, NotFound
from tradewind.idempotency import Once
from tradewind.imports import shown
from tradewind.paging import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

M = TypeVar("M", bound=BaseModel)

KEPT = timedelta(days=90)
"""How long an import can be looked up and undone."""
TURN = timedelta(minutes=3)
"""Longer than a worker may run."""
READS_A_PAGE = 10  # queries that one page of a filtered report may cost before it answers with what it has
BATCH = 100


class ImportStore:
    """What came in, by which file and row."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def answered(self, once: Once) -> Import | None:
        """The import this key was answered with before, if any. Raises: InvalidInput."""
        return once.first_answer(self._table, Import)

    def add(self, tenant: str, new: KeptImport, once: Once) -> None:
        """Keep a new import, and that it answers `once`. Raises: Conflict when the key is taken."""
        exists = Conflict("this import exists already")
        self._table.transact(
            self._table.putting(_item(tenant, new), "attribute_not_exists(pk)"),
            once.kept(shown(new, Import), self._table),
            refused=[exists, once.taken],
        )

    def get(self, tenant: str, import_id: str) -> KeptImport:
        """An import. Raises: NotFound, also for another tenant's."""
        item = self._table.get(keys.imports(tenant), keys.IMPORT + import_id)
        if item is None:
            raise NotFound(f"no import {import_id}")
        return KeptImport.model_validate_json(item["doc"])

    def page(self, tenant: str, limit: int, next: str | None = None) -> Page[Import]:
        """A page of a tenant's imports, the newest first. Raises: InvalidInput for a foreign token."""
        pk = keys.imports(tenant)
        after = paging.start(pk, next, keys.IMPORT, f"{keys.IMPORT}~") if next else None
        found = self._table.query("pk = :pk", limit=limit, after=after, newest_first=True, pk=pk)
        return Page(
            items=[shown(KeptImport.model_validate_json(item["doc"]), Import) for item in found.items],
            next=paging.token(pk, str(found.last["sk"])) if found.last else None,
        )

    def change(self, tenant: str, before: KeptImport, after: KeptImport) -> None:
        """Put `after` in the place of `before`. Raises: Conflict when somebody else has moved it on meanwhile."""
        moved = Conflict("the import has moved on meanwhile; read it again")
        self._table.put(_item(tenant, after), "changed_at = :before", moved, before=before.changed_at.isoformat())

    def put_rows(self, tenant: str, import_id: str, rows: Sequence[ImportedRow], kept_until: datetime) -> None:
        """Keep the report of every row, whatever stood there before."""
        self._table.put_many(_row_item(tenant, import_id, number, row, kept_until) for number, row in enumerate(rows))

    def row(self, tenant: str, import_id: str, number: int) -> ImportedRow:
        """One row. Raises: NotFound."""
        item = self._table.get(*_row_key(tenant, import_id, number))
        if item is None:
            raise NotFound(f"no row {number} of import {import_id}")
        return ImportedRow.model_validate_json(item["doc"])

    def batch(self, tenant: str, import_id: str, first: int) -> list[ImportedRow]:
        """Some hundred rows from `first` on; empty at the end."""
        pk = keys.imported(tenant, import_id)
        found = self._table.query(
            "pk = :pk AND sk >= :first", limit=BATCH, pk=pk, first=_row_key(tenant, import_id, first)[1]
        )
        return [ImportedRow.model_validate_json(item["doc"]) for item in found.items]

    def rows(
        self, tenant: str, import_id: str, limit: int, next: str | None = None, *, state: RowState | None = None
    ) -> Page[ImportedRow]:
        """A page of an import's rows, in the order of the file. Raises: InvalidInput for a foreign token."""
        pk = keys.imported(tenant, import_id)
        after: Item | None = paging.start(pk, next, keys.ROW, f"{keys.ROW}~") if next else None
        where = {"where": "row_state = :state", "state": state.value} if state else {}
        found: list[Item] = []
        for _ in range(READS_A_PAGE):
            most = max(limit - len(found), 1) if state is None else BATCH
            part = self._table.query("pk = :pk", limit=most, after=after, pk=pk, **where)  # type: ignore[arg-type]
            found += part.items
            after = part.last
            if after is None or len(found) >= limit:
                break
        if len(found) > limit:
            found = found[:limit]
            after = {"pk": pk, "sk": found[-1]["sk"]}
        return Page(
            items=[ImportedRow.model_validate_json(item["doc"]) for item in found],
            next=paging.token(pk, str(after["sk"])) if after else None,
        )

    def settle(self, tenant: str, import_id: str, number: int, row: ImportedRow) -> None:
        """Keep what became of a row."""
        self._table.update(
            _row_key(tenant, import_id, number),
            "SET doc = :doc, row_state = :state",
            "attribute_exists(pk)",
            NotFound(f"no row {number} of import {import_id}"),
            doc=row.model_dump_json(),
            state=row.state.value,
        )

    def take_turn(self, tenant: str, import_id: str, at: datetime) -> bool:
        """Whether this import may add rows now: one of a tenant's does at a time, or two could add the same page.

        A turn that is not given back ends by itself.
        """
        taken = Conflict("another import of this tenant is adding its rows")
        item = {
            "pk": keys.imports_turn(tenant),
            "sk": keys.TURN,
            "import_id": import_id,
            "ends_at": stamp(at + TURN),
            "expires_at": int((at + KEPT).timestamp()),
        }
        free = "attribute_not_exists(pk) OR import_id = :me OR ends_at <= :now"
        try:
            self._table.put(item, free, taken, me=import_id, now=stamp(at))
        except Conflict:
            return False
        return True

    def give_turn(self, tenant: str, at: datetime) -> None:
        """Let another import add its rows."""
        self._table.update((keys.imports_turn(tenant), keys.TURN), "SET ends_at = :now", now=stamp(at))

    def mapping(self, tenant: str, fingerprint: str) -> ColumnMapping | None:
        """What this tenant last confirmed for tables with these columns, if anything."""
        item = self._table.get(keys.mappings(tenant), fingerprint)
        return KeptMapping.model_validate_json(item["doc"]).columns if item else None

    def remember(self, tenant: str, fingerprint: str, columns: ColumnMapping) -> None:
        """Remember what was confirmed for tables with these columns."""
        doc = KeptMapping(columns=columns).model_dump_json()
        self._table.put({"pk": keys.mappings(tenant), "sk": fingerprint, "doc": doc})


class KeptMapping(BaseModel):
    """A mapping that was confirmed."""

    columns: ColumnMapping


class RowOnce:
    """A row is added once: its watch is kept in one transaction with the row's own item, or neither is."""

    def __init__(self, tenant: str, import_id: str, number: int, row: ImportedRow) -> None:
        self._at = _row_key(tenant, import_id, number)
        self._row = row

    def first_answer(self, table: Table, model: type[M]) -> M | None:
        """Nothing: who asks has looked at the row."""
        return None

    def kept(self, answer: BaseModel, table: Table) -> "TransactWriteItemTypeDef":
        """The part of a transaction by which the row is added. If it is refused, the row is `taken`."""
        watch = Watch.model_validate(answer.model_dump())
        added = added_row(self._row, watch)
        return table.updating(
            self._at,
            "SET doc = :doc, row_state = :added",
            "row_state = :ready",
            doc=added.model_dump_json(),
            added=RowState.ADDED.value,
            ready=RowState.READY.value,
        )

    @property
    def taken(self) -> Conflict:
        """What it means that `kept` was refused."""
        return Conflict("the row is being added by another worker", retry_after_s=1)


def added_row(row: ImportedRow, watch: Watch) -> ImportedRow:
    """A row whose watch was added."""
    return row.model_copy(
        update={"state": RowState.ADDED, "watch_id": watch.watch_id, "changed_at": watch.changed_at, "url": watch.url}
    )


def _row_key(tenant: str, import_id: str, number: int) -> tuple[str, str]:
    return keys.imported(tenant, import_id), f"{keys.ROW}{number:06}"


def _item(tenant: str, kept: KeptImport) -> Item:
    return {
        "pk": keys.imports(tenant),
        "sk": keys.IMPORT + kept.import_id,
        "doc": kept.model_dump_json(),
        "changed_at": kept.changed_at.isoformat(),
        "expires_at": int((kept.created_at + KEPT).timestamp()),
    }


def _row_item(tenant: str, import_id: str, number: int, row: ImportedRow, kept_until: datetime) -> dict[str, Any]:
    pk, sk = _row_key(tenant, import_id, number)
    return {
        "pk": pk,
        "sk": sk,
        "doc": row.model_dump_json(),
        "row_state": row.state.value,
        "expires_at": int(kept_until.timestamp()),
    }
