"""Files of goods that are to come in: asked for, looked up, confirmed, undone. The work is in `importing`."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from catalog.models.importing import (
    AskedImport,
    ColumnMapping,
    Confirmation,
    Import,
    ImportDefaults,
    ImportedRow,
    ImportRequest,
    ImportState,
    ImportStep,
    KeptImport,
    RowState,
    Undoing,
)
from catalog.service.machines import Imports
from catalog.store import CatalogStore
from catalog.store.files import Dropped, ImportFiles, asked_place
from catalog.store.imports import UNDER_WAY
from catalog.transfers.columns import proposed
from tradewind import paging
from tradewind.caller import Caller
from tradewind.clock import Clock, NewId
from tradewind.errors import Conflict, InvalidInput
from tradewind.files import content_sent
from tradewind.idempotency import Once
from tradewind.imports import moved_on, shown
from tradewind.paging import Page

READS_A_PAGE = 20  # parts that one page of a filtered report may cost before it answers with what it has


def ask_import(
    wanted: ImportRequest, by: Caller, key: str, *, store: CatalogStore, files: ImportFiles, now: Clock, new_id: NewId
) -> AskedImport:
    """Begin an import, once for each key. A small file comes with the request, another is uploaded next.

    Its arrival in the bucket sets the work going. Raises: InvalidInput for a request with neither or both.
    """
    at = now()
    content = content_sent(wanted.content, wanted.size_bytes)
    once = Once.of(by, "catalog.import", key, wanted, at)
    found = store.imports.answered(once)
    if found is None:
        of = ImportStep(tenant=by.tenant, import_id=f"im{int(at.timestamp() * 1000):012x}{new_id()[:16]}")
        kept = KeptImport(
            import_id=of.import_id,
            state=ImportState.AWAITING_UPLOAD,
            form=wanted.form,
            file_name=wanted.file_name,
            dry_run=wanted.dry_run,
            created_at=at,
            changed_at=at,
            asked_by=by.user,
            place=asked_place(of),
            mapping=wanted.mapping,
            defaults=wanted.defaults,
        )
        store.imports.add(by.tenant, kept, once)
        found = shown(kept, Import)
    place = asked_place(ImportStep(tenant=by.tenant, import_id=found.import_id))
    if content is not None:
        if store.imports.get(by.tenant, found.import_id).state is ImportState.AWAITING_UPLOAD:
            files.put(place, content)
        return AskedImport(**dict(found))
    return AskedImport(**dict(found), upload=files.upload(place, wanted.size_bytes or 0, at))


def arrived(what: ImportStep | Dropped, *, store: CatalogStore, machine: Imports, now: Clock) -> None:
    """A file lies in the bucket: its import begins. Told again, it goes on as it was.

    A file in a tenant's inbox becomes an import of its own; the same file of the same name becomes none again.
    Raises: NotFound for an upload that no import is waiting for; Unavailable.
    """
    of = _dropped(what, store, now) if isinstance(what, Dropped) else what
    kept = store.imports.get(of.tenant, of.import_id)
    if kept.state is ImportState.AWAITING_UPLOAD:
        after = _begun(kept, ImportState.READING, now())
        store.imports.change(of.tenant, kept, after)
        kept = after
    if kept.state in UNDER_WAY:
        machine.start(of, kept.run)


def imports(by: Caller, limit: int, next: str | None, *, store: CatalogStore) -> Page[Import]:
    """A page of the caller's imports, the newest first. Raises: InvalidInput for a foreign token."""
    return store.imports.page(by.tenant, limit, next)


def import_state(import_id: str, by: Caller, *, store: CatalogStore) -> Import:
    """An import, and how far it is. Raises: NotFound."""
    return shown(store.imports.get(by.tenant, import_id), Import)


def import_rows(
    import_id: str,
    by: Caller,
    limit: int,
    next: str | None,
    *,
    state: RowState | None,
    store: CatalogStore,
    files: ImportFiles,
) -> Page[ImportedRow]:
    """A page of what became of the rows, in the file's order. Raises: NotFound, InvalidInput for a foreign token."""
    kept = store.imports.get(by.tenant, import_id)
    of = ImportStep(tenant=by.tenant, import_id=import_id)
    place = f"{import_id}#{kept.round}"
    part, row = _position(place, next)
    found: list[ImportedRow] = []
    for reads, (number, rows) in enumerate(_reports(of, kept, part, state, store, files)):
        skipped = row if number == part else 0
        for at, each in enumerate(rows):
            if at < skipped or (state is not None and each.state is not state):
                continue
            if len(found) == limit:
                return Page(items=found, next=paging.token(place, f"{number}.{at}"))
            found.append(each)
        if reads == READS_A_PAGE:
            return Page(items=found, next=paging.token(place, f"{number + 1}.0"))
    return Page(items=found, next=None)


