"""A check: fetch a page, read it, keep what was read, and let the watches judge it.

A check may be cut short anywhere and done again. What it does is done once all the same:
the observation is kept once for its slot; each watch moves on to a slot once, in one transaction with its alerts;
events carry ids made of the slot; and only then is the claim given back. A check that is done again finds the
observation and goes on from there, without fetching.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import random
from typing import TYPE_CHECKING

from prices.events import ListingUnreadable, PriceChanged
from prices.models import AlertPointer, Check, Claimed, Listing, Observation
from prices.rules import breaker
from prices.rules.alerts import evaluate
from prices.rules.listing import ListingState, advance, has_changed, has_gone_dark
from prices.rules.schedule import next_check
from prices.service.pages import Answer, Page, Read, look_up
from prices.service.sweep import Deliveries
from prices.service.told import alert_of, seen_of
from prices.service.watches import Checks, bound_to
from prices.store import PriceStore
from prices.store.alerts import Tracker
from prices.store.hosts import HostState
from tradewind.clock import Clock
from tradewind.errors import Conflict, TradewindError
from tradewind.events import Bus
from tradewind.observability import logger
from tradewind.secrets import Sealer

if TYPE_CHECKING:
    from tradewind.fetch import Client, Robots

LEASE = timedelta(seconds=150)  # longer than the worker's time-out, so a lease outlives its holder only when that died
ENOUGH_S = 30.0  # a fetch takes 20 s at most, reading and writing a few more
BUSY_S = 15  # how long work for a busy host waits before it is tried again
RESTING_S = 300  # the same for a host whose breaker is open
ROBOTS_KEPT = timedelta(days=1)  # RFC 9309 section 2.4: at most 24 hours
ROBOTS_KEPT_AFTER_FAILURE = timedelta(minutes=10)
ROBOTS_LENGTH = 64 * 1024  # of an item's 400 KB; longer ones are cut
TRIES = 3  # how often a watch that changes meanwhile is judged again


@dataclass(frozen=True, slots=True)
class Outside:
    """All that a check needs beside the store. `seconds_left`: how long the function may still run."""

    client: "Client"
    read: Read
    sealer: Sealer
    bus: Bus
    checks: Checks
    deliveries: Deliveries
    now: Clock
    seconds_left: Callable[[], float]


def check(wanted: Check, *, store: PriceStore, outside: Outside) -> None:
    """Look at the listings of one host, one after another; what cannot be looked at now goes back to the queue.

    - A host whose breaker is open, or that has as many visitors as it should, is left alone for now.
    - A host that asks for a crawl delay gets one visitor and one page a message.

    Raises: Unavailable when table, queue or bus does not answer.
    """
    at = outside.now()
    host = store.hosts.get(wanted.host)
    tried, admitted = breaker.admit(host.breaker, at)
    if not admitted:
        outside.checks.send(wanted, delay_s=RESTING_S)
        return
    if tried != host.breaker:
        store.hosts.keep_breaker(wanted.host, tried)
    kept = store.listings.get_many(claimed.listing_id for claimed in wanted.claimed)
    robots = _robots(host, _scheme(kept[wanted.claimed[0].listing_id].listing) if kept else "https", store, outside)
    delay = robots.crawl_delay_s or 0.0
    lease = store.hosts.lease(wanted.host, at, at + LEASE, alone=delay > 0)
    if lease is None:
        outside.checks.send(wanted, delay_s=BUSY_S)
        return
    standing = tried
    rest = list(wanted.claimed)
    try:
        while rest and outside.seconds_left() > ENOUGH_S:
            claimed = rest.pop(0)
            found = kept.get(claimed.listing_id)
            if found is None or found.slot != claimed.slot:
                continue  # removed, done, or claimed anew meanwhile
            answered = _check_one(found.listing, found.state, claimed, robots, store=store, outside=outside)
            standing = _judged(standing, answered, wanted.host, store=store, now=outside.now())
            if delay > 0 or breaker.phase(standing, outside.now()) == "open":
                break
    finally:
        store.hosts.release(lease, outside.now() + timedelta(seconds=delay))
    if rest:
        outside.checks.send(Check(host=wanted.host, claimed=rest), delay_s=int(delay) + 1 if delay else 0)


def _check_one(
    listing: Listing, state: ListingState, claimed: Claimed, robots: "Robots", *, store: PriceStore, outside: Outside
) -> bool | None:
    """One check. True: the host answered, False: it did not, None: it was not asked."""
    seen = store.listings.observed(claimed) if state.latest is None or state.latest.slot < claimed.slot else None
    answer: Answer | None = None
    if seen is None:
        page = Page(listing, state, claimed, _headers(listing, outside.sealer))
        answer = look_up(page, robots, client=outside.client, read=outside.read, now=outside.now)
        seen = answer.seen
        try:
            store.listings.observe(seen)
        except Conflict:
            seen = store.listings.observed(claimed) or seen
    trackers = list(store.alerts.trackers(claimed.listing_id))
    pointers: list[AlertPointer] = []
    wants_second_look = False
    for tracker in trackers:
        if not tracker.paused:
            raised, unsure = _judge(tracker, seen, store=store)
            pointers += raised
            wants_second_look = wants_second_look or unsure
    _tell(state, seen, outside.bus)
    after = advance(
        state,
        seen,
        etag=answer.etag if answer else None,
        last_modified=answer.last_modified if answer else None,
        not_before=answer.not_before if answer else None,
        wants_second_look=wants_second_look,
    )
    schedules = [tracker.schedule for tracker in trackers if not tracker.paused]
    due_at = next_check(schedules, after.health, outside.now(), random()) if schedules else None  # noqa: S311
    try:
        store.listings.finish(listing, claimed.slot, after, due_at)
    except Conflict:
        logger.info("claim passed to another check", listing_id=claimed.listing_id)
    _send(pointers, outside.deliveries)
    return answer.host_answered if answer else None


def _judge(tracker: Tracker, seen: Observation, *, store: PriceStore) -> tuple[list[AlertPointer], bool]:
    """Let one watch judge an observation. Returns the alerts it raised, and whether it wants a second look."""
    for _ in range(TRIES):
        if tracker.paused or (tracker.last_slot is not None and tracker.last_slot >= seen.slot):
            return [], tracker.state.wants_second_look
        outcome = evaluate(tracker.rule, tracker.state, seen_of(seen))
        raised = [
            alert_of(each, tracker.watch_id, tracker.product_id, seen.listing_id, seen.slot) for each in outcome.alerts
        ]
        try:
            pointers = store.alerts.advance(seen.listing_id, tracker, outcome.state, seen.slot, raised)
        except Conflict:
            again = store.alerts.find_tracker(tracker.tenant, tracker.watch_id, seen.listing_id)
            if again is None:
                return [], False  # removed meanwhile
            tracker = again
            continue
        return pointers, outcome.state.wants_second_look
    raise Conflict(f"watch {tracker.watch_id} keeps changing")


def _tell(before: ListingState, seen: Observation, bus: Bus) -> None:
    """Tell the rest of Tradewind what changed. Ids come of the slot, so a repeat is known as one."""
    if before.last_read is not None and has_changed(before.last_read, seen):
        changed = PriceChanged(
            id=_event_id("changed", seen),
            at=seen.at,
            listing_id=seen.listing_id,
            from_price=before.last_read.price,
            to_price=seen.price,
            currency=seen.currency,
            from_availability=before.last_read.availability,
            to_availability=seen.availability,
        )
        bus.publish([changed])
    elif has_gone_dark(before, seen):
        reason = "; ".join(each.text for each in seen.reasons)[:500]
        bus.publish(
            [ListingUnreadable(id=_event_id("dark", seen), at=seen.at, listing_id=seen.listing_id, reason=reason)]
        )


def _send(pointers: list[AlertPointer], deliveries: Deliveries) -> None:
    """Hand alerts to their delivery. One that is not taken lies in the outbox, where the sweep finds it."""
    try:
        deliveries.send(*pointers)
    except TradewindError:
        logger.warning("deliveries not sent; the sweep finds them in the outbox", count=len(pointers))


def _robots(host: HostState, scheme: str, store: PriceStore, outside: Outside) -> "Robots":
    """The host's robots.txt, fetched anew when the one that is kept is a day old."""
    from tradewind.fetch import FetchFailed, Limits, Robots

    now = outside.now()
    if host.robots_text is not None and host.robots_until is not None and now < host.robots_until:
        return Robots(host.robots_text)
    try:
        answer = outside.client.fetch(
            f"{scheme}://{host.host}/robots.txt", limits=Limits(total_s=10, content_types=None)
        )
    except FetchFailed as failure:
        # A host that refuses or is down forbids nothing by it: the page's own fetch will say what is wrong.
        logger.info("robots.txt not fetched", host=host.host, kind=failure.kind)
        return Robots("")
    robots = Robots.parse(answer.body, answer.status)
    text = robots.text[:ROBOTS_LENGTH]
    failed = answer.status >= 500 or answer.status == 429
    store.hosts.keep_robots(host.host, text, now + (ROBOTS_KEPT_AFTER_FAILURE if failed else ROBOTS_KEPT))
    return Robots(text)


def _judged(
    standing: breaker.Breaker, answered: bool | None, host: str, *, store: PriceStore, now: datetime
) -> breaker.Breaker:
    """The host's breaker after one more answer; kept only when it changed."""
    if answered is None:
        return standing
    after = breaker.succeed(standing) if answered else breaker.fail(standing, now)
    if after != standing:
        store.hosts.keep_breaker(host, after)
    return after


def _headers(listing: Listing, sealer: Sealer) -> dict[str, str]:
    """The headers that a user gave for a page of their own."""
    if listing.sealed_headers is None or listing.tenant is None:
        return {}
    text = sealer.unseal(listing.sealed_headers, bound_to(listing.tenant, listing.listing_id))
    return dict(line.split(": ", 1) for line in text.split("\n"))


def _scheme(listing: Listing) -> str:
    return listing.url.partition(":")[0]


def _event_id(what: str, seen: Observation) -> str:
    identity = f"{what}\n{seen.listing_id}\n{seen.slot.isoformat()}"
    return f"ev_{sha256(identity.encode()).hexdigest()[:32]}"
