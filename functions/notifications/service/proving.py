"""Proving that a channel is its owner's, and trying it."""

import hmac
from dataclasses import replace
from typing import TYPE_CHECKING

from notifications.models.channel import Asked, Channel, ChannelState, CodeSent, Proof, TrialSent
from notifications.models.delivery import What
from notifications.rules.proving import BETWEEN, GOOD_FOR, MOST_TRIES, check_open, code_of
from notifications.service.handing import code_delivery, delivery_of, hand_on
from notifications.service.keyring import Keyring
from notifications.service.outward import Messages
from notifications.service.owned import own
from notifications.store import NotificationStore
from tradewind.caller import Caller
from tradewind.clock import Clock, NewId
from tradewind.errors import InvalidInput, TooManyRequests
from tradewind.idempotency import Once
from tradewind.model import Model

if TYPE_CHECKING:
    from notifications.store.channels import Kept


def ask_code(channel_id: str, by: Caller, *, store: NotificationStore, messages: Messages, now: Clock) -> CodeSent:
    """Send a new code through a channel; the one before no longer counts.

    Raises: NotFound, TooManyRequests within a minute of the last or past ten within an hour, Conflict.
    """
    at = now()
    kept = own(channel_id, by, store)
    if kept.asked and at < kept.asked.at + BETWEEN:
        left = kept.asked.at + BETWEEN - at
        raise TooManyRequests("a code was sent within the last minute", retry_after_s=int(left.total_seconds()) + 1)
    owner = store.channels.owner(by.tenant, by.user).asking(at)
    code = code_delivery(channel_id, at)
    asked = replace(kept, asked=Asked(at=at, tries_left=MOST_TRIES))
    store.channels.change(by.tenant, kept, asked, store.deliveries.adding(by.tenant, code), owner=owner)
    hand_on(messages, by.tenant, code)
    return CodeSent(channel_id=channel_id, expires_at=at + GOOD_FOR)


def prove(
    channel_id: str, proof: Proof, by: Caller, *, store: NotificationStore, keyring: Keyring, now: Clock
) -> Channel:
    """Open a channel with the code that came through it. Every wrong one is counted before it is told.

    Raises: NotFound, InvalidInput for a wrong code or one too many, Conflict.
    """
    at = now()
    kept = own(channel_id, by, store)
    asked = check_open(kept.asked, at)
    if hmac.compare_digest(code_of(keyring.links(), by.tenant, channel_id, asked.at), proof.code):
        active = kept.channel.model_copy(update={"state": ChannelState.ACTIVE, "changed_at": at})
        store.channels.change(by.tenant, kept, replace(kept, channel=active, asked=None))
        return active
    left = asked.tries_left - 1
    fewer: Kept = replace(kept, asked=asked.model_copy(update={"tries_left": left}))
    store.channels.change(by.tenant, kept, fewer)
    raise InvalidInput(f"code: it is another one; {left} more may be tried" if left else "code: ask for a new one")


def trial(
    channel_id: str,
    by: Caller,
    key: str,
    *,
    store: NotificationStore,
    messages: Messages,
    now: Clock,
    new_id: NewId,
) -> TrialSent:
    """Send a test through a channel, once for each key.

    Raises: NotFound, InvalidInput for a channel that is not proven, TooManyRequests, Conflict.
    """
    at = now()
    once = Once.of(by, f"notifications.trial {channel_id}", key, Model(), at)
    if first := store.channels.answered(once, TrialSent):
        return first
    kept = own(channel_id, by, store)
    if kept.channel.state is not ChannelState.ACTIVE:
        raise InvalidInput(f"the channel is {kept.channel.state}; prove it first, by the code sent through it")
    test = delivery_of(channel_id, What.TEST, at, new_id())
    sent = TrialSent(channel_id=channel_id, delivery_id=test.delivery_id)
    owner = store.channels.owner(by.tenant, by.user).asking(at)
    store.channels.add_trial(owner, store.deliveries.adding(by.tenant, test), sent, once=once)
    hand_on(messages, by.tenant, test)
    return sent
