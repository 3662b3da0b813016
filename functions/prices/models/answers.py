"""What the API answers with."""

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from prices.models.page import Availability, Currency, Price, Reading, WebAddress
from prices.models.watch import AskedOverride, Watch
from tradewind.evidence import Decision, Verdict
from tradewind.model import Id, Model, Moment


class PriceNow(Model):
    """The price of a watch or listing as it is known now, with its evidence."""

    price: Decision[Price]
    currency: Currency | None = None
    was_price: Price | None = None
    shipping: Price | None = Field(default=None, description="as the page states it; 0: free, null: not stated")
    unit_price: Price | None = None
    unit: str | None = Field(default=None, description="what unit_price is for")
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
