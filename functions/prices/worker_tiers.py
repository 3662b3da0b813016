"""Queue worker of tiers: one message, what one tenant has booked."""

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from prices import service
from prices.models.tier import Booked
from prices.ports import open_dead_letters
from prices.store import PriceStore, open_store
from tradewind import clock
from tradewind.observability import logger
from tradewind.queue import Message, consume

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def take(message: Message, *, store: PriceStore) -> None:
    booked = Booked.model_validate(json.loads(message.body)["detail"])
    changed = service.fit(booked, store=store, now=clock.now)
    logger.info("watches fitted", tenant=booked.tenant, tier=booked.to_tier, changed=changed)


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return consume(event, partial(take, store=open_store()), dead_letters=open_dead_letters())
