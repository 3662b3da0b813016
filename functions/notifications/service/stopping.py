"""The link in every message that stops them (RFC 8058: a page asks, a POST does it)."""

from notifications.models.channel import ChannelState, Language
from notifications.rules.proving import read_link
from notifications.service.keyring import Keyring
from notifications.store import NotificationStore
from tradewind.clock import Clock
from tradewind.errors import Conflict, NotFound


def confirm(token: str, *, store: NotificationStore, keyring: Keyring) -> tuple[str, Language]:
    """What the page of a link is to say, and in what language: `stop`, or `unknown`. Nothing is changed: mail
    programs open links by themselves."""
    found = read_link(keyring.links(), token)
    if found is None:
        return "unknown", Language.EN
    try:
        return "stop", store.channels.get(*found).channel.language
    except NotFound:
        return "unknown", Language.EN


def stop(token: str, *, store: NotificationStore, keyring: Keyring, now: Clock) -> tuple[str, Language]:
    """Send nothing more to the channel of a link. Returns what the page is to say.

    Raises: NotFound for a link that is not ours, or whose channel is gone; Conflict.
    """
    found = read_link(keyring.links(), token)
    if found is None:
        raise NotFound("this link is not valid; use that of a newer message")
    language = store.channels.get(*found).channel.language
    for _ in range(3):
        try:
            store.channels.close(*found, ChannelState.UNSUBSCRIBED, now())
        except Conflict:
            continue
        return "stopped", language
    raise Conflict("the channel keeps changing; try again", retry_after_s=1)
