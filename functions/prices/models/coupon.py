"""Coupons: what they promise, whether they work, and what the best of them leave to pay."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from prices.models.page import CouponCode, CouponKind, Percent, Stacking
from tradewind.evidence import Decision
from tradewind.model import Count, Currency, Id, Model, Moment, Price, WebAddress

Host = Annotated[str, StringConstraints(min_length=1, max_length=253, pattern=r"^[a-z0-9._:\[\]-]+$")]
Chance = Annotated[float, Field(ge=0, le=1)]

MOST_NAMED = 50
"""Listings that a coupon, or a shop, names as covered or left out."""
MOST_STACKED = 5
"""Coupons that one order takes at most, whatever the shop says: no shop is known to take more."""
MOST_LINES = 50


class CouponTerms(Model):
    """What a coupon promises, and on what terms."""

    host: Host = Field(description="the shop; www. and m. are left out", examples=["shop.example"])
    code: CouponCode | None = Field(default=None, description="null: nothing is typed, it is clicked")
    kind: CouponKind
    percent: Percent | None = Field(default=None, description="of a percent coupon")
    amount: Price | None = Field(default=None, description="of an amount coupon")
    currency: Currency | None = Field(default=None, description="of amount, minimum_order and most_off")
    minimum_order: Price | None = Field(
        default=None, description="what the goods that it covers must come to, before any coupon"
    )
    most_off: Price | None = Field(default=None, description="it takes off no more than this")
    starts_at: Moment | None = None
    expires_at: Moment | None = Field(default=None, description="the first moment at which it holds no more")
    stacking: Stacking = Stacking.ONE_CODE
    only_listings: tuple[Id, ...] = Field(default=(), max_length=MOST_NAMED, description="it covers these alone")
    excluded_listings: tuple[Id, ...] = Field(default=(), max_length=MOST_NAMED, description="it does not cover these")
    covers_reduced: bool = Field(default=True, description="false: it leaves out what is reduced already")
    note: Annotated[str, StringConstraints(min_length=1, max_length=300)] | None = Field(
        default=None, description="what the shop says of it besides"
    )


class CouponRequest(CouponTerms):
    """A coupon that you know of."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="after")
    def _says_what_it_takes_off(self) -> "CouponRequest":
        wanted = {CouponKind.PERCENT: "percent", CouponKind.AMOUNT: "amount"}.get(self.kind)
        for name in ("percent", "amount"):
            if (getattr(self, name) is not None) != (name == wanted):
                raise ValueError(f"a coupon of the kind {self.kind} {'needs' if name == wanted else 'has no'} {name}")
        if self.amount == 0:
            raise ValueError("amount: it takes nothing off")
        if self.currency is None and any(each is not None for each in (self.amount, self.minimum_order, self.most_off)):
            raise ValueError("currency: an amount of money needs it")
        if self.starts_at is not None and self.expires_at is not None and self.expires_at <= self.starts_at:
            raise ValueError("expires_at: it would end before it starts")
        return self


class Coupon(CouponTerms):
    """A coupon as it is kept. Shared by all where it stood on a public page, else the tenant's own."""

    coupon_id: Id
    origin: Literal["page", "user"]
    shared: bool
    found_on: WebAddress | None = Field(default=None, description="the page that it stands on")
    first_seen_at: Moment
    last_seen_at: Moment
    created_by: Id | None = Field(default=None, description="who added it; null where a page says it")


class CouponState(StrEnum):
    """Whether a coupon may be tried now, by its dates and by when it was last seen."""

    USABLE = "usable"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    NOT_SEEN_LATELY = "not_seen_lately"  # its page was read since, and says it no more


class CouponNow(Coupon):
    """A coupon, and whether it works as far as reports tell."""

    state: CouponState
    works: Decision[Chance] = Field(
        description="the chance that it works, of reports and of where it was found; the interval is that of the chance"
    )
    reports: Count = Field(description="that the chance is drawn of, one a user, the old ones faded out")


class ReportRequest(Model):
    """Whether a coupon worked for you."""

    model_config = ConfigDict(extra="forbid")

    works: bool


