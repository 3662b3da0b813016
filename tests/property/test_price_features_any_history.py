"""Whatever a history looks like: features never look ahead, and are numbers."""

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from prices.forecasting import features
from prices.forecasting.market import Market
from prices.forecasting.series import PriceSeries

START = date(2025, 1, 1).toordinal()
PRICE = st.floats(min_value=0.01, max_value=1e6, allow_nan=False)
GAPS = st.lists(st.tuples(st.integers(1, 40), PRICE, st.one_of(st.none(), PRICE)), min_size=1, max_size=60)


def series_of(readings: list[tuple[int, float, float | None]]) -> PriceSeries:
    days = START + np.cumsum([gap for gap, _, _ in readings])
    was = np.array([np.nan if each is None else each for _, _, each in readings])
    return PriceSeries(
        days.astype(np.int64), np.array([price for _, price, _ in readings]), was, country="FR", shop="s", category="c"
    )


def asked(series: PriceSeries, market: Market, todays: np.ndarray, ahead: int, depth: float) -> np.ndarray:
    count = todays.size
    return features.rows(series, todays, np.full(count, ahead), np.full(count, depth), market.around(series, todays))


@settings(deadline=None, max_examples=40)
@given(GAPS, GAPS, GAPS, st.integers(1, 30), st.sampled_from([0.05, 0.15, 0.4]))
def test_another_future_changes_no_feature(
    past: list[tuple[int, float, float | None]],
    one: list[tuple[int, float, float | None]],
    other: list[tuple[int, float, float | None]],
    ahead: int,
    depth: float,
) -> None:
    todays = series_of(past).days
    rows = []
    for future in ([], one, other):
        series = series_of(past + future)
        neighbour = series_of([(gap, price * 2, None) for gap, price, _ in past + future])
        watched = PriceSeries(series.days, series.prices, series.was, None, "FR", "s", "c", others=(neighbour,))
        rows.append(asked(watched, Market([watched, neighbour]), todays, ahead, depth))
    assert np.array_equal(rows[0], rows[1])
    assert np.array_equal(rows[0], rows[2])


@settings(deadline=None, max_examples=40)
@given(GAPS, st.integers(1, 30), st.integers(0, 500))
def test_features_are_finite_also_long_after_the_last_reading(
    past: list[tuple[int, float, float | None]], ahead: int, later: int
) -> None:
    series = series_of(past)
    found = asked(series, Market([series]), np.array([series.days[-1] + later]), ahead, 0.15)
    assert found.shape == (1, len(features.NAMES))
    assert np.isfinite(found).all()


@settings(deadline=None, max_examples=30)
@given(GAPS, st.integers(1, 30))
def test_many_days_at_once_are_each_day_alone(past: list[tuple[int, float, float | None]], ahead: int) -> None:
    series = series_of(past)
    market = Market([series])
    together = asked(series, market, series.days, ahead, 0.15)
    alone = [
        asked(series, market, series.days[place : place + 1], ahead, 0.15)[0] for place in (0, -1 % series.days.size)
    ]
    assert np.allclose(together[[0, -1]], alone, atol=1e-5)
