"""What can be done with coupons: list and add them, say whether they work, find the best for a basket."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from prices.models.coupon import (
    Applied,
    BasketLine,
    BasketRequest,
    BestCombination,
    BestProof,
    Chance,
    Combination,
    Coupon,
    CouponHere,
    CouponNow,
    CouponRequest,
    ListingCoupons,
    NotApplied,
    ProductCoupons,
    ReportRequest,
    ShopTerms,
    ShopTermsRequest,
)
from prices.models.page import CouponKind
from prices.rules.coupons.basket import Basket, Line, Offer, Step, in_units, offer_of, shop_of, state_of, take_off
from prices.rules.coupons.best import Found, best_of
from prices.rules.coupons.works import LEVEL, Likelihood, Vote, likelihood
from prices.service.histories import watched
from prices.store import PriceStore
from prices.store.coupons import KeptCoupon
from prices.store.listings import Kept
from tradewind import paging
from tradewind.caller import Caller
from tradewind.clock import Clock, NewId
from tradewind.errors import InvalidInput, NotFound
from tradewind.evidence import Decision, Interval, Reason
from tradewind.idempotency import Once
from tradewind.paging import Page

RULE = "rule:prices.coupons@1"
LEAST_CHANCE = 0.1


def coupons(
    by: Caller, host: str | None, limit: int, next: str | None, *, store: PriceStore, now: Clock
) -> Page[CouponNow]:
    """A page of the coupons of a shop, the tenant's own and those of its public pages; of all shops its own.

    Raises: InvalidInput for a foreign token.
    """
    shop = shop_of(host) if host else ""
    place = f"TENANT#{by.tenant}#COUPONS#{shop}"
    past = paging.position(place, next) if next else ""
    found = store.coupons.of_shop(by.tenant, shop) if shop else store.coupons.own(by.tenant)
    rest = sorted((each for each in found if each.coupon.coupon_id > past), key=lambda each: each.coupon.coupon_id)
    shown = rest[:limit]
    following = paging.token(place, shown[-1].coupon.coupon_id) if len(rest) > limit else None
    return Page(items=[coupon_now(each, now()) for each in shown], next=following)


def add_coupon(
    wanted: CouponRequest, by: Caller, key: str, *, store: PriceStore, now: Clock, new_id: NewId
) -> CouponNow:
    """Keep a coupon that the caller knows of, for their tenant, once for each key. Raises: QuotaReached, InvalidInput
    when the key was used for another request or it has ended already.
    """
    at = now()
    once = Once.of(by, "prices.add_coupon", key, wanted, at)
    if (first := store.coupons.answered(once)) is not None:
        return coupon_now(store.coupons.get(by.tenant, first.coupon_id), at)
    if wanted.expires_at is not None and wanted.expires_at <= at:
        raise InvalidInput("expires_at: it has ended already")
    coupon = Coupon(
        **wanted.model_dump(exclude={"host"}),
        host=shop_of(wanted.host),
        coupon_id=new_id(),
        origin="user",
        shared=False,
        first_seen_at=at,
        last_seen_at=at,
        created_by=by.user,
    )
    store.coupons.add(by.tenant, coupon, once)
    return coupon_now(KeptCoupon(coupon, None, 1), at)


def remove_coupon(coupon_id: str, by: Caller, *, store: PriceStore) -> None:
    """Forget a coupon of the tenant's own. Raises: NotFound, also for one of a public page."""
    store.coupons.remove(by.tenant, coupon_id)


def report_coupon(coupon_id: str, wanted: ReportRequest, by: Caller, *, store: PriceStore, now: Clock) -> CouponNow:
    """Keep whether a coupon worked for the caller; said again, the newest counts. Raises: NotFound, Conflict."""
    at = now()
    return coupon_now(store.coupons.vote(by.tenant, by.user, coupon_id, Vote(wanted.works, at)), at)


def shop_terms(host: str, by: Caller, *, store: PriceStore) -> ShopTerms:
    """How a shop takes coupons, as the tenant says, else as most do."""
    return store.coupons.shop(by.tenant, shop_of(host))


def set_shop_terms(host: str, wanted: ShopTermsRequest, by: Caller, *, store: PriceStore, now: Clock) -> ShopTerms:
    """Keep how a shop takes coupons, for the caller's tenant; said again, it is as it was. Raises: QuotaReached."""
    terms = ShopTerms(**wanted.model_dump(), host=shop_of(host), created_by=by.user, set_at=now())
    store.coupons.set_shop(by.tenant, terms)
    return terms


