"""Files of watches that are to come in: asked for, looked up, confirmed, undone. The work is in `importing`."""

from prices.models.transfer import (
    AskedImport,
    ColumnMapping,
    Confirmation,
    Import,
    ImportedRow,
    ImportRequest,
    ImportState,
    ImportStep,
    KeptImport,
    RowCounts,
    RowState,
    Undoing,
)
from prices.service.queues import Imports
from prices.store import PriceStore
from prices.store.files import FileStore
from tradewind.caller import Caller
from tradewind.clock import Clock, NewId
from tradewind.errors import Conflict, InvalidInput
from tradewind.files import content_sent
from tradewind.idempotency import Once
from tradewind.imports import fingerprint, moved_on, shown
from tradewind.paging import Page

UNDERWAY = {ImportState.AWAITING_UPLOAD, ImportState.READING, ImportState.ADDING, ImportState.UNDOING}


def ask_import(
    wanted: ImportRequest, by: Caller, key: str, *, store: PriceStore, files: FileStore, now: Clock, new_id: NewId
) -> AskedImport:
    """Begin an import, once for each key. A small file comes with the request, another is uploaded next.

    Its arrival in the bucket sets the work going. Raises: InvalidInput for a request with neither or both.
    """
    at = now()
    content = content_sent(wanted.content, wanted.size_bytes)
    once = Once.of(by, "prices.import", key, wanted, at)
    found = store.imports.answered(once)
    if found is None:
        kept = KeptImport(
            import_id=f"im{int(at.timestamp() * 1000):012x}{new_id()[:16]}",
            state=ImportState.AWAITING_UPLOAD,
            form=wanted.form,
            file_name=wanted.file_name,
            dry_run=wanted.dry_run,
            created_at=at,
            changed_at=at,
            asked_by=by.user,
            tier=by.tier,
            mapping=wanted.mapping,
            defaults=wanted.defaults,
        )
        store.imports.add(by.tenant, kept, once)
        found = shown(kept, Import)
    of = ImportStep(tenant=by.tenant, import_id=found.import_id)
    if content is not None:
        if store.imports.get(by.tenant, found.import_id).state is ImportState.AWAITING_UPLOAD:
            files.put(of, content)
        return AskedImport(**dict(found))
    return AskedImport(**dict(found), upload=files.upload(of, wanted.size_bytes or 0, at))


def imports(by: Caller, limit: int, next: str | None, *, store: PriceStore) -> Page[Import]:
    """A page of the caller's imports, the newest first. Raises: InvalidInput for a foreign token."""
    return store.imports.page(by.tenant, limit, next)


def import_state(import_id: str, by: Caller, *, store: PriceStore) -> Import:
    """An import, and how far it is. Raises: NotFound."""
    return shown(store.imports.get(by.tenant, import_id), Import)


def import_rows(
    import_id: str, by: Caller, limit: int, next: str | None, *, state: RowState | None, store: PriceStore
) -> Page[ImportedRow]:
    """A page of what became of the rows. Raises: NotFound, InvalidInput for a foreign token."""
    store.imports.get(by.tenant, import_id)
    return store.imports.rows(by.tenant, import_id, limit, next, state=state)


def confirm_import(
    import_id: str, wanted: Confirmation, by: Caller, *, store: PriceStore, queue: Imports, now: Clock
) -> Import:
    """Add the rows that were proposed; those that were refused stay out. What was told of columns is remembered.

    With another mapping the file is read again first. An import that is under way is set going again, which changes
    nothing unless its message was lost. Raises: NotFound, Conflict, InvalidInput for one that cannot go on.
    """
    kept = store.imports.get(by.tenant, import_id)
    if kept.state in (ImportState.FAILED, ImportState.UNDONE):
        raise InvalidInput(f"the import is {kept.state}; begin another")
    after = kept
    if kept.state is ImportState.PROPOSED:
        proposed: ColumnMapping = {column.name: column.field for column in kept.columns}
        mapping = wanted.mapping if wanted.mapping is not None else proposed or None
        is_read_again = wanted.mapping is not None and wanted.mapping != proposed
        after = kept.model_copy(
            update={
                "state": ImportState.READING if is_read_again else ImportState.ADDING,
                "mapping": mapping,
                "tier": by.tier,
                "dry_run": False,
                "reason": None,
                "rows_done": 0,
                "counts": RowCounts(),
                "changed_at": moved_on(kept, now()),
            }
        )
        store.imports.change(by.tenant, kept, after)
        if mapping and kept.columns:
            store.imports.remember(by.tenant, fingerprint([column.name for column in kept.columns]), mapping)
    if after.state in UNDERWAY:
        queue.send(ImportStep(tenant=by.tenant, import_id=import_id))
    return shown(after, Import)


def undo_import(
    import_id: str, wanted: Undoing, by: Caller, *, store: PriceStore, queue: Imports, now: Clock
) -> Import:
    """Take back what an import added: those watches, and no others.

    A watch that was changed since is somebody's own by now and stays, unless `force`. Raises: NotFound, Conflict while
    the import is under way.
    """
    kept = store.imports.get(by.tenant, import_id)
    if kept.state in (ImportState.READING, ImportState.ADDING):
        raise Conflict("the import is under way; undo it when it is done", retry_after_s=5)
    after = kept
    if kept.state is not ImportState.UNDOING:
        after = kept.model_copy(
            update={
                "state": ImportState.UNDOING,
                "force": wanted.force,
                "reason": None,
                "rows_done": 0,
                "counts": RowCounts(),
                "changed_at": moved_on(kept, now()),
            }
        )
        store.imports.change(by.tenant, kept, after)
    queue.send(ImportStep(tenant=by.tenant, import_id=import_id))
    return shown(after, Import)
