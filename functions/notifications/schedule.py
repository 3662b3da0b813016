"""Every five minutes: what falls due is put into the queue. Quiet hours that end, digests, tries that were put off."""

from typing import TYPE_CHECKING, Any

from notifications import service
from notifications.ports import open_messages
from notifications.store import open_store
from tradewind import clock
from tradewind.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, int]:
    sent = service.wake(
        store=open_store(),
        messages=open_messages(),
        now=clock.now,
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
    )
    logger.info("woken", sent=sent)
    return {"sent": sent}
