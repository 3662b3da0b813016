"""The work of an import, step by step as the state machine `catalog_import` asks: cut the file into parts, go through
them, end.

A part is a thousand rows. What becomes of them is written to a report before anything else is; then their products are
written, the index is told, and the part is counted, once. So a worker that is killed anywhere leaves a part that the
next one does again with the same end: the report says what was there before, and a product that bears its moment is
already written.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from catalog.models.importing import (
    LARGEST_FILE,
    PART_ROWS,
    Column,
    ImportedRow,
    ImportState,
    ImportStep,
    KeptImport,
    RowCounts,
    RowState,
)
from catalog.models.indexing import IndexWish
from catalog.models.product import Product
from catalog.rules.describing import content_hash, product_of
from catalog.service.machines import Imports
from catalog.service.queues import Index
from catalog.service.repeated import mark_repeated
from catalog.store import CatalogStore
from catalog.store.files import ImportFiles, Judged, Report
from catalog.store.imports import KEPT, Settled, part_key
from catalog.store.loads import Kept, Undone, Write
from catalog.transfers import Row
from catalog.transfers.columns import proposed
from catalog.transfers.reading import form_of, open_rows
from catalog.transfers.requests import Layout, layout, request_of
from tradewind.clock import Clock, stamp, whole
from tradewind.errors import Conflict, NotFound
from tradewind.imports import LONGEST_SHOWN, moved_on
from tradewind.observability import logger
from tradewind.rights import ERASED
from tradewind.tables import Unreadable

ENOUGH_S = 30.0
"""With less time left than this a step hands the rest to the next: a part takes some seconds."""
LANES = 2
"""Workers that go through an import at once: two keep an engine busy that takes writes in turn."""
PART_BYTES = 4 * 1024 * 1024
"""A part ends sooner where its rows are long: it is held as a whole, several times over."""
GOES_THROUGH = {ImportState.JUDGING, ImportState.LOADING, ImportState.UNDOING}


@dataclass(frozen=True, slots=True)
class Importing:
    """Everything around the work of an import."""

    store: CatalogStore
    files: ImportFiles
    index: Index
    now: Clock
    seconds_left: Callable[[], float]


class Went(NamedTuple):
    """How far a lane came. `next`: the part that it goes on with; None when it is through."""

    next: int | None


def open_import(of: ImportStep, *, outside: Importing) -> int:
    """Read the file and cut it into parts, unless that is done. Returns in how many lanes its parts are gone through;
    none where there is nothing to go through.

    Without a dry run, and where no column is guessed, the rows are loaded next; else they are judged, and wait.
    Raises: NotFound, Conflict, Unavailable.
    """
    kept = outside.store.imports.get(of.tenant, of.import_id)
    if kept.state is ImportState.READING:
        kept = _read(of, kept, outside)
    if kept.state in (ImportState.JUDGING, ImportState.LOADING) and kept.compared != kept.round:
        mark_repeated(of, kept, outside.files)
        after = kept.model_copy(update={"compared": kept.round, "changed_at": moved_on(kept, outside.now())})
        outside.store.imports.change(of.tenant, kept, after)
        kept = after
    return min(kept.parts, LANES) if kept.state in GOES_THROUGH else 0


def go_through(of: ImportStep, lane: int, first: int | None, *, outside: Importing) -> Went:
    """Go through every second part, from `first` on, while there is time. Parts that are done are passed over."""
    kept = outside.store.imports.get(of.tenant, of.import_id)
    if kept.state not in GOES_THROUGH:
        return Went(None)
    work = _undo if kept.state is ImportState.UNDOING else _load
    pass_ = kept.pass_of_undo if kept.state is ImportState.UNDOING else kept.pass_of_rows
    rows = layout(kept.columns, kept.defaults)
    for part in range(lane if first is None else first, kept.parts, LANES):
        if outside.seconds_left() < ENOUGH_S:
            return Went(part)
        if outside.store.imports.settled(of, pass_, part) is None:
            work(of, kept, part, rows, outside)
    return Went(None)


def close_import(of: ImportStep, *, outside: Importing) -> ImportState:
    """End an import that all lanes are through with. Returns the state that it is in."""
    kept = outside.store.imports.get(of.tenant, of.import_id)
    if kept.state not in GOES_THROUGH:
        return kept.state
    if kept.state is ImportState.LOADING:
        return _end(of, kept, ImportState.DONE, outside)
    if kept.state is ImportState.UNDOING:
        return _end(of, kept, ImportState.UNDONE, outside)
    return _end(of, kept, ImportState.PROPOSED, outside, reason=_waits_for(kept))


def give_up_import(of: ImportStep, why: str, *, outside: Importing) -> ImportState:
    """End an import that cannot be carried on; what it wrote can be undone. Where its rows were only looked at it wrote
    nothing, and says so."""
    kept = outside.store.imports.get(of.tenant, of.import_id)
    if kept.state not in GOES_THROUGH | {ImportState.READING}:
        return kept.state
    logger.error("import given up", import_id=of.import_id, reason=why)
    if kept.state in (ImportState.READING, ImportState.JUDGING):
        return _end(of, kept, ImportState.FAILED, outside, reason=f"stopped, and nothing is stored: {why}")
    return _end(of, kept, ImportState.FAILED, outside, reason=f"stopped after {kept.rows_done} rows: {why}")


def resume_imports(*, store: CatalogStore, machine: Imports, now: Clock) -> int:
    """Begin anew each import that is under way while its last run is over. Returns how many were begun."""
    begun = 0
    for of in store.imports.overdue(now()):
        with suppress(Conflict, NotFound):  # it moved on meanwhile
            kept = store.imports.get(of.tenant, of.import_id)
            if machine.is_running(of, kept.run):
                continue
            again = kept.model_copy(update={"run": kept.run + 1, "changed_at": moved_on(kept, now())})
            store.imports.change(of.tenant, kept, again)
            machine.start(of, again.run)
            begun += 1
    return begun


def _read(of: ImportStep, kept: KeptImport, outside: Importing) -> KeptImport:
    """Cut the file into parts. Done again it makes the same ones."""
    try:
        with outside.files.open(kept.place) as file:
            if file.seek(0, 2) > LARGEST_FILE:
                raise Unreadable(f"the file has more than {LARGEST_FILE} bytes")
            form = kept.form or form_of(file)
            opened = open_rows(file, form)
            remembered = None if kept.mapping else outside.store.imports.mapping(of.tenant, opened.names)
            columns = proposed(opened.names, opened.sample, kept.mapping, remembered)
            rows = parts = 0
            for part in _parts(opened.rows):
                outside.files.put_part(of, parts, part)
                rows, parts = rows + len(part), parts + 1
    except (Unreadable, NotFound) as error:
        _end(of, kept, ImportState.FAILED, outside, reason=error.detail)
        return outside.store.imports.get(of.tenant, of.import_id)
    after = kept.model_copy(
        update={
            "state": ImportState.JUDGING if _is_judged_first(kept, columns) else ImportState.LOADING,
            "form": form,
            "columns": columns,
            "rows": rows,
            "parts": parts,
            "round": kept.round + 1,
            "changed_at": moved_on(kept, outside.now()),
        }
    )
    outside.store.imports.change(of.tenant, kept, after, starts_over=True)
    return after


def _parts(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """The rows of a file, as many at a time as are worth a part."""
    part: list[Row] = []
    size = 0
    for row in rows:
        part.append(row)
        size += sum(len(value) if isinstance(value, str) else 50 for value in row.values)
        if len(part) == PART_ROWS or size > PART_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _is_judged_first(kept: KeptImport, columns: Sequence[Column]) -> bool:
    has_title = any(column.field == "title" for column in columns)
    return kept.dry_run or not has_title or not all(column.certain for column in columns)


def _waits_for(kept: KeptImport) -> str:
    """Why the rows are not loaded at once."""
    waits = []
    if not any(column.field == "title" for column in kept.columns):
        waits.append("no column is taken for the title; send a mapping")
    elif not all(column.certain for column in kept.columns):
        waits.append("look at what the columns are taken for, then confirm, or send another mapping")
    if kept.dry_run:
        waits.append("a dry run was asked for")
    if kept.counts.refused:
        waits.append(f"{kept.counts.refused} rows are refused; confirm to load the others")
    return "; ".join(waits) or "confirm to load it"


class _Drawn(NamedTuple):
    """A row with the product that it makes; None where it makes none."""

    row: ImportedRow
    product: Product | None


def _load(of: ImportStep, kept: KeptImport, part: int, rows: Layout, outside: Importing) -> None:
    """Judge a part's rows and, unless that is all that was asked for, write what they bring."""
    report = outside.files.report(of, kept.round, part)
    at = report.at if report else whole(outside.now())
    drawn = [_drawn(row, rows, of, kept, at) for row in outside.files.part(of, part)]
    if report is None:
        report = Report(at, _judged(drawn, of, outside.store))
        outside.files.put_report(of, kept.round, part, report)
    late: dict[int, tuple[RowState, str | None]] = {}
    if kept.state is ImportState.LOADING:
        late = _written(of, kept, part, drawn, report, outside)
    counts = _counted(report, late)
    done = Settled(part, counts, late)
    outside.store.imports.settle(of, kept.pass_of_rows, done, len(report.rows), kept.created_at + KEPT)


