"""Whom the authorizer lets in, and what it learns on the way: a tenant's tier, a key's last use.

It loads neither the table's client nor the bus: the authorizer needs them when somebody comes with a key, or with a
token of a tenant that its container does not know yet.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from account.rules import hash_of
from tradewind.caller import Caller, Tier
from tradewind.errors import Conflict, TierRequired, TokenExpired, TradewindError, Unauthenticated
from tradewind.observability import logger

if TYPE_CHECKING:
    from collections.abc import Callable

    from account.events import TierChanged
    from account.models import Tenant
    from account.store.accounts import AccountStore
    from tradewind.audit import Act, Audit
    from tradewind.events import Bus

READ_ANEW = timedelta(minutes=10)  # how long a container believes what it knows of a tenant
MOST_TENANTS = 10_000  # known at once: some 2 MB
TRIES = 5
A_ROUND = 100  # events that wait, read at a time


class Known(NamedTuple):
    """What this container knows of a tenant: the tier that the newest token said, and when it was read."""

    tier: Tier
    issued_at: datetime
    read_at: datetime


class Tiers:
    """What tenants have booked, as their tokens say. A token that was issued later wins."""

    def __init__(
        self,
        open_store: "Callable[[], AccountStore]",
        open_bus: "Callable[[], Bus]",
        open_audit: "Callable[[], Audit]",
    ) -> None:
        self._open_store = open_store
        self._open_bus = open_bus
        self._open_audit = open_audit
        self._known: dict[str, Known] = {}

    def settle(self, by: Caller, issued_at: datetime, at: datetime) -> Caller:
        """The caller with the tier that counts: the token's own, or that of a newer token of the tenant.

        The table is asked only when the token says what this container does not know, and every ten minutes. A table
        that does not answer changes nothing: the token's tier counts, and it is tried again.
        """
        known = self._known.get(by.tenant)
        is_news = known is None or at - known.read_at >= READ_ANEW
        if known is None or is_news or (by.tier != known.tier and issued_at > known.issued_at):
            try:
                kept = note_tier(
                    by,
                    issued_at,
                    at,
                    store=self._open_store(),
                    open_bus=self._open_bus,
                    open_audit=self._open_audit,
                )
            except TradewindError as error:
                logger.warning("tier not noted", tenant=by.tenant, reason=error.detail)
                return by
            if len(self._known) >= MOST_TENANTS:
                self._known.clear()
            known = self._known[by.tenant] = Known(kept.tier, kept.issued_at, at)
        return (
            by if by.tier == known.tier or issued_at > known.issued_at else by.model_copy(update={"tier": known.tier})
        )


def note_tier(
    by: Caller,
    issued_at: datetime,
    at: datetime,
    *,
    store: "AccountStore",
    open_bus: "Callable[[], Bus]",
    open_audit: "Callable[[], Audit]",
) -> "Tenant":
    """Keep what a token says that a tenant has booked, unless a newer one said otherwise; a change is told.

    The change, its record in the audit and the event that tells of it are kept in one transaction; an event that cannot
    be sent now is sent by the next round of the outbox. Returns what counts. Raises: Unavailable, Conflict when it
    keeps changing.
    """
    from account.events import TierChanged
    from account.models import Tenant

    for _ in range(TRIES):
        before = store.tenant(by.tenant)
        if before is not None and before.issued_at >= issued_at:
            return before
        if before is not None and before.tier == by.tier:
            store.keep_issue(before, issued_at)
            return before.model_copy(update={"issued_at": issued_at})
        after = Tenant(tenant=by.tenant, tier=by.tier, issued_at=issued_at, changes=before.changes + 1 if before else 1)
        told = TierChanged(
            id=_event_id(after),
            at=at,
            tenant=by.tenant,
            number=after.changes,
            from_tier=before.tier if before else None,
            to_tier=by.tier,
        )
        try:
            if before is None:
                store.keep_tier(before, after, told)
            else:
                with open_audit().recorder.recording([_changed(before, after, at)]) as entries:
                    store.keep_tier(before, after, told, *entries)
        except Conflict:
            continue
        try:
            tell([told], store=store, bus=open_bus())
        except TradewindError as error:
            logger.warning("event not sent; it lies in the outbox", event=told.id, reason=error.detail)
        return after
    raise Conflict(f"the tier of tenant {by.tenant} keeps changing")


def _changed(before: "Tenant", after: "Tenant", at: datetime) -> "Act":
    from tradewind import audit
    from tradewind.evidence import Decision, Reason

    decision: Decision[audit.Facts] = Decision(
        value={"from_tier": before.tier.value, "to_tier": after.tier.value, "number": after.changes},
        basis="rule",
        reasons=[Reason(text=f"a token that was issued {after.issued_at.isoformat()} says so")],
        provenance="rule:account.tiers@1",
    )
    return audit.act(after.tenant, "service:account", "account.tier_changed", f"tenant:{after.tenant}", decision, at=at)


def tell(events: "list[TierChanged]", *, store: "AccountStore", bus: "Bus") -> None:
    """Send events and forget them. Raises: Unavailable; what was not sent stays."""
    for event in events:
        bus.publish([event])
        store.sent(event.id)


def tell_unsent(*, store: "AccountStore", bus: "Bus") -> int:
    """Send what waits in the outbox. Returns how many events that were. Raises: Unavailable; the rest stays."""
    sent = 0
    while events := store.unsent(A_ROUND):
        tell(events, store=store, bus=bus)
        sent += len(events)
    return sent


def admit(key: str, at: datetime, *, store: "AccountStore") -> Caller:
    """Who an API key vouches for.

    Raises: Unauthenticated for an unknown or withdrawn one, TokenExpired, TierRequired when the tenant has fallen
    below pro, Unavailable when the table does not answer: nobody is let in on a guess.
    """
    found = store.find(hash_of(key))
    if found is None:
        raise Unauthenticated("no such API key; it may have been withdrawn")
    if found.key.expires_at <= at:
        raise TokenExpired("the API key has expired; make a new one")
    if not found.tier.holds(Tier.PRO):
        raise TierRequired("API keys are in the pro tier and those above")
    try:
        store.note_use(found.tenant, found.key, at)
    except TradewindError as error:
        logger.warning("use of a key not noted", key_id=found.key.key_id, reason=error.detail)
    return Caller(
        tenant=found.tenant,
        user=found.key.created_by,
        role=found.key.role.role,
        tier=found.tier,
        key_id=found.key.key_id,
        scopes=tuple(found.key.scopes),
    )


def _event_id(tenant: "Tenant") -> str:
    """The same for one change however often it is told."""
    return "ev_" + sha256(f"account.tier_changed\n{tenant.tenant}\n{tenant.changes}".encode()).hexdigest()[:32]
