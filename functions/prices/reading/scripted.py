"""Whether a page without a price is one that scripts build: then only a browser shows it."""

import re

from prices.models.page import Availability, PageKind, Reading
from prices.reading.page import Page, clean
from prices.reading.traits import ELSEWHERE, ROLES, Is, traits_of
from prices.reading.visible import Shown

SHELL = 600
"""Characters of text up to which a page is a shell: menus and a footer of the layout fit in, a product does not."""
SHORT_PAGE = 2500
SOLD_OUT = (Availability.OUT_OF_STOCK, Availability.DISCONTINUED)
LOOKED_AT = 60  # elements of a kind; a page that has more of them is no shell
_MOUNTS = (
    ", ".join(
        f"#{name}"
        for name in (
            "root",
            "app",
            "__next",
            "__nuxt",
            "___gatsby",
            "svelte",
            "q-app",
            "react-root",
            "main-app",
            "mount",
        )
    )
    + ", app-root, [ng-app], [data-reactroot], [ng-version], astro-island"
)
"""Where the usual frameworks put what they draw."""
_STATES = ("__NEXT_DATA__", "__NUXT_DATA__", "__NUXT__", "__INITIAL_STATE__", "__PRELOADED_STATE__", "__APOLLO_STATE__",
           "self.__next_f", "__remixContext", "__sveltekit")  # fmt: skip
_PRICED = '[class*="price" i], [id*="price" i], [itemprop="price"], [data-price], [data-testid*="price" i]'
_NOTHING_YET = re.compile(r"[\s\-–—.…:*]*(?:loading\W*|\{\{.*\}\}|[€$£¥₹]?\s*)?", re.IGNORECASE)
_ASKS = re.compile(r"java\s?script", re.IGNORECASE)


def needs_browser(page: Page, reading: Reading, shown: Shown) -> str | None:
    """Why only a browser shows the price of a page on which none was read; None where scripts do not look like it.

    A list, an article and a page that stands in the way (sign-in, bot check, "not here") are what they are. Of others
    that load or carry scripts, the first of these that holds:

    - Its text is at most 600 characters, and where frameworks put what they draw is empty, or there is no text at all.
    - Its text is at most 2,500 characters, and it asks for JavaScript.
    - It is a product's page, or a short one, that carries its scripts' state: the price may come with the next request.
    - It is a product's page, or has a heading and a button to buy, and the place of its price is empty, though it does
      not say that the thing is sold out: shops leave the price out then.
    """
    kind = reading.kind
    if kind not in (PageKind.PRODUCT, PageKind.OTHER) or not page.noted.get("script"):
        return None
    told_without = [clean(node.text(separator=" ")[:SHORT_PAGE]) for node in page.tree.css("noscript")[:LOOKED_AT]]
    length = len(page.text) - sum(map(len, told_without))
    if length <= SHELL and (length <= 40 or _has_empty_mount(page)):
        return "the page is a shell that its scripts fill"
    if length <= SHORT_PAGE and (any(map(_ASKS.search, told_without)) or _ASKS.search(page.text[:SHORT_PAGE])):
        return "the page asks for JavaScript"
    sells = kind is PageKind.PRODUCT or bool(shown.title and shown.buttons)
    if (sells or length <= SHORT_PAGE) and _carries_state(page):
        return "the page carries the state of its scripts, without a price in it"
    if sells and reading.availability not in SOLD_OUT and _has_empty_price(page):
        return "the place of the price is empty until a script fills it"
    return None


def _has_empty_mount(page: Page) -> bool:
    return any(not clean(node.text()[:SHELL]) for node in page.tree.css(_MOUNTS)[:LOOKED_AT])


def _carries_state(page: Page) -> bool:
    for script in page.scripts()[:LOOKED_AT]:
        opening = f"{script.identity} {script.text()[:400]}"
        if "ld+json" not in script.kind and any(name in opening for name in _STATES):
            return True
    return False


def _has_empty_price(page: Page) -> bool:
    """Whether an element that is named for the price, and for no other amount, says nothing yet."""
    for node in page.tree.css(_PRICED)[:LOOKED_AT]:
        attributes = node.attributes
        marks = " ".join(attributes.get(name) or "" for name in ("class", "id", "itemprop", "data-testid"))[:400]
        if traits_of(node.tag or "", marks) & (ROLES | ELSEWHERE | Is.CARD) or node.tag in ("input", "meta", "script"):
            continue
        if not attributes.get("content") and _NOTHING_YET.fullmatch(clean(node.text()[:200])):
            return True
    return False