def _drawn(row: Row, rows: Layout, of: ImportStep, kept: KeptImport, at: datetime) -> _Drawn:
    taken = request_of(row, rows)
    product, refused = None, taken.refused
    if taken.wanted is not None and row.same_as:
        refused = f"the same goods as {row.same_as} of this file"
    elif taken.wanted is not None:
        product = product_of(taken.wanted, of.tenant, kept.asked_by, at, import_id=of.import_id, place=row.place)
    return _Drawn(
        ImportedRow(
            place=row.place,
            state=RowState.ADDED if product else RowState.REFUSED,
            reason=refused,
            title=taken.title and taken.title[:LONGEST_SHOWN],
            product_id=product.product_id if product else None,
            unmapped=taken.unmapped,
        ),
        product,
    )


def _judged(drawn: Sequence[_Drawn], of: ImportStep, store: CatalogStore) -> list[Judged]:
    """What becomes of each row, by what is in the catalogue now."""
    there = store.loads.kept(of.tenant, {each.product.product_id for each in drawn if each.product})
    found = []
    for row, product in drawn:
        before = there.get(product.product_id) if product else None
        if product is None or before is None:
            found.append(Judged(row, None))
        elif before.content_hash == content_hash(product):
            found.append(Judged(row.model_copy(update={"state": RowState.UNCHANGED}), None))
        else:
            found.append(Judged(row.model_copy(update={"state": RowState.CHANGED}), _unsigned(before.product)))
    return found


