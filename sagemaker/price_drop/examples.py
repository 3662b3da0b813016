"""What the model learns from: questions asked of the past, with what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prices.forecasting import features
from prices.forecasting.features import Rows
from prices.forecasting.market import Market
from prices.forecasting.series import Array, Days, PriceSeries

AHEAD = np.array([1, 2, 3, 5, 7, 10, 14, 21, 30])
DEPTHS = np.array([0.05, 0.1, 0.15, 0.2, 0.3, 0.4])
MOST_WEEKS = 4
LEAST_DAYS = 28
LEAST_OBSERVATIONS = 7


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Questions and answers, a row each. `lowest`: of the days asked about, `later`: of the last of them, both in
    shares of the price on the day of asking. `dropped`: `lowest` is as low as was asked."""

    rows: Rows
    dropped: NDArray[np.bool_]
    later: Array
    todays: Days

    @property
    def size(self) -> int:
        return int(self.dropped.size)


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """For a shopper who waits a week: what was seen on the day [n], the price a week later in shares of it, and what
    was seen then. `weeks`: how many the shopper had left on the day. Rows of `then` are asked with a week less."""

    now: Rows
    change: Array
    then: Rows
    weeks: Days


def joined(parts: Sequence[Examples]) -> Examples:
    """Several sets as one."""
    return Examples(*(np.concatenate([getattr(part, name) for part in parts]) for name in Examples.__slots__))


def joined_waits(parts: Sequence[Waits]) -> Waits:
    """Several sets as one."""
    return Waits(*(np.concatenate([getattr(part, name) for part in parts]) for name in Waits.__slots__))


def asked_of(
    series: PriceSeries, market: Market, rng: np.random.Generator, origins: int, extra: int = 2, since: int = 0
) -> tuple[Examples, Waits] | None:
    """Some days of a series from `since` on, each asked of a drop by 15 % within a week, and of `extra` that are drawn.

    None where its history is too short for any.
    """
    first, last = int(series.days[0]), int(series.days[-1])
    fits = (series.days >= first + LEAST_DAYS) & (series.days <= last - 7 * MOST_WEEKS - 2)
    fits &= (series.days >= since) & (np.arange(series.days.size) >= LEAST_OBSERVATIONS - 1)
    choices = series.days[fits]
    if not choices.size:
        return None
    todays = np.sort(rng.choice(choices, min(origins, choices.size), replace=False))
    around = market.around(series, todays)
    each = 1 + extra
    asked = np.repeat(todays, each)
    aheads = np.column_stack([np.full(todays.size, 7), rng.choice(AHEAD, (todays.size, extra))]).ravel()
    depths = np.column_stack([np.full(todays.size, 0.15), rng.choice(DEPTHS, (todays.size, extra))]).ravel()
    rows = features.rows(series, asked, aheads, depths, np.repeat(around, each, axis=0))
    price = _held(series, asked)
    later = _held(series, asked + aheads) / price
    lowest = _lowest(series, asked, aheads) / price
    examples = Examples(rows, lowest <= 1 - depths + 1e-9, later, asked)
    return examples, _waits(series, market, todays, rng)


def waits_of(series: PriceSeries, market: Market, rng: np.random.Generator, most: int) -> Waits | None:
    """A shopper who waits a week, from `most` of the readings that have one after it; None where none has."""
    todays = series.days[series.days + 7 <= series.days[-1]] if series.days.size else series.days
    todays = np.sort(rng.choice(todays, min(most, todays.size), replace=False))
    return _waits(series, market, todays, rng) if todays.size else None


def _waits(series: PriceSeries, market: Market, todays: Days, rng: np.random.Generator) -> Waits:
    weeks = rng.integers(1, MOST_WEEKS + 1, todays.size)
    depths = np.full(todays.size, 0.15)
    then = todays + 7
    return Waits(
        features.rows(series, todays, 7 * weeks, depths, market.around(series, todays)),
        _held(series, then) / _held(series, todays),
        features.rows(series, then, np.maximum(7 * (weeks - 1), 1), depths, market.around(series, then)),
        weeks,
    )


def _held(series: PriceSeries, days: Days) -> Array:
    return np.asarray(series.prices[np.searchsorted(series.days, days, side="right") - 1])


def _lowest(series: PriceSeries, todays: Days, aheads: Days) -> Array:
    """The lowest price read on the days asked about, today's where none was."""
    found = _held(series, todays).copy()
    begin = np.searchsorted(series.days, todays, side="right")
    end = np.searchsorted(series.days, todays + aheads, side="right")
    for place, (since, until) in enumerate(zip(begin, end, strict=True)):
        if until > since:
            found[place] = min(found[place], series.prices[since:until].min())
    return found
