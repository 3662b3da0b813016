"""What an alert is, and how far it has come."""

from enum import StrEnum

from pydantic import Field

from prices.models.page import Percent
from prices.models.watch import AlertKind
from tradewind.evidence import Reason
from tradewind.model import Currency, Day, Id, Model, Moment, Price


class Delivery(StrEnum):
    """How far an alert has come on its way to its receiver."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"  # given up; it waits in the dead-letter queue for `tradewind replay`
    NONE = "none"  # the watch names no receiver


class Likely(Model):
    """What a predicted drop says of itself: how far, how likely, until when, and what said so."""

    percent: Percent
    probability: float = Field(ge=0, le=1)
    until: Day
    provenance: str = Field(max_length=200)


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
    likely: Likely | None = Field(default=None, description="of a predicted drop, whose `to_price` it may come to")
    audit_id: Id | None = Field(default=None, description="the record of this decision; null before there were records")
    delivery: Delivery = Delivery.NONE
    attempts: int = Field(default=0, ge=0, le=1000)
    last_error: str | None = Field(default=None, max_length=500)


class AlertPointer(Model):
    """A message of the deliveries queue: which alert is to be delivered."""

    tenant: Id
    watch_id: Id
    alert_key: str = Field(max_length=200)
