"""One step of `account_export` and `account_erasure`: the price watch's part of a task."""

from typing import TYPE_CHECKING, Any

from prices import service
from prices.service.rights import Holdings
from prices.store import open_store
from prices.store.files import open_files
from prices.store.pages import open_pages
from tradewind.observability import logger
from tradewind.rights import Task, open_parts

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    done = service.carry_out(
        Task.model_validate(event),
        own=Holdings(store=open_store(), pages=open_pages(), files=open_files()),
        parts=open_parts(),
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
    )
    return done.model_dump(mode="json")
