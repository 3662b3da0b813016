"""What the sources of a page agree on, and who wins where they do not."""

from dataclasses import dataclass, field
from decimal import Decimal

from prices.models.page import Availability, Source
from prices.reading.amounts import is_same
from prices.reading.claims import Claim
from prices.reading.sightings import Sighting
from prices.reading.traits import ELSEWHERE
from prices.reading.visible import SURE_ENOUGH, Shown
from tradewind.evidence import Reason

SURE = 5.0
"""Points from which a visible amount stands against the markup."""
WEIGHTS = {
    Source.JSON_LD: 3.0,
    Source.MICRODATA: 3.0,
    Source.RDFA: 2.5,
    Source.EMBEDDED: 2.0,
    Source.OPENGRAPH: 1.5,
}
"""How much a source counts. The visible page counts 1.6 to 3.5, by how much its amount looks like the price."""
UNSEEN = 0.6
"""What is left of a source's weight when the page shows a price, and not that one."""
NEAR_TIE = 0.3
"""Points by which a visible amount must lead the next where nothing else speaks for it. On the saved pages without
their markup 0.3 turns the one wrong price into an unknown, and two right ones with it; 0.6 costs two more of those."""
STRUCK = 0.2
"""What is left of it when the page shows that amount as a former price only."""


@dataclass
class Verdict:
    """The price that won, with what speaks for and against it."""

    price: Decimal | None = None
    source: Source | None = None
    claim: Claim | None = None  # whose words stand beside the price
    sighting: Sighting | None = None
    confidence: float = 0.0
    reasons: list[Reason] = field(default_factory=list)


@dataclass
class _Vote:
    price: Decimal
    weight: float
    source: Source
    claim: Claim | None = None
    sighting: Sighting | None = None


def weigh(claims: list[Claim], shown: Shown) -> Verdict:
    """The amount with the most weight behind it; its confidence is its share of all weight, times how sure that is.

    Each claim with a price votes for it by its source's weight, less where the page does not show that amount
    (`UNSEEN`) or shows it only as a former price (`STRUCK`). The best visible amount votes for itself. Amounts that
    differ by rounding are one. A lone source is believed to 0.8 (markup) or 0.5 to 0.75 (visible page); sources that
    agree raise it: 1 - 0.7 to the power of their number. A visible amount that stands alone and hardly leads another
    is not told from it: no price.
    """
    best = shown.best if shown.best is not None and shown.best.score >= SURE_ENOUGH else None
    votes = [vote for claim in claims if (vote := _vote_of(claim, shown, best)) is not None]
    if best is not None and best.amount is not None:
        votes.append(
            _Vote(best.amount, min(3.5, 1.6 + 0.3 * (best.score - SURE_ENOUGH)), Source.VISIBLE, sighting=best)
        )
    if best is not None and not any(vote.claim for vote in votes) and _is_rivalled(best, shown):
        return Verdict(reasons=[Reason(text="two amounts stand out alike, and nothing tells which is the price")])
    if not votes:
        return Verdict(reasons=[Reason(text="no amount on the page can be told to be its price")])
    groups: list[list[_Vote]] = []
    for vote in votes:
        group = next((g for g in groups if is_same(g[0].price, vote.price)), None)
        if group is None:
            groups.append([vote])
        else:
            group.append(vote)
    total = sum(vote.weight for vote in votes)
    winners = max(groups, key=lambda group: sum(vote.weight for vote in group))
    share = sum(vote.weight for vote in winners) / total
    first = max(winners, key=lambda vote: vote.weight if vote.claim is not None else 0)
    seen = next((vote.sighting for vote in winners if vote.sighting is not None), None)
    price = seen.amount if seen is not None and seen.amount is not None else first.price
    verdict = Verdict(price, first.source, next((v.claim for v in winners if v.claim is not None), None), seen)
    verdict.confidence = round(share * _trust(winners), 3)
    for vote in winners:
        verdict.reasons.append(Reason(text=f"{vote.source} says {vote.price:f}", weight=round(vote.weight / total, 3)))
    for group in groups:
        for vote in group if group is not winners else ():
            reason = Reason(text=f"{vote.source} says {vote.price:f} instead", weight=-round(vote.weight / total, 3))
            verdict.reasons.append(reason)
    return verdict


def _is_rivalled(best: Sighting, shown: Shown) -> bool:
    """Whether another amount looks as much like the price as the best one does."""
    return any(
        not other.role
        and other.amount is not None
        and best.amount is not None
        and other.score > best.score - NEAR_TIE
        and not is_same(other.amount, best.amount)
        for other in shown.described
    )


def _trust(winners: list[_Vote]) -> float:
    if len(winners) > 1:
        return float(1 - 0.3 ** len(winners))
    only = winners[0]
    if only.sighting is None:
        return 0.8
    return min(0.75, 0.5 + 0.05 * max(0.0, only.sighting.score - SURE_ENOUGH))


def _vote_of(claim: Claim, shown: Shown, best: Sighting | None) -> _Vote | None:
    price = claim.price
    if price is None:
        return None
    weight = WEIGHTS.get(claim.source, 1.0) * (0.5 if claim.is_offer_only or claim.listed else 1.0)
    seen = [s for s in shown.described if s.amount is not None and is_same(price, s.amount)]
    if best is not None and best.score >= SURE:
        plain = [s for s in seen if not s.role or s is best]
        if seen and not plain:
            weight *= STRUCK
        elif not seen:
            weight *= UNSEEN
    if price == 0 and not shown.says_free and all(s.traits & ELSEWHERE for s in seen):
        return None  # shops write 0 where they know no price; a free thing says so
    return _Vote(price, weight, claim.source, claim)


def availability_of(claims: list[Claim], shown: Shown, has_price: bool) -> tuple[Availability, str | None]:
    """The stock state, and why.

    Markup first. Where markup says in stock or nothing, but the page says otherwise by the price and has no button to
    buy, the page is right. Limited stock refines in stock. A price with a button to buy, and nothing said: in stock.
    """
    stated = next((c for c in claims if c.availability is not Availability.UNKNOWN), None)
    seen = Availability(shown.stock) if shown.stock is not None else Availability.UNKNOWN
    if stated is None:
        if seen is not Availability.UNKNOWN:
            return seen, f"the page says “{shown.stock_text}”"
        if has_price and shown.buttons:
            return Availability.IN_STOCK, "there is a price and a button to buy"
        return Availability.UNKNOWN, None
    says_otherwise = seen not in (Availability.UNKNOWN, Availability.IN_STOCK)
    is_believed = seen is Availability.LIMITED or not shown.buttons
    if stated.availability is Availability.IN_STOCK and says_otherwise and is_believed:
        return seen, f"the page says “{shown.stock_text}”"
    return stated.availability, f"{stated.source} says {stated.availability.value.replace('_', ' ')}"
