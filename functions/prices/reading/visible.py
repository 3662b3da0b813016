"""The page as a shopper sees it: which of its amounts is the price, by position and style."""

from dataclasses import dataclass, field
from decimal import Decimal

from selectolax.lexbor import LexborNode

from prices.reading.amounts import PageMoney, is_same
from prices.reading.page import SEPARATOR, Page, clean
from prices.reading.pairs import join_ranges, settle_pairs
from prices.reading.phrases import BUY, FREE, STOCK, STOCK_PHRASES, stock_counted
from prices.reading.sightings import Heading, Sighting, describe, find, give_words
from prices.reading.traits import ELSEWHERE, ROLES, Is

AMOUNTS_AFTER_HEADING = 16
AMOUNTS_BEFORE_HEADING = 8
AMOUNTS_BY_A_BUTTON = 6
NODES_BEFORE = 120
NODES_AFTER = 300
"""Text nodes before and after the heading in which amounts are looked for first; then on all the page."""
FREE_WITHIN = 20
"""Text nodes after the heading in which `free` is the price."""
BESIDE = 16
"""Text nodes between the price and what stands beside it."""


@dataclass
class Shown:
    """What the visible page says."""

    sightings: list[Sighting] = field(default_factory=list)  # in document order
    described: list[Sighting] = field(default_factory=list)  # those worth a close look
    best: Sighting | None = None
    was: Decimal | None = None
    member: Decimal | None = None
    unit: Sighting | None = None
    title: str | None = None
    heading: Heading = field(default_factory=Heading)
    buttons: list[int] = field(default_factory=list)  # positions of the words that buy
    stock: str | None = None
    stock_text: str | None = None
    says_free: bool = False  # by the heading

    @property
    def is_sold_here(self) -> bool:
        """Whether the best amount stands by the heading, marked as a price or with a button to buy."""
        best, heading = self.best, self.heading.position
        if best is None or best.traits & ELSEWHERE or heading is None or best.score < SURE_ENOUGH:
            return False
        alike = [s for s in self.described if not s.is_struck and s.shape == best.shape and s.levels == best.levels]
        if len(alike) >= MANY_ALIKE and len(self.buttons) >= MANY_ALIKE and len({s.amount for s in alike}) > 1:
            return False
        if any(-5 <= button - best.position <= 40 for button in self.buttons) and best.is_marked:
            return True
        near_button = any(-60 <= button - best.position <= 90 for button in self.buttons)
        return -60 <= best.position - heading <= 150 and (near_button or best.is_marked)


MANY_ALIKE = 3
"""Amounts of one shape, as far from the heading each, with as many buttons to buy: a list."""
SENTENCE = 5
"""Words beside an amount in its own text node from which it stands in a sentence."""
WORTH_A_LOOK = 2.0
"""Points from which what stands beside a visible amount counts."""
SURE_ENOUGH = 4.0
"""Points from which a visible amount counts as a price."""


@dataclass
class Phrases:
    """A page's text nodes, folded."""

    folded: list[str]
    known: frozenset[str]

    def positions(self, phrase: str, most: int = 12) -> list[int]:
        found = [self.folded.index(phrase)]
        while len(found) < most:
            try:
                found.append(self.folded.index(phrase, found[-1] + 1))
            except ValueError:
                break
        return found


def phrases_of(page: Page) -> Phrases:
    folded = [text.rstrip(" .!:") for text in page.text.casefold().split(SEPARATOR)]
    return Phrases(folded, frozenset(folded))


def look(page: Page, money: PageMoney, names: list[str], expected: list[Decimal]) -> Shown:
    """Find the price a shopper sees.

    `names`: what the product may be called, to find its heading. `expected`: amounts that the markup states.
    """
    shown = Shown()
    phrases = phrases_of(page)
    _find_heading(page, phrases, names, shown)
    _find_buttons(page, phrases, shown)
    if not page.strings:
        return shown
    for spans in (_near_spans(page, shown), [(0, len(page.strings))]):
        shown.sightings = [sighting for first, last in spans for sighting in find(page, money.local, first, last)]
        give_words(page, shown.sightings, shown.heading)
        described = [s for s in _nearest(shown) if describe(page, money, s, shown.heading)]
        shown.described = join_ranges(page.text, described)
        settle_pairs(page.text, shown.described)
        _score(page, shown, expected)
        is_found = shown.best is not None and shown.best.score >= WORTH_A_LOOK
        if is_found or len(shown.described) >= MANY_ALIKE:
            break
    _read_stock(page, phrases, shown)
    at = shown.heading.position
    shown.says_free = at is not None and bool(FREE & set(phrases.folded[at : at + FREE_WITHIN]))
    if shown.says_free and shown.best is not None and _is_free_before(page, phrases, shown.best.position, at or 0):
        shown.best = None
    return shown


def _is_free_before(page: Page, phrases: Phrases, position: int, heading: int) -> bool:
    """Whether `free` stands as the price between the heading and an amount, which then is that of something else."""
    for at in range(heading, min(position, heading + FREE_WITHIN)):
        if phrases.folded[at] in FREE:
            traits = 0
            for element in page.ancestors(at)[:2]:
                traits |= element.traits
            if traits & Is.PRICE and not traits & (ROLES | ELSEWHERE):
                return True
    return False


