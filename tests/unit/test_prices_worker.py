"""A check of a host's listings, whatever happens on the way."""

import json
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from fakes import ANA, BOB, KETTLE, START, Killed, Sealer, World, counted, fails, shows
from invocations import CONTEXT, queue
from prices import worker_checks, worker_deliveries
from prices.models.listing import Check, Ending
from prices.rules.breaker import Breaker
from prices.service.sweeping import A_MESSAGE
from tradewind.errors import Unavailable

if TYPE_CHECKING:
    from tradewind.dynamo import Table

ROBOTS = "https://shop.test/robots.txt"
OTHER = "https://shop.test/p/lamp"


@pytest.fixture
def world(table: "Table") -> World:
    world = World(table)
    world.web[KETTLE] = shows("100")
    return world


def last(world: World, listing_id: str) -> object:
    return world.store.listings.get(listing_id).state.latest


def test_a_new_watch_is_looked_at_at_once_and_then_when_it_asked(world: World) -> None:
    watch = world.watch()
    assert watch.now.price.value is None
    world.check()
    kept = world.store.listings.get(watch.listing_id)
    assert kept.state.latest is not None
    assert (str(kept.state.latest.price), kept.slot) == ("100", None)
    assert kept.due_at is not None
    assert timedelta(hours=5) < kept.due_at - world.now() <= timedelta(hours=6)
    assert world.sweep() == 0


def test_a_page_watched_by_many_is_fetched_once(world: World) -> None:
    watches = [world.watch(by=by, check={"every_minutes": 60}) for by in (ANA, BOB, ANA)]
    world.check()
    world.look(hours=2)
    assert world.web.visits() == 2
    assert len({watch.listing_id for watch in watches}) == 1


def test_every_watch_on_a_page_judges_each_look(world: World) -> None:
    mine, theirs = world.watch(), world.watch(by=BOB, drop_percent=None, any_change=True)
    world.check()
    world.web[KETTLE] = shows("85")
    world.look()
    assert world.told(mine) == ["drop"]
    assert world.told(theirs, BOB) == ["any_change"]
    assert sorted(pointer.tenant for pointer in world.deliveries.take()) == ["acme", "other"]
    assert [event.name for event in world.bus.events] == ["prices.price_changed"]


def run_with_a_drop(world: World) -> None:
    """A kettle falls by 15 % for two watches of two tenants."""
    world.watch(key="mine")
    world.watch(by=BOB, key="theirs")
    world.check()
    world.web[KETTLE] = shows("85")
    world.now.pass_by(hours=25)  # robots.txt is asked for again too
    world.sweep()


def test_a_message_handled_twice_leaves_what_once_leaves(world: World) -> None:
    run_with_a_drop(world)
    [message] = world.checks.take()
    world.check(message)
    world.check(message)
    watches = world.store.watches.page("acme", 10).items
    assert [len(world.store.alerts.page("acme", each.watch_id, 10).items) for each in watches] == [1]
    assert len(list(world.store.listings.all_history(watches[0].listing_id))) == 2
    assert world.web.visits() == 2


WRITES = 7  # lease, robots, observation, two watches, listing, release
"""Of one check with two watches; asserted below, so that the kills reach every write."""


@pytest.mark.parametrize("die_at", range(WRITES))
def test_a_worker_killed_after_any_write_loses_and_doubles_nothing(world: World, die_at: int) -> None:
    run_with_a_drop(world)
    [message] = world.checks.take()
    with pytest.raises(Killed), counted(world.table, die_at):
        world.check(message)
    world.now.pass_by(minutes=12)  # the message comes back
    world.check(message)
    world.now.pass_by(minutes=6)
    world.sweep()
    sent = world.deliveries.take()
    for by in (ANA, BOB):
        [watch] = world.store.watches.page(by.tenant, 10).items
        [alert] = world.store.alerts.page(by.tenant, watch.watch_id, 10).items
        assert (alert.kind, str(alert.from_price), str(alert.to_price)) == ("drop", "100", "85")
        assert any(pointer.tenant == by.tenant for pointer in sent), "the alert is on its way"
    listing = world.store.listings.get(watch.listing_id)
    assert [str(each.price) for each in world.store.listings.all_history(watch.listing_id)] == ["100", "85"]
    assert listing.slot is None and listing.due_at is not None and listing.due_at > world.now()
    assert len(world.bus.told("prices.price_changed")) == 1


