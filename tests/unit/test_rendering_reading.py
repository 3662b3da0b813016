# ruff: noqa: E501  # a page is written as it would be served
"""A page whose price only a script puts there says so; one that has a price, or has none for another reason, does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.shop import scripted
from local.shop.answer import Ask
from local.shop.world import other_pages_of_all, product_pages
from prices.models.page import PageKind
from prices.reading import read
from shop_pages import ld, page

URL = "https://shop.example/p/kettle"
BUNDLE = '<script src="/static/main.4f2a.js"></script>'

SHELLS = {
    "an empty mount": f'<div id="root"></div>{BUNDLE}',
    "a custom element": f"<app-root></app-root>{BUNDLE}",
    "nothing but scripts": BUNDLE,
    "a mount beside a footer": f'<div id="__next"></div><footer>© Shop, 12 High Street. Gifts under $20.</footer>{BUNDLE}',
    "a note for those without": f"<main></main><noscript>You need to enable JavaScript to run this app.</noscript>{BUNDLE}",
    "a note in another language": f"<main>Laden</main><noscript>Bitte aktivieren Sie JavaScript.</noscript>{BUNDLE}",
    "a note of the page's own": f"<main><p>このサイトを利用するにはJavaScriptを有効にしてください</p></main>{BUNDLE}",
    "state without a price": (
        '<h1>Steel kettle</h1><script id="__NEXT_DATA__" type="application/json">{"props":{"pageProps":{"id":7}}}</script>'
    ),
    "a place for the price": (
        '<h1>Steel kettle</h1><div class="product-price"><span class="price skeleton"></span></div>'
        f"<button>Add to cart</button>{'<p>Long text about a kettle and what it boils.</p>' * 80}{BUNDLE}"
    ),
    "a template that waits": (
        f'<h1>Steel kettle</h1><b class="price">{{{{ product.price }}}}</b><button>Add to cart</button>'
        f"{'<p>Long text about a kettle and what it boils.</p>' * 80}{BUNDLE}"
    ),
    "described, the price to come": (
        ld(**{"@type": "Product", "name": "Steel kettle"})
        + f'<h1>Steel kettle</h1><span data-price="" class="price">…</span>{"<p>Much about it.</p>" * 300}{BUNDLE}'
    ),
}

NO_SHELLS = {
    "a price": f'<h1>Steel kettle</h1><p class="price">$24.90</p><button>Add to cart</button><div id="root"></div>{BUNDLE}',
    "no scripts": '<div id="root"></div>',
    "an empty page": "",
    "prose": f"<h1>About us</h1>{'<p>We have sold kettles since 1912, and mend them too.</p>' * 60}{BUNDLE}",
    "prose of a framework": (
        f'<div id="__next"><h1>About us</h1>{"<p>We have sold kettles since 1912.</p>" * 120}</div>'
        '<script id="__NEXT_DATA__" type="application/json">{"props":{}}</script>'
    ),
    "a tag manager's noscript": (
        f"<h1>About us</h1>{'<p>We have sold kettles since 1912.</p>' * 40}"
        f'<noscript><iframe src="https://tags.example/ns.html"></iframe></noscript>{BUNDLE}'
    ),
    "sold out": (
        '<h1>Steel kettle</h1><span class="price"></span><p>Out of stock</p>'
        + ld(
            **{"@type": "Product", "name": "Steel kettle", "offers": {"availability": "https://schema.org/OutOfStock"}}
        )
        + f"{'<p>Much about it, and more.</p>' * 200}{BUNDLE}"
    ),
    "a bot check": f"<title>Just a moment...</title><p>Verify that you are human. Enable JavaScript and cookies.</p>{BUNDLE}",
    "gone": f"<title>Page not found</title><h1>Page not found</h1>{BUNDLE}",
}


@pytest.mark.parametrize("html", SHELLS.values(), ids=list(SHELLS))
def test_a_page_that_scripts_build_says_so(html: str) -> None:
    reading = read(page("Steel kettle", html, chrome=False).encode(), url=URL)
    assert (reading.price, reading.needs_browser) == (None, True), reading
    assert reading.kind in (PageKind.PRODUCT, PageKind.OTHER)


@pytest.mark.parametrize("html", NO_SHELLS.values(), ids=list(NO_SHELLS))
def test_a_page_that_no_browser_would_help_does_not(html: str) -> None:
    reading = read(page("Steel kettle", html, chrome=False).encode(), url=URL)
    assert not reading.needs_browser, reading


def test_of_all_pages_of_the_demo_shops_one_needs_a_browser() -> None:
    for each in (*product_pages()[:40], *other_pages_of_all()):
        assert not read(each.body(0), url=each.url).needs_browser, each.url
    shell = scripted.answer_scripted(Ask("GET", scripted.HOST, scripted.PATH, {}), 0)
    reading = read(shell.body, url=f"http://{scripted.HOST}{scripted.PATH}")
    assert (reading.price, reading.needs_browser) == (None, True)


@given(st.text(max_size=300), st.sampled_from(["", BUNDLE, "<script>", "<noscript>javascript", '<div id="root">']))
def test_whatever_a_page_holds_its_price_and_its_need_are_never_both(text: str, more: str) -> None:
    reading = read((text + more).encode("utf-8", "replace"), url=URL)
    assert not (reading.needs_browser and reading.price is not None)
