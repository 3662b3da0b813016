"""A delivery: one message on one channel, and how far it has come."""

from enum import StrEnum

from pydantic import Field

from notifications.models.alert import AlertTold
from tradewind.model import Id, Model, Moment


class DeliveryState(StrEnum):
    """How far a message has come."""

    QUEUED = "queued"
    HELD = "held"  # until quiet hours end, or the next digest
    SENDING = "sending"
    RETRIED = "retried"  # the service could not take it; it is tried again
    SENT = "sent"
    REFUSED = "refused"  # the service or the channel said no; trying again would change nothing
    UNCERTAIN = "uncertain"  # it went out and no answer came; sending it again might tell twice
    FAILED = "failed"  # given up; it waits in the dead-letter queue for `tradewind replay`


FINAL = frozenset({DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.UNCERTAIN})
"""What no attempt changes any more."""


class What(StrEnum):
    """What a message is."""

    ALERT = "alert"
    DIGEST = "digest"
    TEST = "test"
    CODE = "code"


class MessageDelivery(Model):
    """One message on one channel. There is one for each alert and channel."""

    delivery_id: Id
    channel_id: Id
    what: What
    alert_id: Id | None = None
    alert: AlertTold | None = None
    at: Moment = Field(description="when the alert was raised, or the message asked for")
    state: DeliveryState = DeliveryState.QUEUED
    reason: str | None = Field(default=None, max_length=300, description="why it is in this state")
    tries: int = Field(default=0, ge=0, le=1000)
    changed_at: Moment
    next_at: Moment | None = Field(default=None, description="when it goes on by itself; null: it does not")
    digest_id: Id | None = Field(default=None, description="the message that tells it together with others")
    digest_at: Moment | None = None


class Pointer(Model):
    """Where a delivery is kept."""

    tenant: Id
    channel_id: Id
    key: str = Field(max_length=200)
