"""The rules of reading a page, one by one."""

from decimal import Decimal

import pytest

from prices.models.page import Availability, Override, PageKind, Source, Want
from prices.reading import StatePath, read
from prices.reading.decode import to_utf8
from prices.reading.labels import told_after, told_before
from prices.reading.markup import load_leniently
from prices.reading.traits import Is, role_of, traits_of
from shop_pages import ld, offer, page

URL = "https://shop.example/p/kettle"


def shop(body: str, head: str = "", lang: str = "en") -> bytes:
    return page("Kettle", f"<main><h1>Kettle</h1>{body}</main>", head=head, lang=lang, chrome=False).encode()


def product(**more: object) -> str:
    return ld(**{"@type": "Product", "name": "Kettle", **more})


class TestSources:
    def test_sources_that_agree_are_believed_more_than_one_alone(self) -> None:
        alone = read(shop("", product(offers=offer("20.00"))), url=URL)
        both = read(shop("<p class=price>€20.00</p>", product(offers=offer("20.00"))), url=URL)
        assert alone.price == both.price == Decimal("20.00")
        assert both.confidence > alone.confidence

    def test_disagreement_lowers_confidence_and_is_told(self) -> None:
        shown = "<p class=price>€25.00</p><button>Add to cart</button>"
        agreed = read(shop(shown, product(offers=offer("25.00"))), url=URL)
        reading = read(shop(shown, product(offers=offer("20.00"))), url=URL)
        assert reading.confidence < agreed.confidence
        assert any("20.00 instead" in reason.text for reason in reading.reasons)

    def test_what_is_shown_wins_over_what_the_markup_says(self) -> None:
        shown = "<p class='price current-price'>€25.00</p><button>Add to cart</button>"
        reading = read(shop(shown, product(offers=offer("20.00"))), url=URL)
        assert (reading.price, reading.source) == (Decimal("25.00"), Source.VISIBLE)

    def test_a_price_rounded_for_the_eye_is_the_same_price(self) -> None:
        reading = read(shop("<p class=price>20 639 Kč</p>", product(offers=offer("20638.61", "CZK"))), url=URL)
        assert reading.price == Decimal(20639)
        assert reading.confidence > 0.8

    def test_zero_in_markup_is_no_price_unless_the_page_says_free(self) -> None:
        assert read(shop("", product(offers=offer("0.00"))), url=URL).price is None
        assert read(shop("<p class=price>Free</p>", product(offers=offer("0.00"))), url=URL).price == 0

    def test_a_configured_path_leads_into_state(self) -> None:
        state = (
            '<script id="app-state" type="application/json">{"page":{"items":[{"cost":"7.50","cur":"EUR"}]}}</script>'
        )
        path = StatePath("app-state", "page.items.*", "cost", "cur")
        reading = read(shop(state), url=URL, embedded_paths=(path,))
        assert (reading.price, reading.currency, reading.source) == (Decimal("7.50"), "EUR", Source.EMBEDDED)