def _near_spans(page: Page, shown: Shown) -> list[tuple[int, int]]:
    """The text nodes by the heading and before the buttons that buy, as spans apart from each other."""
    last = len(page.strings)
    if shown.heading.position is None:
        return [(0, last)]
    wanted = [(shown.heading.position - NODES_BEFORE, shown.heading.position + NODES_AFTER)]
    wanted += [(button - 40, button + 10) for button in shown.buttons[:4]]
    spans: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(last, end)) for start, end in wanted):
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return spans


def count_amounts(page: Page, money: PageMoney) -> int:
    """How many amounts of money stand on the whole page."""
    return sum(sighting.is_signed for sighting in find(page, money.local)) if page.strings else 0


def _find_heading(page: Page, phrases: Phrases, names: list[str], shown: Shown) -> None:
    """The <h1> that shares most words with what the page calls itself; else where that name stands in the text."""
    wanted = [words for name in names if (words := set(name.casefold().split()))]
    best_share, best_text, best_position, best_node = -1.0, None, None, None
    for position, node in page.noted.get("h1", ())[:12]:
        text = clean(node.text(separator=" ")[:600])
        if len(text) < 2:
            continue
        words = set(text.casefold().split())
        share = max((len(words & other) / len(words) for other in wanted), default=0.0)
        if share > best_share:
            best_share, best_text, best_position, best_node = share, text, position, node
    if best_share < 0.5:
        for name in names:
            folded = clean(name).casefold().rstrip(" .!:")
            if folded in phrases.known and len(name) > 5:
                at = phrases.folded.index(folded)
                best_text, best_position, best_node = name, at, page.nodes[at].parent
                break
    shown.title = best_text
    shown.heading = Heading(best_position, _chain(page, best_node))


def _chain(page: Page, node: LexborNode | None) -> dict[int, int]:
    chain: dict[int, int] = {}
    while node is not None and len(chain) < 60:
        chain[id(page.element(node))] = len(chain)
        node = node.parent
    return chain


def _find_buttons(page: Page, phrases: Phrases, shown: Shown) -> None:
    for phrase in BUY & phrases.known:
        shown.buttons += phrases.positions(phrase)
    for position, node in page.noted.get("input", ())[:200]:
        attributes = node.attributes
        if (attributes.get("type") or "").lower() in ("submit", "button", "image"):
            value = clean(attributes.get("value") or attributes.get("title")).casefold()
            if value in BUY:
                shown.buttons.append(position)
    shown.buttons.sort()


def _nearest(shown: Shown) -> list[Sighting]:
    """The amounts worth looking at: around the heading and before the buttons that buy."""
    sightings = shown.sightings
    start = shown.heading.position or 0
    first = next((n for n, sighting in enumerate(sightings) if sighting.position >= start), len(sightings))
    chosen = set(range(max(0, first - AMOUNTS_BEFORE_HEADING), min(len(sightings), first + AMOUNTS_AFTER_HEADING)))
    for button in shown.buttons[:4]:
        near = [n for n, sighting in enumerate(sightings) if -40 <= sighting.position - button <= 10]
        chosen.update(near[-AMOUNTS_BY_A_BUTTON:])
    return [sightings[n] for n in sorted(chosen)]


def _score(page: Page, shown: Shown, expected: list[Decimal]) -> None:
    alike: dict[str, int] = {}
    cards: dict[str, set[int]] = {}
    for sighting in shown.described:
        shape = sighting.shape
        alike[shape] = alike.get(shape, 0) + 1
        for element in sighting.around:
            if element.traits & Is.CARD and id(element) not in shown.heading.chain:
                cards.setdefault(element.style, set()).add(id(element))
    repeated = {style for style, elements in cards.items() if len(elements) > 2}
    for sighting in shown.described:
        sighting.score = _score_of(page, sighting, shown, alike[sighting.shape], repeated, expected)
    shown.best = _best(shown.described)
    best = shown.best
    if best is not None and (best.score >= WORTH_A_LOOK or (not best.role and best.amount in expected)):
        _look_beside(shown, best)


def _best(described: list[Sighting]) -> Sighting | None:
    """The highest score among amounts that nothing says are no price.

    Where there is none by the heading, an amount called regular, list or unit price is one, if it is not struck
    through: shops label a price so when it is the only one. The same holds for a price without tax.
    """

    def key(sighting: Sighting) -> tuple[float, int]:
        return sighting.score, -sighting.position

    plain = max((s for s in described if not s.role), key=key, default=None)
    labelled = [s for s in described if s.role in (Is.OLD, Is.UNTAXED, Is.UNIT, Is.OLD | Is.UNTAXED)]
    untaxed = [s for s in labelled if not s.role & Is.OLD]  # beside one, what is called old is its former price
    weak = max(untaxed or labelled, key=key, default=None)
    if weak is not None and (plain is None or weak.score > plain.score + 2.5):
        return weak
    return plain


