"""Which channels an alert goes to."""

from notifications.models.alert import AlertTold
from notifications.models.channel import Channel, ChannelState, Whose


def wants(channel: Channel, alert: AlertTold) -> bool:
    """Whether an alert goes to a channel: one that is proven, not paused, and wants it.

    A channel wants the alerts of the watches that its owner set, with `all` those of the whole tenant; of these, the
    ones of its kinds (all where it names none) that bear one of its tags (any where it names none).
    """
    if channel.state is not ChannelState.ACTIVE or channel.paused:
        return False
    if channel.whose is Whose.OWN and alert.created_by != channel.owner:
        return False
    if channel.kinds and alert.kind not in channel.kinds:
        return False
    return not channel.tags or not set(channel.tags).isdisjoint(alert.tags)
