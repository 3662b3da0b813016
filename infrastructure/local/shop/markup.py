"""The ways in which shops mark their products up for machines, the broken ways included.

Each renderer takes a View and returns what stands in the head; `marks_of` gives the attributes that microdata and RDFa
put on the visible page. Vocabulary: https://schema.org/Product, https://schema.org/Offer, https://ogp.me.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

from local.shop.view import View

SCHEMA = "https://schema.org/"
STOCK = {
    "in_stock": "InStock",
    "limited": "LimitedAvailability",
    "out_of_stock": "OutOfStock",
    "pre_order": "PreOrder",
    "back_order": "BackOrder",
    "discontinued": "Discontinued",
}
GRAPH_STOCK = {
    "in_stock": "in stock",
    "limited": "in stock",
    "out_of_stock": "out of stock",
    "pre_order": "preorder",
    "back_order": "available for order",
    "discontinued": "discontinued",
}

Node = dict[str, Any]


@dataclass(frozen=True)
class Marks:
    """Attributes for the parts of the visible page, and `hidden` elements that stand inside the offer."""

    root: str = ""
    name: str = ""
    brand: str = ""
    offer: str = ""
    price: str = ""
    hidden: str = ""
    nesting_is_broken: bool = False


def head_of(view: View) -> str:
    """What the page's head says of the product, in the view's markup."""
    return HEADS[view.markup](view) if view.markup in HEADS else ""


def marks_of(view: View) -> Marks:
    """What the visible page's elements say of the product, in the view's markup."""
    return MARKS[view.markup](view) if view.markup in MARKS else Marks()


def offer_node(view: View) -> Node:
    """schema.org's Offer."""
    return {
        "@type": "Offer",
        "url": view.url,
        "priceCurrency": view.currency,
        "price": view.amount,
        "availability": SCHEMA + STOCK[view.availability],
        "itemCondition": SCHEMA + "NewCondition",
        "seller": {"@type": "Organization", "name": view.shop.title},
    }


def product_node(view: View) -> Node:
    """schema.org's Product with one Offer."""
    return {
        "@context": SCHEMA,
        "@type": "Product",
        "name": view.title,
        "sku": view.sku,
        "brand": {"@type": "Brand", "name": view.brand},
        "image": [f"http://{view.shop.host}{view.image}"],
        "description": view.words["story"],
        "aggregateRating": {"@type": "AggregateRating", "ratingValue": "4.6", "reviewCount": "38"},
        "offers": offer_node(view),
    }


def render_json_ld(view: View) -> str:
    return _script(product_node(view))


def render_graph(view: View) -> str:
    """A whole site in one `@graph`, the product among it, offers as a list."""
    product = product_node(view) | {"@id": f"{view.url}#product", "offers": [offer_node(view)]}
    del product["@context"]
    site = {"@type": "WebSite", "@id": f"http://{view.shop.host}/#site", "name": view.shop.title}
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": view.words["home"], "item": f"http://{view.shop.host}/"},
            {"@type": "ListItem", "position": 2, "name": view.title},
        ],
    }
    page = {"@type": "WebPage", "url": view.url, "isPartOf": {"@id": f"http://{view.shop.host}/#site"}}
    return _script({"@context": SCHEMA, "@graph": [site, page, crumbs, product]})


def render_group(view: View) -> str:
    """ProductGroup and its variants, each with an offer and an address of its own."""
    variants = [
        {
            "@type": "Product",
            "name": f"{view.title} - {option.name}",
            "sku": f"{view.sku}-{option.name}".upper(),
            "size": option.name,
            "offers": offer_node(view)
            | {"url": option.url, "price": option.amount, "availability": SCHEMA + STOCK[option.availability]},
        }
        for option in view.options
    ]
    group = product_node(view) | {
        "@type": "ProductGroup",
        "productGroupID": view.sku,
        "variesBy": [SCHEMA + "size"],
        "hasVariant": variants,
    }
    del group["offers"], group["sku"]
    return _script(group)


def render_aggregate(view: View) -> str:
    offers = {
        "@type": "AggregateOffer",
        "lowPrice": view.amount,
        "highPrice": view.high_amount or view.amount,
        "priceCurrency": view.currency,
        "offerCount": 4,
        "availability": SCHEMA + STOCK[view.availability],
    }
    return _script(product_node(view) | {"offers": offers})


