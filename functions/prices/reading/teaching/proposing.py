"""Selectors for what somebody sees, with how they did where they were tried."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from selectolax.lexbor import LexborNode

from prices.models.page import Availability
from prices.models.selector import LONGEST, MOST_PARTS
from prices.reading.selectors import Search
from prices.reading.teaching.naming import Name, names_of
from prices.reading.teaching.places import Example, places_of_price, places_of_text, stock_of_example
from prices.reading.teaching.trying import Opened, Sample, Trial, opened, try_price, try_text
from tradewind.money import parse

MOST_PROPOSALS = 5
MOST_TRIED = 24
"""Selectors that are tried on every page."""
MOST_WORDINGS = 400
"""Selectors that are looked up on the page with the example."""
ANCESTORS = 12
STURDY = 0.55
"""How long a name must last for other elements to be named by it."""
ALONE = 0.8
"""What is left of the confidence of a selector that was tried on one page only."""
DOUBTED = 0.6
"""The same for one whose place is named as if it held something else."""
AMBIGUOUS = 0.85
"""The same for one that finds other amounts too; the first counts."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A selector, how sure it is and why, and what it found on each page. The first trial is the example's page."""

    selector: str
    confidence: float
    reasons: list[str]
    trials: list[Trial]


@dataclass
class Proposals:
    """What can be learned from an example. `missing`: why there is no proposal for the price."""

    price: list[Proposal] = field(default_factory=list)
    title: Proposal | None = None
    availability: Proposal | None = None
    refused: list[Proposal] = field(default_factory=list)  # they find it, and catch what is no price
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class _Wording:
    selector: str
    lasts: float
    why: str


Try = Callable[[Opened, str], Trial]


def propose(example: Example, page: Sample, others: Iterable[Sample] = ()) -> Proposals:
    """Selectors that find what somebody sees on `page`, the best first.

    The places are those whose money reading is that of the example. Each is worded by names that last (id, schema.org's
    names, test marks, classes that say price) before names of style and of builds, and by position last; the shortest
    that names it alone before longer ones. Each wording is then tried on every page. Its confidence is how long its
    names last, times the share of pages on which it finds a price that nothing speaks against and that agrees with what
    was read there; less when it was tried on one page only, or finds other amounts too. One that catches a former
    price, a price per unit or another product anywhere is refused, with the reason.
    """
    main = opened(page)
    result = Proposals()
    amount, currency = _amount_in(example, main)
    main.price = amount
    if amount is None:
        result.missing = "no amount in the price; write it as you see it, such as € 12,90"
        return result
    tried_on = [main, *(opened(other) for other in others)]
    places = places_of_price(main.found, amount, currency)
    if not places:
        result.missing = f"{amount} stands nowhere in the text of the page as it was fetched"
    tried = _tried(places, tried_on, try_price, is_price=True, amount=amount)
    is_anywhere_clear = any(each.trials[0].doubt is None for each in tried)
    for proposal in tried:
        is_refused = _is_refused(proposal) or (is_anywhere_clear and proposal.trials[0].doubt is not None)
        (result.refused if is_refused else result.price).append(proposal)
    if not result.price and result.refused:
        result.missing = f"what finds it catches something else too: {result.refused[0].reasons[-1]}"
    elif not result.price and places:
        result.missing = "where it stands, nothing has a name of its own"
    del result.price[MOST_PROPOSALS:], result.refused[MOST_PROPOSALS:]
    if example.title:
        result.title = _best_text(places_of_text(main.found, example.title), tried_on, is_stock=False)
    if example.availability and stock_of_example(example.availability) is not Availability.UNKNOWN:
        result.availability = _best_text(places_of_text(main.found, example.availability), tried_on, is_stock=True)
    return result


_SIGN = re.compile(r"[^\d\s.,'’]")


def _amount_in(example: Example, page: Opened) -> tuple[Decimal | None, str | None]:
    """The amount that is meant, and its currency where the example says one: a bare number says none."""
    if example.amount is not None:
        return example.amount, example.currency
    parsed = parse(example.price, locale=page.found.money.locale)
    return parsed.amount, parsed.currency if _SIGN.search(example.price) else None


def _is_refused(proposal: Proposal) -> bool:
    return any(trial.objection for trial in proposal.trials)


def _best_text(places: list[LexborNode], pages: Sequence[Opened], *, is_stock: bool) -> Proposal | None:
    found = _tried(places, pages, lambda page, selector: try_text(page, selector, is_stock=is_stock), is_price=False)
    return next((each for each in found if not _is_refused(each)), None)