class TestWant:
    HEAD = product(
        offers=[
            offer("20.00", "EUR", name="Red", sku="K-R"),
            offer("22.00", "EUR", "OutOfStock", name="Blue", sku="K-B"),
        ]
    )

    @pytest.mark.parametrize("asked", ["Blue", "blue", "K-B"])
    def test_a_variant_is_chosen_by_name_or_sku(self, asked: str) -> None:
        reading = read(shop("", self.HEAD), url=URL, want=Want(variant=asked))
        assert (reading.price, reading.variant) == (Decimal("22.00"), "Blue")
        assert reading.availability is Availability.OUT_OF_STOCK

    def test_a_variant_in_the_address_is_chosen(self) -> None:
        assert read(shop("", self.HEAD), url=f"{URL}?sku=K-B").price == Decimal("22.00")

    def test_an_unknown_variant_is_told(self) -> None:
        reading = read(shop("", self.HEAD), url=URL, want=Want(variant="Green"))
        assert reading.variant is None
        assert any("Green" in reason.text for reason in reading.reasons)

    def test_variants_are_listed(self) -> None:
        assert [variant.name for variant in read(shop("", self.HEAD), url=URL).variants] == ["Red", "Blue"]

    def test_an_asked_currency_settles_an_ambiguous_sign(self) -> None:
        body = "<p class=price>$20.00</p><button>Add to cart</button>"
        assert read(shop(body), url=URL, want=Want(currency="NZD")).currency == "NZD"

    @pytest.mark.parametrize(
        ("address", "lang", "head", "currency"),
        [
            ("https://shop.example.ca/p/1", "en", "", "CAD"),
            ("https://shop.example/p/1", "en-AU", "", "AUD"),
            ("https://shop.example/p/1", "es", '<meta property="og:locale" content="es_CL">', "CLP"),
            ("https://shop.example/p/1", "en", "", "USD"),
            ("https://shop.example/p/1", "es", "", None),
        ],
    )
    def test_a_bare_dollar_is_that_of_the_host_or_the_language(
        self, address: str, lang: str, head: str, currency: str | None
    ) -> None:
        content = shop("<p class=price>$20.00</p><button>Add to cart</button>", head, lang)
        assert read(content, url=address).currency == currency

    def test_a_taught_selector_wins(self) -> None:
        body = "<p class=price>€20.00</p><b id=mine>€18.00</b><i id=left>Sold out</i>"
        want = Want(override=Override(price="#mine", availability="#left"))
        reading = read(shop(body, product(offers=offer("20.00"))), url=URL, want=want)
        assert (reading.price, reading.source) == (Decimal("18.00"), Source.OVERRIDE)
        assert reading.availability is Availability.OUT_OF_STOCK

    @pytest.mark.parametrize("selector", ["#gone", "p[", ":::"])
    def test_a_selector_that_finds_nothing_leaves_the_page_to_itself(self, selector: str) -> None:
        want = Want(override=Override(price=selector))
        reading = read(shop("<p class=price>€20.00</p>", product(offers=offer("20.00"))), url=URL, want=want)
        assert reading.price == Decimal("20.00")


class TestHowPricesAreWritten:
    @pytest.mark.parametrize(
        ("written", "price"),
        [
            ("<p class=price>12€99</p>", "12.99"),
            ("<p class=price>12€<sup>99</sup></p>", "12.99"),
            ("<p class=price><b>12</b><sup>99</sup> €</p>", "12.99"),
            ("<p class=price><span>12,</span><span>99</span> <span>€</span></p>", "12.99"),
            ("<p class=price>Prix : 12,99</p>", "12.99"),
            ("<p class=price><span>EUR</span> <span>12,99</span></p>", "12.99"),
            ("<p class=price>12,99&nbsp;€&nbsp;TTC</p>", "12.99"),
            ("<p class=price>à partir de 12,99 €</p>", "12.99"),
            ("<p class=price>1&#8239;299,00&nbsp;€</p>", "1299.00"),
            ("<p class=price>12,99 € <small>dont 0,15 € d'éco-part</small></p>", "12.99"),
        ],
    )
    def test_on_a_french_page(self, written: str, price: str) -> None:
        content = shop(f"{written}<button>Ajouter au panier</button>", lang="fr-FR")
        reading = read(content, url="https://shop.example.fr/p/1")
        assert (reading.price, reading.currency) == (Decimal(price), "EUR")


class TestStock:
    @pytest.mark.parametrize(
        ("stated", "expected"),
        [
            ("InStock", Availability.IN_STOCK),
            ("SoldOut", Availability.OUT_OF_STOCK),
            ("PreOrder", Availability.PRE_ORDER),
            ("PreSale", Availability.PRE_ORDER),
            ("BackOrder", Availability.BACK_ORDER),
            ("Discontinued", Availability.DISCONTINUED),
            ("LimitedAvailability", Availability.LIMITED),
            ("OnlineOnly", Availability.IN_STOCK),
            ("Whatever", Availability.UNKNOWN),
        ],
    )
    def test_markup(self, stated: str, expected: Availability) -> None:
        assert read(shop("", product(offers=offer("5.00", stock=stated))), url=URL).availability is expected

    def test_the_page_is_right_when_it_says_sold_out_and_has_no_button(self) -> None:
        reading = read(shop("<p class=price>€5</p><p>Sold out</p>", product(offers=offer("5.00"))), url=URL)
        assert reading.availability is Availability.OUT_OF_STOCK


