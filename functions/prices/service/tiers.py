"""A tenant's watches follow what it has booked: nothing is lost, what is over the quota pauses and comes back."""

from collections.abc import Callable
from datetime import timedelta

from prices.models.tier import Booked
from prices.models.watch import Watch
from prices.rules.quota import to_give_back, to_pause
from prices.store import PriceStore
from tradewind.clock import Clock
from tradewind.errors import Conflict, NotFound, QuotaReached
from tradewind.observability import logger

TRIES = 5  # how often a watch that its owner changes meanwhile is read again


def fit(news: Booked, *, store: PriceStore, now: Clock) -> int:
    """Bring a tenant's watches to the tier it has booked. Returns how many of them changed.

    - No watch is looked at more often than the tier allows; what was asked for is kept, and counts again later.
    - Of the watches that look, the newest beyond the quota pause, and say that the quota is why.
    - Watches that the quota paused are given back, the oldest first, as far as there is room.

    Done again it changes nothing. News that is older than what is known changes nothing either, and two at once end
    with what the newest says. Raises: Unavailable, Conflict when a watch keeps changing.
    """
    booked = store.watches.book(news)
    changed = 0
    while True:
        changed += _fit(booked, store=store, now=now)
        latest = store.watches.booked(news.tenant)
        if latest is None or latest.number == booked.number:
            return changed
        booked = latest


def _fit(booked: Booked, *, store: PriceStore, now: Clock) -> int:
    allowance = booked.to_tier.allowance
    least = allowance.least_minutes
    changed = 0
    for watch in list(store.watches.every(booked.tenant)):
        if watch.least_minutes != least:
            changed += _change(watch, booked, lambda found: {"least_minutes": least}, store=store, now=now)
    watches = list(store.watches.every(booked.tenant))
    for watch in to_pause(watches, allowance.watches):
        changed += _change(watch, booked, _paused, store=store, now=now)
    try:
        for watch in to_give_back(watches, allowance.watches):
            changed += _change(watch, booked, _given_back, store=store, now=now)
    except QuotaReached:
        logger.info("the room was taken meanwhile", tenant=booked.tenant)
    return changed


def _paused(watch: Watch) -> dict[str, object]:
    return {} if watch.paused else {"paused": True, "paused_because": "quota"}


def _given_back(watch: Watch) -> dict[str, object]:
    return {"paused": False, "paused_because": None} if watch.paused_because == "quota" else {}


def _change(
    watch: Watch, booked: Booked, differs: Callable[[Watch], dict[str, object]], *, store: PriceStore, now: Clock
) -> bool:
    """Change a watch as it is by now. False when it is gone, or needs no change any more."""
    for _ in range(TRIES):
        try:
            before, sealed = store.watches.with_secret(booked.tenant, watch.watch_id)
        except NotFound:
            return False
        update = differs(before)
        if not update:
            return False
        at = max(now(), before.changed_at + timedelta(microseconds=1))
        after = before.model_copy(update={**update, "changed_at": at})
        try:
            store.watches.change(booked.tenant, before, after, sealed, tier=booked.to_tier)
        except Conflict:
            continue
        return True
    raise Conflict(f"watch {watch.watch_id} keeps changing")
