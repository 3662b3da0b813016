"""Queue worker of checks: one message, some listings of one host."""

from functools import partial
from typing import TYPE_CHECKING, Any

from prices import service
from prices.models import Check
from prices.ports import open_checks, open_client, open_dead_letters, open_deliveries, open_reader
from prices.service.checks import Outside
from prices.store import PriceStore, open_store
from tradewind import clock
from tradewind.events import open_bus
from tradewind.observability import logger
from tradewind.queue import Message, consume
from tradewind.secrets import open_sealer

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def take(message: Message, *, store: PriceStore, outside: Outside) -> None:
    service.check(Check.model_validate_json(message.body), store=store, outside=outside)


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    outside = Outside(
        client=open_client(),
        read=open_reader(),
        sealer=open_sealer(),
        bus=open_bus(),
        checks=open_checks(),
        deliveries=open_deliveries(),
        now=clock.now,
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
    )
    taken = partial(take, store=open_store(), outside=outside)
    return consume(event, taken, dead_letters=open_dead_letters())
