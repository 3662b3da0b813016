"""Queue worker of forecasts: one message, one listing's day, to be foretold or to be judged."""

from functools import partial
from typing import TYPE_CHECKING, Any

from prices import service
from prices.models.forecast import ForecastPointer
from prices.ports import open_dead_letters, open_deliveries
from prices.store import PriceStore, open_store
from tradewind import clock
from tradewind.observability import logger
from tradewind.queue import MOST_TRIES, Message, consume
from tradewind.registry import open_models

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def take(message: Message, *, store: PriceStore) -> None:
    service.foretell(
        ForecastPointer.model_validate_json(message.body),
        last_try=message.tries >= MOST_TRIES,
        store=store,
        models=open_models(),
        deliveries=open_deliveries(),
        now=clock.now,
    )


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return consume(event, partial(take, store=open_store()), dead_letters=open_dead_letters())
