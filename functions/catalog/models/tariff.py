"""Tariffs: what a tenant loads of duties, taxes, freight, insurance and exchange rates, each with the date it is of."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from catalog.models.incoterm import Charge, Mode
from tradewind.model import Count, Country, Currency, Day, Id, Model, Moment, PlainDigits, Price

L = TypeVar("L")

MOST_LINES = 1000
"""Lines in one tariff: what fits in a request of 256 KB. A country's has several thousand: load it by chapter, each
under a name of its own; those of all names hold together."""
MOST_CHAPTERS = 60
"""Chapters in one tariff: each is an item, and all are kept in one transaction of at most 100."""
MOST_TARIFFS = 500
"""Of one tenant."""

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Source = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
HsPrefix = Annotated[str, StringConstraints(pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8}|[0-9]{10})?$")]
"""The first digits of a Harmonised System code, without dots: a chapter, a heading, ... Empty: all goods."""
Percent = Annotated[Decimal, Field(ge=0, le=1000, max_digits=9, decimal_places=5), PlainDigits]
Kilograms = Annotated[Decimal, Field(ge=0, le=10**9, max_digits=18, decimal_places=6), PlainDigits]
CubicMetres = Annotated[Decimal, Field(ge=0, le=10**6, max_digits=15, decimal_places=9), PlainDigits]
Rate = Annotated[Decimal, Field(gt=0, le=10**12, max_digits=24, decimal_places=12), PlainDigits]

CARRIED = frozenset(
    {
        Charge.LOADING, Charge.EXPORT_CARRIAGE, Charge.EXPORT_CLEARANCE, Charge.EXPORT_TERMINAL, Charge.MAIN_CARRIAGE,
        Charge.IMPORT_TERMINAL, Charge.IMPORT_CARRIAGE, Charge.UNLOADING, Charge.IMPORT_CLEARANCE,
    }
)  # fmt: skip
"""What a line of a freight tariff may cover."""


class TariffKind(StrEnum):
    """What a tariff is of."""

    DUTY = "duty"
    TAX = "tax"
    FREIGHT = "freight"
    INSURANCE = "insurance"
    EXCHANGE = "exchange"


class Valuation(StrEnum):
    """Where a country draws the line of the value for customs: carriage and insurance up to its border in, or out."""

    CIF = "cif"
    FOB = "fob"


class TaxBase(StrEnum):
    """What a tax or fee is a share of."""

    CUSTOMS_VALUE = "customs_value"
    DUTY_PAID = "duty_paid"  # the value for customs and the duty
    DELIVERED = "delivered"  # these and what else is paid up to the door, as article 86 of Directive 2006/112/EC


class DutyLine(Model):
    """The duty on goods of some code and origin: a share of the value, so much a kilogram or piece, or both.

    Of lines with one `name` the one with the longest code counts, of these one of the origin before one of any. Lines
    of other names (anti-dumping, safeguard) come on top.
    """

    model_config = ConfigDict(extra="forbid")

    hs: HsPrefix
    name: Name = "customs duty"
    origin: Country | None = Field(default=None, description="of goods from there alone; null: from anywhere")
    percent: Percent = Field(default=Decimal(0), description="of the value for customs")
    per_kg: Price = Decimal(0)
    per_unit: Price = Decimal(0)
    is_greater: bool = Field(default=False, description="the greater of share and amount counts, not both")
    needs: Name | None = Field(default=None, description="without which it does not hold, as a proof of origin")


class TaxLine(Model):
    """A tax or fee of an import, as a share, within bounds where it has any. Names and codes count as for duties."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(examples=["VAT"])
    hs: HsPrefix = ""
    percent: Percent
    base: TaxBase = TaxBase.DUTY_PAID
    least: Price = Decimal(0)
    most: Price | None = None
    is_recoverable: bool = Field(default=False, description="a business gets it back, as VAT")

    @model_validator(mode="after")
    def _bounds_leave_room(self) -> "TaxLine":
        if self.most is not None and self.most < self.least:
            raise ValueError("most is below least")
        return self


class WeightBreak(Model):
    """From this chargeable weight on, a kilogram costs so much."""

    model_config = ConfigDict(extra="forbid")

    from_kg: Kilograms
    per_kg: Price


def _of_carriage(charges: tuple[Charge, ...]) -> tuple[Charge, ...]:
    if wrong := [charge.value for charge in charges if charge not in CARRIED]:
        raise ValueError(f"a freight tariff covers no {', '.join(wrong)}")
    if len(set(charges)) < len(charges):
        raise ValueError("a charge is named twice")
    return charges


