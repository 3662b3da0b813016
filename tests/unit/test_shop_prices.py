"""The demo shop's prices: known for each day, and moving as the demonstration needs them to."""

from decimal import Decimal
from itertools import pairwise

import pytest

from local.shop.catalogue import MoneyStyle, Product, products
from local.shop.price_path import FIRST_DAY, LAST_DAY, offer_on
from local.shop.truth import truth_of
from prices.models.page import Availability

PAST = range(-120, 1)


def moving(kind: str) -> list[Product]:
    return [product for product in products() if product.moves == kind]


def share(product: Product, before: int, after: int) -> Decimal:
    first, second = offer_on(product, before).price, offer_on(product, after).price
    assert first and second
    return second / first - 1


def test_the_world_has_the_pages_and_the_locales_that_it_promises() -> None:
    assert len({product.url for product in products()}) == len(products()) >= 60
    assert len({product.shop.language for product in products()}) >= 12
    assert {"json-ld", "microdata", "rdfa", "opengraph", "next-data", "run-params", "visible"} <= {
        product.markup for product in products()
    }


def test_the_world_writes_money_as_the_trade_does() -> None:
    written = {product.money.write(Decimal("1299.00")) for product in products()}
    assert {"1\u202f299,00\u00a0€", "US $1,299.00", "R$ 1.299,00", "Rs. 1,299.00", "¥1,299", "CHF 1'299.-"} <= written


@pytest.mark.parametrize(
    ("style", "amount", "text"),
    [
        (MoneyStyle("{} €", ".", ",", 2), "1099.5", "1.099,50 €"),
        (MoneyStyle("₹{}", ",", ".", 0, lakh=True), "12345678", "₹1,23,45,678"),
        (MoneyStyle("₹{}", ",", ".", 0, lakh=True), "999", "₹999"),
        (MoneyStyle("CHF {}", "'", ".", 2, whole=".-"), "1299", "CHF 1'299.-"),
        (MoneyStyle("CHF {}", "'", ".", 2, whole=".-"), "17.5", "CHF 17.50"),
        (MoneyStyle("{} ر.س", "٬", "٫", 2, digits="arabic"), "1180", "١٬١٨٠٫٠٠ ر.س"),
    ],
)
def test_an_amount_is_written_in_the_shops_style(style: MoneyStyle, amount: str, text: str) -> None:
    assert style.write(Decimal(amount)) == text


def test_the_move_to_day_1_has_a_drop_that_alerts_at_once() -> None:
    falls = [share(product, 0, 1) for product in moving("drop")]
    assert falls
    assert all(Decimal("-0.30") < fall <= Decimal("-0.10") for fall in falls)


def test_the_move_to_day_1_has_a_rise_a_gap_and_stock_that_comes_and_goes() -> None:
    assert all(share(product, 0, 1) >= Decimal("0.08") for product in moving("rise"))
    assert all(offer_on(product, 0).price and not offer_on(product, 1).price for product in moving("gap"))
    assert all(offer_on(product, 2).price for product in moving("gap"))
    assert all(offer_on(product, 0).availability == "out_of_stock" for product in moving("restocks"))
    assert all(offer_on(product, 1).availability == "in_stock" for product in moving("restocks"))
    assert all(offer_on(product, 1).availability == "out_of_stock" for product in moving("sells_out"))
    assert all(moving(kind) for kind in ("rise", "gap", "restocks", "sells_out", "halves", "slide"))


def test_a_slide_falls_far_in_steps_too_small_to_notice() -> None:
    for product in moving("slide"):
        prices = [offer.price for offer in (offer_on(product, day) for day in range(-39, 0)) if offer.price]
        steps = [second / first - 1 for first, second in pairwise(prices)]
        assert min(steps) > Decimal("-0.05")
        assert min(prices) < Decimal("0.75") * max(prices)


@pytest.mark.parametrize("product", products(), ids=lambda product: product.slug)
def test_every_day_of_the_past_is_known_and_has_a_kind_of_stock_that_the_watch_knows(product: Product) -> None:
    offers = [offer_on(product, day) for day in PAST]
    assert all(offer.price is None or offer.price > 0 for offer in offers)
    assert all(offer.was is None or (offer.price is not None and offer.was > offer.price) for offer in offers)
    assert {offer.availability for offer in offers} <= {str(kind) for kind in Availability}


def test_prices_of_the_past_move_go_on_sale_sell_out_and_have_gaps() -> None:
    seen = [offer_on(product, day) for product in products() for day in PAST]
    assert any(offer.was for offer in seen)
    assert any(offer.price is None for offer in seen)
    assert any(offer.availability == "out_of_stock" for offer in seen)
    assert all(len({offer_on(product, day).price for day in PAST}) > 3 for product in products())


def test_the_same_day_always_has_the_same_offer() -> None:
    from local.shop import price_path

    days = range(FIRST_DAY, LAST_DAY + 1, 50)
    before = [offer_on(product, day) for product in products() for day in days]
    price_path._path.cache_clear()
    assert [offer_on(product, day) for product in products() for day in days] == before


@pytest.mark.parametrize("day", [FIRST_DAY - 1, LAST_DAY + 1])
def test_a_day_without_prices_is_refused(day: int) -> None:
    with pytest.raises(ValueError, match="days go from"):
        offer_on(products()[0], day)


def test_a_variant_has_its_own_price() -> None:
    apron = next(product for product in products() if product.slug == "linen-apron")
    whole, olive = truth_of(apron, 0), truth_of(apron, 0, "Olive")
    assert whole.price and olive.price
    assert whole.price_high == olive.price > whole.price
    with pytest.raises(KeyError):
        truth_of(apron, 0, "Puce")
