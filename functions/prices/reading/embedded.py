"""Prices in the state that a page carries for its own scripts (`__NEXT_DATA__`, `window.runParams` and the like)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from prices.models.page import Source
from prices.reading.claims import Claim, stock_of
from prices.reading.page import Page
from prices.reading.schema import Amount

MAX_SCRIPT = 4_000_000
MAX_ASSIGNMENTS = 5


@dataclass(frozen=True)
class StatePath:
    """Where a platform keeps a product in its state.

    `script`: the id of a JSON `<script>`, or the name that a script assigns (`window.runParams`).
    `product`: dotted path to the product's object; `*` is any key or index. The fields are paths from there, several
    of them in order of preference joined by `|`. `availability` may lead to schema.org's words, true or false, or how
    many there are. `divide_by`: 100 where the price is kept in cents.
    """

    script: str
    product: str
    price: str
    currency: str = "currency"
    title: str = "name|title"
    was: str | None = None
    availability: str = "availability"
    divide_by: int = 1


_PRICE = "price.current|price.value|price.amount|price.sale|price.now|salePrice|finalPrice|currentPrice|price"
_CURRENCY = "currency|currencyCode|priceCurrency|price.currency|price.currencyCode"
_WAS = "price.original|price.regular|price.was|compareAtPrice|originalPrice|listPrice|wasPrice|regularPrice"
_STOCK = "availability|availabilityStatus|stockStatus|availableForSale|inStock|isAvailable|stock"
_STATES = ("window.__INITIAL_STATE__", "window.__PRELOADED_STATE__", "window.__APP_STATE__", "window.__STATE__")
_MODULES = ("priceModule", "priceComponent.discountPrice", "priceComponent.origPrice", "priceComponent")


def _of_modules(*fields: str) -> str:
    return "|".join(f"{module}.{field}" for field in fields for module in _MODULES)


DEFAULT_PATHS: tuple[StatePath, ...] = (
    *(
        StatePath("__NEXT_DATA__", f"props.pageProps.{product}", _PRICE, _CURRENCY, was=_WAS, availability=_STOCK)
        for product in ("product", "productDetail", "initialState.product", "data.product", "pageData.product")
    ),
    StatePath("__NEXT_DATA__", "props.pageProps.product", "priceRange.minVariantPrice.amount",
              "priceRange.minVariantPrice.currencyCode", availability=_STOCK),
    StatePath("__NEXT_DATA__", "props.pageProps.initialData.data.product", "priceInfo.currentPrice.price",
              "priceInfo.currentPrice.currencyUnit", was="priceInfo.wasPrice.price", availability=_STOCK),
    *(
        StatePath(script, product, _PRICE, _CURRENCY, was=_WAS, availability=_STOCK)
        for script in _STATES
        for product in ("product.detail", "product.details", "product.product", "product", "productDetail")
    ),
    StatePath("window.__NUXT__", "data.0.product", _PRICE, _CURRENCY, was=_WAS, availability=_STOCK),
    StatePath("window.runParams", "data",
              _of_modules("minActivityAmount.value", "minAmount.value"),
              _of_modules("minAmount.currency"),
              "titleModule.subject|productInfoComponent.subject",
              _of_modules("minAmount.value"),
              "quantityModule.totalAvailQuantity|inventoryComponent.totalAvailQuantity"),
    StatePath("var meta", "product.variants.0", "price", divide_by=100),
)  # fmt: skip
"""The paths that the platforms' own pages and documentation show; a caller may bring others."""


def from_state(page: Page, amount: Amount, paths: tuple[StatePath, ...] = DEFAULT_PATHS) -> Claim | None:
    """The first path that leads to a price."""
    by_script: dict[str, list[StatePath]] = {}
    for path in paths:
        by_script.setdefault(path.script, []).append(path)
    named = {name: wanted for name, wanted in by_script.items() if "." in name or " " in name}
    for script in page.scripts():
        if "ld+json" in script.kind:
            continue
        if script.identity in by_script:
            state = _load(script.text())
            if state is not None and (claim := _follow(state, by_script[script.identity], amount)) is not None:
                return claim
            continue
        text = script.text()
        for name, wanted in named.items():
            state = _assigned(text, name) if name in text else None
            if state is not None and (claim := _follow(state, wanted, amount)) is not None:
                return claim
    return None


def _load(text: str) -> Any:
    if len(text) > MAX_SCRIPT:
        return None
    try:
        return json.loads(text, strict=False, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def _assigned(text: str, name: str) -> Any:
    """The JSON object that a script assigns to a name."""
    for found in islice(re.finditer(re.escape(name) + r"\s*=\s*", text), MAX_ASSIGNMENTS):
        opening = text.find("{", found.end(), found.end() + 200)
        if opening < 0 or len(text) - opening > MAX_SCRIPT:
            continue
        try:
            return json.JSONDecoder(strict=False, parse_float=Decimal).raw_decode(_unquoted(text[opening:]))[0]
        except (ValueError, RecursionError):
            continue
    return None


_BARE_KEY = re.compile(r"^\{\s*([A-Za-z_$][\w$]*)\s*:")


def _unquoted(text: str) -> str:
    """An outermost key without quotes (`{data: {...}}`) gets them."""
    return _BARE_KEY.sub(r'{"\1":', text, count=1)


def _follow(state: Any, paths: list[StatePath], amount: Amount) -> Claim | None:
    for path in paths:
        for product in _at(state, path.product.split(".")):
            currency = _leaf(product, path.currency)
            price, code = amount(_leaf(product, path.price), str(currency) if currency is not None else None)
            if price is None:
                continue
            title, image = _leaf(product, path.title), _leaf(product, "image|imageUrl")
            claim = Claim(Source.EMBEDDED, price=price / path.divide_by, currency=code)
            claim.title = str(title) if title is not None else None
            claim.image = str(image) if image is not None else None
            was, _ = amount(_leaf(product, path.was), code) if path.was else (None, None)
            claim.was = was / path.divide_by if was is not None and was > price else None
            claim.availability = stock_of(_leaf(product, path.availability))
            return claim
    return None


def _leaf(value: Any, paths: str) -> object:
    """The first of the paths that ends at a text, a number or a truth value."""
    for path in paths.split("|"):
        found = next(_at(value, path.split(".")), None)
        if found is not None and not isinstance(found, dict | list):
            return found
    return None


def _at(value: Any, steps: list[str]) -> Iterator[Any]:
    if not steps:
        yield value
        return
    step, rest = steps[0], steps[1:]
    if step == "*":
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        for one in list(inner)[:200]:
            yield from _at(one, rest)
    elif isinstance(value, dict) and step in value:
        yield from _at(value[step], rest)
    elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
        yield from _at(value[int(step)], rest)
