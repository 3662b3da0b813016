"""What a person's own history says of a product: how much they like such things, from 0 to 1, and why.

Each act has a weight (an order 1, a look 0.2; a search for a category or a brand counts as half a look) and counts half
as much after 30 days. What they add up to is what the person likes: the share of each category, brand, supplier and
quality tier. A product is liked by the shares of its own traits: the category's counts 0.4, the brand's 0.3, the
supplier's 0.2, the tier's 0.1, each as a part of the person's favourite of that kind. Under three acts too little is
known, and nothing is personalised.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

SEARCHED = 0.1
"""What a search weighs; what is done with products says its own weight."""
HALF_LIFE = timedelta(days=30)
LEAST_ACTS = 3
TRAITS = {"category": 0.4, "brand": 0.3, "supplier": 0.2, "quality_tier": 0.1}


class Act(NamedTuple):
    """Something a person did with a product of these traits, by name (`category`, ...); `weight` from 0 to 1."""

    weight: float
    at: datetime
    traits: Mapping[str, str]


Shares = Mapping[str, Mapping[str, float]]
"""By trait and value, as parts of the favourite of that trait; empty where too little is known."""


class Liking(NamedTuple):
    """How much a person likes such a product, and for which of its traits, the strongest first."""

    value: float
    traits: tuple[tuple[str, str], ...]


def liked_traits(acts: Iterable[Act], now: datetime) -> Shares:
    """What a person's acts say they like."""
    known = list(acts)
    if len(known) < LEAST_ACTS:
        return {}
    sums: dict[str, dict[str, float]] = {}
    for act in known:
        age = max(now - act.at, timedelta())
        weight = act.weight * 0.5 ** (age / HALF_LIFE)
        for trait, value in act.traits.items():
            if trait in TRAITS and value:
                of_kind = sums.setdefault(trait, {})
                of_kind[value.casefold()] = of_kind.get(value.casefold(), 0.0) + weight
    shares = {}
    for trait, of_kind in sums.items():
        most = max(of_kind.values())
        if most > 0:
            shares[trait] = {value: weight / most for value, weight in of_kind.items()}
    return shares


def liking(shares: Shares, traits: Mapping[str, str | None]) -> Liking:
    """How much somebody who likes that likes a product of these traits."""
    parts = [
        (TRAITS[trait] * shares[trait].get(value.casefold(), 0.0), trait, value)
        for trait, value in traits.items()
        if value and trait in shares
    ]
    liked = sorted((part for part in parts if part[0] > 0), key=lambda part: (-part[0], part[1]))
    return Liking(min(sum(part[0] for part in liked), 1.0), tuple((trait, value) for _, trait, value in liked))
