"""What many reports say together: a weighted median that newcomers, however many, cannot move past the trusted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import fsum

from prices.rules.reports.trust import TRUSTED

COUNTS_FOR = timedelta(hours=48)
"""How long a price that somebody saw says something of the price now."""
NEWCOMERS_SHARE = 1 / 3
"""All who are not trusted weigh at most this much of what the trusted weigh, however many they are."""
QUORUM = 3
"""Trusted tenants that must agree before others than the reporter's own hear of a price."""
SAME_WITHIN = Decimal("0.01")
"""Two prices are the same that differ by no more than this part of the larger: rounding, and a bank's rate."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What one tenant says a price is, and what its word weighs: that of its most trusted reporter."""

    tenant: str
    price: Decimal
    currency: str
    weight: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Agreed:
    """What all say together. `low` and `high`: where the middle half of the weight lies."""

    price: Decimal
    low: Decimal
    high: Decimal
    share: float
    """of the weight that says `price`, within SAME_WITHIN"""
    tenants: int
    """trusted ones that do"""
    seen_at: datetime
    holds_for_all: bool


def together(voices: Sequence[Voice], at: datetime) -> Agreed | None:
    """The weighted median of what tenants saw within 48 hours; None where nobody says anything that counts.

    - One tenant has one voice, all in one currency.
    - Tenants below TRUSTED have together at most a third of the weight of the trusted: each is scaled down alike.
      So with any number of them at any price, the median stays within what the trusted say: newcomers have at most a
      quarter of the whole, and a weighted median breaks down at a half (P. J. Rousseeuw and A. M. Leroy, Robust
      Regression and Outlier Detection, 1987, section 1.2).
    - It holds for all where at least three trusted tenants say the same as the median, and they have more than half of
      the trusted weight. Where none is trusted it holds for nobody but those who said it.
    """
    recent = [voice for voice in voices if timedelta() <= at - voice.at <= COUNTS_FOR and voice.weight > 0]
    if not recent:
        return None
    weights = weights_of([voice.weight for voice in recent])
    pairs = sorted(zip((voice.price for voice in recent), weights, strict=True))
    price = _quantile(pairs, 0.5)
    agreeing = [voice for voice in recent if is_same(voice.price, price)]
    trusted = [voice for voice in agreeing if voice.weight >= TRUSTED]
    all_trusted = fsum(voice.weight for voice in recent if voice.weight >= TRUSTED)
    said = fsum(weight for each, weight in pairs if is_same(each, price))
    return Agreed(
        price=price,
        low=_quantile(pairs, 0.25),
        high=_quantile(pairs, 0.75),
        share=min(1.0, said / fsum(weights)),
        tenants=len(trusted),
        seen_at=max(voice.at for voice in agreeing),
        holds_for_all=len(trusted) >= QUORUM and fsum(voice.weight for voice in trusted) > all_trusted / 2,
    )


def weights_of(weights: Sequence[float]) -> list[float]:
    """The weights as they count together: all below TRUSTED scaled down to a third of what the others weigh."""
    trusted = fsum(weight for weight in weights if weight >= TRUSTED)
    others = fsum(weight for weight in weights if weight < TRUSTED)
    if not trusted or others <= trusted * NEWCOMERS_SHARE:
        return list(weights)
    scale = trusted * NEWCOMERS_SHARE / others
    return [weight if weight >= TRUSTED else weight * scale for weight in weights]


def is_same(one: Decimal, other: Decimal) -> bool:
    """Whether two amounts are one price."""
    return abs(one - other) <= max(one, other) * SAME_WITHIN


def _quantile(pairs: Sequence[tuple[Decimal, float]], level: float) -> Decimal:
    """The lowest price with at least this part of the weight at or below it."""
    whole, so_far = fsum(weight for _, weight in pairs), 0.0
    for price, weight in pairs:
        so_far += weight
        if so_far >= level * whole * (1 - 1e-12):
            return price
    return pairs[-1][0]
