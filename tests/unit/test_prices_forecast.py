"""What a price will do, as it is asked for: from the model or its baseline, and what is said where nothing can be."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import ANA, BOB, KETTLE, World, shows
from forecasting import Models, entries, past
from grants import granted, recorded
from invocations import CONTEXT, http
from metering import metered
from prices import api_advice, service
from prices.models.forecast import DayRead, Forecast, Past
from prices.models.listing import Ending, Listing, Observation
from prices.rules.listing import ListingState
from prices.service.forecasts import told
from prices.service.outlooks import look_ahead
from prices.store import open_store
from prices.store.listings import Kept
from tradewind.caller import Caller
from tradewind.registry import ModelUnavailable, Prediction, open_models

if TYPE_CHECKING:
    from prices.models.answers import WatchedPrice
    from tradewind.dynamo import Table

D = Decimal
OTHER = "https://other.test/kettle"


@pytest.fixture
def world(table: "Table") -> World:
    return World(table)


@pytest.fixture
def models() -> Models:
    return Models()


def watched(world: World, days: int, price: Callable[[int], str] = lambda ago: "100", **wanted: Any) -> "WatchedPrice":
    past(world, days, price)
    return world.watch(**wanted)


@pytest.fixture
def ask(world: World, models: Models, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, Any]]:
    overrides: dict[Any, Any] = api_advice.app.dependency_overrides
    monkeypatch.setitem(overrides, open_store, lambda: world.store)
    monkeypatch.setitem(overrides, open_models, lambda: models)
    monkeypatch.setitem(overrides, api_advice.now, lambda: world.now)

    def asked(product_id: str, part: str = "", by: Caller = ANA, **query: str) -> tuple[int, Any]:
        path = f"/v1/prices/products/{product_id}/forecast{part}"
        answer = api_advice.handler(http("GET", path, query=query, caller=by.as_context()), CONTEXT)
        return answer["statusCode"], json.loads(answer["body"])

    return asked


def test_the_model_answers_with_its_version_its_band_and_its_advice(world: World, ask: Any, models: Models) -> None:
    watch = watched(world, 30, drop_percent="30", predicted_drop_percent="20", target_price="80")
    status, found = ask(watch.product_id)
    assert status == 200
    assert found["drop"]["provenance"] == "model:price_drop@3"
    assert (found["drop"]["basis"], found["drop"]["degraded"]) == ("calibrated", False)
    assert found["drop"]["value"] == pytest.approx(0.2689, abs=1e-3)
    assert [each["day"] for each in found["band"]] == [f"2026-03-{day:02}" for day in range(5, 12)]
    assert {(each["low"], each["median"], each["high"]) for each in found["band"]} == {("90.00", "100.00", "110.00")}
    assert (found["price"], found["currency"], found["looks"], found["missing"]) == ("100", "EUR", 30, [])
    assert [(each["whose"], each["percent"], each["price"]) for each in found["chances"]] == [
        ("drop", "15", "85"),
        ("watch_drop", "30", "70"),
        ("watch_predicted_drop", "20", "80"),
        ("watch_target", None, "80"),
    ]
    waiting = found["waiting"]
    assert (waiting["advice"]["value"], waiting["expected_saving"]) == ("wait", "7.00")
    assert waiting["sold_out"] is not None
    assert models.asked == ["acme"]


def test_up_to_thirty_days_are_looked_ahead(world: World, ask: Any) -> None:
    watch = watched(world, 30)
    assert len(ask(watch.product_id, days="30")[1]["band"]) == 30
    assert len(ask(watch.product_id, days="1")[1]["band"]) == 1
    for wrong in ("0", "31", "-1", "x", "7.5", "1e9"):
        status, problem = ask(watch.product_id, days=wrong)
        assert (status, problem["fields"][0]["field"]) == (422, "query.days")


def test_where_no_model_answers_the_baseline_does_and_says_so(world: World, ask: Any, models: Models) -> None:
    models.gone = ModelUnavailable("unreachable", "price_drop", "so it is")
    watch = watched(world, 30)
    status, found = ask(watch.product_id)
    assert status == 200
    assert found["drop"]["provenance"] == "rule:prices.forecast_baseline@1"
    assert (found["drop"]["basis"], found["drop"]["degraded"]) == ("rule", True)
    assert "(unreachable): so it is" in found["drop"]["reasons"][0]["text"]
    assert found["waiting"]["advice"]["degraded"] is True
    assert 0 < found["drop"]["value"] < 1


def test_a_model_that_answers_other_arrays_is_not_believed(world: World, ask: Any, models: Models) -> None:
    watch = watched(world, 30)
    for spoil in (
        lambda asked: {name: each for name, each in models.flat(asked).items() if name != "rise"},
        lambda asked: models.flat(asked) | {"quantiles": models.flat(asked)["quantiles"][:, :2]},
        lambda asked: models.flat({"features": asked["features"][1:]}),
    ):
        models.answer = spoil
        status, found = ask(watch.product_id)
        assert (status, found["drop"]["degraded"]) == (200, True)
        assert "(shape)" in found["drop"]["reasons"][0]["text"]


def test_a_canary_that_failed_is_told_though_production_answered(world: World, ask: Any, models: Models) -> None:
    watch = watched(world, 30)
    models.predict = lambda name, inputs, caller: Prediction(  # type: ignore[method-assign]
        models.flat(inputs), "price_drop@2", degraded=True, reason="price_drop@3 does not answer"
    )
    found = ask(watch.product_id)[1]["drop"]
    assert (found["provenance"], found["degraded"]) == ("model:price_drop@2", True)
    assert "price_drop@3" in found["reasons"][0]["text"]


def test_a_short_history_is_answered_by_the_baseline(world: World, ask: Any, models: Models) -> None:
    watch = watched(world, 7)  # as few as there may be
    found = ask(watch.product_id)[1]["drop"]
    assert (found["provenance"], found["degraded"]) == ("rule:prices.forecast_baseline@1", True)
    assert found["value"] is not None
    assert models.asked == []


@pytest.mark.parametrize("days", [0, 6])
def test_under_seven_observations_it_is_unknown_and_says_what_is_missing(world: World, ask: Any, days: int) -> None:
    watch = watched(world, days)
    status, found = ask(watch.product_id)
    assert status == 200
    assert (found["drop"]["value"], found["waiting"], found["band"], found["chances"]) == (None, None, [], [])
    assert found["missing"] == [f"the price was read on {days} days, an outlook needs 7"]
    assert found["looks"] == days


def test_amounts_of_another_currency_and_gaps_do_not_count(world: World, ask: Any) -> None:
    watch = watched(world, 20)
    world.web[KETTLE] = shows("90", currency="USD")
    world.look(days=1)
    found = ask(watch.product_id)[1]
    assert (found["currency"], found["looks"], found["drop"]["value"]) == ("USD", 1, None)


def test_a_page_that_went_dark_is_unknown_again(world: World, ask: Any) -> None:
    watch = watched(world, 30)
    world.now.pass_by(days=20)
    found = ask(watch.product_id)[1]
    assert found["drop"]["value"] is None
    assert "last read 21 days ago" in found["missing"][0]


def test_of_several_shops_the_cheapest_is_looked_at_unless_one_is_named(world: World, ask: Any) -> None:
    from prices.models.product import JoinRequest

    past(world, 30, url=OTHER, price=lambda ago: "90")
    watch = watched(world, 30)
    joined = service.join(
        watch.product_id, JoinRequest(url=OTHER), ANA, store=world.store, checks=world.checks, now=world.now
    )
    [other] = [each for each in joined.product.listing_ids if each != watch.listing_id]
    assert ask(watch.product_id)[1]["listing_id"] == other
    assert ask(watch.product_id, listing_id=watch.listing_id)[1]["listing_id"] == watch.listing_id
    assert ask(watch.product_id, listing_id="l_unknown")[0] == 404


def test_another_tenants_product_is_not_found(world: World, ask: Any) -> None:
    watch = watched(world, 30)
    assert ask(watch.product_id, by=BOB)[0] == 404
    assert ask(watch.product_id, "/track-record", by=BOB)[0] == 404
    theirs = world.watch(OTHER, by=BOB)
    assert ask(watch.product_id, listing_id=theirs.listing_id)[0] == 404


def test_what_is_shown_is_recorded_once_for_as_long_as_it_is_the_same(world: World, ask: Any, models: Models) -> None:
    watch = watched(world, 30)
    first, again = (ask(watch.product_id)[1]["drop"]["audit_id"] for _ in range(2))
    assert first == again
    assert len(entries(world, "prices.forecast_shown")) == 1
    assert ask(watch.product_id, days="3")[1]["drop"]["audit_id"] != first
    models.gone = ModelUnavailable("missing", "price_drop", "gone")
    assert ask(watch.product_id)[1]["drop"]["audit_id"] != first
    assert len(entries(world, "prices.forecast_shown")) == 3


def test_before_any_forecast_was_judged_the_record_is_empty(world: World, ask: Any) -> None:
    watch = watched(world, 30)
    status, found = ask(watch.product_id, "/track-record")
    assert status == 200
    assert (found["product"]["judged"], found["product"]["brier"], found["overall"]["judged"]) == (0, None, 0)
    assert [each["of"] for each in found["shops"]] == ["shop.test"]


def test_a_moment_late_in_the_day_counts_for_that_day_in_utc(world: World, ask: Any) -> None:
    world.now.at = datetime(2026, 3, 4, 23, 59, tzinfo=UTC)
    watch = watched(world, 30)
    assert ask(watch.product_id)[1]["until"] == "2026-03-11"


def test_the_past_is_drawn_once_a_week_and_says_the_same(world: World, ask: Any, models: Models) -> None:
    watch = watched(world, 60, lambda ago: str(100 + ago % 7))
    asked: list[Any] = []

    def noting(inputs: Mapping[str, Any]) -> dict[str, Any]:
        asked.append(inputs["features"])
        return models.flat(inputs)

    models.answer = noting
    with metered(world.table) as first:
        ask(watch.product_id)
    with metered(world.table) as again:
        ask(watch.product_id)
    assert ("put_item" in first.calls, "put_item" in again.calls) == (True, False)
    assert again.read < first.read
    assert (asked[0] == asked[1]).all()
    world.now.pass_by(days=3)
    world.web[KETTLE] = shows("70")
    world.look()
    with_kept = ask(watch.product_id)[1]
    world.table.delete(f"LISTING#{watch.listing_id}", "PAST")
    assert ask(watch.product_id)[1] == with_kept
    assert (asked[2] == asked[3]).all()


def test_what_was_drawn_in_another_currency_is_drawn_anew(world: World, ask: Any) -> None:
    watch = watched(world, 30)
    assert ask(watch.product_id)[1]["looks"] == 30
    world.web[KETTLE] = shows("90", currency="USD")
    world.look(days=1)
    assert (ask(watch.product_id)[1]["currency"], ask(watch.product_id)[1]["looks"]) == ("USD", 1)
    world.web[KETTLE] = shows("100")
    world.look(days=1)
    assert ask(watch.product_id)[1]["looks"] == 31


def test_it_may_do_with_its_table_what_it_does_and_nothing_else(world: World, ask: Any) -> None:
    watch = watched(world, 30)
    with recorded(world.table) as done:
        ask(watch.product_id)
        ask(watch.product_id, "/track-record")
    assert done == {each for each in granted("prices.api_advice") if each[1] != "models"}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.decimals(D("0.000001"), D(10**12 - 1), places=6), min_size=7, max_size=60),
    st.sampled_from(["EUR", "JPY", "KWD", "XXX", None]),
    st.integers(1, 30),
    st.one_of(st.none(), st.floats(-60, 60), st.just(1e30)),
)
def test_any_past_is_answered_within_the_bounds_of_the_words(
    prices: list[Decimal], currency: str | None, days: int, odds: float | None
) -> None:
    """Misread a millionfold, in any currency, whatever a model makes of it."""
    at = datetime(2026, 3, 4, 12, tzinfo=UTC)
    reads = [DayRead(at.date() - timedelta(days=ago), price, None, None) for ago, price in enumerate(prices)][::-1]
    models = Models()
    models.gone = ModelUnavailable("missing", "price_drop", "none") if odds is None else None
    models.answer = lambda inputs: models.flat(inputs) | {"cost": models.flat(inputs)["cost"] * abs(odds or 1)}
    seen = Observation(listing_id="l", slot=at, at=at, ending=Ending.READ, price=reads[-1].price, currency=currency)
    listing = Listing(listing_id="l", url="https://shop.test/p", host="shop.test", created_at=at)
    kept = Kept(listing, ListingState(latest=seen, last_read=seen), None, None)
    store: Any = SimpleNamespace(
        forecasts=SimpleNamespace(
            past=lambda _: Past(currency=currency, until=at.date(), days=tuple(reads)), lately=lambda *_: ({}, [])
        ),
        listings=SimpleNamespace(between=lambda *_: []),
    )
    ahead = look_ahead(kept, at, days, caller="t", store=store, models=models)
    shown = told("p", kept, at, days, ahead, [])
    assert Forecast.model_validate_json(shown.model_dump_json()) == shown
    assert len(shown.band) == days
    assert all(day.low <= day.median <= day.high for day in shown.band)
