"""Steps of `account_export` and `account_erasure` on the job itself: note what is there, bundle, certify."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from account import service
from account.ports import open_files, open_jobs
from tradewind import clock
from tradewind.model import Id, Model
from tradewind.observability import logger
from tradewind.rights import Done

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


class JobStep(Model):
    """What the state machine asks. `done`: what each capability answered last."""

    step: Literal["note", "bundle", "certify"]
    tenant: Id
    job_id: Id
    run: Id
    done: list[Done] = Field(default_factory=list, max_length=40)


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    asked = JobStep.model_validate(event)
    jobs, files = open_jobs(), open_files()
    if asked.step == "note":
        service.note_found(asked.tenant, asked.job_id, asked.done, store=jobs)
    elif asked.step == "bundle":
        folder = Path("/tmp")  # noqa: S108 - the one folder that a function may write to
        service.bundle(asked.tenant, asked.job_id, asked.run, store=jobs, files=files, folder=folder, now=clock.now)
    else:
        service.certify(asked.tenant, asked.job_id, asked.done, store=jobs, now=clock.now)
    return {"job_id": asked.job_id}
