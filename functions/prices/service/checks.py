"""A check: fetch a page, read it, keep what was read, and let the watches judge it.

A check may be cut short anywhere and done again. What it does is done once all the same:
the observation is kept once for its slot; each watch moves on to a slot once, in one transaction with its alerts;
events carry ids made of the change; and only then is the claim given back. A check that is done again finds the
observation and goes on from there, without fetching.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from random import random
from typing import TYPE_CHECKING

from prices.events import ListingUnreadable, PriceChanged
from prices.models.alert import AlertPointer
from prices.models.listing import Check, Claimed, Observation, Trouble
from prices.models.page import Source
from prices.models.teaching import Promoted
from prices.rules import breaker
from prices.rules.alerts import evaluate
from prices.rules.coupons.found import coupons_of
from prices.rules.foretelling import day_of, is_wanted
from prices.rules.listing import ListingState, advance, has_changed, has_gone_dark
from prices.rules.matching.identifiers import index_keys
from prices.rules.rendering import Rendering
from prices.rules.schedule import next_check
from prices.service.agreeing import tell_agreed
from prices.service.pages import Answer, Page, Read, look_up, not_asked
from prices.service.queues import Checks, Deliveries
from prices.service.rendering import SHOWING_S, Browser
from prices.service.saving import Pages, with_page_kept
from prices.service.sealing import bound_to
from prices.service.told import seen_of, told_of
from prices.store import PriceStore
from prices.store.alerts import Tracker
from prices.store.hosts import HostState
from prices.store.listings import Kept
from tradewind.clock import Clock
from tradewind.errors import Conflict, TradewindError, Unavailable
from tradewind.events import Bus
from tradewind.observability import logger
from tradewind.secrets import Sealer

if TYPE_CHECKING:
    from tradewind.fetch import Client, Robots
    from tradewind.fetch.rendering import Renderer

LEASE = timedelta(seconds=150)  # longer than the worker's time-out, so a lease outlives its holder only when that died
ENOUGH_S = 30.0  # a fetch takes 20 s at most, reading and writing a few more
BUSY_S = 15  # how long work for a busy host waits before it is tried again
RESTING_S = 300  # the same at most for a host whose breaker is open
TOO_MANY = 429
ROBOTS_KEPT = timedelta(days=1)  # RFC 9309 section 2.4: at most 24 hours
ROBOTS_KEPT_AFTER_FAILURE = timedelta(minutes=10)
ROBOTS_LENGTH = 64 * 1024  # of an item's 400 KB; longer ones are cut
TRIES = 3  # how often a watch that changes meanwhile is judged again


@dataclass(frozen=True, slots=True)
class Outside:
    """All that a check needs beside the store. `seconds_left`: how long the function may still run. `renderer`: the
    browser for pages that need one, where the operator has named any."""

    client: "Client"
    read: Read
    pages: Pages
    sealer: Sealer
    bus: Bus
    checks: Checks
    deliveries: Deliveries
    now: Clock
    seconds_left: Callable[[], float]
    note: "Callable[[Looked], None]" = lambda looked: None
    renderer: "Renderer | None" = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one look at a page, for the count that is kept in the log."""

    was_read: bool
    has_changed: bool
    alerts: int


