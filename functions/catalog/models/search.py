"""A search: what is asked, what was understood of it, what was found and why."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from catalog.models.product import Pieces, Product
from catalog.models.understanding import Language, QualityTier, Slots
from tradewind.evidence import Decision
from tradewind.model import Count, Country, Currency, Id, Model, Moment, Price

LONGEST_TEXT = 500
MOST_HITS = 50
"""On one page."""
MOST_RANKED = 100
"""Candidates of one search, twice as many as a page holds at most: words and meaning rank these and no more."""
MOST_ROWS = 1000
"""In one file."""
USUAL_HITS = 10
USUAL_CANDIDATES = 20

Value = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Values = Annotated[tuple[Value, ...], Field(max_length=20)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TEXT)]
Share = Annotated[float, Field(ge=0, le=1)]


class Filters(Model):
    """What a product must be. Each that is given holds; of several values one is enough. They never give way."""

    model_config = ConfigDict(extra="forbid")

    categories: Values = Field(default=(), description="as the facet writes them, with all that is beneath them")
    brands: Values = ()
    suppliers: Values = ()
    origins: Annotated[tuple[Country, ...], Field(max_length=20)] = ()
    quality_tiers: Annotated[tuple[QualityTier, ...], Field(max_length=3)] = ()
    certifications: Values = ()
    colours: Values = ()
    materials: Values = ()
    sizes: Values = ()
    product_ids: Annotated[tuple[Id, ...], Field(max_length=100)] = ()
    currency: Currency | None = Field(default=None, description="of the prices; needed where one is given")
    min_price: Price | None = None
    max_price: Price | None = Field(
        default=None, description="of one unit: for `quantity` or the one that the text asks for, else for any"
    )
    quantity: int | None = Field(
        default=None, ge=1, le=10**9, description="what is to be bought at once: no MOQ above it"
    )
    most_lead_days: int | None = Field(default=None, ge=0, le=3650)
    without_words: Values = Field(default=(), description="products that say one of these are left out")

    @model_validator(mode="after")
    def _prices_are_of_a_currency(self) -> "Filters":
        if (self.min_price is not None or self.max_price is not None) and self.currency is None:
            raise ValueError("min_price and max_price need a currency")
        if self.min_price is not None and self.max_price is not None and self.min_price > self.max_price:
            raise ValueError("min_price is above max_price")
        return self


class SortBy(StrEnum):
    """The order of the hits."""

    RELEVANCE = "relevance"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"
    NEWEST = "newest"
    LEAST_MOQ = "least_moq"
    FASTEST = "fastest"


class Wanted(Model):
    """What is looked for: what a search asks, and what a saved search keeps."""

    text: Text = Field(default="", description="in plain words; without any, all that the filters let in")
    language: Language | None = Field(default=None, description="the client's, a hint; texts may mix languages")
    filters: Filters = Filters()


class SearchRequest(Wanted):
    """A search."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=USUAL_HITS, ge=1, le=MOST_HITS)
    next: str | None = Field(default=None, max_length=1024, description="`next` of the page before")
    sort: SortBy = SortBy.RELEVANCE
    is_relaxed: bool = Field(
        default=True, description="where nothing meets all that was understood, say what has to give way, and show that"
    )
    is_personal: bool = Field(default=True, description="by what you looked at, ordered and searched for")
    country: Country | None = Field(default=None, description="where the goods go to; for what is popular there")


class FoundBy(StrEnum):
    """How hits were found."""

    HYBRID = "hybrid"  # by words and by meaning
    KEYWORD = "keyword"  # by words alone
    VECTOR = "vector"  # by meaning alone
    LISTED = "listed"  # by filters or an order, without any words
    POPULAR = "popular"  # the engine is down: what is popular, from the table


class Relaxed(Model):
    """A filter that gave way, because nothing met it with the others."""

    kind: str = Field(max_length=40, description="max_price, brand, measure, ...")
    wanted: str = Field(max_length=300, description="what was understood: at most 5 USD")
    said: str = Field(max_length=LONGEST_TEXT, description="the words that say it")


