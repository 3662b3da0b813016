"""How a product's price and stock move from day to day: known for each day, past and future.

Day 0 is the day on which a fresh shop opens; the past has negative numbers. A path is drawn once by a generator
seeded with the product's address, so the same day always has the same price.

* Steps: a price holds for 4 to 18 days, then moves by up to 6 %, and stays within 75 to 130 % of its level.
* Sales: 12 to 24 % off for 3 to 7 days, shown with the price before.
* Spells out of stock of 2 to 6 days, and gaps of a day on which the page does not answer.
* A slide falls by 1 % of its level a day for 40 days, then starts again.
* `sale` and `feigned_sale` have cost nearly the same for months: steps within 12 %, the last of them on day -45 back to
  the level, where they stay. On day 1 the one falls to 76 % and shows the price before, which is a sale. The other is
  raised to 136 % for days -2 to 0, and on day 1 goes back and shows the raised price, which is none.
* What a product's `moves` says happens between day 0 and day 1 and holds until day 6; a gap is over on day 2.
"""

import random
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from local.shop.catalogue import Product

FIRST_DAY = -200
LAST_DAY = 400
SCRIPTED = range(-2, 7)
"""The days that a product's `moves` decides; it moves on day 1."""

SETTLED = range(-45, -2)
"""The days on which a product that will drop or halve has cost what it will fall from."""

SLIDE_DAYS = 40
MOVES = {"drop": Decimal("0.82"), "rise": Decimal("1.12"), "halves": Decimal("0.5"), "sale": Decimal("0.76")}
STEADY_FROM = -45
RAISED = Decimal("1.36")


@dataclass(frozen=True)
class Offer:
    """What a page offers on a day. A null price is a gap: the page does not answer."""

    price: Decimal | None
    was: Decimal | None
    availability: str


def offer_on(product: Product, day: int) -> Offer:
    """What the product's page offers on that day.

    Raises ValueError for a day outside FIRST_DAY to LAST_DAY.
    """
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"days go from {FIRST_DAY} to {LAST_DAY}, not {day}")
    if day in SETTLED and product.moves in {"drop", "halves"}:
        return Offer(product.shelf_price(product.price), None, product.state)
    if day in SCRIPTED and product.moves not in {"", "slide"}:
        return _scripted(product, day)
    return _path(product)[day - FIRST_DAY]


def _scripted(product: Product, day: int) -> Offer:
    moved = day >= 1
    price = product.shelf_price(product.price)
    match product.moves:
        case "gap":
            return Offer(None if day == 1 else price, None, product.state)
        case "sells_out":
            return Offer(price, None, "out_of_stock" if moved else "in_stock")
        case "restocks":
            return Offer(price, None, "in_stock" if moved else "out_of_stock")
        case "feigned_sale":
            raised = product.shelf_price(product.price * RAISED)
            return Offer(price, raised, product.state) if moved else Offer(raised, None, product.state)
        case _:
            later = product.shelf_price(product.price * MOVES[product.moves])
            return Offer(later if moved else price, price if moved and later < price else None, product.state)


@cache
def _path(product: Product) -> tuple[Offer, ...]:
    draw = random.Random(product.url)  # noqa: S311 - prices, not secrets
    days = LAST_DAY - FIRST_DAY + 1
    if product.moves == "slide":
        return tuple(_sliding(product, day) for day in range(days))
    if product.moves in {"sale", "feigned_sale"}:
        return _steady(product, draw, days)
    offers: list[Offer] = []
    level = 1.0
    while len(offers) < days:
        level = min(1.3, max(0.75, level * draw.uniform(0.94, 1.06)))
        regular = product.shelf_price(product.price * Decimal(f"{level:.4f}"))
        offers += [Offer(regular, None, product.state)] * draw.randint(4, 18)
        what = draw.random()
        if what < 0.25:
            sale = product.shelf_price(regular * Decimal(f"{draw.uniform(0.76, 0.88):.3f}"))
            offers += [Offer(sale, regular, product.state)] * draw.randint(3, 7)
        elif what < 0.35 and product.state == "in_stock":
            offers += [Offer(regular, None, "out_of_stock")] * draw.randint(2, 6)
        elif what < 0.45:
            offers.append(Offer(None, None, product.state))
    return tuple(offers[:days])


def _steady(product: Product, draw: random.Random, days: int) -> tuple[Offer, ...]:
    offers: list[Offer] = []
    while len(offers) < STEADY_FROM - FIRST_DAY:
        price = product.shelf_price(product.price * Decimal(f"{draw.uniform(0.88, 1.0):.4f}"))
        offers += [Offer(price, None, product.state)] * draw.randint(4, 10)
    del offers[STEADY_FROM - FIRST_DAY :]
    level = Offer(product.shelf_price(product.price), None, product.state)
    return (*offers, *[level] * (days - len(offers)))


def _sliding(product: Product, day: int) -> Offer:
    fallen = Decimal(day % SLIDE_DAYS) / 100
    return Offer(product.shelf_price(product.price * (1 - fallen)), None, product.state)
