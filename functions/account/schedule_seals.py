"""Every minute: seal what came into the audit."""

from typing import TYPE_CHECKING, Any

from account import service
from account.ports import open_entries, open_seals
from tradewind import clock
from tradewind.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    sealed = service.seal(
        entries=open_entries(),
        kept=open_seals(),
        now=clock.now,
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
    )
    return {"sealed": sealed}
