"""Forecasts held against what came: each by hand, many by arithmetic, and what their sums correct a model by."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prices.forecasting.calibration import Misses, calibration_of, shift_of
from prices.forecasting.outcomes import calibration_from
from prices.models.forecast import Bare, ForecastDay, Foretold
from prices.models.listing import Ending, Observation
from prices.rules.foretelling import days_of, judged_at, speaks_up
from prices.rules.track_record import came_of, country_of, drop_rate, has_fallen, judged, record_of, summed

D = Decimal
DAY = date(2026, 3, 4)


def foretold(probability: float = 0.2, low: str = "90", high: str = "110", bare: Bare | None = None) -> Foretold:
    band = [
        ForecastDay(day=DAY + timedelta(days=ahead), low=D(low), median=D(100), high=D(high)) for ahead in range(1, 8)
    ]
    return Foretold(
        listing_id="l", day=DAY, at=datetime(2026, 3, 4, 12, tzinfo=UTC), price=D(100), currency="EUR",
        probability=probability, band=band, provenance="model:price_drop@1", bare=bare,
    )  # fmt: skip


def looks(*prices: str | None, currency: str = "EUR", hour: int = 9) -> list[Observation]:
    """One a day from the day after on; None is a gap."""
    return [
        Observation(
            listing_id="l",
            slot=at,
            at=at,
            ending=Ending.READ if price else Ending.FAILED,
            price=None if price is None else D(price),
            currency=currency,
        )
        for ahead, price in enumerate(prices, 1)
        if (at := datetime(2026, 3, 4, hour, tzinfo=UTC) + timedelta(days=ahead))
    ]


def tally(told: Foretold, seen: list[Observation]) -> Any:
    return judged(told, came_of(told, seen))


def test_what_one_forecast_adds_is_what_one_works_out_by_hand() -> None:
    found = tally(foretold(0.2), looks("100", "90", "85", "120", "100", "100", "100"))
    assert (found["judged"], found["drops"], found["brier"]) == (1, 1, 640_000)
    assert (found["n2"], found["s2"], found["c2"]) == (1, 200_000, 1)
    assert (found["prices"], found["inside"]) == (7, 2 * 4 + 1)  # 90 is at the end, 85 and 120 beyond
    # 90, 100, 110 missed by the three quantiles, each times its level, over three and over the price of 100
    by_hand = 0.0
    for price in (100, 90, 85, 120, 100, 100, 100):
        for level, said in ((0.1, 90), (0.5, 100), (0.9, 110)):
            by_hand += max(level * (price - said), (level - 1) * (price - said)) / 3 / 100
    assert found["loss"] == pytest.approx(by_hand * 1e6, abs=7)
    still = sum(max(lv * (p - 100), (lv - 1) * (p - 100)) / 300 for p in (90, 85, 120) for lv in (0.1, 0.5, 0.9))
    assert found["still"] == pytest.approx(still * 1e6, abs=7)


@pytest.mark.parametrize(("lowest", "fell"), [("85", True), ("85.01", False), ("84.99", True), ("100", False)])
def test_exactly_fifteen_percent_is_a_drop(lowest: str, fell: bool) -> None:
    assert tally(foretold(), looks(lowest, "100", "100", "100"))["drops"] == fell
    assert has_fallen(D(100), D(lowest)) == fell


def test_what_says_nothing_of_it_does_not_count() -> None:
    told = foretold()
    assert tally(told, looks("100", "100", "100")) is None, "three days are too few"
    assert tally(told, looks("100", None, "100", None, "100", None, None)) is None
    assert tally(told, looks(*["50"] * 7, currency="USD")) is None
    late = looks(*["100"] * 7, "10", "10")
    assert tally(told, late)["drops"] == 0, "its days have passed"
    same_day = looks("10", hour=9)[0].model_copy(update={"at": told.at})
    assert tally(told, [same_day, *looks(*["100"] * 7)])["drops"] == 0


def test_of_several_looks_on_a_day_the_lowest_falls_and_the_last_is_the_price() -> None:
    seen = [*looks(*["100"] * 7, hour=20), *looks("50", hour=9)]
    found = tally(foretold(), seen)
    assert (found["drops"], found["inside"]) == (1, 14)
    assert next(each.price for each in days_of(seen)) == D(100)


def test_a_record_without_forecasts_knows_nothing() -> None:
    found = record_of("all", {})
    assert (found.judged, found.brier, found.skill, found.bins) == (0, None, None, [])


def test_a_record_of_a_forecaster_who_says_the_share_is_calibrated() -> None:
    fell, stood = (tally(foretold(0.25), looks(*[price] * 7)) for price in ("80", "100"))
    found = record_of("all", summed([fell, *[stood] * 3] * 50))
    assert (found.judged, found.drops) == (200, 50)
    assert found.calibration_error == pytest.approx(0)
    assert found.brier == pytest.approx(0.1875) == found.brier_of_share
    assert [(each.low, each.count, each.came) for each in found.bins] == [(0.2, 200, 0.25)]


ANY = st.builds(
    lambda probability, prices: tally(foretold(probability), looks(*prices)),
    st.floats(0, 1),
    st.lists(st.decimals(D("0.01"), D(10**9), places=2).map(str), min_size=4, max_size=7),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY, min_size=1, max_size=8), st.randoms())
def test_any_record_is_within_its_bounds_whatever_the_order(tallies: list[Any], random: Any) -> None:
    once = record_of("all", summed(tallies))
    random.shuffle(tallies)
    assert record_of("all", summed(tallies)) == once
    assert once.judged == len(tallies) == sum(each.count for each in once.bins)
    assert once.drops == round(sum(each.came * each.count for each in once.bins))


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.floats(0, 1), st.floats(1, 10**4))
def test_a_rate_of_drops_lies_between_what_was_seen_and_what_was_expected(
    drops: int, stood: int, prior: float, weight: float
) -> None:
    rate = drop_rate({"judged": drops + stood, "drops": drops}, prior, weight)
    seen = drops / (drops + stood) if drops + stood else prior
    assert min(seen, prior) - 1e-9 <= rate <= max(seen, prior) + 1e-9


@pytest.mark.parametrize(
    ("host", "currency", "country"),
    [
        ("shop.example.de", "EUR", "DE"), ("shop.co.uk", "GBP", "GB"), ("shop.test", "INR", "IN"),
        ("shop.com", "EUR", None), ("shop.com", None, None), ("shop.io", "USD", "US"), ("shop.eu", "EUR", None),
        ("localhost", "JPY", "JP"), ("", None, None), ("192.0.2.7", "USD", "US"),
    ],
)  # fmt: skip
def test_the_country_of_a_shop(host: str, currency: str | None, country: str | None) -> None:
    assert country_of(host, currency) == country


@given(st.text(max_size=60), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_forecast_is_judged_in_the_night_after_its_last_day(listing_id: str, day: date) -> None:
    at = judged_at(listing_id, day)
    last = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=8)
    assert last + timedelta(hours=1) <= at <= last + timedelta(hours=7)


def test_nothing_is_told_that_is_as_likely_not() -> None:
    asked: Any = {"promise": None, "price": D(100), "currency": "EUR", "today": DAY}
    assert not speaks_up(D(15), 0.4999, "calibrated", **asked)
    assert speaks_up(D(15), 0.5, "calibrated", **asked)
    assert not speaks_up(D(15), 1.0, "rule", **asked)


def sums_of(chances: Any, came: Any, low: Any, high: Any, prices: Any) -> dict[str, int]:
    """The sums of forecasts whose bare answers these were, as they are kept."""
    tallies = []
    for chance, fell, below, above, price in zip(chances, came, low, high, prices, strict=True):
        bare = Bare(probability=chance, low=below, high=above)
        told = foretold(chance, f"{below * 100:.2f}", f"{above * 100:.2f}", bare)
        tallies.append(tally(told, looks("80" if fell else "100", *[f"{price * 100:.2f}"] * 6)))
    return dict(summed(tallies))


def test_sums_correct_a_model_as_its_outcomes_one_by_one_do() -> None:
    """A model that says a fifth too often and whose band is too narrow, in 600 weeks of products."""
    draw = np.random.default_rng(7)
    chances = np.round(draw.choice([0.15, 0.35, 0.55], 600), 2)
    came = draw.random(600) < chances - 0.1
    prices: Any = np.round(np.clip(draw.normal(1.0, 0.08, 600), 0.86, 1.3), 2)
    low, high = np.full(600, 0.96), np.full(600, 1.04)
    sums = sums_of(chances, came, low, high, prices)
    found = calibration_from(sums, sums, [sums])
    log_odds = np.log(chances / (1 - chances))
    spans = np.column_stack([low, np.ones(600), high])
    wanted = calibration_of(log_odds, came, spans, prices, Misses().after(spans, prices))
    assert found.shift == pytest.approx(shift_of(log_odds, came), abs=1e-6)
    assert found.shift < 0
    assert found.low == pytest.approx(wanted.low, abs=0.02)
    assert found.high == pytest.approx(wanted.high, abs=0.02)
    assert found.low < 0 < found.high


def test_few_outcomes_correct_nothing_and_very_many_do_not_take_long() -> None:
    few = sums_of([0.5] * 20, [False] * 20, [0.9] * 20, [1.1] * 20, [1.0] * 20)
    none = calibration_from(few, few, [few])
    assert (none.shift, none.low, none.high) == (0, 0, 0)
    many = {name: amount * 10**6 for name, amount in few.items()}
    found = calibration_from(many, many, [many])
    assert found.shift == pytest.approx(-1.5), "no further than it may"
    assert found.low > 0 > found.high, "no price came near the ends"
    assert calibration_from({}, {}, []).shift == 0
