"""Negotiations: what to ask a supplier for, how far to go, why, and how to say it."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from catalog.models.comparison import MOST_PRODUCTS, DeliveryRequest, Pick
from catalog.models.landed_cost import StatedRate, Sum, Text
from catalog.models.product import Line, Pieces, Title
from tradewind.evidence import Decision, Reason
from tradewind.model import Currency, Day, Id, Model, Moment, PlainDigits, Price

MOST_PAID = 50

Paying = Annotated[Decimal, Field(gt=0, le=10**12, max_digits=18, decimal_places=6), PlainDigits]
OwnWords = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class LetterLanguage(StrEnum):
    """Languages that messages to suppliers are written in."""

    EN = "en"
    FR = "fr"
    PT = "pt"
    ZH = "zh"
    HI = "hi"


class Paid(Model):
    """What this supplier was paid, or asked, for these goods before."""

    model_config = ConfigDict(extra="forbid")

    date: Day
    unit_price: Paying
    currency: Currency
    quantity: Pieces | None = None


class SupplierRecord(Model):
    """How the supplier of a product has delivered so far."""

    model_config = ConfigDict(extra="forbid")

    product_id: Id
    orders: int = Field(ge=0, le=10**6, description="that were delivered")
    on_time: int = Field(ge=0, le=10**6, description="of them")
    defect_percent: Annotated[Decimal, Field(ge=0, lt=100, max_digits=6, decimal_places=3), PlainDigits] | None = None

    @model_validator(mode="after")
    def _no_more_on_time_than_all(self) -> "SupplierRecord":
        if self.on_time > self.orders:
            raise ValueError("on_time is more than orders")
        return self


def _each_once(picks: tuple[Pick, ...]) -> tuple[Pick, ...]:
    if len({pick.product_id for pick in picks}) < len(picks):
        raise ValueError("a product is named twice")
    return picks


class NegotiateRequest(DeliveryRequest):
    """What is to be bought of whom, and what you hold in hand. `currency` is that of landed costs; prices to be agreed
    are in the currency of the offer."""

    model_config = ConfigDict(extra="forbid")

    product_id: Id
    offer_id: Id | None = Field(default=None, description="null: the one that is cheapest at the door")
    alternatives: (
        Annotated[tuple[Pick, ...], Field(max_length=MOST_PRODUCTS - 1), AfterValidator(_each_once)] | None
    ) = Field(
        default=None,
        description="null: this product's other offers, and the same goods of others by identifier or as a person said",
    )
    history: Annotated[tuple[Paid, ...], Field(max_length=MOST_PAID)] = ()
    records: Annotated[tuple[SupplierRecord, ...], Field(max_length=MOST_PRODUCTS)] = ()
    most_unit_price: Paying | None = Field(default=None, description="your budget, in the currency of the offer")
    yearly_quantity: Pieces | None = Field(default=None, description="what you can promise to order in a year")
    language: LetterLanguage | None = Field(default=None, description="of the message; null: the supplier's")
    contact: PersonName | None = Field(default=None, description="whom the message greets")
    signature: PersonName | None = Field(default=None, description="who signs it")
    words: OwnWords | None = Field(default=None, description="what you want said besides, in your own words")

    @model_validator(mode="after")
    def _alternatives_are_others(self) -> "NegotiateRequest":
        if any(pick.product_id == self.product_id and pick.offer_id is None for pick in self.alternatives or ()):
            raise ValueError("an alternative is another product, or another offer of this one by its offer_id")
        return self


class Alternative(Model):
    """The best there is beside this offer (BATNA), and the price that makes the two equal."""

    product_id: Id
    offer_id: Id
    title: Title
    total: Sum = Field(description="what it costs at the door, as far as known")
    is_complete: bool = Field(description="nothing is left out of that")
    equal_price: Price | None = Field(description="of the offer at hand; null: it is dearer at any price")


class TacticKind(StrEnum):
    """A way to a better price or better terms."""

    NAME_ALTERNATIVE = "name_alternative"
    RECALL_PRICE = "recall_price"
    ASK_NEXT_BREAK = "ask_next_break"
    ORDER_MORE = "order_more"
    PROMISE_VOLUME = "promise_volume"
    ASK_OTHER_INCOTERM = "ask_other_incoterm"
    STATE_FREIGHT_APART = "state_freight_apart"
    ASK_QUALITY_TERMS = "ask_quality_terms"
    TRADE_TERMS = "trade_terms"
    AGREE_SOON = "agree_soon"


class Tactic(Model):
    """A way, what it may save, and why it fits."""

    tactic: TacticKind
    saves: Price | None = Field(default=None, description="of a unit's price, where that can be told")
    advice: Text
    reasons: list[Reason]


class Letter(Model):
    """A message to the supplier. It says the opening price, and neither target nor walk-away."""

    language: LetterLanguage
    subject: Annotated[str, StringConstraints(max_length=300)]
    body: Annotated[str, StringConstraints(max_length=6000)]


class Negotiation(Model):
    """Advice on one negotiation. Prices are of one unit, in `currency`."""

    product_id: Id
    offer_id: Id
    supplier: Line | None = None
    quantity: Pieces
    currency: Currency
    list_price: Price
    at: Moment
    opening: Decision[Price]
    target: Decision[Price]
    walk_away: Decision[Price]
    steps: list[Price] = Field(max_length=6, description="what to offer one after another, up to the target")
    alternative: Alternative | None = None
    tactics: list[Tactic]
    message: Letter | None = Field(default=None, description="null: there is nothing to ask for")
    rates: list[StatedRate]
