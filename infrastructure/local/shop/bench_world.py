"""The bench world: 500 hosts of 20 product pages each, all of at least 100 KB, made from a few rendered templates.

`http://h000.bench.shop.test/p/0` to `http://h499.bench.shop.test/p/19`. A page is its template's bytes with its own
address, title and price put in, so that one core serves thousands a second and every price is still known.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from html import escape
from itertools import pairwise
from urllib.parse import urlsplit

from local.shop.catalogue import DOMAIN, Shop, shops
from local.shop.product_page import render
from local.shop.truth import Truth
from local.shop.view import Card, View, plain

HOSTS = 500
PAGES_A_HOST = 20
PAGE_BYTES = 104_000
"""What a template is filled up to, at least: the middle of what product pages weigh."""

STYLES = (
    ("harbour", "json-ld"),
    ("kontor", "microdata"),
    ("prairie", "opengraph"),
    ("atelier", "rdfa"),
    ("mercado", "json-ld-graph"),
    ("wisla", "next-data"),
    ("alpen", "json-ld-specification"),
    ("masala", "visible"),
)
HOST = re.compile(r"h(\d{3})\.bench\." + re.escape(DOMAIN))
PATH = re.compile(r"/p/(\d{1,2})")
PLACES = re.compile(rb"bench-host|bench-title|bench-number|77777\.77|bench-shown")
THINGS = ("kettle", "lamp", "chair", "jacket", "teapot", "blanket", "drill", "tripod", "skillet", "backpack")


@dataclass(frozen=True)
class BenchPage:
    """One page of the bench world, by its host's and its own number."""

    host: int
    number: int

    @property
    def url(self) -> str:
        return f"http://h{self.host:03}.bench.{DOMAIN}/p/{self.number}"

    @property
    def style(self) -> int:
        return self.host % len(STYLES)

    @property
    def title(self) -> str:
        return f"Larch {THINGS[self.number % len(THINGS)]} {self.host:03}-{self.number:02}"

    def price(self, day: int) -> Decimal:
        """Whole units between 20 and 900; every fifth day it moves by up to a tenth."""
        level = 20 + (self.host * 37 + self.number * 101) % 800
        share = (self.host + self.number + (day + self.number) // 5) % 5 - 2
        return Decimal(level + level * share // 20)

    @property
    def content_type(self) -> str:
        return "text/html; charset=utf-8"

    def truth(self, day: int) -> Truth:
        """What a perfect reader reads on that day."""
        return Truth("product", self.price(day), _template(self.style).currency, "in_stock", self.title)

    def body(self, day: int) -> bytes:
        """The page's bytes on that day."""
        template = _template(self.style)
        price = self.price(day)
        own = {
            b"bench-host": f"h{self.host:03}.bench".encode(),
            b"bench-title": self.title.encode(),
            b"bench-number": str(self.number).encode(),
            b"77777.77": plain(price).encode(),
            b"bench-shown": template.shop.money.write(price).encode(),
        }
        return b"".join([own.get(piece, piece) for piece in template.pieces])


@dataclass(frozen=True)
class Template:
    """A rendered page, cut at the places where pages differ."""

    shop: Shop
    pieces: tuple[bytes, ...]

    @property
    def currency(self) -> str:
        return self.shop.currency


def bench_pages(hosts: int = HOSTS, pages: int = PAGES_A_HOST) -> Iterator[BenchPage]:
    """The pages of the first hosts, host by host."""
    return (BenchPage(host, number) for host in range(hosts) for number in range(pages))


@lru_cache(maxsize=HOSTS * PAGES_A_HOST)
def find_bench_page(host: str, path: str) -> BenchPage | None:
    """The page at a host and path."""
    at, which = HOST.fullmatch(host), PATH.fullmatch(path)
    if not at or not which or int(at[1]) >= HOSTS or int(which[1]) >= PAGES_A_HOST:
        return None
    return BenchPage(int(at[1]), int(which[1]))


def is_bench_host(host: str) -> bool:
    """Whether the host is one of the bench world's."""
    return HOST.fullmatch(host) is not None


def find_bench_url(url: str) -> BenchPage | None:
    """The page at an address."""
    parts = urlsplit(url)
    return find_bench_page(parts.hostname or "", parts.path)


@cache
def _template(style: int) -> Template:
    name, markup = STYLES[style]
    original = next(shop for shop in shops() if shop.name == name)
    shop = replace(original, name="bench-host")
    view = View(
        shop=shop,
        slug="bench-number",
        markup=markup,
        title="bench-title",
        brand="Larch",
        url=f"http://bench-host.{DOMAIN}/p/bench-number",
        sku="LARCH-bench-number",
        availability="in_stock",
        currency=shop.currency,
        amount="77777.77",
        shown="bench-shown",
        cards=tuple(_cards(shop)),
    )
    draw = random.Random(style)  # noqa: S311 - filler, not secrets
    head = _settings(draw)
    bare = len(render(view, head=head).encode())
    body = render(view, head=head, more=_reviews(shop, draw, PAGE_BYTES + style * 3_000 - bare)).encode()
    cuts = [place.span() for place in PLACES.finditer(body)]
    edges = [0, *(edge for cut in cuts for edge in cut), len(body)]
    return Template(shop, tuple(body[start:end] for start, end in pairwise(edges)))


def _cards(shop: Shop) -> Iterator[Card]:
    for number, thing in enumerate(THINGS):
        price = Decimal(19 + number * 23)
        url = f"http://{shop.host}/p/{number}"
        yield Card(f"Larch {thing}", url, f"/i/{thing}.svg", plain(price), shop.money.write(price))


def _settings(draw: random.Random) -> str:
    """Scripts as shops carry them: settings, experiments, tags. About a third of a page."""
    rows = ",\n".join(
        f'"exp_{number:04}":{{"bucket":{draw.randint(0, 99)},"on":{draw.choice(("true", "false"))},'
        f'"key":"{draw.getrandbits(96):024x}","scope":["pdp","cart","search"]}}'
        for number in range(320)
    )
    return f"<script>\nwindow.siteSettings={{{rows}}};\n</script>\n"


def _reviews(shop: Shop, draw: random.Random, size: int) -> str:
    """Reviews in the shop's language until the page weighs enough."""
    words = shop.words
    reviews = [f'<section class="reviews"><h2>{escape(words["reviews"])}</h2>']
    weight = 0
    while weight < size:
        stars = draw.randint(3, 5)
        name = f"{draw.choice('ABCDEFGHJKLM')}. {draw.choice('NOPRSTVW')}."
        review = (
            f'<article class="review" id="r{draw.getrandbits(32):08x}"><div class="who"><span class="stars">'
            f'{"&#9733;" * stars}</span> <span class="name">{name}</span>'
            f"</div><p>{escape(words['praise'])} {escape(words['story'])}</p></article>"
        )
        reviews.append(review)
        weight += len(review.encode()) + 1
    return "\n".join([*reviews, "</section>"])
