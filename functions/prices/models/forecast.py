"""What a price will do, as far as its past tells: asked for, kept, and held against what came."""

from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from prices.models.page import Percent
from tradewind.evidence import Decision, Verdict
from tradewind.model import Count, Currency, Day, Id, Model, Moment, PlainDigits, Price, WebAddress

DROP_PERCENT = Decimal(15)
"""A drop is a price at least this much below today's."""
LEAST_LOOKS = 7
"""With fewer days on which a price was read nothing is said."""
MOST_DAYS = 30
JUDGED_DAYS = 7
"""How far ahead the forecasts look that are kept and held against what came."""

Probability = Annotated[float, Field(ge=0, le=1)]
Advice = Literal["buy_now", "wait"]
Saving = Annotated[Decimal, Field(ge=-(10**12), le=10**12, max_digits=18, decimal_places=6), PlainDigits]


class ForecastDay(Model):
    """What it may cost on a day: less than `low` with probability 0.1, more than `high` with probability 0.1."""

    day: Day
    low: Price
    median: Price
    high: Price


class Chance(Model):
    """How likely the price is to come to `price` or less on one of the days."""

    whose: Literal["drop", "watch_drop", "watch_predicted_drop", "watch_target"] = Field(
        description="drop: 15 % below today's; the others: the percents and the target of the watch on the product"
    )
    percent: Percent | None = Field(default=None, description="how far below today's price; null for a target")
    price: Price
    probability: Probability


class Waiting(Model):
    """What waiting is worth, against what it risks."""

    advice: Verdict[Advice]
    best_day: Day = Field(description="on which to buy; today where waiting saves too little to be worth it")
    expected_saving: Saving = Field(description="by one who asks again each week; below 0 waiting costs")
    expected_saving_percent: float = Field(ge=-1_000_000, le=100, description="the same of today's price")
    rise: Probability = Field(description="that it costs at least 5 % more on the last of the days")
    sold_out: Probability | None = Field(
        description="that it cannot be had on one of the days; null where its shop never said whether it can"
    )


class Forecast(Model):
    """What a product's price at one shop will do over the next days.

    `drop` holds the probability that it costs 15 % less or still less on one of them; its reasons are what moved it,
    each with its share. Where it is null, `missing` says what it takes.
    """

    product_id: Id
    listing_id: Id
    url: WebAddress
    host: str = Field(max_length=253)
    at: Moment
    days: int = Field(ge=1, le=MOST_DAYS, description="how many are looked ahead")
    until: Day = Field(description="the last of them, in UTC as all days here")
    looks: Count = Field(description="days on which a price was read, of those that count")
    price: Price | None = Field(description="today's: the last that was read")
    currency: Currency | None
    drop: Decision[Probability]
    chances: list[Chance] = Field(description="the drop of 15 %, and what the watch on the product asks for")
    band: list[ForecastDay] = Field(
        description="80 % of the prices of a day lie between low and high; the soonest first"
    )
    waiting: Waiting | None
    missing: list[str] = Field(description="what it takes before something can be said; empty where it is")


class Bare(Model):
    """What a model answered before it was corrected by how its last forecasts turned out."""

    probability: Probability
    low: float = Field(ge=0, le=1_000_000, description="of the price of the last day, in shares of today's")
    high: float = Field(ge=0, le=1_000_000)


class Foretold(Model):
    """A forecast as it is kept, to be held against what came: one of a listing and day."""

    listing_id: Id
    day: Day
    at: Moment
    price: Price
    currency: Currency | None
    country: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    probability: Probability
    band: list[ForecastDay] = Field(max_length=JUDGED_DAYS)
    provenance: str = Field(max_length=200)
    degraded: bool = False
    bare: Bare | None = Field(default=None, description="null where the baseline answered")


class DayRead(NamedTuple):
    """What a page asked on a day: the last price that was read, what it was said to have been, whether it was there."""

    day: Day
    price: Price
    was_price: Price | None
    in_stock: bool | None


class Past(Model):
    """A listing's days in one currency up to one that is not in it, drawn from its looks so that few are read again."""

    currency: Currency | None
    until: Day
    days: tuple[DayRead, ...] = Field(max_length=1000, description="the oldest first")


class Promise(Model):
    """A predicted drop that a watch told of, until it came true or its days have passed."""

    until: Day
    price: Price = Field(description="when it was told")
    currency: Currency | None
    percent: Percent


class ForecastPointer(Model):
    """A message of the forecasts queue: which forecast is to be made, or held against what came."""

    listing_id: Id
    day: Day


class Bin(Model):
    """The forecasts that said a probability between two: how many, what they said, what came."""

    low: Probability
    high: Probability
    count: Count
    said: Probability = Field(description="on average")
    came: Probability = Field(description="the share of them after which the price fell")


class Record(Model):
    """How forecasts of the next 7 days were held against what came. Null: none was yet."""

    of: str = Field(max_length=300, description="the product, the shop's host, `all`, or `model@version`")
    judged: Count = Field(description="forecasts whose days have passed with enough looks at the page")
    drops: Count = Field(description="of them those after which it cost 15 % less or still less")
    brier: float | None = Field(
        default=None, ge=0, le=1, description="mean squared error of the probability; 0 is best"
    )
    brier_of_share: float | None = Field(
        default=None, ge=0, le=1, description="of always saying the share that fell, which nobody knows beforehand"
    )
    calibration_error: float | None = Field(
        default=None, ge=0, le=1, description="how far what was said is from what came, on average over the bins"
    )
    bins: list[Bin] = Field(default_factory=list, max_length=10)
    within_band: float | None = Field(
        default=None, ge=0, le=1, description="share of prices between low and high; an end counts half; 0.8 is right"
    )
    pinball: float | None = Field(
        default=None, ge=0, le=10**6, description="mean loss of the quantiles, in percent of the price"
    )
    pinball_of_last_price: float | None = Field(
        default=None, ge=0, le=10**6, description="the same of saying that nothing changes"
    )
    skill: float | None = Field(
        default=None,
        ge=-(10**6),
        le=1,
        description="1 - pinball / pinball_of_last_price: above 0 it beat saying nothing changes",
    )


class TrackRecord(Model):
    """How often forecasts were right: of a product, of its shops, of all shops, and of each model."""

    product_id: Id
    drop_percent: Percent = DROP_PERCENT
    days: int = Field(default=JUDGED_DAYS, ge=1, le=MOST_DAYS, description="how far ahead they looked")
    weeks: int = Field(ge=1, le=53, description="that the records of shops, of all and of models go back")
    product: Record
    shops: list[Record] = Field(max_length=50)
    overall: Record
    models: list[Record] = Field(max_length=50)
