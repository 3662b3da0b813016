"""Every quarter of an hour: begin anew the promotions whose run was cut short, and send the events that wait."""

from typing import TYPE_CHECKING, Any

from learning import service
from learning.ports import open_bus, open_machines, open_store
from tradewind import clock
from tradewind.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    store = open_store()
    begun = service.resume(store=store, machines=open_machines(), now=clock.now)
    return {"begun": begun, "told": service.tell_unsent(store=store, bus=open_bus())}
