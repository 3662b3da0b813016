"""Every quarter of an hour: imports whose run was cut short begin anew, and the index is told what its queue lost."""

from typing import TYPE_CHECKING, Any

from catalog import service
from catalog.ports import open_index, open_machines
from catalog.store import open_store
from tradewind import clock
from tradewind.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    store = open_store()
    begun = service.resume_imports(store=store, machine=open_machines(), now=clock.now)
    return {"begun": begun, "told": service.tell_overdue(store=store, index=open_index(), now=clock.now)}
