"""What coupons take off a basket: which goods each covers, in which order they come, to the last cent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from prices.models.coupon import Coupon, CouponState, ShopTermsRequest
from prices.models.page import CouponKind, Stacking
from tradewind.money import minor_units

UNSEEN = timedelta(days=14)
"""A coupon whose page was looked at since and did not show it: a page is looked at every few hours, so it is gone."""


@dataclass(frozen=True, slots=True)
class Line:
    """Goods of one kind in a basket: what they cost together, in the smallest unit of the currency."""

    listing_id: str | None
    units: int
    is_reduced: bool


@dataclass(frozen=True, slots=True)
class Basket:
    """What is to be bought at one shop. Amounts are in the smallest unit of the currency (cents)."""

    host: str
    currency: str
    lines: tuple[Line, ...]
    shipping: int
    at: datetime

    @property
    def goods(self) -> int:
        """What the goods come to without any coupon."""
        return sum(line.units for line in self.lines)

    def in_units(self, amount: Decimal) -> int:
        """An amount in the smallest unit of the basket's currency."""
        return in_units(amount, self.currency)

    def as_amount(self, units: int) -> Decimal:
        """So many of the smallest units as an amount."""
        digits = minor_units(self.currency)
        return Decimal(units).scaleb(-digits) if digits else Decimal(units)


