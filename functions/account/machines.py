"""The state machines that carry jobs out; a run is an execution whose name says which job and the how manieth run."""

import json
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from account.models.rights import Job, JobKind
from tradewind.dynamo import translated
from tradewind.errors import TradewindError

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class StateMachines:
    """See service.rights.Machines."""

    def __init__(self, export_arn: str, erasure_arn: str, client: "SFNClient") -> None:
        self._arns = {JobKind.EXPORT: export_arn, JobKind.ERASURE: erasure_arn}
        self._client = client

    def start(self, tenant: str, job: Job) -> None:
        """Begin a run of a job; one that began already goes on. Raises: Unavailable, TradewindError."""
        asked = {"tenant": tenant, "user": job.user, "job_id": job.job_id, "run": f"r{job.runs}"}
        with translated():
            try:
                self._client.start_execution(
                    stateMachineArn=self._arns[job.kind], name=_run_of(job), input=json.dumps(asked)
                )
            except self._client.exceptions.ExecutionAlreadyExists:
                return

    def is_running(self, job: Job) -> bool:
        """Whether the last run of a job is under way. Raises: Unavailable, TradewindError."""
        run = f"{self._arns[job.kind].replace(':stateMachine:', ':execution:')}:{_run_of(job)}"
        try:
            with translated():
                return self._client.describe_execution(executionArn=run)["status"] == "RUNNING"
        except TradewindError as error:
            cause = error.__cause__
            if isinstance(cause, ClientError) and cause.response["Error"]["Code"] == "ExecutionDoesNotExist":
                return False
            raise


def _run_of(job: Job) -> str:
    return f"{job.job_id}-r{job.runs}"
