"""Opening, changing and closing channels."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from notifications.models.channel import (
    Asked,
    Browser,
    Channel,
    ChannelChange,
    ChannelRequest,
    Destination,
    Mailbox,
    PushKey,
    Service,
    Whose,
)
from notifications.rules.proving import MOST_TRIES
from notifications.service.handing import code_delivery, hand_on
from notifications.service.keyring import Keyring
from notifications.service.outward import Messages
from notifications.service.owned import bound_to, own
from notifications.store import NotificationStore
from notifications.store.channels import Kept
from tradewind.caller import Caller, Role
from tradewind.clock import Clock, NewId
from tradewind.errors import Forbidden, InvalidInput
from tradewind.idempotency import Once
from tradewind.paging import Page
from tradewind.secrets import Sealer

if TYPE_CHECKING:
    from tradewind.fetch.forwarding import Homes
    from tradewind.fetch.guard import Guard


@dataclass(frozen=True, slots=True)
class Reach:
    """What a channel may lead to: the guard's rule, the operator's own servers, and whether mail can be sent at all."""

    guard: "Guard"
    homes: "Homes"
    sends_mail: bool


def add(
    wanted: ChannelRequest,
    by: Caller,
    key: str,
    *,
    store: NotificationStore,
    messages: Messages,
    sealer: Sealer,
    reach: Reach,
    now: Clock,
    new_id: NewId,
) -> Channel:
    """Open a channel, once for each key, and send the code through it that its owner is to type.

    Raises: InvalidInput for a destination that is not allowed, QuotaReached, TooManyRequests, Forbidden.
    """
    at = now()
    _check_role(wanted.whose, by)
    once = Once.of(by, "notifications.add", key, wanted, at)
    if first := store.channels.answered(once, Channel):
        return first
    service, shown = described(wanted.to, reach)
    channel = Channel(
        **wanted.model_dump(exclude={"to"}),
        channel_id=new_id(),
        owner=by.user,
        service=service,
        shown=shown,
        created_at=at,
        changed_at=at,
    )
    sealed = sealer.seal(wanted.to.model_dump_json(), bound_to(by.tenant, channel.channel_id))
    owner = store.channels.owner(by.tenant, by.user).with_channel().asking(at)
    code = code_delivery(channel.channel_id, at)
    kept = Kept(channel, sealed, Asked(at=at, tries_left=MOST_TRIES), rev=1)
    store.channels.add(by.tenant, kept, owner, store.deliveries.adding(by.tenant, code), once=once)
    hand_on(messages, by.tenant, code)
    return channel


def read(channel_id: str, by: Caller, *, store: NotificationStore) -> Channel:
    """A channel of the caller's. Raises: NotFound, also for another's."""
    return own(channel_id, by, store).channel


def page(by: Caller, limit: int, next: str | None, *, store: NotificationStore) -> Page[Channel]:
    """A page of the caller's channels. Raises: InvalidInput for a foreign token."""
    return store.channels.page(by.tenant, by.user, limit, next)


def change(channel_id: str, wanted: ChannelChange, by: Caller, *, store: NotificationStore, now: Clock) -> Channel:
    """Change what was sent, and nothing else. Raises: NotFound, Conflict, Forbidden."""
    kept = own(channel_id, by, store)
    if "whose" in wanted.model_fields_set:
        _check_role(wanted.whose, by)
    sent = {name: getattr(wanted, name) for name in wanted.model_fields_set}
    after = kept.channel.model_copy(update={**sent, "changed_at": now()})
    store.channels.change(by.tenant, kept, replace(kept, channel=after))
    return after


def remove(channel_id: str, by: Caller, *, store: NotificationStore) -> None:
    """Forget a channel with its deliveries. Raises: NotFound, Conflict."""
    store.channels.remove(by.tenant, own(channel_id, by, store))


def push_key(*, keyring: Keyring) -> PushKey:
    """What a browser subscribes with."""
    from notifications.carriers.push import PushSender, read_key

    return PushKey(key=PushSender(read_key(keyring.push()), "").public)


def described(to: Destination, reach: Reach) -> tuple[str, str]:
    """What service a destination is, and what may be shown of it. Raises: InvalidInput when it is not allowed."""
    from tradewind.fetch.forwarding import place_of
    from tradewind.fetch.outcome import FetchFailed

    match to:
        case Mailbox():
            if not reach.sends_mail:
                raise InvalidInput("to: no sender of e-mail is set up here; its operator names one")
            local, _, domain = to.address.rpartition("@")
            return "mail", f"{local[0]}…@{domain}"
        case Browser():
            from notifications.carriers.push import sealed

            url, service, field = to.endpoint, "push", "to.endpoint"
            sealed(b"", to.p256dh, to.auth)
        case Service():
            from notifications.carriers.composing import read_address

            composed = read_address(to)
            url, service, field = composed.request.url or "", composed.service.name, "to.address"
    try:
        place = place_of(url, reach.guard, reach.homes)
    except FetchFailed as failure:
        raise InvalidInput(f"{field}: {failure.detail}") from failure
    return service, place.host


def _check_role(whose: Whose, by: Caller) -> None:
    if whose is Whose.ALL and by.role < Role.MANAGER:
        raise Forbidden("whose: all is for managers; you are told of the watches that you set")
