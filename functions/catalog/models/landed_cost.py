"""What goods cost at the door: each charge, who pays it, and what is not known."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from catalog.models.incoterm import Charge, Incoterm, Mode, Party
from catalog.models.tariff import Rate, Source
from tradewind.model import Currency, Day, Id, Model, PlainDigits, Price

Sum = Annotated[Decimal, Field(ge=0, le=10**24, max_digits=30, decimal_places=6), PlainDigits]
"""An amount of many units: a price times 10^9 of them, and what comes on top."""
Text = Annotated[str, StringConstraints(max_length=400)]


class StatedRate(Model):
    """What one unit of a currency is worth in the currency of the answer, and on which day."""

    model_config = ConfigDict(extra="forbid")

    currency: Currency
    rate: Rate
    date: Day
    source: Source | None = None


def _beside_the_price(charge: Charge) -> Charge:
    if charge is Charge.GOODS:
        raise ValueError("quote the charges beside the price; the price is the offer's")
    return charge


class Quote(Model):
    """What a charge costs as somebody quoted it, for the whole quantity; it takes the place of the tariffs."""

    model_config = ConfigDict(extra="forbid")

    charge: Annotated[Charge, AfterValidator(_beside_the_price)]
    amount: Price
    currency: Currency
    product_id: Id | None = Field(default=None, description="of these goods; null: of each of them alike")


class CostLine(Model):
    """One charge of a landed cost."""

    charge: Charge
    name: Annotated[str, StringConstraints(max_length=80)]
    payer: Party | None = Field(default=None, description="null: no incoterm says it")
    amount: Sum | None = Field(description="what the buyer pays beside the price; null: unknown, and `how` says why")
    how: Text = Field(description="how it is worked out")
    source: Text | None = Field(default=None, description="the tariff and its date, or the quote")
    is_counted: bool = Field(default=True, description="false: the buyer gets it back")


class LandedCost(Model):
    """What a quantity costs at the door in a country, as far as it is known."""

    quantity: int = Field(ge=1, le=10**9)
    currency: Currency
    incoterm: Incoterm | None = None
    mode: Mode | None = Field(default=None, description="how the main carriage goes; null: the seller sees to it")
    unit_price: Price | None = Field(default=None, description="at this quantity, in the currency of the answer")
    lines: list[CostLine]
    customs_value: Sum | None = None
    total: Sum | None = Field(description="all that is known; null: not even the price is")
    per_unit: Sum | None = None
    leaves_out: list[Charge] = Field(description="what the buyer pays that the total does not hold")
    transit_days: int | None = Field(default=None, ge=0, le=3650)

    @property
    def is_complete(self) -> bool:
        """Whether the total holds all that the buyer pays."""
        return self.total is not None and not self.leaves_out
