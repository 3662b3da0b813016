"""Pages that are built to hang a parser end in bounded time, and say something sensible."""

from time import perf_counter

import pytest

from prices.models.page import PageKind
from prices.reading import read

HEAD = "<html><head><title>x</title></head><body><h1>Thing</h1>"
LIMIT_S = 5.0
"""Far above what any of them takes (0.1 s typically), far below what an unbounded reader would."""

PAGES = {
    "deep nesting": HEAD + "<div>" * 300_000 + "$5",
    "deep and closed": HEAD + "<span class=price>" * 100_000 + "$5" + "</span>" * 100_000,
    "a tag with very many attributes": f"{HEAD}<div {' '.join(f'a{n}=b' for n in range(100_000))}>$5</div>",
    "formatting that every paragraph reopens": "".join(
        [HEAD, "<p>", *(f"<font a{n}>" for n in range(5_000)), "<p>x" * 5_000]
    ),
    "endless digits": HEAD + "<p>" + "1" * 1_000_000,
    "endless thousands": HEAD + "<p>" + "1,111" * 200_000,
    "very many prices": HEAD + "<p class=price>$5.00</p>" * 50_000,
    "deep json": f'{HEAD}<script type="application/ld+json">{"[" * 200_000}{"]" * 200_000}</script>',
    "json of quotes": f'{HEAD}<script type="application/ld+json">{{"a":"b{"" * 3}{chr(34) * 200_000}</script>',
    "state that never ends": HEAD + "<script>" + "window.runParams = {" * 30_000 + "</script>",
    "nested scopes": HEAD + "<div itemscope itemprop=offers>" * 20_000 + "5",
    "very many headings": "<h1>a b c</h1>" * 50_000,
    "very many buttons": HEAD + "<button>Add to cart</button>" * 50_000,
    "one long class": f'{HEAD}<p class="{"price-" * 100_000}">$5</p>',
    "a long title": f"<title>{' - a' * 200_000}</title><h1>{'a ' * 200_000}</h1>",
    "open angle brackets": "<" * 1_000_000,
    "open comments": "<!--" * 300_000,
    "null bytes": "\0" * 500_000,
}


@pytest.mark.parametrize("name", PAGES)
def test_it_ends_in_bounded_time(name: str) -> None:
    started = perf_counter()
    reading = read(PAGES[name].encode(), url="https://shop.example/p/1")
    assert perf_counter() - started < LIMIT_S
    assert reading.price is None or reading.price > 0


def test_an_empty_page_is_an_honest_unknown() -> None:
    reading = read(b"", url="https://shop.example/p/1")
    assert (reading.kind, reading.price, reading.confidence) == (PageKind.OTHER, None, 0.0)
    assert reading.reasons


def test_what_stands_before_too_deep_nesting_is_read() -> None:
    sold = "<p class=price>$12.00</p><button>Add to cart</button>"
    reading = read(f"{HEAD}{sold}{'<div>' * 50_000}".encode(), url="https://shop.example/p/1")
    assert str(reading.price) == "12.00"