def best_coupons(wanted: BasketRequest, by: Caller, *, store: PriceStore, now: Clock) -> BestCombination:
    """The coupons that leave the least of a basket to pay. Raises: InvalidInput, naming the line, for a listing that is
    not watched, of another shop or currency, or without a price.
    """
    lines = []
    for number, item in enumerate(wanted.items):
        field = f"items.{number}"
        lines.append(_line(item, _listing_of(item, field, by, store), wanted, field))
    host = shop_of(wanted.host)
    basket = Basket(host, wanted.currency, tuple(lines), in_units(wanted.shipping, wanted.currency), now())
    found, shop = store.coupons.of_shop(by.tenant, host), store.coupons.shop(by.tenant, host)
    return _best(basket, found, shop, wanted.least_chance)


def product_coupons(product_id: str, by: Caller, *, store: PriceStore, now: Clock) -> ProductCoupons:
    """The coupons of each shop that a product is sold at, on one piece of it. Raises: NotFound."""
    product = store.watches.product(by.tenant, product_id)
    known = store.listings.get_many(product.listing_ids)
    at = now()
    kept = [known[each] for each in product.listing_ids if each in known]
    found = store.coupons.of_shops(by.tenant, {shop_of(each.listing.host) for each in kept})
    listings = [_of_listing(each, found[shop_of(each.listing.host)], by, at, store) for each in kept]
    return ProductCoupons(product_id=product_id, listings=listings)


def coupon_now(kept: KeptCoupon, at: datetime) -> CouponNow:
    """A coupon with whether it may be tried, and how likely it works."""
    chance = _chance(kept, at)
    return CouponNow(
        **kept.coupon.model_dump(),
        state=state_of(kept.coupon, at),
        works=_works(kept, chance),
        reports=round(chance.reports),
    )


def _of_listing(kept: Kept, found: Sequence[KeptCoupon], by: Caller, at: datetime, store: PriceStore) -> ListingCoupons:
    listing, read, host = kept.listing, kept.state.last_read, shop_of(kept.listing.host)
    best = None
    here = []
    if read is not None and read.price and read.currency:
        reduced = read.was_price is not None
        line = Line(listing.listing_id, in_units(read.price, read.currency), is_reduced=reduced)
        shipping = in_units(read.shipping or Decimal(0), read.currency)
        basket = Basket(host, read.currency, (line,), shipping, at)
        shop = store.coupons.shop(by.tenant, host)
        best = _best(basket, found, shop, LEAST_CHANCE)
        here = [_here(each, basket, shop, at) for each in found]
    return ListingCoupons(
        listing_id=listing.listing_id,
        url=listing.url,
        host=listing.host,
        price=read.price if read else None,
        currency=read.currency if read else None,
        coupons=sorted(here, key=lambda each: (-(each.takes_off or 0), each.coupon_id)),
        best=best,
    )


def _here(kept: KeptCoupon, basket: Basket, shop: ShopTermsRequest, at: datetime) -> CouponHere:
    offer = offer_of(kept.coupon, basket, shop)
    told = coupon_now(kept, at).model_dump()
    if isinstance(offer, str):
        return CouponHere(**told, applies=False, reason=offer)
    [step] = take_off(basket, [offer], shop)
    return CouponHere(
        **told, applies=True, takes_off=basket.as_amount(step.off), reason=_why(step, kept.coupon, basket)
    )


def _listing_of(item: BasketLine, field: str, by: Caller, store: PriceStore) -> Kept | None:
    if item.listing_id is None:
        return None
    try:
        return watched(item.listing_id, by, store)
    except NotFound as error:
        raise InvalidInput(f"{field}.listing_id: you watch no listing {item.listing_id}") from error


def _line(item: BasketLine, kept: Kept | None, wanted: BasketRequest, field: str) -> Line:
    read = kept.state.last_read if kept else None
    if kept is not None and shop_of(kept.listing.host) != shop_of(wanted.host):
        raise InvalidInput(f"{field}.listing_id: it is of {kept.listing.host}, the basket of {wanted.host}")
    price = item.price
    if price is None and read is not None and read.price:
        if read.currency != wanted.currency:
            raise InvalidInput(f"{field}.listing_id: its price is in {read.currency}, the basket in {wanted.currency}")
        price = read.price
    if price is None:
        raise InvalidInput(f"{field}.price: no price of this listing is known yet; give it")
    reduced = item.is_reduced if item.is_reduced is not None else read is not None and read.was_price is not None
    return Line(item.listing_id, in_units(price, wanted.currency) * item.quantity, is_reduced=reduced)