def _score_of(
    page: Page, sighting: Sighting, shown: Shown, alike: int, repeated: set[str], expected: list[Decimal]
) -> float:
    """How much an amount looks like the price. The points are judgement: their order matters, not their size."""
    traits = sighting.traits
    score = 1.0 if sighting.is_signed else 0.0
    score += 3.0 if sighting.is_marked else 0.0
    score += 1.0 if sighting.is_current else 0.0
    score += 1.0 if traits & Is.MAIN else 0.0
    score -= 6.0 if traits & Is.CHROME else 0.0
    score -= 4.0 if traits & Is.OTHERS else 0.0
    score -= 4.0 if traits & Is.ADD_ON else 0.0
    score -= 3.0 if traits & Is.REVIEW else 0.0
    score -= 3.0 if traits & Is.HIDDEN and not traits & Is.SPOKEN else 0.0
    score -= 4.0 if sighting.role & ~(Is.OLD | Is.UNTAXED | Is.UNIT) else 2.0 if sighting.role else 0.0
    score -= 2.0 if sighting.amount == 0 else 0.0
    score -= 3.0 if any(element.tag == "label" for element in sighting.around[:4]) else 0.0  # one of several choices
    words = page.strings[sighting.position].count(" ") - sighting.raw.count(" ")
    score -= 2.0 if words > SENTENCE else 1.0 if words > SENTENCE // 2 else 0.0
    heading = shown.heading
    in_chain = heading.chain
    if traits & Is.CARD:
        cards = [e.style for e in sighting.around if e.traits & Is.CARD and id(e) not in in_chain]
        score -= 4.0 if any(style in repeated for style in cards) else 1.5 if cards else 0.0
    score -= min(2.0, 0.5 * (alike - 2)) if alike > 2 else 0.0
    if any(
        e.link and not e.link.startswith(("#", "javascript")) and id(e) not in in_chain for e in sighting.around[:8]
    ):
        score -= 2.5
    if heading.position is not None:
        gap = sighting.position - heading.position
        score += max(-3.0, 2.5 - 0.05 * gap) if gap >= 0 else max(-3.0, 1.5 + 0.06 * gap)
        score += max(0.0, 2.0 - 0.25 * sighting.levels)
    if shown.buttons:
        nearest = min(
            button - sighting.position if button >= sighting.position else 2 * (sighting.position - button)
            for button in shown.buttons
        )
        score += max(0.0, 2.0 - 0.06 * nearest)
    if sighting.amount is not None and any(is_same(sighting.amount, amount) for amount in expected):
        score += 2.0
    return score


def _look_beside(shown: Shown, best: Sighting) -> None:
    """What stands beside the price: the former price, the member's price, the price per unit."""
    if best.amount is None:
        return
    for sighting in shown.described:
        if abs(sighting.position - best.position) > BESIDE or sighting is best or sighting.amount is None:
            continue
        if sighting.traits & ELSEWHERE & ~best.traits:
            continue
        role = sighting.role
        if role & Is.UNIT and shown.unit is None:
            shown.unit = sighting
        elif role & Is.MEMBER and not role & Is.OLD and shown.member is None and sighting.amount < best.amount:
            shown.member = sighting.amount
        elif role & Is.OLD and shown.was is None and _is_former_price(best, sighting):
            shown.was = sighting.amount


def _is_former_price(best: Sighting, former: Sighting) -> bool:
    """A former price is higher, of the same tax and currency, and not of another order of size."""
    is_taxed_alike = not former.role & Is.UNTAXED or bool(best.role & Is.UNTAXED)
    is_near = best.amount is not None and former.amount is not None and best.amount < former.amount <= best.amount * 20
    return is_taxed_alike and is_near and former.currency in (best.currency, None)


def _read_stock(page: Page, phrases: Phrases, shown: Shown) -> None:
    """The nearest phrase of stock by the price or the heading that stands in no list of other products."""
    anchors = [at for at in (shown.best.position if shown.best else None, shown.heading.position) if at is not None]
    if not anchors:
        return
    near = {at for anchor in anchors for at in range(max(0, anchor - 20), min(anchor + 80, len(phrases.folded)))}
    found: list[tuple[int, int, str]] = []
    for phrase in STOCK_PHRASES & phrases.known:
        found += [(abs(at - anchors[0]), at, STOCK[phrase]) for at in phrases.positions(phrase, 5) if at in near]
    for at in near:
        opening, _, more = phrases.folded[at].partition(". ")
        state = STOCK.get(opening) if more else None
        if (state := state or stock_counted(phrases.folded[at])) is not None:
            found.append((abs(at - anchors[0]), at, state))
    for _, position, state in sorted(found)[:8]:
        traits = 0
        for element in page.ancestors(position):
            if id(element) in shown.heading.chain:
                break
            traits |= element.traits
        if not traits & (ELSEWHERE | Is.CARD | Is.HIDDEN):
            shown.stock, shown.stock_text = state, phrases.folded[position]
            return
