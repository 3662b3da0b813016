"""Products side by side: what they are, what they cost at the door, which is the best and what would change that."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from catalog.models.incoterm import Incoterm, Mode
from catalog.models.landed_cost import LandedCost, Quote, StatedRate, Sum, Text
from catalog.models.product import HsCode, Line, Pieces, Tag, Title
from catalog.models.tariff import Name, Source, TariffKind
from catalog.models.understanding import QualityTier
from tradewind.evidence import Decision
from tradewind.model import Count, Country, Currency, Day, Id, Model, Moment, Price

LEAST_PRODUCTS, MOST_PRODUCTS = 2, 10
MOST_ROWS = 100
MOST_SHARED = 100
"""Comparisons that a tenant shares at once."""
LONGEST_SHARED_DAYS = 90


class Pick(Model):
    """A product to compare."""

    model_config = ConfigDict(extra="forbid")

    product_id: Id
    offer_id: Id | None = Field(
        default=None, description="at this offer; null: at the one that is cheapest at the door"
    )


def _each_once(picks: tuple[Pick, ...]) -> tuple[Pick, ...]:
    if len({pick.product_id for pick in picks}) < len(picks):
        raise ValueError("a product is named twice")
    return picks


class DeliveryRequest(Model):
    """Where to, how many and in which money: what a landed cost is asked for."""

    destination: Country
    quantity: Pieces
    currency: Currency = Field(description="of the answer")
    mode: Mode | None = Field(default=None, description="of the main carriage; null: whichever is the cheapest")
    incoterm: Incoterm | None = Field(default=None, description="taken for offers that name none")
    is_insured: bool = Field(default=True, description="whether you insure the carriage where the risk is yours")
    recovers_tax: bool = Field(default=False, description="whether you get back taxes that a business gets back")
    rates: Annotated[tuple[StatedRate, ...], Field(max_length=20)] = Field(
        default=(), description="exchange rates to go by, before those that are loaded"
    )
    quotes: Annotated[tuple[Quote, ...], Field(max_length=50)] = Field(
        default=(), description="what was quoted for the whole quantity, in the place of the tariffs"
    )


class CompareRequest(DeliveryRequest):
    """Products to compare."""

    model_config = ConfigDict(extra="forbid")

    items: Annotated[
        tuple[Pick, ...], Field(min_length=LEAST_PRODUCTS, max_length=MOST_PRODUCTS), AfterValidator(_each_once)
    ]


class OfferTerms(Model):
    """What the seller asks for, as the offer says it."""

    offer_id: Id
    supplier: Line | None = None
    unit_price: Price | None = Field(default=None, description="at the quantity")
    currency: Currency | None = None
    unit: str = Field(max_length=30)
    moq: Pieces | None = None
    lead_time_days: int | None = Field(default=None, ge=0, le=3650)
    incoterm: Incoterm | None = None
    incoterm_place: Line | None = None
    valid_until: Day | None = None


class Compared(Model):
    """A product of a comparison."""

    product_id: Id
    title: Title
    brand: Line | None = None
    origin: Country | None = None
    hs_code: HsCode | None = None
    quality_tier: QualityTier | None = None
    certifications: tuple[Tag, ...] = Field(default=(), max_length=20)
    offer: OfferTerms | None = Field(default=None, description="null: nobody offers it")
    cost: LandedCost | None = None
    excluded: Text | None = Field(default=None, description="why it cannot be the answer; null: it can")


class AttributeRow(Model):
    """One attribute of all the products, in their order: in its SI unit where it is a measure."""

    key: Annotated[str, StringConstraints(max_length=80)]
    name: Line
    unit: str | None = Field(default=None, max_length=10, description="null: the values are words")
    values: list[str | None] = Field(max_length=MOST_PRODUCTS, description="null where a product does not say it")
    differs: bool = Field(description="two products say different things")


class Turn(StrEnum):
    """What would have to be otherwise for another product to be the best."""

    QUANTITY = "quantity"
    FREIGHT = "freight"
    DUTY = "duty"
    PRICE = "price"


class Change(Model):
    """What would change the verdict: at this value another product is the cheapest."""

    turn: Turn
    product_id: Id = Field(description="which is the cheapest from there on")
    of_product_id: Id | None = Field(default=None, description="whose duty or price it is; null: all products'")
    value: Sum
    unit: str = Field(max_length=20, description="pieces, times (as dear), percent, or a currency for one unit")
    text: Text


class TariffUsed(Model):
    """A tariff that was in force, and its date."""

    kind: TariffKind
    name: Name
    as_of: Day
    source: Source


class Comparison(Model):
    """Products side by side."""

    destination: Country
    quantity: Pieces
    currency: Currency
    at: Moment
    items: list[Compared] = Field(max_length=MOST_PRODUCTS)
    attributes: list[AttributeRow] = Field(max_length=MOST_ROWS)
    attributes_left_out: Count = Field(default=0, description="rows beyond the first hundred")
    rates: list[StatedRate] = Field(description="by which amounts were converted")
    tariffs: list[TariffUsed] = Field(description="those in force for the destination")
    verdict: Decision[Id] = Field(description="the product that costs least at the door; null: not known")
    changes: list[Change]


class ShareRequest(CompareRequest):
    """A comparison to share."""

    model_config = ConfigDict(extra="forbid")

    title: Name = Field(description="what those who open the link read above it")
    days: int = Field(default=14, ge=1, le=LONGEST_SHARED_DAYS, description="how long the link opens it")


class Shared(Model):
    """A comparison that a link opens, all but the link."""

    share_id: Id
    title: Name
    product_ids: tuple[Id, ...] = Field(max_length=MOST_PRODUCTS)
    created_by: Id
    created_at: Moment
    expires_at: Moment


class MadeShare(Shared):
    """A comparison with the link that opens it to whoever has it; the link is told this once."""

    path: str | None = Field(
        default=None, max_length=100, description="below the API's own address; null when the request was sent again"
    )


class SharedComparison(Model):
    """What a link shows: the comparison as it was when it was shared, and nothing of who shared it."""

    title: Name
    shared_at: Moment
    expires_at: Moment
    comparison: Comparison


ShareAddress = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{43}$")]
"""256 random bits in base64url."""
