"""A price over time: bars of an hour, a day or a week, and the observations as a file."""

from enum import StrEnum

from pydantic import Field

from prices.models.rates import Rate
from tradewind.model import Currency, Day, Id, Model, Moment, Price, WebAddress


class Step(StrEnum):
    """How long a bar is."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


class Bar(Model):
    """What was read of a listing within an hour, a day or a week, in one currency. Without a price it is a gap."""

    start: Moment
    end: Moment = Field(description="exclusive")
    currency: Currency | None = Field(description="of the prices; null where the page did not state it")
    open: Price | None = Field(default=None, description="the first price that was read; null: none was")
    high: Price | None = None
    low: Price | None = None
    close: Price | None = Field(default=None, description="the last price that was read")
    median: Price | None = Field(default=None, description="by time: half of the time it cost this or less")
    count: int = Field(default=0, ge=0, le=10**6, description="looks at the page")
    gaps: int = Field(default=0, ge=0, le=10**6, description="of them those that read no price")
    in_stock: float | None = Field(
        default=None, ge=0, le=1, description="share of the looks that told whether it could be bought and found it so"
    )
    read_in: Currency | None = Field(default=None, description="what was converted from; null where nothing was")
    rate: Rate | None = Field(default=None, description="units of `currency` for one of `read_in`")
    rate_date: Day | None = None
    reason: str | None = Field(default=None, max_length=200, description="why nothing could be converted")


class Bars(Model):
    """A price over time. Every stretch between two moments has a bar, also where nothing was read."""

    listing_id: Id
    url: WebAddress
    host: str = Field(max_length=253)
    step: Step
    time_zone: str
    since: Moment = Field(description="where the first bar begins")
    until: Moment
    items: list[Bar]


class ProductBars(Model):
    """The prices of a product's listings over time."""

    product_id: Id
    listings: list[Bars]


MOST_SPARKLINES = 50
"""In one answer: a page of a list."""
SPARKLINE_PARTS = 30
"""Of equal length, in a sparkline: about as many as can be told apart where it is drawn."""


class Sparkline(Model):
    """How the price of a watch's first listing went of late, small enough for a row of a list."""

    watch_id: Id
    currency: Currency | None = Field(description="of the prices; null where the page did not state it")
    closes: list[Price | None] = Field(
        max_length=SPARKLINE_PARTS, description="what it cost when each part of the time was over; null: not known"
    )
    change: float | None = Field(
        ge=-1, le=10**12, description="from the first of these prices to the last, as a share; null: there are not two"
    )


class Sparklines(Model):
    """Sparklines of one time, which is divided into equal parts."""

    since: Moment
    until: Moment
    items: list[Sparkline] = Field(max_length=MOST_SPARKLINES)


class FileForm(StrEnum):
    """What a history can be exported as."""

    CSV = "csv"
    JSON = "json"


class Part(Model):
    """A part of an exported history. Parts of a CSV file put together are the file."""

    content: str
    next: str | None = None
