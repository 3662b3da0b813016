"""Imports of all tenants, one tenant at a time: the import, and a line for each part of its rows."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from catalog.models.importing import ColumnMapping, Import, ImportState, ImportStep, KeptImport, RowCounts, RowState
from catalog.store import keys
from tradewind import paging
from tradewind.clock import stamp
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, NotFound
from tradewind.idempotency import Once
from tradewind.imports import fingerprint, shown
from tradewind.paging import Page

KEPT = timedelta(days=90)
"""How long an import can be looked up and undone."""
LOOKED_AFTER = timedelta(minutes=10)
"""How long an import that is under way is left to its state machine before somebody asks whether that still runs."""
UNDER_WAY = {ImportState.READING, ImportState.JUDGING, ImportState.LOADING, ImportState.UNDOING}
COUNTS = tuple(RowCounts.model_fields)


class Settled(NamedTuple):
    """A part that is done in one pass. `late`: what became otherwise of some of its rows than its report says."""

    part: int
    counts: RowCounts
    late: Mapping[int, tuple[RowState, str | None]]


class ImportStore:
    """What came in, by which file and part."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def answered(self, once: Once) -> Import | None:
        """The import this key was answered with before, if any. Raises: InvalidInput."""
        return once.first_answer(self._table, Import)

    def add(self, tenant: str, new: KeptImport, once: Once) -> None:
        """Keep a new import, and that it answers `once`. Raises: Conflict when the key is taken."""
        self._table.transact(
            self._table.putting(_item(tenant, new), "attribute_not_exists(pk)"),
            once.kept(shown(new, Import), self._table),
            refused=[Conflict("this import exists already"), once.taken],
        )

    def add_dropped(self, tenant: str, new: KeptImport) -> bool:
        """Keep an import of a file that was dropped. False: the same file of the same name was there before."""
        try:
            self._table.put(_item(tenant, new), "attribute_not_exists(pk)", Conflict("dropped before"))
        except Conflict:
            return False
        return True

    def get(self, tenant: str, import_id: str) -> KeptImport:
        """An import. Raises: NotFound, also for another tenant's."""
        item = self._table.get(keys.imports(tenant), keys.IMPORT + import_id)
        if item is None:
            raise NotFound(f"no import {import_id}")
        return _import_in(item)

    def page(self, tenant: str, limit: int, next: str | None = None) -> Page[Import]:
        """A page of a tenant's imports, the newest first. Raises: InvalidInput for a foreign token."""
        pk = keys.imports(tenant)
        after = paging.start(pk, next, keys.IMPORT, f"{keys.IMPORT}~") if next else None
        found = self._table.query("pk = :pk", limit=limit, after=after, newest_first=True, pk=pk)
        return Page(
            items=[shown(_import_in(item), Import) for item in found.items],
            next=paging.token(pk, str(found.last["sk"])) if found.last else None,
        )

    def asked_by(self, tenant: str, user: str) -> list[KeptImport]:
        """The imports that a user asked for."""
        every = (_import_in(item) for item in self._table.query_all("pk = :pk", pk=keys.imports(tenant)))
        return [kept for kept in every if kept.asked_by == user]

    def change(self, tenant: str, before: KeptImport, after: KeptImport, *, starts_over: bool = False) -> None:
        """Put `after` in the place of `before`. `starts_over`: its rows are counted from the first again.

        Raises: Conflict when somebody else has moved it on meanwhile.
        """
        item = _item(tenant, after)
        changes = ["doc = :doc", "changed_at = :changed_at"]
        values = {"doc": item["doc"], "changed_at": item["changed_at"]}
        if starts_over:
            changes += [f"{name} = :zero" for name in _COUNTERS]
            values["zero"] = 0
        removed = ""
        if after.state in UNDER_WAY:
            changes += ["due_pk = :due_pk", "due_at = :due_at", "tenant = :tenant"]
            values |= {"due_pk": item["due_pk"], "due_at": item["due_at"], "tenant": tenant}
        else:
            removed = " REMOVE due_pk, due_at"
        self._table.update(
            (item["pk"], item["sk"]),
            f"SET {', '.join(changes)}{removed}",
            "changed_at = :before",
            Conflict("the import has moved on meanwhile; read it again"),
            **values,
            before=before.changed_at.isoformat(),
        )

    def settled(self, of: ImportStep, pass_: str, part: int) -> Settled | None:
        """What became of a part in a pass; None where it is not done yet."""
        item = self._table.get(keys.imported(of.tenant, of.import_id), part_key(pass_, part))
        return _settled_in(item) if item else None

    def all_settled(self, of: ImportStep, pass_: str, first: int = 0) -> Iterator[Settled]:
        """The parts that are done in a pass, in the order of the file, from one on."""
        found = self._table.query_all(
            "pk = :pk AND sk BETWEEN :first AND :last",
            limit=25,
            pk=keys.imported(of.tenant, of.import_id),
            first=part_key(pass_, first),
            last=f"{pass_}#~",
        )
        return (_settled_in(item) for item in found)

    def settle(self, of: ImportStep, pass_: str, done: Settled, rows: int, kept_until: datetime) -> None:
        """Keep that a part is done and count its rows, once."""
        told = {name: count for name in COUNTS if (count := getattr(done.counts, name))}
        item = {
            "pk": keys.imported(of.tenant, of.import_id),
            "sk": part_key(pass_, done.part),
            "counts": told,
            "late": json.dumps({str(number): [state, why] for number, (state, why) in done.late.items()}),
            "expires_at": int(kept_until.timestamp()),
        }
        added = ", ".join(f"n_{name} :{name}" for name in told)
        once = Conflict("this part is done")
        try:
            self._table.transact(
                self._table.putting(item, "attribute_not_exists(pk)"),
                self._table.updating(
                    (keys.imports(of.tenant), keys.IMPORT + of.import_id),
                    f"ADD rows_done :rows{', ' if added else ''}{added}",
                    rows=rows,
                    **told,
                ),
                refused=[once],
            )
        except Conflict as error:
            if error is not once:
                raise

    def note_indexed(self, of: ImportStep, part: str, rows: int, at: datetime) -> None:
        """Count that a part's rows can be found, once."""
        once = Conflict("counted, or not there")
        try:
            self._table.transact(
                self._table.updating(
                    (keys.imported(of.tenant, of.import_id), f"{keys.INDEXED}{part}"),
                    "SET expires_at = :until",
                    "attribute_not_exists(pk)",
                    until=int((at + KEPT).timestamp()),
                ),
                self._table.updating(
                    (keys.imports(of.tenant), keys.IMPORT + of.import_id),
                    "ADD rows_indexed :rows",
                    "attribute_exists(pk)",
                    rows=rows,
                ),
                refused=[once, once],
            )
        except Conflict as error:
            if error is not once:
                raise

    def overdue(self, at: datetime) -> Iterator[ImportStep]:
        """Imports that are under way and were not moved on for a while, each claimed by who asks."""
        found = self._table.query_all(
            "due_pk = :pk AND due_at <= :now", index=keys.DUE_INDEX, pk=keys.DUE_IMPORTS, now=stamp(at)
        )
        for item in found:
            if self._table.postpone((item["pk"], item["sk"]), item["due_at"], stamp(at + LOOKED_AFTER)):
                yield ImportStep(tenant=item["tenant"], import_id=item["sk"].removeprefix(keys.IMPORT))

    def mapping(self, tenant: str, columns: list[str]) -> ColumnMapping | None:
        """What this tenant last confirmed for files with these columns, if anything."""
        item = self._table.get(keys.mappings(tenant), fingerprint(columns))
        return json.loads(item["doc"]) if item else None

    def remember(self, tenant: str, columns: list[str], mapping: ColumnMapping) -> None:
        """Remember what was confirmed for files with these columns."""
        self._table.put({"pk": keys.mappings(tenant), "sk": fingerprint(columns), "doc": json.dumps(mapping)})


