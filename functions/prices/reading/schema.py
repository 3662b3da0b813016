"""schema.org products, however a page embeds them: as JSON-LD objects, or microdata and RDFa turned into such.

https://schema.org/Product and https://developers.google.com/search/docs/appearance/structured-data/product say what
shops are told to write; what they do write is read leniently.
"""

import html
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from prices.models.page import Source
from prices.reading.claims import Choice, Claim, best_stock, stock_of

Amount = Callable[[object, str | None], tuple[Decimal | None, str | None]]
"""(a stated amount, its stated currency) -> (amount, currency)."""

MAX_ITEMS = 3000
MAX_DEPTH = 12
MAX_OFFERS = 400
MAX_RATES = 50

_PRODUCTS = frozenset(
    [
        "product",
        "productgroup",
        "productmodel",
        "individualproduct",
        "someproducts",
        "vehicle",
        "car",
        "motorcycle",
        "event",
        "musicevent",
        "theaterevent",
        "sportsevent",
        "course",
        "softwareapplication",
        "mobileapplication",
        "webapplication",
        "videogame",
        "productcollection",
    ]
)
_OFFERS = frozenset(["offer", "aggregateoffer"])
_RELATIVES = frozenset(
    [
        "isrelatedto",
        "issimilarto",
        "isaccessoryorsparepartfor",
        "isconsumablefor",
        "itemlistelement",
        "relateditem",
        "itemreviewed",
        "containsplace",
        "subevent",
        "makesoffer",
    ]
)
_IDENTIFIERS = ("sku", "mpn", "gtin", "gtin8", "gtin12", "gtin13", "gtin14", "isbn", "productID")
_UNITS = {
    "KGM": "kg",
    "GRM": "g",
    "LTR": "l",
    "MLT": "ml",
    "MTR": "m",
    "MTK": "m²",
    "C62": "piece",
    "CMT": "cm",
    "H87": "piece",
}

Item = dict[str, Any]


def types_of(item: Item) -> set[str]:
    """The item's types: last part of each, lower case."""
    stated = item.get("@type") or ()
    return {
        str(one).rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].rsplit(":", 1)[-1].lower()
        for one in (stated if isinstance(stated, list) else [stated])
    }


def walk(value: object, listed: bool = False, depth: int = 0) -> Iterator[tuple[Item, bool]]:
    """Every typed item, outermost first, and whether it stands in a list or beside another product."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value[:MAX_OFFERS]:
            yield from walk(one, listed, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value, listed
        for key, inner in value.items():
            if isinstance(inner, dict | list) and key not in ("offers", "review", "hasVariant", "aggregateRating"):
                yield from walk(inner, listed or key.lower() in _RELATIVES, depth + 1)


def claims_of(items: object, source: Source, amount: Amount) -> tuple[list[Claim], set[str]]:
    """What the items claim of products, and the types of all items."""
    claims: list[Claim] = []
    seen_types: set[str] = set()
    loose_offers: list[Item] = []
    for count, (item, listed) in enumerate(walk(items)):
        if count >= MAX_ITEMS:
            break
        types = types_of(item)
        if not listed:
            seen_types |= types
        if types & _PRODUCTS or ("offers" in item and not types & {"organization", "store", "localbusiness"}):
            claims.append(_claim(item, types, source, amount, listed))
        elif types & _OFFERS and not listed:
            loose_offers.append(item)
    for offer in loose_offers[:20]:
        claim = Claim(
            source, is_offer_only=True, title=_text(_first(offer.get("itemOffered"), "name") or offer.get("name"))
        )
        _read_offers(claim, offer, amount)
        if claim.price is not None:
            claims.append(claim)
    return claims, seen_types


def _claim(item: Item, types: set[str], source: Source, amount: Amount, listed: bool) -> Claim:
    claim = Claim(
        source,
        title=_text(item.get("name")),
        brand=_text(_first(item.get("brand"), "name") or _first(item.get("manufacturer"), "name")),
        identifiers={name.lower(): text[:100] for name in _IDENTIFIERS if (text := _text(item.get(name))) is not None},
        image=_text(_first(item.get("image"), "url") or _first(item.get("image"), "contentUrl")),
        url=_text(item.get("url") or item.get("@id")),
        listed=listed,
    )
    _read_offers(claim, item.get("offers"), amount)
    if claim.price is None and "price" in item:  # shops do put the offer's words on the product
        _read_offers(claim, item, amount)
    for variant in _some(item.get("hasVariant") or item.get("model")):
        if isinstance(variant, dict):
            inner = _claim(variant, types_of(variant), source, amount, listed)
            choice = Choice(
                inner.title,
                inner.identifiers.get("sku"),
                inner.price,
                inner.currency,
                inner.availability,
                inner.was,
                inner.url,
            )
            claim.choices.append(choice)
    if claim.price is None and claim.choices:
        _from_choices(claim)
    return claim


def _read_offers(claim: Claim, offers: object, amount: Amount) -> None:
    """Set the claim's price to the lowest that can be bought (of the first currency named), the rest beside it."""
    choices: list[Choice] = []
    highs: list[Decimal] = []
    for offer in list(_flat(offers))[:MAX_OFFERS]:
        choice = Choice(
            _text(offer.get("name") or _first(offer.get("itemOffered"), "name")),
            _text(offer.get("sku") or _first(offer.get("itemOffered"), "sku")),
            availability=stock_of(offer.get("availability")),
            url=_text(offer.get("url")),
            used=any(word in str(offer.get("itemCondition", "")).lower() for word in ("used", "refurb", "damaged")),
        )
        currency = offer.get("priceCurrency") or offer.get("pricecurrency")
        choice.price, choice.currency = amount(_scalar(offer.get("price")), _currency(currency))
        if choice.price is None:
            choice.price, choice.currency = amount(_scalar(offer.get("lowPrice")), _currency(currency))
        high, _ = amount(_scalar(offer.get("highPrice")), _currency(currency))
        if high is not None:
            highs.append(high)
        _read_specifications(claim, choice, offer.get("priceSpecification"), amount)
        choice.shipping = _shipping(offer, choice.currency, amount)
        choices.append(choice)
    if claim.url is None and len(choices) == 1:
        claim.url = choices[0].url
    _settle(claim, choices, highs)