def _best(basket: Basket, found: Iterable[KeptCoupon], shop: ShopTermsRequest, least_chance: float) -> BestCombination:
    known = {each.coupon.coupon_id: each for each in found}
    offers: list[Offer] = []
    left_out: dict[str, str] = {}
    chances = {coupon_id: _chance(each, basket.at) for coupon_id, each in known.items()}
    for coupon_id, each in known.items():
        offer = offer_of(each.coupon, basket, shop)
        if isinstance(offer, str):
            left_out[coupon_id] = offer
        elif chances[coupon_id].chance < least_chance:
            left_out[coupon_id] = f"reports say that it works {chances[coupon_id].chance:.0%} of the time"
        else:
            offers.append(offer)
    best = best_of(basket, offers, shop)
    used = {step.offer.coupon_id for step in best.steps}
    left_out |= {o.coupon_id: _why_not_best(o, basket, best, shop) for o in offers if o.coupon_id not in used}
    shown = _combination(basket, best.steps, known, chances)
    return BestCombination(
        **dict(shown),
        host=basket.host,
        currency=basket.currency,
        goods=basket.as_amount(basket.goods),
        shipping=basket.as_amount(basket.shipping),
        best=_decision(shown, best),
        not_applied=[
            NotApplied(coupon_id=each, code=known[each].coupon.code, reason=why[:300])
            for each, why in sorted(left_out.items())
        ],
        if_refused=_if_refused(basket, offers, best, shop, known, chances),
        proof=BestProof(
            is_proven=best.is_proven,
            tried=best.tried,
            ruled_out=best.ruled_out,
            least_possible=basket.as_amount(basket.goods + basket.shipping - best.most_possible),
        ),
    )


def _combination(
    basket: Basket, steps: Sequence[Step], known: dict[str, KeptCoupon], chances: dict[str, Likelihood]
) -> Combination:
    saving = sum(step.off for step in steps)
    applied = [
        Applied(
            coupon_id=step.offer.coupon_id,
            code=known[step.offer.coupon_id].coupon.code,
            kind=step.offer.kind,
            takes_off=basket.as_amount(step.off),
            of=basket.as_amount(step.of),
            works=chances[step.offer.coupon_id].chance,
            reason=_why(step, known[step.offer.coupon_id].coupon, basket),
        )
        for step in steps
    ]
    to_pay = basket.as_amount(basket.goods + basket.shipping - saving)
    return Combination(to_pay=to_pay, saving=basket.as_amount(saving), applied=applied)


def _if_refused(
    basket: Basket,
    offers: Sequence[Offer],
    best: Found,
    shop: ShopTermsRequest,
    known: dict[str, KeptCoupon],
    chances: dict[str, Likelihood],
) -> Combination | None:
    if not best.steps:
        return None
    likeliest = min((step.offer.coupon_id for step in best.steps), key=lambda each: (chances[each].chance, each))
    without = best_of(basket, [offer for offer in offers if offer.coupon_id != likeliest], shop)
    return _combination(basket, without.steps, known, chances)


def _decision(shown: Combination, best: Found) -> Decision[Decimal]:
    chance = 1.0
    for each in shown.applied:
        chance *= each.works
    how = f"{best.tried} combinations were worked out, {best.ruled_out} groups of others cannot be better"
    if not best.is_proven:
        how += "; there were too many to go through, so a better one is possible"
    reasons = [Reason(text=each.reason) for each in shown.applied] or [Reason(text="no coupon takes anything off")]
    return Decision(
        value=shown.to_pay,
        confidence=chance if shown.applied else None,
        basis="rule",
        reasons=[*reasons, Reason(text=how)],
        provenance=RULE,
    )


def _why(step: Step, coupon: Coupon, basket: Basket) -> str:
    off, of = basket.as_amount(step.off), basket.as_amount(step.of)
    if step.offer.kind is CouponKind.FREE_SHIPPING:
        return f"{_named(coupon)} takes the shipping of {of} {basket.currency} off"
    how = f"{coupon.percent} % of {of}" if step.offer.kind is CouponKind.PERCENT else f"{coupon.amount} of {of}"
    bound = f", no more than {coupon.most_off}" if coupon.most_off is not None else ""
    return f"{_named(coupon)} takes {how}{bound}: {off} {basket.currency} off"


def _why_not_best(offer: Offer, basket: Basket, best: Found, shop: ShopTermsRequest) -> str:
    """Why a coupon that holds is not in the best combination."""
    [alone] = take_off(basket, [offer], shop)
    return (
        f"alone it takes {basket.as_amount(alone.off)} {basket.currency} off; with the others it does not go, or does "
        f"not leave less to pay than the {basket.as_amount(best.saving)} {basket.currency} that these save"
    )


def _named(coupon: Coupon) -> str:
    return coupon.code or "a coupon without a code"


def _chance(kept: KeptCoupon, at: datetime) -> Likelihood:
    return likelihood(kept.coupon.origin, kept.tally, at)


def _works(kept: KeptCoupon, chance: Likelihood) -> Decision[Chance]:
    source = "the shop's own page shows it" if kept.coupon.origin == "page" else "a user added it"
    said = f"{chance.reports:.1f} reports count, the old ones faded" if chance.reports else "nobody has reported yet"
    return Decision(
        value=round(chance.chance, 4),
        interval=Interval(low=_rounded(chance.low), high=_rounded(chance.high), level=LEVEL),
        basis="agreement",
        reasons=[Reason(text=source), Reason(text=said)],
        provenance=RULE,
    )


def _rounded(share: float) -> Decimal:
    return Decimal(f"{share:.4f}")