class TestMarkupThatIsBroken:
    @pytest.mark.parametrize(
        "text",
        [
            '{"price": 5,}',
            '<!-- {"price": 5} -->',
            '{"price": 5, "text": "two\nlines"}',
            '// <![CDATA[\n{"price": 5}\n// ]]>',
            '{"price": 5};',
            '{"price": 5} trailing words',
            '{"price": 5, "text": "a 5" screen"}',
        ],
    )
    def test_json_is_mended(self, text: str) -> None:
        assert load_leniently(text)["price"] == 5

    def test_json_beyond_mending_gives_its_first_price(self) -> None:
        found = load_leniently('{"@type":"Product" "name":"Kettle" "offers":[{"price":"5.00" "priceCurrency":"EUR"')
        assert found["offers"]["price"] == "5.00"


class TestCharsets:
    @pytest.mark.parametrize(
        ("content", "header"),
        [
            ("Théière".encode(), None),
            ("\ufeffThéière".encode(), None),
            ("\ufeffThéière".encode("utf-16-be"), None),
            ("Théière".encode("latin-1"), "text/html; charset=ISO-8859-1"),
            ('<meta charset="utf-8">Théière'.encode("latin-1"), None),
            ('<meta charset="no-such">Théière'.encode("latin-1"), None),
            ("Théière".encode(), "text/html; charset=windows-1252"),
        ],
    )
    def test_words_survive(self, content: bytes, header: str | None) -> None:
        assert to_utf8(content, header).decode().endswith("Théière")


class TestRoles:
    @pytest.mark.parametrize(
        ("name", "bit"),
        [
            ("product-price", Is.PRICE),
            ("salePrice", Is.PRICE | Is.CURRENT),
            ("oldprice", Is.OLD),
            ("price--was", Is.OLD | Is.STRUCK),
            ("unit-price", Is.UNIT),
            ("ProductCard", Is.CARD),
            ("related-products", Is.OTHERS),
            ("mini-cart", Is.CHROME),
            ("price-ex-vat", Is.UNTAXED),
        ],
    )
    def test_class_names_speak(self, name: str, bit: int) -> None:
        assert traits_of("span", name) & bit == bit

    @pytest.mark.parametrize("name", ["price has-discount", "product-price with-list-price", "no-old-price"])
    def test_what_a_price_has_beside_it_is_not_what_it_is(self, name: str) -> None:
        assert not traits_of("span", name) & (Is.OLD | Is.ASIDE)

    def test_the_innermost_word_decides(self) -> None:
        old, current = traits_of("span", "old-price"), traits_of("span", "current-price")
        assert role_of([current, old]) == 0
        assert role_of([old, current]) & Is.OLD

    @pytest.mark.parametrize(
        ("before", "role"),
        [
            ("Was ", Is.OLD),
            ("UVP ", Is.OLD),
            ("au lieu de ", Is.OLD),
            ("You save ", Is.ASIDE),
            ("Free shipping over ", Is.SHIPPING),
            ("12 x ", Is.INSTALMENT),
            ("em até 10x de ", Is.INSTALMENT),
            ("Members pay ", Is.MEMBER),
            ("excl. VAT ", Is.UNTAXED),
            ("原价 ", Is.OLD),
            ("Now only ", 0),
            ("Price: ", 0),
        ],
    )
    def test_words_before(self, before: str, role: int) -> None:
        assert told_before(before) & role == role
        assert bool(told_before(before)) == bool(role)

    @pytest.mark.parametrize(
        ("after", "role"),
        [
            (" / kg", Is.UNIT),
            (" pro 100 g", Is.UNIT),
            ("/month", Is.INSTALMENT),
            (" off", Is.ASIDE),
            (" each", 0),
            ("", 0),
        ],
    )
    def test_words_after(self, after: str, role: int) -> None:
        assert told_after(after) == role


def test_a_front_page_sells_no_single_product() -> None:
    body = "<p class=price>€5</p><button>Add to cart</button>"
    assert read(shop(body), url="https://shop.example/").kind is not PageKind.PRODUCT
    assert read(shop(body), url=URL).kind is PageKind.PRODUCT
