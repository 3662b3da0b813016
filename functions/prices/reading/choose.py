"""Which of a page's products is its own, and which of its sources is right."""

import re
from urllib.parse import parse_qsl, urlsplit

from prices.models.page import Want
from prices.reading.claims import Choice, Claim
from prices.reading.page import Page

_WORD = re.compile(r"\w+")


def similarity(one: str | None, other: str | None) -> float:
    """Share of the shorter name's words that the longer one has."""
    if not one or not other:
        return 0.0
    a, b = set(_WORD.findall(one.casefold())), set(_WORD.findall(other.casefold()))
    if not a or not b:
        return 0.0
    return len(a & b) / min(len(a), len(b))


def likeness(one: str | None, other: str | None) -> float:
    """Share of the longer name's words that the shorter one has."""
    if not one or not other:
        return 0.0
    a, b = set(_WORD.findall(one.casefold())), set(_WORD.findall(other.casefold()))
    return len(a & b) / max(len(a), len(b)) if a and b else 0.0


RIVALS = 3
"""Products with prices and names of their own from which a page may be a list."""
LIKE_THE_PAGE = 0.5
"""Likeness of a name to the page's own that one of several rivals must exceed."""


def main_claim(claims: list[Claim], page: Page, names: list[str]) -> Claim | None:
    """The claim about the page's own product: by its name in heading and title, its address, its place.

    Of several priced products one must be called as the page is, or have its address: else the page is a list.
    """
    path = urlsplit(page.url).path.rstrip("/")

    def is_addressed(claim: Claim) -> bool:
        return bool(claim.url and len(path) > 1 and urlsplit(claim.url).path.rstrip("/").endswith(path))

    def fit(claim: Claim) -> float:
        score = max((similarity(claim.title, name) + likeness(claim.title, name) for name in names), default=0.0) * 2
        score += 2 if is_addressed(claim) else 0
        score -= 3 if claim.listed else 0
        score += 1 if claim.price is not None else 0
        score -= 0.5 if claim.is_offer_only else 0
        score += 0.3 if claim.choices else 0
        return score

    best = max(claims, key=fit, default=None)
    if best is None or (best.listed and fit(best) < 2):
        return None
    if len({claim.title for claim in claims if claim.price is not None and claim.title}) >= RIVALS:
        like = max((likeness(best.title, name) for name in names), default=0.0)
        if like <= LIKE_THE_PAGE and not is_addressed(best):
            return None
    return best


def asked_variant(want: Want, page: Page) -> str | None:
    """The variant that was asked for, or that the address selects (`?variant=`, `?sku=`)."""
    if want.variant:
        return want.variant
    for name, value in parse_qsl(urlsplit(page.url).query)[:50]:
        if name.lower() in ("variant", "sku", "variation", "variantid", "variant_id", "skuid"):
            return value
    return None


def pick(choices: list[Choice], variant: str) -> Choice | None:
    """The choice of that name, SKU or address."""
    wanted = variant.casefold().strip()
    for choice in choices:
        if wanted in ((choice.sku or "").casefold(), (choice.name or "").casefold()):
            return choice
    for choice in choices:
        if choice.url and re.search(rf"[=/]{re.escape(wanted)}(?:$|[&#/?])", choice.url.casefold()):
            return choice
    words = set(_WORD.findall(wanted))
    fitting = [choice for choice in choices if words and words <= set(_WORD.findall((choice.name or "").casefold()))]
    return fitting[0] if len(fitting) == 1 else None
