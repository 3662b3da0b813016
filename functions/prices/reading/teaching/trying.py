"""How a selector does on a page."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from selectolax.lexbor import LexborNode

from prices.models.page import Availability, Reading, Want
from prices.reading.amounts import is_same
from prices.reading.override import money_in, stock_in, text_of
from prices.reading.page import Element
from prices.reading.reader import Surveyed, survey, weighed
from prices.reading.selectors import Search
from prices.reading.traits import ELSEWHERE, Is, Trait, role_of

MOST_FOUND = 20
NEAR = 4
"""Elements around a price, its own included, whose names say what it is."""

OBJECTIONS = {
    Is.OLD: "it stands where a former price stands",
    Is.UNIT: "it is a price per unit",
    Is.INSTALMENT: "it is an instalment",
    Is.SHIPPING: "it is what shipping costs",
    Is.ASIDE: "it is a saving, a voucher or points",
}
"""What an element says of its amount that keeps it from being the price."""

ELSEWHERES = {
    Is.OTHERS: "it stands among other products",
    Is.CHROME: "it stands in the shop's header, footer or basket",
    Is.ADD_ON: "it stands with an extra, such as a warranty",
    Is.REVIEW: "it stands in a review",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is held for true of a page: what was read of it when it was kept."""

    price: Decimal | None = None
    title: str | None = None
    availability: Availability = Availability.UNKNOWN


@dataclass(frozen=True, slots=True)
class Sample:
    """A page to learn from, or to try on. `name` comes back in each trial."""

    name: str
    content: bytes
    url: str
    want: Want = field(default_factory=Want)
    content_type: str | None = None
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """What a selector finds on one page. `agrees`: with what is known of that page; None where nothing is.

    `objection`: why that is no price. Where the amount is that page's price all the same, it is a mere `doubt`: shops
    name things oddly, and one amount may stand in several places.
    """

    name: str
    found: int
    text: str | None = None
    price: Decimal | None = None
    currency: str | None = None
    objection: str | None = None
    doubt: str | None = None
    others: int = 0  # other amounts that it finds there too
    agrees: bool | None = None

    @property
    def is_good(self) -> bool:
        return self.text is not None and self.objection is None and self.agrees is not False


@dataclass
class Opened:
    """A sample, surveyed and read without what was taught."""

    sample: Sample
    found: Surveyed
    reading: Reading
    search: Search
    heading: set[int]
    price: Decimal | None  # as it is known, else as it is read


def opened(sample: Sample, price: Decimal | None = None) -> Opened:
    """Survey a page for many trials. `price`: the page's, where somebody sees it."""
    want = sample.want.model_copy(update={"override": None})
    found = survey(sample.content, url=sample.url, content_type=sample.content_type, want=want)
    reading = weighed(found, want)
    if price is None:
        price = sample.known.price if sample.known and sample.known.price is not None else reading.price
    return Opened(sample, found, reading, Search(found.page.tree), set(found.shown.heading.chain), price)


def try_price(page: Opened, selector: str) -> Trial:
    """What a selector reads as the price of a page."""
    nodes = list(islice(page.search.find_all(selector), MOST_FOUND))
    if not nodes:
        return Trial(page.sample.name, 0)
    amounts = [money_in(text_of(node) or "", page.found.money) for node in nodes]
    price, currency = amounts[0]
    said = objection_to(page, nodes[0], price)
    is_the_price = price is not None and page.price is not None and is_same(price, page.price)
    return Trial(
        page.sample.name,
        len(nodes),
        text=(text_of(nodes[0]) or "")[:200] if price is not None else None,
        price=price,
        currency=currency,
        objection=None if is_the_price else said,
        doubt=said if is_the_price else None,
        others=len({amount for amount, _ in amounts if amount not in (None, price)}),
        agrees=_agrees(page.sample.known, price),
    )


def try_text(page: Opened, selector: str, *, is_stock: bool) -> Trial:
    """What a selector reads as the title, or as the availability, of a page."""
    nodes = list(islice(page.search.find_all(selector), MOST_FOUND))
    text = text_of(nodes[0]) if nodes else None
    if text is None:
        return Trial(page.sample.name, len(nodes))
    known, agrees = page.sample.known, None
    if known is not None and is_stock and known.availability is not Availability.UNKNOWN:
        agrees = stock_in(text) is known.availability
    elif known is not None and not is_stock and known.title:
        agrees = text.casefold() == known.title.casefold()
    unread = is_stock and stock_in(text) is Availability.UNKNOWN
    objection = "its words mean no availability that we know" if unread else _elsewhere(page, nodes[0])
    others = len({text_of(node) for node in nodes} - {text})
    return Trial(page.sample.name, len(nodes), text[:200], objection=objection, others=others, agrees=agrees)


def objection_to(page: Opened, node: LexborNode, amount: Decimal | None) -> str | None:
    """Why what stands here is not the price, if that can be told."""
    if amount is None:
        return None
    role = role_of([element.traits for element in _chain(page, node)[:NEAR]])
    for trait, said in OBJECTIONS.items():
        if role & trait:
            return said
    for sighting in page.found.shown.described:
        if page.found.page.nodes[sighting.position].parent == node and sighting.role:
            for trait, said in OBJECTIONS.items():
                if sighting.role & trait:
                    return said
    reading = page.reading
    if reading.price is not None and not is_same(amount, reading.price):
        for other, said in ((reading.was_price, OBJECTIONS[Is.OLD]), (reading.unit_price, OBJECTIONS[Is.UNIT])):
            if other is not None and is_same(amount, other):
                return said
    return _elsewhere(page, node)


def _elsewhere(page: Opened, node: LexborNode) -> str | None:
    traits: Trait = 0
    for element in _chain(page, node):
        traits |= element.traits
    for trait, said in ELSEWHERES.items():
        if traits & trait & ELSEWHERE:
            return said
    return "it stands on the card of another product" if traits & Is.CARD else None


def _chain(page: Opened, node: LexborNode) -> list[Element]:
    """The elements around, the innermost first, up to where the heading of the page stands too."""
    chain: list[Element] = []
    at: LexborNode | None = node
    while at is not None and len(chain) < 60:
        element = page.found.page.element(at)
        if id(element) in page.heading:
            break
        chain.append(element)
        at = at.parent
    return chain


def _agrees(known: Known | None, price: Decimal | None) -> bool | None:
    if known is None or known.price is None:
        return None
    return price is not None and is_same(known.price, price)
