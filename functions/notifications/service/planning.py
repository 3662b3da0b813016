"""Which channels an alert goes to, and when."""

from datetime import datetime, timedelta

from notifications.models.alert import AlertTold
from notifications.models.channel import Channel, Digest
from notifications.models.delivery import DeliveryState, MessageDelivery, What
from notifications.rules.hours import digest_at
from notifications.rules.routing import wants
from notifications.service.handing import delivery_of, hand_on
from notifications.service.outward import Messages
from notifications.store import NotificationStore
from tradewind.clock import Clock
from tradewind.errors import Conflict
from tradewind.observability import logger

FORGOTTEN_AFTER = timedelta(days=1)
"""An alert in a digest that never went falls due by itself this long after it."""


def plan(alert: AlertTold, *, store: NotificationStore, messages: Messages, now: Clock) -> int:
    """Keep one delivery for each channel that wants an alert, and hand it on. Returns how many are new.

    The same event twice, or a death in the middle, leaves each delivery once.
    """
    at = now()
    fresh: list[MessageDelivery] = []
    planned = 0
    for channel in store.channels.all(alert.tenant):
        if not wants(channel, alert):
            continue
        delivery = _delivery(alert, channel, at)
        if channel.digest is not None:
            planned += _hold(delivery, alert, channel, channel.digest, at, store)
        elif store.deliveries.add(alert.tenant, delivery):
            fresh.append(delivery)
    if fresh:
        hand_on(messages, alert.tenant, *fresh)
    logger.info("planned", alert_id=alert.id, channels=planned + len(fresh))
    return planned + len(fresh)


def _delivery(alert: AlertTold, channel: Channel, at: datetime) -> MessageDelivery:
    """An alert on a channel. Its place follows from the alert alone, so that there is one."""
    made = delivery_of(channel.channel_id, What.ALERT, alert.at, alert.id)
    return made.model_copy(update={"alert_id": alert.id, "alert": alert, "changed_at": at})


def _hold(
    delivery: MessageDelivery,
    alert: AlertTold,
    channel: Channel,
    wanted: Digest,
    at: datetime,
    store: NotificationStore,
) -> bool:
    """Hold a delivery for the next digest that is not yet on its way. False when it is held already."""
    after = alert.at
    while True:
        due = digest_at(wanted, channel.time_zone, after)
        digest = delivery_of(channel.channel_id, What.DIGEST, due, due.isoformat()).model_copy(
            update={"state": DeliveryState.HELD, "next_at": due, "changed_at": at, "reason": "the next digest"}
        )
        held = delivery.model_copy(
            update={
                "state": DeliveryState.HELD,
                "reason": "the next digest",
                "digest_id": digest.delivery_id,
                "digest_at": due,
                "next_at": due + FORGOTTEN_AFTER,
            }
        )
        try:
            return store.deliveries.add_to_digest(alert.tenant, held, digest)
        except Conflict:
            after = due
