"""What a page's markup states: JSON-LD, microdata, RDFa, OpenGraph product tags."""

import json
import re
from decimal import Decimal
from typing import Any

from selectolax.lexbor import LexborNode

from prices.models.page import Source
from prices.reading.claims import Claim, stock_of
from prices.reading.page import Page, clean
from prices.reading.schema import Amount, Item, claims_of

MAX_SCRIPT = 2_000_000
MAX_ELEMENTS = 4000
_CONTROL = re.compile(r"[\x00-\x1f]+")
_TRAILING_COMMA = re.compile(r",\s*([\]}])")
_MISSING_COMMA = re.compile(r'([}\]"])\s*\n\s*(")')
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$"
)
_FIELD = re.compile(
    r'"(price|lowPrice|highPrice|priceCurrency|availability|name|sku)"\s*:\s*(?:"([^"\n]{1,200})"|([\d.]{1,20}))'
)


def from_json_ld(page: Page, amount: Amount) -> tuple[list[Claim], set[str]]:
    """Products of all `application/ld+json` scripts. A script that is no JSON is mended, then searched, then left."""
    items: list[Any] = []
    for script in page.scripts():
        if "ld+json" in script.kind:
            text = script.text()
            if len(text) <= MAX_SCRIPT and (found := load_leniently(text)) is not None:
                items.append(found)
    return claims_of(items, Source.JSON_LD, amount)


def load_leniently(text: str) -> Any:
    """JSON as shops write it: in comments, with raw line breaks in strings, trailing or missing commas; else None."""
    try:
        return json.loads(text, strict=False, parse_float=Decimal)
    except (ValueError, RecursionError):
        pass
    mended = _WRAPPING.sub("", _WRAPPING.sub("", text.strip())).strip().rstrip(";")
    decoder = json.JSONDecoder(strict=False, parse_float=Decimal)
    for mend in (_as_it_stands, _without_spare_commas, _with_missing_commas, _with_quotes_escaped):
        try:
            return decoder.raw_decode(mend(mended))[0]
        except (ValueError, RecursionError):
            continue
    return _salvage(mended)


_BARE_QUOTE = re.compile(r'(?<![\[{,:\s\\])"(?!\s*[\]},:])|(?<=\w)"(?=\w)')


def _as_it_stands(text: str) -> str:
    return text


def _without_spare_commas(text: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", text))


def _with_missing_commas(text: str) -> str:
    return _MISSING_COMMA.sub(r"\1,\n\2", text)


def _with_quotes_escaped(text: str) -> str:
    """Quotes that neither open nor close a string (HTML or inches inside a value) are escaped."""
    return _without_spare_commas(_BARE_QUOTE.sub(r"\"", text))


def _salvage(text: str) -> Item | None:
    """Of JSON beyond mending: the first price, currency, stock and name that are written in it."""
    if '"price"' not in text and '"lowPrice"' not in text:
        return None
    found: dict[str, str] = {}
    for name, quoted, bare in _FIELD.findall(text):
        found.setdefault(name, (quoted or bare).strip())
    return {
        "@type": "Product",
        "name": found.get("name"),
        "sku": found.get("sku"),
        "offers": {"@type": "Offer", **{k: v for k, v in found.items() if k not in ("name", "sku")}},
    }


_ATTRIBUTE_VALUE = {
    "meta": "content", "link": "href", "a": "href", "area": "href", "img": "src", "audio": "src", "video": "src",
    "source": "src", "iframe": "src", "embed": "src", "track": "src", "object": "data", "data": "value",
    "meter": "value", "time": "datetime",
}  # fmt: skip


def from_microdata(page: Page, amount: Amount) -> tuple[list[Claim], set[str]]:
    """Products of https://html.spec.whatwg.org/multipage/microdata.html; properties without a scope are an offer."""
    return claims_of(_items(page, "itemscope", "itemtype", "itemprop"), Source.MICRODATA, amount)


def from_rdfa(page: Page, amount: Amount) -> tuple[list[Claim], set[str]]:
    """Products of RDFa Lite (https://www.w3.org/TR/rdfa-lite/) in schema.org's or GoodRelations' words."""
    return claims_of(_items(page, "typeof", "typeof", "property"), Source.RDFA, amount)


_GOOD_RELATIONS = {
    "hascurrencyvalue": "price",
    "hascurrency": "priceCurrency",
    "haspricespecification": "priceSpecification",
    "offering": "Offer",
}


def _items(page: Page, scope: str, kind: str, prop: str) -> list[Item]:
    """Nested items in document order. An element belongs to the nearest scope above it."""
    roots: list[Item] = []
    scopes: dict[int, Item] = {}
    loose: Item = {}
    for node in page.tree.css(f"[{scope}],[{prop}]")[:MAX_ELEMENTS]:
        attributes = node.attributes
        names = [_local(name) for name in (attributes.get(prop) or "").split()[:6]]
        owner = _owner(node, scopes)
        if scope in attributes:
            item: Item = {"@type": [_local(name) for name in (attributes.get(kind) or "Thing").split()]}
            scopes[node.mem_id] = item
            if not names or owner is None:
                roots.append(item)
            value: object = item
        elif names:
            value = _value(node, attributes, prop)
        else:
            continue
        target = owner if owner is not None else loose
        for name in names:
            if value in (None, "") and name in target:
                continue
            known = target.get(name)
            if known in (None, ""):
                target[name] = value
            elif isinstance(known, list):
                known.append(value)
            elif scope in attributes or name not in ("price", "priceCurrency", "name", "availability"):
                target[name] = [known, value]
    if "price" in loose or "lowPrice" in loose:
        roots.append({"@type": "Offer", **loose})
    return roots


def _owner(node: LexborNode, scopes: dict[int, Item]) -> Item | None:
    above = node.parent
    for _ in range(60):
        if above is None:
            return None
        if (item := scopes.get(above.mem_id)) is not None:
            return item
        above = above.parent
    return None


def _local(name: str) -> str:
    word = name.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].rsplit(":", 1)[-1]
    return _GOOD_RELATIONS.get(word.lower(), word)


