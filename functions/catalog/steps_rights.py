"""One step of `account_export` and `account_erasure`: the catalogue's part of a task."""

from typing import TYPE_CHECKING, Any

from catalog import service
from catalog.ports import has_search, open_schema, open_search
from catalog.service.outside import Engine
from catalog.store import open_store
from catalog.store.files import open_files
from tradewind.observability import logger
from tradewind.rights import Task, open_parts

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    done = service.carry_out(
        Task.model_validate(event),
        store=open_store(),
        files=open_files(),
        engine=Engine(open_schema(), open_search) if has_search() else None,
        parts=open_parts(),
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
    )
    return done.model_dump(mode="json")
