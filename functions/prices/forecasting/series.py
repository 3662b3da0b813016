"""A price over time, and what is known of the market around it on a day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Days = NDArray[np.int64]

MOST_OBSERVATIONS = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class PriceSeries:
    """What one shop asked for one product, in one currency: a price a day at most, the oldest first.

    `days`: `date.toordinal()` of each price, rising; days without a reading are simply not there, and a price holds
    until the next one. `was`: the crossed-out price that the page stated with it, NaN where none. `in_stock`: 1, 0, NaN
    where the page did not say. `country`: ISO 3166 of the shop, whose sale events count. `others`: the same product at
    other shops, in the same currency.

    Raises:
        ValueError: lengths differ, the days do not rise, a price is not above 0 or not finite, or there are more than
            MOST_OBSERVATIONS.
    """

    days: Days
    prices: Array
    was: Array | None = None
    in_stock: Array | None = None
    country: str | None = None
    shop: str | None = None
    category: str | None = None
    others: tuple["PriceSeries", ...] = field(default=())

    def __post_init__(self) -> None:
        for name in ("prices", "was", "in_stock"):
            values = getattr(self, name)
            if values is not None and values.shape != self.days.shape:
                raise ValueError(f"{name} has {values.size} values for {self.days.size} days")
        if self.days.ndim != 1 or self.days.size > MOST_OBSERVATIONS:
            raise ValueError(f"a series is one row of {MOST_OBSERVATIONS} observations at most")
        if self.days.size and (np.diff(self.days) <= 0).any():
            raise ValueError("the days of a series rise, each stands once")
        if not (np.isfinite(self.prices) & (self.prices > 0)).all():
            raise ValueError("a price is a finite number above 0")

    @classmethod
    def of(
        cls,
        days: Sequence[date],
        prices: Sequence[float],
        was: Sequence[float | None] | None = None,
        in_stock: Sequence[bool | None] | None = None,
        country: str | None = None,
        shop: str | None = None,
        category: str | None = None,
        others: Sequence["PriceSeries"] = (),
    ) -> "PriceSeries":
        """A series of plain values; of several prices on a day the last one counts.

        Raises:
            ValueError: as the class says, or the days fall.
        """
        ordinals = np.array([day.toordinal() for day in days], dtype=np.int64)
        if (np.diff(ordinals) < 0).any():
            raise ValueError("the days of a series rise")
        last = np.append(ordinals[1:] != ordinals[:-1], True)[: ordinals.size]
        return cls(
            ordinals[last],
            np.array(prices, dtype=np.float64)[last],
            None if was is None else _numbers(was)[last],
            None if in_stock is None else _numbers(in_stock)[last],
            country,
            shop,
            category,
            tuple(others),
        )

    def known_on(self, today: int) -> "PriceSeries":
        """What of it was known at the end of a day."""
        count = int(np.searchsorted(self.days, today, side="right"))
        if count == self.days.size and not self.others:
            return self
        return PriceSeries(
            self.days[:count],
            self.prices[:count],
            None if self.was is None else self.was[:count],
            None if self.in_stock is None else self.in_stock[:count],
            self.country,
            self.shop,
            self.category,
            tuple(other.known_on(today) for other in self.others),
        )

    def price_on(self, day: int) -> float:
        """The last price up to a day; NaN before the first."""
        place = int(np.searchsorted(self.days, day, side="right")) - 1
        return float(self.prices[place]) if place >= 0 else float("nan")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of the market on a day. A rate is drops of 15 % or more for one product in one week.

    `drop_rate`: of all products over the last 13 weeks, `late_drop_rate` over the last 4; `shop_drop_rate`,
    `category_drop_rate`: of the shop's and the category's over 13; `shop_on_sale`,
    `category_on_sale`: the share of their products that cost 10 % less than usual now. None where it is not known: the
    wider one counts.
    """

    drop_rate: float | None = None
    shop_drop_rate: float | None = None
    category_drop_rate: float | None = None
    late_drop_rate: float | None = None
    shop_on_sale: float | None = None
    category_on_sale: float | None = None


def _numbers(values: Sequence[float | bool | None]) -> Array:
    return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
