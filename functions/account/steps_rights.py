"""One step of `account_export` and `account_erasure`: the account's own part of a task."""

from typing import TYPE_CHECKING, Any

from account import service
from account.ports import open_audit, open_entries, open_files, open_jobs, open_store
from account.service.own_rights import Holdings
from tradewind import clock
from tradewind.observability import logger
from tradewind.rights import Task, open_parts

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    own = Holdings(
        accounts=open_store(),
        jobs=open_jobs(),
        entries=open_entries(),
        files=open_files(),
        audit=open_audit(),
        now=clock.now,
    )
    done = service.carry_out(
        Task.model_validate(event),
        own=own,
        parts=open_parts(),
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
    )
    return done.model_dump(mode="json")
