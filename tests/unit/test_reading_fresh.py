"""Ways of showing a price that the reader had not met when its rules were written; each page's truth came first."""

from decimal import Decimal

import pytest

from prices.models.page import PageKind
from prices.reading import read

MENU = '<header><a href="/">Shop</a><a class="minicart" href="/cart"><span class="total">0</span></a></header>'


def page(heading: str, body: str, lang: str = "en") -> bytes:
    return (
        f'<!doctype html><html lang="{lang}"><head><title>{heading} | Shop</title></head><body>{MENU}'
        f"<main><h1>{heading}</h1>{body}</main><footer>Tel. 0800 123 456</footer></body></html>"
    ).encode()


def seen(body: str, lang: str = "en") -> tuple[str | None, str | None, str | None, str]:
    reading = read(page("Walnut Desk", body, lang), url="https://shop.example/p/walnut-desk")
    price, was = (None if amount is None else f"{amount:f}" for amount in (reading.price, reading.was_price))
    return price, was, reading.currency, reading.availability.value


PRICES = {
    "the price in another currency is an estimate": (
        "en",
        '<div class="price-primary">GBP 120.00</div><div class="price-approx">Approximately <b>US $152.31</b></div>'
        "<a>Buy It Now</a>",
        ("120.00", None, "GBP", "in_stock"),
    ),
    "a dash for cents before another amount": (
        "cs",
        '<div class="price-detail"><span class="price">5 990,-</span><span class="price-compare">7 490,-</span>'
        '<span class="no-vat">4 950 Kč bez DPH</span></div><a>Do košíku</a>',
        ("5990", "7490", "CZK", "in_stock"),
    ),
    "a word of the past before the former price": (
        "fr-CA",
        '<div class="price"><span>64,99 $</span><span>ÉCONOMISEZ 15 $</span><span>Était 79,99 $</span></div>'
        "<button>Ajouter au panier</button>",
        ("64.99", "79.99", "CAD", "in_stock"),
    ),
    "whole, cents and sign in elements of their own, before a price per litre": (
        "fr",
        '<div class="price"><p>8</p><p>,45 </p><p>€</p></div><p class="price-per">11.27 € / L</p>'
        "<button>Ajouter au panier</button>",
        ("8.45", None, "EUR", "in_stock"),
    ),
    "abbreviated class names": (
        "tr",
        '<div class="price-box"><span class="prc-org">1.899,90 TL</span><span class="prc-dsc">1.249,90 TL</span></div>'
        "<button>Sepete Ekle</button>",
        ("1249.90", "1899.90", "TRY", "in_stock"),
    ),
    "two bare amounts in one block": (
        "uk",
        '<div class="price-wrap"><p class="price-small">1 899₴</p><p class="price-large">1 299₴</p></div>'
        "<button>Купити</button>",
        ("1299", "1899", "UAH", "in_stock"),
    ),
    "a price before tax says so behind a plus": (
        "hu",
        '<div class="price"><span>29 990 Ft</span> <span>(23 614 Ft + ÁFA)</span></div><button>Kosárba</button>',
        ("29990", None, "HUF", "in_stock"),
    ),
    "an offer of a private seller, whose class names call it an ad": (
        "uk",
        '<div class="ad-price-container"><h3>7 500 грн.</h3></div><button>Написати</button>',
        ("7500", None, "UAH", "unknown"),
    ),
    "what is free itself, with a paid extra below": (
        "en",
        '<div class="price">Free To Play</div><div><h2>Extras</h2>Soundtrack <span class="price">$4.99</span></div>',
        (None, None, None, "unknown"),
    ),
}


@pytest.mark.parametrize(("lang", "body", "truth"), PRICES.values(), ids=PRICES)
def test_the_price_is_told_from_what_stands_beside_it(
    lang: str, body: str, truth: tuple[str | None, str | None, str | None, str]
) -> None:
    assert seen(body, lang) == truth


def test_now_marked_without_tax_wins_over_the_former_price() -> None:
    body = (
        '<div class="price-section">Was: <span class="price price--non-sale">$40.00</span></div>'
        '<div class="price-section">Now: <span class="price price--withoutTax">$32.00</span></div>'
        '<input type="submit" value="Add to Cart">'
    )
    assert seen(body) == ("32.00", "40.00", "USD", "in_stock")


def test_a_price_per_serving_is_no_price() -> None:
    body = '<span class="price">$54.99</span><p>$1.25 / serving</p><button>Add to cart</button>'
    assert seen(body)[0] == "54.99"


def test_stock_is_told_by_the_first_sentence() -> None:
    body = "<p>Currently unavailable. We do not know when this will be back.</p>"
    assert seen(body) == (None, None, None, "out_of_stock")


def test_plans_by_the_month_are_no_product() -> None:
    plans = "".join(
        f'<div class="plan"><h3>{name}</h3><div class="price">${fee}<small>/month</small></div><a>Try it</a></div>'
        for name, fee in (("Solo", 9), ("Team", 29), ("Firm", 99))
    )
    reading = read(page("Pricing", plans), url="https://shop.example/pricing")
    assert reading.price is None
    assert reading.kind is not PageKind.PRODUCT


def test_a_currency_that_only_the_head_names_is_the_price_s() -> None:
    content = page("Clay Bowl", '<div class="price">38.00</div><button>Add to cart</button>').replace(
        b"</title>", b'</title><meta property="product:price:currency" content="USD">'
    )
    reading = read(content, url="https://shop.example/p/clay-bowl")
    assert (reading.price, reading.currency) == (Decimal("38.00"), "USD")
