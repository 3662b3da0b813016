"""Coupons on pages: codes and their terms in many languages, and what only looks like a code."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prices.models.page import FoundCoupon
from prices.reading import read
from prices.reading.amounts import PageMoney
from prices.reading.coupons import MOST, find_coupons
from prices.reading.page import parse


def found(html: str, language: str = "en", url: str = "https://shop.example/p") -> list[FoundCoupon]:
    text = f"<html lang={language}><body><main><h1>Kettle</h1><b class=price>79.90</b>{html}</main></body></html>"
    page = parse(text.encode("utf-8", "replace"), url)
    return find_coupons(page, PageMoney(page, None))


def told(html: str, language: str = "en") -> list[dict[str, Any]]:
    """What is found, without what is not stated and what is so of most."""
    usual = {"stacking": "one_code", "covers_reduced": True}
    return [
        {name: value for name, value in each.model_dump(mode="json", exclude={"text"}).items()
         if value is not None and usual.get(name) != value}
        for each in found(html, language)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "html", "expected"),
    [
        (
            "en-US",
            "<div>Extra 15% off with code <b>SPRING15</b>. Min. order $50. Ends 12/31/2026</div>",
            "SPRING15 percent 15 USD 50 2026-12-31",
        ),
        (
            "en-GB",
            "<p>Use coupon code SAVE10 for £10 off orders over £75. Valid until 31 December 2026.</p>",
            "SAVE10 amount 10 GBP 75 2026-12-31",
        ),
        (
            "de",
            "<p>Mit dem Code <b>HERBST20</b> sparen Sie 20 % ab 60 € Mindestbestellwert. Gültig bis 30.11.2026</p>",
            "HERBST20 percent 20 EUR 60 2026-11-30",
        ),
        ("de", "<div>Gutscheincode: FREI10 – 10 € Rabatt</div>", "FREI10 amount 10 EUR"),
        (
            "fr-FR",
            "<p>-10% avec le code promo <strong>NOEL10</strong> dès 49 € d’achat, jusqu’au 24 décembre</p>",
            "NOEL10 percent 10 EUR 49 12-24",
        ),
        (
            "es-ES",
            "<p>Usa el código promocional VERANO5 y llévate 5 € de descuento en pedidos superiores a 40 €. "
            "Válido hasta el 15/08/2026</p>",
            "VERANO5 amount 5 EUR 40 2026-08-15",
        ),
        (
            "it-IT",
            "<p>Codice sconto: ESTATE15 per il 15% di sconto fino al 31/08/2026</p>",
            "ESTATE15 percent 15 2026-08-31",
        ),
        (
            "nl-NL",
            "<p>Kortingscode WINTER25: 25% korting, geldig t/m 31 januari 2027</p>",
            "WINTER25 percent 25 2027-01-31",
        ),
        (
            "pl-PL",
            "<p>Z kodem rabatowym ZIMA30 zniżka 30 zł przy zakupach od 200 zł, do 31.01.2027</p>",
            "ZIMA30 amount 30 PLN 200 2027-01-31",
        ),
        ("sv-SE", "<p>Rabattkod: HOST100 ger 100 kr rabatt över 500 kr</p>", "HOST100 amount 100 SEK 500"),
        (
            "ru-RU",
            "<p>Скидка 500 ₽ по промокоду ZIMA500 при заказе от 3000 ₽ до 31 декабря</p>",
            "ZIMA500 amount 500 RUB 3000 12-31",
        ),
        (
            "zh-CN",
            "<p>优惠码：SAVE20 满¥100减¥20 有效期至 2026-12-31</p>",
            "SAVE20 amount 20 CNY 100 2026-12-31",
        ),
        ("zh-CN", "<p>优惠券码 ABC85 全场85折</p>", "ABC85 percent 15"),
        (
            "ja",
            "<p>クーポンコード「SPRING500」で500円OFF 5,000円以上 12月31日まで</p>",
            "SPRING500 amount 500 JPY 5000 12-31",
        ),
        ("tr-TR", "<p>Kupon kodu: YAZ20 ile %20 indirim</p>", "YAZ20 percent 20"),
        ("pt-BR", "<p>Cupom OLA10: R$ 10,00 de desconto acima de R$ 100,00</p>", "OLA10 amount 10.00 BRL 100.00"),
        ("en", "<p>FREE SHIPPING WITH PROMO CODE: FREESHIP24</p>", "FREESHIP24 free_shipping"),
        ("fr-FR", "<p>Livraison offerte avec le code LIVRAISON dès 30 €</p>", "LIVRAISON free_shipping EUR 30"),
        ("en-US", "<p>$10 off $50+ with promo code TENOFF50</p>", "TENOFF50 amount 10 USD 50"),
        ("en", "<p>Use code TEE20: 100% organic cotton, now 20% off.</p>", "TEE20 percent 20"),
        ("cs-CZ", "<p>Sleva 10 % s kódem LETO10, platí do 31.8.2026</p>", "LETO10 percent 10 2026-08-31"),
        ("da-DK", "<p>Brug rabatkoden SOMMER20 og få 20% rabat</p>", "SOMMER20 percent 20"),
        ("fi-FI", "<p>Alennuskoodi KESA10: 10 % alennus</p>", "KESA10 percent 10"),
        ("ko", "<p>쿠폰 코드: SPRING10 10% 할인</p>", "SPRING10 percent 10"),
        ("vi", "<p>Nhập mã giảm giá HE2026 giảm 10% cho đơn từ 500.000đ</p>", "HE2026 percent 10 VND 500000"),
        ("de", "<p>10€ Gutschein ab 100€ Einkaufswert mit Code HERBST10</p>", "HERBST10 amount 10 EUR 100"),
        (
            "en-US",
            "<div><b>15% OFF</b><i>Orders $80+</i><i>WINTER15</i><i>Coupon code</i></div>",
            "WINTER15 percent 15 USD 80",
        ),
        (
            "tr-TR",
            "<p>KIS50 kupon koduyla 500 TL üzeri alışverişlerde 50 TL indirim</p>",
            "KIS50 amount 50 TRY 500",
        ),
        ("en-US", "<p>Free 2-day shipping over $35 with coupon code SHIP35</p>", "SHIP35 free_shipping USD 35"),
        (
            "es-MX",
            "<p>Aplica el cupón AHORRA150 y obtén $150 de descuento en compras mayores a $1,500</p>",
            "AHORRA150 amount 150 MXN 1500",
        ),
        ("en", "<p><span>Apply 5% coupon</span></p>", "None percent 5"),
        (
            "en",
            '<div><button data-clipboard-text="COPYME15">Copy</button><i>15% off with this promo code</i></div>',
            "COPYME15 percent 15",
        ),
    ],
)  # fmt: skip
def test_a_code_is_found_with_what_it_takes_off_and_on_what_terms(language: str, html: str, expected: str) -> None:
    [coupon] = found(html, language)
    ends = coupon.ends_on or ("{:02}-{:02}".format(*coupon.ends_each) if coupon.ends_each else None)
    shown = (
        coupon.code or "None",
        coupon.kind,
        coupon.percent,
        coupon.amount,
        coupon.currency,
        coupon.minimum_order,
        ends,
    )
    assert " ".join(str(each) for each in shown if each is not None) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<div>Have a promo code? <input placeholder='Enter code'></div>",
        "<div>Up to 50% off with code SALE50</div>",
        "<div>Bis zu 50 % mit dem Code SALE50</div>",
        "<div>Product code: AB12345 colour code RED100. 20% off today</div>",
        "<div>Style code: TR200. Save 20% this week.</div>",
        "<div>Artikelcode ABC99. 20% Rabatt</div>",
        "<table><tr><td>Code</td><td>AB12345</td></tr><tr><td>Cotton</td><td>100%</td></tr></table>",
        "<div class=reviews><div class=review>I used promo code JIMMY20 for 20% off</div></div>",
        "<div>Promo code: NOT REQUIRED, 10% off applied</div>",
        "<div>Coupon code OLD10 (10% off) has expired</div>",
        "<div>Price with coupon SAVE5: €74.90</div>",
        "<div>ENTER PROMO CODE BELOW FOR 10% OFF</div>",
        "<div hidden>20% off with promo code GONE20</div>",
        "<div>Your gift card code and your order code ORDER99 are in the mail</div>",
        "<div>Coupon code MYSTERY77</div>",
        "<script>var promo = 'use coupon code SCRIPT10 for 10% off'</script>",
        "<p>Coupon code TENNER10: 10 off</p>",
        "<p>Enter ZIP CODE 90210 for delivery. 10% off today only.</p>",
        "<p>Promo code SAVE10 is not valid for gift cards.</p>",
        "<p>Students: 10% off with code from UNIDAYS</p>",
        "<p>BOGO 50% off with code BOGO50</p>",
        "<p>50 % auf den zweiten Artikel mit Code ZWEI50</p>",
        "<p>Earn 10% back in rewards. Promo code applies: EARN10</p>",
    ],
)
def test_what_only_looks_like_a_coupon_is_none(html: str) -> None:
    assert told(html) == []


def test_each_of_several_codes_has_its_own_terms() -> None:
    html = (
        "<ul><li>10% off with code TEN10</li><li>20% off over £50 with code TWENTY20</li>"
        "<li>Free delivery with code SHIPFREE1</li></ul>"
    )
    assert told(html, "en-GB") == [
        {"code": "TEN10", "kind": "percent", "percent": "10"},
        {"code": "TWENTY20", "kind": "percent", "percent": "20", "currency": "GBP", "minimum_order": "50"},
        {"code": "SHIPFREE1", "kind": "free_shipping"},
    ]
    together = "<p>Code AAA10 gives 10% off, promo code BBB20 gives 20% off</p>"
    assert {(each["code"], each["percent"]) for each in told(together)} == {("AAA10", "10"), ("BBB20", "20")}


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ("Cannot be combined with other offers.", {"stacking": "exclusive"}),
        ("Nicht mit anderen Gutscheinen kombinierbar.", {"stacking": "exclusive"}),
        ("Non cumulable.", {"stacking": "exclusive"}),
        ("Can be combined with other codes.", {"stacking": "stacks"}),
        ("Excludes sale items.", {"covers_reduced": False}),
        ("Reduzierte Artikel ausgenommen.", {"covers_reduced": False}),
        ("Up to €20 off.", {"most_off": "20", "currency": "EUR"}),
    ],
)
def test_how_it_goes_with_others_and_what_it_leaves_out(terms: str, expected: dict[str, Any]) -> None:
    stated = {"code": "TEN10", "kind": "percent", "percent": "10"}
    assert told(f"<p>10% off with code TEN10. {terms}</p>") == [stated | expected]


def test_a_day_whose_order_cannot_be_told_is_not_guessed() -> None:
    html = "<p>10% off with code TEN10. Ends 3/4/2027</p>"
    assert [each.get("ends_on") for language in ("en-US", "en-GB", "en") for each in told(html, language)] == [
        "2027-03-04",
        "2027-04-03",
        None,
    ]


def test_a_product_page_is_read_with_its_coupons() -> None:
    html = (
        "<html lang=en-GB><body><script type='application/ld+json'>"
        '{"@type": "Product", "name": "Kettle", "offers": {"price": "79.90", "priceCurrency": "GBP"}}</script>'
        "<h1>Kettle</h1><p class=price>£79.90</p><p>5% off with promo code TEA5</p></body></html>"
    )
    reading = read(html.encode(), url="https://shop.example/p")
    assert (str(reading.price), [(each.code, str(each.percent)) for each in reading.coupons]) == (
        "79.90",
        [("TEA5", "5")],
    )


words = st.sampled_from(
    ["coupon code ", "Gutscheincode: ", "with code ", "SAVE10", "20%", "€ 5", "off", "<b>", "</b>", "<div class=promo>",
     "</div>", "bis 31.12.", "12/31/2026", "優惠碼", "８折", "up to ", "'", '"', "\x1f", "9" * 40, "<p hidden>", "99折"]
)  # fmt: skip


@given(st.lists(words | st.text(max_size=12), max_size=40))
def test_no_page_breaks_it_and_what_is_found_is_bounded(pieces: list[str]) -> None:
    coupons = found(" ".join(pieces))
    assert len(coupons) <= MOST
    assert all(each.percent or each.amount or each.kind == "free_shipping" for each in coupons)