def _tried(
    places: list[LexborNode], pages: Sequence[Opened], attempt: Try, *, is_price: bool, amount: Decimal | None = None
) -> list[Proposal]:
    """Wordings of these places with their trials, the surest first, then the shortest."""
    main = pages[0]
    wordings = sorted(
        {each.selector: each for each in _wordings(places, main.search, is_price=is_price)}.values(),
        key=lambda each: (-each.lasts, len(each.selector)),
    )
    proposals = []
    for wording in wordings[:MOST_TRIED]:
        trials = [attempt(page, wording.selector) for page in pages]
        if trials[0].text is None or (amount is not None and trials[0].price is None):
            continue
        proposals.append(_judged(wording, trials))
    return sorted(proposals, key=lambda each: (-each.confidence, len(each.selector), each.selector))


def _judged(wording: _Wording, trials: list[Trial]) -> Proposal:
    others = trials[1:]
    good = sum(trial.is_good for trial in others)
    confidence = wording.lasts * (1 + good) / (1 + len(others))
    reasons = [f"found by {wording.why}"]
    if others:
        reasons.append(f"finds what is looked for on {good} of {len(others)} other pages of this shop")
    else:
        confidence *= ALONE
        reasons.append("tried on this page only; no other page of this shop is kept")
    if disagreeing := sum(trial.agrees is False for trial in others):
        reasons.append(f"reads something else than was read before on {disagreeing} of them")
    if any(trial.others for trial in trials):
        confidence *= AMBIGUOUS
        reasons.append("finds other amounts too; the first on the page counts")
    if doubt := trials[0].doubt:
        confidence *= DOUBTED
        reasons.append(f"by its surroundings {doubt}")
    if objection := next((trial.objection for trial in trials if trial.objection), None):
        confidence = min(confidence, 0.2)
        reasons.append(objection)
    return Proposal(wording.selector, round(confidence, 3), reasons, trials)


def _wordings(places: list[LexborNode], search: Search, *, is_price: bool) -> Iterator[_Wording]:
    """Selectors whose first find on the page is one of these places."""
    wanted = {place.mem_id for place in places}
    looked = 0

    def leads_there(selector: str, *, alone: bool = False) -> bool:
        nonlocal looked
        looked += 1
        if looked > MOST_WORDINGS or len(selector) > LONGEST:
            return False
        found = [node.mem_id for node in islice(search.find_all(selector), 2)]
        return bool(found) and found[0] in wanted and not (alone and len(found) > 1)

    for place in places:
        names = names_of(place, is_price=is_price)
        lone = [name for name in names[:-1] if leads_there(name.text)]
        yield from (_Wording(name.text, name.lasts, name.why) for name in lone)
        around = list(_named_around(place))
        for outer in around[:10]:
            for inner in names[:4] if len(names) > 1 else names:
                selector = f"{outer.text} {inner.text}"
                if leads_there(selector):
                    lasts = min(outer.lasts, inner.lasts, 0.9) - 0.03 if inner is not names[-1] else outer.lasts - 0.15
                    yield _Wording(selector, max(lasts, 0.1), f"{inner.why}, within {outer.why}")
        if (path := _path(place, search)) and leads_there(path):
            yield _Wording(path, 0.2, "its position, which lasts until something is put before it")


def _named_around(place: LexborNode) -> Iterator[Name]:
    """Names of the elements around that last, the nearest element first."""
    node = place.parent
    for _ in range(ANCESTORS):
        if node is None or node.tag in ("body", "html"):
            return
        sturdy = [name for name in names_of(node, is_price=True)[:-1] if name.lasts >= STURDY]
        yield from sturdy[:2]
        node = node.parent


def _path(place: LexborNode, search: Search) -> str | None:
    """Positions from the nearest element with a lasting name, or from the body."""
    steps: list[str] = []
    node: LexborNode | None = place
    while node is not None and len(steps) < MOST_PARTS - 1:
        names = names_of(node, is_price=False)
        if steps and names and names[0].lasts >= STURDY:
            return " > ".join([names[0].text, *steps])
        if node.tag in ("body", "html") or (at := search.place(node)) is None or at[1] > 200:
            return " > ".join(["body", *steps]) if node.tag == "body" else None
        steps.insert(0, f"{node.tag}:nth-of-type({at[1]})")
        node = node.parent
    return None
