"""Which product costs least at the door, as far as that is known."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from catalog.models.incoterm import Charge
from catalog.models.landed_cost import LandedCost
from catalog.models.product import Offer, Product
from catalog.rules.landed_cost.amounts import plain
from tradewind.evidence import Decision, Reason

PROVENANCE = "rule:catalog.comparing@1"
MOST_CAUSES = 3

_CARRIED = tuple(charge for charge in Charge if charge not in {Charge.DUTY, Charge.TAX})
_AT_THE_BORDER = _CARRIED[: _CARRIED.index(Charge.IMPORT_TERMINAL)]
_DELIVERED = (*_CARRIED[: _CARRIED.index(Charge.UNLOADING)], Charge.DUTY)
LEVIED = {
    Charge.INSURANCE: (_AT_THE_BORDER,),
    Charge.DUTY: ((Charge.GOODS,), _AT_THE_BORDER),
    Charge.TAX: ((Charge.GOODS,), _AT_THE_BORDER, _DELIVERED),
}
"""Charges that are a share of something, and of what they may be."""


class Candidate(NamedTuple):
    """A product at the offer that it is compared at. `excluded`: why it cannot be bought as asked."""

    product: Product
    offer: Offer | None
    cost: LandedCost | None
    excluded: str | None

    @property
    def product_id(self) -> str:
        return self.product.product_id

    @property
    def title(self) -> str:
        return self.product.title[:120]

    @property
    def total(self) -> Decimal:
        """What is known of its landed cost."""
        return self.cost.total if self.cost and self.cost.total is not None else Decimal(0)

    @property
    def days(self) -> int | None:
        """From the order to the door, where both the offer and the freight tariff say it."""
        lead = self.offer.lead_time_days if self.offer else None
        transit = self.cost.transit_days if self.cost else None
        return None if lead is None or transit is None else lead + transit


def verdict(candidates: Sequence[Candidate]) -> Decision[str]:
    """The product with the lowest landed cost, or null where what is unknown may turn that.

    - A product that cannot be bought as asked takes no part, and the reasons say why.
    - Charges are never negative, so a total that leaves something out can only rise. The cheapest as far as known is
      the cheapest if its own total is complete, or if every other leaves out the same and would not pay less of it:
      of carriage, goods as heavy and as bulky or more, sent from the same place; of insurance, duty and tax, goods that
      are worth as much at each step up to the door, for tax of the same code, for duty as heavy and of the same origin
      too.
    - Of equal totals that which comes sooner is named.
    """
    able = [each for each in candidates if each.excluded is None]
    reasons = [Reason(text=f"{each.title}: {each.excluded}") for each in candidates if each.excluded]
    if not able:
        return _decided(None, [Reason(text="none of the products can be bought as asked"), *reasons])
    first, *others = sorted(able, key=_by_cost)
    doubts = _doubts(first, others)
    told = [Reason(text=_standing(first)), *_advantage(first, others)]
    if doubts:
        lead = f"it is not known which costs least: {first.title} does as far as known, but {doubts}"
        return _decided(None, [Reason(text=lead), *told, *reasons])
    if first.cost and first.cost.leaves_out:
        reasons.append(
            Reason(
                text=f"compared without {_named(first.cost.leaves_out)}, which nobody told: no other pays less of it"
            )
        )
    return _decided(first.product_id, [*told, *reasons])


def cheapest(candidates: Sequence[Candidate]) -> Candidate | None:
    """The product with the lowest total as far as known, of those that can be bought; None where there is none."""
    return min((each for each in candidates if each.excluded is None), key=_by_cost, default=None)


def _doubts(first: Candidate, others: Sequence[Candidate]) -> str | None:
    """Why the cheapest as far as known may not be the cheapest."""
    mine = first.cost.leaves_out if first.cost else []
    for other in others:
        if open_ := [charge for charge in mine if not _pays_no_less(other, first, charge)]:
            return f"its {_named(open_)} is unknown, and {other.title} may pay less of it"
    return None


def _pays_no_less(other: Candidate, first: Candidate, charge: Charge) -> bool:
    """Whether another product pays at least as much of a charge that nobody has told."""
    if other.cost is None or charge not in other.cost.leaves_out:
        return False
    if charge not in LEVIED:
        return _is_as_heavy(other.offer, first.offer) and _sent_from(other) == _sent_from(first)
    if any(_sum(first, base) > _sum(other, base) for base in LEVIED[charge]):
        return False
    if charge is Charge.INSURANCE:
        return True
    has_same_code = other.product.hs_code == first.product.hs_code
    if charge is Charge.TAX:
        return has_same_code
    return has_same_code and other.product.origin == first.product.origin and _is_as_heavy(other.offer, first.offer)


def _is_as_heavy(other: Offer | None, first: Offer | None) -> bool:
    if other is None or first is None:
        return False
    pairs = (
        (first.unit_weight_kg, other.unit_weight_kg),
        (first.unit_volume_m3, other.unit_volume_m3),
    )
    return all(mine is not None and theirs is not None and mine <= theirs for mine, theirs in pairs)


def _sent_from(candidate: Candidate) -> str | None:
    return (candidate.offer.supplier_country if candidate.offer else None) or candidate.product.origin


def _sum(candidate: Candidate, charges: Sequence[Charge]) -> Decimal:
    """What is known of some charges."""
    known = _by_charge(candidate.cost) if candidate.cost else {}
    return sum((known.get(charge, Decimal(0)) for charge in charges), Decimal(0))


def _standing(first: Candidate) -> str:
    cost = first.cost
    if cost is None or cost.total is None or cost.per_unit is None:
        return first.title
    known = "" if cost.is_complete else " as far as known"
    per_unit = plain(cost.per_unit.quantize(Decimal("0.0001")))
    return f"{first.title} costs {cost.total} {cost.currency} at the door{known}, {per_unit} a unit"


def _advantage(first: Candidate, others: Sequence[Candidate]) -> list[Reason]:
    """What the next costs more, and which charges make most of the difference."""
    if not others or first.cost is None or others[0].cost is None:
        return []
    second = others[0]
    more = second.total - first.total
    currency = first.cost.currency
    if not more:
        said = f"{second.title} costs the same"
        return [Reason(text=f"{said}, and takes {second.days} days for {first.days}" if second.days else said)]
    share = more / first.total * 100 if first.total else Decimal(100)
    reasons = [Reason(text=f"{second.title} costs {more} {currency} more ({share:.1f} %)")]
    mine, theirs = _by_charge(first.cost), _by_charge(others[0].cost)
    gaps = {charge: theirs.get(charge, Decimal(0)) - mine.get(charge, Decimal(0)) for charge in mine | theirs}
    for charge, gap in sorted(gaps.items(), key=lambda each: -abs(each[1]))[:MOST_CAUSES]:
        if gap:
            weight = max(-1.0, min(1.0, float(gap / sum(abs(each) for each in gaps.values()))))
            side = "less" if gap > 0 else "more"
            text = f"{charge.value.replace('_', ' ')}: {abs(gap)} {currency} {side} than {second.title}"
            reasons.append(Reason(text=text, weight=round(weight, 4)))
    if first.days is not None and second.days is not None and second.days < first.days:
        reasons.append(Reason(text=f"{second.title} comes {first.days - second.days} days sooner"))
    return reasons


def _by_charge(cost: LandedCost) -> dict[Charge, Decimal]:
    found: dict[Charge, Decimal] = {}
    for line in cost.lines:
        if line.amount is not None and line.is_counted:
            found[line.charge] = found.get(line.charge, Decimal(0)) + line.amount
    return found


def _by_cost(candidate: Candidate) -> tuple[Decimal, int, int]:
    left_out = len(candidate.cost.leaves_out) if candidate.cost else 0
    return candidate.total, left_out, 10**6 if candidate.days is None else candidate.days


def _named(charges: Sequence[Charge]) -> str:
    return ", ".join(charge.value.replace("_", " ") for charge in charges)


def _decided(product_id: str | None, reasons: list[Reason]) -> Decision[str]:
    return Decision(value=product_id, basis="rule", reasons=reasons[:20], provenance=PROVENANCE)
