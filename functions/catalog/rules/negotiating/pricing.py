"""How far to go, what to aim at and where to begin: three unit prices from what is known.

The walk-away price is what the best alternative is worth (R. Fisher, W. Ury: Getting to Yes, on the BATNA;
https://www.pon.harvard.edu/tag/batna/): above it the other deal is the better one.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from catalog.rules.landed_cost.amounts import plain
from tradewind.evidence import Decision, Reason
from tradewind.model import Price

PROVENANCE = "rule:catalog.negotiating@1"
RECENT = timedelta(days=730)
"""A price that was paid longer ago says little of what is asked today."""
NEAR = 2
"""A quantity is near a break, or near what was bought before, where it is at least half of it."""
USUAL = Decimal("0.97")
"""Where nothing is known that speaks for a lower price: a convention, and said to be one."""
LEAST_UNDER, MOST_UNDER = Decimal("0.95"), Decimal("0.85")
"""An opening is 5 to 15 % under the target: nearer leaves no room to give, further has nothing to stand on."""
GIVEN = (Decimal(0), Decimal("0.5"), Decimal("0.75"), Decimal(1))
"""How much of the way to the target is given by each step: half as much each time says that the end is near."""


class Break(NamedTuple):
    """A price break of the offer."""

    min_quantity: int
    unit_price: Decimal


class PastPrice(NamedTuple):
    """What was paid before, in the offer's currency."""

    unit_price: Decimal
    on: date
    quantity: int | None


class Grounds(NamedTuple):
    """What is known. Prices are of a unit, in the offer's currency.

    `equal_price`: at which the offer costs as much at the door as the best alternative; `is_beaten`: it does not at any
    price. `least`: the smallest step of a price.
    """

    quantity: int
    list_price: Decimal
    currency: str
    least: Decimal
    today: date
    breaks: Sequence[Break] = ()
    history: Sequence[PastPrice] = ()
    alternative: str | None = None
    equal_price: Decimal | None = None
    is_beaten: bool = False
    budget: Decimal | None = None
    doubts: Sequence[str] = ()
    """what the comparison with the alternatives could not count"""


class Prices(NamedTuple):
    """Opening, target and walk-away, each at most the next; all null where the alternative is better at any price."""

    opening: Decision[Price]
    target: Decision[Price]
    walk_away: Decision[Price]


def prices(grounds: Grounds) -> Prices:
    """The three prices.

    - Walk-away: the lowest of the list price (nobody need pay more), the price that makes the offer equal to the best
      alternative at the door, and the budget.
    - Target: the lowest, up to the walk-away, of what this supplier took within two years for a quantity that ours is
      at least half of, and of the break that ours is at least half of; with neither below it, 3 % under the walk-away.
    - Opening: the lowest price that the supplier has named at any quantity, but 5 to 15 % under the target.
    """
    if grounds.is_beaten:
        said = f"{grounds.alternative} costs less at the door, whatever this supplier asks"
        none = _decided(None, [said, *grounds.doubts])
        return Prices(none, none, none)
    walk_away, why = _walk_away(grounds)
    target, grounds_of_target = _target(grounds, walk_away)
    opening, grounds_of_opening = _opening(grounds, target)
    return Prices(
        _decided(opening, grounds_of_opening),
        _decided(target, grounds_of_target),
        _decided(walk_away, why),
    )


def steps(opening: Decimal, target: Decimal, least: Decimal) -> list[Decimal]:
    """What to offer one after another: half of the way to the target, half of the rest, the rest; each price once."""
    offers = [_down(opening + (target - opening) * given, least) for given in GIVEN]
    return list(dict.fromkeys([*offers[:-1], target]))


def near_break(grounds: Grounds) -> Break | None:
    """The next price break, where the quantity is at least half of it and it is cheaper."""
    above = [each for each in grounds.breaks if each.min_quantity > grounds.quantity]
    following = min(above, key=lambda each: each.min_quantity, default=None)
    if following is None or following.unit_price >= grounds.list_price:
        return None
    return following if grounds.quantity * NEAR >= following.min_quantity else None


def best_paid(grounds: Grounds) -> PastPrice | None:
    """The lowest price that was paid within two years for a quantity that ours is at least half of."""
    fitting = [
        each
        for each in grounds.history
        if timedelta(0) <= grounds.today - each.on <= RECENT
        and (each.quantity is None or grounds.quantity * NEAR >= each.quantity)
    ]
    return min(fitting, key=lambda each: each.unit_price, default=None)


def _walk_away(grounds: Grounds) -> tuple[Decimal, list[str]]:
    currency = grounds.currency
    bounds = [(grounds.list_price, f"the offer is at {plain(grounds.list_price)} {currency}")]
    if grounds.equal_price is not None:
        said = f"at {plain(grounds.equal_price)} {currency} {grounds.alternative} costs as much at the door"
        bounds.append((grounds.equal_price, said))
    if grounds.budget is not None:
        bounds.append((grounds.budget, f"your budget is {plain(grounds.budget)} {currency}"))
    bounds.sort(key=lambda each: each[0])
    if grounds.equal_price is None:
        bounds.append((Decimal(0), "no alternative is known: there is nothing to fall back on"))
    return _down(bounds[0][0], grounds.least), [*(said for _, said in bounds), *grounds.doubts]


def _target(grounds: Grounds, walk_away: Decimal) -> tuple[Decimal, list[str]]:
    currency = grounds.currency
    found = []
    if paid := best_paid(grounds):
        for_ = f" for {paid.quantity}" if paid.quantity else ""
        found.append((paid.unit_price, f"{plain(paid.unit_price)} {currency} was paid on {paid.on}{for_}"))
    if following := near_break(grounds):
        said = f"from {following.min_quantity} on it is {plain(following.unit_price)} {currency}"
        found.append((following.unit_price, f"{said}, and {grounds.quantity} is at least half of that"))
    below = sorted(each for each in found if each[0] < walk_away)
    if below:
        return _down(below[0][0], grounds.least), [said for _, said in below]
    said = "nothing is known that speaks for a price below the walk-away; 3 % under it is a convention"
    return _down(walk_away * USUAL, grounds.least), [said]


def _opening(grounds: Grounds, target: Decimal) -> tuple[Decimal, list[str]]:
    named = [(each.unit_price, f"the price from {each.min_quantity} on") for each in grounds.breaks]
    named += [(each.unit_price, f"what was paid on {each.on}") for each in grounds.history if each.on <= grounds.today]
    lowest, what = min(named, default=(target, "the target"), key=lambda each: each[0])
    opening = min(max(lowest, target * MOST_UNDER), target * LEAST_UNDER)
    reasons = [f"{(1 - opening / target) * 100:.0f} % under the target, so that there is room to give"]
    if lowest < target:
        reasons.insert(0, f"the lowest that this supplier named is {what}, {plain(lowest)} {grounds.currency}")
    return _down(opening, grounds.least), reasons


def _down(price: Decimal, least: Decimal) -> Decimal:
    """A price in whole steps, not above what it was; a price that is less than a step stays a step."""
    return max(least, ((price / least).to_integral_value(ROUND_FLOOR) * least).quantize(least))


def _decided(price: Decimal | None, reasons: Sequence[str]) -> Decision[Price]:
    return Decision(value=price, basis="rule", reasons=[Reason(text=each) for each in reasons], provenance=PROVENANCE)