def check(wanted: Check, *, store: PriceStore, outside: Outside) -> None:
    """Look at the listings of one host, one after another; what cannot be looked at now goes back to the queue.

    - A host whose breaker is open, or that has as many visitors as it should, is left alone for now.
    - A host that asks for a crawl delay gets one visitor and one page a message.
    - A host that answers 429 and says until when is left alone until then.
    - A listing whose claim has passed to another message is that message's.
    - A page that waits for its turn at the browser waits in the queue.

    Raises: Unavailable when table, queue or bus does not answer.
    """
    at = outside.now()
    kept = store.listings.held(wanted.claimed)
    waiting = [each for each in wanted.claimed if each.listing_id in kept]
    if not waiting:
        return
    host = store.hosts.get(wanted.host)
    kept = {listing_id: as_promoted(each, host.promoted) for listing_id, each in kept.items()}
    tried, admitted = breaker.admit(host.breaker, at)
    if not admitted:
        outside.checks.send(Check(host=wanted.host, claimed=waiting), delay_s=_rest_s(host.breaker, at))
        return
    lease = store.hosts.lease(wanted.host, at, at + LEASE, alone=_asks_for_delay(host))
    if lease is None:
        outside.checks.send(Check(host=wanted.host, claimed=waiting), delay_s=BUSY_S)
        return
    delay = 0.0
    try:
        if tried != host.breaker:
            store.hosts.keep_breaker(wanted.host, tried)
        is_known = _robots_known(host, at)
        robots = _robots(host, kept[waiting[0].listing_id].listing.url, store, outside)
        delay = robots.crawl_delay_s or 0.0
        if is_known or not delay:  # else this visit was the one to robots.txt
            is_busy = _look_at(waiting, kept, robots, replace(host, breaker=tried), store=store, outside=outside)
            delay = max(delay, BUSY_S) if is_busy else delay
    finally:
        store.hosts.release(lease, outside.now() + timedelta(seconds=delay))
    if waiting:
        outside.checks.send(Check(host=wanted.host, claimed=waiting), delay_s=ceil(delay))


def as_promoted(kept: Kept, promoted: Promoted | None) -> Kept:
    """The listing as it is read now: as its tenant taught, else as an operator promoted for all, else by our own rules.

    A page that is read in another way than it was the last time is fetched whether it has changed or not.
    """
    listing, last = kept.listing, kept.state.last_read
    if promoted is not None and listing.want.override is None:
        listing = listing.model_copy(update={"want": listing.want.model_copy(update={"override": promoted.override})})
    was_taught, is_taught = last is not None and last.source is Source.OVERRIDE, listing.want.override is not None
    is_newer = promoted is not None and listing is not kept.listing and last is not None and promoted.at > last.at
    if listing is kept.listing and was_taught == is_taught:
        return kept
    state = kept.state
    if was_taught != is_taught or is_newer:
        state = state.model_copy(update={"etag": None, "last_modified": None})
    return replace(kept, listing=listing, state=state)


def _look_at(
    waiting: list[Claimed],
    kept: Mapping[str, Kept],
    robots: "Robots",
    host: HostState,
    *,
    store: PriceStore,
    outside: Outside,
) -> bool:
    """Look at listings of a host one after another; those that have to wait stay in the list.

    Returns whether one waits for its turn at the browser.
    """
    from tradewind.fetch.rendering import RenderingBusy

    standing, known = host.breaker, host.rendering
    enough_s = ENOUGH_S + (SHOWING_S if outside.renderer is not None else 0)
    while waiting and outside.seconds_left() > enough_s:
        claimed = waiting[0]
        try:
            answer = _check_one(kept[claimed.listing_id], claimed, robots, known, store=store, outside=outside)
        except RenderingBusy:
            return True
        waiting.pop(0)
        if answer is not None:
            standing = _judged(standing, answer, host.host, store=store, now=outside.now())
            known = _learned(known, answer, host.host, store=store)
        if robots.crawl_delay_s or breaker.phase(standing, outside.now()) == "open":
            break
    return False


