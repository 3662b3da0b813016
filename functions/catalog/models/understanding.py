"""What a request for goods says: its slots, each with where it stands, why it was read so, and how sure that is."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import Field, StringConstraints

from tradewind.evidence import Verdict
from tradewind.model import Model, PlainDigits

T = TypeVar("T")

LONGEST_REQUEST = 1_000
"""Characters of a request that are read; what stands behind them is neither understood nor searched."""
MOST_OF_A_LIST = 20
"""Entries of a slot that is a list."""
MOST_BRANDS = 20_000
MOST_CATEGORIES = 5_000

Said = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_REQUEST)]
Language = Literal["en", "fr", "pt", "hi"]
CurrencyCode = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
CountryCode = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Days = Annotated[int, Field(ge=0, le=3650)]
Positive = Annotated[Decimal, Field(gt=0, le=10**15, max_digits=30), PlainDigits]


class QualityTier(StrEnum):
    """How good it shall be."""

    PREMIUM = "premium"
    STANDARD = "standard"
    BUDGET = "budget"


class ShippingUrgency(StrEnum):
    """How soon it is needed."""

    URGENT = "urgent"
    STANDARD = "standard"
    SLOW = "slow"


class Span(Model):
    """A part of the request as it was given: `text[start:end]`, in Unicode characters."""

    start: int = Field(ge=0, le=LONGEST_REQUEST)
    end: int = Field(ge=0, le=LONGEST_REQUEST)


class Slot(Verdict[T], Generic[T]):
    """One thing that the request says. `spans` are the words that say it, left to right."""

    spans: list[Span]
    reason: str = Field(max_length=500)


class Price(Model):
    """A bound on the price of one unit."""

    amount: Annotated[Decimal, Field(ge=0, le=10**12, max_digits=18, decimal_places=6), PlainDigits]
    currency: CurrencyCode | None = Field(default=None, description="ISO 4217; null where the request does not say it")
    per: str | None = Field(default=None, max_length=20, description="the unit that it is of; null: a piece, or unsaid")


class Quantity(Model):
    """So many of a unit."""

    value: Positive
    unit: str = Field(max_length=20, description="piece, pair, set, box, carton, pallet, container, roll, kg, m, l")


class Measure(Model):
    """A measure of the goods in one SI unit (or the unit that the trade uses with SI: l, GB, °C).

    `values`: as said, several for `30 x 40 cm`, in the order said. `least`, `most`: a bound instead.
    """

    unit: str = Field(max_length=10, description="m, m2, m3, kg, l, W, V, A, Ah, Wh, Hz, kg/m2, GB, ...")
    values: list[Positive] = Field(default_factory=list, max_length=4)
    least: Positive | None = None
    most: Positive | None = None


class Place(Model):
    """Where to: as said, and the country where it is known (ISO 3166-1 alpha-2)."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    country: CountryCode | None = None


class Slots(Model):
    """All that a request may say; null and empty where it does not. The forms are told in docs/query-slots.md."""

    product_category: Slot[str] | None = None
    min_price: Slot[Price] | None = None
    max_price: Slot[Price] | None = None
    total_budget: Slot[Price] | None = None
    moq: Slot[Quantity] | None = None
    quantity: Slot[Quantity] | None = None
    quality_tier: Slot[QualityTier] | None = None
    shipping_urgency: Slot[ShippingUrgency] | None = None
    delivery_days: Slot[Days] | None = None
    delivery_place: Slot[Place] | None = None
    incoterm: Slot[str] | None = None
    brand_preferences: list[Slot[str]] = Field(default_factory=list, max_length=MOST_OF_A_LIST)
    colours: list[Slot[str]] = Field(default_factory=list, max_length=MOST_OF_A_LIST)
    materials: list[Slot[str]] = Field(default_factory=list, max_length=MOST_OF_A_LIST)
    sizes: list[Slot[str]] = Field(default_factory=list, max_length=MOST_OF_A_LIST)
    measures: list[Slot[Measure]] = Field(default_factory=list, max_length=MOST_OF_A_LIST)
    certifications: list[Slot[str]] = Field(default_factory=list, max_length=MOST_OF_A_LIST)
    origins: list[Slot[str]] = Field(default_factory=list, max_length=MOST_OF_A_LIST)
    excluded_words: list[Slot[str]] = Field(default_factory=list, max_length=MOST_OF_A_LIST)
    excluded_brands: list[Slot[str]] = Field(default_factory=list, max_length=MOST_OF_A_LIST)
    excluded_materials: list[Slot[str]] = Field(default_factory=list, max_length=MOST_OF_A_LIST)
    excluded_colours: list[Slot[str]] = Field(default_factory=list, max_length=MOST_OF_A_LIST)
    excluded_origins: list[Slot[str]] = Field(default_factory=list, max_length=MOST_OF_A_LIST)

    def plain(self) -> dict[str, Any]:
        """The values alone, by the name of the slot, as JSON has them; what the request does not say is left out."""
        said: dict[str, Any] = {}
        for name in type(self).model_fields:
            slot = getattr(self, name)
            if isinstance(slot, list) and slot:
                said[name] = [_plain(each.value) for each in slot]
            elif isinstance(slot, Slot):
                said[name] = _plain(slot.value)
        return said


class Vocabulary(Model):
    """What a tenant's catalogue adds to the words that are known to everyone.

    `brands` and `categories` as the catalogue writes them. `currency`: what most of it is priced in, and so what
    a sign of several currencies (`$`) means to the tenant; null: the US dollar where it may be it.
    """

    brands: tuple[str, ...] = Field(default=(), max_length=MOST_BRANDS)
    categories: tuple[str, ...] = Field(default=(), max_length=MOST_CATEGORIES)
    currency: CurrencyCode | None = None


class Understanding(Model):
    """A request as it was understood.

    `residue`: the words to be searched, in the order said: the request without prices, amounts, places, terms,
    exclusions and the words around them. The goods' own words (category, brand, colour, material, measure) stay in it.
    """

    text: str = Field(max_length=LONGEST_REQUEST)
    language: Language | None = Field(default=None, description="the language most of it is in; null: not told")
    slots: Slots
    residue: str = Field(max_length=LONGEST_REQUEST)


def _plain(value: Any) -> Any:
    if not isinstance(value, Model):
        return value
    return {name: each for name, each in value.model_dump(mode="json", exclude_none=True).items() if each != []}
