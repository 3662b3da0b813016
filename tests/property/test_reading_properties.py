"""What holds of every page, whatever its bytes."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from prices.models.page import PageKind
from prices.reading import read
from prices.reading.bounds import bounded
from prices.reading.decode import to_utf8
from prices.reading.markup import load_leniently
from shop_pages import PAGES, ld, offer

URL = "https://shop.example/p/1"
WHOLE_PAGES = [page.content for page in PAGES]


@given(st.binary(max_size=600))
def test_any_bytes_are_read_without_an_error(content: bytes) -> None:
    reading = read(content, url=URL)
    assert 0 <= reading.confidence <= 1
    assert reading.reasons
    assert (reading.price is None) == (reading.source is None)
    assert reading.price is not None or reading.currency is None


@settings(max_examples=60)
@given(st.sampled_from(WHOLE_PAGES), st.integers(0, 6000), st.integers(0, 200), st.binary(max_size=8))
def test_a_page_with_a_hole_in_it_is_read_without_an_error(content: bytes, at: int, length: int, stuff: bytes) -> None:
    reading = read(content[:at] + stuff + content[at + length :], url=URL)
    assert reading.kind is PageKind.PRODUCT or reading.price is None


@given(st.decimals(min_value="0.01", max_value="999999", places=2), st.sampled_from(["EUR", "USD", "GBP", "CZK"]))
def test_a_price_in_plain_markup_is_read_exactly(price: Decimal, currency: str) -> None:
    page = f"<h1>Kettle</h1>{ld(**{'@type': 'Product', 'name': 'Kettle', 'offers': offer(str(price), currency)})}"
    reading = read(page.encode(), url=URL)
    assert (reading.price, reading.currency) == (price, currency)


@given(st.decimals(min_value="0.01", max_value="99999", places=2))
def test_a_price_that_is_only_shown_is_read_exactly(price: Decimal) -> None:
    page = f"<html lang=en><h1>Kettle</h1><p class=price>£{price:,}</p><button>Add to basket</button></html>"
    reading = read(page.encode(), url=URL)
    assert (reading.price, reading.currency) == (price, "GBP")


@given(st.text(max_size=300))
def test_any_text_as_json_gives_something_or_nothing(text: str) -> None:
    load_leniently(text)


@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_bytes_become_utf8(content: bytes, header: str) -> None:
    to_utf8(content, header).decode()


@given(st.lists(st.sampled_from([b"<div>", b"</div>", b"<b x=1>", b"<p>", b"text", b"<"]), max_size=60))
def test_a_page_within_reason_is_left_whole(parts: list[bytes]) -> None:
    assert bounded(b"".join(parts)) == b"".join(parts)