def test_the_kills_reach_every_write(world: World) -> None:
    run_with_a_drop(world)
    with counted(world.table) as writes:
        world.check()
    assert len(writes) == WRITES


def test_a_worker_that_never_comes_back_leaves_a_listing_that_falls_due_again(world: World) -> None:
    watch = world.watch()
    world.checks.take()
    assert world.sweep() == 0, "it is claimed"
    world.look(minutes=16)
    assert world.prices(watch) == ["100"]


def test_a_message_whose_claim_has_passed_on_does_nothing(world: World) -> None:
    watch = world.watch()
    [late] = world.checks.take()
    world.look(minutes=16)
    world.check(late)
    assert (world.web.visits(), world.prices(watch), world.checks.sent) == (1, ["100"], [])


def test_stale_messages_for_a_busy_host_do_not_go_round_for_ever(world: World) -> None:
    world.watch()
    [late] = world.checks.take()
    world.now.pass_by(minutes=16)
    world.sweep()
    leases = [world.store.hosts.lease("shop.test", world.now(), world.now() + timedelta(minutes=2)) for _ in "ab"]
    assert all(leases)
    world.check(late)
    assert len(world.checks.take()) == 1, "the one of the sweep; the late one is gone"


def test_a_check_overtaken_on_its_way_tells_a_change_once(world: World) -> None:
    watch = world.watch()
    world.check()
    world.web[KETTLE] = shows("95")
    world.now.pass_by(hours=12)
    world.sweep()
    [message] = world.checks.take()
    kept = world.store.listings.get(watch.listing_id)

    def asked_meanwhile(_: object) -> object:
        from prices import service

        world.now.pass_by(seconds=1)
        service.check_now(watch.watch_id, ANA, store=world.store, checks=world.checks, now=world.now)
        return shows("95")

    world.web[KETTLE] = asked_meanwhile  # type: ignore[assignment]
    world.check(message)
    assert kept.slot is not None
    world.web[KETTLE] = shows("95")
    world.check()
    after = world.store.listings.get(watch.listing_id)
    assert after.state.latest is not None and after.state.latest.slot > kept.slot
    assert (after.slot, world.prices(watch)) == (None, ["100", "95", "95"])
    assert len(world.bus.told("prices.price_changed")) == 1


def test_what_is_asked_for_while_a_check_runs_is_looked_at_after_it(world: World) -> None:
    from prices import service

    watch = world.watch()
    [running] = world.checks.take()
    world.now.pass_by(seconds=5)
    asked = service.check_now(watch.watch_id, ANA, store=world.store, checks=world.checks, now=world.now)
    world.check(running)
    world.check()
    assert service.read(watch.watch_id, ANA, store=world.store).now.checked_at == asked.requested_at


def test_pages_of_one_host_travel_together_and_all_are_looked_at(world: World) -> None:
    watches = [world.watch(f"https://shop.test/p/{number}") for number in range(A_MESSAGE + 5)]
    for watch in watches:
        world.web[watch.url] = shows("5")
    world.checks.take()
    world.now.pass_by(minutes=16)
    assert world.sweep() == len(watches)
    assert sorted(len(message.claimed) for message, _ in world.checks.sent) == [5, A_MESSAGE]
    world.check()
    assert all(world.prices(watch) == ["5"] for watch in watches)
    assert world.web.visits(ROBOTS) == 1


def test_what_time_does_not_allow_goes_back_to_the_queue(world: World) -> None:
    for number in range(3):
        world.watch(f"https://shop.test/p/{number}")
    world.checks.take()
    world.now.pass_by(minutes=16)
    world.sweep()
    left = iter([100.0, 20.0])
    world.seconds_left = lambda: next(left)
    world.check()
    [(rest, delay)] = world.checks.sent
    assert (len(rest.claimed), delay) == (2, 0)


def test_a_host_has_two_visitors_at_most(world: World) -> None:
    world.watch()
    hosts = world.store.hosts
    first = hosts.lease("shop.test", world.now(), world.now() + timedelta(minutes=2))
    second = hosts.lease("shop.test", world.now(), world.now() + timedelta(minutes=2))
    assert first and second
    world.check()
    assert world.web.asked == [], "not even robots.txt"
    [(_, delay)] = world.checks.sent
    assert delay == 15
    hosts.release(first, world.now())
    world.check()
    assert world.web.visits() == 1


