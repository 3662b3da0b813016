"""What a page is, and what is read of it."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from tradewind.evidence import Reason
from tradewind.model import Currency, Day, Model, PlainDigits, Price

Percent = Annotated[Decimal, Field(gt=0, le=100, max_digits=6, decimal_places=3), PlainDigits]
Selector = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Host = Annotated[str, StringConstraints(min_length=1, max_length=253, pattern=r"^[a-z0-9._:\[\]-]+$")]


class Availability(StrEnum):
    """Whether the thing can be bought (schema.org's ItemAvailability, folded to what a buyer acts on)."""

    IN_STOCK = "in_stock"
    LIMITED = "limited"
    OUT_OF_STOCK = "out_of_stock"
    PRE_ORDER = "pre_order"
    BACK_ORDER = "back_order"
    DISCONTINUED = "discontinued"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Where on a page a price was read."""

    OVERRIDE = "override"  # the selector that a user taught
    JSON_LD = "json-ld"
    MICRODATA = "microdata"
    RDFA = "rdfa"
    OPENGRAPH = "opengraph"
    EMBEDDED = "embedded-state"
    VISIBLE = "visible"  # the page as it is shown, by position and style


class PageKind(StrEnum):
    """What a page is, as far as reading it tells."""

    PRODUCT = "product"
    LIST = "list"
    ARTICLE = "article"
    LOGIN_WALL = "login_wall"
    BOT_CHECK = "bot_check"
    NOT_FOUND = "not_found"  # also a soft 404: status 200, words that say gone
    OTHER = "other"


class Variant(Model):
    """One choice on a page of several (a colour, a size)."""

    name: Annotated[str, StringConstraints(max_length=300)]
    sku: Annotated[str, StringConstraints(max_length=100)] | None = None
    price: Price | None = None
    currency: Currency | None = None
    availability: Availability = Availability.UNKNOWN


class Override(Model):
    """Where a user says the answer stands: CSS selectors, kept per tenant and host."""

    price: Selector
    availability: Selector | None = None
    title: Selector | None = None


class Want(Model):
    """What the reader is asked for beside the page itself."""

    variant: Annotated[str, StringConstraints(min_length=1, max_length=300)] | None = None
    currency: Currency | None = None
    override: Override | None = None


class CouponKind(StrEnum):
    """What a coupon takes off."""

    PERCENT = "percent"
    AMOUNT = "amount"
    FREE_SHIPPING = "free_shipping"


class Stacking(StrEnum):
    """With which others a coupon goes."""

    EXCLUSIVE = "exclusive"  # with no other
    ONE_CODE = "one_code"  # an order takes one of these, and any that stack
    STACKS = "stacks"  # with any that is not exclusive


CouponCode = Annotated[str, StringConstraints(pattern=r"^[^\s\x00-\x1f\x7f]{2,40}$")]
"""As it is typed at the checkout."""


class FoundCoupon(Model):
    """A coupon as a page states it."""

    code: CouponCode | None = Field(description="null: nothing is typed, it is clicked")
    kind: CouponKind
    percent: Percent | None = None
    amount: Price | None = None
    currency: Currency | None = None
    minimum_order: Price | None = None
    most_off: Price | None = None
    ends_on: Day | None = None
    ends_each: tuple[Annotated[int, Field(ge=1, le=12)], Annotated[int, Field(ge=1, le=31)]] | None = Field(
        default=None, description="month and day of its last day, where the page leaves out the year"
    )
    stacking: Stacking = Stacking.ONE_CODE
    covers_reduced: bool = True
    text: str = Field(max_length=300, description="the words that it stands in")


class Reading(Model):
    """What was read of one page. A null `price` is an honest unknown, and `reasons` say why.

    `price` is what a shopper pays now, without shipping; the lower end of a range (`price_high` the upper).
    """

    kind: PageKind
    price: Price | None = None
    price_high: Price | None = None
    was_price: Price | None = None
    member_price: Price | None = None
    unit_price: Price | None = None
    unit: str | None = Field(default=None, max_length=40, description="what unit_price is for: kg, l, 100 g, piece")
    shipping: Price | None = Field(default=None, description="the lowest that the page states in its markup; 0: free")
    currency: Currency | None = None
    availability: Availability = Availability.UNKNOWN
    title: str | None = Field(default=None, max_length=500)
    brand: str | None = Field(default=None, max_length=200)
    identifiers: dict[str, str] = Field(default_factory=dict, description="gtin, mpn, sku as the page states them")
    image_url: str | None = Field(default=None, max_length=2048)
    canonical_url: str | None = Field(default=None, max_length=2048)
    variant: str | None = Field(default=None, max_length=300)
    variants: list[Variant] = Field(default_factory=list, max_length=200)
    coupons: list[FoundCoupon] = Field(default_factory=list, max_length=10)
    source: Source | None = Field(default=None, description="which source won; null when nothing was read")
    needs_browser: bool = Field(
        default=False, description="scripts put the price there, so only a browser shows it (docs/rendering.md)"
    )
    confidence: float = Field(ge=0, le=1, description="the share of the page's sources that agree, weighed")
    reasons: list[Reason]
