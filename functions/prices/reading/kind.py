"""What a page is: a product, a list, an article, or no page of the shop at all."""

import re
from urllib.parse import urlsplit

from prices.models.page import PageKind
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
    asks_password = length < SHORT_PAGE and page.tree.css_first("input[type=password]") is not None
    if not has_product and asks_password and says_login(opening):
        return PageKind.LOGIN_WALL, "the page asks to sign in first"
    return None


def kind_of(
    page: Page, main: Claim | None, types: set[str], shown: Shown, listed: int, money: PageMoney
) -> tuple[PageKind, str]:
    """The kind, and why: the first of these that holds.

    `main`: the product of the page's markup, `types`: of all its items, `listed`: how many other products it has.
    """
    og_type = page.meta().get("og:type", "").lower()
    is_described = main is not None and not main.listed and (main.price is not None or main.title is not None)
    is_sold = shown.is_sold_here
    is_front = _is_front_page(page.url)
    is_range = main is not None and main.high is not None and not shown.buttons and not is_sold
    amounts = count_amounts(page, money) if is_range or not (is_described or is_sold) else 0
    is_article = bool(types & _ARTICLES)
    product, many = PageKind.PRODUCT, PageKind.LIST
    rules = (
        (is_article and not shown.buttons and not is_sold, PageKind.ARTICLE, "the markup describes an article"),
        (is_range and amounts >= 2 * MANY, many, "the markup gives a range of prices, and the page many products"),
        (is_described, product, "the markup describes one product"),
        (listed >= RIVALS and not is_sold, many, "the markup describes several products, none of them the page's own"),
        (og_type.startswith(("product", "og:product")), product, "the page says that it shows a product"),
        ("product" in types, product, "the page says that it shows a product"),
        (og_type == "article" or is_article, PageKind.ARTICLE, "the page says that it is an article"),
        (bool(types & _LISTS), many, "the markup describes a list"),
        (is_sold and not is_front, product, "a price stands by the heading, with a button to buy"),
        (listed >= RIVALS or amounts >= MANY, many, "many products with prices, none of them the page's own"),
        (bool(shown.stock and shown.title) and not is_front, product, "the page says whether something is in stock"),
    )
    return next(((kind, why) for holds, kind, why in rules if holds), (PageKind.OTHER, "nothing here is for sale"))


_FRONT = re.compile(r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?)?/?(?:index\.\w+|home/?)?", re.IGNORECASE)


def _is_front_page(url: str) -> bool:
    """`/`, `/en/`, `/index.html`, without a query: a shop shows no single product there."""
    parts = urlsplit(url)
    return not parts.query and bool(parts.netloc) and _FRONT.fullmatch(parts.path) is not None


MANY = 6
"""Amounts of money from which a page without a product of its own is a list."""
