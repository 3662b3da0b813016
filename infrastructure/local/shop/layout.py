"""What every page of a shop has about its content: head, header, menu, footer, and shelves of other products."""

from functools import cache
from html import escape

from local.shop.catalogue import HERE, Shop
from local.shop.view import Card


def page(shop: Shop, title: str, body: str, *, head: str = "", charset: str = "utf-8", url: str = "") -> str:
    """A whole page of the shop."""
    words = shop.words
    direction = ' dir="rtl"' if shop.reads_right_to_left else ""
    canonical = f'<link rel="canonical" href="{escape(url)}">\n' if url else ""
    return f"""<!DOCTYPE html>
<html lang="{shop.language}"{direction}>
<head>
<meta charset="{charset}">
<title>{escape(title)} | {escape(shop.title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="og:site_name" content="{escape(shop.title)}">
<meta property="og:title" content="{escape(title)}">
{canonical}<style>:root{{--accent:{shop.accent}}}
{_style()}</style>
{head}</head>
<body>
<header class="top"><a class="shop" href="/">{escape(shop.title)}</a>
<form action="/search"><input name="q" placeholder="{escape(words["search"])}"></form>
<a href="/login">{escape(words["account"])}</a> <a href="/basket">{escape(words["basket"])} (0)</a></header>
<nav class="menu"><a href="/">{escape(words["home"])}</a> <a href="/c/all">{escape(words["results"].format(""))}</a> \
<a href="/guide">{escape(words["guide"])}</a></nav>
{body}
<footer><p>{escape(shop.title)} &middot; {escape(words["delivery"].format(""))} &middot; {escape(words["reviews"])}</p>
<p>&copy; {escape(shop.title)}</p></footer>
</body>
</html>
"""


def shelf(title: str, cards: tuple[Card, ...]) -> str:
    """Other products in a row, each with its own price; nothing where there are none."""
    if not cards:
        return ""
    rows = "\n".join(card_html(card) for card in cards)
    return f'<section class="related"><h2>{escape(title)}</h2>\n<div class="shelf">\n{rows}\n</div></section>\n'


def card_html(card: Card) -> str:
    """One product on a shelf."""
    return (
        f'<div class="card product-card"><a href="{escape(card.url)}"><img src="{card.image}" alt="">'
        f'{escape(card.name)}</a><b class="price">{escape(card.shown)}</b></div>'
    )


@cache
def _style() -> str:
    return (HERE / "shop.css").read_text(encoding="utf-8")