def _check_one(
    kept: Kept, claimed: Claimed, robots: "Robots", known: Rendering, *, store: PriceStore, outside: Outside
) -> Answer | None:
    """One check. None: it had been looked at before, and is only carried on from there. Raises: RenderingBusy."""
    listing, state, seen = kept.listing, kept.state, kept.seen
    answer: Answer | None = None
    if seen is None:
        answer = _look(kept, claimed, robots, known, outside)
        seen = with_page_kept(listing, state, answer, pages=outside.pages)
        try:
            store.listings.observe(seen)
        except Conflict:
            seen = store.listings.observed(claimed) or seen
    if answer is not None and answer.stated is not None and answer.stated != state.stated and listing.tenant is None:
        store.listings.index(listing, index_keys(answer.stated.identifiers, answer.stated.brand))
    if answer is not None and answer.coupons:
        store.coupons.see(coupons_of(listing, answer.coupons, seen.at), listing.listing_id, listing.tenant, seen.at)
    trackers = list(store.alerts.trackers(claimed.listing_id))
    pointers: list[AlertPointer] = []
    wants_second_look = False
    for tracker in trackers:
        if not tracker.paused:
            raised, unsure = _judge(tracker, seen, store=store, now=outside.now)
            pointers += raised
            wants_second_look = wants_second_look or unsure
    pointers += tell_agreed(kept, seen, trackers, store=store, at=outside.now())
    _tell(state, seen, outside.bus)
    changed = state.last_read is not None and has_changed(state.last_read, seen)
    outside.note(Looked(seen.price is not None, changed, len(pointers)))
    after = advance(
        state,
        seen,
        etag=answer.etag if answer else None,
        last_modified=answer.last_modified if answer else None,
        not_before=answer.not_before if answer else None,
        wants_second_look=wants_second_look,
        stated=answer.stated if answer else None,
    )
    if is_wanted(state, after, seen):
        store.forecasts.want(listing.listing_id, listing.host, day_of(seen.at), outside.now())
    schedules = [tracker.schedule for tracker in trackers if not tracker.paused]
    due_at = next_check(schedules, after.health, outside.now(), random()) if schedules else None  # noqa: S311
    try:
        store.listings.finish(listing, claimed.slot, after, due_at)
    except Conflict:
        logger.info("claim passed to another check", listing_id=claimed.listing_id)
    _send(pointers, outside.deliveries)
    return answer


def _look(kept: Kept, claimed: Claimed, robots: "Robots", known: Rendering, outside: Outside) -> Answer:
    """Fetch and read one page, asked with the headers that a user gave for a page of their own."""
    listing = kept.listing
    page = Page(listing, kept.state, claimed, {})
    if listing.sealed_headers is not None and listing.tenant is not None:
        try:
            text = outside.sealer.unseal(listing.sealed_headers, bound_to(listing.tenant, listing.listing_id))
        except Unavailable:
            raise
        except TradewindError:
            logger.exception("request headers cannot be opened", listing_id=listing.listing_id)
            why = "the request headers cannot be opened; watch the page anew with them"
            return not_asked(page, outside.now(), why, Trouble.REFUSED)
        page = replace(page, headers=dict(line.split(": ", 1) for line in text.split("\n")))
    browser = Browser(outside.renderer, known) if outside.renderer is not None else None
    return look_up(page, robots, client=outside.client, read=outside.read, now=outside.now, browser=browser)


def _judge(tracker: Tracker, seen: Observation, *, store: PriceStore, now: Clock) -> tuple[list[AlertPointer], bool]:
    """Let one watch judge an observation. Returns the alerts it raised, and whether it wants a second look."""
    for _ in range(TRIES):
        if tracker.paused or (tracker.last_slot is not None and tracker.last_slot >= seen.slot):
            return [], tracker.state.wants_second_look
        outcome = evaluate(tracker.rule, tracker.state, seen_of(seen))
        raised, acts = told_of(outcome, tracker.tenant, tracker.watch_id, tracker.product_id, seen, now())
        try:
            pointers = store.alerts.advance(seen.listing_id, tracker, outcome.state, seen.slot, raised, acts)
        except Conflict:
            again = store.alerts.find_tracker(tracker.tenant, tracker.watch_id, seen.listing_id)
            if again is None:
                return [], False  # removed meanwhile
            tracker = again
            continue
        return pointers, outcome.state.wants_second_look
    raise Conflict(f"watch {tracker.watch_id} keeps changing")


