"""Once a day: load what currencies are worth. One that fails is tried again, then waits in the dead letters."""

from typing import TYPE_CHECKING, Any

from prices import service
from prices.ports import RatesSettings, open_client
from prices.store import open_store
from tradewind import clock
from tradewind.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    loaded = service.fetch_rates(
        RatesSettings.load().rates_url, client=open_client(), store=open_store(), now=clock.now
    )
    logger.info("rates loaded", added=loaded.added, corrected=loaded.corrected, last=str(loaded.last))
    return loaded.model_dump(mode="json")