def test_a_crawl_delay_makes_one_visitor_and_one_page_a_message(world: World) -> None:
    world.web[ROBOTS] = shows("User-agent:", "*\nCrawl-delay:", "4")
    for number in range(3):
        world.watch(f"https://shop.test/p/{number}")
    world.checks.take()
    world.now.pass_by(minutes=16)
    world.sweep()
    world.check()
    assert [asked.url for asked in world.web.asked] == [ROBOTS], "the first visit was robots.txt"
    for left in (2, 1, 0):
        world.check()
        assert len(world.checks.sent) == 1, "too early"
        world.now.pass_by(seconds=4)
        before = len(world.web.asked)
        world.check()
        assert len(world.web.asked) == before + 1
        assert [(len(message.claimed), delay) for message, delay in world.checks.sent] == ([(left, 4)] if left else [])


def test_robots_rules_keep_a_page_unasked(world: World) -> None:
    world.web[ROBOTS] = shows("User-agent:", "*\nDisallow:", "/p/")
    watch = world.watch()
    world.check()
    assert world.web.visits() == 0
    [gap] = world.store.listings.all_history(watch.listing_id)
    assert (gap.ending, gap.reasons[0].text) == (Ending.FAILED, "the shop's robots.txt asks not to look at this page")
    assert world.store.hosts.get("shop.test").breaker == Breaker(), "nobody was asked, so nobody failed"


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_robots_file_that_is_down_forbids_for_ten_minutes(world: World, status: int) -> None:
    world.web[ROBOTS] = shows("no", status=status)
    watch = world.watch(check={"every_minutes": 5})
    world.check()
    assert world.web.visits() == 0
    world.web[ROBOTS] = shows(None, status=404)
    world.look(minutes=11)
    assert world.prices(watch) == [None, "100"]


def test_the_rules_before_hold_while_robots_txt_cannot_be_had(world: World) -> None:
    world.web[ROBOTS] = [shows("User-agent:", "*\nDisallow:", "/nothing"), shows("no", status=503), fails("timeout")]
    watch = world.watch()
    world.check()
    world.look(days=2)
    world.look(days=2)
    assert (world.web.visits(ROBOTS), world.prices(watch)) == (3, ["100", "100", "100"])


def test_a_dead_host_is_asked_for_its_robots_once_in_ten_minutes(world: World) -> None:
    world.web[ROBOTS] = fails()
    world.web[KETTLE] = fails()
    world.watch(check={"every_minutes": 5})
    world.check()
    world.look(minutes=6)
    assert (world.web.visits(ROBOTS), world.web.visits()) == (1, 2)


@pytest.mark.parametrize(
    ("answer", "ending", "said"),
    [
        (fails(), Ending.FAILED, "takes no connection"),
        (shows(None), Ending.UNKNOWN, "no price could be read"),
        (shows("bug"), Ending.UNKNOWN, "our reader failed"),
        (shows("9", status=404), Ending.FAILED, "the page is gone"),
        (shows("9", status=403), Ending.FAILED, "the shop answered 403"),
        (shows("9", status=500), Ending.FAILED, "the shop answered 500"),
        (shows(None, status=304), Ending.FAILED, "without a condition"),
    ],
    ids=["dead", "blank", "bug", "404", "403", "500", "304"],
)
def test_a_page_without_a_price_is_a_gap_that_says_why(world: World, answer: object, ending: Ending, said: str) -> None:
    world.web[KETTLE] = answer  # type: ignore[assignment]
    world.web[OTHER] = shows("7")
    watch, other = world.watch(), world.watch(OTHER)
    world.check()
    [gap] = world.store.listings.all_history(watch.listing_id)
    assert (gap.ending, gap.price) == (ending, None)
    assert said in " ".join(reason.text for reason in gap.reasons)
    assert world.prices(other) == ["7"], "the host's other pages do not wait for it"


def test_a_gap_tells_once_that_a_page_went_dark_and_keeps_the_price(world: World) -> None:
    watch = world.watch()
    world.check()
    world.web[KETTLE] = shows(None)
    world.look()
    world.look(days=1)
    from prices import service

    now = service.read(watch.watch_id, ANA, store=world.store).now
    assert (str(now.price.value), now.price.degraded) == ("100", True)
    assert now.price.reasons[0].text.startswith("last check: ")
    assert [event.name for event in world.bus.events] == ["prices.listing_unreadable"]