def render_specification(view: View) -> str:
    """The price in priceSpecification alone, beside the crossed-out one and that of members."""
    specifications: list[Node] = []
    if view.was_amount:
        specifications.append(_specification(view, view.was_amount) | {"priceType": SCHEMA + "StrikethroughPrice"})
    if view.member_amount:
        tier = {"@type": "MemberProgramTier", "name": view.words["member"]}
        specifications.append(_specification(view, view.member_amount) | {"validForMemberTier": tier})
    specifications.append(_specification(view, view.amount))
    offer = offer_node(view) | {"priceSpecification": specifications}
    del offer["price"], offer["priceCurrency"]
    return _script(product_node(view) | {"offers": offer})


def render_many(view: View) -> str:
    """Several products in one array: the page's own, and those beside it; its own last where they come first."""
    beside = [
        {
            "@context": SCHEMA,
            "@type": "Product",
            "name": card.name,
            "url": card.url,
            "offers": {
                "@type": "Offer",
                "url": card.url,
                "price": card.amount,
                "priceCurrency": view.currency,
                "availability": SCHEMA + "InStock",
            },
        }
        for card in view.cards
    ]
    own = product_node(view) | {"url": view.url}
    return _script([*beside, own] if view.cards_first else [own, *beside])


def render_invalid(view: View) -> str:
    """JSON as templates break it: a comma too many, a raw line break in a string, a comment."""
    text = _dump(product_node(view))
    text = text.replace(view.words["story"], view.words["story"].replace(". ", ".\n\t", 1))
    text = text.replace('"itemCondition"', '/* condition */ "itemCondition"')
    return f'<script type="application/ld+json">\n{text[:-1]},\n}}\n</script>\n'


def render_html(view: View) -> str:
    """HTML and entities in the strings, wrapped against browsers of the nineties."""
    described = f'<p class=\\"lead\\">{escape(view.words["story"])}<br/>&nbsp;&bull; {view.shown}</p>'
    node = product_node(view) | {"name": escape(view.title).replace("'", "&#39;"), "description": "@@"}
    text = _dump(node).replace("@@", described)
    return f'<script type="application/ld+json">//<![CDATA[\n{text}\n//]]></script>\n'


def render_local_number(view: View) -> str:
    """The price written as the country writes it, which schema.org does not allow."""
    return _script(_with_price(view, view.shop.money.number(Decimal(view.amount))))


def render_string_price(view: View) -> str:
    """The price as it is shown, currency and all."""
    return _script(_with_price(view, view.shown))


def render_stale(view: View) -> str:
    """Markup that nobody told of the sale: the page shows less than it says."""
    return _script(_with_price(view, view.was_amount or view.amount))


def render_open_graph(view: View) -> str:
    return "".join(
        f'<meta property="{name}" content="{escape(value)}">\n'
        for name, value in (
            ("og:type", "product"),
            ("og:url", view.url),
            ("og:image", f"http://{view.shop.host}{view.image}"),
            ("product:brand", view.brand),
            ("product:price:amount", view.amount),
            ("product:price:currency", view.currency),
            ("product:availability", GRAPH_STOCK[view.availability]),
            ("product:retailer_item_id", view.sku),
        )
    )


def render_next_data(view: View) -> str:
    """The state from which a Next.js page wakes up; the page itself is rendered too."""
    product = {
        "id": view.sku,
        "name": view.title,
        "brand": {"name": view.brand},
        "price": {"value": view.amount, "currencyCode": view.currency},
        "listPrice": {"value": view.was_amount, "currencyCode": view.currency} if view.was_amount else None,
        "availability": STOCK[view.availability],
    }
    related = [
        {"name": card.name, "price": {"value": card.amount, "currencyCode": view.currency}} for card in view.cards
    ]
    state = {
        "props": {"pageProps": {"product": product, "related": related}},
        "page": "/p/[slug]",
        "query": {"slug": view.slug},
    }
    return f'<script id="__NEXT_DATA__" type="application/json">{_dump(state)}</script>\n'


