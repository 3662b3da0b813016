"""The state machines that carry jobs out; a run is an execution whose name says which job and the how manieth run."""

from typing import TYPE_CHECKING

from account.models.rights import Job, JobKind
from tradewind.executions import StateMachine

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class StateMachines:
    """See service.rights.Machines."""

    def __init__(self, export_arn: str, erasure_arn: str, client: "SFNClient") -> None:
        self._machines = {
            JobKind.EXPORT: StateMachine(export_arn, client),
            JobKind.ERASURE: StateMachine(erasure_arn, client),
        }

    def start(self, tenant: str, job: Job) -> None:
        """Begin a run of a job; one that began already goes on. Raises: Unavailable, TradewindError."""
        asked = {"tenant": tenant, "user": job.user, "job_id": job.job_id, "run": f"r{job.runs}"}
        self._machines[job.kind].start(_run_of(job), asked)

    def is_running(self, job: Job) -> bool:
        """Whether the last run of a job is under way. Raises: Unavailable, TradewindError."""
        return self._machines[job.kind].is_running(_run_of(job))


def _run_of(job: Job) -> str:
    return f"{job.job_id}-r{job.runs}"
