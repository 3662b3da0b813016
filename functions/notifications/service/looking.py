"""What became of messages."""

from notifications.models.delivery import MessageDelivery
from notifications.service.owned import own
from notifications.store import NotificationStore
from tradewind.caller import Caller
from tradewind.errors import NotFound
from tradewind.paging import Page


def of_channel(
    channel_id: str, by: Caller, limit: int, next: str | None, *, store: NotificationStore
) -> Page[MessageDelivery]:
    """A page of a channel's messages, the newest first. Raises: NotFound, InvalidInput for a foreign token."""
    own(channel_id, by, store)
    return store.deliveries.of_channel(by.tenant, channel_id, limit, next)


def of_alert(alert_id: str, by: Caller, *, store: NotificationStore) -> Page[MessageDelivery]:
    """What became of an alert on the caller's channels. Raises: NotFound where it reached none of them."""
    mine = {each.channel_id for each in store.channels.all(by.tenant) if each.owner == by.user}
    found = [each for each in store.deliveries.of_alert(by.tenant, alert_id) if each.channel_id in mine]
    if not found:
        raise NotFound(f"no message of the alert {alert_id} on a channel of yours")
    return Page(items=sorted(found, key=lambda each: each.channel_id))
