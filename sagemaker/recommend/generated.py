"""Drawn shops: goods of families and kinds, people of tastes, and the baskets that come of it.

What a shop of the trade shows, at strengths that are drawn anew for each world: few goods make most of the sales; goods
of a family are bought together, and so are variants of one thing; some have a season, some are new; people come back at
their own pace, buy again what they use up, follow what is popular more or less, and keep to a price level. No real shop
stands behind it, and no real product is named.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from catalog.recommending.evidence import Array
from recommend.baskets import Baskets, baskets_of

DAYS = 330
FAMILIES, KINDS = 24, 16
SYLLABLES = ("ba", "do", "ke", "li", "mo", "na", "pe", "ri", "so", "tu", "va", "ze")
VARIANTS = ("red", "blue", "green", "white", "black", "small", "large", "set")


@dataclass(frozen=True, slots=True)
class Habits:
    """How the people of one world buy: each from 0 to 1, but `basket`, the middle size of a basket."""

    follows: float
    keeps_family: float
    again: float
    variants: float
    basket: float


def worlds(seed: int, count: int, items: int = 600, users: int = 350) -> Iterator[Baskets]:
    """So many drawn shops; the same for the same seed."""
    for number in range(count):
        yield _World(np.random.default_rng([seed, number]), items, users).baskets()


class _World:
    def __init__(self, rng: np.random.Generator, items: int, users: int) -> None:
        self._rng, self._items, self._users = rng, items, users
        self._habits = Habits(
            follows=rng.uniform(0.3, 1.0),
            keeps_family=rng.uniform(0.3, 0.8),
            again=rng.uniform(0.05, 0.4),
            variants=rng.uniform(0.05, 0.35),
            basket=rng.uniform(3, 14),
        )
        self._family = rng.integers(FAMILIES, size=items)
        self._kind = rng.integers(KINDS, size=items)
        self._style = rng.integers(40, size=items)
        self._fame = np.exp(rng.normal(0, rng.uniform(0.9, 1.4), items))
        self._launch = np.where(rng.random(items) < 0.35, rng.uniform(0, DAYS, items), -1.0)
        self._season = np.where(rng.random(items) < 0.2, rng.uniform(0, DAYS, items), np.nan)
        level = rng.normal(1.0, 0.8, KINDS)
        self._price = np.exp(level[self._kind] + rng.normal(0, 0.3, items)).round(2)
        self._drift = rng.normal(0, 0.5, (FAMILIES, 12)).cumsum(axis=1)

    def baskets(self) -> Baskets:
        """What everybody buys within the world's days."""
        lines: list[tuple[str, float, str]] = []
        for user in range(self._users):
            lines += [(f"u{user:04}", day, f"i{item:04}") for day, item in self._bought_by_one()]
        titles = {f"i{item:04}": self._title(item) for item in range(self._items)}
        prices = {f"i{item:04}": max(float(price), 0.05) for item, price in enumerate(self._price)}
        return baskets_of(lines, titles, prices, {})

    def _title(self, item: int) -> str:
        family, kind = (_word(int(part[item]), tag) for part, tag in ((self._family, 1), (self._kind, 2)))
        return f"{_word(int(self._style[item]), 3)} {family} {kind} {VARIANTS[item % len(VARIANTS)]}"

    def _bought_by_one(self) -> list[tuple[float, int]]:
        rng, habits = self._rng, self._habits
        taste = rng.dirichlet(np.full(FAMILIES, 0.25))[self._family] + 0.02
        taste = taste * (rng.dirichlet(np.full(KINDS, 0.5))[self._kind] + 0.02)
        purse = rng.normal(1.0, 0.8)
        fits = np.exp(-((np.log(self._price) - purse) ** 2) / 4)
        liked = taste * fits * self._fame ** (habits.follows * rng.uniform(0.5, 1.3))
        day = rng.uniform(0, DAYS * 0.95) if rng.random() < 0.5 else rng.uniform(0, 30)
        gap = np.exp(rng.normal(3.4, 0.7))
        own: list[int] = []
        bought: list[tuple[float, int]] = []
        while day < DAYS:
            size = max(int(rng.lognormal(np.log(habits.basket), 0.7)), 1)
            for item in self._basket(liked * self._wanted(day), min(size, 60), own):
                bought.append((float(day), item))
                own.append(item)
            day += rng.exponential(gap) + 1
        return bought

    def _wanted(self, day: float) -> Array:
        """How much each item is wanted on a day: not before it is there, in its season, as its family drifts."""
        there = (self._launch <= day).astype(np.float64)
        fresh = 1 + 2 * np.exp(-np.maximum(day - self._launch, 0) / 20) * (self._launch >= 0)
        away = np.abs(np.where(np.isnan(self._season), day, self._season) - day)
        seasonal = np.where(np.isnan(self._season), 1.0, 4 * np.exp(-((away / 25) ** 2)) + 0.05)
        drift = np.exp(self._drift[self._family, min(int(day / DAYS * 12), 11)] * 0.5)
        found: Array = there * fresh * seasonal * drift
        return found

    def _basket(self, liked: Array, size: int, own: list[int]) -> list[int]:
        """One after another: bought before, a variant or a thing of the family of the last one, or what is liked."""
        rng, habits = self._rng, self._habits
        chosen: dict[int, None] = {}
        last: int | None = None
        for turn in rng.random(size):
            weights = liked
            if own and turn < habits.again:
                item = own[-1 - int(len(own) * rng.random() ** 2)]
            else:
                if last is not None and turn > 1 - habits.variants:
                    weights = liked * (self._style == self._style[last])
                elif last is not None and rng.random() < habits.keeps_family:
                    weights = liked * (self._family == self._family[last])
                drawn = _drawn(weights, rng)
                item = drawn if drawn is not None else own[-1] if own else -1
            if item >= 0:
                chosen[item] = None
                last = item
        return list(chosen)


def _drawn(weights: Array, rng: np.random.Generator) -> int | None:
    heights = np.cumsum(weights)
    return int(np.searchsorted(heights, rng.random() * heights[-1])) if heights[-1] > 0 else None


def _word(number: int, tag: int) -> str:
    """An invented word: the same number and tag, the same word."""
    mixed = number * 7 + tag * 131
    return "".join(SYLLABLES[(mixed // 12**place + tag * place) % 12] for place in range(3))
