"""Reads where a user said that the answer stands."""

from dataclasses import dataclass
from decimal import Decimal

from selectolax.lexbor import LexborNode, SelectolaxError

from prices.models import Availability, Override
from prices.reading.amounts import PageMoney
from prices.reading.claims import MOST, stock_of
from prices.reading.page import Page, clean
from prices.reading.phrases import STOCK, stock_counted


@dataclass
class Taught:
    """What the taught selectors find; None where one finds nothing readable."""

    price: Decimal | None = None
    currency: str | None = None
    availability: Availability = Availability.UNKNOWN
    title: str | None = None


def read_by(override: Override, page: Page, money: PageMoney) -> Taught:
    """The first element of each selector: its `content` or `value`, else its text."""
    taught = Taught()
    if text := _text_at(page, override.price):
        parsed = money.parse(text)
        if parsed.amount is not None and parsed.amount <= MOST:
            taught.price, taught.currency = parsed.amount, money.currency_of(parsed)
    if override.availability and (text := _text_at(page, override.availability)):
        folded = text.casefold().strip(" .!:")
        stated = STOCK.get(folded) or stock_counted(folded)
        taught.availability = Availability(stated) if stated else stock_of(text)
    if override.title:
        taught.title = _text_at(page, override.title)
    return taught


def _text_at(page: Page, selector: str) -> str | None:
    try:
        node = page.tree.css_first(selector)
    except (SelectolaxError, ValueError):
        return None
    return _text_of(node) if node is not None else None


def _text_of(node: LexborNode) -> str | None:
    attributes = node.attributes
    stated = attributes.get("content") or attributes.get("value")
    return clean(stated or node.text(separator=" ")[:500]) or None