class Matched(Model):
    """Why a word of the query counts for a product: it is there itself, or another of the same meaning."""

    word: str = Field(max_length=200, description="as it was asked")
    means: str | None = Field(default=None, max_length=200, description="what it was found as: 100 mm for 10 cm")


class Met(Model):
    """A condition that a product meets, and what it says there."""

    kind: str = Field(max_length=40)
    wanted: str = Field(max_length=300)
    has: str | None = Field(
        default=None, max_length=500, description="what the product says; null: it says nothing of it"
    )
    is_met: bool = Field(default=True, description="false for one that gave way")


class PriceFor(Model):
    """What a unit costs for who buys so many."""

    unit_price: Price
    currency: Currency | None = None
    from_quantity: Pieces = Field(description="where the price break begins that it is of")
    quantity: Pieces = Field(description="that it holds for: what is asked for, or the least order where that is more")
    offer_id: Id


class SearchHit(Model):
    """A product that was found, and why it stands where it stands."""

    product: Product
    price: PriceFor | None = Field(
        default=None,
        description="for the quantity that is asked for, the lowest of any where none is; null: none is stated",
    )
    score: Decision[Share] = Field(description="orders the hits of one search, and means nothing beside another's")
    words: tuple[Matched, ...] = Field(default=(), max_length=200)
    meaning: float | None = Field(
        default=None, ge=-1, le=1, description="how near the text's meaning is, as a cosine; null: not found by it"
    )
    conditions: tuple[Met, ...] = Field(default=(), max_length=60)


class FacetValue(Model):
    """A value, and how many of what was found have it. Of a number: how many have that or more, below the next."""

    value: str = Field(max_length=300)
    count: Count


class FacetShown(Model):
    """What a field's values are among what was found."""

    field: str = Field(max_length=40)
    values: tuple[FacetValue, ...] = Field(max_length=100)
    least: Decimal | None = None
    most: Decimal | None = None


class SearchAnswer(Model):
    """What was found, how, and what it was taken from."""

    search_id: Id = Field(description="names this search where you say what you did with what it found")
    hits: list[SearchHit]
    next: str | None = Field(default=None, description="names the next page; null on the last")
    total: Count | None = Field(description="how many products have one of the words and meet the conditions")
    found_by: Decision[FoundBy]
    understood: Slots | None = Field(description="what was read out of the text; null: it has none")
    likely_category: Decision[str] | None = Field(
        default=None,
        description="of the catalogue, that the text seems to be about where it names none; it filters nothing. null: "
        "none is sure",
    )
    searched: str = Field(default="", max_length=1000, description="the words that were searched")
    relaxed: tuple[Relaxed, ...] = ()
    facets: tuple[FacetShown, ...] = ()
    left_out: Count = Field(default=0, description="found by the index, and no longer so in the catalogue")
    at: Moment


class SuggestionKind(StrEnum):
    """What is suggested."""

    SEARCHED = "searched"  # what you searched for before
    TITLE = "title"
    BRAND = "brand"
    CATEGORY = "category"
    SUPPLIER = "supplier"


class SuggestionShown(Model):
    """How what is typed may go on."""

    text: str = Field(max_length=500)
    kind: SuggestionKind
    count: Count | None = Field(default=None, description="products that have it; null for a search of yours")


class Suggestions(Model):
    """How what is typed may go on, the likeliest first."""

    items: list[SuggestionShown]
    degraded: bool = Field(default=False, description="the engine is down: only your own searches")


class PastSearch(Model):
    """A search that a person made, as it is kept for them."""

    search_id: Id
    text: str = Field(default="", max_length=LONGEST_TEXT)
    filters: Filters = Filters()
    category: str | None = Field(default=None, max_length=300, description="that was understood")
    brands: Values = ()
    hits: Count
    mode: FoundBy
    at: Moment


class HistoryForgotten(Model):
    """What was forgotten of a person's searches. `has_more`: ask again for the rest."""

    searches: Count
    has_more: bool
