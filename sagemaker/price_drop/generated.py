"""Price histories that are drawn, not collected: the shipped model is trained on these alone.

A *world* is a market of some shops, seen for three years; its first half year only sets it going. What is drawn:

- **Moods.** How eager the market and each shop are to promote follows a slow walk (by the week: 0.97 of the logarithm
  stays, 0.14 is added), so the rate of drops halves or doubles within a year, as real panels do. One world in two also
  has a lasting change at some day.
- **Shops** keep one of five policies. *High-low* (supermarkets): prices change on one weekday, each product has its
  turn every 5 to 20 weeks, rarely right after the last one, rarely while a neighbour of its category has it, for one or
  two weeks, at one of three price points of its own. *Events* (electronics): little happens outside of the sale
  events of the country, much within. *Clearance* (fashion): markdowns in steps in January and July. *Dynamic*
  (marketplaces): the price moves by a few percent every few days, with short deals. *Everyday* low prices: hardly any.
  Three products of ten are hardly ever promoted, whatever their shop does.
- **Regular prices** move twice a year, mostly up. Prices end as the shop's do (.99, .95, .00, or whole cents).
- **Fakes.** Some shops raise a price by 10 to 25 % three weeks before an event, and "drop" it back; was-prices are
  stated by most shops, and by some above anything that was ever asked.
- **Stores.** A high-low chain may have several stores, which share its promotions at price levels of their own; one of
  four is a week behind. **Other shops** sell some of the products near their price, and promote them when they like.
- **Readings** are daily with gaps, or weekly, or sparse; histories begin at any time. Stock runs out now and then, more
  so on sale.

The truth is known: `Drawn.chance` is the probability, by what the world itself went by on each day, that a promotion of
15 % or more begins within the next seven days. A raised price that is taken back, a further step of a clearance and a
jump of a moving price are no promotions, so a forecast that sees them coming can do better.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from prices.forecasting.calendar import sale_events
from prices.forecasting.series import Array, PriceSeries

FIRST = date(2021, 1, 4)
DAYS = 1096
SETTLING = 182
HIGH_LOW, EVENTS, CLEARANCE, DYNAMIC, EVERYDAY = range(5)
POLICIES = np.array([0.45, 0.2, 0.1, 0.15, 0.1])
COUNTRIES = ("US", "US", "FR", "DE", "GB", "CN", "IN", "ES")
DEEP = 0.15
LATE_STORES = 0.25
STILL = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A series with its truth. `regular`: the regular price of each of its readings. `chance`: see the module."""

    series: PriceSeries
    regular: Array
    chance: Array


def worlds(seed: int, count: int, products: int = 90) -> Iterator[list[Drawn]]:
    """Some worlds, the same for the same seed, each of about `products` products before stores."""
    for number in range(count):
        yield _World(np.random.default_rng([seed, number]), number, products).drawn()


