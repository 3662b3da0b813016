"""A product at several shops: what belongs to it, what may, and where it is cheapest."""

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from prices.models.now import ListingNow
from prices.models.page import Availability
from prices.models.rates import Exchange
from prices.models.watch import Product
from tradewind.evidence import Decision, Verdict
from tradewind.model import Currency, Id, Model, Moment, Price, WebAddress

Total = Price
"""Price and shipping together."""


class ProductNow(Product):
    """A product with its listings, each with what is known of its price."""

    listings: list[ListingNow]


class ProductChange(Model):
    """What to change of a product."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)] | None = Field(
        description="null: as its pages name it"
    )


class JoinRequest(Model):
    """What is to belong to the product too: a page, a listing that was proposed, or all of another product."""

    model_config = ConfigDict(extra="forbid")

    url: WebAddress | None = None
    variant: Annotated[str, StringConstraints(min_length=1, max_length=300)] | None = Field(
        default=None, description="with url: which choice on the page"
    )
    currency: Currency | None = Field(default=None, description="with url: where the page does not say")
    listing_id: Id | None = None
    product_id: Id | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "JoinRequest":
        if sum(each is not None for each in (self.url, self.listing_id, self.product_id)) != 1:
            raise ValueError("give one of url, listing_id, product_id")
        if self.url is None and (self.variant or self.currency):
            raise ValueError("variant and currency go with url")
        return self


class Matched(Model):
    """A listing, and whether it is the product, as far as the rule can tell. A person decides."""

    listing_id: Id
    match: Decision[bool]


class JoinedNow(Model):
    """A product after something joined it."""

    product: ProductNow
    joined: list[Matched] = Field(description="what is new in it; empty when all of it belonged to it before")


class Proposal(Matched):
    """A listing that may be of the product."""

    url: WebAddress
    host: str
    title: str | None = None
    price: Verdict[Price]
    currency: Currency | None = None
    product_id: Id | None = Field(default=None, description="your other product that it belongs to, if any")


class Proposals(Model):
    """Listings that may be of the product, the likeliest first."""

    items: list[Proposal]


class Offer(Model):
    """What the product costs at one shop, in the currency that was asked for."""

    listing_id: Id
    url: WebAddress
    host: str
    price: Price
    shipping: Price | None = Field(default=None, description="null: the page does not state it")
    total: Total = Field(description="price, and shipping where it is stated")
    unit_price: Price | None = None
    unit: str | None = None
    availability: Availability
    stated_price: Price
    stated_currency: Currency | None
    exchange: Exchange
    read_at: Moment
    degraded: bool = Field(description="the last look at the page could not confirm it")


class Excluded(Model):
    """A listing that is not compared, and why."""

    listing_id: Id
    url: WebAddress
    host: str
    reason: str


class Spell(Model):
    """How long one shop was the cheapest."""

    since: Moment
    until: Moment
    listing_id: Id | None = Field(description="null: no shop had it at a price that is known")
    host: str | None = None
    total: Total | None = Field(default=None, description="the lowest in that time, in the currency asked for")


class BestPrice(Model):
    """Where a product is cheapest now, and where it was over the last days."""

    product_id: Id
    currency: Currency | None
    at: Moment
    best: Decision[Id]
    offers: list[Offer] = Field(description="the cheapest first")
    excluded: list[Excluded]
    spells: list[Spell] = Field(description="the oldest first")
