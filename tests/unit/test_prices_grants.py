"""Each function of prices may do with each table what it does with it, and nothing else."""

from typing import TYPE_CHECKING, Any

import pytest

from fakes import ANA, KETTLE, SECRET, World, shows
from grants import granted, recorded
from prices import service
from prices.models.feed import FeedRequest
from prices.models.history import FileForm, Step
from prices.models.page import Override
from prices.models.preview import PreviewRequest
from prices.models.teaching import ExampleRequest, TeachRequest
from prices.models.tier import Booked
from prices.models.watch import WatchChange
from tradewind.caller import Tier
from tradewind.errors import Unavailable
from tradewind.fetch import Fetched

if TYPE_CHECKING:
    from tradewind.dynamo import Table

HOOK = "https://hooks.test/t"


@pytest.fixture
def world(table: "Table") -> World:
    world = World(table)
    world.web[KETTLE] = shows("100")
    world.web[HOOK] = shows(None, status=204)
    return world


def test_the_api(world: World) -> None:
    with recorded(world.table) as done:
        watch = world.watch(override={"price": ".now"}, webhook={"url": HOOK, "secret": SECRET})
        service.change(
            watch.watch_id, WatchChange(paused=True), ANA, store=world.store, sealer=world.sealer, now=world.now
        )
        world.check()
        world.watch(target_price="200")
        service.alerts(watch.watch_id, ANA, 10, None, store=world.store)
        service.remove(watch.watch_id, ANA, store=world.store)
    assert done == granted("prices.api")


def test_a_preview(world: World) -> None:
    with recorded(world.table) as done:
        wanted = PreviewRequest(url=KETTLE)
        service.preview(wanted, ANA, store=world.store, client=world.web.client, read=world.outside.read)
    assert done == granted("prices.api_preview")


def test_the_sweep_a_check_and_a_delivery(world: World) -> None:
    watch = world.watch(webhook={"url": HOOK, "secret": SECRET})
    world.check()
    world.web[KETTLE] = shows("85")
    world.now.pass_by(hours=12)
    with recorded(world.table) as swept:
        world.sweep()
    with recorded(world.table) as checked:
        world.check()
        world.store.alerts.find_tracker(ANA.tenant, watch.watch_id, watch.listing_id)  # as after a lost race
    [pointer] = world.deliveries.take()
    world.now.pass_by(hours=1)
    with recorded(world.table) as swept_again:
        world.sweep()
    world.web[HOOK] = shows(None, status=500)
    with recorded(world.table) as delivered, pytest.raises(Unavailable):
        world.deliver(pointer, last_try=True)
    world.web[HOOK] = shows(None, status=204)
    with recorded(world.table) as replayed:
        world.deliver(pointer)
    assert swept == granted("prices.steps") == swept_again
    assert checked == granted("prices.worker_checks")
    assert delivered | replayed == granted("prices.worker_deliveries")


def test_a_change_of_tier(world: World) -> None:
    for number in range(12):
        world.watch(f"https://shop.test/p/{number}")
    with recorded(world.table) as done:
        for number, tier in ((2, Tier.FREE), (3, Tier.PRO)):
            service.fit(Booked(tenant="acme", number=number, to_tier=tier), store=world.store, now=world.now)
    assert done == granted("prices.worker_tiers")


def test_teaching(world: World) -> None:
    """Which listings a watch is moved between needs every call there is; pages are read from their bucket."""
    watch = world.watch(drop_percent="5")
    world.check()
    world.web[KETTLE] = shows(None)
    world.look()
    wanted = TeachRequest(url=KETTLE, override=Override(price="b"), move_watches=True)
    with recorded(world.table) as done:
        seen = ExampleRequest(listing_id=watch.listing_id, price="100")
        service.propose(seen, ANA, store=world.store, pages=world.pages, client=world.web.client)
        service.breakage(watch.listing_id, ANA, store=world.store, pages=world.pages)
        service.teach(wanted, ANA, store=world.store, now=world.now)
        service.taught(ANA, 10, None, store=world.store)
        service.teaching("shop.test", ANA, store=world.store)
        service.forget("shop.test", ANA, move_watches=True, history="anew", store=world.store, now=world.now)
    assert done == granted("prices.api_teaching")


def test_history_rates_and_feeds(world: World) -> None:
    watch = world.watch(drop_percent="5")
    world.check()
    world.web[KETTLE] = shows("80")
    world.look()
    port: dict[str, Any] = {"store": world.store, "now": world.now}
    secret: dict[str, Any] = {"new_secret": lambda length: b"s" * length}
    asked: dict[str, Any] = {"step": Step.DAY, "time_zone": "UTC", "since": None, "until": None, "currency": "USD"}
    with recorded(world.table) as done:
        service.bars(watch.listing_id, ANA, **asked, **port)
        service.product_bars(watch.product_id, ANA, **asked, **port)
        service.export_history(watch.listing_id, ANA, FileForm.CSV, None, since=None, until=None, store=world.store)
        made = service.make_feed(FeedRequest(name="all"), ANA, "k", new_id=world.new_id, **secret, **port)
        service.read_feed(str(made.path).rpartition("/")[2], None, store=world.store)
        service.feeds(ANA, 10, None, store=world.store)
        service.renew_feed(made.feed_id, ANA, **secret, **port)
        service.remove_feed(made.feed_id, ANA, **port)
    assert done == granted("prices.api_history")


def test_the_loading_of_rates(world: World) -> None:
    table = b"Date,USD\n2026-03-03,1.1\n"
    world.web[HOOK] = Fetched(HOOK, 200, {"content-type": "text/csv"}, table, (), 1, False)
    with recorded(world.table) as done:
        service.fetch_rates(HOOK, client=world.web.client, store=world.store, now=world.now)
    assert done == granted("prices.schedule_rates")
