"""What one source on a page claims about one product."""

from dataclasses import dataclass, field
from decimal import Decimal

from prices.models.page import Availability, Source

MOST = Decimal(10) ** 12
"""No price is higher; what reads higher is an article number."""


@dataclass
class Choice:
    """One variant or offer of a claim."""

    name: str | None = None
    sku: str | None = None
    price: Decimal | None = None
    currency: str | None = None
    availability: Availability = Availability.UNKNOWN
    was: Decimal | None = None
    url: str | None = None
    used: bool = False
    shipping: Decimal | None = None


@dataclass
class Claim:
    """One product as one source has it. Amounts are of `currency`; what the source does not say is None."""

    source: Source
    price: Decimal | None = None
    high: Decimal | None = None
    was: Decimal | None = None
    member: Decimal | None = None
    unit_price: Decimal | None = None
    unit: str | None = None
    shipping: Decimal | None = None
    currency: str | None = None
    availability: Availability = Availability.UNKNOWN
    title: str | None = None
    brand: str | None = None
    identifiers: dict[str, str] = field(default_factory=dict)
    image: str | None = None
    url: str | None = None
    choices: list[Choice] = field(default_factory=list)
    listed: bool = False  # stands in a list of products, or as a relative of another one
    is_offer_only: bool = False  # an offer whose product is not named


_STOCK = {
    "instock": Availability.IN_STOCK,
    "available": Availability.IN_STOCK,
    "instoreonly": Availability.IN_STOCK,
    "onlineonly": Availability.IN_STOCK,
    "madetoorder": Availability.IN_STOCK,
    "outofstock": Availability.OUT_OF_STOCK,
    "soldout": Availability.OUT_OF_STOCK,
    "oos": Availability.OUT_OF_STOCK,
    "unavailable": Availability.OUT_OF_STOCK,
    "notavailable": Availability.OUT_OF_STOCK,
    "outofstockonline": Availability.OUT_OF_STOCK,
    "reserved": Availability.OUT_OF_STOCK,
    "preorder": Availability.PRE_ORDER,
    "presale": Availability.PRE_ORDER,
    "availablefororder": Availability.IN_STOCK,
    "backorder": Availability.BACK_ORDER,
    "discontinued": Availability.DISCONTINUED,
    "limitedavailability": Availability.LIMITED,
    "limited": Availability.LIMITED,
    "lowstock": Availability.LIMITED,
    "true": Availability.IN_STOCK,
    "false": Availability.OUT_OF_STOCK,
}


def stock_of(value: object) -> Availability:
    """schema.org's ItemAvailability (an address, a bare name, any spelling) as what a buyer acts on."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@id") or value.get("name") or value.get("@value")
    if value is None:
        return Availability.UNKNOWN
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Availability.IN_STOCK if value > 0 else Availability.OUT_OF_STOCK  # how many there are
    word = str(value).strip().rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    return _STOCK.get("".join(c for c in word.lower() if c.isalpha()), Availability.UNKNOWN)


def best_stock(states: list[Availability]) -> Availability:
    """Of several offers: what a buyer can get at best."""
    for state in (
        Availability.IN_STOCK,
        Availability.LIMITED,
        Availability.PRE_ORDER,
        Availability.BACK_ORDER,
        Availability.OUT_OF_STOCK,
        Availability.DISCONTINUED,
    ):
        if state in states:
            return state
    return Availability.UNKNOWN
