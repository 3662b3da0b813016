"""A deal: what a price is worth beside its own past, other shops and what the page claims of it."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from prices.models.page import Availability
from tradewind.evidence import Decision, Verdict
from tradewind.model import Currency, Day, Id, Model, Moment, PlainDigits, Price, WebAddress

Score = Annotated[int, Field(ge=0, le=100)]
"""50: what it usually costs, in stock. More is better for who buys."""
Off = Annotated[Decimal, Field(ge=-(10**9), le=100, max_digits=12, decimal_places=1), PlainDigits]
"""A reduction in percent of what it is measured from; below zero it is dearer."""
Days = Annotated[int, Field(ge=0, le=1000)]


class DealVerdict(StrEnum):
    """What a price is."""

    DISCOUNT = "discount"  # really cheaper than it usually is
    USUAL_PRICE = "usual_price"
    ABOVE_USUAL = "above_usual"
    WAS_NEVER_CHARGED = "was_never_charged"  # the page strikes through a price that nobody ever paid
    WAS_RARELY_CHARGED = "was_rarely_charged"  # or one that stood for a few days only
    RAISED_BEFORE_SALE = "raised_before_sale"
    SHRUNK_PACK = "shrunk_pack"  # the price per unit rose, by a smaller pack
    CURRENCY_SLIP = "currency_slip"  # another currency, or a point in another place
    UNKNOWN = "unknown"


class Usual(Model):
    """What it cost on the days before today, for today's pack."""

    known_days: Days = Field(description="of the last 90, those on which its price is known")
    median: Price = Field(description="of those days")
    lowest: Price
    highest: Price
    off_percent: Off | None = Field(description="how much less it costs now than the median; null for a median of 0")
    dearer_days: Days = Field(description="of them those on which it cost more than now")
    since: Day = Field(description="the first of them")


class Claim(Model):
    """A "was" price that the page shows, beside what was really charged before the reduction began."""

    was_price: Price
    off_percent: Off = Field(description="what the page claims by it")
    since: Day = Field(description="the first day on which the reduction that is shown was seen")
    charged_days: Days = Field(description="of the 30 days before, those on which it was charged, or more")
    known_days: Days = Field(description="of the 30 days before, those on which the price is known")
    last_charged: Day | None = Field(description="null: on none of the days that are known")
    usual_before: Price | None = Field(description="the median of the 30 days before; null: nothing of them is known")
    known_days_in_all: Days


class PriorPrice(Model):
    """What the European Union's rule makes of the reduction.

    Directive 98/6/EC, Article 6a, as Directive (EU) 2019/2161 added it: who announces a reduction indicates the lowest
    price of at least the 30 days before it. Where it is increased step by step without a break, a member state may let
    the price before the first step stand (paragraph 5).
    """

    reduced_since: Day
    lowest: Price | None = Field(description="of the 30 days before; null: none is known")
    known_days: Days = Field(description="of these 30 days")
    off_percent: Off | None = Field(description="how much less it costs now than that")
    first_reduced_since: Day | None = Field(default=None, description="of a reduction by steps, the first one")
    before_first_step: Price | None = Field(default=None, description="the lowest of the 30 days before that")
    holds: bool | None = Field(
        description="whether the page's was price is no higher than the rule allows; null: nothing is claimed, or too "
        "few days are known to tell"
    )
    binding: bool = Field(description="the price is in a currency of the European Economic Area, whose law this is")


class UnitPrice(Model):
    """The price of one unit, and whether the pack changed."""

    price: Price | None = Field(description="null: the page does not state it")
    unit: str | None = Field(default=None, max_length=40)
    pack: Decimal | None = Field(default=None, ge=0, le=10**12, description="what is in it, in `pack_unit`")
    pack_before: Decimal | None = Field(default=None, ge=0, le=10**12, description="null: it did not change")
    pack_unit: str | None = Field(default=None, max_length=40)
    change_percent: Decimal | None = Field(
        default=None, ge=-100, le=10**9, description="of the price of one unit since the pack changed"
    )
    changed_on: Day | None = None


class Elsewhere(Model):
    """What other shops ask for the product, shipping counted where it is stated."""

    shops: int = Field(ge=0, le=50)
    lowest: Price | None = None
    host: str | None = Field(default=None, max_length=253, description="who asks that")


class Judgement(Model):
    """What a price is worth, with everything it follows from."""

    verdict: DealVerdict
    also: tuple[DealVerdict, ...] = Field(
        default=(), max_length=4, description="what else is wrong with a reduction that looks larger than it is"
    )
    sentence: str = Field(max_length=500, description="the verdict with its numbers")
    score: Decision[Score]
    usual: Usual | None = None
    claim: Claim | None = None
    prior: PriorPrice | None = None
    unit: UnitPrice | None = None
    elsewhere: Elsewhere = Elsewhere(shops=0)


class Deal(Judgement):
    """What the price of a product at one shop is worth."""

    product_id: Id
    listing_id: Id
    url: WebAddress
    host: str = Field(max_length=253)
    title: str | None = Field(default=None, max_length=500)
    price: Price | None
    currency: Currency | None
    shipping: Price | None = None
    availability: Availability = Availability.UNKNOWN
    read_at: Moment | None
    at: Moment = Field(description="when it was judged")


class ListedDeal(Model):
    """The short form, for lists."""

    product_id: Id
    watch_id: Id | None
    listing_id: Id
    host: str = Field(max_length=253)
    title: str | None = Field(default=None, max_length=500)
    price: Price | None
    currency: Currency | None
    verdict: DealVerdict
    sentence: str = Field(max_length=500)
    score: Verdict[Score]
    audit_id: Id | None
    at: Moment = Field(description="when it was judged; older than an hour where there was no time to judge it anew")


class DealOrder(StrEnum):
    """How a list of deals is ordered."""

    BEST = "best"
    WATCH = "watch"
