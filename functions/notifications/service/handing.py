"""Messages that are to be sent now, and handing them on."""

from datetime import datetime, timedelta
from hashlib import sha256

from notifications.models.delivery import MessageDelivery, What
from notifications.service.outward import Messages
from notifications.store.deliveries import pointer
from tradewind.errors import TradewindError
from tradewind.observability import logger

GRACE = timedelta(minutes=2)
"""What a message may take through the queue before the schedule sends it on once more."""


def delivery_of(channel_id: str, what: What, at: datetime, identity: str) -> MessageDelivery:
    """A message that is to be sent now. Its id is the same however often it is made of one `identity`."""
    name = sha256(f"{channel_id}\n{what}\n{identity}".encode()).hexdigest()[:32]
    return MessageDelivery(
        delivery_id=f"dl_{name}", channel_id=channel_id, what=what, at=at, changed_at=at, next_at=at + GRACE
    )


def code_delivery(channel_id: str, at: datetime) -> MessageDelivery:
    """The message that bears a code. The code itself is made when it is sent, and stands nowhere."""
    return delivery_of(channel_id, What.CODE, at, at.isoformat())


def hand_on(messages: Messages, tenant: str, *deliveries: MessageDelivery, delay_s: int = 0) -> None:
    """Send deliveries on their way. What the queue does not take falls due, and the schedule finds it."""
    try:
        messages.send(*(pointer(tenant, each) for each in deliveries), delay_s=delay_s)
    except TradewindError:
        logger.warning("messages not queued; the schedule finds them", count=len(deliveries))
