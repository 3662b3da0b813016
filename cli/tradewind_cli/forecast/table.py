"""The questions that a panel asks: on a day, what of the next price?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from prices.forecasting import features
from prices.forecasting.market import Market

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from prices.forecasting.features import Rows
    from prices.forecasting.series import Array, Days
    from tradewind_cli.forecast.panels import Panel

AHEAD = 7
DROP = 0.15
TEST = 0.2
LATELY_DAYS = 91
SPARE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A row for each question, in the order of days. `which`: its series. `known`: the day on which its outcome was.

    `later`: the next price in shares of today's. `dropped`: it, or the lowest of the following seven days on daily
    data, is at most 0.85 of today's. `lags`: how the price moved at each of the last eight readings, the latest first.
    `a_year_ago`: what the price did over the same step 52 weeks before, 1 where that is not known.
    """

    which: "Days"
    today: "Days"
    known: "Days"
    later: "Array"
    dropped: "NDArray[np.bool_]"
    rows: "Rows"
    lags: "Rows"
    a_year_ago: "Array"

    def where(self, chosen: "NDArray[np.bool_]") -> "Table":
        """Some of the rows."""
        return Table(*(getattr(self, name)[chosen] for name in Table.__slots__))

    @property
    def size(self) -> int:
        return int(self.today.size)


def table_of(panel: "Panel", market: Market) -> Table:
    """All questions of a panel: one on each day with a price after which the panel has another.

    On daily data the other one stands within seven days; its outcome is known after those.
    """
    parts = []
    for number, series in enumerate(panel.series):
        days, prices = series.days, series.prices
        asked = np.arange(days.size - 1)
        if not panel.weekly:
            asked = asked[days[1:] - days[:-1] <= AHEAD]
        if not asked.size:
            continue
        today, price = days[asked], prices[asked]
        later = prices[asked + 1]
        lowest = later if panel.weekly else _lowest(days, prices, asked)
        question = (np.full(asked.size, AHEAD), np.full(asked.size, DROP))
        parts.append(
            Table(
                np.full(asked.size, number),
                today,
                days[asked + 1] if panel.weekly else today + AHEAD,
                later / price,
                lowest / price <= 1 - DROP + SPARE,
                features.rows(series, today, *question, market.around(series, today)),
                _lags(prices)[asked],
                _a_year_ago(days, prices, asked),
            )
        )
    whole = Table(*(np.concatenate([getattr(part, name) for part in parts]) for name in Table.__slots__))
    order = np.argsort(whole.today, kind="stable")
    return Table(*(getattr(whole, name)[order] for name in Table.__slots__))


def first_test_day(panel: "Panel", share: float = TEST) -> int:
    """The first day of the last fifth of the panel's weeks, rounded down to whole weeks; one at least."""
    weeks = np.unique(np.concatenate([series.days // 7 for series in panel.series]))
    return int(weeks[-max(int(weeks.size * share), 1)]) * 7


def _lowest(days: "Days", prices: "Array", asked: "Days") -> "Array":
    until = np.searchsorted(days, days[asked] + AHEAD, side="right")
    return np.array([prices[place + 1 : end].min() for place, end in zip(asked, until, strict=True)])


def _lags(prices: "Array", count: int = 8) -> "Rows":
    moves = np.concatenate([np.zeros(count), np.diff(np.log(prices))])
    windows = np.lib.stride_tricks.sliding_window_view(moves, count)
    return np.ascontiguousarray(windows[:, ::-1], dtype=np.float32)


def _a_year_ago(days: "Days", prices: "Array", asked: "Days") -> "Array":
    ends = [np.searchsorted(days, days[asked] - 364 + after, side="right") - 1 for after in (0, AHEAD)]
    return np.where(ends[0] >= 0, prices[np.maximum(ends[1], 0)] / prices[np.maximum(ends[0], 0)], 1.0)
