"""Reads where a user said that the answer stands."""

from dataclasses import dataclass
from decimal import Decimal

from selectolax.lexbor import LexborNode

from prices.models.page import Availability, Override
from prices.reading.amounts import PageMoney
from prices.reading.claims import MOST, stock_of
from prices.reading.page import Page, clean
from prices.reading.phrases import STOCK, stock_counted
from prices.reading.selectors import find_first


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
        taught.price, taught.currency = money_in(text, money)
    if override.availability and (text := _text_at(page, override.availability)):
        taught.availability = stock_in(text)
    if override.title:
        taught.title = _text_at(page, override.title)
    return taught


def money_in(text: str, money: PageMoney) -> tuple[Decimal | None, str | None]:
    """The amount that a taught place states, and its currency."""
    parsed = money.parse(text)
    if parsed.amount is None or parsed.amount > MOST:
        return None, None
    return parsed.amount, money.currency_of(parsed)


def stock_in(text: str) -> Availability:
    """The availability that a taught place states, in words or as schema.org's name."""
    folded = text.casefold().strip(" .!:")
    stated = STOCK.get(folded) or stock_counted(folded)
    return Availability(stated) if stated else stock_of(text)


def _text_at(page: Page, selector: str) -> str | None:
    node = find_first(page.tree, selector)
    return text_of(node) if node is not None else None


def text_of(node: LexborNode) -> str | None:
    """What an element states: its `content` or `value`, else its text."""
    attributes = node.attributes
    stated = attributes.get("content") or attributes.get("value")
    return clean(stated or node.text(separator=" ")[:500]) or None
