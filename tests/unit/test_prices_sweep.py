"""The sweep: what is due is claimed once and handed on, what was left lying is found."""

import json
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from fakes import ANA, KETTLE, World, shows
from invocations import CONTEXT
from prices import steps
from prices.service.sweeping import A_MESSAGE
from prices.store.keys import SHARDS, shard_of
from tradewind.errors import Unavailable

if TYPE_CHECKING:
    from tradewind.dynamo import Table


@pytest.fixture
def world(table: "Table") -> World:
    world = World(table)
    world.web[KETTLE] = shows("100")
    return world


def wait(world: World) -> None:
    """Claims of new watches run out, as if their messages had been lost."""
    world.checks.take()
    world.now.pass_by(minutes=16)


def test_nothing_due_is_no_work(world: World) -> None:
    assert world.sweep() == 0
    assert (world.checks.sent, world.deliveries.sent) == ([], [])


def test_what_is_due_is_claimed_once(world: World) -> None:
    world.watch()
    wait(world)
    assert [world.sweep(), world.sweep()] == [1, 0]
    assert len(world.checks.sent) == 1


def test_hosts_travel_apart_and_no_message_is_longer_than_a_worker_can_take(world: World) -> None:
    for number in range(A_MESSAGE + 1):
        world.watch(f"https://big.test/p/{number}")
    world.watch("https://small.test/p")
    wait(world)
    world.sweep()
    sizes = sorted((message.host, len(message.claimed)) for message in world.checks.take())
    assert sizes == [("big.test", 1), ("big.test", A_MESSAGE), ("small.test", 1)]


def test_a_sweep_by_hand_looks_ahead_but_not_at_what_is_being_checked(world: World) -> None:
    watch = world.watch()
    world.check()
    world.now.pass_by(seconds=1)
    assert world.sweep() == 0
    assert world.sweep(ahead_of=world.now() + timedelta(days=1)) == 1
    assert world.sweep(ahead_of=world.now() + timedelta(days=1)) == 0, "it is claimed"
    world.check()
    assert world.prices(watch) == ["100", "100"]


def test_a_sweep_of_several_calls_looks_at_each_page_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where what it has looked at falls due again before what it has not come to yet."""
    from prices import service

    monkeypatch.setattr(import_module("prices.service.sweeping"), "A_ROUND", 2)
    for number in range(7):
        page = f"https://shop.test/p/{number}"
        world.web[page] = shows("5")
        world.watch(page, check={"every_minutes": 60 if number % 2 else 40_000})
    world.check()
    before = len(world.web.asked)
    world.now.pass_by(minutes=1)
    last, calls = None, 0
    while calls < 20:
        swept = service.sweep(
            shard_of("shop.test"), world.now() + timedelta(days=31), last,
            store=world.store, checks=world.checks, deliveries=world.deliveries, forecasts=world.forecasts,
            now=world.now,
        )  # fmt: skip
        world.now.pass_by(seconds=1)
        world.check()
        last, calls = swept.next, calls + 1
        if not swept.more:
            break
    assert len(world.web.asked) - before == 7
    assert calls < 20


def test_a_queue_that_is_down_leaves_claims_that_run_out(world: World) -> None:
    watch = world.watch()
    wait(world)
    world.checks.down = True
    with pytest.raises(Unavailable):
        world.sweep()
    world.checks.down = False
    assert world.sweep() == 0
    world.look(minutes=16)
    assert world.prices(watch) == ["100"]


def test_two_sweeps_at_once_claim_a_listing_once(world: World) -> None:
    """The second has found the listing before the first has claimed it."""
    world.watch()
    wait(world)
    listings = world.store.listings
    [due] = listings.due(shard_of("shop.test"), world.now(), world.now(), 10)
    assert listings.claim(due, world.now()) is not None
    assert listings.claim(due, world.now()) is None


def test_a_rest_that_a_new_watch_overtakes_is_none(world: World) -> None:
    from prices import service

    watch = world.watch()
    world.check()
    service.remove(watch.watch_id, ANA, store=world.store)
    world.watch()
    world.look()
    assert world.web.visits() == 2


def test_the_step_says_what_it_handed_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.watch()
    wait(world)
    for name, stand_in in {
        "open_store": lambda: world.store,
        "open_checks": lambda: world.checks,
        "open_deliveries": lambda: world.deliveries,
        "open_forecasts": lambda: world.forecasts,
    }.items():
        monkeypatch.setattr(steps, name, stand_in)
    monkeypatch.setattr("prices.steps.clock.now", world.now)
    shard = shard_of("shop.test")
    swept = steps.handler({"shard": shard, "ahead_of": None}, CONTEXT)
    told = json.loads(json.dumps(swept))
    assert (told["shard"], told["claimed"], told["messages"], told["deliveries"], told["more"]) == (
        shard,
        1,
        1,
        0,
        False,
    )
    assert steps.handler({"shard": shard, "ahead_of": None, "last": told["next"]}, CONTEXT)["claimed"] == 0


def test_hosts_are_spread_over_the_shards_in_every_process_alike() -> None:
    shards = [shard_of(f"shop-{number}.test") for number in range(800)]
    assert (min(shards), max(shards)) == (0, SHARDS - 1)
    assert min(shards.count(shard) for shard in range(SHARDS)) > 50
    assert shard_of("shop.test") == 0, "another answer would leave behind what waits in the table"
