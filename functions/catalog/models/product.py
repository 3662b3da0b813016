"""Goods as a supplier describes them, and what they are offered for."""

from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints, field_validator, model_validator

from catalog.models.incoterm import Incoterm
from catalog.models.understanding import QualityTier
from tradewind.model import Country, Currency, Day, Id, Model, Moment, PlainDigits, Price, WebAddress

MOST_ATTRIBUTES = 100
MOST_IMAGES = 20
MOST_OFFERS = 20
MOST_BREAKS = 20

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""A name of something, as people write it on one line."""
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)]
Category = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Sku = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Gtin = Annotated[str, StringConstraints(pattern=r"^\d{14}$")]
HsCode = Annotated[str, StringConstraints(pattern=r"^\d{2}(\d{2}){1,4}$")]
Pieces = Annotated[int, Field(ge=1, le=10**9)]
Number = Annotated[Decimal, Field(ge=-(10**15), le=10**15, max_digits=40), PlainDigits]
AttributeKey = Annotated[str, StringConstraints(pattern="^[^\\W_]+(_[^\\W_]+)*$", max_length=80)]


class Magnitude(Model):
    """A measure in its SI unit, or the one that the trade uses with SI (l, GB, °C); a range has both ends."""

    unit: str = Field(min_length=1, max_length=10, description="m, m2, m3, kg, l, W, V, A, Hz, Pa, ...; 1 for a count")
    values: tuple[Number, ...] = Field(min_length=1, max_length=4, description="several for 30 x 40 cm, as written")
    is_range: bool = Field(default=False, description="the two values are the ends of a range")


class AskedAttribute(Model):
    """Something that is so of the goods, as it is written."""

    model_config = ConfigDict(extra="forbid")

    name: Line = Field(examples=["Length"])
    value: Title = Field(examples=["10 cm"])
    unit: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)] | None = Field(
        default=None, description="where the value is a number alone"
    )


class Attribute(Model):
    """Something that is so of the goods: as it is written, and as it can be compared."""

    name: Line
    value: Title
    unit: str | None = Field(default=None, max_length=20)
    key: AttributeKey = Field(description="the name as all suppliers' names of it: net_weight")
    measure: Magnitude | None = Field(default=None, description="null: the value is no measure")


class Image(Model):
    """A picture of the goods."""

    url: WebAddress
    alt: Annotated[str, StringConstraints(max_length=300)] | None = None


class PriceBreak(Model):
    """What a unit costs from a quantity on."""

    min_quantity: Pieces
    unit_price: Price


class AskedBreak(PriceBreak):
    """What a unit costs from a quantity on, as it is asked for."""

    model_config = ConfigDict(extra="forbid")


class Terms(Model):
    """By whom and how goods are sold."""

    supplier: Line | None = None
    supplier_country: Country | None = None
    currency: Currency | None = Field(default=None, description="of the prices; needed where there are any")
    unit: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)] = Field(
        default="piece", description="what prices and quantities are of"
    )
    moq: Pieces | None = Field(default=None, description="the least that is sold at once")
    lead_time_days: int | None = Field(default=None, ge=0, le=3650, description="from order until it is handed over")
    incoterm: Incoterm | None = None
    incoterm_place: Line | None = Field(default=None, description="the place the incoterm names: Ningbo")
    stock: int | None = Field(default=None, ge=0, le=10**9)
    valid_until: Day | None = None
    unit_weight_kg: Annotated[Decimal, Field(gt=0, le=10**6, max_digits=15), PlainDigits] | None = Field(
        default=None, description="of one unit, packed"
    )
    unit_volume_m3: Annotated[Decimal, Field(gt=0, le=10**4, max_digits=15), PlainDigits] | None = None


class OfferRequest(Terms):
    """What the goods are sold for, by whom and how."""

    model_config = ConfigDict(extra="forbid")

    price_breaks: tuple[AskedBreak, ...] = Field(
        default=(), max_length=MOST_BREAKS, description="rising quantities, prices that do not rise"
    )

    @field_validator("price_breaks")
    @classmethod
    def _each_quantity_once_and_no_dearer(cls, breaks: tuple[AskedBreak, ...]) -> tuple[AskedBreak, ...]:
        rising = tuple(sorted(breaks, key=lambda each: each.min_quantity))
        for less, more in pairwise(rising):
            if less.min_quantity == more.min_quantity:
                raise ValueError(f"two prices from {more.min_quantity} on")
            if more.unit_price > less.unit_price:
                raise ValueError(f"from {more.min_quantity} on a unit is dearer than from {less.min_quantity} on")
        return rising

    @model_validator(mode="after")
    def _prices_are_of_a_currency(self) -> "OfferRequest":
        if self.price_breaks and self.currency is None:
            raise ValueError("price_breaks need a currency")
        return self


class Offer(Terms):
    """An offer as it is kept."""

    offer_id: Id
    price_breaks: tuple[PriceBreak, ...] = Field(default=(), max_length=MOST_BREAKS)

    def unit_price(self, quantity: int) -> Decimal | None:
        """What a unit costs at a quantity; None where no price is stated for so few."""
        fitting = [each.unit_price for each in self.price_breaks if each.min_quantity <= quantity]
        return fitting[-1] if fitting else None


class ProductRequest(Model):
    """Goods to be in the catalogue.

    They are known again by `supplier` and the first of `sku`, `gtin`, `brand` with `mpn`, and `title` that is given:
    brought in once more they are changed, not doubled.
    """

    model_config = ConfigDict(extra="forbid")

    title: Title
    description: Description = ""
    category: Category | None = Field(default=None, examples=["Kitchen > Kettles"])
    supplier: Line | None = Field(default=None, description="whose description this is")
    sku: Sku | None = Field(default=None, description="what the supplier calls it")
    brand: Line | None = None
    gtin: Annotated[str, StringConstraints(pattern=r"^[\d\- ]{8,20}$")] | None = Field(
        default=None, description="GTIN-8, UPC, EAN or GTIN-14 with its check digit; kept as 14 digits"
    )
    mpn: Sku | None = Field(default=None, description="what the manufacturer calls it")
    attributes: tuple[AskedAttribute, ...] = Field(default=(), max_length=MOST_ATTRIBUTES)
    images: tuple[Image, ...] = Field(default=(), max_length=MOST_IMAGES)
    origin: Country | None = Field(default=None, description="where it is made")
    hs_code: Annotated[str, StringConstraints(pattern=r"^[\d. ]{4,16}$")] | None = Field(
        default=None, description="of the Harmonized System, 4 to 10 digits; kept without points"
    )
    quality_tier: QualityTier | None = None
    certifications: tuple[Tag, ...] = Field(default=(), max_length=20)
    tags: tuple[Tag, ...] = Field(default=(), max_length=20)
    language: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")] | None = Field(
        default=None, description="of title and description, ISO 639-1; null: not known"
    )
    url: WebAddress | None = Field(default=None, description="its page at the supplier")
    watched_product_id: Id | None = Field(default=None, description="the product of the price watch that it is")
    offers: tuple[OfferRequest, ...] = Field(default=(), max_length=MOST_OFFERS)


class Product(Model):
    """Goods as they are kept and shown."""

    product_id: Id
    title: Title
    description: Description = ""
    category: Category | None = None
    supplier: Line | None = None
    sku: Sku | None = None
    brand: Line | None = None
    gtin: Gtin | None = None
    mpn: Sku | None = None
    attributes: tuple[Attribute, ...] = Field(default=(), max_length=MOST_ATTRIBUTES)
    images: tuple[Image, ...] = Field(default=(), max_length=MOST_IMAGES)
    origin: Country | None = None
    hs_code: HsCode | None = None
    quality_tier: QualityTier | None = None
    certifications: tuple[Tag, ...] = Field(default=(), max_length=20)
    tags: tuple[Tag, ...] = Field(default=(), max_length=20)
    language: str | None = Field(default=None, max_length=2)
    url: WebAddress | None = None
    watched_product_id: Id | None = None
    offers: tuple[Offer, ...] = Field(default=(), max_length=MOST_OFFERS)
    created_at: Moment
    changed_at: Moment
    created_by: Id
    import_id: Id | None = Field(default=None, description="the import that last wrote it; null: a person did")
    place: str | None = Field(default=None, max_length=200, description="where in that import's file: its line")

    def attribute(self, key: str) -> Attribute | None:
        """The attribute of that key, if it has one."""
        return next((each for each in self.attributes if each.key == key), None)

    def cheapest(self, quantity: int | None = None) -> tuple[Offer, Decimal] | None:
        """The offer with the lowest unit price at a quantity (None: whatever the quantity), of one currency alone.

        Offers in several currencies are not compared here: those in the first one's are.
        """
        priced = [
            (offer, price)
            for offer in self.offers
            if (price := offer.unit_price(quantity) if quantity else lowest_price(offer)) is not None
        ]
        same = [each for each in priced if each[0].currency == priced[0][0].currency]
        return min(same, key=lambda each: each[1], default=None)


def lowest_price(offer: Offer) -> Decimal | None:
    """The lowest unit price that an offer states."""
    return min((each.unit_price for each in offer.price_breaks), default=None)


class LinkBasis(StrEnum):
    """Why two products are taken for the same goods."""

    IDENTIFIER = "identifier"
    TEXT = "text"
    PERSON = "person"
