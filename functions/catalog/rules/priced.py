"""What a unit of goods costs for who buys so many, and whether that lies within a bound.

- The price is that of the break which the quantity reaches, of the cheapest offer that sells so few.
- Where every offer has a higher least order (MOQ) it is the price at that, and is told so: fewer cannot be bought.
- An offer whose breaks begin above the quantity states no price for it; where none states one, none is known, and no
  bound is met.
- Prices are compared in one currency: that of the first offer that has any, which is the index's too. So the price for
  a quantity is never below the lowest that the index has, and what is cheap enough is always among what it finds.
"""

from dataclasses import dataclass
from decimal import Decimal

from catalog.models.product import Offer, Product
from catalog.models.search import PriceFor


def price_for(product: Product, quantity: int | None) -> PriceFor | None:
    """What a unit costs at a quantity (None: at best, whatever the quantity); None where no price is stated for it."""
    lowest = product.cheapest()
    if lowest is None:
        return None
    if quantity is None:
        best = next(each for each in lowest[0].price_breaks if each.unit_price == lowest[1])
        return _of(lowest[0], max(best.min_quantity, lowest[0].moq or 1))
    priced = [each for each in product.offers if each.price_breaks and each.currency == lowest[0].currency]
    selling = [each for each in priced if (each.moq or 1) <= quantity] or priced
    found = [_of(each, max(quantity, each.moq or 1)) for each in selling]
    return min((each for each in found if each), key=lambda each: each.unit_price, default=None)


def told(product: Product, quantity: int | None) -> str | None:
    """The price in words, with the quantity that it holds for: `7.40 USD at 500`."""
    found = price_for(product, quantity)
    if found is None:
        begins = _begins(product)
        return f"{begins}; no price for {quantity}" if begins else None
    price = f"{found.unit_price:f} {found.currency or ''}".strip()
    if quantity is None:
        return price if found.quantity == 1 else f"{price} from {found.quantity} on"
    if found.quantity > quantity:
        return f"{price} at {found.quantity}, the least order"
    return f"{price} at {quantity}"


@dataclass(frozen=True, slots=True)
class Bound:
    """At least or at most so much for a unit, in a currency (None: whatever it is priced in), at a quantity."""

    quantity: int
    least: Decimal | None = None
    most: Decimal | None = None
    currency: str | None = None

    def lets_in(self, product: Product) -> bool:
        """Whether the price for the quantity is known and within."""
        found = price_for(product, self.quantity)
        if found is None or self.currency not in (None, found.currency):
            return False
        is_enough = self.least is None or self.least <= found.unit_price
        return is_enough and (self.most is None or found.unit_price <= self.most)


def _of(offer: Offer, quantity: int) -> PriceFor | None:
    reached = [each for each in offer.price_breaks if each.min_quantity <= quantity]
    if not reached:
        return None
    return PriceFor(
        unit_price=reached[-1].unit_price,
        currency=offer.currency,
        from_quantity=reached[-1].min_quantity,
        quantity=quantity,
        offer_id=offer.offer_id,
    )


def _begins(product: Product) -> str | None:
    """The price for the fewest that one is stated for."""
    first = [(each.price_breaks[0], each.currency) for each in product.offers if each.price_breaks]
    if not first:
        return None
    least, currency = min(first, key=lambda each: each[0].min_quantity)
    return f"{least.unit_price:f} {currency or ''} from {least.min_quantity} on"
