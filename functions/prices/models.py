"""What the price watch is made of: requests, entities, answers.

A *listing* is one page and variant at one shop. A *product* is a tenant's group of listings.
A *watch* is a tenant's rule on a product. An *observation* is what was read of a listing at a moment.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, field_validator, model_validator

from tradewind.evidence import Decision, Reason, Verdict
from tradewind.model import Id, Model, Moment, PlainDigits, only_known_fields
from tradewind.webhook import checked_secret

Price = Annotated[Decimal, Field(ge=0, le=10**12, max_digits=18, decimal_places=6), PlainDigits]
"""An amount of money without its currency. 0 is a price (a free thing); unknown is null."""

Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
"""ISO 4217."""

Percent = Annotated[Decimal, Field(gt=0, le=100, max_digits=6, decimal_places=3), PlainDigits]
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
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no such time zone; use a name such as Europe/Paris or UTC") from error
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


class Delivery(StrEnum):
    """How far an alert has come on its way to its receiver."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"  # given up; it waits in the dead-letter queue for `tradewind replay`
    NONE = "none"  # the watch names no receiver


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
    delivery: Delivery = Delivery.NONE
    attempts: int = Field(default=0, ge=0, le=1000)
    last_error: str | None = Field(default=None, max_length=500)


Label = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Tag = Annotated[str, StringConstraints(pattern="^[^#,\\s][^#,]{0,39}$")]
HeaderName = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9-]{1,64}$")]
HeaderValue = Annotated[str, StringConstraints(min_length=1, max_length=3000, pattern="^[\\x20-\\x7e]+$")]
OUR_HEADERS = frozenset({
    "accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "te", "trailer",
    "transfer-encoding", "upgrade",
})  # fmt: skip

AskedSchedule = Annotated[Schedule, only_known_fields(Schedule)]
AskedOverride = Annotated[Override, only_known_fields(Override)]


class Webhook(Model):
    """Where alerts go, signed as Standard Webhooks says."""

    model_config = ConfigDict(extra="forbid")

    url: WebAddress
    secret: Annotated[
        str,
        StringConstraints(pattern="^whsec_[A-Za-z0-9+/]{32,88}={0,2}$", max_length=96),
        AfterValidator(checked_secret),
    ] = Field(description="whsec_ and 24 to 64 random bytes in base64; kept encrypted, never shown")


class WatchRequest(Rule):
    """What to watch, when to speak up, how often to look."""

    model_config = ConfigDict(extra="forbid")

    url: WebAddress = Field(description="the address of a product page", examples=["https://shop.example/p/kettle"])
    variant: Annotated[str, StringConstraints(min_length=1, max_length=300)] | None = Field(
        default=None, description="which choice on the page, by its name or SKU"
    )
    currency: Currency | None = Field(default=None, description="read the page in this currency where it does not say")
    label: Label | None = None
    tags: tuple[Tag, ...] = Field(default=(), max_length=20)
    check: AskedSchedule = Schedule()
    override: AskedOverride | None = Field(default=None, description="where to read; kept for your pages of this host")
    request_headers: dict[HeaderName, HeaderValue] = Field(
        default_factory=dict, max_length=20, description="such as Cookie; kept encrypted, never shared, never shown"
    )
    webhook: Webhook | None = None

    @field_validator("request_headers")
    @classmethod
    def _headers_are_the_callers(cls, headers: dict[str, str]) -> dict[str, str]:
        lower = {name: name.lower() for name in headers}
        if len(set(lower.values())) < len(headers):
            raise ValueError("a header is given twice")
        if taken := sorted(name for name in headers if lower[name] in OUR_HEADERS or lower[name].startswith("proxy-")):
            raise ValueError(f"{', '.join(taken)} is set by the fetcher; leave it out")
        if sum(len(name) + len(value) for name, value in headers.items()) > 3500:
            raise ValueError("all headers together may have 3500 characters")
        return headers


class WatchChange(Model):
    """What to change of a watch: only what is sent changes. Another page or variant is another watch."""

    model_config = ConfigDict(extra="forbid")

    target_price: Price | None = None
    drop_percent: Percent | None = None
    rise_percent: Percent | None = None
    back_in_stock: bool = False
    all_time_low: bool = False
    any_change: bool = False
    label: Label | None = None
    tags: tuple[Tag, ...] = Field(default=(), max_length=20)
    check: AskedSchedule = Schedule()
    webhook: Webhook | None = None
    paused: bool = False


