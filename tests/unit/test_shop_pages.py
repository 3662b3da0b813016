"""The demo shop's pages: what a visitor gets is what is true of the day."""

import json
import re
from decimal import Decimal
from html import unescape
from pathlib import Path
from statistics import median

import pytest

from local.shop.bench_world import bench_pages, find_bench_url
from local.shop.catalogue import products
from local.shop.markup import DRAWN_BY_SCRIPT
from local.shop.pages_on_disk import write_pages
from local.shop.view import plain
from local.shop.world import Page, all_pages, find_page, page_at, product_pages, variant_pages
from prices.models.page import PageKind

LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
DAYS = (0, -40)


def text_of(page: Page, day: int) -> str:
    assert page.product
    return unescape(page.body(day).decode(page.product.charset))


def answering(pages: tuple[Page, ...]) -> list[tuple[Page, int]]:
    return [(page, day) for page in pages for day in DAYS if page.truth(day).answers]


def page_of(slug: str) -> Page:
    return next(page for page in product_pages() if page.product and page.product.slug == slug)


def test_every_page_shows_the_price_that_is_true_of_the_day() -> None:
    for page, day in answering(product_pages() + variant_pages()):
        truth, product = page.truth(day), page.product
        assert product and truth.price is not None
        text = text_of(page, day)
        state = f'"current": {float(truth.price)}' if product.markup == "initial-state" else None
        assert (state or product.money.write(truth.price)) in text, page.url
        assert product.name in text
        if truth.was_price and product.markup not in DRAWN_BY_SCRIPT:
            assert product.money.write(truth.was_price) in text


def test_every_page_says_whether_its_product_can_be_bought() -> None:
    for page, day in answering(product_pages()):
        product = page.product
        assert product
        if product.markup not in DRAWN_BY_SCRIPT:
            said = product.shop.words[page.truth(day).availability].format(3)
            assert said in text_of(page, day), page.url


def test_sound_json_ld_holds_the_price_of_the_day() -> None:
    for page, day in answering(product_pages()):
        assert page.product
        if page.product.markup not in {"json-ld", "json-ld-graph", "json-ld-aggregate", "json-ld-group"}:
            continue
        blocks = [json.loads(block) for block in LD.findall(text_of(page, day))]
        price = page.truth(day).price
        assert price is not None
        assert f'"{plain(price)}"' in json.dumps(blocks), page.url


def test_broken_json_ld_is_broken() -> None:
    for slug in ("stehpult", "hamaca"):
        (block,) = LD.findall(text_of(page_of(slug), 0))
        with pytest.raises(json.JSONDecodeError):
            json.loads(block)


def test_a_page_may_lie_about_its_charset() -> None:
    page = page_of("stehpult")
    assert page.product
    assert b'charset="iso-8859-1"' in page.body(0)
    assert "€" in page.body(0).decode("utf-8")


def test_tracking_parameters_and_fragments_lead_to_the_same_page() -> None:
    url = "http://harbour.shop.test/p/linen-apron"
    assert page_at(f"{url}?utm_source=mail&gclid=1#reviews") == page_at(url)
    assert page_at(f"{url}?utm_source=mail&variant=Olive").variant == "Olive"
    assert page_at(f"{url}?variant=nonsense") == page_at(url)
    assert find_page("http://harbour.shop.test/p/nothing") is None
    with pytest.raises(KeyError):
        page_at("http://nowhere.shop.test/")


def test_kinds_of_pages_are_those_that_the_reader_knows() -> None:
    kinds = {page.kind for page in all_pages()}
    assert kinds <= {str(kind) for kind in PageKind}
    assert {"list", "article", "login_wall", "bot_check", "not_found"} <= kinds
    assert all(page.truth(0).price is None for page in all_pages() if not page.product)


def test_right_to_left_shops_say_so() -> None:
    assert b'lang="ar-SA" dir="rtl"' in page_of("dallah").body(0)
    assert b'lang="he-IL" dir="rtl"' in page_of("finjan").body(0)


def test_pages_on_disk_come_with_labels(tmp_path: Path) -> None:
    written = write_pages(tmp_path, 0)
    assert written == len(list(tmp_path.glob("*.html"))) == len(list(tmp_path.glob("*.json"))) > 200
    label = json.loads((tmp_path / "harbour-steel-kettle.json").read_text())
    assert label["price"] == "49.99"
    assert label["currency"] == "GBP"
    assert label["kind"] == "product"
    assert label["bytes"] == (tmp_path / "harbour-steel-kettle.html").stat().st_size
    assert json.loads((tmp_path / "harbour-login.json").read_text())["kind"] == "not_product"
    assert len(products()) == sum(1 for page in product_pages())


def test_the_bench_world_has_ten_thousand_pages_of_their_own() -> None:
    pages = list(bench_pages())
    assert len({page.url for page in pages}) == 10_000
    assert median(len(page.body(0)) for page in pages[::97]) >= 100 * 1024
    for page in pages[::333]:
        assert find_bench_url(page.url) == page
        body = page.body(0).decode()
        assert page.title in body
        assert page.url in body
        assert plain(page.price(0)) in body
        assert not re.search(r"bench-(host|title|number|shown)|77777\.77", body)
    assert find_bench_url("http://h500.bench.shop.test/p/0") is None
    assert find_bench_url("http://h000.bench.shop.test/p/20") is None


def test_prices_of_the_bench_world_move_by_less_than_a_quarter() -> None:
    pages = list(bench_pages())[::101]
    assert all(Decimal("0.75") < page.price(5) / page.price(0) < Decimal("1.34") for page in pages)
    assert any(page.price(5) != page.price(0) for page in pages)


def test_a_product_made_on_request_has_no_price_although_its_markup_says_0() -> None:
    page = page_at("http://harbour.shop.test/p/made-to-measure")
    assert page.truth(0).price is None
    assert page.truth(0).answers
    assert json.loads(LD.findall(page.body(0).decode())[0])["offers"]["price"] == "0.00"