def test_an_unchanged_page_is_asked_for_with_its_tag_and_grows_no_reasons(world: World) -> None:
    world.web[KETTLE] = [shows("100", etag='"v1"'), shows(None, status=304)]
    watch = world.watch()
    world.check()
    for _ in range(30):
        world.look()
    latest = world.store.listings.get(watch.listing_id).state.latest
    assert latest is not None
    assert (latest.ending, str(latest.price), len(latest.reasons)) == (Ending.UNCHANGED, "100", 2)
    assert {asked.etag for asked in world.web.asked if asked.url == KETTLE} == {None, '"v1"'}


def test_a_validator_of_an_unreadable_page_is_not_used(world: World) -> None:
    world.web[KETTLE] = [shows("100", etag='"v1"'), shows(None, etag='"v2"'), shows("100")]
    world.watch()
    world.check()
    world.look()
    world.look()
    assert [asked.etag for asked in world.web.asked if asked.url == KETTLE] == [None, '"v1"', None]


def test_retry_after_is_waited_for(world: World) -> None:
    world.web[KETTLE] = shows(None, status=503, retry_after="50000")
    watch = world.watch(check={"every_minutes": 5})
    world.check()
    due_at = world.store.listings.get(watch.listing_id).due_at
    assert due_at is not None and due_at >= START + timedelta(seconds=50_000)


def test_a_host_that_says_too_many_is_left_alone_until_it_says(world: World) -> None:
    world.web[KETTLE] = shows(None, status=429, retry_after="120")
    world.web[OTHER] = shows("7")
    world.watch(), world.watch(OTHER)
    world.checks.take()
    world.now.pass_by(minutes=16)
    world.sweep()
    [message] = world.checks.take()
    order = {claimed.listing_id: claimed for claimed in message.claimed}
    kettle = world.store.watches.page("acme", 10, host="shop.test", text="kettle").items[0].listing_id
    claims = [order.pop(kettle), *order.values()]
    world.check(Check(host="shop.test", claimed=claims))
    assert world.web.visits(OTHER) == 0
    world.check()
    [(_, delay)] = world.checks.sent
    assert delay == 120
    world.now.pass_by(seconds=121)
    world.check()
    assert world.web.visits(OTHER) == 1


def test_five_failures_open_the_breaker_and_a_probe_closes_it(world: World) -> None:
    pages = [f"https://shop.test/p/{number}" for number in range(7)]
    for page in pages:
        world.web[page] = fails("timeout")
        world.watch(page)
    world.checks.take()
    world.now.pass_by(minutes=16)
    world.sweep()
    world.check()
    assert sum(world.web.visits(page) for page in pages) == 5
    world.check()
    [(message, delay)] = world.checks.sent
    assert (len(message.claimed), delay) == (2, 60)
    for page in pages:
        world.web[page] = shows("3")
    world.now.pass_by(seconds=61)
    world.check()
    assert sum(world.web.visits(page) for page in pages) == 7
    assert world.store.hosts.get("shop.test").breaker == Breaker()


def test_a_probe_that_fails_keeps_the_others_waiting_longer(world: World) -> None:
    breaker = Breaker(failures=5, openings=1, open_until=world.now())
    world.store.hosts.keep_breaker("shop.test", breaker)
    world.web[KETTLE] = world.web[OTHER] = fails("timeout")
    world.watch(), world.watch(OTHER)
    world.checks.take()
    world.now.pass_by(minutes=16)
    world.sweep()
    world.check()
    assert world.web.visits() + world.web.visits(OTHER) == 1
    after = world.store.hosts.get("shop.test").breaker
    assert (after.openings, after.open_until) == (2, world.now() + timedelta(seconds=120))


