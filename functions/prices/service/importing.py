"""The work of an import, one message after another: read the file, add its rows, take them back."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from prices.models.transfer import (
    LARGEST_FILE,
    ColumnMapping,
    Form,
    ImportedRow,
    ImportState,
    ImportStep,
    KeptImport,
    RowCounts,
    RowState,
)
from prices.rules.address import canonical
from prices.rules.quota import check_schedule
from prices.service.queues import Checks, Imports
from prices.service.watches import begin_watching, check_fetchable, remove
from prices.store import PriceStore
from prices.store.files import FileStore
from prices.store.imports import KEPT, RowOnce, added_row
from prices.transfers import Asked, File, Row, Unreadable, form_of, read
from tradewind.caller import Caller, Role
from tradewind.clock import Clock, NewId
from tradewind.errors import Conflict, Forbidden, InvalidInput, NotFound
from tradewind.imports import fingerprint, moved_on
from tradewind.observability import logger
from tradewind.secrets import Sealer

ENOUGH_S = 20.0
"""With less time left than this a worker hands the rest to a message of its own."""
CHUNK = 1024 * 1024
WAIT_S = 20  # until an import asks again whether it is its turn
LOOKED_AT_ONCE = 50  # rows; the pages of the others are found by the next sweep, some of a shop in one message
MARK = 25  # rows between two marks of how far it is: what is done again after a kill

Watched = dict[tuple[str, str | None], str]
"""The pages that a tenant watches, by address and variant, and by which watch or row."""


@dataclass(frozen=True, slots=True)
class Importing:
    """Everything around the work of an import."""

    store: PriceStore
    files: FileStore
    checks: Checks
    queue: Imports
    sealer: Sealer
    now: Clock
    new_id: NewId
    seconds_left: Callable[[], float]


def go_on(step: ImportStep, *, outside: Importing) -> None:
    """Take an import as far as the time allows. Done again, or by two at once, it changes nothing twice.

    Raises: NotFound for an import that is not there; Unavailable.
    """
    kept = outside.store.imports.get(step.tenant, step.import_id)
    work = {
        ImportState.AWAITING_UPLOAD: _read,
        ImportState.READING: _read,
        ImportState.ADDING: _add,
        ImportState.UNDOING: _undo,
    }.get(kept.state)
    if work is None:
        return
    try:
        work(step, kept, outside)
    except Conflict:
        logger.info("another worker has this import", import_id=step.import_id)


def _read(step: ImportStep, kept: KeptImport, outside: Importing) -> None:
    """Read the file and report each row; nothing is stored but the report.

    Without a dry run, and where no row is refused and no column is guessed, the rows are added then.
    """
    store = outside.store
    try:
        form, mapping, found, digest = _opened(step, kept, outside)
    except Unreadable as error:
        _end(step, kept, ImportState.FAILED, outside, reason=error.detail)
        return
    except NotFound as error:
        if kept.state is ImportState.AWAITING_UPLOAD:
            return
        _end(step, kept, ImportState.FAILED, outside, reason=error.detail)
        return
    watched = _watched(step.tenant, store)
    rows = [_judged(row, watched, kept) for row in found.rows]
    store.imports.put_rows(step.tenant, step.import_id, rows, kept.created_at + KEPT)
    counts = RowCounts()
    for row in rows:
        counts = counts.plus(row.state)
    reason = _waits_for(kept, found, counts)
    after = kept.model_copy(
        update={
            "state": ImportState.PROPOSED if reason else ImportState.ADDING,
            "form": form,
            "mapping": mapping,
            "fingerprint": digest,
            "reason": reason,
            "rows": len(rows),
            "rows_done": len(rows) if reason else 0,
            "counts": counts if reason else RowCounts(),
            "columns": found.columns,
            "unmapped": found.unmapped,
            "changed_at": moved_on(kept, outside.now()),
        }
    )
    store.imports.change(step.tenant, kept, after)
    if after.state is ImportState.ADDING:
        _add(step, after, outside)


def _opened(step: ImportStep, kept: KeptImport, outside: Importing) -> tuple[Form, ColumnMapping | None, File, str]:
    """The file, read: its form, the mapping that was taken, its rows, its fingerprint. Raises: NotFound, Unreadable."""
    with outside.files.open(step, LARGEST_FILE) as file:
        if file.seek(0, 2) > LARGEST_FILE:
            raise Unreadable(f"the file has more than {LARGEST_FILE} bytes")
        digest = _digest(file)
        if kept.fingerprint is not None and kept.state is ImportState.ADDING and digest != kept.fingerprint:
            raise Unreadable("the file is another than the one that was read before")
        form = kept.form or form_of(file)
        least = kept.tier.allowance.least_minutes
        found = read(form, file, Asked(kept.defaults, kept.mapping, least))
        if kept.mapping is None and found.columns:
            names = [column.name for column in found.columns]
            if remembered := outside.store.imports.mapping(step.tenant, fingerprint(names)):
                return form, remembered, read(form, file, Asked(kept.defaults, remembered, least)), digest
        return form, kept.mapping, found, digest


def _judged(row: Row, watched: Watched, kept: KeptImport) -> ImportedRow:
    """What would become of a row; one that would be added counts as watched for those after it."""
    state, reason = RowState.REFUSED, row.refused
    if row.wanted is not None:
        try:
            check_fetchable("url", row.wanted.url)
            check_schedule(row.wanted.check, kept.tier)
            page = canonical(row.wanted.url).url, row.wanted.variant
            if other := watched.get(page):
                state, reason = RowState.ALREADY_WATCHED, f"already watched, by {other}"
            else:
                watched[page] = row.place
                state = RowState.READY
        except (InvalidInput, Forbidden) as error:
            reason = error.detail[:500]
    return ImportedRow(place=row.place, state=state, reason=reason, url=row.url, label=row.label, unmapped=row.unmapped)


def _waits_for(kept: KeptImport, found: File, counts: RowCounts) -> str | None:
    """Why the rows are not added at once; None: they are."""
    waits = []
    if kept.dry_run:
        waits.append("a dry run was asked for")
    if counts.refused:
        waits.append(f"{counts.refused} rows are refused; confirm to add the others")
    if not all(column.certain for column in found.columns):
        waits.append("look at what the columns are taken for, then confirm, or send another mapping")
    return "; ".join(waits) or None


def _add(step: ImportStep, kept: KeptImport, outside: Importing) -> None:
    """Add the rows that are ready, each once, when no other import of the tenant is at it."""
    turns = outside.store.imports
    if not turns.take_turn(step.tenant, step.import_id, outside.now()):
        outside.queue.send(step, delay_s=WAIT_S)
        return
    try:
        _, _, found, _ = _opened(step, kept, outside)
        watched = _watched(step.tenant, outside.store)

        def settled(number: int, row: ImportedRow) -> ImportedRow:
            return _added(step, number, row, found.rows[number], watched, kept, outside)

        _through_rows(step, kept, ImportState.DONE, settled, outside)
    except (NotFound, Unreadable) as error:
        _end(step, kept, ImportState.FAILED, outside, reason=f"stopped after {kept.rows_done} rows: {error.detail}")
    finally:
        turns.give_turn(step.tenant, outside.now())


def _added(
    step: ImportStep,
    number: int,
    row: ImportedRow,
    asked: Row,
    watched: Watched,
    kept: KeptImport,
    outside: Importing,
) -> ImportedRow:
    """Add one row, unless that is done; what came of it."""
    store = outside.store
    if row.state is RowState.READY and asked.wanted is not None:
        page = canonical(asked.wanted.url).url, asked.wanted.variant
        if other := watched.get(page):
            row = _settled(step, number, row, RowState.ALREADY_WATCHED, f"already watched, by {other}", store)
        else:
            try:
                watch = begin_watching(
                    asked.wanted,
                    _caller(step, kept),
                    RowOnce(step.tenant, step.import_id, number, row),
                    outside.now(),
                    store=store,
                    checks=outside.checks,
                    sealer=outside.sealer,
                    new_id=outside.new_id,
                    paused=asked.paused,
                    teaches=False,
                    looks_soon=number < LOOKED_AT_ONCE,
                )
            except (InvalidInput, Forbidden) as error:
                return _settled(step, number, row, RowState.REFUSED, error.detail, store)
            watched[page] = asked.place
            row = added_row(row, watch)
    return row


def _undo(step: ImportStep, kept: KeptImport, outside: Importing) -> None:
    """Take back the rows that were added, and forget the file."""

    def settled(number: int, row: ImportedRow) -> ImportedRow:
        return _taken_back(step, number, row, kept, outside)

    _through_rows(step, kept, ImportState.UNDONE, settled, outside)


def _taken_back(step: ImportStep, number: int, row: ImportedRow, kept: KeptImport, outside: Importing) -> ImportedRow:
    """Take back one row: the watch that it added, if it is as it was then."""
    if row.state not in (RowState.ADDED, RowState.KEPT) or row.watch_id is None:
        return row
    store = outside.store
    with suppress(NotFound):
        watch = store.watches.get(step.tenant, row.watch_id)
        is_as_added = watch.changed_at == row.changed_at
        try:
            if is_as_added or kept.force:
                remove(row.watch_id, _caller(step, kept), store=store)
        except Conflict:
            is_as_added = False
        if not is_as_added and not kept.force:
            why = "its watch was changed since; undo with force to remove it all the same"
            return _settled(step, number, row, RowState.KEPT, why, store)
    return _settled(step, number, row, RowState.UNDONE, None, store)


def _through_rows(
    step: ImportStep,
    kept: KeptImport,
    ends_as: ImportState,
    settled: Callable[[int, ImportedRow], ImportedRow],
    outside: Importing,
) -> None:
    """Go through the rows from where the last worker stopped. Raises: Conflict when another goes through them too."""
    counts, done = kept.counts, kept.rows_done
    for number, row in _rows(step, done, outside.store):
        if done - kept.rows_done >= MARK or outside.seconds_left() < ENOUGH_S:
            kept = _marked(step, kept, counts, done, outside)
            if outside.seconds_left() < ENOUGH_S:
                outside.queue.send(step)
                return
        counts = counts.plus(settled(number, row).state)
        done = number + 1
    _end(step, _marked(step, kept, counts, done, outside), ends_as, outside)


def _rows(step: ImportStep, first: int, store: PriceStore) -> Iterator[tuple[int, ImportedRow]]:
    number = first
    while found := store.imports.batch(step.tenant, step.import_id, number):
        for row in found:
            yield number, row
            number += 1


def _marked(step: ImportStep, kept: KeptImport, counts: RowCounts, done: int, outside: Importing) -> KeptImport:
    """Mark how far it is. Raises: Conflict when another worker has moved it on."""
    after = kept.model_copy(update={"counts": counts, "rows_done": done, "changed_at": moved_on(kept, outside.now())})
    outside.store.imports.change(step.tenant, kept, after)
    return after


def _end(
    step: ImportStep, kept: KeptImport, state: ImportState, outside: Importing, *, reason: str | None = None
) -> None:
    """End an import, and forget its file."""
    after = kept.model_copy(
        update={"state": state, "reason": reason and reason[:500], "changed_at": moved_on(kept, outside.now())}
    )
    outside.store.imports.change(step.tenant, kept, after)
    outside.files.delete(step)


def _caller(step: ImportStep, kept: KeptImport) -> Caller:
    """Who asked for the import: a manager, or it would not be here."""
    return Caller(tenant=step.tenant, user=kept.asked_by, role=Role.MANAGER, tier=kept.tier)


def _settled(
    step: ImportStep, number: int, row: ImportedRow, state: RowState, reason: str | None, store: PriceStore
) -> ImportedRow:
    after = row.model_copy(update={"state": state, "reason": reason and reason[:500]})
    store.imports.settle(step.tenant, step.import_id, number, after)
    return after


def _watched(tenant: str, store: PriceStore) -> Watched:
    """Every page that a tenant watches, those of other shops that were joined included."""
    found: Watched = {}
    for watch in store.watches.every(tenant):
        by = f"watch {watch.watch_id}"
        found[watch.url, watch.variant] = by
        found |= {(other.url, None): by for other in watch.joined}
    return found


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
