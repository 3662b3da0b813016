"""What a page is: a product, a list, an article, or no page of the shop at all."""

from prices.models import PageKind
from prices.reading.amounts import PageMoney
from prices.reading.choose import RIVALS
from prices.reading.claims import Claim
from prices.reading.page import Page
from prices.reading.visible import Shown, count_amounts
from prices.reading.phrases import says_bot_check, says_gone, says_login

SHORT_PAGE = 2500
"""Characters of text up to which a page can be a wall: a bot check or a login says little else."""
_ARTICLES = frozenset("article newsarticle blogposting reportagenewsarticle techarticle liveblogposting recipe".split())
_LISTS = frozenset("itemlist collectionpage searchresultspage offercatalog".split())


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


def kind_of(page: Page, main: Claim | None, types: set[str], shown: Shown, listed: int, money: PageMoney) -> tuple[PageKind, str]:
    """The kind, and why."""
    og_type = page.meta().get("og:type", "").lower()
    if main is not None and not main.listed and (main.price is not None or main.title):
        return PageKind.PRODUCT, "the markup describes one product"
    if main is None and listed >= RIVALS and not shown.is_sold_here:
        return PageKind.LIST, "the markup describes several products, none of them the page's own"
    if og_type.startswith(("product", "og:product")) or "product" in types:
        return PageKind.PRODUCT, "the page says that it shows a product"
    if og_type == "article" or types & _ARTICLES:
        return PageKind.ARTICLE, "the page says that it is an article"
    if types & _LISTS:
        return PageKind.LIST, "the markup describes a list"
    if shown.is_sold_here:
        return PageKind.PRODUCT, "a price stands by the heading, with a button to buy"
    if listed >= RIVALS or count_amounts(page, money) >= MANY:
        return PageKind.LIST, "many products with prices, none of them the page's own"
    if shown.stock is not None and shown.title is not None:
        return PageKind.PRODUCT, "the page says whether something is in stock"
    return PageKind.OTHER, "nothing on the page says that it sells one product"


MANY = 6
"""Amounts of money from which a page without a product of its own is a list."""
