"""What it is worth to follow the advice: a shopper who needs one piece within the next four weeks."""

from typing import TYPE_CHECKING

import numpy as np

from prices.forecasting import features
from prices.forecasting.market import Market

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from prices.forecasting.features import Rows
    from prices.forecasting.series import Array, Days, PriceSeries
    from tradewind_cli.report import Metrics

WEEKS = 4
DROP = 0.15


def savings(series: "Sequence[PriceSeries]", market: Market, first: int, cost: "Callable[[Rows], Array]") -> "Metrics":
    """`saving_vs_buy_now`, `saving_vs_always_wait`: by how many percent of the price on the first day a shopper pays
    less who follows the advice, than one who buys that day and one who buys on the last.

    A shopper begins at each reading from the day `first` on that has four more weeks of its series after it. Each week
    the advice is to wait where waiting is expected to cost less than the price of the day; after four weeks one buys.
    """
    found = (_decisions(each, market, first) for each in series)
    parts = [part for part in found if part is not None]
    if not parts:
        return {"shoppers": 0, "saving_vs_buy_now": None, "saving_vs_always_wait": None}
    prices = np.concatenate([part[0] for part in parts])
    rows = np.concatenate([part[1] for part in parts], axis=1)
    waits = np.stack([cost(each) < 1 for each in rows])
    bought = np.argmin(np.vstack([waits, np.zeros(len(prices), dtype=bool)]), axis=0)
    paid = prices[np.arange(len(prices)), bought]
    return {
        "shoppers": len(prices),
        "saving_vs_buy_now": round(float(100 * (1 - paid / prices[:, 0]).mean()), 4),
        "saving_vs_always_wait": round(float(100 * ((prices[:, -1] - paid) / prices[:, 0]).mean()), 4),
    }


def _decisions(series: "PriceSeries", market: Market, first: int) -> "tuple[Array, Rows] | None":
    """The prices at the five moments [shoppers, 5], and what is seen at the first four [4, shoppers, features]."""
    if not series.days.size:
        return None
    todays = series.days[(series.days >= first) & (series.days + 7 * WEEKS <= series.days[-1])]
    if not todays.size:
        return None
    moments = todays[:, None] + 7 * np.arange(WEEKS + 1)
    prices = series.prices[np.searchsorted(series.days, moments, side="right") - 1]
    seen = [_seen(series, market, moments[:, week], 7 * (WEEKS - week)) for week in range(WEEKS)]
    return prices, np.stack(seen)


def _seen(series: "PriceSeries", market: Market, days: "Days", ahead: int) -> "Rows":
    question = np.full(days.size, ahead), np.full(days.size, DROP)
    return features.rows(series, days, *question, market.around(series, days))
