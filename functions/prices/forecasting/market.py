"""What is known of the market on each day, from the prices of many products."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from prices.forecasting.features import DROP, QUARTER, SALE
from prices.forecasting.series import Array, Days, PriceSeries

LATELY = 28
LONGEST_WEEKS = 4.0
"""A gap between two readings counts as this at most: nobody knows how often it dropped in between."""
HOLDS_DAYS = 28
"""How long a product counts as on sale, or not, after it was last read."""
PRIOR_WEEKS = 26.0
"""A shop's or category's rate is mixed with all products' as if that had been seen for half a product's year."""
FIRST_RATE = 0.05


class Market:
    """Drops and sales over all series, by shop and by category.

    A drop counts on the day it is read, so what is asked of a day is what was known at its end.
    """

    def __init__(self, series: Sequence[PriceSeries]) -> None:
        self._first = min((int(each.days[0]) for each in series if each.days.size), default=0)
        last = max((int(each.days[-1]) for each in series if each.days.size), default=0)
        self._size = last - self._first + 1
        self._all = self._tally(series)
        self._shops = {name: self._tally(each) for name, each in _grouped(series, lambda one: one.shop)}
        self._categories = {name: self._tally(each) for name, each in _grouped(series, lambda one: one.category)}

    def around(self, series: PriceSeries, todays: Days) -> Array:
        """features.OF_THE_MARKET for a series on each of some days: [n, 6]."""
        overall = self._rate(self._all, todays, np.full(todays.size, FIRST_RATE))
        shop = self._shops.get(series.shop or "")
        category = self._categories.get(series.category or "")
        return np.column_stack(
            [
                overall,
                overall if shop is None else self._rate(shop, todays, overall),
                overall if category is None else self._rate(category, todays, overall),
                self._rate(self._all, todays, overall, LATELY),
                np.zeros(todays.size) if shop is None else self._on_sale(shop, todays),
                np.zeros(todays.size) if category is None else self._on_sale(category, todays),
            ]
        )

    def _tally(self, series: Iterable[PriceSeries]) -> Array:
        """[4, days]: drops, product-weeks, products on sale, products known; the first two summed up."""
        found = np.zeros((4, self._size))
        for each in series:
            if each.days.size < 2:
                continue
            moves = np.diff(np.log(each.prices))
            at = each.days - self._first
            np.add.at(found[0], at[1:], moves <= DROP + 1e-9)
            np.add.at(found[1], at[1:], np.minimum(np.diff(each.days) / 7, LONGEST_WEEKS))
            spans = np.minimum(np.append(np.diff(each.days), HOLDS_DAYS), HOLDS_DAYS)
            sales = on_sale(each)
            for begin, span, sale in zip(at, spans, sales, strict=True):
                found[2, begin : begin + span] += sale
                found[3, begin : begin + span] += 1
        found[:2] = np.cumsum(found[:2], axis=1)
        return found

    def _rate(self, tally: Array, todays: Days, prior: Array, window: int = QUARTER) -> Array:
        until = np.clip(todays - self._first, 0, self._size - 1)
        since = until - window
        drops, weeks = (
            tally[row][until] - np.where(since >= 0, tally[row][np.maximum(since, 0)], 0.0) for row in (0, 1)
        )
        return np.asarray((drops + PRIOR_WEEKS * prior) / (weeks + PRIOR_WEEKS))

    def _on_sale(self, tally: Array, todays: Days) -> Array:
        at = np.clip(todays - self._first, 0, self._size - 1)
        return np.asarray(tally[2][at] / np.maximum(tally[3][at], 1))


def on_sale(series: PriceSeries) -> Array:
    """Whether each price is 10 % or more below the median of the readings of the quarter up to it: 1 or 0."""
    logs = np.log(series.prices)
    found = np.zeros(logs.size)
    since = np.searchsorted(series.days, series.days - QUARTER, side="right")
    for at in range(logs.size):
        window = np.sort(logs[since[at] : at + 1])
        found[at] = logs[at] - window[(window.size - 1) // 2] <= SALE + 1e-9
    return found


def _grouped(
    series: Sequence[PriceSeries], name_of: Callable[[PriceSeries], str | None]
) -> Iterable[tuple[str, list[PriceSeries]]]:
    groups: dict[str, list[PriceSeries]] = {}
    for each in series:
        if (name := name_of(each)) is not None:
            groups.setdefault(name, []).append(each)
    return groups.items()