def test_a_page_of_its_own_is_asked_with_its_headers_which_nobody_sees(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = world.watch()
    own = world.watch(request_headers={"Cookie": "club=sesame"})
    assert own.private and own.listing_id != shared.listing_id
    world.check()
    asked = [asked.headers for asked in world.web.asked if asked.url == KETTLE]
    assert sorted(map(bool, asked)) == [False, True]
    assert {"Cookie": "club=sesame"} in asked
    kept = json.dumps(world.table.client.scan(TableName="prices")["Items"], default=str)
    assert "sesame" not in kept + own.model_dump_json() + capsys.readouterr().out


def test_headers_that_do_not_open_are_a_gap_and_a_key_that_is_away_is_waited_for(world: World) -> None:
    own = world.watch(request_headers={"Cookie": "club=sesame"})
    [message] = world.checks.take()
    world.sealer.down = True
    with pytest.raises(Unavailable):
        world.check(message)
    assert world.prices(own) == []
    world.sealer.down = False
    seal, world.sealer.seal = world.sealer.seal, lambda text, context: Sealer().seal(text, {"tenant": "x"})  # type: ignore[method-assign]
    broken = world.watch(request_headers={"Cookie": "club=sesame"})
    world.sealer.seal = seal  # type: ignore[method-assign]
    world.check(message, *world.checks.take())
    assert (world.prices(own), world.prices(broken)) == (["100"], [None])


def test_watches_of_many_tenants_are_all_judged_in_one_check(world: World) -> None:
    from tradewind.caller import Caller, Role

    many = [Caller(tenant=f"t{number}", user="u", role=Role.MANAGER) for number in range(12)]
    watches = [(by, world.watch(by=by)) for by in many]
    world.check()
    world.web[KETTLE] = shows("80")
    world.look()
    assert world.web.visits() == 2
    assert len(world.deliveries.sent) == 12
    by, watch = watches[-1]
    assert world.told(watch, by) == ["drop"]


def test_deliveries_that_cannot_be_sent_are_found_by_the_sweep(world: World) -> None:
    watch = world.watch()
    world.check()
    world.web[KETTLE] = shows("85")
    world.now.pass_by(hours=12)
    world.sweep()
    world.deliveries.down = True
    world.check()
    assert world.told(watch) == ["drop"]
    world.deliveries.down = False
    world.now.pass_by(minutes=3)
    world.sweep()
    assert len(world.deliveries.take()) == 1
    world.sweep()
    assert world.deliveries.sent == [], "claimed"


def test_a_bus_that_is_down_fails_the_check_which_is_carried_on_later(world: World) -> None:
    watch = world.watch()
    world.check()
    world.web[KETTLE] = shows("85")
    world.now.pass_by(hours=12)
    world.sweep()
    [message] = world.checks.take()
    world.bus.down = True
    with pytest.raises(Unavailable):
        world.check(message)
    world.bus.down = False
    world.check(message)
    assert (world.told(watch), len(world.bus.told("prices.price_changed"))) == (["drop"], 1)
    assert world.web.visits() == 2


def test_long_reasons_do_not_fill_the_table(world: World) -> None:
    from fakes import read
    from tradewind.evidence import Reason

    def talkative(*page: object) -> object:
        told = read(*page)  # type: ignore[arg-type]
        return told.model_copy(update={"reasons": [Reason(text="x" * 100_000)] * 500})

    watch = world.watch()
    [message] = world.checks.take()
    from dataclasses import replace

    from prices import service

    service.check(message, store=world.store, outside=replace(world.outside, read=talkative))  # type: ignore[arg-type]
    items = world.table.client.scan(TableName="prices")["Items"]
    assert max(len(json.dumps(item)) for item in items) < 20_000
    assert world.prices(watch) == ["100"]


def test_the_workers_bury_what_is_no_message_and_handle_the_rest(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the handlers, as the queues call them."""
    dead: list[tuple[str, str]] = []
    dead_letters = SimpleNamespace(bury=lambda message, reason: dead.append((message.body, reason)))
    ports: dict[str, Any] = {
        "open_store": world.store, "open_sealer": world.sealer, "open_bus": world.bus,
        "open_dead_letters": dead_letters,
    }  # fmt: skip
    checks_only = {
        "open_reader": world.outside.read, "open_checks": world.checks, "open_deliveries": world.deliveries,
        "new_client": nullcontext(world.web.client), "open_pages": world.pages,
    }  # fmt: skip
    deliveries_only = {"open_client": world.web.client}
    for worker, opened in ((worker_checks, ports | checks_only), (worker_deliveries, ports | deliveries_only)):
        for name, port in opened.items():
            monkeypatch.setattr(worker, name, lambda port=port: port)
        monkeypatch.setattr(worker.clock, "now", world.now)
    watch = world.watch()
    bodies = [message.model_dump_json() for message in world.checks.take()]
    assert worker_checks.handler(queue("poison", *bodies), CONTEXT) == {"batchItemFailures": []}
    assert world.prices(watch) == ["100"]
    world.web[KETTLE] = shows("85")
    world.look()
    bodies = [pointer.model_dump_json() for pointer in world.deliveries.take()]
    assert worker_deliveries.handler(queue(*bodies, "{}"), CONTEXT) == {"batchItemFailures": []}
    assert [event.name for event in world.bus.events] == ["prices.price_changed", "prices.alert_raised"]
    assert [body for body, _ in dead] == ["poison", "{}"]
