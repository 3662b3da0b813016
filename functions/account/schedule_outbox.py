"""Every quarter of an hour: send the events that a function could not send when they were made."""

from typing import TYPE_CHECKING, Any

from account import service
from account.ports import open_bus, open_store
from tradewind.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    sent = service.tell_unsent(store=open_store(), bus=open_bus())
    logger.info("outbox sent", sent=sent)
    return {"sent": sent}
