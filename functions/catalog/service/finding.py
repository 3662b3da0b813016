"""Asking the engine: what is found, by which of its legs, and what has to give way so that anything is.

What is down is left out and said: without vectors the words alone are searched, and the other way round. An engine
that does not answer at all raises Unavailable; who asks has the table to answer from (service/standing_in.py).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from random import random
from time import monotonic, sleep
from typing import TypeVar

from catalog.models.search import MOST_RANKED, FoundBy, SortBy
from catalog.rules.relaxing import ladder
from catalog.rules.terms import MOST_TERMS, Term, pieces, terms
from catalog.service.conditions import Condition, where
from catalog.service.outside import Outside
from tradewind.errors import TradewindError, Unavailable
from tradewind.observability import logger
from tradewind.search.query import Facet, FacetCounts, Hit, Hits, Query, Sort, legs_of

T = TypeVar("T")

TRIES = 3
WITHIN_S = 3.0
"""How long after the first try another is begun: with the engine's own time-outs an answer stays within 10 s."""
FIRST_WAIT_S = 0.05
MOST_RELAXED = 16
"""Tries to find what has to give way."""
LEAST_FUZZY = 4
"""Letters of a word that may be misspelt: of three letters half are another word."""
LEAST_MEANING = 0.25
"""The cosine below which what was found by its meaning alone is not shown: every text has nearest neighbours. By MiniLM
`kettle` and `samovar for tea` have 0.35, `headphones` and `wireless earbuds` 0.46; goods of other kinds 0.02 to 0.23,
letters without sense up to 0.19."""
LONGEST_TEXT = 1000
SHOWN = ("category", "brand", "supplier", "quality_tier", "changed_at")
"""What hits carry of the index: what a person's taste is about, and which state of the product the index has. All else
is read from the table, which is right."""

FACETS = (
    *(
        Facet(name)
        for name in (
            "categories", "brand", "supplier", "origin", "quality_tier", "certifications", "colours", "materials",
            "currency",
        )
    ),
    Facet("price", bounds=(0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000)),
)  # fmt: skip