class Watch(Rule):
    """A tenant's rule on a product, as it is kept and shown."""

    watch_id: Id
    product_id: Id
    listing_id: Id
    url: WebAddress
    host: str = Field(max_length=253)
    variant: str | None = Field(default=None, max_length=300)
    currency: Currency | None = None
    label: Label | None = None
    tags: tuple[Tag, ...] = ()
    check: Schedule = Schedule()
    override: Override | None = None
    private: bool = Field(description="the page is fetched for this tenant alone")
    webhook_url: WebAddress | None = None
    paused: bool = False
    created_by: Id
    created_at: Moment
    changed_at: Moment


class Product(Model):
    """A tenant's group of listings; one at first."""

    product_id: Id
    title: str | None = Field(default=None, max_length=500)
    listing_ids: tuple[Id, ...] = Field(min_length=1, max_length=50)
    created_at: Moment


class Ending(StrEnum):
    """How a check ended."""

    READ = "read"
    UNCHANGED = "unchanged"  # the shop answered 304; the reading before it holds
    UNKNOWN = "unknown"  # the page came, no price could be read: a gap, with its reason
    FAILED = "failed"  # the page did not come: a gap, with its reason


class Observation(Model):
    """What was read of a listing at a moment. Its identity is the listing and the slot: the moment it was claimed."""

    listing_id: Id
    slot: Moment
    at: Moment
    ending: Ending
    price: Price | None = None
    price_high: Price | None = None
    was_price: Price | None = None
    currency: Currency | None = None
    availability: Availability = Availability.UNKNOWN
    title: str | None = Field(default=None, max_length=500)
    variant: str | None = Field(default=None, max_length=300)
    source: Source | None = None
    confidence: float | None = Field(default=None, ge=0, le=1)
    reasons: list[Reason] = Field(default_factory=list)
    http_status: int | None = Field(default=None, ge=100, le=599)
    seeded: bool = Field(default=False, description="loaded as past, not read by us")


class Listing(Model):
    """One page and variant at one shop. Shared by all, unless `tenant` says whose it is."""

    listing_id: Id
    url: WebAddress
    host: str = Field(max_length=253)
    want: Want = Want()
    tenant: Id | None = None
    sealed_headers: str | None = Field(default=None, max_length=8192)
    created_at: Moment


class Claimed(Model):
    """A listing that was claimed for one check."""

    listing_id: Id
    slot: Moment


class Check(Model):
    """A message of the checks queue: listings of one host, looked at one after another."""

    host: str = Field(min_length=1, max_length=253)
    claimed: list[Claimed] = Field(min_length=1, max_length=50)


class AlertPointer(Model):
    """A message of the deliveries queue: which alert is to be delivered."""

    tenant: Id
    watch_id: Id
    alert_key: str = Field(max_length=200)


class PriceNow(Model):
    """The price of a watch or listing as it is known now, with its evidence."""

    price: Decision[Price]
    currency: Currency | None = None
    was_price: Price | None = None
    availability: Availability = Availability.UNKNOWN
    title: str | None = None
    read_at: Moment | None = Field(default=None, description="when this price was read")
    checked_at: Moment | None = Field(default=None, description="when the page was last looked at")
    next_check_at: Moment | None = Field(default=None, description="null while nobody watches it")


class WatchedPrice(Watch):
    """A watch with what is known of its price."""

    now: PriceNow


class ListedWatch(Watch):
    """A watch as a list shows it."""

    price: Verdict[Price]
    price_currency: Currency | None = None
    availability: Availability = Availability.UNKNOWN
    checked_at: Moment | None = None


class ListingNow(Model):
    """A listing with what is known of its price."""

    listing_id: Id
    url: WebAddress
    host: str
    variant: str | None = None
    private: bool
    now: PriceNow


class PreviewRequest(Model):
    """A page to read once, without keeping anything."""

    model_config = ConfigDict(extra="forbid")

    url: WebAddress
    variant: Annotated[str, StringConstraints(min_length=1, max_length=300)] | None = None
    currency: Currency | None = None
    override: AskedOverride | None = None


class Preview(Model):
    """What would be read of a page. A page that is dead, refused or too large is an unknown that says why."""

    url: WebAddress = Field(description="the address it would be watched under")
    price: Decision[Price]
    reading: Reading | None = Field(default=None, description="null when the page did not come")


class CheckRequested(Model):
    """A check was asked for; poll the watch until `now.checked_at` is later than `requested_at`."""

    watch_id: Id
    requested_at: Moment