def in_units(amount: Decimal, currency: str) -> int:
    """An amount in the smallest unit of a currency, halves up."""
    return int((amount * 10 ** minor_units(currency)).to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Offer:
    """A coupon that holds for a basket, as the sums need it: the lines that it covers, and amounts in units."""

    coupon_id: str
    kind: CouponKind
    stacking: Stacking
    covers: tuple[int, ...]
    share: Fraction = Fraction(0)  # of a percent coupon
    units: int = 0  # of an amount coupon
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One coupon taken off: of what, and how much."""

    offer: Offer
    of: int
    off: int


def shop_of(host: str) -> str:
    """The shop that a host belongs to, as coupons name it: without `www.` or `m.`, where shops show the same."""
    for prefix in ("www.", "m."):
        bare = host.removeprefix(prefix)
        if bare != host and "." in bare:
            return bare
    return host


def state_of(coupon: Coupon, at: datetime) -> CouponState:
    """Whether a coupon may be tried: by its dates, and for one of a page, whether that page still shows it.

    A page that is looked at every few hours and has not shown it for 14 days shows it no more; an end that the page
    states counts all the same.
    """
    if coupon.starts_at is not None and at < coupon.starts_at:
        return CouponState.NOT_YET
    if coupon.expires_at is not None and at >= coupon.expires_at:
        return CouponState.EXPIRED
    if coupon.origin == "page" and coupon.expires_at is None and at - coupon.last_seen_at > UNSEEN:
        return CouponState.NOT_SEEN_LATELY
    return CouponState.USABLE


def offer_of(coupon: Coupon, basket: Basket, shop: ShopTermsRequest) -> Offer | str:
    """The coupon as an offer on this basket, or why it takes nothing off it.

    - It is of this shop, has begun and has not ended.
    - It covers the lines that it names, all where it names none; without those that it or the shop leaves out, and
      without what is reduced already where it says so.
    - What it covers comes to its minimum order, before any coupon.
    - Its amounts are in the basket's currency: nothing is converted, for the shop does not.
    """
    covers = tuple(number for number, line in enumerate(basket.lines) if _covers(coupon, line, shop))
    why_not = _why_ended(coupon, basket.at) or _why_not(coupon, basket, covers)
    if why_not is not None:
        return why_not
    return Offer(
        coupon_id=coupon.coupon_id,
        kind=coupon.kind,
        stacking=coupon.stacking,
        covers=covers,
        share=Fraction(coupon.percent) / 100 if coupon.percent is not None else Fraction(0),
        units=basket.in_units(coupon.amount) if coupon.amount is not None else 0,
        most=basket.in_units(coupon.most_off) if coupon.most_off is not None else None,
    )


def _why_ended(coupon: Coupon, at: datetime) -> str | None:
    """Why a coupon may not be tried now, if it may not."""
    state = state_of(coupon, at)
    if state is CouponState.NOT_YET and coupon.starts_at is not None:
        return f"it starts on {coupon.starts_at:%Y-%m-%d}"
    if state is CouponState.EXPIRED and coupon.expires_at is not None:
        return f"it ended on {coupon.expires_at:%Y-%m-%d %H:%M} UTC"
    if state is CouponState.NOT_SEEN_LATELY:
        return f"its page has not shown it since {coupon.last_seen_at:%Y-%m-%d}"
    return None


def _why_not(coupon: Coupon, basket: Basket, covers: Sequence[int]) -> str | None:
    """Why a coupon that may be tried takes nothing off this basket, if it does not."""
    if coupon.host != basket.host:
        return f"it is of {coupon.host}"
    has_amounts = coupon.kind is CouponKind.AMOUNT or coupon.minimum_order or coupon.most_off
    if has_amounts and coupon.currency != basket.currency:
        return f"it is in {coupon.currency or 'a currency that is not stated'}, the basket in {basket.currency}"
    if not covers:
        return "it covers nothing in the basket"
    covered = sum(basket.lines[number].units for number in covers)
    least = basket.in_units(coupon.minimum_order) if coupon.minimum_order is not None else 0
    if covered < least:
        more = basket.as_amount(least - covered)
        return f"it needs an order of {coupon.minimum_order} {basket.currency}, {more} more"
    is_of_no_use = coupon.kind is CouponKind.FREE_SHIPPING and not basket.shipping
    return "there is no shipping to pay" if is_of_no_use else None


def _covers(coupon: Coupon, line: Line, shop: ShopTermsRequest) -> bool:
    left_out = {*coupon.excluded_listings, *shop.excluded_listings}
    if line.listing_id is not None and line.listing_id in left_out:
        return False
    if coupon.only_listings and line.listing_id not in coupon.only_listings:
        return False
    return coupon.covers_reduced or not line.is_reduced


def go_together(offers: Sequence[Offer], shop: ShopTermsRequest) -> bool:
    """Whether an order takes these together.

    An exclusive one goes alone; of those that are one code an order, one; as many in all as the shop takes; and of
    those that drop the shipping one, for a second takes nothing off.
    """
    if len(offers) > shop.most_coupons:
        return False
    kinds = [offer.stacking for offer in offers]
    if Stacking.EXCLUSIVE in kinds and len(offers) > 1:
        return False
    frees = sum(offer.kind is CouponKind.FREE_SHIPPING for offer in offers)
    return kinds.count(Stacking.ONE_CODE) <= 1 and frees <= 1


def in_order(offers: Iterable[Offer], shop: ShopTermsRequest) -> list[Offer]:
    """The order in which a shop takes coupons off: percent before amount or after, the larger of a kind first."""
    first = CouponKind.PERCENT if shop.order == "percent_first" else CouponKind.AMOUNT

    def rank(offer: Offer) -> tuple[int, Fraction, int, str]:
        place = 2 if offer.kind is CouponKind.FREE_SHIPPING else int(offer.kind is not first)
        return place, -offer.share, -offer.units, offer.coupon_id

    return sorted(offers, key=rank)


def take_off(basket: Basket, offers: Iterable[Offer], shop: ShopTermsRequest) -> list[Step]:
    """What each coupon takes off, one after another.

    - Each is taken of what the ones before have left of the goods that it covers; what it takes off falls on these in
      proportion to what is left of each.
    - A percentage is rounded to the smallest unit, halves up; an amount takes off no more than is left; neither more
      than the coupon's own bound.
    - Free shipping takes off the shipping, and touches no goods.
    """
    left = [Fraction(line.units) for line in basket.lines]
    shipping = basket.shipping
    steps = []
    for offer in in_order(offers, shop):
        if offer.kind is CouponKind.FREE_SHIPPING:
            off = shipping if offer.most is None else min(shipping, offer.most)
            steps.append(Step(offer, shipping, off))
            shipping -= off
            continue
        there = sum((left[number] for number in offer.covers), Fraction(0))
        wanted = there * offer.share if offer.kind is CouponKind.PERCENT else Fraction(offer.units)
        off = min(int(wanted + Fraction(1, 2)), int(there))
        off = off if offer.most is None else min(off, offer.most)
        if there:
            keeps = 1 - Fraction(off) / there
            for number in offer.covers:
                left[number] *= keeps
        steps.append(Step(offer, int(there), off))
    return steps