def confirm_import(
    import_id: str, wanted: Confirmation, by: Caller, *, store: CatalogStore, machine: Imports, now: Clock
) -> Import:
    """Load what was proposed; the rows that are refused stay out. What was told of columns is remembered.

    An import that is under way is set going again, which changes nothing unless its run was lost.
    Raises: NotFound, Conflict, InvalidInput for one that cannot go on, or a mapping that does not fit.
    """
    kept = store.imports.get(by.tenant, import_id)
    of = ImportStep(tenant=by.tenant, import_id=import_id)
    if kept.state is ImportState.PROPOSED:
        columns = kept.columns
        names = [column.name for column in columns]
        mapping: ColumnMapping = (
            wanted.mapping if wanted.mapping is not None else {column.name: column.field for column in columns}
        )
        told = {each.name: each.sample for each in columns}
        taken = tuple(
            column.model_copy(update={"sample": told[column.name]}) for column in proposed(names, (), mapping)
        )
        if "title" not in mapping.values():
            raise InvalidInput("mapping: no column is taken for the title")
        after = _begun(kept, ImportState.LOADING, now()).model_copy(
            update={"columns": taken, "mapping": mapping, "dry_run": False, "round": kept.round + 1}
        )
        store.imports.change(by.tenant, kept, after, starts_over=True)
        store.imports.remember(by.tenant, names, mapping)
        kept = after.model_copy(update={"rows_done": 0, "counts": Import.model_fields["counts"].default})
    elif kept.state not in UNDER_WAY:
        raise InvalidInput(f"the import is {kept.state}; begin another")
    machine.start(of, kept.run)
    return shown(kept, Import)


def undo_import(
    import_id: str, wanted: Undoing, by: Caller, *, store: CatalogStore, machine: Imports, now: Clock
) -> Import:
    """Take back what an import did: products that it added go, those that it changed are as they were.

    A product that was changed since is somebody's own by now and stays, unless `force`. One whose rows were only looked
    at stored nothing, so nothing is touched. Raises: NotFound, Conflict while the import is under way.
    """
    kept = store.imports.get(by.tenant, import_id)
    of = ImportStep(tenant=by.tenant, import_id=import_id)
    if kept.state in UNDER_WAY - {ImportState.UNDOING}:
        raise Conflict("the import is under way; undo it when it is done", retry_after_s=5)
    if kept.state is ImportState.UNDONE and not wanted.force:
        return shown(kept, Import)
    if kept.state is not ImportState.UNDOING:
        is_unwritten = kept.is_unwritten or kept.state in (ImportState.AWAITING_UPLOAD, ImportState.PROPOSED)
        after = _begun(kept, ImportState.UNDONE if is_unwritten else ImportState.UNDOING, now()).model_copy(
            update={
                "force": wanted.force,
                "undoes": kept.undoes + 1,
                "is_unwritten": is_unwritten,
                "reason": "nothing was stored, and nothing is taken back" if is_unwritten else None,
            }
        )
        store.imports.change(by.tenant, kept, after, starts_over=True)
        kept = after
    if kept.state is ImportState.UNDONE:
        return shown(kept, Import)
    machine.start(of, kept.run)
    return shown(kept, Import)


def _begun(kept: KeptImport, state: ImportState, at: datetime) -> KeptImport:
    """An import whose next run begins."""
    told = {"state": state, "reason": None, "run": kept.run + 1, "changed_at": moved_on(kept, at)}
    return kept.model_copy(update=told)


def _reports(
    of: ImportStep,
    kept: KeptImport,
    first: int,
    state: RowState | None,
    store: CatalogStore,
    files: ImportFiles,
) -> Iterator[tuple[int, list[ImportedRow]]]:
    """The rows of each part that was gone through, from one on; parts without a row in `state` are passed over."""
    undone = kept.state in (ImportState.UNDOING, ImportState.UNDONE)
    for done in store.imports.all_settled(of, kept.pass_of_rows, first):
        again = store.imports.settled(of, kept.pass_of_undo, done.part) if undone else None
        if state is not None and again is None and not getattr(done.counts, state.value):
            continue
        report = files.report(of, kept.round, done.part)
        if report is None:
            continue
        rows = []
        for number, judged in enumerate(report.rows):
            row = judged.row
            if kept.is_unwritten and row.state in (RowState.ADDED, RowState.CHANGED):
                row = _now(row, (row.state, "looked at, and not stored"))
            elif number in done.late:
                row = _now(row, done.late[number])
            elif again is not None and row.state in (RowState.ADDED, RowState.CHANGED):
                row = _now(row, again.late.get(number, (RowState.UNDONE, None)))
            rows.append(row)
        yield done.part, rows


def _now(row: ImportedRow, became: tuple[RowState, str | None]) -> ImportedRow:
    return row.model_copy(update={"state": became[0], "reason": became[1]})


def _position(place: str, next: str | None) -> tuple[int, int]:
    """The part and row that a page begins at. Raises: InvalidInput."""
    if next is None:
        return 0, 0
    part, _, row = paging.position(place, next).partition(".")
    if not (part.isdecimal() and row.isdecimal()):
        raise InvalidInput("next: not a token of this list")
    return int(part), int(row)


def _dropped(file: Dropped, store: CatalogStore, now: Clock) -> ImportStep:
    """The import of a file in a tenant's inbox: its id is drawn from name and content."""
    drawn = sha256(f"{file.tenant}\n{file.name}\n{file.version}".encode()).hexdigest()
    at = now()
    of = ImportStep(tenant=file.tenant, import_id=f"in{drawn[:30]}")
    new = KeptImport(
        import_id=of.import_id,
        state=ImportState.AWAITING_UPLOAD,
        file_name=file.name[:200],
        created_at=at,
        changed_at=at,
        asked_by="inbox",
        place=file.place,
        defaults=ImportDefaults(),
    )
    store.imports.add_dropped(file.tenant, new)
    return of
