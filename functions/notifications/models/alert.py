"""An alert of the price watch, as `prices.alert_raised` and `prices.price_drop_predicted` tell it, or of a saved search
(`catalog.saved_search_matched`); docs/events has their forms."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from tradewind.model import Count, Day, Id, Model, Moment, PlainDigits

Amount = Annotated[Decimal, Field(ge=0, max_digits=24, decimal_places=9), PlainDigits]
Tag = Annotated[str, StringConstraints(pattern="^[^#,\\s][^#,]{0,39}$")]


class AlertKind(StrEnum):
    """What a watch or a saved search tells of."""

    DROP = "drop"
    TARGET = "target"
    RISE = "rise"
    BACK_IN_STOCK = "back_in_stock"
    ALL_TIME_LOW = "all_time_low"
    ANY_CHANGE = "any_change"
    PREDICTED_DROP = "predicted_drop"
    NEW_MATCH = "new_match"


class AlertTold(Model):
    """What is read of the events. All that their first senders left out is optional.

    Of a predicted drop `from_price` is today's and `to_price` what it may come to `until` that day. A new match has no
    price: `count` products match the saved search `label`, the first of them called `titles`.
    """

    id: Id
    at: Moment
    tenant: Id
    watch_id: Id | None = None
    saved_id: Id | None = None
    kind: AlertKind
    from_price: Amount | None = None
    to_price: Amount | None = None
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")
    probability: float | None = Field(default=None, ge=0, le=1)
    until: Day | None = None
    label: str | None = Field(default=None, max_length=200)
    title: str | None = Field(default=None, max_length=500)
    url: str | None = Field(default=None, max_length=16_384)
    count: Count | None = None
    titles: tuple[Annotated[str, StringConstraints(max_length=500)], ...] = Field(default=(), max_length=5)
    tags: tuple[Tag, ...] = Field(default=(), max_length=50)
    reasons: tuple[str, ...] = Field(default=(), max_length=50)
    created_by: Id | None = None
