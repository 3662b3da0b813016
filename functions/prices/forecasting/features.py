"""What a model sees of a price on a day: nothing that came after it.

A price holds until the next reading, so a series is read as one price a day (`_Days`), and every window is of days.
What lies further back than a year and the quarter before it is not seen. Windows: 7 and 30 days, 91 (a quarter), 365.
"Usual" is the median of the last 91 days; "on sale" is 10 % or more below it; a "drop" is 15 % or more from a day to
the next.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from prices.forecasting.calendar import sale_events
from prices.forecasting.series import Array, Days, PriceSeries, Surroundings

YEAR, QUARTER = 365, 91
HISTORY = YEAR + QUARTER + 4
DROP, SALE, CHANGE = float(np.log(0.85)), float(np.log(0.9)), 0.005
FARTHEST_EVENT = 60
MARKET_RATE = 0.05

OF_THE_PRICE = (
    "observations", "known_days", "spacing",
    "vs_mean_7", "vs_mean_30", "volatility", "change_7", "change_30",
    "vs_usual", "vs_low_30", "vs_low_91", "vs_low_365", "vs_high_30", "vs_high_91", "place_91",
    "days_since_change", "last_change", "changes_91",
    "days_since_drop", "drops_91", "drops_365", "drop_interval", "drop_due",
    "days_since_sale", "days_on_sale", "sale_share_91", "sale_share_365", "sales_365", "sale_depth", "sale_length",
    "was_discount", "in_stock",
)  # fmt: skip
OF_OTHER_SHOPS = ("others_low", "others_median", "others_change_7", "others_on_sale")
OF_THE_MARKET = (
    "drop_rate", "shop_drop_rate", "category_drop_rate", "late_drop_rate", "shop_on_sale", "category_on_sale",
)  # fmt: skip
OF_THE_CALENDAR = (
    "season_sin", "season_cos", "day_of_week", "day_of_month", "is_weekend", "is_holiday_season",
    "days_to_event", "event_days", "event_days_before",
)  # fmt: skip
OF_THE_QUESTION = ("ahead", "depth", "depth_vs_low_91", "depth_vs_low_365", "reached_91", "reached_365", "own_chance")
NAMES = (*OF_THE_PRICE, *OF_OTHER_SHOPS, *OF_THE_MARKET, *OF_THE_CALENDAR, *OF_THE_QUESTION)
PLACES = {name: place for place, name in enumerate(NAMES)}

Rows = NDArray[np.float32]


def rows(series: PriceSeries, todays: Days, aheads: Days, depths: Array, around: Array) -> Rows:
    """One row [len(NAMES)] for each question: on the day `todays[k]` (an ordinal, not before the first price), what of
    the `aheads[k]` days after it, and of a drop by `depths[k]`? `around` [k, 6]: OF_THE_MARKET on that day.

    Only what was known at the end of `todays[k]` is used; each row is the same whatever comes after.
    """
    if not len(todays):
        return np.empty((0, len(NAMES)), dtype=np.float32)
    asked, back = np.unique(todays, return_inverse=True)
    days = _Days.of(series, int(asked[0]) - HISTORY, int(asked[-1]))
    at = asked - days.first
    found = np.concatenate(
        [
            np.column_stack(_of_the_price(series, days, asked, at))[back],
            np.column_stack(_of_other_shops(series, days, asked, at))[back],
            around,
            _of_the_calendar(series.country, todays, aheads),
            np.column_stack(_of_the_question(days, at[back], aheads, depths)),
        ],
        axis=1,
    )
    return found.astype(np.float32)


def of_surroundings(around: Surroundings) -> Array:
    """One row of OF_THE_MARKET; what is not known is what the wider one says."""
    overall = around.drop_rate if around.drop_rate is not None else MARKET_RATE
    shop = around.shop_drop_rate if around.shop_drop_rate is not None else overall
    category = around.category_drop_rate if around.category_drop_rate is not None else overall
    late = around.late_drop_rate if around.late_drop_rate is not None else overall
    return np.array([overall, shop, category, late, around.shop_on_sale or 0.0, around.category_on_sale or 0.0])


@dataclass(frozen=True, slots=True, eq=False)
class _Days:
    """The logarithm of the price of each day from `first` on, against that of the first; it holds until the next."""

    first: int
    logs: Array
    origin: float
    """The logarithm of the first price."""

    @classmethod
    def of(cls, series: PriceSeries, since: int, until: int) -> "_Days":
        first = max(since, int(series.days[0]))
        place = np.searchsorted(series.days, np.arange(first, until + 1), side="right") - 1
        logs = np.log(series.prices)
        return cls(first, logs[place] - logs[place[0]], float(logs[place[0]]))

    def lowest(self, window: int) -> Array:
        """Of the `window` days up to each."""
        return _lowest(self.logs, window)

    def highest(self, window: int) -> Array:
        return -_lowest(-self.logs, window)

    def mean(self, window: int) -> Array:
        return _sums(self.logs, window) / _counts(self.logs.size, window)

    def usual(self) -> Array:
        """The median of the last quarter, the lower one of two."""
        ordered = np.sort(_windows(self.logs, QUARTER, np.inf), axis=1)
        return np.asarray(ordered[np.arange(self.logs.size), (_counts(self.logs.size, QUARTER) - 1) // 2])

    def before(self, days: int) -> Array:
        """The price that many days before each, or the first one."""
        return _earlier(self.logs, days)


def _of_the_price(series: PriceSeries, days: _Days, asked: Days, at: Days) -> list[Array]:
    logs, size = days.logs, days.logs.size
    last = np.searchsorted(series.days, asked, side="right")
    since_year = np.searchsorted(series.days, asked - YEAR, side="right")
    known = np.minimum(asked - series.days[0] + 1, YEAR).astype(np.float64)
    read = np.maximum(last - since_year, 1)
    moves = np.diff(logs, prepend=logs[0])
    changed, dropped = np.abs(moves) > CHANGE, moves <= DROP + 1e-9
    usual = days.usual()
    below = logs - usual
    on_sale = below <= SALE + 1e-9
    begins = on_sale & ~np.append(False, on_sale[:-1])
    mean_91 = days.mean(QUARTER)
    variance = _sums(logs**2, QUARTER) / _counts(size, QUARTER) - mean_91**2
    quarter = _windows(logs, QUARTER, np.nan)
    place = ((quarter < logs[:, None]).sum(axis=1) + 0.5 * (quarter == logs[:, None]).sum(axis=1)) / _counts(
        size, QUARTER
    )
    drops = _sums(dropped, YEAR)[at]
    interval = (known + QUARTER) / (drops + 1)
    since_drop = _since(dropped, size)[at]
    sales = _sums(begins, YEAR)[at]
    sale_days = _sums(on_sale, YEAR)[at]
    on_sale_for = np.where(on_sale, _since(begins, size) + 1, 0)[at]
    return [
        np.log1p(read),
        np.log1p(known),
        np.log(known / read),
        (logs - days.mean(7))[at],
        (logs - days.mean(30))[at],
        np.sqrt(np.maximum(variance, 0))[at],
        (logs - days.before(7))[at],
        (logs - days.before(30))[at],
        below[at],
        (logs - days.lowest(30))[at],
        (logs - days.lowest(QUARTER))[at],
        (logs - days.lowest(YEAR))[at],
        (logs - days.highest(30))[at],
        (logs - days.highest(QUARTER))[at],
        place[at],
        np.log1p(_since(changed, size)[at]),
        _last(moves, changed)[at],
        _sums(changed, QUARTER)[at],
        np.log1p(since_drop),
        _sums(dropped, QUARTER)[at],
        drops,
        interval,
        since_drop / interval,
        np.log1p(_since(on_sale, size)[at]),
        on_sale_for,
        _sums(on_sale, QUARTER)[at] / _counts(size, QUARTER)[at],
        sale_days / np.minimum(known, YEAR),
        sales,
        -_sums(np.where(on_sale, below, 0), YEAR)[at] / np.maximum(sale_days, 1),
        sale_days / np.maximum(sales, 1),
        _was_discount(series, last - 1),
        np.ones(asked.size) if series.in_stock is None else np.nan_to_num(series.in_stock[last - 1], nan=1.0),
    ]


def _was_discount(series: PriceSeries, place: Days) -> Array:
    if series.was is None:
        return np.zeros(place.size)
    was = np.nan_to_num(series.was[place], nan=0.0)
    return np.maximum(np.log(np.maximum(was, series.prices[place]) / series.prices[place]), 0)


def _of_other_shops(series: PriceSeries, days: _Days, asked: Days, at: Days) -> list[Array]:
    """Against the lowest and the median of the other shops; how much they moved; the share of them on sale.

    "On sale" of another shop is 10 % below its own mean of 91 days. Without other shops: all 0.
    """
    own = days.logs[at] + days.origin
    if not series.others:
        return [np.zeros(asked.size)] * len(OF_OTHER_SHOPS)
    now = np.full((len(series.others), asked.size), np.nan)
    before, mean = now.copy(), now.copy()
    for number, other in enumerate(series.others):
        seen = other.days.size and asked >= other.days[0]
        if not np.any(seen):
            continue
        theirs = _Days.of(other, int(asked[0]) - QUARTER, int(asked[-1]))
        place = asked[seen] - theirs.first
        now[number, seen] = theirs.logs[place] + theirs.origin
        before[number, seen] = theirs.before(7)[place] + theirs.origin
        mean[number, seen] = theirs.mean(QUARTER)[place] + theirs.origin
    known = ~np.isnan(now)
    count = known.sum(axis=0)
    held = np.where(known, now, np.inf)
    ordered = np.sort(held, axis=0)
    median = ordered[np.maximum(count - 1, 0) // 2, np.arange(asked.size)]
    some = count > 0
    with np.errstate(invalid="ignore"):
        return [
            np.where(some, own - held.min(axis=0), 0),
            np.where(some, own - median, 0),
            np.where(some, np.nansum(now - before, axis=0) / np.maximum(count, 1), 0),
            np.where(some, ((now - mean) <= SALE).sum(axis=0) / np.maximum(count, 1), 0),
        ]


def _of_the_calendar(country: str | None, todays: Days, aheads: Days) -> Array:
    return np.array([_day(country, int(today), int(ahead)) for today, ahead in zip(todays, aheads, strict=True)])


@lru_cache(maxsize=20_000)
def _day(country: str | None, today: int, ahead: int) -> tuple[float, ...]:
    """OF_THE_CALENDAR of the day asked about; the way to the next sale event is counted from today."""
    first, last = date.fromordinal(today + 1), date.fromordinal(today + ahead)
    events = sale_events(country, first, date.fromordinal(today + FARTHEST_EVENT))
    within = {
        day
        for event in events
        for day in range(max(event.first.toordinal(), today + 1), min(event.last.toordinal(), today + ahead) + 1)
    }
    here = date.fromordinal(today)
    season = 2 * np.pi * last.timetuple().tm_yday / 365.25
    return (
        float(np.sin(season)),
        float(np.cos(season)),
        float(last.weekday()),
        float(last.day),
        float(last.weekday() >= 5),
        float(last.month >= 11),
        float(min((max(event.first.toordinal() - today, 0) for event in events), default=FARTHEST_EVENT)),
        float(len(within)),
        float(len(sale_events(country, here, here)) > 0),
    )


def _of_the_question(days: _Days, at: Days, aheads: Days, depths: Array) -> list[Array]:
    sought = days.logs[at] + np.log1p(-depths)
    return [
        aheads.astype(np.float64),
        depths,
        sought - days.lowest(QUARTER)[at],
        sought - days.lowest(YEAR)[at],
        _reached(days, at, sought, QUARTER),
        _reached(days, at, sought, YEAR),
        _own_chance(days, at, aheads, depths),
    ]


def _reached(days: _Days, at: Days, sought: Array, window: int) -> Array:
    """The share of the last days on which it cost no more than what is sought."""
    low = _windows(days.logs, window, np.inf)[at] <= sought[:, None] + 1e-9
    return np.asarray(low.sum(axis=1) / _counts(days.logs.size, window)[at])


def _own_chance(days: _Days, at: Days, aheads: Days, depths: Array) -> Array:
    """How often so far a day was followed within `ahead` days by a price `depth` below its own, over the last year.

    A quarter of days at the rate of 0 is added, so that a short history does not speak too loud.
    """
    found = np.zeros(at.size)
    size = days.logs.size
    lowest, reached = np.full(size, np.inf), 0
    for ahead in np.unique(aheads):
        for step in range(reached + 1, int(ahead) + 1):
            if step < size:
                lowest[: size - step] = np.minimum(lowest[: size - step], days.logs[step:])
        reached = int(ahead)
        for depth in np.unique(depths[aheads == ahead]):
            here = (aheads == ahead) & (depths == depth)
            hit = lowest - days.logs <= np.log1p(-depth) + 1e-9
            until = at[here] - reached  # origins whose whole horizon is known
            sums = np.append(0, np.cumsum(hit))
            upper = np.maximum(until + 1, 0)
            lower = np.clip(at[here] - YEAR, 0, upper)
            found[here] = (sums[upper] - sums[lower]) / (upper - lower + QUARTER)
    return found


def _windows(values: Array, window: int, nothing: float) -> Array:
    """[n, window]: each value with those before it; `nothing` stands before the first."""
    return sliding_window_view(np.concatenate([np.full(window - 1, nothing), values]), window)


def _lowest(values: Array, window: int) -> Array:
    """The lowest of the `window` days up to each: of two spans whose length is a power of two, which overlap."""
    found, span = values, 1
    while 2 * span <= window:
        found, span = np.minimum(found, _earlier(found, span)), 2 * span
    return np.minimum(found, _earlier(found, window - span))


def _earlier(values: Array, days: int) -> Array:
    """Each value as it was so many days before, or the first one."""
    return values[np.maximum(np.arange(values.size) - days, 0)]


def _counts(size: int, window: int) -> Days:
    return np.minimum(np.arange(1, size + 1), window)


def _sums(values: NDArray[np.generic], window: int) -> Array:
    """Over the `window` days up to each."""
    total = np.append(0.0, np.cumsum(values, dtype=np.float64))
    upper = np.arange(1, values.size + 1)
    return np.asarray(total[upper] - total[np.maximum(upper - window, 0)])


def _since(happened: NDArray[np.bool_], size: int) -> Array:
    """Days since it last happened, 0 on the day itself; YEAR where not within a year."""
    places = np.arange(size)
    last = np.maximum.accumulate(np.where(happened, places, -YEAR))
    return np.minimum(places - last, YEAR).astype(np.float64)


def _last(values: Array, happened: NDArray[np.bool_]) -> Array:
    """The value on the day it last happened; 0 before and where that is more than a year ago."""
    places = np.arange(values.size)
    last = np.maximum.accumulate(np.where(happened, places, -1))
    return np.where((last >= 0) & (places - last < YEAR), values[np.maximum(last, 0)], 0.0)