_COUNTERS = ("rows_done", "rows_indexed", *(f"n_{name}" for name in COUNTS))


def part_key(pass_: str, part: int) -> str:
    """How a part is called in a pass: `LOAD#0001#000012`."""
    return f"{pass_}#{part:06}"


def _settled_in(item: Item) -> Settled:
    late = json.loads(item["late"])
    return Settled(
        int(item["sk"].rpartition("#")[2]),
        RowCounts.model_validate({name: int(count) for name, count in item["counts"].items()}),
        {int(number): (RowState(state), why) for number, (state, why) in late.items()},
    )


def _import_in(item: Item) -> KeptImport:
    """An import; what is counted stands beside its document, so that a count moves nothing else."""
    kept = KeptImport.model_validate_json(item["doc"])
    counts = {name: int(item.get(f"n_{name}", 0)) for name in COUNTS}
    return kept.model_copy(
        update={
            "rows_done": int(item.get("rows_done", 0)),
            "rows_indexed": int(item.get("rows_indexed", 0)),
            "counts": RowCounts.model_validate(counts),
        }
    )


def _item(tenant: str, kept: KeptImport) -> Item:
    item: Item = {
        "pk": keys.imports(tenant),
        "sk": keys.IMPORT + kept.import_id,
        "doc": kept.model_dump_json(exclude={"rows_done", "rows_indexed", "counts"}),
        "changed_at": kept.changed_at.isoformat(),
        "expires_at": int((kept.created_at + KEPT).timestamp()),
    }
    if kept.state in UNDER_WAY:
        item |= {"due_pk": keys.DUE_IMPORTS, "due_at": stamp(kept.changed_at + LOOKED_AFTER), "tenant": tenant}
    return item
