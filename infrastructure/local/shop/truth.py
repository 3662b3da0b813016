"""What stands on a page on a day, known because we wrote it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from local.shop.catalogue import Product
from local.shop.price_path import offer_on

MEMBER_SHARE = Decimal("0.9")
RRP_SHARE = Decimal("1.2")
RANGE_SHARE = Decimal("2.3")


@dataclass(frozen=True)
class Truth:
    """The answer that a perfect reader gives. A null price on a page that is reached: there is none to read.

    `price` is what a shopper without any membership pays now, the lower end of a range. `answers` is false on a day
    on which the page fails.
    """

    kind: str
    price: Decimal | None = None
    currency: str | None = None
    availability: str = "unknown"
    title: str | None = None
    was_price: Decimal | None = None
    price_high: Decimal | None = None
    member_price: Decimal | None = None
    unit_price: Decimal | None = None
    variant: str | None = None
    answers: bool = True

    def as_json(self) -> dict[str, Any]:
        """The same with amounts as strings."""
        return {name: str(value) if isinstance(value, Decimal) else value for name, value in vars(self).items()}


def truth_of(product: Product, day: int, variant: str | None = None) -> Truth:
    """What the product's page says on that day, of the variant it opens with or of the one named.

    Raises KeyError when the product has no such variant.
    """
    offer = offer_on(product, day)
    if offer.price is None:
        return Truth("product", title=product.name, variant=variant, answers=False)
    factors = list(product.options.values()) or [Decimal(1)]
    chosen = product.options[variant] if variant else min(factors)
    price = variant_price(product, offer.price, chosen)
    was = offer.was or (product.shelf_price(product.price * RRP_SHARE) if "rrp" in product.shows else None)
    return Truth(
        kind="product",
        price=price,
        currency=product.shop.currency,
        availability=offer.availability,
        title=product.name,
        was_price=variant_price(product, was, chosen) if was and was > offer.price else None,
        price_high=_price_high(product, offer.price, factors) if variant is None else None,
        member_price=product.shelf_price(price * MEMBER_SHARE) if "member" in product.shows else None,
        unit_price=(price * product.per_unit).quantize(Decimal("0.01")) if "unit" in product.shows else None,
        variant=variant,
    )


def variant_price(product: Product, price: Decimal, factor: Decimal) -> Decimal:
    """The price of a variant, given that of the cheapest."""
    return price if factor == 1 else product.shelf_price(price * factor)


def _price_high(product: Product, price: Decimal, factors: list[Decimal]) -> Decimal | None:
    if "range" in product.shows:
        return product.shelf_price(price * RANGE_SHARE)
    highest = variant_price(product, price, max(factors))
    return highest if highest > price else None
