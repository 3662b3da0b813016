"""HTTP routes of the audit and of people's rights: parse, one service call, typed answer."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.logging import correlation_paths

import tradewind.dynamo  # noqa: F401  the SDK is loaded before anything that lies deeper
from account import service
from account.machines import StateMachines
from account.models.audit import AuditEntry
from account.models.rights import ErasureRequest, ExportRequest, Job, JobKind, ShownJob
from account.ports import open_audit, open_entries, open_files, open_jobs, open_machines
from account.store.entries import AuditStore
from account.store.jobs import ExportFiles, JobStore
from tradewind import clock
from tradewind.audit import Audit, Entry, Reference
from tradewind.auth import Admin, Person, Viewer
from tradewind.http import resolver
from tradewind.idempotency import IdempotencyKey
from tradewind.model import Id
from tradewind.observability import logger
from tradewind.paging import Limit, Next, Page, Since, Until

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def now() -> clock.Clock:
    return clock.now


Entries = Annotated[AuditStore, Depends(open_entries)]
Jobs = Annotated[JobStore, Depends(open_jobs)]
Files = Annotated[ExportFiles, Depends(open_files)]
Machines = Annotated[StateMachines, Depends(open_machines)]
Recorded = Annotated[Audit, Depends(open_audit)]
Now = Annotated[clock.Clock, Depends(now)]

Subject = Annotated[Reference | None, Query(alias="subject", description="what it was about, as `watch:` and its id")]
User = Annotated[Id | None, Query(alias="actor", description="only what this user of your tenant did")]

app = resolver()


@app.get("/v1/audit", tags=["audit"], summary="What was decided in your tenant, newest first")
def entries(
    by: Admin,
    store: Entries,
    audit: Recorded,
    subject: Subject = None,
    user: User = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 20,
    next: Next = None,
) -> Page[Entry]:
    return service.entries(
        by, limit, next, subject=subject, user=user, since=since, until=until, store=store, persons=audit.persons
    )


@app.get("/v1/audit/<audit_id>", tags=["audit"], summary="A decision with all its evidence")
def entry(audit_id: Id, by: Admin, store: Entries) -> AuditEntry:
    return service.entry(audit_id, by, store=store)


@app.post("/v1/account/exports", status_code=202, tags=["rights"], summary="Have all your data copied")
def ask_export(
    wanted: ExportRequest,
    key: IdempotencyKey,
    by: Viewer,
    person: Person,
    store: Jobs,
    audit: Recorded,
    machines: Machines,
    now: Now,
) -> ShownJob:
    return service.ask_export(wanted, by, key, store=store, persons=audit.persons, machines=machines, now=now)


@app.get("/v1/account/exports", tags=["rights"], summary="The exports you asked for; for an admin, all")
def exports(by: Viewer, person: Person, store: Jobs, limit: Limit = 20, next: Next = None) -> Page[Job]:
    return service.jobs(JobKind.EXPORT, by, limit, next, store=store)


@app.get("/v1/account/exports/<job_id>", tags=["rights"], summary="An export, with where to fetch it once it is done")
def export(job_id: Id, by: Viewer, person: Person, store: Jobs, files: Files, now: Now) -> ShownJob:
    return service.job(JobKind.EXPORT, job_id, by, store=store, files=files, now=now)


@app.post("/v1/account/erasures", status_code=202, tags=["rights"], summary="Have your data erased for good")
def ask_erasure(
    wanted: ErasureRequest,
    key: IdempotencyKey,
    by: Viewer,
    person: Person,
    store: Jobs,
    audit: Recorded,
    machines: Machines,
    now: Now,
) -> ShownJob:
    return service.ask_erasure(wanted, by, key, store=store, persons=audit.persons, machines=machines, now=now)


@app.get("/v1/account/erasures", tags=["rights"], summary="The erasures you asked for; for an admin, all")
def erasures(by: Viewer, person: Person, store: Jobs, limit: Limit = 20, next: Next = None) -> Page[Job]:
    return service.jobs(JobKind.ERASURE, by, limit, next, store=store)


@app.get("/v1/account/erasures/<job_id>", tags=["rights"], summary="An erasure, with its certificate once it is done")
def erasure(job_id: Id, by: Viewer, person: Person, store: Jobs, files: Files, now: Now) -> ShownJob:
    return service.job(JobKind.ERASURE, job_id, by, store=store, files=files, now=now)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
