"""Which coupons leave the least to pay, proven."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from prices.models.coupon import ShopTermsRequest
from prices.models.page import CouponKind, Stacking
from prices.rules.coupons.basket import Basket, Offer, Step, go_together, take_off

MOST_TRIED = 1500
"""Combinations that are worked out in one search, some 0.4 s; a search that needs more says that it is not proven."""


@dataclass(slots=True)
class Found:
    """The best combination, and how it is known to be."""

    steps: list[Step]
    saving: int
    tried: int = 0
    ruled_out: int = 0
    most_possible: int = 0
    is_proven: bool = True


@dataclass(slots=True)
class _Search:
    basket: Basket
    shop: ShopTermsRequest
    best: Found = field(default_factory=lambda: Found([], 0))

    def weigh(self, chosen: Sequence[Offer]) -> None:
        """Work out a combination. Of two that save the same, the one of fewer coupons stays."""
        steps = take_off(self.basket, chosen, self.shop)
        saving = sum(step.off for step in steps)
        self.best.tried += 1
        if (saving, -len(steps)) > (self.best.saving, -len(self.best.steps)):
            self.best.steps, self.best.saving = steps, saving

    def extend(self, chosen: tuple[Offer, ...], rest: Sequence[Offer]) -> None:
        """Go through all combinations of `chosen` with some of `rest`, leaving out groups that cannot be better."""
        for number, offer in enumerate(rest):
            together = (*chosen, offer)
            if not go_together(together, self.shop):
                continue
            following = rest[number + 1 :]
            most = most_saved(self.basket, chosen, rest[number:], self.shop)
            if most <= self.best.saving:
                self.best.ruled_out += 1
                return  # `rest[number:]` holds all that is still to come here
            if self.best.tried >= MOST_TRIED:
                self.best.is_proven = False
                self.best.most_possible = max(self.best.most_possible, most)
                return
            self.weigh(together)
            self.extend(together, following)


def best_of(basket: Basket, offers: Sequence[Offer], shop: ShopTermsRequest) -> Found:
    """The combination that leaves the least to pay, by going through all with a bound (branch and bound).

    A group of combinations is left out only where a bound on every one of them is no better than what was found, so
    what is found is the best. Where the search ends before it is through, `is_proven` is false, and `most_possible`
    says what the best could save at most.
    """
    search = _Search(basket, shop)
    alone = {offer.coupon_id: sum(step.off for step in take_off(basket, [offer], shop)) for offer in offers}
    in_turn = sorted(offers, key=lambda offer: (-alone[offer.coupon_id], offer.coupon_id))
    for offer in in_turn:
        if offer.stacking is Stacking.EXCLUSIVE:
            search.weigh([offer])
    search.extend((), [offer for offer in in_turn if offer.stacking is not Stacking.EXCLUSIVE])
    found = search.best
    found.most_possible = found.saving if found.is_proven else max(found.saving, found.most_possible)
    return found


def most_saved(basket: Basket, chosen: Sequence[Offer], rest: Sequence[Offer], shop: ShopTermsRequest) -> int:
    """A bound: no combination of `chosen` and some of `rest` saves more than this.

    A percentage leaves of every line at least its own complement, in whatever order and however often another was
    taken before; an amount takes off no more than itself. So after the percentages P and amounts A of a combination
    the goods come to at least `goods * (product of 1 - p) - (sum of a)` where percentages come first, and at least
    `(goods - (sum of a)) * (product of 1 - p)` where amounts do. Of `rest` the largest are assumed, for each number
    of percentages and amounts that there is room for, and one code an order at most. Rounding adds half a unit for each
    percentage.
    """
    room = shop.most_coupons - len(chosen)
    percents = _largest([o for o in rest if o.kind is CouponKind.PERCENT], chosen)
    amounts = _largest([o for o in rest if o.kind is CouponKind.AMOUNT], chosen)
    keeps = Fraction(1)
    taken = 0
    frees = any(o.kind is CouponKind.FREE_SHIPPING for o in (*chosen, *rest))
    for offer in chosen:
        if offer.kind is CouponKind.PERCENT:
            keeps *= 1 - offer.share
        elif offer.kind is CouponKind.AMOUNT:
            taken += offer.units
    most = Fraction(0)
    for number in range(min(room, len(percents)) + 1):
        kept = keeps
        for offer in percents[:number]:
            kept *= 1 - offer.share
        off = taken + sum(offer.units for offer in amounts[: room - number])
        left = basket.goods * kept - off if shop.order == "percent_first" else (basket.goods - off) * kept
        most = max(most, basket.goods - max(left, Fraction(0)))
    saved = min(int(most) + shop.most_coupons, basket.goods)
    return saved + (basket.shipping if frees else 0)


def _largest(offers: Sequence[Offer], chosen: Sequence[Offer]) -> list[Offer]:
    """Of one kind the largest first, and of those that are one code an order only the largest, if there is room."""
    in_turn = sorted(offers, key=lambda offer: (offer.share, offer.units), reverse=True)
    has_code = any(offer.stacking is Stacking.ONE_CODE for offer in chosen)
    kept = []
    for offer in in_turn:
        if offer.stacking is Stacking.ONE_CODE:
            if has_code:
                continue
            has_code = True
        kept.append(offer)
    return kept
