"""What currencies were worth on a day, and an amount told in another currency."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from tradewind.model import Currency, Day, Model, Moment, PlainDigits, Price

Rate = Annotated[Decimal, Field(gt=0, le=10**12, max_digits=24, decimal_places=12), PlainDigits]
"""How much of one currency a unit of another is worth."""


class RateDay(Model):
    """The euro reference rates of one day: what one euro was worth. The euro itself is not named."""

    day: Day
    rates: Annotated[dict[Currency, Rate], Field(min_length=1, max_length=200)]
    source: str = Field(max_length=200, description="who published them, or the file they were loaded from")


class RatesShown(Model):
    """The rates that hold for a day: of the last day on which some were published, where that is near enough."""

    base: Currency = Field(default="EUR", description="one unit of this is worth `rates`")
    asked: Day
    day: Day | None = Field(default=None, description="that they were published; null: none are known")
    rates: dict[Currency, Rate] = Field(default_factory=dict)
    source: str | None = Field(default=None, max_length=200)
    reason: str | None = Field(default=None, max_length=200, description="why there are none")


class RatesLoaded(Model):
    """What a file of rates brought: days that were not known, and days that it corrects."""

    days: int = Field(ge=0, description="in the file")
    added: int = Field(ge=0)
    corrected: int = Field(ge=0)
    first: Day
    last: Day
    at: Moment


class Exchange(Model):
    """What one currency is worth in another, and since when that is said. A null `rate` says in `reason` why."""

    rate: Rate | None = Field(default=None, description="units of the second currency for one of the first")
    rate_date: Day | None = Field(default=None, description="the day that it was published; null at rate 1")
    source: str | None = Field(default=None, max_length=200)
    reason: str | None = Field(default=None, max_length=200)


class Converted(Exchange):
    """An amount in another currency, by the rate that is stated. A null `value` says in `reason` why there is none."""

    value: Price | None
    currency: Currency
