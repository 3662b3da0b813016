"""What a page is: a product, a list, an article, or no page of the shop at all."""

import re
from urllib.parse import urlsplit

from prices.models import PageKind
from prices.reading.amounts import PageMoney
from prices.reading.choose import RIVALS
from prices.reading.claims import Claim
from prices.reading.page import Page
from prices.reading.phrases import says_bot_check, says_gone, says_login
from prices.reading.visible import Shown, count_amounts

SHORT_PAGE = 2500
"""Characters of text up to which a page can be a wall: a bot check or a login says little else."""
_ARTICLES = frozenset(
    ["article", "newsarticle", "blogposting", "reportagenewsarticle", "techarticle", "liveblogposting", "recipe"]
)
_LISTS = frozenset(["itemlist", "collectionpage", "searchresultspage", "offercatalog"])


def wall(page: Page, has_product: bool) -> tuple[PageKind, str] | None:
    """A page that stands in the way: bot check, soft 404, login."""
    title = page.title_tag()
    headings = " ".join(text for _, node in page.noted.get("h1", ())[:2] if (text := node.text()[:300]))
    length = len(page.text)
    opening = f"{title} {page.text[:SHORT_PAGE]}"
    if not has_product and length < SHORT_PAGE and says_bot_check(opening):
        return PageKind.BOT_CHECK, "the page asks whether a person is there"
    if not has_product and (says_gone(f"{title} {headings}") or (length < SHORT_PAGE and says_gone(opening))):
        return PageKind.NOT_FOUND, "the page says that there is nothing here"
    if not has_product and length < SHORT_PAGE and page.tree.css_first("input[type=password]") is not None:
        if says_login(opening):
            return PageKind.LOGIN_WALL, "the page asks to sign in first"
    return None


def kind_of(
    page: Page, main: Claim | None, types: set[str], shown: Shown, listed: int, money: PageMoney
) -> tuple[PageKind, str]:
    """The kind, and why. `main`: the product of the page's markup, `listed`: how many other products it has."""
    og_type = page.meta().get("og:type", "").lower()
    is_described = main is not None and not main.listed and (main.price is not None or main.title is not None)
    if types & _ARTICLES and not shown.buttons and not shown.is_sold_here:
        return PageKind.ARTICLE, "the markup describes an article"
    if is_described and main is not None and main.high is not None and not shown.buttons and not shown.is_sold_here:
        if count_amounts(page, money) >= MANY * 2:
            return PageKind.LIST, "the markup gives a range of prices, and the page many products"
    if is_described:
        return PageKind.PRODUCT, "the markup describes one product"
    if listed >= RIVALS and not shown.is_sold_here:
        return PageKind.LIST, "the markup describes several products, none of them the page's own"
    if og_type.startswith(("product", "og:product")) or "product" in types:
        return PageKind.PRODUCT, "the page says that it shows a product"
    if og_type == "article" or types & _ARTICLES:
        return PageKind.ARTICLE, "the page says that it is an article"
    if types & _LISTS:
        return PageKind.LIST, "the markup describes a list"
    if shown.is_sold_here and not _is_front_page(page.url):
        return PageKind.PRODUCT, "a price stands by the heading, with a button to buy"
    if listed >= RIVALS or count_amounts(page, money) >= MANY:
        return PageKind.LIST, "many products with prices, none of them the page's own"
    if shown.stock is not None and shown.title is not None and not _is_front_page(page.url):
        return PageKind.PRODUCT, "the page says whether something is in stock"
    return PageKind.OTHER, "nothing on the page says that it sells one product"


_FRONT = re.compile(r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?)?/?(?:index\.\w+|home/?)?", re.IGNORECASE)


def _is_front_page(url: str) -> bool:
    """`/`, `/en/`, `/index.html`, without a query: a shop shows no single product there."""
    parts = urlsplit(url)
    return not parts.query and bool(parts.netloc) and _FRONT.fullmatch(parts.path) is not None


MANY = 6
"""Amounts of money from which a page without a product of its own is a list."""
