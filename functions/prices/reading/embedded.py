"""Prices in the state that a page carries for its own scripts (`__NEXT_DATA__`, `window.runParams` and the like)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from prices.models import Availability, Source
from prices.reading.claims import Claim, stock_of
from prices.reading.page import Page
from prices.reading.schema import Amount

MAX_SCRIPT = 4_000_000
MAX_ASSIGNMENTS = 5


@dataclass(frozen=True)
class StatePath:
    """Where a platform keeps a product in its state.

    `script`: the id of a JSON `<script>`, or the name that a script assigns (`window.runParams`).
    `product`: dotted path to the product's object; `*` is any key or index. The fields are paths from there.
    """

    script: str
    product: str
    price: str
    currency: str | None = None
    title: str | None = None
    was: str | None = None
    availability: str | None = None
    divide_by: int = 1


_NEXT = "props.pageProps"
DEFAULT_PATHS: tuple[StatePath, ...] = (
    StatePath("__NEXT_DATA__", f"{_NEXT}.product", "price", "currency", "name", "compareAtPrice", "availability"),
    StatePath("__NEXT_DATA__", f"{_NEXT}.product", "price.value", "price.currency", "name", None, "availability"),
    StatePath("__NEXT_DATA__", f"{_NEXT}.product", "price.amount", "price.currency", "name", None, "availability"),
    StatePath("__NEXT_DATA__", f"{_NEXT}.product", "priceRange.minVariantPrice.amount",
              "priceRange.minVariantPrice.currencyCode", "title", None, "availableForSale"),
    StatePath("__NEXT_DATA__", f"{_NEXT}.initialData.data.product", "priceInfo.currentPrice.price",
              "priceInfo.currentPrice.currencyUnit", "name", "priceInfo.wasPrice.price", "availabilityStatus"),
    StatePath("__NEXT_DATA__", f"{_NEXT}.initialState.product", "price", "currency", "name", None, "availability"),
    StatePath("window.__NUXT__", "data.0.product", "price", "currency", "name", None, "availability"),
    StatePath("window.__INITIAL_STATE__", "product", "price", "currency", "name", "originalPrice", "availability"),
    StatePath("window.__INITIAL_STATE__", "product.details", "price", "currency", "name", "originalPrice"),
    StatePath("window.__PRELOADED_STATE__", "product", "price", "currency", "name", "originalPrice", "availability"),
    StatePath("window.runParams", "data.priceModule", "minActivityAmount.value", "minActivityAmount.currency", None,
              "minAmount.value"),
    StatePath("window.runParams", "data.priceModule", "minAmount.value", "minAmount.currency"),
    StatePath("window.runParams", "data.priceComponent.discountPrice", "minActivityAmount.value",
              "minActivityAmount.currency", None, "minAmount.value"),
    StatePath("window.runParams", "data.priceComponent.origPrice", "minAmount.value", "minAmount.currency"),
    StatePath("var meta", "product.variants.0", "price", None, "name", None, None, 100),
)  # fmt: skip
"""The paths that the platforms' own pages and documentation show; add more by the caller."""


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
            stated = next(_at(product, path.price.split(".")), None)
            if isinstance(stated, dict | list) or stated is None:
                continue
            currency = _leaf(product, path.currency)
            price, code = amount(stated, currency)
            if price is None:
                continue
            claim = Claim(
                Source.EMBEDDED, price=price / path.divide_by, currency=code, title=_leaf(product, path.title)
            )
            was, _ = amount(_leaf(product, path.was), currency)
            if was is not None and was > price:
                claim.was = was / path.divide_by
            claim.availability = stock_of(_leaf(product, path.availability)) or Availability.UNKNOWN
            return claim
    return None


def _leaf(value: Any, path: str | None) -> str | None:
    if path is None:
        return None
    found = next(_at(value, path.split(".")), None)
    return None if found is None or isinstance(found, dict | list) else str(found)


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