def _unsigned(product: Product) -> str:
    """A product as the report keeps it: who made it stands in the table alone, so that it can be forgotten there."""
    return product.model_copy(update={"created_by": ERASED}).model_dump_json(exclude_defaults=True)


def _written(
    of: ImportStep, kept: KeptImport, part: int, drawn: Sequence[_Drawn], report: Report, outside: Importing
) -> dict[int, tuple[RowState, str | None]]:
    """Write the products that a part brings, and have the index hear of them. Returns the rows whose product somebody
    else wrote meanwhile."""
    changed = (judged.row.product_id or "" for judged in report.rows if judged.before)
    there = outside.store.loads.kept(of.tenant, changed)
    writes: dict[int, Write] = {}
    for number, ((row, before), (_, product)) in enumerate(zip(report.rows, drawn, strict=True)):
        if product is not None and row.state in (RowState.ADDED, RowState.CHANGED):
            writes[number] = _write(product, before, there.get(product.product_id))
    refused = outside.store.loads.load(of.tenant, list(writes.values()))
    ids = {number: write.product.product_id for number, write in writes.items()}
    if told := tuple(product_id for product_id in ids.values() if product_id not in refused):
        part_of_pass = part_key(kept.pass_of_rows, part)
        outside.index.send(IndexWish(tenant=of.tenant, product_ids=told, import_id=of.import_id, part=part_of_pass))
    why = "changed by somebody meanwhile; send the row again"
    return {number: (RowState.REFUSED, why) for number, product_id in ids.items() if product_id in refused}


