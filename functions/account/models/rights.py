"""What somebody asks of the data that is theirs, and what became of it."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field

from tradewind.model import Count, Id, Model, Moment

Counts = dict[str, Annotated[int, Field(ge=0, le=10**12)]]
"""How many of each kind, as tradewind.rights has them: that module is for who carries a task out."""

KEPT = timedelta(days=30)
"""How long a job can be looked up, its certificate with it."""

MOST_RUNS = 5


class JobKind(StrEnum):
    """What is asked."""

    EXPORT = "export"
    ERASURE = "erasure"


class JobState(StrEnum):
    """How far a job is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"  # given up after five runs; the operator is told, and asking again begins anew


class ExportRequest(Model):
    """Whose data are to be copied: your own, unless it says otherwise."""

    model_config = ConfigDict(extra="forbid")

    user: Id | None = Field(default=None, description="another user of your tenant, for admins; null: yourself")
    whole_tenant: bool = Field(default=False, description="all data of your tenant, for admins")


class ErasureRequest(ExportRequest):
    """Whose data are to be erased. It cannot be undone."""

    confirm: str = Field(max_length=100, description='"erase" and the id of the user or, for all of it, of the tenant')


class Certificate(Model):
    """What was erased, and that nothing is left of it. Its SHA-256 stands in the audit."""

    job_id: Id
    tenant: Id
    user: Id | None = Field(description="null: the whole tenant")
    asked_at: Moment
    erased_at: Moment
    found: dict[str, Counts] = Field(description="by capability and kind, before anything was removed")
    left: dict[str, Counts] = Field(description="the same afterwards")
    kept: list[str] = Field(description="what stays, why, and until when")


class Job(Model):
    """A copy or an erasure that was asked for."""

    job_id: Id
    kind: JobKind
    user: Id | None = Field(description="whose data; null: the whole tenant's")
    asked_by: Id
    asked_at: Moment
    state: JobState = JobState.RUNNING
    runs: int = Field(default=1, ge=1, le=MOST_RUNS, description="more than one: an earlier run was cut short")
    done_at: Moment | None = None
    rows: dict[str, Count] | None = Field(default=None, description="of an export: the rows of each file")
    certificate: Certificate | None = None
    certificate_sha256: str | None = Field(default=None, description="of the certificate's canonical JSON")


class ShownJob(Job):
    """A job as it is shown; poll it until `state` is no longer `running`."""

    download_url: str | None = Field(default=None, description="of an export that is done; it opens without a token")
    download_until: Moment | None = Field(default=None, description="read the job again for a new address")
