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

    @property
    def levied_as(self) -> tuple[str | None, str | None]:
        """By what duties are told."""
        return self.product.hs_code, self.product.origin


def verdict(candidates: Sequence[Candidate]) -> Decision[str]:
    """The product with the lowest landed cost, or null where what is unknown may turn that.

    - A product that cannot be bought as asked takes no part, and the reasons say why.
    - Charges are never negative, so a total that leaves something out can only rise. The cheapest as far as known is
      the cheapest if its own total is complete, or if every other total leaves out at least the same charges: then they
      are compared alike. A duty that is left out is alike only for goods of one HS code and origin.
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
        reasons.append(Reason(text=f"all are compared without {_named(first.cost.leaves_out)}, which nobody has told"))
    return _decided(first.product_id, [*told, *reasons])


def cheapest(candidates: Sequence[Candidate]) -> Candidate | None:
    """The product with the lowest total as far as known, of those that can be bought; None where there is none."""
    return min((each for each in candidates if each.excluded is None), key=_by_cost, default=None)


def _doubts(first: Candidate, others: Sequence[Candidate]) -> str | None:
    """Why the cheapest as far as known may not be the cheapest."""
    mine = set(first.cost.leaves_out) if first.cost else set()
    for other in others:
        theirs = set(other.cost.leaves_out) if other.cost else set()
        if missing := mine - theirs:
            return f"its {_named([charge for charge in Charge if charge in missing])} is unknown"
        if Charge.DUTY in mine and first.levied_as != other.levied_as:
            return f"duties are unknown, and {other.title} has another code or origin"
    return None


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