def _settle(claim: Claim, choices: list[Choice], highs: list[Decimal]) -> None:
    states = [choice.availability for choice in choices]
    claim.availability = best_stock(states)
    priced = [choice for choice in choices if choice.price is not None]
    if not priced:
        return
    claim.currency = next((choice.currency for choice in priced if choice.currency), None)
    same = [choice for choice in priced if choice.currency in (claim.currency, None)]
    best = [choice for choice in same if choice.availability == claim.availability] or same
    fresh = [choice for choice in best if not choice.used] or best
    positive = [choice for choice in fresh if choice.price] or fresh
    lowest = min(positive, key=lambda choice: choice.price or 0)
    claim.price = lowest.price
    claim.was = lowest.was
    claim.shipping = lowest.shipping
    top = max(highs + [choice.price for choice in positive if choice.price is not None])
    claim.high = top if claim.price is not None and top > claim.price else None
    if len(choices) > 1:
        claim.choices = [choice for choice in choices if choice.name or choice.sku or choice.url]


def _from_choices(claim: Claim) -> None:
    choices = claim.choices
    _settle(claim, choices, [])
    claim.choices = choices


def _read_specifications(claim: Claim, choice: Choice, stated: object, amount: Amount) -> None:
    """`priceSpecification`: list prices, member prices and unit prices stand beside the price itself."""
    for specification in _some(stated):
        if not isinstance(specification, dict):
            continue
        kind = str(specification.get("priceType", "")).rsplit("/", 1)[-1].lower()
        low = _scalar(specification.get("price"))
        value, currency = amount(
            low if low is not None else _scalar(specification.get("minPrice")),
            _currency(specification.get("priceCurrency")),
        )
        if value is None:
            continue
        quantity = specification.get("referenceQuantity")
        if any(word in kind for word in ("list", "strikethrough", "srp", "msrp", "regular")):
            choice.was = value
        elif specification.get("validForMemberTier"):
            claim.member = value
        elif isinstance(quantity, dict) and choice.price is not None:
            claim.unit_price, claim.unit = value, _unit(quantity)
        elif "billingduration" in {key.lower() for key in specification} or "downpayment" in kind:
            continue
        elif choice.price is None:
            choice.price, choice.currency = value, currency


def _shipping(offer: Item, priced_in: str | None, amount: Amount) -> Decimal | None:
    """The lowest of the offer's stated shipping rates that is of the price's own currency; 0 is free.

    https://schema.org/OfferShippingDetails; a rate that stands as `maxValue` alone is a bound and no rate.
    """
    found: list[Decimal] = []
    for details in _some(offer.get("shippingDetails"))[:MAX_RATES]:
        rates = _some(details.get("shippingRate")) if isinstance(details, dict) else []
        for rate in rates[:MAX_RATES]:
            stated = rate if isinstance(rate, dict) else {"value": rate}
            currency = _currency(stated.get("currency") or stated.get("priceCurrency"))
            value, read_as = amount(_scalar(stated.get("value")), currency)
            if value is not None and (currency is None or read_as is None or read_as == priced_in):
                found.append(value)
    return min(found, default=None)


def _unit(quantity: Item) -> str | None:
    code = _text(quantity.get("unitCode") or quantity.get("unitText"))
    if code is None:
        return None
    value = _text(quantity.get("value"))
    unit = _UNITS.get(code.upper(), code)
    return (unit if value in (None, "1", "1.0") else f"{value} {unit}")[:40]


def _flat(offers: object) -> Iterator[Item]:
    """Offers, also those inside an AggregateOffer that states no price of its own or lists its parts."""
    for offer in _some(offers):
        if not isinstance(offer, dict):
            continue
        inner = [
            part
            for part in _some(offer.get("offers"))
            if isinstance(part, dict) and part.get("price") not in (None, "")
        ]
        if inner and offer.get("lowPrice") in (None, ""):
            yield from inner
        else:
            yield offer


def _some(value: object) -> list[Any]:
    if value is None:
        return []
    return value[:MAX_OFFERS] if isinstance(value, list) else [value]


def _first(value: object, key: str) -> object:
    if isinstance(value, list):
        value = value[0] if value else None
    return value.get(key) if isinstance(value, dict) else value


def _scalar(value: object) -> object:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("value")
    return None if isinstance(value, bool | dict | list) else value


def _currency(value: object) -> str | None:
    value = _scalar(value)
    text = str(value).strip() if value is not None else ""
    return text or None


def _text(value: object) -> str | None:
    value = _scalar(value)
    if value is None:
        return None
    text = " ".join(html.unescape(str(value)).split())
    return text or None
