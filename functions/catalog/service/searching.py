"""A search from its text to its page: understood, found, rated, ordered, read from the table, explained, recorded."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from catalog.models.search import MOST_RANKED, FoundBy, Relaxed, SearchAnswer, SearchRequest, SortBy
from catalog.models.search import SearchHit as Shown
from catalog.models.understanding import Understanding
from catalog.rules.explaining import matched, reasons
from catalog.rules.personalising import Liking
from catalog.rules.priced import price_for
from catalog.rules.scoring import Retrieved, Scored, mixed, personalised
from catalog.service import recorded_search as recorded
from catalog.service.asking import meant
from catalog.service.conditions import Condition
from catalog.service.finding import Found, Question, find
from catalog.service.liking import likings, taste_of
from catalog.service.outside import Outside
from catalog.service.rating import rated
from catalog.service.rows import Read, Rows, has_any
from catalog.service.showing import conditions_of, facets_shown, past_search
from catalog.service.standing_in import popular
from catalog.service.vocabularies import Vocabularies
from catalog.store import CatalogStore
from tradewind import paging
from tradewind.caller import Caller
from tradewind.clock import Clock, NewId, whole
from tradewind.errors import InvalidInput, NotFound, TradewindError, Unavailable
from tradewind.evidence import Decision, Reason
from tradewind.observability import logger
from tradewind.search.query import Hit

RULE = "rule:catalog.search@1"
GOOD_FOR = timedelta(days=1)
"""How long the pages of a search can be turned."""
MOST_PAGES = 5
"""Pages of the engine that one of the answer is made of."""
NO_RATING = "no model rates; the order is the engine's"


class Place(NamedTuple):
    """Where a page begins: so many candidates in, or after a page of the engine's; and what the first page settled."""

    at: datetime
    offset: int = 0
    inner: str | None = None
    relaxed: tuple[str, ...] = ()
    is_fuzzy: bool = False

    @property
    def is_first(self) -> bool:
        return self.offset == 0 and self.inner is None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates in their order, with what it follows from."""

    order: Sequence[Scored]
    hits: Mapping[str, Hit]
    likings: Mapping[str, Liking]
    rater: str | None


def search(
    wanted: SearchRequest,
    by: Caller,
    *,
    store: CatalogStore,
    outside: Outside,
    vocabularies: Vocabularies,
    now: Clock,
    new_id: NewId,
) -> SearchAnswer:
    """What of the caller's catalogue answers a request in words and filters, and why.

    What is shown is the table's: a product that the index still has and the table no longer has so is left out and
    counted. Whatever is down is left out and said (`found_by`). Raises: InvalidInput for a token of another search;
    Unavailable when neither the engine nor the table answers.
    """
    at = whole(now())
    place = _place_of(wanted, by, at)
    asked, read = meant(wanted, vocabularies.of(by.tenant, outside), wanted.sort)
    asked = asked.without(place.relaxed)
    table = Read(by.tenant, store)
    try:
        found = find(
            asked,
            by.tenant,
            outside=outside,
            limit=wanted.limit if asked.is_ranked else place.offset + wanted.limit,
            next=place.inner,
            is_relaxed=wanted.is_relaxed and place.is_first,
            with_facets=place.is_first,
            is_fuzzy=place.is_fuzzy,
            has_any=lambda less, hits: has_any(less, hits, table),
        )
    except (Unavailable, NotFound) as error:
        logger.warning("answered from the table", reason=error.detail)
        return _recorded(_from_table(asked, read, wanted, by, store, at, new_id()), wanted, by, store)
    asked = replace(asked, conditions=tuple(each for each in asked.conditions if each not in found.relaxed))
    answer = _answer(asked, read, found, wanted, by, place, table, store, outside, new_id())
    if not place.is_first:
        return answer
    if asked.text and not any(each.kind == "category" for each in (*asked.conditions, *found.relaxed)):
        likely = vocabularies.likely_category(asked.text, by.tenant, outside)
        answer = answer.model_copy(update={"likely_category": likely})
    return _recorded(answer, wanted, by, store)


def _answer(
    asked: Question,
    read: Understanding,
    found: Found,
    wanted: SearchRequest,
    by: Caller,
    place: Place,
    table: Read,
    store: CatalogStore,
    outside: Outside,
    search_id: str,
) -> SearchAnswer:
    is_ranked = found.mode is not FoundBy.LISTED
    rows = Rows(table, asked)
    if is_ranked:
        ranking = _ranked(asked, found, rows, wanted, by, place, store, outside)
        page, after = _page_of_ranked(ranking, rows, wanted.limit, place)
    else:
        listed, after = _page_of_listed(asked, found, rows, wanted.limit, place, by.tenant, outside)
        page = [Scored(hit.id, 0.0, 0.0) for hit in listed]
        ranking = Ranking(page, {hit.id: hit for hit in listed}, {}, None)
    kinds = tuple(dict.fromkeys((*place.relaxed, *(each.kind for each in found.relaxed))))
    following = after._replace(relaxed=kinds, is_fuzzy=found.is_fuzzy) if after else None
    notes = [*found.notes, *_missing(rows), *_priced(rows, asked)]
    is_unrated = is_ranked and bool(found.hits) and ranking.rater is None
    if is_unrated:
        notes.append(NO_RATING)
    notes += [f"{each.wanted} gave way: nothing meets it with the rest" for each in found.relaxed]
    return SearchAnswer(
        search_id=search_id,
        hits=[_shown(each, ranking, rows, asked, found, is_ranked) for each in page],
        next=_token(wanted, by, following) if following else None,
        total=found.total,
        found_by=Decision(
            value=found.mode,
            basis="rule",
            degraded=found.is_degraded or is_unrated or bool(rows.missing),
            reasons=[Reason(text=text) for text in notes],
            provenance=f"{RULE}, {ranking.rater}" if ranking.rater else RULE,
        ),
        understood=read.slots if wanted.text else None,
        searched=asked.text,
        relaxed=_relaxed(found.relaxed),
        facets=facets_shown(found.facets, wanted, read),
        left_out=len(rows.missing),
        at=place.at,
    )


def _page_of_ranked(ranking: Ranking, rows: Rows, limit: int, place: Place) -> tuple[list[Scored], Place | None]:
    """A page of the candidates, and where the next begins."""
    page: list[Scored] = []
    position = place.offset
    while position < len(ranking.order) and len(page) < limit:
        part = ranking.order[position : position + limit - len(page)]
        rows.load([ranking.hits[each.product_id] for each in part])
        page += [each for each in part if each.product_id in rows.fitting]
        position += len(part)
    return page, Place(place.at, position) if position < len(ranking.order) else None


def _page_of_listed(
    asked: Question, found: Found, rows: Rows, limit: int, place: Place, tenant: str, outside: Outside
) -> tuple[list[Hit], Place | None]:
    """A page of what is sorted by a field, and where the next begins. It takes up what is left out from the engine's
    next pages, five at most; then it is shorter than asked."""
    page: list[Hit] = []
    inner, first = place.inner, place.offset
    for pages in range(1, MOST_PAGES + 1):
        rows.load(found.hits[first:])
        for number, hit in enumerate(found.hits[first:], first + 1):
            page += [hit] if hit.id in rows.fitting else []
            if len(page) == limit and number < len(found.hits):
                return page, Place(place.at, number, inner)
        if found.next is None:
            return page, None
        inner, first = found.next, 0
        if len(page) == limit or pages == MOST_PAGES:
            break
        found = find(
            asked,
            tenant,
            outside=outside,
            limit=limit,
            next=inner,
            is_relaxed=False,
            with_facets=False,
            is_fuzzy=found.is_fuzzy,
        )
    return page, Place(place.at, 0, inner)


def _ranked(
    asked: Question,
    found: Found,
    rows: Rows,
    wanted: SearchRequest,
    by: Caller,
    place: Place,
    store: CatalogStore,
    outside: Outside,
) -> Ranking:
    """Candidates in the order of their scores."""
    rater = outside.rater_of(by.tenant) if found.hits else None
    top = found.hits[: rater.most] if rater else ()
    rows.load(top)
    ratings = rated(asked.text, top, rows.fitting, rater) if rater else {}
    candidates = [hit for hit in found.hits[:MOST_RANKED] if not rows.lack(hit.id)]
    scored = mixed([Retrieved(hit.id, hit.score) for hit in candidates], ratings)
    liked = likings(taste_of(by, place.at, store), candidates) if wanted.is_personal else {}
    order = personalised(scored, {id: each.value for id, each in liked.items()})
    return Ranking(order, {hit.id: hit for hit in found.hits}, liked, rater.name if rater and ratings else None)


def _shown(scored: Scored, ranking: Ranking, rows: Rows, asked: Question, found: Found, is_ranked: bool) -> Shown:
    hit, product = ranking.hits[scored.product_id], rows.fitting[scored.product_id]
    words = matched(hit.words, asked.terms)
    score: Decision[float] = Decision(value=None, basis="rule", reasons=[], provenance=RULE)
    if is_ranked:
        score = Decision(
            value=min(max(scored.score, 0.0), 1.0),
            basis="rule",
            degraded=ranking.rater is None,
            reasons=reasons(scored, words, hit.vector_score, ranking.likings.get(scored.product_id)),
            provenance=f"{RULE}, {ranking.rater}" if scored.rating is not None else RULE,
        )
    return Shown(
        product=product,
        price=price_for(product, asked.quantity),
        score=score,
        words=words,
        meaning=min(max(hit.vector_score, -1.0), 1.0) if hit.vector_score is not None else None,
        conditions=conditions_of(product, asked.conditions, found.relaxed, asked.quantity),
    )


def _from_table(
    asked: Question,
    read: Understanding,
    wanted: SearchRequest,
    by: Caller,
    store: CatalogStore,
    at: datetime,
    search_id: str,
) -> SearchAnswer:
    """The answer where no engine does: what is popular where the goods go."""
    place = read.slots.delivery_place
    country = wanted.country or (place.value.country if place and place.value else None)
    found, relaxed = popular(asked, by.tenant, country=country, store=store, at=at, is_relaxed=wanted.is_relaxed)
    held = tuple(each for each in asked.conditions if each not in relaxed)
    where_to = f" in {country}" if country else ""
    notes = [f"the search engine does not answer; this is what is popular{where_to} of what meets the conditions"]
    notes += [f"{each.wanted} gave way: nothing popular meets it" for each in relaxed]
    score: Decision[float] = Decision(
        value=None, basis="rule", degraded=True, reasons=[Reason(text="popular")], provenance="rule:catalog.popular@1"
    )
    return SearchAnswer(
        search_id=search_id,
        hits=[
            Shown(
                product=each,
                price=price_for(each, asked.quantity),
                score=score,
                conditions=conditions_of(each, held, relaxed, asked.quantity),
            )
            for each in found[: wanted.limit]
        ],
        next=None,
        total=None,
        found_by=Decision(
            value=FoundBy.POPULAR,
            basis="rule",
            degraded=True,
            reasons=[Reason(text=text) for text in notes],
            provenance="rule:catalog.popular@1",
        ),
        understood=read.slots if wanted.text else None,
        searched=asked.text,
        relaxed=_relaxed(relaxed),
        at=at,
    )


def _recorded(answer: SearchAnswer, wanted: SearchRequest, by: Caller, store: CatalogStore) -> SearchAnswer:
    """The answer with its record in the audit, and in the caller's history where they want one. Where neither can be
    written the answer stands without, and it is logged: a search is no reason to fail one."""
    act = recorded.searched(answer, by.tenant)
    user = by.user if wanted.is_personal and by.key_id is None else None
    try:
        store.searches.add(by.tenant, user, past_search(answer, wanted), [act])
    except TradewindError as error:
        logger.warning("a search is not recorded", reason=error.detail)
        return answer
    return answer.model_copy(update={"found_by": answer.found_by.model_copy(update={"audit_id": act.audit_id})})


def _missing(rows: Rows) -> list[str]:
    notes = []
    if stale := len(rows.missing - rows.unreadable):
        notes.append(f"{stale} found by the index are no longer so in the catalogue; the index is behind")
    if rows.unreadable:
        notes.append(f"{len(rows.unreadable)} cannot be read and are left out")
    return notes


def _priced(rows: Rows, asked: Question) -> list[str]:
    """What is to be said where prices are those of a quantity, and the index knows the lowest alone."""
    notes = []
    if rows.beyond:
        notes.append(
            f"{len(rows.beyond)} that the total counts by their lowest price are left out: for {asked.quantity} a unit "
            "costs something else"
        )
    if asked.quantity is not None and asked.sort in (SortBy.CHEAPEST, SortBy.DEAREST):
        notes.append(f"ordered by the lowest price of any quantity, shown with the price for {asked.quantity}")
    return notes


def _relaxed(conditions: Sequence[Condition]) -> tuple[Relaxed, ...]:
    return tuple(Relaxed(kind=each.kind, wanted=each.wanted, said=each.said or "") for each in conditions)


def _list_of(wanted: SearchRequest, by: Caller) -> str:
    """What a token belongs to: this search of this caller."""
    said = wanted.model_dump_json(exclude={"next", "limit"})
    return f"{by.tenant}#{by.user}#{sha256(said.encode()).hexdigest()}"


def _token(wanted: SearchRequest, by: Caller, place: Place) -> str:
    said = [place.at.isoformat(), place.offset, place.inner, list(place.relaxed), place.is_fuzzy]
    return paging.token(_list_of(wanted, by), json.dumps(said, separators=(",", ":")))


def _place_of(wanted: SearchRequest, by: Caller, at: datetime) -> Place:
    """Where the page that is asked for begins. Raises: InvalidInput for a token of another search."""
    if wanted.next is None:
        return Place(at)
    said = paging.position(_list_of(wanted, by), wanted.next)
    try:
        moment, offset, inner, relaxed, is_fuzzy = json.loads(said)
        place = Place(datetime.fromisoformat(moment), int(offset), inner, tuple(map(str, relaxed)), bool(is_fuzzy))
    except (ValueError, TypeError) as error:
        raise InvalidInput("next: not a token of ours") from error
    if not 0 <= place.offset <= MOST_RANKED or not isinstance(inner, str | None) or place.at.tzinfo is None:
        raise InvalidInput("next: not a token of ours")
    if not timedelta() <= at - place.at <= GOOD_FOR:
        raise InvalidInput("next: this search is too old; search again")
    return place