class ShopTermsRequest(Model):
    """How a shop takes coupons."""

    model_config = ConfigDict(extra="forbid")

    order: Literal["percent_first", "amount_first"] = Field(
        default="percent_first", description="which kind is taken off first; what comes later is taken of the rest"
    )
    most_coupons: int = Field(default=MOST_STACKED, ge=1, le=MOST_STACKED, description="that one order takes")
    excluded_listings: tuple[Id, ...] = Field(default=(), max_length=MOST_NAMED, description="that no coupon covers")


class ShopTerms(ShopTermsRequest):
    """How a shop takes coupons, as your tenant has said; as most shops do where nobody has."""

    model_config = ConfigDict(extra="ignore")

    host: Host
    created_by: Id | None = None
    set_at: Moment | None = None


class BasketLine(Model):
    """Some of one thing in a basket."""

    model_config = ConfigDict(extra="forbid")

    listing_id: Id | None = Field(default=None, description="where it is a page that you watch")
    price: Price | None = Field(
        default=None, gt=0, description="of one; null: as it was last read of the listing", examples=["19.90"]
    )
    quantity: int = Field(default=1, ge=1, le=1000)
    is_reduced: bool | None = Field(
        default=None, description="whether it is reduced already; null: as the listing's page says"
    )

    @model_validator(mode="after")
    def _its_price_is_known(self) -> "BasketLine":
        if self.listing_id is None and self.price is None:
            raise ValueError("give price, or listing_id of a page that you watch")
        return self


class BasketRequest(Model):
    """What you mean to buy at one shop."""

    model_config = ConfigDict(extra="forbid")

    host: Host
    currency: Currency
    items: list[BasketLine] = Field(min_length=1, max_length=MOST_LINES)
    shipping: Price = Field(default=Decimal(0), description="what the shop asks without a coupon")
    least_chance: Chance = Field(default=0.1, description="leave out coupons that work less often than this")


class Applied(Model):
    """A coupon in the combination, in the order in which they are taken off."""

    coupon_id: Id
    code: str | None
    kind: CouponKind
    takes_off: Price
    of: Price = Field(description="what was left of the goods that it covers, or the shipping")
    works: Chance
    reason: str = Field(max_length=300)


class NotApplied(Model):
    """A coupon of the shop that is not in the combination, and why."""

    coupon_id: Id
    code: str | None
    reason: str = Field(max_length=300)


class BestProof(Model):
    """That no other combination leaves less to pay."""

    is_proven: bool = Field(description="false: there were too many to go through; what is told is the best that was")
    tried: Count = Field(description="combinations whose sum was worked out")
    ruled_out: Count = Field(description="groups of combinations that cannot be better, by a bound on all of them")
    least_possible: Price = Field(description="no combination leaves less than this; to_pay itself where it is proven")


class Combination(Model):
    """Coupons that go together, and what they leave to pay."""

    to_pay: Price
    saving: Price
    applied: list[Applied]


class BestCombination(Combination):
    """The coupons that leave the least to pay, each with what it takes off, and why the others are not among them."""

    host: Host
    currency: Currency
    goods: Price
    shipping: Price
    best: Decision[Price] = Field(description="what is left to pay; the confidence is the chance that all of them work")
    not_applied: list[NotApplied]
    if_refused: Combination | None = Field(
        default=None, description="the best without the coupon that is the likeliest to be refused"
    )
    proof: BestProof


class CouponHere(CouponNow):
    """A coupon on one piece of a product."""

    applies: bool
    takes_off: Price | None = Field(default=None, description="alone, of one piece; null where it does not apply")
    reason: str = Field(max_length=300)


class ListingCoupons(Model):
    """A product's page at one shop with the coupons of that shop."""

    listing_id: Id
    url: WebAddress
    host: Host
    price: Price | None
    currency: Currency | None
    coupons: list[CouponHere] = Field(description="what takes off the most first")
    best: BestCombination | None = Field(default=None, description="for one piece; null while its price is not known")


class ProductCoupons(Model):
    """A product's coupons, shop by shop."""

    product_id: Id
    listings: list[ListingCoupons]