def _tell(before: ListingState, seen: Observation, bus: Bus) -> None:
    """Tell the rest of Tradewind what changed. Its id comes of the change, so a repeat is known as one."""
    if before.last_read is not None and has_changed(before.last_read, seen):
        changed = PriceChanged(
            id=_event_id("changed", before.last_read, seen),
            at=seen.at,
            listing_id=seen.listing_id,
            from_price=before.last_read.price,
            to_price=seen.price,
            currency=seen.currency,
            from_availability=before.last_read.availability,
            to_availability=seen.availability,
        )
        bus.publish([changed])
    elif before.latest is not None and has_gone_dark(before, seen):
        reason = "; ".join(each.text for each in seen.reasons)[:500]
        bus.publish(
            [
                ListingUnreadable(
                    id=_event_id("dark", before.latest, seen), at=seen.at, listing_id=seen.listing_id, reason=reason
                )
            ]
        )


def _send(pointers: list[AlertPointer], deliveries: Deliveries) -> None:
    """Hand alerts to their delivery. One that is not taken lies in the outbox, where the sweep finds it."""
    try:
        deliveries.send(*pointers)
    except TradewindError:
        logger.warning("deliveries not sent; the sweep finds them in the outbox", count=len(pointers))


def _robots_known(host: HostState, now: datetime) -> bool:
    return host.robots_text is not None and host.robots_until is not None and now < host.robots_until


def _asks_for_delay(host: HostState) -> bool:
    from tradewind.fetch import Robots

    return bool(Robots(host.robots_text or "").crawl_delay_s)


def _robots(host: HostState, url: str, store: PriceStore, outside: Outside) -> "Robots":
    """The host's robots.txt, fetched anew when the one that is kept is a day old.

    While it cannot be had the one before holds (RFC 9309 section 2.4). Without one before, a host that answers with
    5xx forbids all (2.3.1.4); one that does not answer forbids nothing by it: the page's own fetch says what is wrong.
    """
    from tradewind.fetch import FetchFailed, Limits, Robots, robots_address

    now = outside.now()
    before = Robots(host.robots_text) if host.robots_text is not None else None
    if before is not None and _robots_known(host, now):
        return before
    kept_for = ROBOTS_KEPT_AFTER_FAILURE
    try:
        answer = outside.client.fetch(robots_address(url), limits=Limits(total_s=10, content_types=None))
        robots = Robots.parse(answer.body, answer.status)
        if answer.status >= 500 or answer.status == TOO_MANY:
            robots = before or robots
        else:
            kept_for = ROBOTS_KEPT
    except FetchFailed as failure:
        logger.info("robots.txt not fetched", host=host.host, kind=failure.kind)
        robots = before or Robots("")
    kept = Robots(robots.text[:ROBOTS_LENGTH])
    store.hosts.keep_robots(host.host, kept.text, now + kept_for)
    return kept


def _judged(
    standing: breaker.Breaker, answer: Answer, host: str, *, store: PriceStore, now: datetime
) -> breaker.Breaker:
    """The host's breaker after one more answer; kept only when it changed."""
    if answer.host_answered is None:
        return standing
    after = breaker.succeed(standing) if answer.host_answered else breaker.fail(standing, now)
    if answer.not_before is not None and answer.seen.http_status == TOO_MANY:
        after = breaker.rest(after, answer.not_before, now)
    if after != standing:
        store.hosts.keep_breaker(host, after)
    return after


def _learned(known: Rendering, answer: Answer, host: str, *, store: PriceStore) -> Rendering:
    """What is known of the host's pages and browsers after one more answer; kept only when it changed."""
    if answer.rendering is None or answer.rendering == known:
        return known
    store.hosts.keep_rendering(host, answer.rendering)
    return answer.rendering


def _rest_s(standing: breaker.Breaker, now: datetime) -> int:
    """How long work waits for a host that is left alone: until it may be asked, or somebody's probe is over."""
    until = standing.open_until if breaker.phase(standing, now) == "open" else standing.probe_until
    return min(max(ceil((until - now).total_seconds()), 1), RESTING_S) if until else RESTING_S


def _event_id(what: str, before: Observation, seen: Observation) -> str:
    """The same for one change however often it is told, also by a check that took over another's claim."""
    told = (what, seen.listing_id, before.slot.isoformat(), seen.price, seen.currency, seen.availability)
    return "ev_" + sha256("\n".join(map(str, told)).encode()).hexdigest()[:32]
