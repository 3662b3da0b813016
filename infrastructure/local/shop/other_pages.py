"""Pages without a price of their own: home, list, guide, sign-in, bot check, soft 404, a product made on request.

Most show prices of other things; none of them has one to read.
"""

import json
from html import escape

from local.shop.catalogue import Shop, products_of
from local.shop.layout import card_html, page, shelf
from local.shop.view import card_of


def list_page(shop: Shop, day: int) -> str:
    """All products of the shop, each with its price."""
    words = shop.words
    cards = [card_of(product, day) for product in products_of(shop.name)]
    title = words["results"].format(len(cards))
    rows = "\n".join(card_html(card) for card in cards)
    return page(shop, title, f'<main><h1>{escape(title)}</h1><div class="shelf">\n{rows}\n</div></main>')


def home_page(shop: Shop, day: int) -> str:
    """The shop's first page: a few products and what it stands for."""
    cards = tuple(card_of(product, day) for product in products_of(shop.name)[:3])
    words = shop.words
    body = (
        f"<main><h1>{escape(shop.title)}</h1><p>{escape(words['story'])}</p>\n{shelf(words['related'], cards)}</main>"
    )
    return page(shop, shop.title, body, head='<meta property="og:type" content="website">\n')


def guide_page(shop: Shop, day: int) -> str:
    """An article that speaks of prices in its text."""
    words = shop.words
    cards = [card_of(product, day) for product in products_of(shop.name)[:3]]
    story = "\n".join(
        f"<p>{escape(words['story'])} {escape(card.name)}: {escape(words['from'])} {escape(card.shown)}. "
        f"{escape(words['praise'])}</p>"
        for card in cards
    )
    head = '<meta property="og:type" content="article">\n'
    return page(
        shop, words["guide"], f"<main><article><h1>{escape(words['guide'])}</h1>\n{story}</article></main>", head=head
    )


def login_page(shop: Shop) -> str:
    """A page that shows nothing before one has signed in."""
    words = shop.words
    password = f'<input type="password" name="password" placeholder="{escape(words["password"])}">'
    button = f'<button class="buy">{escape(words["login_title"])}</button>'
    form = f'<form method="post" action="/login"><input type="email" name="email">{password}{button}</form>'
    body = f'<main class="gate"><h1>{escape(words["login_title"])}</h1><p>{escape(words["login"])}</p>{form}</main>'
    return page(shop, words["login_title"], body)


def bot_check_page(shop: Shop) -> str:
    """What a shop shows to those whom it takes for a robot."""
    words = shop.words
    challenge = '<div id="challenge-form" class="captcha-box"><input type="checkbox" id="human"></div>'
    script = '<script>window._challenge={token:"0",retry:5};</script>'
    direction = ' dir="rtl"' if shop.reads_right_to_left else ""
    return f"""<!DOCTYPE html>
<html lang="{shop.language}"{direction}><head><meta charset="utf-8"><title>{escape(words["robot_title"])}</title>
<meta name="robots" content="noindex,nofollow"></head>
<body><main class="gate"><h1>{escape(words["robot_title"])}</h1><p>{escape(words["robot"])}</p>{challenge}</main>
{script}</body></html>
"""


def soft_404_page(shop: Shop, day: int) -> str:
    """Says that there is nothing here, with status 200 and other products to buy."""
    words = shop.words
    cards = tuple(card_of(product, day) for product in products_of(shop.name)[:4])
    said = f"<h1>{escape(words['gone_title'])}</h1><p>{escape(words['gone'])}</p>"
    body = f"<main>{said}\n{shelf(words['related'], cards)}</main>"
    return page(shop, words["gone_title"], body)


def quote_page(shop: Shop, day: int) -> str:
    """A product whose price one has to ask for; shops that mark up their products say 0 in the markup."""
    words = shop.words
    cards = tuple(card_of(product, day) for product in products_of(shop.name)[:4])
    title = words["made_to_measure"]
    offer = {"@type": "Offer", "price": "0.00", "priceCurrency": shop.currency}
    node = {"@context": "https://schema.org/", "@type": "Product", "name": title, "offers": offer}
    head = f'<script type="application/ld+json">{json.dumps(node, ensure_ascii=False)}</script>\n'
    body = f"""<main><div class="pdp product"><img class="big" src="/i/made-to-measure.svg" alt="">
<div><h1>{escape(title)}</h1><p class="price-box"><b class="price">{escape(words["quote"])}</b></p>
<p>{escape(words["story"])}</p></div></div>
{shelf(words["related"], cards)}</main>"""
    return page(shop, title, body, head=head if shop.markup.startswith("json-ld") else "")
