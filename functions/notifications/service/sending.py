"""Sending one message, once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from notifications.models.channel import Browser, Channel, ChannelState, Destination, Mailbox, Service
from notifications.models.delivery import FINAL, DeliveryState, MessageDelivery, Pointer, What
from notifications.rules.hours import quiet_until
from notifications.rules.proving import GOOD_FOR, code_of, link_token
from notifications.rules.retrying import Ending, Outcome, wait_before
from notifications.service.handing import hand_on
from notifications.service.keyring import Keyring
from notifications.service.outward import Messages, Outside
from notifications.service.owned import bound_to
from notifications.store import NotificationStore
from notifications.store.deliveries import Found
from tradewind.clock import Clock
from tradewind.errors import Conflict, InvalidInput, NotFound, TradewindError, Unavailable
from tradewind.observability import logger
from tradewind.queue import LONGEST_DELAY_S
from tradewind.secrets import Sealer

if TYPE_CHECKING:
    from notifications.store.channels import Kept
    from notifications.wording import Message

CLAIM = timedelta(minutes=5)
"""What an attempt may take; the function's own time is a minute. One that is older died."""
LOST = "the sender died while it sent; sending it again might tell it twice"
CLOSED = FINAL | {DeliveryState.FAILED}
MINUTES = int(GOOD_FOR.total_seconds() // 60)


class GaveUp(InvalidInput):
    """A message was tried as often as it may be: it goes to the dead letters."""


@dataclass(frozen=True, slots=True)
class Sender:
    """All that an attempt needs."""

    store: NotificationStore
    messages: Messages
    sealer: Sealer
    keyring: Keyring
    outside: Outside
    now: Clock


def send(pointer: Pointer, *, by: Sender) -> None:
    """Take a delivery one step on: hold it, try it, or leave it when it is done with.

    It is claimed before it is tried, by a conditional write, and the claim is settled after: so of two workers one
    sends. A claim whose worker died leaves open whether the message went out; it is sent again only where told twice
    it is shown once.

    Raises: GaveUp after the last try; Unavailable while another attempt may still be under way.
    """
    at = by.now()
    found = by.store.deliveries.get(pointer)
    if found is None:
        logger.info("message dropped, its channel is gone", channel_id=pointer.channel_id)
        return
    delivery = found.delivery
    if delivery.digest_id is not None:
        _follow_digest(pointer.tenant, found, at, by)
        return
    if delivery.state in FINAL or _waits(delivery, at):
        if delivery.state in FINAL and delivery.what is What.DIGEST:
            _close_digest(pointer.tenant, delivery, at, by)
        return
    if delivery.state is DeliveryState.SENDING and at < delivery.changed_at + CLAIM:
        raise Unavailable("another attempt is under way")
    try:
        settled = _go_on(pointer.tenant, by.store.channels.get(pointer.tenant, pointer.channel_id), found, at, by)
    except (Conflict, NotFound) as error:
        logger.info("message left", delivery_id=delivery.delivery_id, reason=error.detail)
        return
    if settled.what is What.DIGEST and settled.state in CLOSED:
        _close_digest(pointer.tenant, settled, at, by)
    if settled.state is DeliveryState.FAILED:
        raise GaveUp(f"given up at try {settled.tries}: {settled.reason}")


def _waits(delivery: MessageDelivery, at: datetime) -> bool:
    """Whether its moment is still to come: a queue may bring a message twice, or early."""
    held = delivery.state in (DeliveryState.HELD, DeliveryState.RETRIED)
    return held and delivery.next_at is not None and delivery.next_at > at


def _go_on(tenant: str, kept: "Kept", found: Found, at: datetime, by: Sender) -> MessageDelivery:
    """Hold it, refuse it, or try it. Returns it as it is then. Raises: Conflict."""
    delivery, channel = found.delivery, kept.channel
    if why := _refusal(delivery, channel, at):
        return _keep(tenant, found, DeliveryState.REFUSED, at, by, reason=why).delivery
    if delivery.state is DeliveryState.SENDING and not _is_told_once(tenant, kept, by):
        return _keep(tenant, found, DeliveryState.UNCERTAIN, at, by, reason=LOST).delivery
    if delivery.what in (What.ALERT, What.DIGEST):
        until = quiet_until(channel.quiet, channel.time_zone, at)
        if until is not None:
            return _keep(tenant, found, DeliveryState.HELD, at, by, reason="quiet hours", next_at=until).delivery
    tries = 1 if delivery.state is DeliveryState.FAILED else delivery.tries + 1
    claimed = _keep(tenant, found, DeliveryState.SENDING, at, by, tries=tries, next_at=at + CLAIM)
    try:
        outcome = _attempt(tenant, kept, delivery, at, by)
    except Unavailable as error:
        outcome = Outcome(Ending.AGAIN, error.detail)
    except TradewindError as error:
        logger.warning("message not made", delivery_id=delivery.delivery_id, reason=error.detail)
        outcome = Outcome(Ending.REFUSED, "the channel's address is no longer understood; open it anew")
    return _settle(tenant, claimed, kept, outcome, by)


def _refusal(delivery: MessageDelivery, channel: Channel, at: datetime) -> str | None:
    """Why a message is not sent at all, if so."""
    if delivery.what is What.CODE:
        return "the code ran out before it could be sent" if at >= delivery.at + GOOD_FOR else None
    if channel.state is not ChannelState.ACTIVE:
        return f"the channel is {channel.state}"
    if channel.paused and delivery.what is not What.TEST:
        return "the channel is paused"
    return None


def _settle(tenant: str, claimed: Found, kept: "Kept", outcome: Outcome, by: Sender) -> MessageDelivery:
    """Keep how an attempt ended, and plan the next."""
    at, tries = by.now(), claimed.delivery.tries
    match outcome.ending:
        case Ending.SENT:
            return _keep(tenant, claimed, DeliveryState.SENT, at, by).delivery
        case Ending.UNCERTAIN:
            return _keep(tenant, claimed, DeliveryState.UNCERTAIN, at, by, reason=outcome.reason).delivery
        case Ending.REFUSED:
            return _keep(tenant, claimed, DeliveryState.REFUSED, at, by, reason=outcome.reason).delivery
        case Ending.GONE:
            by.store.channels.close(tenant, kept.channel.channel_id, ChannelState.GONE, at)
            return _keep(tenant, claimed, DeliveryState.REFUSED, at, by, reason=outcome.reason).delivery
        case Ending.AGAIN:
            wait = wait_before(tries, outcome.wait_s)
            if wait is None:
                return _keep(tenant, claimed, DeliveryState.FAILED, at, by, reason=outcome.reason).delivery
            later = _keep(
                tenant, claimed, DeliveryState.RETRIED, at, by, reason=outcome.reason, next_at=at + wait
            ).delivery
            if wait.total_seconds() <= LONGEST_DELAY_S:
                hand_on(by.messages, tenant, later, delay_s=int(wait.total_seconds()))
            return later


def _keep(
    tenant: str,
    found: Found,
    state: DeliveryState,
    at: datetime,
    by: Sender,
    *,
    reason: str | None = None,
    next_at: datetime | None = None,
    tries: int | None = None,
) -> Found:
    changes = {
        "state": state,
        "reason": reason,
        "next_at": next_at,
        "changed_at": at,
        "tries": found.delivery.tries if tries is None else tries,
    }
    return by.store.deliveries.keep(tenant, found, found.delivery.model_copy(update=changes))


def _destination(tenant: str, kept: "Kept", by: Sender) -> Destination:
    """Where a channel leads. Raises: Unavailable, TradewindError when it cannot be opened."""
    from pydantic import TypeAdapter, ValidationError

    sealed = by.sealer.unseal(kept.sealed_to, bound_to(tenant, kept.channel.channel_id))
    try:
        found: Destination = TypeAdapter(Destination).validate_json(sealed)
    except ValidationError as error:
        raise TradewindError("a destination of another version") from error
    return found


def _is_told_once(tenant: str, kept: "Kept", by: Sender) -> bool:
    """Whether a message that is sent twice is shown once. Raises: Unavailable."""
    to = _destination(tenant, kept, by)
    if isinstance(to, Service):
        from notifications.carriers.composing import read_address

        return read_address(to).again
    return isinstance(to, Browser)


def _attempt(tenant: str, kept: "Kept", delivery: MessageDelivery, at: datetime, by: Sender) -> Outcome:
    """Write the message and send it, once. Raises: Unavailable, TradewindError, before anything went out."""
    to = _destination(tenant, kept, by)
    message, message_id, outside = _written(tenant, to, kept, delivery, by), delivery.delivery_id, by.outside
    match to:
        case Service():
            from notifications.carriers.composing import compose

            composed = compose(to, message.title, message.body, message_id)
            return outside.tunnel.send(composed.request, again=composed.again)
        case Browser():
            from notifications.carriers.push import PushSender, push_request, read_key

            sender = PushSender(read_key(by.keyring.push()), outside.public_url)
            request = push_request(to, message, message_id, sender, at)
            return outside.tunnel.send(request, again=True, ends=True)
        case Mailbox():
            from notifications.carriers.mail import written

            if outside.mailer is None:
                return Outcome(Ending.REFUSED, "no sender of e-mail is set up here")
            return outside.mailer.send(written(message, to.address, outside.mailer.sender, message_id, at))


def _written(tenant: str, to: Destination, kept: "Kept", delivery: MessageDelivery, by: Sender) -> "Message":
    from notifications.wording import Markup, Writer, code_message, digest_message, message_of, trial_message

    channel = kept.channel
    markup = Markup.NONE
    if isinstance(to, Service):
        from notifications.carriers.services import BY_NAME

        markup = BY_NAME[channel.service].markup
    stop = f"{by.outside.public_url}/v1/notifications/unsubscribe/"
    stop += link_token(by.keyring.links(), tenant, channel.channel_id)
    writer = Writer(channel.language, channel.time_zone, markup, stop)
    match delivery.what:
        case What.CODE:
            code = code_of(by.keyring.links(), tenant, channel.channel_id, delivery.at)
            return code_message(code, MINUTES, writer)
        case What.TEST:
            return trial_message(writer)
        case What.DIGEST:
            parts = list(by.store.deliveries.in_digest(tenant, delivery))
            alerts = [each.delivery.alert for each in parts if each.delivery.alert is not None]
            return digest_message(alerts, len(alerts), writer)
        case What.ALERT:
            if delivery.alert is None:
                raise TradewindError("a delivery of an alert holds none")
            return message_of(delivery.alert, writer)


def _follow_digest(tenant: str, found: Found, at: datetime, by: Sender) -> None:
    """What is told in a digest ends as the digest did. One whose digest is gone is told by itself."""
    if found.delivery.state in CLOSED:
        return
    digest = by.store.deliveries.digest_of(tenant, found.delivery)
    if digest is None:
        alone = found.delivery.model_copy(update={"digest_id": None, "digest_at": None, "next_at": at})
        by.store.deliveries.keep(tenant, found, alone)
        hand_on(by.messages, tenant, alone)
    elif digest.state in CLOSED:
        _end_as(tenant, found, digest, at, by)


def _close_digest(tenant: str, digest: MessageDelivery, at: datetime, by: Sender) -> None:
    """Everything that a digest told ends as it did; done again after a death, it changes nothing twice."""
    for each in by.store.deliveries.in_digest(tenant, digest):
        if each.delivery.state not in FINAL:
            _end_as(tenant, each, digest, at, by)


def _end_as(tenant: str, found: Found, digest: MessageDelivery, at: datetime, by: Sender) -> None:
    try:
        _keep(tenant, found, digest.state, at, by, reason=digest.reason or "told in the digest", tries=digest.tries)
    except Conflict:
        logger.info("settled by another attempt", delivery_id=found.delivery.delivery_id)
