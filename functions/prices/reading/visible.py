"""The page as a shopper sees it: which of its amounts is the price, by position and style."""

from dataclasses import dataclass, field
from decimal import Decimal

from prices.reading.amounts import PageMoney
from prices.reading.page import SEPARATOR, Page, clean
from prices.reading.sightings import Sighting, describe, find
from prices.reading.words import BUY, STOCK, Is

NEAR_TITLE = 60
"""Amounts looked at after the title; before it a third of that."""
NOT_A_PRICE = Is.OLD | Is.UNIT | Is.INSTALMENT | Is.SAVING | Is.SHIPPING | Is.MEMBER
ELSEWHERE = Is.CHROME | Is.OTHERS | Is.ADD_ON | Is.REVIEW


@dataclass
class Shown:
    """What the visible page says."""

    sightings: list[Sighting] = field(default_factory=list)  # all, in document order, described or not
    described: list[Sighting] = field(default_factory=list)
    best: Sighting | None = None
    was: Decimal | None = None
    member: Decimal | None = None
    unit: Sighting | None = None
    title: str | None = None
    title_position: int | None = None
    buy_positions: list[int] = field(default_factory=list)
    stock: str | None = None
    stock_text: str | None = None


@dataclass
class Places:
    """Where the phrases of a page stand: folded text -> positions."""

    at: dict[str, int]
    folded: list[str]

    def all_of(self, phrase: str) -> list[int]:
        first = self.at[phrase]
        return [first] + [i for i in range(first + 1, len(self.folded)) if self.folded[i] == phrase]


def places_of(page: Page) -> Places:
    folded = [text.strip(" \t\r\n\u00a0.!:") for text in page.text.casefold().split(SEPARATOR)]
    at: dict[str, int] = {}
    for position in range(len(folded) - 1, -1, -1):
        at[folded[position]] = position
    return Places(at, folded)


def look(page: Page, money: PageMoney, names: list[str], expected: list[Decimal]) -> Shown:
    """Find the price a shopper sees.

    `names`: what the product may be called (to find its heading), `expected`: amounts that the markup states.
    """
    shown = Shown()
    places = places_of(page)
    _find_title(page, places, names, shown)
    for phrase in BUY & places.at.keys():
        shown.buy_positions += places.all_of(phrase)
    for position, node in page.noted.get("input", ()):
        attributes = node.attributes
        if (attributes.get("type") or "").lower() in ("submit", "button", "image"):
            value = clean(attributes.get("value") or attributes.get("title")).casefold()
            if value in BUY:
                shown.buy_positions.append(position)
    shown.buy_positions.sort()
    shown.sightings = find(page)
    chosen = _nearest(shown)
    for sighting in chosen:
        if describe(page, money, sighting):
            shown.described.append(sighting)
    _score(page, shown, expected)
    _read_stock(page, places, shown)
    return shown


def _find_title(page: Page, places: Places, names: list[str], shown: Shown) -> None:
    """The heading: the <h1> that shares most words with what the page calls itself, or that name in the text."""
    wanted = [set(name.casefold().split()) for name in names if name]
    best = (-1.0, None, None)
    for position, node in page.noted.get("h1", ())[:12]:
        text = clean(node.text(separator=" ")[:600])
        if len(text) < 2:
            continue
        words = set(text.casefold().split())
        share = max((len(words & other) / max(1, len(words)) for other in wanted if other), default=0.0)
        if share > best[0]:
            best = (share, text, position)
    if best[1] is not None and (best[0] >= 0.5 or not wanted):
        shown.title, shown.title_position = best[1], best[2]
        return
    for name in names:
        position = places.at.get(clean(name).casefold())
        if position is not None and len(name) > 5:
            shown.title_position = position
            if best[1] is None:
                shown.title = name
            break
    if shown.title is None:
        shown.title = best[1]
    if shown.title_position is None:
        shown.title_position = best[2]