def _write(product: Product, before: str | None, now: Kept | None) -> Write:
    if before is None:
        return Write(product, None)
    was = Product.model_validate_json(before)
    by = now.product.created_by if now else product.created_by
    return Write(product.model_copy(update={"created_at": was.created_at, "created_by": by}), stamp(was.changed_at))


def _undo(of: ImportStep, kept: KeptImport, part: int, _: Layout, outside: Importing) -> None:
    """Take back what a part's rows did, by its report: what they were made of need not be there any more.

    A product that still names this import is as it left it, or as the undo of a later import put it back. One that
    bears the moment of this undo is done.
    """
    report = outside.files.report(of, kept.round, part)
    rows = report.rows if report else []
    before = outside.store.imports.settled(of, kept.pass_of_rows, part)
    did = {
        number: judged
        for number, judged in enumerate(rows)
        if judged.row.state in (RowState.ADDED, RowState.CHANGED) and (before is None or number not in before.late)
    }
    at = whole(kept.changed_at)
    kept_now = outside.store.loads.kept(of.tenant, (judged.row.product_id or "" for judged in did.values()))
    there = {product_id: each.product for product_id, each in kept_now.items() if each.changed_at != stamp(at)}
    undone = [
        Undone(product, _restored(judged.before, product.created_by) if judged.before else None)
        for judged in did.values()
        if (product := there.get(judged.row.product_id or ""))
        if kept.force or product.import_id == of.import_id
    ]
    left = outside.store.loads.put_back(of.tenant, undone, at, force=kept.force)
    tried = {each.after.product_id for each in undone}
    late = {
        number: (RowState.KEPT, "changed since; undo with force to take it back all the same")
        for number, judged in did.items()
        if judged.row.product_id in left or judged.row.product_id in there.keys() - tried
    }
    if told := sorted(tried - left):
        outside.index.send(IndexWish(tenant=of.tenant, product_ids=tuple(told)))
    done = Settled(part, RowCounts(undone=len(did) - len(late), kept=len(late)), late)
    outside.store.imports.settle(of, kept.pass_of_undo, done, len(rows), kept.created_at + KEPT)


def _restored(before: str, by: str) -> Product:
    return Product.model_validate_json(before).model_copy(update={"created_by": by})


def _counted(report: Report, late: dict[int, tuple[RowState, str | None]]) -> RowCounts:
    counts: dict[str, int] = {}
    for number, (row, _) in enumerate(report.rows):
        state = late[number][0] if number in late else row.state
        counts[state.value] = counts.get(state.value, 0) + 1
    return RowCounts.model_validate(counts)


def _end(
    of: ImportStep, kept: KeptImport, state: ImportState, outside: Importing, *, reason: str | None = None
) -> ImportState:
    is_unwritten = state is ImportState.FAILED and kept.state in (ImportState.READING, ImportState.JUDGING)
    after = kept.model_copy(
        update={
            "state": state,
            "reason": reason and reason[:500],
            "is_unwritten": is_unwritten,
            "changed_at": moved_on(kept, outside.now()),
        }
    )
    outside.store.imports.change(of.tenant, kept, after)
    return state