class FreightLine(Model):
    """What one or several charges of a consignment cost.

    `fixed` + the chargeable weight at `per_kg` (or by its weight break) + `per_container` for each begun, at least
    `least`. The chargeable weight is the greater of the weight and `kg_per_m3` times the volume; a price per revenue
    tonne (W/M) is a thousandth of it per kilogram at 1000.
    """

    model_config = ConfigDict(extra="forbid")

    covers: Annotated[tuple[Charge, ...], Field(min_length=1, max_length=9), AfterValidator(_of_carriage)]
    mode: Mode | None = Field(default=None, description="for goods that go so; null: however they go")
    origin: Country | None = Field(default=None, description="for goods sent from there; null: from anywhere")
    fixed: Price = Decimal(0)
    per_kg: Price = Decimal(0)
    breaks: Annotated[tuple[WeightBreak, ...], Field(max_length=20)] = ()
    kg_per_m3: Annotated[Decimal, Field(ge=0, le=5000, max_digits=12, decimal_places=6), PlainDigits] | None = Field(
        default=None, description="null: what is usual for the mode; 0: by weight alone"
    )
    per_container: Price = Decimal(0)
    container_m3: CubicMetres | None = None
    container_kg: Kilograms | None = None
    least: Price = Decimal(0)
    transit_days: Annotated[int, Field(ge=0, le=365)] | None = None

    @model_validator(mode="after")
    def _every_weight_has_a_price(self) -> "FreightLine":
        if self.breaks and not self.per_kg and all(each.from_kg for each in self.breaks):
            raise ValueError("breaks need a per_kg for what is lighter, or one from_kg of 0")
        return self

    @model_validator(mode="after")
    def _containers_hold_something(self) -> "FreightLine":
        if self.per_container and not (self.container_m3 and self.container_kg):
            raise ValueError("per_container needs container_m3 and container_kg, what one holds")
        return self


class InsuranceLine(Model):
    """What insuring goods on the way costs, as a share of the value insured."""

    model_config = ConfigDict(extra="forbid")

    percent: Annotated[Decimal, Field(ge=0, le=50, max_digits=7, decimal_places=5), PlainDigits]
    hs: HsPrefix = ""
    mode: Mode | None = None
    least: Price = Decimal(0)


class ExchangeLine(Model):
    """What one unit of the tariff's currency was worth, on its date."""

    model_config = ConfigDict(extra="forbid")

    currency: Currency
    rate: Rate


class _Tariff(Model):
    name: Name = Field(description="one of a later date under the same name takes its place", examples=["TARIC 61"])
    as_of: Day = Field(description="the date it holds from")
    until: Day | None = Field(default=None, description="the last day it holds; null: until one takes its place")
    source: Source = Field(description="who published or quoted it")
    currency: Currency = Field(description="of its amounts")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "_Tariff":
        if self.until is not None and self.until < self.as_of:
            raise ValueError("until is before as_of")
        return self


class _OfDestination(_Tariff):
    destination: Country


def _of_few_chapters(lines: tuple[L, ...]) -> tuple[L, ...]:
    if len(chapters_of(lines)) > MOST_CHAPTERS:
        raise ValueError(f"lines of more than {MOST_CHAPTERS} chapters; load them as several tariffs")
    return lines


def chapters_of(lines: Iterable[Any]) -> tuple[str, ...]:
    """The chapters of lines: the first two digits of their codes; empty for lines of all goods, or without a code."""
    return tuple(sorted({getattr(line, "hs", "")[:2] for line in lines}))


class DutyTariff(_OfDestination):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["duty"]
    valuation: Valuation = Field(description="how this country values goods for customs")
    lines: Annotated[tuple[DutyLine, ...], Field(min_length=1, max_length=MOST_LINES), AfterValidator(_of_few_chapters)]


class TaxTariff(_OfDestination):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["tax"]
    lines: Annotated[tuple[TaxLine, ...], Field(min_length=1, max_length=MOST_LINES), AfterValidator(_of_few_chapters)]


class FreightTariff(_OfDestination):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["freight"]
    lines: Annotated[tuple[FreightLine, ...], Field(min_length=1, max_length=MOST_LINES)]


class InsuranceTariff(_OfDestination):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["insurance"]
    lines: Annotated[tuple[InsuranceLine, ...], Field(min_length=1, max_length=100), AfterValidator(_of_few_chapters)]


class ExchangeTariff(_Tariff):
    """Rates as central banks publish them; `currency` is the one that a unit of is worth `rate`."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["exchange"]
    lines: Annotated[tuple[ExchangeLine, ...], Field(min_length=1, max_length=200)]


TariffRequest = Annotated[
    DutyTariff | TaxTariff | FreightTariff | InsuranceTariff | ExchangeTariff, Field(discriminator="kind")
]


class Tariff(Model):
    """A tariff, all but its lines."""

    tariff_id: Id
    kind: TariffKind
    name: Name
    destination: Country | None = Field(default=None, description="null: of exchange rates")
    as_of: Day
    until: Day | None = None
    source: Source
    currency: Currency
    valuation: Valuation | None = None
    line_count: Count
    chapters: tuple[str, ...] = Field(description="of the Harmonised System that its lines are of; empty: all goods")
    loaded_by: Id
    loaded_at: Moment