SORTS = {
    SortBy.CHEAPEST: (Sort("currency"), Sort("price")),  # amounts of two currencies have no order
    SortBy.DEAREST: (Sort("currency"), Sort("price", is_descending=True)),
    SortBy.NEWEST: (Sort("changed_at", is_descending=True),),
    SortBy.LEAST_MOQ: (Sort("moq"),),
    SortBy.FASTEST: (Sort("lead_time_days"),),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What the engine is asked: the words that are searched, with those that mean the same, and what must hold.

    `quantity`: what is to be bought at once, by which prices are judged and told.
    """

    text: str
    conditions: tuple[Condition, ...]
    sort: SortBy = SortBy.RELEVANCE
    terms: tuple[Term, ...] = ()
    quantity: int | None = None

    @property
    def is_ranked(self) -> bool:
        """Whether words and meaning order what is found, rather than a field."""
        return self.sort is SortBy.RELEVANCE and bool(self.text)

    @property
    def searched(self) -> str:
        """The words with their terms."""
        return " ".join([self.text, *(term.token for term in self.terms)]).strip()[:LONGEST_TEXT]

    def without(self, kinds: Iterable[str]) -> "Question":
        """The same where conditions of these kinds, as far as they were understood, give way."""
        gone = set(kinds)
        return replace(
            self, conditions=tuple(each for each in self.conditions if each.said is None or each.kind not in gone)
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What was found and how. `notes` say what is not as usual; with `is_degraded`, because something is down."""

    hits: tuple[Hit, ...]
    total: int | None
    facets: dict[str, FacetCounts]
    mode: FoundBy
    next: str | None = None
    relaxed: tuple[Condition, ...] = ()
    is_fuzzy: bool = False
    is_degraded: bool = False
    notes: tuple[str, ...] = field(default=())


def question(text: str, conditions: Sequence[Condition], sort: SortBy, quantity: int | None = None) -> Question:
    """What is asked of the words that are to be searched."""
    return Question(text, tuple(conditions), sort, terms(text)[:MOST_TERMS], quantity)


def find(
    asked: Question,
    tenant: str,
    *,
    outside: Outside,
    limit: int,
    next: str | None = None,
    is_relaxed: bool = True,
    with_facets: bool = True,
    is_fuzzy: bool = False,
    has_any: Callable[[Question, Sequence[Hit]], bool] = lambda _, hits: bool(hits),
) -> Found:
    """What the engine finds.

    By relevance it is the best `limit` candidates, at least 100; in another order the page after `next`. Where nothing
    is found and it `is_relaxed`, conditions give way; `has_any` says whether anything is, by more than the index knows.
    Where no candidate says some word, spellings near it are searched too. Raises: Unavailable when the engine does not
    answer, InvalidInput for a foreign token.
    """
    engine = outside.opened()
    vector, notes = _meaning(asked, outside)
    is_ranked = asked.is_ranked
    query = Query(
        text=asked.searched,
        vector=vector,
        where=where(asked.conditions),
        facets=FACETS if with_facets else (),
        sort=SORTS.get(asked.sort, () if is_ranked else SORTS[SortBy.NEWEST]),
        limit=max(limit, MOST_RANKED) if is_ranked else limit,
        candidates=max(limit, MOST_RANKED),
        next=next,
        is_counted=True,
        is_fuzzy=is_fuzzy,
        shows=SHOWN,
    )

    def ask(of: Query) -> Hits:
        found = tried(lambda: engine.query(outside.schema, tenant, of))
        return replace(found, hits=tuple(hit for hit in found.hits if _is_near(hit)))

    hits = ask(query)
    if not is_fuzzy and next is None and (unsaid := _unsaid(asked, hits.hits)):
        near = ask(replace(query, is_fuzzy=True))
        if near.hits:
            hits, query, is_fuzzy = near, replace(query, is_fuzzy=True), True
            notes.append(f"no product says {_listed(unsaid)}; spellings near it were searched too")
    relaxed: tuple[Condition, ...] = ()
    if next is None and is_relaxed and not has_any(asked, hits.hits):
        understood = [each for each in asked.conditions if each.said is not None]
        for kinds in islice(ladder(each.kind for each in understood), MOST_RELAXED):
            less = asked.without(kinds)
            found = ask(replace(query, where=where(less.conditions)))
            if any(_is_about(hit) for hit in found.hits) and has_any(less, found.hits):
                hits, relaxed = found, tuple(each for each in asked.conditions if each not in less.conditions)
                break
    legs = [leg for leg in legs_of(query) if leg not in hits.legs_down]
    notes += [f"the {leg} part of the search does not answer" for leg in hits.legs_down]
    return Found(
        hits=hits.hits,
        total=hits.total,
        facets=dict(hits.facets),
        mode=FoundBy.HYBRID if len(legs) == 2 else FoundBy(legs[0]) if legs and is_ranked else FoundBy.LISTED,
        next=hits.next,
        relaxed=relaxed,
        is_fuzzy=is_fuzzy,
        is_degraded=bool(hits.legs_down) or (is_ranked and (vector is None or _is_stand_in(outside))),
        notes=tuple(notes),
    )


def tried(call: Callable[[], T]) -> T:
    """What a call answers, tried three times within three seconds where the engine does not answer. Only what may pass
    is tried again. Raises: what the last try raised."""
    began = monotonic()
    wait = FIRST_WAIT_S
    for _ in range(TRIES - 1):
        try:
            return call()
        except Unavailable:
            if monotonic() - began > WITHIN_S:
                raise
            sleep(wait * (0.5 + random() / 2))  # noqa: S311 - jitter
            wait *= 2
    return call()


def _meaning(asked: Question, outside: Outside) -> tuple[Sequence[float] | None, list[str]]:
    """The text as a vector, or why there is none."""
    if not asked.is_ranked:
        return None, []
    try:
        embedder = outside.embedder()
        vector: Sequence[float] = embedder.embed([asked.text])[0].tolist()
    except TradewindError as error:
        logger.warning("the text is searched by its words alone", reason=error.detail)
        return None, ["what makes meanings of texts does not answer; the words alone were searched"]
    return vector, ["spellings stand in for meanings"] if embedder.is_degraded else []


def _is_stand_in(outside: Outside) -> bool:
    return outside.embedder().is_degraded


def _is_near(hit: Hit) -> bool:
    """Whether it says a word, or means nearly what the text does."""
    is_by_meaning_alone = hit.keyword_rank is None and hit.vector_score is not None
    return not is_by_meaning_alone or (hit.vector_score or 0.0) >= LEAST_MEANING


def _is_about(hit: Hit) -> bool:
    """Whether it is worth giving something up for: it means nearly the text, or says more of it than a figure."""
    says = any(len(word) > 2 and not word.isdigit() for word in hit.words)
    return says or (hit.vector_score or 0.0) >= LEAST_MEANING


def _unsaid(asked: Question, hits: Sequence[Hit]) -> list[str]:
    """The words that no candidate says, and that may be misspelt."""
    said = {word.casefold() for hit in hits for word in hit.words}
    known = {piece.said for piece in pieces(" ".join(said))}
    return [
        piece.said
        for piece in pieces(asked.text)
        if piece.term is None
        and len(piece.said) >= LEAST_FUZZY
        and piece.said not in known
        and not any(letter.isdigit() for letter in piece.said)
    ]


def _listed(words: Iterable[str]) -> str:
    return " and ".join(f"“{word}”" for word in list(words)[:5])
