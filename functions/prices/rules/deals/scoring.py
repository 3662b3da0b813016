"""The score of a price: parts that are each worth something, and add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from prices.models.deal import Elsewhere, Score, Usual
from prices.models.page import Availability
from prices.models.product import Offer
from prices.rules.deals.spells import NOT_TO_BE_HAD, Spell, off, time_of
from tradewind.evidence import Reason

TICK = timedelta(microseconds=1)
HALF = Fraction(1, 2)
WEIGHTS = {"off": 40, "place": 25, "elsewhere": 20, "stock": 10, "shipping": 5}
"""What each part counts of the score; those of which nothing is known count nothing, and the others all."""
FULL_OFF = Fraction(40, 100)
"""A reduction that is worth all that its part can be: 40 % under the median."""
FULL_ELSEWHERE = Fraction(15, 100)
"""The same of what other shops ask."""
FULL_SHIPPING = Fraction(10, 100)
"""Shipping that costs as much of the usual price is worth nothing, half as much is what is usual."""
LATER = {Availability.PRE_ORDER: Fraction(1, 4), Availability.BACK_ORDER: Fraction(1, 4)}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the score: how good it is, from 0 by a half, which is what is usual, to 1; and why."""

    name: str
    worth: Fraction
    text: str


def score_of(parts: Sequence[Part], availability: Availability) -> tuple[Score, list[Reason]]:
    """The score from 0 to 100, and what each part adds to or takes from the 50 of a usual price.

    The weights of the reasons sum to the score as a share, less a half, but for its rounding. What cannot be had is no
    deal at any price: 0.
    """
    if availability in NOT_TO_BE_HAD:
        said = "it is out of stock" if availability is Availability.OUT_OF_STOCK else "it is discontinued"
        return 0, [Reason(text=f"{said}: what cannot be had is no deal", weight=-0.5)]
    whole = sum(WEIGHTS[each.name] for each in parts)
    shares = [(each.worth - HALF) * WEIGHTS[each.name] / whole for each in parts]
    reasons = [Reason(text=each.text, weight=float(share)) for each, share in zip(parts, shares, strict=True)]
    return round(100 * (HALF + sum(shares))), reasons


def off_part(price: Decimal, usual: Usual) -> Part | None:
    """The real discount: how much less it costs than the median of 90 days, whatever the page claims."""
    share = off(price, usual.median)
    if share is None:
        return None
    return Part("off", _between(HALF + share / FULL_OFF / 2), f"{off_text(share)} its {_span(usual)} median")


def place_part(price: Decimal, past: Sequence[Spell]) -> Part:
    """The place in its own history: the share of the time that it cost more, and half of that it cost the same."""
    dearer = time_of(each for each in past if each.price > price)
    same = time_of(each for each in past if each.price == price)
    whole = time_of(past)
    worth = Fraction((2 * dearer + same) // TICK, 2 * whole // TICK)
    return Part("place", worth, f"it cost more for {round(100 * dearer / whole)} % of the time before")


def elsewhere_part(total: Decimal, others: Sequence[Offer]) -> tuple[Part | None, Elsewhere]:
    """What the cheapest other shop asks, shipping counted where it is stated."""
    if not others:
        return None, Elsewhere(shops=0)
    cheapest = min(others, key=lambda offer: (offer.total, offer.host, offer.listing_id))
    found = Elsewhere(shops=len(others), lowest=cheapest.total, host=cheapest.host)
    share = off(total, cheapest.total)
    if share is None:
        return None, found
    text = f"{off_text(share)} {cheapest.host}, the cheapest of {len(others)} other shops"
    text = text if len(others) > 1 else f"{off_text(share)} the other shop, {cheapest.host}"
    return Part("elsewhere", _between(HALF + share / FULL_ELSEWHERE / 2), text), found


def shipping_part(shipping: Decimal | None, usual: Usual) -> Part | None:
    """What shipping costs beside the usual price: so a dearer price does not make it look cheap."""
    if shipping is None or not usual.median:
        return None
    share = Fraction(shipping) / Fraction(usual.median)
    text = f"shipping is {round(100 * share)} % of the usual price" if shipping else "shipping is free"
    return Part("shipping", _between(1 - share / FULL_SHIPPING), text)


def stock_part(availability: Availability) -> Part | None:
    """Whether it can be had now."""
    if availability is Availability.UNKNOWN:
        return None
    words = availability.value.replace("_", " ")
    return Part("stock", LATER.get(availability, HALF), f"it is {words}" if availability not in LATER else words)


def off_text(share: Fraction) -> str:
    """How far under or over something a price is: `12 % under`, `3 % over`, `the same as`."""
    rounded = round(100 * share)
    return f"{abs(rounded)} % {'under' if rounded > 0 else 'over'}" if rounded else "the same as"


def _span(usual: Usual) -> str:
    return "90-day" if usual.known_days >= 80 else f"{usual.known_days}-day"


def _between(worth: Fraction) -> Fraction:
    return max(Fraction(0), min(Fraction(1), worth))
