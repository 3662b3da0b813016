"""Forecasts that are kept: made once of a listing and day, judged once, told once, whatever dies on the way."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from fakes import ANA, BOB, KETTLE, Killed, World, counted, shows
from forecasting import Models, entries, past
from grants import granted, recorded
from invocations import CONTEXT, queue
from prices import service, worker_forecasts
from prices.models.forecast import ForecastPointer
from prices.models.listing import Ending, Observation
from prices.models.tier import Booked
from prices.models.watch import WatchChange
from prices.store.keys import SHARDS
from tradewind.caller import Tier
from tradewind.errors import TierRequired, Unavailable
from tradewind.registry import ModelUnavailable

if TYPE_CHECKING:
    from prices.models.answers import WatchedPrice
    from tradewind.dynamo import Table

D = Decimal
FREE = ANA.model_copy(update={"tier": Tier.FREE})
PREMIUM = ANA.model_copy(update={"tier": Tier.PREMIUM})


@pytest.fixture
def world(table: "Table") -> World:
    world = World(table)
    world.web[KETTLE] = shows("100")
    return world


@pytest.fixture
def models() -> Models:
    return Models()


def watched(world: World, days: int = 30, price: str = "100", by: Any = ANA, **wanted: Any) -> "WatchedPrice":
    """A page with a past, looked at for the first time today."""
    past(world, days, lambda ago: price)
    watch = world.watch(by=by, **wanted)
    service.check_now(watch.watch_id, PREMIUM, store=world.store, checks=world.checks, now=world.now)
    world.check()
    return watch


def foretell(world: World, models: Models, *messages: ForecastPointer, last_try: bool = False) -> list[ForecastPointer]:
    """Sweep, and have the worker handle what was handed on. Returns that."""
    if not messages:
        world.sweep()
    taken = list(messages) or world.forecasts.take()
    for each in taken:
        service.foretell(
            each, last_try=last_try, store=world.store, models=models, deliveries=world.deliveries, now=world.now
        )
    return taken


def kept(world: World, watch: "WatchedPrice", day: date | None = None) -> Any:
    return world.store.forecasts.get(ForecastPointer(listing_id=watch.listing_id, day=day or world.now().date()))


def live(world: World, models: Models, watch: "WatchedPrice", *prices: str | None) -> None:
    """A day passes for each price, and the page shows it at noon."""
    for price in prices:
        world.now.pass_by(days=1)
        world.web[KETTLE] = shows(price)
        world.store.listings.ask_for_check(watch.listing_id, world.now())
        world.sweep()
        world.check()
        foretell(world, models)


def pause(world: World, watch: "WatchedPrice", *, paused: bool) -> None:
    change = WatchChange(paused=paused)
    service.change(watch.watch_id, change, ANA, store=world.store, sealer=world.sealer, now=world.now)


def seen(world: World, watch: "WatchedPrice", *prices: str) -> None:
    """A day passes for each price, and somebody has looked at the page at noon."""
    for price in prices:
        world.now.pass_by(days=1)
        look = Observation(
            listing_id=watch.listing_id,
            slot=world.now(),
            at=world.now(),
            ending=Ending.READ,
            price=D(price),
            currency="EUR",
        )
        world.store.listings.observe(look)


def record(world: World, watch: "WatchedPrice") -> Any:
    return service.track_record(watch.product_id, ANA, store=world.store, now=world.now)


def test_the_first_look_of_a_day_has_a_forecast_made_and_kept(world: World, models: Models) -> None:
    watch = watched(world)
    assert kept(world, watch).foretold is None
    assert foretell(world, models) == [ForecastPointer(listing_id=watch.listing_id, day=world.now().date())]
    found = kept(world, watch).foretold
    assert (found.price, found.currency, found.provenance, len(found.band)) == (D(100), "EUR", "model:price_drop@3", 7)
    assert foretell(world, models) == [], "nothing waits before its days have passed"
    world.look(hours=3)
    assert foretell(world, models) == [], "the second look of a day wants none"
    assert models.asked == [watch.listing_id]


def test_a_page_that_was_read_too_rarely_has_none(world: World, models: Models) -> None:
    watch = watched(world, 5)
    assert kept(world, watch) is None


def test_the_same_message_twice_and_a_death_after_any_write_keep_one(world: World, models: Models) -> None:
    watch = watched(world, predicted_drop_percent="15")
    models.says(0.9)
    pointer = ForecastPointer(listing_id=watch.listing_id, day=world.now().date())
    for die_at in range(-1, 8):
        with suppress(Killed), counted(world.table, die_at):
            foretell(world, models, pointer)
    foretell(world, models, pointer)
    assert kept(world, watch).foretold.probability == pytest.approx(0.9)
    assert world.told(watch) == ["predicted_drop"]
    assert len(entries(world, "prices.drop_predicted")) == 1


def test_when_its_days_have_passed_it_is_judged_once(world: World, models: Models) -> None:
    models.says(0.3)
    watch = watched(world)
    foretell(world, models)
    first = world.now().date()
    seen(world, watch, "100", "99", "84", "100", "100", "100", "100")
    assert record(world, watch).product.judged == 0
    world.now.pass_by(days=1)
    pointer = ForecastPointer(listing_id=watch.listing_id, day=first)
    assert pointer in foretell(world, models)
    foretell(world, models, pointer)
    found = record(world, watch)
    assert kept(world, watch, first).was_judged
    for each in (found.product, found.overall, *found.shops, *found.models):
        assert (each.judged, each.drops) == (1, 1)
        assert each.brier == pytest.approx((1 - 0.3) ** 2, abs=1e-5)
        assert each.within_band == pytest.approx(6 / 7)
    assert [each.of for each in found.models] == ["model:price_drop@3"]
    assert [each.of for each in found.shops] == ["shop.test"]


def test_a_death_after_any_write_counts_it_once(world: World, models: Models) -> None:
    watch = watched(world)
    foretell(world, models)
    pointer = ForecastPointer(listing_id=watch.listing_id, day=world.now().date())
    seen(world, watch, *["100"] * 7)
    world.now.pass_by(days=1)
    for die_at in range(-1, 4):
        with suppress(Killed), counted(world.table, die_at):
            foretell(world, models, pointer)
    assert record(world, watch).product.judged == 1


def test_what_was_hardly_seen_is_not_judged(world: World, models: Models) -> None:
    watch = watched(world)
    foretell(world, models)
    first = world.now().date()
    seen(world, watch, "100", "50", "100")
    world.now.pass_by(days=6)
    foretell(world, models)
    assert record(world, watch).product.judged == 0
    assert kept(world, watch, first).was_judged, "it falls due no more"


def test_another_tenant_sees_the_shops_record_and_not_the_products(world: World, models: Models) -> None:
    watch = watched(world)
    foretell(world, models)
    seen(world, watch, *["100"] * 7)
    world.now.pass_by(days=1)
    foretell(world, models)
    theirs = world.watch("https://shop.test/p/other", by=BOB)
    found = service.track_record(theirs.product_id, BOB, store=world.store, now=world.now)
    assert (found.product.judged, found.shops[0].judged) == (0, 1)


def test_a_market_that_often_drops_makes_the_next_forecast_expect_it(world: World, models: Models) -> None:
    watch = watched(world, 20)
    foretell(world, models)
    before = kept(world, watch).foretold.probability
    tally = {"judged": 2000, "drops": 1500}
    for shard in range(SHARDS):
        for pk, sk in (
            (f"RECORD#ALL#{shard}", f"WEEK#{world.now().date() - timedelta(days=9)}##price_drop@3"),
            (f"RECORD#HOST#shop.test#{shard}", f"WEEK#{world.now().date() - timedelta(days=9)}"),
        ):
            world.table.put({"pk": pk, "sk": sk, **tally})
    live(world, models, watch, "100")
    assert kept(world, watch).foretold.probability > before + 0.2


def test_without_a_model_the_baselines_forecast_is_kept_as_what_it_is(world: World, models: Models) -> None:
    models.gone = ModelUnavailable("unreachable", "price_drop", "no answer")
    watch = watched(world)
    foretell(world, models)
    found = kept(world, watch).foretold
    assert (found.provenance, found.degraded) == ("rule:prices.forecast_baseline@1", True)


def test_a_likely_drop_is_told_once_until_it_came_or_lapsed(world: World, models: Models) -> None:
    models.says(0.8)
    watch = watched(world, predicted_drop_percent="15", drop_percent=None)
    foretell(world, models)
    [pointer] = world.deliveries.take()
    alert = world.store.alerts.get(pointer)
    assert (alert.kind, alert.from_price, alert.to_price) == ("predicted_drop", D(100), D(85))
    assert alert.likely and alert.audit_id
    assert (alert.likely.percent, alert.likely.until) == (D(15), world.now().date() + timedelta(days=7))
    assert alert.audit_id.startswith("au_")
    live(world, models, watch, "99", "90")
    assert world.told(watch) == ["predicted_drop"], "one is under way"
    world.now.pass_by(days=5)
    live(world, models, watch, "90")
    assert world.told(watch) == ["predicted_drop"] * 2, "its days have passed"
    live(world, models, watch, "90", "70")
    assert world.told(watch) == ["predicted_drop"] * 3, "it came true, and another is likely from there"


@pytest.mark.parametrize("probability", [0.3, 0.49])
def test_what_is_not_likelier_than_not_is_not_told(world: World, models: Models, probability: float) -> None:
    models.says(probability)
    watch = watched(world, predicted_drop_percent="15")
    foretell(world, models)
    assert world.told(watch) == []


def test_a_baseline_raises_no_alert_and_nobody_is_told_who_did_not_ask(world: World, models: Models) -> None:
    models.says(0.99)
    silent = watched(world)
    foretell(world, models)
    assert world.told(silent) == []
    models.gone = ModelUnavailable("corrupt", "price_drop", "another sha256")
    asks = world.watch(predicted_drop_percent="2")
    live(world, models, asks, "100")
    assert world.told(asks) == []


def test_a_paused_watch_and_a_tenant_that_books_less_are_not_told(world: World, models: Models) -> None:
    models.says(0.9)
    watch = watched(world, predicted_drop_percent="15")
    world.watch(by=BOB)  # somebody has the page looked at all the same
    pause(world, watch, paused=True)
    foretell(world, models)
    assert world.told(watch) == []
    service.change(
        watch.watch_id, WatchChange(paused=False), ANA, store=world.store, sealer=world.sealer, now=world.now
    )
    service.fit(Booked(tenant=ANA.tenant, number=1, to_tier=Tier.FREE), store=world.store, now=world.now)
    live(world, models, watch, "100")
    assert world.told(watch) == []
    service.fit(Booked(tenant=ANA.tenant, number=2, to_tier=Tier.PREMIUM), store=world.store, now=world.now)
    live(world, models, watch, "100")
    assert world.told(watch) == ["predicted_drop"]


def test_it_is_in_the_premium_tier(world: World) -> None:
    with pytest.raises(TierRequired, match=r"predicted_drop_percent: .* premium"):
        world.watch(by=FREE, predicted_drop_percent="15")
    watch = world.watch(by=FREE)
    with pytest.raises(TierRequired, match="predicted_drop_percent"):
        change = WatchChange(predicted_drop_percent=D(20))
        service.change(watch.watch_id, change, FREE, store=world.store, sealer=world.sealer, now=world.now)
    assert world.watch("https://shop.test/p/2", by=PREMIUM, predicted_drop_percent="15").predicted_drop_percent == 15


def test_two_watches_of_two_percents_are_told_each_for_itself(world: World, models: Models) -> None:
    models.chance_of = lambda depth: 0.9 if depth < 0.2 else 0.1
    small = watched(world, predicted_drop_percent="10")
    large = world.watch(by=BOB, predicted_drop_percent="40")
    foretell(world, models)
    assert (world.told(small), world.told(large, BOB)) == (["predicted_drop"], [])


def test_the_rest_of_tradewind_hears_of_it_as_what_it_is(world: World, models: Models) -> None:
    models.says(0.8)
    watch = watched(world, predicted_drop_percent="15", label="my kettle")
    foretell(world, models)
    world.deliver(*world.deliveries.take())
    assert world.bus.told("prices.alert_raised") == []
    [event] = world.bus.told("prices.price_drop_predicted")
    told = event.model_dump()
    assert (told["watch_id"], told["kind"], told["percent"]) == (watch.watch_id, "predicted_drop", D(15))
    assert (told["from_price"], told["to_price"], told["label"]) == (D(100), D(85), "my kettle")
    assert told["probability"] == pytest.approx(0.8)


def test_a_queue_that_is_down_leaves_the_alert_in_the_outbox(world: World, models: Models) -> None:
    models.says(0.8)
    watched(world, predicted_drop_percent="15")
    world.deliveries.down = True
    foretell(world, models)
    world.deliveries.down = False
    world.now.pass_by(minutes=3)
    world.sweep()
    assert len(world.deliveries.take()) == 1


def test_a_message_that_is_lost_is_sent_again(world: World, models: Models) -> None:
    watch = watched(world)
    world.sweep()
    assert len(world.forecasts.take()) == 1, "and it is lost"
    world.sweep()
    assert world.forecasts.take() == [], "it is claimed"
    world.now.pass_by(hours=1, minutes=1)
    assert foretell(world, models)
    assert kept(world, watch).foretold is not None


def test_a_forecasts_queue_that_is_down_leaves_claims_that_run_out(world: World, models: Models) -> None:
    watch = watched(world)
    world.forecasts.down = True
    with pytest.raises(Unavailable):
        world.sweep()
    world.forecasts.down = False
    world.now.pass_by(hours=1, minutes=1)
    foretell(world, models)
    assert kept(world, watch).foretold is not None


def test_a_day_that_went_by_is_not_foretold_afterwards(world: World, models: Models) -> None:
    watch = watched(world)
    day = world.now().date()
    world.now.pass_by(days=2)
    foretell(world, models)
    assert kept(world, watch, day) is None
    assert models.asked == []


def test_what_is_given_up_falls_due_no_more_and_its_message_brings_it_back(world: World, models: Models) -> None:
    watch = watched(world)
    pointer = ForecastPointer(listing_id=watch.listing_id, day=world.now().date())
    models.answer = lambda inputs: {"drop": 1 / 0}
    with pytest.raises(ZeroDivisionError):
        foretell(world, models, pointer, last_try=True)
    world.now.pass_by(hours=5)
    world.sweep()
    assert world.forecasts.take() == []
    models.mend()
    foretell(world, models, pointer)
    assert kept(world, watch).foretold is not None


def test_a_listing_that_is_gone_has_its_forecast_forgotten(world: World, models: Models) -> None:
    pointer = ForecastPointer(listing_id="l-gone", day=world.now().date())
    world.store.forecasts.want("l-gone", "shop.test", world.now().date(), world.now())
    foretell(world, models, pointer)
    assert world.store.forecasts.get(pointer) is None


@pytest.fixture
def worker(world: World, models: Models, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[dict[str, Any]], Any]]:
    buried: list[str] = []
    for name, stand_in in {
        "open_store": lambda: world.store,
        "open_models": lambda: models,
        "open_deliveries": lambda: world.deliveries,
        "open_dead_letters": type("Dead", (), {"bury": lambda _, message, reason: buried.append(reason)}),
    }.items():
        monkeypatch.setattr(worker_forecasts, name, stand_in)
    monkeypatch.setattr("prices.worker_forecasts.clock.now", world.now)
    yield lambda event: (worker_forecasts.handler(event, CONTEXT), buried)


def test_a_message_fails_alone_and_is_buried_with_its_reason(
    world: World, models: Models, worker: Callable[[dict[str, Any]], Any]
) -> None:
    watch = watched(world)
    good = ForecastPointer(listing_id=watch.listing_id, day=world.now().date()).model_dump_json()
    answer, buried = worker(queue('{"listing_id": "a b", "day": "x"}', good, "not json"))
    assert answer == {"batchItemFailures": []}
    assert len(buried) == 2
    assert "listing_id" in buried[0]
    assert kept(world, watch).foretold is not None


def test_it_may_do_with_its_table_what_it_does_and_nothing_else(world: World, models: Models) -> None:
    models.says(0.8)
    watch = watched(world, predicted_drop_percent="15")
    world.store.forecasts.want("l-gone", "shop.test", world.now().date(), world.now())
    with recorded(world.table) as done:
        foretell(world, models, ForecastPointer(listing_id="l-gone", day=world.now().date()))
        foretell(world, models, ForecastPointer(listing_id=watch.listing_id, day=world.now().date()))
        world.now.pass_by(days=9)
        foretell(world, models, ForecastPointer(listing_id=watch.listing_id, day=date(2026, 3, 4)))
    assert done == {each for each in granted("prices.worker_forecasts") if each[1] != "models"}


def test_what_is_a_tenants_own_goes_with_it_and_what_is_shared_stays(world: World, models: Models) -> None:
    shared = watched(world)
    foretell(world, models)
    own = world.watch("https://shop.test/p/own?token=secret", request_headers={"Cookie": "me=1"})
    at = world.now()
    world.store.forecasts.want(own.listing_id, "shop.test", at.date(), at)
    service.forecast(shared.product_id, ANA, listing_id=None, days=7, store=world.store, models=models, now=world.now)
    assert world.store.forecasts.shown(ANA.tenant, shared.listing_id, 7)
    place: str | None = None
    while True:
        _, place = world.store.rights.erase_tenant(ANA.tenant, place, apply=True)
        if place is None:
            break
    assert world.store.forecasts.shown(ANA.tenant, shared.listing_id, 7) is None
    assert kept(world, own) is None
    assert kept(world, shared).foretold is not None


def test_a_model_is_corrected_by_how_its_last_forecasts_turned_out(world: World, models: Models) -> None:
    """A million times it said a half, and nothing came; the prices stayed, far within its band."""
    models.says(0.5)
    watch = watched(world)
    foretell(world, models)
    said = kept(world, watch).foretold
    assert said.probability == pytest.approx(said.bare.probability) == pytest.approx(0.5)
    week = f"WEEK#{world.now().date() - timedelta(days=9)}##"
    sums = {"judged": 10**6, "m5": 10**6, "t5": 5 * 10**11, "ends": 10**6, "l20": 10**6, "h10": 10**6}
    world.table.put({"pk": "RECORD#ALL#0", "sk": f"{week}model:price_drop@3", **sums})
    world.table.put(
        {"pk": "RECORD#ALL#1", "sk": f"{week}model:price_drop@2", "m5": 10**6, "d5": 10**6, "t5": 5 * 10**11}
    )
    live(world, models, watch, "100")
    corrected = kept(world, watch).foretold
    assert corrected.probability < 0.25
    assert corrected.bare.probability == pytest.approx(0.5), "what it is corrected by is what it said by itself"
    assert said.band[-1].low < corrected.band[-1].low <= corrected.band[-1].median
    assert corrected.band[-1].high < said.band[-1].high


def test_a_drop_is_measured_from_the_look_that_wished_for_it(world: World, models: Models) -> None:
    """The worker may be quicker than the check that left the wish: the listing's state knows of the look no sooner than
    the check ends."""
    models.says(0.1)
    past(world, 30)
    watch = world.watch(predicted_drop_percent="15", drop_percent=None)
    at = world.now()
    look = Observation(
        listing_id=watch.listing_id, slot=at, at=at, ending=Ending.READ, price=D(80), currency="EUR", seeded=True
    )
    world.store.listings.observe(look)
    world.store.forecasts.want(watch.listing_id, "shop.test", at.date(), at)
    foretell(world, models)
    assert kept(world, watch).foretold.price == D(80)
    assert world.told(watch) == [], "it fell already; that it falls again is not likely"
