"""Every quarter of an hour: begin anew the jobs on people's rights whose run was cut short."""

from typing import TYPE_CHECKING, Any

from account import service
from account.ports import open_jobs, open_machines
from tradewind import clock
from tradewind.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return {"begun": service.resume(store=open_jobs(), machines=open_machines(), now=clock.now)}
