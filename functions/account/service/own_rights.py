"""What the account itself holds of a user or a tenant: keys, jobs, what the audit says they did."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from account.models import ApiKey
from account.store.accounts import AccountStore
from account.store.entries import AuditStore
from account.store.jobs import ExportFiles, JobStore
from tradewind import audit, rights
from tradewind.clock import Clock
from tradewind.errors import NotFound
from tradewind.evidence import Decision, Reason

PAGE = 100
CAPABILITY = "account"


@dataclass(frozen=True, slots=True)
class Holdings:
    """Where the account keeps what it holds."""

    accounts: AccountStore
    jobs: JobStore
    entries: AuditStore
    files: ExportFiles
    audit: audit.Audit
    now: Clock


def carry_out(
    task: rights.Task, *, own: Holdings, parts: rights.Parts, seconds_left: Callable[[], float]
) -> rights.Done:
    """Do the account's part of a task."""
    return rights.carry_out(
        task,
        CAPABILITY,
        sources=_sources(task, own),
        erasers=_erasers(task, own),
        parts=parts,
        seconds_left=seconds_left,
    )


def _sources(task: rights.Task, own: Holdings) -> Mapping[str, rights.Source]:
    tenant, user = task.tenant, task.user

    def keys(place: str | None) -> tuple[Sequence[BaseModel], str | None]:
        page = own.accounts.keys(tenant, PAGE, place)
        return [key for key in page.items if user in (None, key.created_by)], page.next

    def jobs(_: str | None) -> tuple[Sequence[BaseModel], str | None]:
        return list(own.jobs.all_of(tenant, user)), None

    def deeds(place: str | None) -> tuple[Sequence[BaseModel], str | None]:
        actor = own.audit.persons().known(tenant, user) if user else None
        if user and actor is None:
            return [], None
        page = own.entries.entries(tenant, PAGE, place, actor=actor)
        return page.items, page.next

    def booked(_: str | None) -> tuple[Sequence[BaseModel], str | None]:
        known = own.accounts.tenant(tenant)
        return ([known] if known and user is None else []), None

    return {"keys": keys, "jobs": jobs, "audit": deeds, "tenant": booked}


def _erasers(task: rights.Task, own: Holdings) -> Mapping[str, rights.Eraser]:
    tenant, user = task.tenant, task.user

    def keys(_: str | None, apply: bool) -> tuple[int, str | None]:
        theirs = list(own.accounts.keys_of(tenant, user))
        for key in theirs if apply else ():
            _revoke(tenant, key, own)
        return len(theirs), None

    def jobs(_: str | None, apply: bool) -> tuple[int, str | None]:
        others = [job for job in own.jobs.all_of(tenant, user) if job.job_id != task.job_id]
        for job in others if apply else ():
            if user in (None, job.user):
                own.jobs.forget(tenant, job)
            else:
                own.jobs.change(tenant, job, job.model_copy(update={"asked_by": rights.ERASED}))
        return len(others), None

    def exports(_: str | None, apply: bool) -> tuple[int, str | None]:
        places = own.files.all_of(tenant, user)
        for place in places if apply else ():
            own.files.remove(place)
        return len(places), None

    def answers(_: str | None, apply: bool) -> tuple[int, str | None]:
        return rights.erase_answers(own.accounts.table, tenant, user, apply) if user else 0, None

    def persons(_: str | None, apply: bool) -> tuple[int, str | None]:
        names = own.audit.persons()
        known = names.users(tenant) if user is None else [user] if names.known(tenant, user) else []
        for each in known if apply else ():
            names.forget(tenant, each)
        return len(known), None

    def rest(place: str | None, apply: bool) -> tuple[int, str | None]:
        if user:
            return 0, None
        return rights.erase_scanned(
            own.accounts.table,
            "begins_with(pk, :theirs) AND pk <> :jobs",
            place,
            apply,
            theirs=f"TENANT#{tenant}#",
            jobs=f"TENANT#{tenant}#JOBS",
        )

    return {"keys": keys, "jobs": jobs, "exports": exports, "answers": answers, "persons": persons, "rest": rest}


def _revoke(tenant: str, key: ApiKey, own: Holdings) -> None:
    decision: Decision[audit.Facts] = Decision(
        value={"revoked": True},
        basis="rule",
        reasons=[Reason(text="who made it is erased")],
        provenance="rule:account.rights@1",
    )
    at = own.now()
    act = audit.act(tenant, "service:account", "account.key_revoked", f"key:{key.key_id}", decision, at=at)
    try:
        own.accounts.remove(tenant, key.key_id, own.audit.recorder, [act])
    except NotFound:
        return  # another run was quicker
