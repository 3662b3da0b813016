"""What a watch is: a tenant's rule on a product, when it looks, whom it tells."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, field_validator, model_validator

from prices.models.page import Override, Percent
from tradewind.model import Currency, Id, Model, Moment, PlainDigits, Price, WebAddress, only_known_fields
from tradewind.webhook import checked_secret

LikelyPercent = Annotated[Decimal, Field(ge=2, le=60, max_digits=6, decimal_places=3), PlainDigits]
"""How far a fall may be that is foretold: of others a model has learned nothing."""


class AlertKind(StrEnum):
    """What a watch tells of."""

    DROP = "drop"
    TARGET = "target"
    RISE = "rise"
    BACK_IN_STOCK = "back_in_stock"
    ALL_TIME_LOW = "all_time_low"
    ANY_CHANGE = "any_change"
    PREDICTED_DROP = "predicted_drop"


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
    predicted_drop_percent: LikelyPercent | None = Field(
        default=None,
        description="speak when a fall by at least this within 7 days is likelier than not; premium and up",
    )


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _known_zone(name: str) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no such time zone; use a name such as Europe/Paris or UTC") from error
    return name


TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)]
"""A name of the IANA time zone database."""


class Schedule(Model):
    """How often a watch looks, and when it may."""

    every_minutes: int = Field(default=360, ge=5, le=43_200, description="the longest wait while the page is alive")
    fastest_minutes: int | None = Field(
        default=None, ge=5, le=43_200, description="the shortest wait when the price moves often; null: a sixth"
    )
    days: tuple[Weekday, ...] = Field(default=WEEK, min_length=1, max_length=7)
    from_hour: int = Field(default=0, ge=0, le=23)
    until_hour: int = Field(default=24, ge=1, le=24, description="exclusive; smaller than from_hour spans midnight")
    time_zone: TimeZone = "UTC"

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


Label = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Tag = Annotated[str, StringConstraints(pattern="^[^#,\\s][^#,]{0,39}$")]
HeaderName = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9-]{1,64}$")]
HeaderValue = Annotated[str, StringConstraints(min_length=1, max_length=3000, pattern="^[\\x20-\\x7e]+$")]
OUR_HEADERS = frozenset({
    "accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "te", "trailer",
    "transfer-encoding", "upgrade",
})  # fmt: skip
AskedSchedule = Annotated[Schedule, only_known_fields(Schedule)]


def _with_plain_selectors(override: Override) -> Override:
    from prices.models.selector import parts_of

    for name, selector in override:
        try:
            parts_of(selector or "*")
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
    return override


AskedOverride = Annotated[Override, only_known_fields(Override), AfterValidator(_with_plain_selectors)]


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
    predicted_drop_percent: LikelyPercent | None = None
    label: Label | None = None
    tags: tuple[Tag, ...] = Field(default=(), max_length=20)
    check: AskedSchedule = Schedule()
    webhook: Webhook | None = None
    paused: bool = False


MOST_LISTINGS = 20
"""Of one product: a watch changes all its trackers in one transaction, which holds 100 items."""
MOST_REFUSED = 200


class Joined(Model):
    """Another listing of a watch's product."""

    listing_id: Id
    url: WebAddress
    host: str = Field(max_length=253)


class Watch(Rule):
    """A tenant's rule on a product, as it is kept and shown.

    `listing_id`, `url` and `host` are of the first of the product's listings, `joined` are the others.
    """

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
    joined: tuple[Joined, ...] = Field(default=(), max_length=19, description="the product's listings at other shops")
    webhook_url: WebAddress | None = None
    paused: bool = False
    paused_because: Literal["quota"] | None = Field(
        default=None, description="quota: it is over what the tier holds, and comes back with room; null: you paused it"
    )
    least_minutes: int = Field(
        default=5, ge=1, le=1440, description="the shortest wait of your tier; where `check` asks for less, this counts"
    )
    created_by: Id
    created_at: Moment
    changed_at: Moment

    @property
    def listings(self) -> tuple[Joined, ...]:
        """All listings of the product, the first one first."""
        return (Joined(listing_id=self.listing_id, url=self.url, host=self.host), *self.joined)


class Product(Model):
    """A tenant's group of listings; one at first."""

    product_id: Id
    watch_id: Id | None = Field(default=None, description="the watch on it; null where it is not known")
    title: str | None = Field(default=None, max_length=500)
    listing_ids: tuple[Id, ...] = Field(min_length=1, max_length=50)
    refused: tuple[Id, ...] = Field(
        default=(), max_length=MOST_REFUSED, description="listings that were proposed and are not it"
    )
    created_at: Moment
