"""A channel of the caller's, and what its destination is sealed with."""

from typing import TYPE_CHECKING

from tradewind.errors import NotFound

if TYPE_CHECKING:
    from notifications.store import NotificationStore
    from notifications.store.channels import Kept
    from tradewind.caller import Caller


def own(channel_id: str, by: "Caller", store: "NotificationStore") -> "Kept":
    """A channel of the caller's. Raises: NotFound, also for another's."""
    kept = store.channels.get(by.tenant, channel_id)
    if kept.channel.owner != by.user:
        raise NotFound(f"no channel {channel_id}")
    return kept


def bound_to(tenant: str, channel_id: str) -> dict[str, str]:
    """What a sealed destination is bound to: it opens for no other tenant and no other channel."""
    return {"tenant": tenant, "thing": f"channel.{channel_id}"}
