"""Queue worker of events: one message, one alert that the price watch or a saved search raised."""

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from notifications import service
from notifications.models.alert import AlertTold
from notifications.ports import open_dead_letters, open_messages
from notifications.store import NotificationStore, open_store
from tradewind import clock
from tradewind.errors import InvalidInput
from tradewind.observability import logger
from tradewind.queue import Message, consume

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def take(message: Message, *, store: NotificationStore) -> None:
    try:
        told = json.loads(message.body)["detail"]
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput("not an event of the bus") from error
    service.plan(AlertTold.model_validate(told), store=store, messages=open_messages(), now=clock.now)


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return consume(event, partial(take, store=open_store()), dead_letters=open_dead_letters())
