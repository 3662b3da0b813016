"""What the price watch tells the rest of Tradewind."""

from typing import ClassVar

from pydantic import Field

from prices.models.page import Availability, Currency, Price
from prices.models.watch import AlertKind
from tradewind.events import Event
from tradewind.model import Id


class PriceChanged(Event):
    """A listing's price or availability is another than at the check before."""

    name: ClassVar[str] = "prices.price_changed"
    version: ClassVar[int] = 1

    listing_id: Id
    from_price: Price | None
    to_price: Price | None
    currency: Currency | None
    from_availability: Availability
    to_availability: Availability


class ListingUnreadable(Event):
    """No price can be read of a listing any more: it was readable at the check before."""

    name: ClassVar[str] = "prices.listing_unreadable"
    version: ClassVar[int] = 1

    listing_id: Id
    reason: str = Field(max_length=500)


class AlertRaised(Event):
    """A watch spoke up; `id` is the alert's."""

    name: ClassVar[str] = "prices.alert_raised"
    version: ClassVar[int] = 1

    watch_id: Id
    product_id: Id
    listing_id: Id
    kind: AlertKind
    from_price: Price | None
    to_price: Price | None
    currency: Currency | None
    audit_id: Id | None = Field(default=None, description="the record of why it spoke up")
    label: str | None = Field(default=None, max_length=200, description="the watch's own name")
    title: str | None = Field(default=None, max_length=500, description="what the page calls the product")
    url: str | None = Field(default=None, max_length=16_384, description="the page; null where it is the tenant's own")
    tags: tuple[str, ...] = Field(default=(), max_length=20)
    reasons: tuple[str, ...] = Field(default=(), max_length=50, description="why it spoke up, for people")
    created_by: Id | None = Field(default=None, description="who set the watch")
