"""One step of the state machine `price_sweep`: hand on what is due in one shard."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import Field

from prices import service
from prices.ports import open_checks, open_deliveries, open_forecasts
from prices.service.sweeping import Round
from prices.store import open_store
from tradewind import clock
from tradewind.model import Model
from tradewind.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


class SweepInput(Model):
    """What the state machine hands to each shard's step."""

    shard: int = Field(ge=0, le=63)
    ahead_of: datetime | None = Field(default=None, description="look at what falls due before this moment too")
    last: Round | None = Field(default=None, description="how far this sweep's call before came; null for the first")


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    wanted = SweepInput.model_validate(event)
    swept = service.sweep(
        wanted.shard,
        wanted.ahead_of,
        wanted.last,
        store=open_store(),
        checks=open_checks(),
        deliveries=open_deliveries(),
        forecasts=open_forecasts(),
        now=clock.now,
    )
    logger.info("swept", **swept.model_dump(mode="json"))
    return swept.model_dump(mode="json")
