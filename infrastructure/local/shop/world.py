"""Every page of the demo shops by its address: what it holds on a day, and what is true of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from local.shop import other_pages
from local.shop.catalogue import Product, Shop, products, shops
from local.shop.product_page import product_page
from local.shop.truth import Truth, truth_of

OTHER_PAGES = {
    "/": ("other", "home"),
    "/c/all": ("list", "list"),
    "/guide": ("article", "guide"),
    "/login": ("login_wall", "login"),
    "/checking": ("bot_check", "bot_check"),
    "/p/made-to-measure": ("product", "quote"),
    "/p/discontinued-range": ("not_found", "soft_404"),
}
"""Path, what kind of page it is, and its name. Every shop has them all."""


@dataclass(frozen=True)
class Page:
    """One page of a shop, of a product or not."""

    url: str
    shop: Shop
    product: Product | None = None
    variant: str | None = None
    kind: str = "product"

    @property
    def name(self) -> str:
        """A name for files and tables, such as `harbour-steel-kettle`."""
        path = urlsplit(self.url).path
        last = self.product.slug if self.product else OTHER_PAGES[path][1].replace("_", "-")
        return "-".join(part for part in (self.shop.name, last, self.variant) if part).lower()

    @property
    def content_type(self) -> str:
        """What the server says of the page; as wrong as the page itself where that lies about its charset."""
        charset = (self.product.declares or self.product.charset) if self.product else "utf-8"
        return f"text/html; charset={charset}"

    def body(self, day: int) -> bytes:
        """The bytes that a visitor gets on that day. Raises ValueError on a day on which the page does not answer."""
        return _body(self, day)

    def truth(self, day: int) -> Truth:
        """What a perfect reader reads on that day."""
        if self.product is None:
            return Truth(self.kind, title=self.shop.words["made_to_measure"] if self.kind == "product" else None)
        return truth_of(self.product, day, self.variant)


def describe(product: Product) -> dict[str, Any]:
    """What there is to know of a product's page without opening it."""
    return {
        "url": product.url,
        "title": product.name,
        "shop": product.shop.title,
        "host": product.shop.host,
        "language": product.shop.language,
        "currency": product.shop.currency,
        "markup": product.markup,
        "moves": product.moves,
        "variants": list(product.options),
    }


def product_page_of(product: Product) -> Page:
    """The page worth watching: the product at its canonical address."""
    return Page(product.url, product.shop, product)


@cache
def product_pages() -> tuple[Page, ...]:
    """The pages worth watching, one a product."""
    return tuple(product_page_of(product) for product in products())


@cache
def variant_pages() -> tuple[Page, ...]:
    """The addresses that open a product on a variant other than the first."""
    return tuple(
        Page(f"{product.url}?variant={name}", product.shop, product, name)
        for product in products()
        for name in list(product.options)[1:]
    )


@cache
def other_pages_of_all() -> tuple[Page, ...]:
    """The pages of every shop that are no product pages."""
    return tuple(
        Page(f"http://{shop.host}{path}", shop, kind=kind)
        for shop in shops()
        for path, (kind, _) in OTHER_PAGES.items()
    )


def all_pages() -> Iterator[Page]:
    """Everything a visitor can open that answers with a page."""
    yield from product_pages()
    yield from variant_pages()
    yield from other_pages_of_all()


def find_page(url: str) -> Page | None:
    """The page at an address: tracking parameters and fragments are no part of it, `variant` is."""
    parts = urlsplit(url)
    known = _by_address().get((parts.hostname or "", parts.path or "/"))
    variant = parse_qs(parts.query).get("variant", [None])[0]
    if known is None or variant is None or known.product is None or variant not in known.product.options:
        return known
    return Page(f"{known.url}?variant={variant}", known.shop, known.product, variant)


def page_at(url: str) -> Page:
    """The page at an address that is known to have one. Raises KeyError when it has none."""
    found = find_page(url)
    if found is None:
        raise KeyError(url)
    return found


@cache
def _by_address() -> dict[tuple[str, str], Page]:
    return {
        (urlsplit(page.url).hostname or "", urlsplit(page.url).path): page
        for page in (*product_pages(), *other_pages_of_all())
    }


@lru_cache(maxsize=1024)
def _body(page: Page, day: int) -> bytes:
    if page.product is not None:
        return product_page(page.product, day, page.variant).encode(page.product.charset, "xmlcharrefreplace")
    shop = page.shop
    match page.kind:
        case "list":
            text = other_pages.list_page(shop, day)
        case "article":
            text = other_pages.guide_page(shop, day)
        case "login_wall":
            text = other_pages.login_page(shop)
        case "bot_check":
            text = other_pages.bot_check_page(shop)
        case "product":
            text = other_pages.quote_page(shop, day)
        case "not_found":
            text = other_pages.soft_404_page(shop, day)
        case _:
            text = other_pages.home_page(shop, day)
    return text.encode()
