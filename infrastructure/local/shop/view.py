"""What a product page shows, in the shop's own writing: the truth made ready for rendering."""

from dataclasses import dataclass
from decimal import Decimal

from local.shop.catalogue import Product, Shop, Words
from local.shop.price_path import offer_on
from local.shop.truth import truth_of, variant_price

EXPECTED_LEFT = 3
"""How many are left of what is limited."""


@dataclass(frozen=True)
class Option:
    """A variant as the page offers it: its name, its own address, its price."""

    name: str
    url: str
    amount: str
    availability: str


@dataclass(frozen=True)
class Card:
    """Another product beside the page's own: its price is not the page's price."""

    name: str
    url: str
    image: str
    amount: str
    shown: str


@dataclass(frozen=True)
class View:
    """Everything a renderer needs. Amounts (`amount`, `was_amount` ...) are plain decimals as markup has them;
    `shown` and the other words are as people read them."""

    shop: Shop
    slug: str
    markup: str
    title: str
    brand: str
    url: str
    sku: str
    availability: str
    currency: str
    amount: str
    shown: str
    high_amount: str | None = None
    was_amount: str | None = None
    was: str | None = None
    member_amount: str | None = None
    member: str | None = None
    unit_price: str | None = None
    unit: str = ""
    instalments: str | None = None
    saved: str | None = None
    coupon: str | None = None
    together: str | None = None
    free_delivery: str | None = None
    starts_from: bool = False
    cards_first: bool = False
    selected: str | None = None
    options: tuple[Option, ...] = ()
    cards: tuple[Card, ...] = ()

    @property
    def words(self) -> Words:
        return self.shop.words

    @property
    def image(self) -> str:
        return f"/i/{self.slug}.svg"

    @property
    def can_be_bought(self) -> bool:
        return self.availability not in {"out_of_stock", "discontinued"}

    @property
    def stock_line(self) -> str:
        """The availability in the shop's words."""
        return self.words[self.availability].format(EXPECTED_LEFT)

    @property
    def button(self) -> str:
        """What the button says."""
        if not self.can_be_bought:
            return self.words["notify"]
        return self.words["pre_order"] if self.availability == "pre_order" else self.words["buy"]


def view_of(product: Product, day: int, variant: str | None = None, cards: tuple[Card, ...] = ()) -> View:
    """The product's page on that day, opened on the variant named or on its cheapest.

    Raises ValueError on a day on which the page does not answer.
    """
    truth = truth_of(product, day, variant)
    regular = offer_on(product, day).price
    if truth.price is None or regular is None:
        raise ValueError(f"{product.url} does not answer on day {day}")
    return View(
        shop=product.shop,
        slug=product.slug,
        markup=product.markup,
        title=product.name,
        brand=product.brand,
        url=product.url + (f"?variant={variant}" if variant else ""),
        sku=product.sku,
        availability=truth.availability,
        currency=product.shop.currency,
        amount=plain(truth.price),
        shown=_shown(product, truth.price, truth.price_high),
        high_amount=plain(truth.price_high) if truth.price_high else None,
        was_amount=plain(truth.was_price) if truth.was_price else None,
        was=product.money.write(truth.was_price) if truth.was_price else None,
        saved=product.money.write(truth.was_price - truth.price) if truth.was_price else None,
        member_amount=plain(truth.member_price) if truth.member_price else None,
        member=product.money.write(truth.member_price) if truth.member_price else None,
        unit_price=product.money.write(truth.unit_price) if truth.unit_price else None,
        unit=product.unit,
        instalments=_instalments(product, truth.price),
        coupon=product.money.write(product.shelf_price(truth.price / 10)) if "coupon" in product.shows else None,
        together=product.money.write(product.shelf_price(truth.price * 2)) if "together" in product.shows else None,
        free_delivery=product.money.write(product.shelf_price(product.price / 3))
        if "free_delivery" in product.shows
        else None,
        starts_from="from" in product.shows,
        cards_first="related_first" in product.shows,
        selected=variant or (min(product.options, key=lambda name: product.options[name]) if product.options else None),
        options=_options(product, regular, truth.availability),
        cards=cards,
    )


def card_of(product: Product, day: int) -> Card:
    """The product as another page of its shop shows it; on a gap with its level for a price."""
    price = truth_of(product, day).price or product.shelf_price(product.price)
    return Card(product.name, product.url, f"/i/{product.slug}.svg", plain(price), product.money.write(price))


def plain(amount: Decimal) -> str:
    """An amount as markup writes it: two decimals where there are any, no exponent."""
    return f"{amount:.2f}" if amount % 1 else f"{amount:.0f}"


def _shown(product: Product, price: Decimal, high: Decimal | None) -> str:
    if "range" not in product.shows or high is None:
        return product.money.write(price)
    return f"{product.money.write(price)} - {product.money.number(high)}"


def _instalments(product: Product, price: Decimal) -> str | None:
    if not product.instalments:
        return None
    each = (price / product.instalments).quantize(Decimal("0.01"))
    return product.shop.words["instalments"].format(product.instalments, product.money.write(each))


def _options(product: Product, cheapest: Decimal, availability: str) -> tuple[Option, ...]:
    return tuple(
        Option(name, f"{product.url}?variant={name}", plain(variant_price(product, cheapest, factor)), availability)
        for name, factor in product.options.items()
    )