class _World:
    """One market. Arrays of a product are as long as there are products, those of its past have a row a day."""

    def __init__(self, rng: np.random.Generator, number: int, products: int) -> None:
        self._rng = rng
        self._number = number
        self._country = COUNTRIES[int(rng.integers(len(COUNTRIES)))]
        shops = max(products // 11, 2)
        self._policy_of_shop = rng.choice(len(POLICIES), shops, p=POLICIES)
        self._policy_of_shop[0] = HIGH_LOW
        self._weekday_of_shop = rng.integers(7, size=shops)
        self._ending_of_shop = rng.integers(4, size=shops)
        self._stores_of_shop = np.where(
            (self._policy_of_shop == HIGH_LOW) & (rng.random(shops) < 0.5), rng.integers(2, 5, shops), 1
        )
        self._fakes = rng.random(shops) < 0.2
        self._states_was = rng.random(shops) < 0.7
        self._shop = np.sort(rng.integers(shops, size=products))
        self._category = self._shop * 4 + rng.integers(2, size=products)
        self._policy = self._policy_of_shop[self._shop]
        self._draw_products(products)

    def _draw_products(self, products: int) -> None:
        rng = self._rng
        self._base = rng.normal(3.2, 1.0, products)
        self._interval = np.exp(rng.uniform(np.log(35), np.log(140), products))
        rate = np.array([1.0, 0.25, 0.3, 0.7, 0.08])[self._policy]
        still = rng.random(products) < STILL
        self._rate = np.where(still, 0.03, 1.0) * rate / self._interval
        typical = rng.uniform(0.08, 0.42, products)
        self._points = np.clip(typical[:, None] + rng.normal(0, 0.07, (products, 3)), 0.05, 0.6)
        self._length = np.where(self._policy == DYNAMIC, 2, np.where(rng.random(products) < 0.65, 7, 14))
        joins = np.where(self._policy == EVENTS, rng.uniform(0.3, 0.9, products), rng.uniform(0.0, 0.3, products))
        self._joins = np.where(still, 0.05, 1.0) * joins
        self._jitter = np.where(self._policy == DYNAMIC, rng.uniform(0.005, 0.03, products), 0.0)
        self._holds = rng.uniform(0.02, 0.15, products)

    def drawn(self) -> list[Drawn]:
        logs, regular, chance, on_sale = self._past()
        found: list[Drawn] = []
        prices = [self._ended(np.exp(logs[:, product]), int(self._shop[product])) for product in range(self._base.size)]
        twin = self._twins()
        for product, price in enumerate(prices):
            shop = int(self._shop[product])
            elsewhere = [self._elsewhere(prices[other], product, other) for other in twin[product]]
            stores = [(0, price)]
            for _ in range(1, int(self._stores_of_shop[shop])):
                late = 7 if self._rng.random() < LATE_STORES else 0
                level = float(np.exp(self._rng.normal(0, 0.04)))
                stores.append((late, self._ended(price[np.maximum(np.arange(DAYS) - late, 0)] * level, shop)))
            beside = [self._seen(here, shop, store) for store, (_, here) in enumerate(stores)]
            for store, (late, here) in enumerate(stores):
                siblings = [each for place, each in enumerate(beside) if place != store]
                moments = np.maximum(np.arange(DAYS) - late, 0)
                sale, usual, likely = (each[moments, product] for each in (on_sale, regular, chance))
                found.append(self._read(here, sale, usual, likely, product, store, (*siblings, *elsewhere)))
        return found

    def _past(self) -> tuple[Array, Array, Array, NDArray[np.bool_]]:
        """[days, products]: logarithm of the price, of the regular one, chance within a week, whether on sale."""
        rng, size = self._rng, self._base.size
        logs, regular, hazard = (np.empty((DAYS, size)) for _ in range(3))
        on_sale = np.zeros((DAYS, size), dtype=bool)
        market, shops = self._moods()
        events = self._events()
        level, raised, drift = self._base.copy(), np.zeros(size), np.zeros(size)
        depth, left, since = np.zeros(size), np.zeros(size), rng.uniform(0, 1.5, size) * self._interval
        for day in range(DAYS):
            moved = rng.random(size) < 2 / 365
            level += np.where(moved, rng.normal(0.025, 0.06, size), 0)
            eager = self._eagerness(day, depth, since, market[day], shops[day // 7], events[day])
            deep = (self._points + 0.08 * events[day] >= DEEP).mean(axis=1)
            hazard[day] = np.where(depth > 0, 0, eager) * deep
            starts = (rng.random(size) < eager) & (depth == 0)
            chosen = self._points[np.arange(size), rng.integers(3, size=size)]
            depth = np.where(starts, np.clip(chosen + 0.08 * events[day], 0, 0.65), depth)
            left = np.where(starts, self._length * np.where(rng.random(size) < 0.15, 2, 1), left)
            depth = np.where((self._policy == CLEARANCE) & (depth > 0) & (left == 1) & (rng.random(size) < 0.5),
                             np.minimum(depth + 0.15, 0.7), depth)  # fmt: skip
            raised = self._raised(day, raised, events)
            drift = 0.9 * drift + np.where(rng.random(size) < self._holds, rng.normal(0, 1, size), 0) * self._jitter
            regular[day] = level
            logs[day] = level + raised + drift + np.log1p(-depth)
            on_sale[day] = depth > 0
            left = np.maximum(left - 1, 0)
            ended = (depth > 0) & (left == 0)
            depth = np.where(ended, 0, depth)
            since = np.where(starts, 0, since + 1)
        ahead = np.log1p(-np.minimum(hazard, 0.999))
        sums = np.vstack([np.zeros(size), np.cumsum(ahead, axis=0)])
        later = np.minimum(np.arange(DAYS) + 8, DAYS)
        return logs, regular, -np.expm1(sums[later] - sums[np.arange(DAYS) + 1]), on_sale

    def _eagerness(self, day: int, depth: Array, since: Array, market: float, shop: Array, event: float) -> Array:
        """The probability that a promotion begins on a day."""
        turn = np.clip((since / self._interval - 0.25) / 0.75, 0.02, 1.6)
        active = np.bincount(self._category, weights=depth > 0, minlength=int(self._category.max()) + 1)
        crowded = np.where(active[self._category] > 0, 0.5, 1.0)
        eager = self._rate * turn * market * shop[self._shop] * np.where(self._policy == HIGH_LOW, crowded, 1.0)
        eager = eager + event * self._joins * (0.25 if event else 0)
        month = date.fromordinal(FIRST.toordinal() + day).month
        eager = np.where((self._policy == CLEARANCE) & (month in (1, 7)), eager + 0.04, eager)
        weekly = self._policy == HIGH_LOW
        turns_now = (day + FIRST.weekday()) % 7 == self._weekday_of_shop[self._shop]
        return np.clip(np.where(weekly, np.where(turns_now, 7 * eager, 0), eager), 0, 0.9)

    def _moods(self) -> tuple[Array, Array]:
        """Of the market by day, of the shops by week [weeks, shops]: around 1."""
        rng, weeks = self._rng, DAYS // 7 + 1
        market, shops = np.zeros(weeks), np.zeros((weeks, self._policy_of_shop.size))
        for week in range(1, weeks):
            market[week] = 0.97 * market[week - 1] + rng.normal(0, 0.14)
            shops[week] = 0.97 * shops[week - 1] + rng.normal(0, 0.08, shops.shape[1])
        if rng.random() < 0.5:
            market[int(rng.integers(weeks // 3, weeks)) :] += rng.choice([-0.7, 0.5])
        return np.exp(np.repeat(market, 7)[:DAYS]), np.exp(shops)

    def _events(self) -> Array:
        """How much of a sale event each day is: 1 on its first three days, 0.3 after, 0 outside."""
        found = np.zeros(DAYS)
        start = FIRST.toordinal()
        last = date.fromordinal(start + DAYS)
        for event in sale_events(self._country, FIRST, last):
            begin, end = event.first.toordinal() - start, event.last.toordinal() - start
            for day in range(max(begin, 0), min(end + 1, DAYS)):
                found[day] = max(found[day], 1.0 if day < begin + 3 else 0.3)
        return found

    def _raised(self, day: int, raised: Array, events: Array) -> Array:
        """Shops that fake raise some prices three weeks before an event, and take it back as it begins."""
        fakes = self._fakes[self._shop]
        soon = day + 21 < DAYS and events[day + 21] == 1 and events[day : day + 21].max() == 0
        if soon:
            some = fakes & (self._rng.random(raised.size) < 0.4)
            raised = np.where(some & (raised == 0), self._rng.uniform(0.1, 0.25, raised.size), raised)
        return np.where(events[day] == 1, 0.0, raised)

    def _ended(self, price: Array, shop: int) -> Array:
        """As the shop writes its prices."""
        kind = self._ending_of_shop[shop]
        cents = np.maximum(np.round(price, 2), 0.05)
        if kind == 3:
            return np.asarray(cents)
        ending = (0.99, 0.95, 0.0)[kind]
        shaped = np.maximum(np.round(price - ending), 0) + ending
        return np.where(price < 3, cents, np.maximum(shaped, 0.05))

    def _elsewhere(self, price: Array, product: int, other: int) -> PriceSeries:
        """The same product at another shop: what that one does, at a level near this one's."""
        level = np.exp(self._base[product] - self._base[other] + self._rng.normal(0, 0.05))
        shop = int(self._shop[other])
        return self._seen(self._ended(price * level, shop), shop, 0)

    def _seen(self, price: Array, shop: int, store: int) -> PriceSeries:
        """A price as it is compared with: read on nine days of ten."""
        days = np.flatnonzero(self._rng.random(DAYS) < 0.9)
        return PriceSeries(days + FIRST.toordinal(), price[days], shop=f"w{self._number}-shop{shop}-{store}")

    def _twins(self) -> list[list[int]]:
        """Of each product up to three of other shops, which stand in for it there."""
        size = self._base.size
        return [
            [int(other) for other in self._rng.integers(size, size=int(self._rng.integers(0, 4)))
             if self._shop[other] != self._shop[product]]
            for product in range(size)
        ]  # fmt: skip

    def _read(
        self,
        price: Array,
        on_sale: NDArray[np.bool_],
        regular: Array,
        chance: Array,
        product: int,
        store: int,
        others: tuple[PriceSeries, ...],
    ) -> Drawn:
        """What a watch has read of it."""
        rng, shop = self._rng, int(self._shop[product])
        first = int(rng.integers(SETTLING, DAYS - 120))
        kind = rng.choice(3, p=[0.55, 0.35, 0.1])
        if kind == 1:
            days = np.arange(first, DAYS, 7)
        else:
            days = np.flatnonzero(rng.random(DAYS) < (0.92 if kind == 0 else 0.3))
            days = days[days >= first]
        was = None
        if self._states_was[shop]:
            stated = np.exp(regular[days]) * (1.3 if self._fakes[shop] else 1.0)
            was = np.where(on_sale[days] & (stated > price[days]), self._ended(stated, shop), np.nan)
        stock = (rng.random(days.size) > np.where(on_sale[days], 0.03, 0.01)).astype(np.float64)
        series = PriceSeries(
            days + FIRST.toordinal(),
            price[days],
            was,
            stock,
            self._country,
            f"w{self._number}-shop{shop}-{store}",
            f"w{self._number}-category{int(self._category[product])}",
            others,
        )
        return Drawn(series, np.exp(regular[days]), chance[days])
