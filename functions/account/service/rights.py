"""Asking for a copy of one's data or for their erasure, and looking up what became of it."""

from collections.abc import Callable
from typing import Protocol

from account.models.rights import ErasureRequest, ExportRequest, Job, JobKind, JobState, ShownJob
from account.store.jobs import OPENS_FOR, ExportFiles, JobStore, new_job_id, zip_of
from tradewind import audit
from tradewind.caller import Caller, Role
from tradewind.clock import Clock
from tradewind.errors import Forbidden, InvalidInput, NotFound, TradewindError
from tradewind.evidence import Decision, Reason
from tradewind.idempotency import Once
from tradewind.observability import logger
from tradewind.paging import Page


class Machines(Protocol):
    """The state machines that carry jobs out."""

    def start(self, tenant: str, job: Job) -> None:
        """Begin a run of a job; one that began already goes on. Raises: Unavailable, TradewindError."""

    def is_running(self, job: Job) -> bool:
        """Whether the last run of a job is under way. Raises: Unavailable, TradewindError."""


def ask_export(
    wanted: ExportRequest,
    by: Caller,
    key: str,
    *,
    store: JobStore,
    persons: Callable[[], audit.Persons],
    machines: Machines,
    now: Clock,
) -> ShownJob:
    """Have all data of a user or a tenant copied. See _ask."""
    return _ask(JobKind.EXPORT, wanted, by, key, store=store, persons=persons, machines=machines, now=now)


def ask_erasure(
    wanted: ErasureRequest,
    by: Caller,
    key: str,
    *,
    store: JobStore,
    persons: Callable[[], audit.Persons],
    machines: Machines,
    now: Clock,
) -> ShownJob:
    """Have all data of a user or a tenant erased. See _ask. Raises: InvalidInput without the confirmation."""
    words = f"erase {by.tenant if wanted.whole_tenant else wanted.user or by.user}"
    if wanted.confirm != words:
        raise InvalidInput(f'confirm: write "{words}"; what is erased cannot be brought back')
    return _ask(JobKind.ERASURE, wanted, by, key, store=store, persons=persons, machines=machines, now=now)


def _ask(
    kind: JobKind,
    wanted: ExportRequest,
    by: Caller,
    key: str,
    *,
    store: JobStore,
    persons: Callable[[], audit.Persons],
    machines: Machines,
    now: Clock,
) -> ShownJob:
    """Open a job, once for each key, or answer the one that is open for the same user or tenant.

    If it cannot be begun now the next round of the schedule begins it. Raises: Forbidden for anybody's data but the
    caller's own, unless an admin asks; InvalidInput.
    """
    if wanted.whole_tenant and wanted.user is not None:
        raise InvalidInput("user: give a user or whole_tenant, not both")
    user = None if wanted.whole_tenant else wanted.user or by.user
    if user != by.user and by.role < Role.ADMIN:
        raise Forbidden("for another user or the whole tenant this needs the role admin")
    at = now()
    once = Once.of(by, f"account.{kind}", key, wanted, at)
    if first := store.answered(once):
        return ShownJob(**dict(first))
    asked = Job(job_id=new_job_id(kind, at), kind=kind, user=user, asked_by=by.user, asked_at=at)
    person = persons().actor(by.tenant, user) if user else None
    decision: Decision[audit.Facts] = Decision(
        value={"whole_tenant": wanted.whole_tenant, "person": person},
        basis="rule",
        reasons=[Reason(text="asked for by themself" if user == by.user else "asked for by an admin")],
        provenance="rule:account.rights@1",
    )
    actor = persons().actor(by.tenant, by.user)
    act = audit.act(by.tenant, actor, f"account.{kind}_asked", f"job:{asked.job_id}", decision, at=at)
    job = store.add(by.tenant, asked, once, act)
    if job is asked:
        try:
            machines.start(by.tenant, job)
        except TradewindError:
            logger.warning("job not begun; the schedule begins it", job_id=job.job_id)
    return ShownJob(**dict(job))


def job(kind: JobKind, job_id: str, by: Caller, *, store: JobStore, files: ExportFiles, now: Clock) -> ShownJob:
    """A job of one's own or, for an admin, of anybody's; an export that is done with an address to fetch it from.

    Raises: NotFound.
    """
    found = store.get(by.tenant, job_id)
    if found.kind is not kind or (by.role < Role.ADMIN and by.user not in (found.asked_by, found.user)):
        raise NotFound(f"no {kind} {job_id}")
    shown = ShownJob(**dict(found))
    if kind is JobKind.ERASURE or found.state is not JobState.DONE:
        return shown
    return shown.model_copy(
        update={"download_url": files.address(zip_of(by.tenant, found)), "download_until": now() + OPENS_FOR}
    )


def jobs(kind: JobKind, by: Caller, limit: int, next: str | None, *, store: JobStore) -> Page[Job]:
    """A page of jobs, the newest first: one's own or, for an admin, everybody's. Raises: InvalidInput."""
    return store.page(by.tenant, kind, limit, next, asked_by=None if by.role >= Role.ADMIN else by.user)
