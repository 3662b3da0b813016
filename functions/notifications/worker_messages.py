"""Queue worker of messages: one message, one delivery."""

from functools import cache
from typing import TYPE_CHECKING, Any

from notifications import service
from notifications.models.delivery import Pointer
from notifications.ports import (
    open_dead_letters,
    open_keyring,
    open_mailer,
    open_messages,
    open_public_url,
    open_relay_secret,
    open_tunnel,
)
from notifications.service.outward import Outside
from notifications.service.sending import Sender
from notifications.store import open_store
from tradewind import clock
from tradewind.observability import logger
from tradewind.queue import Message, consume
from tradewind.secrets import open_sealer

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@cache
def sender() -> Sender:
    outside = Outside(open_tunnel(), open_mailer(open_relay_secret), open_public_url())
    return Sender(open_store(), open_messages(), open_sealer(), open_keyring(), outside, clock.now)


def take(message: Message) -> None:
    service.send(Pointer.model_validate_json(message.body), by=sender())


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return consume(event, take, dead_letters=open_dead_letters())
