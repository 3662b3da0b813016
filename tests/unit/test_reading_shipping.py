"""What a page states of shipping in its markup."""

import json
from decimal import Decimal
from typing import Any

import pytest

from prices.reading import read

URL = "https://shop.test/p/kettle"


def page(offer: dict[str, Any]) -> bytes:
    product = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": "Kettle",
        "offers": {"@type": "Offer", "price": "39.90", "priceCurrency": "EUR"} | offer,
    }
    return (
        f'<html><head><script type="application/ld+json">{json.dumps(product)}</script></head>'
        "<body><h1>Kettle</h1><p>39,90 €</p></body></html>"
    ).encode()


def rate(value: object, currency: str = "EUR", **more: Any) -> dict[str, Any]:
    return {
        "@type": "OfferShippingDetails",
        "shippingRate": {"@type": "MonetaryAmount", "value": value, "currency": currency},
        **more,
    }


@pytest.mark.parametrize(
    ("details", "shipping"),
    [
        (rate("4.95"), "4.95"),
        (rate(0), "0"),
        ([rate("9.90"), rate("4.95")], "4.95"),
        (rate("4.95", "USD"), None),
        (rate(None), None),
        (rate("soon"), None),
        ({"@type": "OfferShippingDetails", "shippingRate": {"maxValue": "20", "currency": "EUR"}}, None),
        ("free", None),
        ([[[]]], None),
        ([rate("4.95")] * 500, "4.95"),
        (None, None),
    ],
)
def test_the_lowest_stated_rate_of_the_prices_own_currency(details: object, shipping: str | None) -> None:
    reading = read(page({"shippingDetails": details}), url=URL)
    assert reading.price == Decimal("39.90")
    assert reading.shipping == (None if shipping is None else Decimal(shipping))


def test_microdata_states_it_as_well() -> None:
    content = b"""<html><body itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Kettle</h1>
    <div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
    <meta itemprop="priceCurrency" content="EUR"><span itemprop="price" content="39.90">39,90 \xe2\x82\xac</span>
    <div itemprop="shippingDetails" itemscope itemtype="https://schema.org/OfferShippingDetails">
    <div itemprop="shippingRate" itemscope itemtype="https://schema.org/MonetaryAmount">
    <meta itemprop="value" content="3.50"><meta itemprop="currency" content="EUR"></div></div></div></body></html>"""
    assert read(content, url=URL).shipping == Decimal("3.50")
