"""What the price watch is made of: requests, entities, answers.

A *listing* is one page and variant at one shop. A *product* is a tenant's group of listings.
A *watch* is a tenant's rule on a product. An *observation* is what was read of a listing at a moment.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from tradewind.evidence import Reason
from tradewind.model import Id, Model, Moment

Price = Annotated[Decimal, Field(ge=0, le=10**12, max_digits=18, decimal_places=6)]
"""An amount of money without its currency. 0 is a price (a free thing); unknown is null."""

Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
"""ISO 4217."""

Percent = Annotated[Decimal, Field(gt=0, le=100, max_digits=6, decimal_places=3)]
WebAddress = Annotated[str, StringConstraints(min_length=10, max_length=2048, pattern="^https?://[^\\s]+$")]
Selector = Annotated[str, StringConstraints(min_length=1, max_length=300)]


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
    currency: Currency | None = None
    availability: Availability = Availability.UNKNOWN
    title: str | None = Field(default=None, max_length=500)
    brand: str | None = Field(default=None, max_length=200)
    identifiers: dict[str, str] = Field(default_factory=dict, description="gtin, mpn, sku as the page states them")
    image_url: str | None = Field(default=None, max_length=2048)
    canonical_url: str | None = Field(default=None, max_length=2048)
    variant: str | None = Field(default=None, max_length=300)
    variants: list[Variant] = Field(default_factory=list, max_length=200)
    source: Source | None = Field(default=None, description="which source won; null when nothing was read")
    confidence: float = Field(ge=0, le=1, description="the share of the page's sources that agree, weighed")
    reasons: list[Reason]


class AlertKind(StrEnum):
    DROP = "drop"
    TARGET = "target"
    RISE = "rise"
    BACK_IN_STOCK = "back_in_stock"
    ALL_TIME_LOW = "all_time_low"
    ANY_CHANGE = "any_change"


class Rule(Model):
    """When a watch speaks up."""

    target_price: Price | None = Field(default=None, description="speak when the price is at or below this")
    drop_percent: Percent | None = Field(
        default=Decimal(10), description="speak when it fell by at least this; null: never"
    )
    rise_percent: Percent | None = Field(default=None, description="speak when it rose by at least this")
    back_in_stock: bool = False
    all_time_low: bool = Field(default=False, description="speak when it is lower than ever seen")
    any_change: bool = False


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("no such time zone; use a name such as Europe/Paris or UTC")
    return name


class Schedule(Model):
    """How often a watch looks, and when it may."""

    every_minutes: int = Field(default=360, ge=5, le=43_200, description="the longest wait while the page is alive")
    fastest_minutes: int | None = Field(
        default=None, ge=5, le=43_200, description="the shortest wait when the price moves often; null: a sixth"
    )
    days: tuple[Weekday, ...] = Field(default=WEEK, min_length=1, max_length=7)
    from_hour: int = Field(default=0, ge=0, le=23)
    until_hour: int = Field(default=24, ge=1, le=24, description="exclusive; smaller than from_hour spans midnight")
    time_zone: Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)] = "UTC"

    @field_validator("days")
    @classmethod
    def _each_day_once(cls, days: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
        return tuple(day for day in WEEK if day in days)

    @model_validator(mode="after")
    def _hours_leave_room(self) -> "Schedule":
        if self.from_hour == self.until_hour:
            raise ValueError("from_hour and until_hour leave no time between them")
        if self.fastest_minutes is not None and self.fastest_minutes > self.every_minutes:
            raise ValueError("fastest_minutes may not be longer than every_minutes")
        return self


class Seen(Model):
    """An observation as the alert rules need it."""

    at: Moment
    price: Price | None
    currency: Currency | None = None
    source: Source | None = None
    variant: str | None = Field(default=None, max_length=300)
    availability: Availability = Availability.UNKNOWN


class Alert(Model):
    """That a watch spoke up, why, and measured from what."""

    alert_id: Id
    watch_id: Id
    product_id: Id
    listing_id: Id
    kind: AlertKind
    at: Moment
    from_price: Price | None = None
    to_price: Price | None = None
    currency: Currency | None = None
    reasons: list[Reason]
