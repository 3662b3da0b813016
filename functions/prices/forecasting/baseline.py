"""What answers where no model can: with little history, or where the model does not answer.

- A drop comes at the product's own rate so far, mixed with the market's as if that had been seen for PRIOR_WEEKS; drops
  come independently, so within h days with 1 - exp(-rate * h / 7). Deeper drops are rarer by exp(-depth / DEPTH).
- A day's price is among the changes over as many days that the product has made so far from a price within 5 % of
  today's, with PRIOR_STAYS times "it stays" among them.
- A rise of 5 % or more on a day likewise.
"""

from collections.abc import Sequence

import numpy as np

from prices.forecasting.series import Array, PriceSeries, Surroundings

NAME = "rule:prices.forecast_baseline@1"
DROP = 0.15
RISE = 0.05
LEVELS = (0.1, 0.5, 0.9)
PRIOR_WEEKS = 13
PRIOR_STAYS = 10
ALIKE = 0.05
MARKET_RATE = 0.05
"""Drops of 15 % or more for one product in one week where nothing is known of the market: what Dominick's weekly shelf
prices fell to in their last months (12 % before)."""
DEPTH = 0.12
"""Each further 12 points of depth, an e-th of the drops: the depths of sales at retail are near 10 to 40 percent."""


def weekly_rate(series: PriceSeries, depth: float, surroundings: Surroundings) -> float:
    """Drops of at least `depth` (0.15: 15 %) for this product in one week."""
    market = _first(surroundings.shop_drop_rate, surroundings.drop_rate, MARKET_RATE)
    prior = market * float(np.exp(-(depth - DROP) / DEPTH))
    weeks = float(series.days[-1] - series.days[0]) / 7 if series.days.size else 0.0
    drops = int((series.prices[1:] <= (1 - depth) * series.prices[:-1]).sum())
    return (drops + PRIOR_WEEKS * prior) / (weeks + PRIOR_WEEKS)


def chance_of_drop(series: PriceSeries, days: int, depth: float, surroundings: Surroundings) -> float:
    """That the price is at least `depth` lower than now on one of the following days; 1 where `depth` is 0 or less."""
    if depth <= 0:
        return 1.0
    return 1 - float(np.exp(-weekly_rate(series, depth, surroundings) * days / 7))


def quantiles(series: PriceSeries, days: int) -> Array:
    """Of the price on each of the days 1 to `days`, in shares of today's: [days, 3] at LEVELS."""
    changes = _changes(series, days)
    return np.array([np.quantile(change, LEVELS, method="inverted_cdf") for change in changes])


def expected(series: PriceSeries, days: int) -> Array:
    """The mean price of each of the days 1 to `days`, in shares of today's."""
    return np.array([change.mean() for change in _changes(series, days)])


def chance_of_rise(series: PriceSeries, days: int) -> float:
    """That the price is 5 % or more above today's on day `days`."""
    return float((_changes(series, days)[-1] >= 1 + RISE).mean())


def _changes(series: PriceSeries, days: int) -> Sequence[Array]:
    """By how much a price like today's has changed over 1, 2, ... days so far, and PRIOR_STAYS times that it stayed."""
    stays = np.ones(PRIOR_STAYS)
    alike = np.abs(series.prices / series.prices[-1] - 1) <= ALIKE
    changes = []
    for ahead in range(1, days + 1):
        seen = alike & (series.days + ahead <= series.days[-1])
        later = np.searchsorted(series.days, series.days[seen] + ahead, side="right") - 1
        changes.append(np.concatenate([series.prices[later] / series.prices[seen], stays]))
    return changes


def _first(*values: float | None) -> float:
    return next(value for value in values if value is not None)
