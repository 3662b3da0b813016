"""Queue worker of deliveries: one message, one alert."""

from functools import partial
from typing import TYPE_CHECKING, Any

from prices import service
from prices.models.alert import AlertPointer
from prices.ports import open_client, open_dead_letters
from prices.store import PriceStore, open_store
from tradewind import clock
from tradewind.events import open_bus
from tradewind.observability import logger
from tradewind.queue import MOST_TRIES, Message, consume
from tradewind.secrets import open_sealer

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def take(message: Message, *, store: PriceStore) -> None:
    service.deliver(
        AlertPointer.model_validate_json(message.body),
        last_try=message.tries >= MOST_TRIES,
        store=store,
        client=open_client(),
        sealer=open_sealer(),
        bus=open_bus(),
        now=clock.now,
    )


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return consume(event, partial(take, store=open_store()), dead_letters=open_dead_letters())