def _value(node: LexborNode, attributes: dict[str, str | None], prop: str) -> str:
    if attributes.get("content") is not None:  # also where only RDFa allows it: shops write it everywhere
        return attributes["content"] or ""
    tag = node.tag or ""
    if (name := _ATTRIBUTE_VALUE.get(tag)) and attributes.get(name):
        return attributes[name] or ""
    if prop == "property" and attributes.get("resource"):
        return attributes["resource"] or ""
    return clean(node.text(separator=" ")[:2000])


def from_opengraph(page: Page, amount: Amount) -> Claim | None:
    """`product:*` and `og:*` tags as Facebook's product catalogue and Pinterest read them, and Twitter's labels."""
    meta = page.meta()

    def first(*names: str) -> str | None:
        return next((meta[name] for name in names if name in meta), None)

    claim = Claim(
        Source.OPENGRAPH, title=first("og:title", "twitter:title"), image=first("og:image"), url=first("og:url")
    )
    claim.brand = first("product:brand", "og:brand")
    currency = first(
        "product:price:currency", "og:price:currency", "product:sale_price:currency", "og:product:price:currency"
    )
    stated = first("product:price:amount", "og:price:amount", "og:product:price:amount", "product:price", "og:price")
    claim.price, claim.currency = amount(stated, currency)
    sale, sale_currency = amount(first("product:sale_price:amount"), currency)
    if sale is not None and claim.price is not None and sale < claim.price:
        claim.price, claim.was, claim.currency = sale, claim.price, sale_currency or claim.currency
    was, _ = amount(first("product:original_price:amount", "og:price:standard_amount"), currency)
    if was is not None and claim.price is not None and was > claim.price:
        claim.was = was
    claim.availability = stock_of(first("product:availability", "og:availability", "availability"))
    if (item := first("product:retailer_item_id")) is not None:
        claim.identifiers["sku"] = item[:100]
    if claim.price is None and (label := _twitter_price(meta)) is not None:
        claim.price, claim.currency = amount(label, currency)
    return claim if claim.title or claim.price is not None else None


def _twitter_price(meta: dict[str, str]) -> str | None:
    for number in "12":
        if meta.get(f"twitter:label{number}", "").strip(": ").lower() in (
            "price",
            "preis",
            "prix",
            "precio",
            "cena",
            "prezzo",
        ):
            return meta.get(f"twitter:data{number}")
    return None
