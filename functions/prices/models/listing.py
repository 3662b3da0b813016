"""What a listing is, and what was read of it at a moment."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from prices.models.page import Availability, Source, Want
from tradewind.evidence import Reason
from tradewind.model import Currency, Id, Model, Moment, Price, WebAddress


class Seen(Model):
    """An observation as the alert rules need it."""

    at: Moment
    price: Price | None
    currency: Currency | None = None
    source: Source | None = None
    variant: str | None = Field(default=None, max_length=300)
    availability: Availability = Availability.UNKNOWN


class Ending(StrEnum):
    """How a check ended."""

    READ = "read"
    UNCHANGED = "unchanged"  # the shop answered 304; the reading before it holds
    UNKNOWN = "unknown"  # the page came, no price could be read: a gap, with its reason
    FAILED = "failed"  # the page did not come: a gap, with its reason


class Trouble(StrEnum):
    """Why a look read no price, for programs; the reasons tell it to people."""

    NEEDS_BROWSER = "needs_browser"  # scripts put the price there; a rendering browser would read it
    NO_PRICE = "no_price"
    NO_PRODUCT = "no_product"  # a list or an article
    LOGIN_WALL = "login_wall"
    BOT_CHECK = "bot_check"
    GONE = "gone"
    FORBIDDEN = "forbidden"  # by the shop's robots.txt
    REFUSED = "refused"  # the shop, or our guard, does not let us
    UNREACHABLE = "unreachable"  # no answer, or one that says to come back later


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
    shipping: Price | None = Field(default=None, description="as the page states it; 0: free, null: not stated")
    unit_price: Price | None = None
    unit: str | None = Field(default=None, max_length=40, description="what unit_price is for")
    availability: Availability = Availability.UNKNOWN
    title: str | None = Field(default=None, max_length=500)
    variant: str | None = Field(default=None, max_length=300)
    source: Source | None = None
    confidence: float | None = Field(default=None, ge=0, le=1)
    reasons: list[Reason] = Field(default_factory=list)
    trouble: Trouble | None = Field(default=None, description="why there is no price; null where there is one")
    rendered: bool = Field(default=False, description="read of the page as a browser showed it")
    http_status: int | None = Field(default=None, ge=100, le=599)
    seeded: bool = Field(default=False, description="loaded as past, not read by us")
    page_kept: bool = Field(default=False, description="the page that this was read from was saved, for 90 days")


class Stated(Model):
    """What a page states of the product itself."""

    brand: str | None = Field(default=None, max_length=200)
    identifiers: dict[str, Annotated[str, StringConstraints(max_length=100)]] = Field(
        default_factory=dict, max_length=20
    )


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