def _nearest(shown: Shown) -> list[Sighting]:
    """The amounts worth looking at: around the heading and before the buttons that buy."""
    sightings = shown.sightings
    if len(sightings) <= NEAR_TITLE:
        return sightings
    start = shown.title_position or 0
    after = [sighting for sighting in sightings if sighting.position >= start][:NEAR_TITLE]
    before = [sighting for sighting in sightings if sighting.position < start][-NEAR_TITLE // 3 :]
    chosen = before + after
    known = {id(sighting) for sighting in chosen}
    for buy in shown.buy_positions[:4]:
        chosen += [s for s in sightings if -40 <= s.position - buy <= 10 and id(s) not in known][:8]
        known = {id(sighting) for sighting in chosen}
    return chosen


def _score(page: Page, shown: Shown, expected: list[Decimal]) -> None:
    repeated: dict[tuple[str, str, str], int] = {}
    for sighting in shown.described:
        repeated[_shape(sighting)] = repeated.get(_shape(sighting), 0) + 1
    has_taxed = any(not s.near & Is.UNTAXED and s.near & Is.PRICE for s in shown.described)
    for sighting in shown.described:
        sighting.score = _score_of(sighting, shown, repeated[_shape(sighting)], expected, has_taxed)
    prices = [s for s in shown.described if not s.near & NOT_A_PRICE and s.amount]
    if prices:
        shown.best = max(prices, key=lambda s: (s.score, -s.position))
        _beside(shown, shown.best)


def _shape(sighting: Sighting) -> tuple[str, str, str]:
    marks = [element.marks for element in sighting.around[:3]]
    return (marks + ["", "", ""])[0], (marks + ["", "", ""])[1], (marks + ["", "", ""])[2]


def _score_of(sighting: Sighting, shown: Shown, alike: int, expected: list[Decimal], has_taxed: bool) -> float:
    """How much an amount looks like the price; the parts are points, tuned on nothing but their order of weight."""
    near, traits = sighting.near, sighting.traits
    score = 0.0
    score += 3.0 if near & Is.PRICE else 0.0
    score += 1.5 if near & Is.CURRENT else 0.0
    score += 1.0 if traits & Is.MAIN else 0.0
    score += 1.0 if sighting.is_signed else 0.0
    score -= 6.0 if traits & Is.CHROME else 0.0
    score -= 4.0 if traits & Is.OTHERS else 0.0
    score -= 4.0 if traits & Is.ADD_ON else 0.0
    score -= 3.0 if traits & Is.REVIEW else 0.0
    score -= 2.0 if traits & Is.HIDDEN and not traits & Is.SPOKEN else 0.0
    score -= 3.0 if near & Is.UNTAXED and has_taxed else 0.0
    score -= 6.0 if near & NOT_A_PRICE else 0.0
    score -= min(3.0, 0.5 * (alike - 1)) if alike > 2 else 0.0
    if any(element.link and not element.link.startswith(("#", "javascript")) for element in sighting.around[:8]):
        score -= 2.5
    if shown.title_position is not None:
        gap = sighting.position - shown.title_position
        score += max(-4.0, 3.0 - 0.03 * gap) if gap >= 0 else max(-4.0, 1.5 + 0.06 * gap)
    if shown.buy_positions:
        nearest = min(abs(buy - sighting.position) for buy in shown.buy_positions)
        score += max(0.0, 2.5 - 0.06 * nearest)
    if sighting.amount in expected:
        score += 3.0
    return score


def _beside(shown: Shown, best: Sighting) -> None:
    """What stands beside the price: the struck-through price, the member's price, the price per unit."""
    for sighting in shown.described:
        if abs(sighting.position - best.position) > 14 or sighting is best or sighting.amount is None or best.amount is None:
            continue
        if sighting.traits & ELSEWHERE & ~best.traits:
            continue
        near = sighting.near
        if near & Is.UNIT and shown.unit is None:
            shown.unit = sighting
        elif near & Is.MEMBER and not near & Is.OLD and shown.member is None:
            shown.member = sighting.amount
        elif near & Is.OLD and not near & (Is.SAVING | Is.UNIT | Is.INSTALMENT | Is.SHIPPING) and sighting.amount > best.amount:
            if shown.was is None and (not near & Is.UNTAXED or best.near & Is.UNTAXED):
                shown.was = sighting.amount


def _read_stock(page: Page, places: Places, shown: Shown) -> None:
    """Phrases of stock near the price or the heading: the nearest one that stands in no list of other products."""
    anchor = shown.best.position if shown.best is not None else shown.title_position
    if anchor is None:
        return
    start = min(anchor, shown.title_position) if shown.title_position is not None else anchor
    found: list[tuple[int, int, str]] = []
    for phrase in STOCK.keys() & places.at.keys():
        for position in places.all_of(phrase)[:5]:
            if start - 20 <= position <= anchor + 80:
                found.append((abs(position - anchor), position, phrase))
    for _, position, phrase in sorted(found)[:8]:
        traits = 0
        for element in page.ancestors(position):
            traits |= element.traits
        if not traits & (ELSEWHERE | Is.HIDDEN):
            shown.stock, shown.stock_text = STOCK[phrase], phrase
            return
