"""What the table must keep, on every engine it runs on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fakes import KETTLE, START, World, shows
from prices.models.listing import Claimed, Ending, Observation
from prices.rules.listing import ListingState
from prices.store import PriceStore
from prices.store.keys import shard_of
from tradewind.errors import Conflict, InvalidInput, NotFound

if TYPE_CHECKING:
    from tradewind.dynamo import Table

SHARD = shard_of("shop.test")


@pytest.fixture
def world(any_table: "Table") -> World:
    world = World(any_table)
    world.web[KETTLE] = shows("100")
    return world


@pytest.fixture
def store(world: World) -> PriceStore:
    return world.store


def seen(listing_id: str, minute: int, price: str | None = "5") -> Observation:
    at = START + timedelta(minutes=minute)
    ending = Ending.READ if price else Ending.FAILED
    return Observation.model_validate(
        {"listing_id": listing_id, "slot": at, "at": at, "ending": ending, "price": price}
    )


def test_a_claim_is_one_workers_until_it_is_finished_or_runs_out(world: World, store: PriceStore) -> None:
    watch = world.watch()
    listings = store.listings
    assert listings.due(SHARD, START, START, 10) == [], "claimed by the check that was sent"
    late = START + timedelta(minutes=15)
    [due] = listings.due(SHARD, late, late, 10)
    claimed = listings.claim(due, late)
    assert claimed == Claimed(listing_id=watch.listing_id, slot=late)
    assert listings.claim(due, late) is None
    kept = listings.get(watch.listing_id)
    state = ListingState(latest=seen(watch.listing_id, 15))
    with pytest.raises(Conflict):
        listings.finish(kept.listing, START, state, late)
    listings.finish(kept.listing, late, state, late + timedelta(hours=6))
    after = listings.get(watch.listing_id)
    assert (after.slot, after.due_at, after.state) == (None, late + timedelta(hours=6), state)
    assert listings.due(SHARD, late, late + timedelta(hours=6), 10)[0].due_at == after.due_at


def test_claims_at_once_have_one_winner(world: World, store: PriceStore) -> None:
    world.watch()
    late = START + timedelta(minutes=15)
    [due] = store.listings.due(SHARD, late, late, 10)
    with ThreadPoolExecutor(8) as workers:
        won = list(workers.map(lambda _: store.listings.claim(due, late), range(8)))
    assert len([claim for claim in won if claim]) == 1


def test_a_listing_rests_only_while_nobody_watches_it(world: World, store: PriceStore) -> None:
    watch = world.watch()
    listings = store.listings
    kept = listings.get(watch.listing_id)
    assert kept.slot == START
    listings.finish(kept.listing, START, ListingState(), None)
    assert listings.get(watch.listing_id).due_at == START, "somebody watches it, so it is due at once"
    store.watches.remove("acme", store.watches.get("acme", watch.watch_id))
    [due] = listings.due(SHARD, START, START, 10)
    assert listings.claim(due, START + timedelta(minutes=1)) is None
    rests = listings.get(watch.listing_id)
    assert (rests.due_at, rests.slot) == (None, None)
    assert listings.due(SHARD, START, START + timedelta(days=99), 10) == []


def test_a_due_time_is_brought_forward_and_never_put_off(world: World, store: PriceStore) -> None:
    watch = world.watch()
    world.check()
    due_at = store.listings.get(watch.listing_id).due_at
    assert due_at is not None
    store.listings.bring_forward(watch.listing_id, due_at + timedelta(hours=1))
    assert store.listings.get(watch.listing_id).due_at == due_at
    store.listings.bring_forward(watch.listing_id, due_at - timedelta(hours=1))
    assert store.listings.get(watch.listing_id).due_at == due_at - timedelta(hours=1)


def test_an_observation_is_kept_once_for_its_slot(store: PriceStore) -> None:
    first = seen("l", 1)
    store.listings.observe(first)
    with pytest.raises(Conflict):
        store.listings.observe(first.model_copy(update={"price": None}))
    assert store.listings.observed(Claimed(listing_id="l", slot=first.slot)) == first
    assert store.listings.observed(Claimed(listing_id="l", slot=START)) is None


def test_history_is_paged_newest_first_within_its_span(store: PriceStore) -> None:
    for minute in range(7):
        store.listings.observe(seen("l", minute, "5" if minute % 2 else None))
    store.listings.observe(seen("l2", 3))
    read: list[int] = []
    token = None
    while True:
        page = store.listings.history("l", 2, token)
        read += [int((each.slot - START).total_seconds() // 60) for each in page.items]
        token = page.next
        if token is None:
            break
    assert read == [6, 5, 4, 3, 2, 1, 0]
    part = store.listings.history("l", 9, since=START + timedelta(minutes=2), until=START + timedelta(minutes=4))
    assert len(part.items) == 3
    oldest = store.listings.history("l", 1, newest_first=False)
    assert oldest.items[0].slot == START
    assert oldest.next is not None
    with pytest.raises(InvalidInput):
        store.listings.history("l2", 1, oldest.next)
    with pytest.raises(InvalidInput):
        store.listings.history("l", 1, oldest.next, since=START + timedelta(minutes=5))


def test_an_alert_and_what_it_was_measured_from_move_together(world: World, store: PriceStore) -> None:
    watch = world.watch()
    world.check()
    [tracker] = store.alerts.trackers(watch.listing_id)
    world.web[KETTLE] = shows("80")
    world.look()
    assert world.told(watch) == ["drop"]
    with pytest.raises(Conflict):
        store.alerts.advance(watch.listing_id, tracker, tracker.state, START, [])
    moved = store.alerts.find_tracker("acme", watch.watch_id, watch.listing_id)
    assert moved is not None and moved.last_slot == world.now()
    [pointer] = world.deliveries.take()
    assert store.alerts.get(pointer).to_price == 80
    later = world.now() + timedelta(minutes=2)
    [(found, due_at)] = store.alerts.undelivered(shard_of("acme"), later, 10)
    assert found == pointer
    assert [store.alerts.postpone(pointer, due_at, later + timedelta(hours=1)) for _ in "ab"] == [True, False]
    assert store.alerts.undelivered(shard_of("acme"), later, 10) == []


def test_a_watch_its_product_and_its_page_come_and_go_together(world: World, store: PriceStore) -> None:
    watch = world.watch(webhook={"url": "https://hooks.test/t", "secret": "whsec_" + "c2VjcmV0" * 4})
    assert store.listings.is_watched_by("acme", watch.listing_id)
    assert not store.listings.is_watched_by("acm", watch.listing_id)
    assert store.watches.product("acme", watch.product_id).listing_ids == (watch.listing_id,)
    assert "c2VjcmV0" not in (store.watches.sealed_secret("acme", watch.watch_id) or "")
    kept = store.watches.get("acme", watch.watch_id)
    store.watches.remove("acme", kept)
    for gone in (store.watches.get, store.watches.product):
        with pytest.raises(NotFound):
            gone("acme", watch.watch_id)
    with pytest.raises(Conflict):
        store.watches.remove("acme", kept)
    assert not store.listings.is_watched_by("acme", watch.listing_id)
    assert store.alerts.find_tracker("acme", watch.watch_id, watch.listing_id) is None


def test_filters_hold_over_pages(world: World, store: PriceStore) -> None:
    made = [
        world.watch(
            f"https://{'ab'[number % 2]}.test/p/{number}", tags=["odd"] if number % 2 else [], label=f"No {number}"
        )
        for number in range(6)
    ]
    wanted: list[tuple[dict[str, Any], int]] = [
        ({}, 6),
        ({"tag": "odd"}, 3),
        ({"host": "a.test"}, 3),
        ({"text": "NO 4"}, 1),
        ({"paused": True}, 0),
    ]
    for filters, count in wanted:
        found: list[str] = []
        token = None
        for _ in range(20):
            page = store.watches.page("acme", 2, token, **filters)
            found += [each.watch_id for each in page.items]
            token = page.next
            if token is None:
                break
        assert (len(found), len(set(found))) == (count, count), filters
    assert {each.watch_id for each in made} == {each.watch_id for each in store.watches.page("acme", 100).items}


def test_a_host_has_two_places_and_they_end_of_themselves(store: PriceStore) -> None:
    hosts, until = store.hosts, START + timedelta(seconds=150)
    first = hosts.lease("shop.test", START, until)
    assert first and hosts.lease("shop.test", START, until)
    assert hosts.lease("shop.test", START, until) is None
    assert hosts.lease("other.test", START, until)
    hosts.release(first, START + timedelta(seconds=4))
    assert hosts.lease("shop.test", START + timedelta(seconds=3), until) is None
    again = hosts.lease("shop.test", START + timedelta(seconds=4), until + timedelta(seconds=1))
    assert again is not None
    hosts.release(first, START)
    assert hosts.lease("shop.test", START + timedelta(seconds=5), until) is None, "a late release takes nobody's place"
    assert hosts.lease("shop.test", until, until + timedelta(minutes=9)) is not None


# Not on moto, whose conditional writes are not atomic between threads.
@pytest.mark.parametrize("any_table", [pytest.param("stack", marks=pytest.mark.stack)], indirect=True)
def test_places_taken_at_once_are_two(store: PriceStore) -> None:
    until = START + timedelta(seconds=150)
    with ThreadPoolExecutor(8) as workers:
        taken = list(workers.map(lambda _: store.hosts.lease("shop.test", START, until), range(8)))
    assert sorted(lease.place for lease in taken if lease) == ["lease_0", "lease_1"]


def test_a_patient_host_has_one_place(store: PriceStore) -> None:
    until = START + timedelta(seconds=150)
    assert store.hosts.lease("shop.test", START, until, alone=True)
    assert store.hosts.lease("shop.test", START, until, alone=True) is None


def test_what_is_known_of_a_host_is_kept(store: PriceStore) -> None:
    from prices.rules.breaker import Breaker

    assert store.hosts.get("shop.test").robots_text is None
    store.hosts.keep_robots("shop.test", "User-agent: *\n", START)
    store.hosts.keep_breaker("shop.test", Breaker(failures=3))
    state = store.hosts.get("shop.test")
    assert (state.robots_text, state.robots_until, state.breaker.failures) == ("User-agent: *\n", START, 3)
