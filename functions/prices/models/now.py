"""The price of a page as it is known now."""

from pydantic import Field

from prices.models.listing import Trouble
from prices.models.page import Availability
from tradewind.evidence import Decision
from tradewind.model import Currency, Id, Model, Moment, Price, WebAddress


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
    trouble: Trouble | None = Field(default=None, description="why the last look read no price; null where it did")
    read_at: Moment | None = Field(default=None, description="when this price was read")
    checked_at: Moment | None = Field(default=None, description="when the page was last looked at")
    next_check_at: Moment | None = Field(default=None, description="null while nobody watches it")


class ListingNow(Model):
    """A listing with what is known of its price."""

    listing_id: Id
    url: WebAddress
    host: str
    variant: str | None = None
    private: bool
    now: PriceNow
