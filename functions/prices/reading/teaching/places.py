"""Where on a page the thing stands that somebody sees."""

from dataclasses import dataclass
from decimal import Decimal

from selectolax.lexbor import LexborNode

from prices.models.page import Availability
from prices.reading.amounts import is_same
from prices.reading.override import money_in, stock_in, text_of
from prices.reading.page import clean
from prices.reading.reader import Surveyed
from prices.reading.sightings import find

MOST_PLACES = 12
CLIMBED = 5
"""Elements around a text that may state the same: `<b><span>12</span>,<sup>90</sup></b>`."""
LONGEST_TEXT = 120
"""Characters of an element that states one thing; a longer one holds more than that."""
MOST_STATED = 3000
"""Elements with a `content` or `value` that are looked at."""


@dataclass(frozen=True, slots=True)
class Example:
    """What somebody sees on a page, as they see it; or an amount that is known to stand there."""

    price: str = ""
    title: str | None = None
    availability: str | None = None
    amount: Decimal | None = None
    currency: str | None = None


def places_of_price(found: Surveyed, amount: Decimal, currency: str | None) -> list[LexborNode]:
    """The elements that state this amount, in the order in which a reader comes to them; the innermost of each."""

    def is_it(node: LexborNode) -> bool:
        text = text_of(node)
        if text is None or len(text) > LONGEST_TEXT:
            return False
        read, its_currency = money_in(text, found.money)
        return read is not None and is_same(read, amount) and (currency in (its_currency, None) or its_currency is None)

    page = found.page
    places: dict[int, LexborNode] = {}
    for sighting in find(page, found.money.local) if page.strings else ():
        parsed = found.money.parse(sighting.raw)
        if parsed.amount is None or not is_same(parsed.amount, amount):
            continue
        for node in _around(page.nodes[sighting.position]):
            if is_it(node):
                places.setdefault(node.mem_id, node)
                break
        if len(places) >= MOST_PLACES:
            break
    stated = [*page.tree.css("[content]"), *page.tree.css("[value]")][:MOST_STATED]
    for node in stated:
        if len(places) >= 2 * MOST_PLACES:
            break
        if is_it(node):
            places.setdefault(node.mem_id, node)
    return list(places.values())


def places_of_text(found: Surveyed, text: str) -> list[LexborNode]:
    """The elements whose whole text this is, whatever the case, in the order in which a reader comes to them."""
    wanted = clean(text).casefold()
    page = found.page
    places: dict[int, LexborNode] = {}
    for position, string in enumerate(page.strings):
        if string[:1].casefold() not in (wanted[:1], '"', "“") and string.casefold() not in wanted:
            continue
        for node in _around(page.nodes[position]):
            if (text_of(node) or "").casefold() == wanted:
                places.setdefault(node.mem_id, node)
                break
        if len(places) >= MOST_PLACES:
            break
    for node in page.tree.css("[content]")[:MOST_STATED]:
        if len(places) < 2 * MOST_PLACES and (text_of(node) or "").casefold() == wanted:
            places.setdefault(node.mem_id, node)
    return list(places.values())


def stock_of_example(text: str) -> Availability:
    """The availability that somebody's words mean; unknown when they are none of those that we know."""
    return stock_in(clean(text))


def _around(text: LexborNode) -> list[LexborNode]:
    around: list[LexborNode] = []
    node = text.parent
    while node is not None and len(around) < CLIMBED:
        around.append(node)
        node = node.parent
    return around
