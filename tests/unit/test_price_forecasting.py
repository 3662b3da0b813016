"""What a price will do: features, baseline, outlook, sale calendar, calibration."""

from datetime import date, timedelta

import numpy as np
import pytest

from prices.forecasting import baseline, features
from prices.forecasting.calendar import nth, sale_events, summer_sales_of_france, thanksgiving, winter_sales_of_france
from prices.forecasting.calibration import Calibration, Misses, calibration_of, shift_of
from prices.forecasting.market import Market
from prices.forecasting.outlook import Outlook, outlook
from prices.forecasting.series import PriceSeries, Surroundings

TODAY = date(2026, 10, 20)


def series_of(prices: list[float], until: date = TODAY, step: int = 1, **more: object) -> PriceSeries:
    days = [until - timedelta(days=step * back) for back in range(len(prices) - 1, -1, -1)]
    return PriceSeries.of(days, prices, **more)  # type: ignore[arg-type]


def cycle(weeks: int = 60) -> PriceSeries:
    """A week of sale in each five: 79 instead of 100."""
    return series_of([79.0 if week % 5 == 0 else 100.0 for week in range(weeks) for _ in range(7)], country="US")


def steady(inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """A model that is sure of nothing, and says its middle a hair off today's price."""
    count = len(inputs["features"])
    return {
        "drop": np.full(count, -1.0, np.float32),
        "rise": np.full(count, -2.0, np.float32),
        "quantiles": np.tile(np.array([0.8, 1.001, 1.1], np.float32), (count, 1)),
        "cost": np.full(count, 0.94, np.float32),
    }


def row_of(series: PriceSeries, today: date = TODAY, ahead: int = 7, depth: float = 0.15) -> dict[str, float]:
    asked = features.rows(
        series,
        np.array([today.toordinal()]),
        np.array([ahead]),
        np.array([depth]),
        features.of_surroundings(Surroundings())[None, :],
    )
    return dict(zip(features.NAMES, map(float, asked[0]), strict=True))


@pytest.mark.parametrize(
    ("prices", "why"),
    [([100.0] * 6, "read on 6 days"), ([], "read on 0 days")],
)
def test_under_seven_observations_it_is_unknown_and_says_why(prices: list[float], why: str) -> None:
    found = outlook(series_of(prices), TODAY, 7, steady)
    assert not found.is_known
    assert not found.should_wait
    assert why in found.reasons[0].text


def test_a_price_that_was_not_read_for_long_is_unknown() -> None:
    found = outlook(series_of([100.0] * 60, until=TODAY - timedelta(days=15)), TODAY, 7, steady)
    assert not found.is_known
    assert "15 days ago" in found.reasons[0].text


def test_with_little_history_the_baseline_answers_and_says_so() -> None:
    found = outlook(series_of([100.0] * 20), TODAY, 7, steady)
    assert found.basis == "rule"
    assert found.baseline == "the price is known for 19 days, the model needs 28"
    assert found.drop is not None and 0 < found.drop.probability < 0.1
    assert [each.middle for each in found.days] == [100.0] * 7


def test_without_a_model_the_baseline_counts_the_drops_so_far() -> None:
    rare, often = outlook(series_of([100.0] * 400), TODAY, 14, None), outlook(cycle(), TODAY, 14, None)
    assert rare.drop is not None and often.drop is not None
    assert often.baseline == "the model did not answer"
    assert often.drop.probability > 3 * rare.drop.probability
    assert any("dropped by 15 % or more 10 times" in reason.text for reason in often.reasons)


def test_the_model_is_asked_once_for_each_day_and_target() -> None:
    asked: list[np.ndarray] = []

    def predict(inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        asked.append(inputs["features"])
        return steady(inputs)

    found = outlook(cycle(), TODAY, 30, predict, targets=[95.0, 120.0])
    assert [rows.shape for rows in asked] == [(32, len(features.NAMES))]
    assert asked[0].dtype == np.float32
    assert list(asked[0][:, features.PLACES["ahead"]]) == [*range(1, 31), 30, 30]
    assert found.basis == "calibrated"
    assert [each.middle for each in found.days] == [100.0] * 30, "a middle within 0.4 % is today's price"
    assert [round(each.probability, 4) for each in found.targets] == [0.2689, 1.0], "120 is reached already"
    assert found.saving == pytest.approx(0.06)
    assert found.should_wait
    assert found.best_day is not None and found.best_day > TODAY
    assert found.risk_of_rise == pytest.approx(0.1192, abs=1e-4)


def test_where_waiting_saves_nothing_today_is_the_best_day() -> None:
    found = outlook(cycle(), TODAY, 7, lambda inputs: steady(inputs) | {"cost": np.ones(7, np.float32)})
    assert found.best_day == TODAY
    assert not found.should_wait


def test_quantiles_keep_their_order_whatever_the_model_says() -> None:
    mixed = np.tile(np.array([1.2, 1.0, 0.7], np.float32), (7, 1))
    found = outlook(cycle(), TODAY, 7, lambda inputs: steady(inputs) | {"quantiles": mixed})
    assert all(each.low <= each.middle <= each.high for each in found.days)


@pytest.mark.parametrize("days", [0, 31, -1])
def test_a_horizon_out_of_bounds_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 30"):
        outlook(cycle(), TODAY, days, None)


def test_what_came_after_today_changes_nothing() -> None:
    past = cycle()
    more = series_of([*past.prices, 1.0, 500.0, 2.0], until=TODAY + timedelta(days=3), country="US")
    assert _plain(outlook(more, TODAY, 14, steady)) == _plain(outlook(past, TODAY, 14, steady))


def test_the_risk_of_selling_out_is_counted_where_stock_is_stated() -> None:
    stock = [True] * 50 + [False] + [True] * 49
    found = outlook(series_of([100.0] * 100, in_stock=stock), TODAY, 7, steady)
    assert found.risk_of_selling_out is not None and 0 < found.risk_of_selling_out < 0.1
    assert outlook(series_of([100.0] * 100), TODAY, 7, steady).risk_of_selling_out is None


def _plain(found: Outlook) -> tuple[object, ...]:
    return found.price, found.days, found.drop, found.saving, found.reasons


@pytest.mark.parametrize(
    ("prices", "why"),
    [([100.0, 0.0], "above 0"), ([100.0, float("nan")], "above 0"), ([100.0, float("inf")], "above 0")],
)
def test_a_price_that_is_none_is_refused(prices: list[float], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        series_of(prices)


def test_of_several_prices_on_a_day_the_last_counts() -> None:
    found = PriceSeries.of([TODAY, TODAY, TODAY + timedelta(days=1)], [3.0, 2.0, 5.0], was=[None, 4.0, None])
    assert list(found.prices) == [2.0, 5.0]
    assert found.was is not None and found.was[0] == 4.0
    with pytest.raises(ValueError, match="rise"):
        PriceSeries.of([TODAY, TODAY - timedelta(days=1)], [1.0, 1.0])


def test_features_say_where_a_price_stands_and_what_is_usual() -> None:
    row = row_of(cycle())
    assert row["vs_usual"] == 0
    assert row["vs_low_91"] == pytest.approx(np.log(100 / 79), abs=1e-6)
    assert row["drops_365"] == 10
    assert np.expm1(row["days_since_drop"]) == pytest.approx(34, abs=0.1)
    assert row["sale_length"] == pytest.approx(7, abs=0.5)
    assert row["sale_depth"] == pytest.approx(np.log(100 / 79), abs=1e-6)
    assert 0.1 < row["own_chance"] < 0.25, "in one week of five a drop follows"


def test_features_of_the_question_follow_its_depth_and_days() -> None:
    shallow, deep = row_of(cycle(), depth=0.15), row_of(cycle(), depth=0.3)
    assert shallow["reached_365"] == pytest.approx(0.2, abs=0.01)
    assert deep["reached_365"] == deep["own_chance"] == 0
    assert row_of(cycle(), ahead=14)["own_chance"] > shallow["own_chance"]


def test_features_compare_with_other_shops() -> None:
    cheaper = series_of([90.0] * 100)
    row = row_of(series_of([100.0] * 100, others=[cheaper, series_of([110.0] * 100), series_of([])]))
    assert row["others_low"] == pytest.approx(np.log(100 / 90), abs=1e-6)
    assert row_of(series_of([100.0] * 100))["others_low"] == 0


def test_features_do_not_know_a_currency() -> None:
    one, other = row_of(cycle()), row_of(series_of([price * 137 for price in cycle().prices], country="US"))
    assert one == pytest.approx(other, abs=1e-5)


def test_what_is_older_than_a_year_and_a_quarter_is_not_seen() -> None:
    whole = series_of([300.0] * 400 + list(cycle(70).prices), country="US")
    late = series_of(list(cycle(70).prices), country="US")
    one, other = row_of(whole), row_of(late)
    assert one == pytest.approx(other, abs=1e-5)


def test_sale_events_stand_on_their_dates() -> None:
    assert thanksgiving(2025) == date(2025, 11, 27)
    assert [winter_sales_of_france(year) for year in (2024, 2026)] == [date(2024, 1, 10), date(2026, 1, 7)]
    assert [summer_sales_of_france(year) for year in (2023, 2026)] == [date(2023, 6, 28), date(2026, 6, 24)]
    assert nth(2026, 12, 0, -1) == date(2026, 12, 28)
    names = [each.name for each in sale_events("US", date(2026, 11, 15), date(2026, 11, 30))]
    assert names == ["Thanksgiving", "Black Friday"]
    assert [each.name for each in sale_events(None, date(2026, 7, 1), date(2026, 7, 31))] == []
    assert "Diwali" in [each.name for each in sale_events("in", date(2026, 11, 1), date(2026, 11, 2))]


def test_a_sale_that_begins_in_the_year_before_is_seen() -> None:
    assert [each.name for each in sale_events(None, date(2027, 1, 1), date(2027, 1, 1))] == []
    assert [each.name for each in sale_events("GB", date(2026, 12, 31), date(2027, 1, 1))] == [
        "After Christmas", "January sales",
    ]  # fmt: skip


def test_the_market_knows_its_own_rate_shop_by_shop() -> None:
    def shop(name: str, prices: list[float]) -> PriceSeries:
        return series_of(prices, step=7, shop=name)

    market = Market([shop("often", [100.0, 80.0] * 20), shop("never", [100.0] * 40), shop("never", [90.0] * 40)])
    day = np.array([TODAY.toordinal()])
    overall, often, *_ = market.around(shop("often", [100.0]), day)[0]
    assert often > overall > market.around(shop("never", [100.0]), day)[0][1]
    assert market.around(shop("unknown", [100.0]), day)[0][1] == overall


def test_a_shift_makes_forecasts_come_true_as_often_as_they_say() -> None:
    rng = np.random.default_rng(1)
    log_odds = rng.normal(-2, 1, 100_000)
    came = rng.random(100_000) < 1 / (1 + np.exp(-(log_odds + 0.8)))
    shift = shift_of(log_odds, came)
    assert 0.6 < shift < 0.8, "held back a little"
    assert abs(Calibration(shift).chances(log_odds).mean() - came.mean()) < 0.02
    assert shift_of(log_odds[:100], came[:100]) == 0


def test_an_interval_follows_a_market_that_grows_wilder() -> None:
    rng = np.random.default_rng(2)
    covered, spans, later = [], np.empty((0, 3)), np.empty(0)
    misses = Misses()
    for week in range(40):
        raw = np.tile([0.9, 1.0, 1.1], (300, 1))
        lately = slice(max(0, later.size - 8 * 300), None)
        calibration = calibration_of(np.zeros(0), np.zeros(0, bool), spans[lately], later[lately], misses)
        said = calibration.spread(raw)
        came = rng.normal(1, 0.05 + 0.01 * week, 300)
        covered.append(((came > said[:, 0]) & (came < said[:, 2])).mean())
        misses = misses.after(said, came)
        spans, later = np.vstack([spans, raw]), np.append(later, came)
    assert 0.78 < np.mean(covered[5:]) < 0.82
    assert ((rng.normal(1, 0.4, 3000) > 0.9) & (rng.normal(1, 0.4, 3000) < 1.1)).mean() < 0.5, "as it was, it would not"


def test_deeper_drops_are_rarer_by_the_baseline_and_longer_waits_see_more() -> None:
    series = cycle()
    chances = [baseline.chance_of_drop(series, 7, depth, Surroundings()) for depth in (0.05, 0.15, 0.3)]
    assert chances == sorted(chances, reverse=True)
    assert baseline.chance_of_drop(series, 30, 0.15, Surroundings()) > chances[1]
    assert baseline.chance_of_drop(series, 7, 0.0, Surroundings()) == 1
