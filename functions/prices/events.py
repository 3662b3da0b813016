"""What the price watch tells the rest of Tradewind."""

from typing import ClassVar, Literal

from pydantic import Field

from prices.models.page import Availability, Percent
from tradewind.events import Event
from tradewind.model import Currency, Day, Id, Price


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
    kind: Literal["drop", "target", "rise", "back_in_stock", "all_time_low", "any_change"]
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


class PriceDropPredicted(Event):
    """A watch told of a drop that is likelier than not; `id` is the alert's. It has not come yet, and may not."""

    name: ClassVar[str] = "prices.price_drop_predicted"
    version: ClassVar[int] = 1

    watch_id: Id
    product_id: Id
    listing_id: Id
    kind: Literal["predicted_drop"] = "predicted_drop"
    from_price: Price = Field(description="today's")
    to_price: Price = Field(description="what it may come to, or below")
    currency: Currency | None
    percent: Percent
    probability: float = Field(ge=0, le=1)
    until: Day = Field(description="the last day on which it may come")
    provenance: str = Field(max_length=200, description="model@version, or the baseline")
    audit_id: Id | None = Field(default=None, description="the record of why it spoke up")
    label: str | None = Field(default=None, max_length=200, description="the watch's own name")
    title: str | None = Field(default=None, max_length=500, description="what the page calls the product")
    url: str | None = Field(default=None, max_length=16_384, description="the page; null where it is the tenant's own")
    tags: tuple[str, ...] = Field(default=(), max_length=20)
    reasons: tuple[str, ...] = Field(default=(), max_length=50, description="why it spoke up, for people")
    created_by: Id | None = Field(default=None, description="who set the watch")