def render_run_params(view: View) -> str:
    """A marketplace's state, with the rest of the page left to scripts."""
    price: Node = {"minActivityAmount": _money(view, view.amount), "formatedActivityPrice": view.shown}
    if view.high_amount:
        price["maxActivityAmount"] = _money(view, view.high_amount)
    if view.was_amount and view.was:
        price |= {"minAmount": _money(view, view.was_amount), "formatedPrice": view.was}
    state = {
        "data": {
            "titleModule": {"subject": view.title},
            "priceModule": price,
            "quantityModule": {"totalAvailQuantity": 240 if view.can_be_bought else 0},
            "imageModule": {"imagePathList": [view.image]},
            "recommendModule": {"items": [{"title": card.name, "price": card.shown} for card in view.cards]},
        }
    }
    return f"<script>\nwindow.runParams = {_dump(state)};\nwindow.runParams.csrf = '';\n</script>\n"


def render_initial_state(view: View) -> str:
    """A store's state assigned to a global, other products' prices beside it."""
    detail = {
        "id": view.sku,
        "title": view.title,
        "brand": view.brand,
        "price": {"current": float(view.amount), "original": float(view.was_amount or view.amount)},
        "currency": view.currency,
        "stockStatus": STOCK[view.availability],
    }
    seen = [
        {"title": card.name, "price": {"current": float(card.amount)}, "currency": view.currency} for card in view.cards
    ]
    state = {"session": {"loggedIn": False}, "recommendations": seen, "product": {"detail": detail}}
    return f"<script>window.__INITIAL_STATE__={_dump(state)};(function(){{var s;}}());</script>\n"


def microdata(view: View) -> Marks:
    stock = STOCK[view.availability]
    return Marks(
        root=f'itemscope itemtype="{SCHEMA}Product"',
        name='itemprop="name"',
        brand='itemprop="brand"',
        offer=f'itemprop="offers" itemscope itemtype="{SCHEMA}Offer"',
        price=f'itemprop="price" content="{view.amount}"',
        hidden=f'<meta itemprop="priceCurrency" content="{view.currency}">'
        f'<link itemprop="availability" href="{SCHEMA}{stock}">',
    )


def broken_microdata(view: View) -> Marks:
    """No offer between product and price, the old http vocabulary, and elements that close in the wrong order."""
    stock = STOCK[view.availability]
    return Marks(
        root='itemscope itemtype="http://schema.org/Product"',
        name='itemprop="name"',
        price=f'itemprop="price" content="{view.amount}"',
        hidden=f'<meta itemprop="priceCurrency" content="{view.currency}">'
        f'<meta itemprop="availability" content="{stock}">',
        nesting_is_broken=True,
    )


def rdfa(view: View) -> Marks:
    stock = STOCK[view.availability]
    return Marks(
        root=f'vocab="{SCHEMA}" typeof="Product"',
        name='property="name"',
        brand='property="brand"',
        offer='property="offers" typeof="Offer"',
        price=f'property="price" content="{view.amount}"',
        hidden=f'<meta property="priceCurrency" content="{view.currency}">'
        f'<link property="availability" href="{SCHEMA}{stock}">',
    )


HEADS: dict[str, Callable[[View], str]] = {
    "json-ld": render_json_ld,
    "json-ld-graph": render_graph,
    "json-ld-group": render_group,
    "json-ld-aggregate": render_aggregate,
    "json-ld-specification": render_specification,
    "json-ld-many": render_many,
    "json-ld-invalid": render_invalid,
    "json-ld-html": render_html,
    "json-ld-local-number": render_local_number,
    "json-ld-string-price": render_string_price,
    "json-ld-stale": render_stale,
    "opengraph": render_open_graph,
    "next-data": render_next_data,
    "run-params": render_run_params,
    "initial-state": render_initial_state,
}
MARKS: dict[str, Callable[[View], Marks]] = {
    "microdata": microdata,
    "microdata-broken": broken_microdata,
    "rdfa": rdfa,
}
DRAWN_BY_SCRIPT = frozenset({"run-params", "initial-state"})
"""Markups whose pages are empty until a script has drawn them."""


def _with_price(view: View, price: str) -> Node:
    return product_node(view) | {"offers": offer_node(view) | {"price": price}}


def _specification(view: View, amount: str) -> Node:
    return {"@type": "UnitPriceSpecification", "price": amount, "priceCurrency": view.currency}


def _money(view: View, amount: str) -> Node:
    return {"value": float(amount), "currency": view.currency}


def _script(document: Node | list[Node]) -> str:
    return f'<script type="application/ld+json">{_dump(document)}</script>\n'


def _dump(document: Node | list[Node]) -> str:
    return json.dumps(document, ensure_ascii=False).replace("</", "<\\/")
