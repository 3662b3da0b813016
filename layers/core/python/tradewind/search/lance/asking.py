"""A query of the port as LanceDB's own."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tradewind.errors import Unavailable
from tradewind.observability import logger
from tradewind.search.fusion import Fused, fuse
from tradewind.search.lance.conditions import column, condition
from tradewind.search.lance.rows import counts_of, read_row, read_shown, shown_columns, suggested
from tradewind.search.lance.tenant import FAULTS, TenantTable
from tradewind.search.port import MOST_COUNTED
from tradewind.search.query import MOST_DEEP, FacetCounts, Hit, Hits, Leg, Query, Suggestion, legs_of, token
from tradewind.search.schema import Schema
from tradewind.search.suggesting import LONGEST_BEGINNING, completions, is_near, typed
from tradewind.search.words import asked

if TYPE_CHECKING:
    import pyarrow as pa

PROBES = 4
"""Partitions of the vector index that a query looks through: with 160,000 rows all of them, so none is missed."""
MARGIN = 16
"""Rows asked for beyond those wanted, to see whether equal ones follow."""
MARGIN_SHOWN = 4
"""Fewer where rows bring along what they show, since each is read from its own place: of 160 questions none was asked
again for it."""
LIKELIEST = 200
MOST_EXPANDED = 50


@dataclass(frozen=True, slots=True)
class Brought:
    """What a leg brings: scores by row, best first, and what rows show, as far as that came along."""

    scores: Mapping[int, float]
    shown: Mapping[int, Mapping[str, Any]]


NOTHING = Brought({}, {})
Best = Callable[[int, list[str]], Awaitable[tuple[list[float], "pa.Table"]]]
"""The scores of the best so many rows, and the rows with these columns."""


async def answered(at: TenantTable, tenant: str, query: Query, begin: int) -> Hits:
    """A page of hits. Raises: Unavailable when no leg answers, and `FAULTS`."""
    where = condition(at.schema, query.where)
    finding = _found(at, query, where, begin)
    total: int | None = None
    facets: dict[str, FacetCounts] = {}
    if query.is_counted or query.facets:
        (found, more, down), (total, facets) = await asyncio.gather(finding, _counted(at, query, where))
    else:
        found, more, down = await finding
    shown = begin + query.limit
    return Hits(tuple(found), total, facets, token(at.schema, tenant, query, shown) if more else None, down)


async def suggestions(at: TenantTable, text: str, limit: int) -> list[Suggestion]:
    """How a text may go on: as typed, and with a letter wrong where that gives too few."""
    words = [word[:LONGEST_BEGINNING] for word in typed(text)]
    if not words or "begins" not in (await at.table.schema()).names:
        return []
    for is_fuzzy in (False, True):
        asking = at.table.query().nearest_to_text(_matching(words, "begins", is_fuzzy, of_all=True))
        likeliest = await asking.select(["shown", "_score"]).limit(LIKELIEST).to_arrow()
        documents = (read_shown(shown)[2] for shown in likeliest["shown"].to_pylist())
        values = (value for fields in documents for value in suggested(at.schema, fields))
        found = completions(text, values, limit)
        if len(found) >= limit:
            break
    return found


async def _found(
    at: TenantTable, query: Query, where: str | None, begin: int
) -> tuple[list[Hit], bool, tuple[Leg, ...]]:
    """The page's hits, whether there are more, and the legs that are down."""
    legs = legs_of(query)
    if query.sort and legs:
        return await _sorted_matches(at, query, where, begin)
    if not legs:
        return await _looked_through(at, query, where, begin)
    depth = query.candidates if len(legs) == 2 else min(begin + query.limit + 1, MOST_DEEP + 1)
    # The first page of one leg is nearly all that the leg brings, and a question less saves a third of its time.
    columns = [] if len(legs) == 2 or begin else shown_columns(at.schema, query)
    asking = {"keyword": _by_words, "vector": _by_meaning}
    answers = await asyncio.gather(
        *(asking[leg](at, query, where, depth, columns) for leg in legs), return_exceptions=True
    )
    brought: dict[Leg, Brought] = {}
    for leg, answer in zip(legs, answers, strict=True):
        if isinstance(answer, FAULTS):
            logger.warning("the %s leg does not answer: %s", leg, str(answer)[:500])
        elif isinstance(answer, BaseException):
            raise answer
        else:
            brought[leg] = answer
    down = tuple(leg for leg in legs if leg not in brought)
    if not brought:
        raise Unavailable(f"no leg of the search answers: {answers[0]!s:.500}")
    words, meaning = brought.get("keyword", NOTHING), brought.get("vector", NOTHING)
    fused = fuse(
        list(words.scores),
        list(meaning.scores),
        keyword_weight=query.keyword_weight,
        vector_weight=query.vector_weight,
    )
    if len(legs) == 1:
        scores = words.scores or meaning.scores
        fused = [each._replace(score=scores[each.id]) for each in fused]
    page = fused[begin : begin + query.limit]
    rows = {**words.shown, **meaning.shown}
    rows |= await _taken(at, query, [each.id for each in page if each.id not in rows])
    hits = _hits(at.schema, query, page, rows, words.scores, meaning.scores)
    return hits, len(fused) > begin + query.limit, down


async def _by_words(at: TenantTable, query: Query, where: str | None, depth: int, columns: list[str]) -> Brought:
    """BM25 by row, best first."""
    forms = [form for each in asked(at.schema, query.text).values() for form in each]
    if not forms:
        return NOTHING
    matching = _matching(forms, "words", query.is_fuzzy)

    async def best(number: int, columns: list[str]) -> "tuple[list[float], pa.Table]":
        asking = at.table.query().nearest_to_text(matching)
        if where:
            asking = asking.where(where)
        found = await asking.select(["_score", *columns]).with_row_id().limit(number).to_arrow()
        return found["_score"].to_numpy().tolist(), found

    return await _in_order(best, depth, columns)


async def _by_meaning(at: TenantTable, query: Query, where: str | None, depth: int, columns: list[str]) -> Brought:
    """The cosine by row, best first."""
    import numpy as np

    vector = np.asarray(query.vector, "float32")
    [name] = [column(field.name) for field in at.schema.fields if field.kind == "vector"]

    async def best(number: int, columns: list[str]) -> "tuple[list[float], pa.Table]":
        asking = at.table.query().nearest_to(vector).column(name).distance_type("cosine").nprobes(PROBES)
        if where:
            asking = asking.where(where)
        found = await asking.select(["_distance", *columns]).with_row_id().limit(number).to_arrow()
        return [1.0 - distance for distance in found["_distance"].to_numpy().tolist()], found

    return await _in_order(best, depth, columns)


async def _in_order(best: Best, depth: int, columns: list[str]) -> Brought:
    """The best rows with their scores; of equal scores the older row first.

    LanceDB answers ties in an order that changes with how many are asked for, and pages ask for more and more. So it is
    asked for more until the last of those that count is better than the last that came; what they show comes along the
    first time only.
    """
    asked_for = depth + (MARGIN_SHOWN if columns else MARGIN)
    scores, found = await best(asked_for, columns)
    rows = found["_rowid"].to_numpy().tolist()
    shown = dict(zip(rows, found.select(columns).to_pylist(), strict=True)) if columns else {}
    while len(rows) == asked_for and scores[depth - 1] <= scores[-1] and asked_for < 2 * MOST_DEEP:
        asked_for *= 4
        scores, found = await best(asked_for, [])
        rows = found["_rowid"].to_numpy().tolist()
    ordered = sorted(zip(scores, rows, strict=True), key=lambda each: (-each[0], each[1]))
    return Brought({row: score for score, row in ordered[:depth]}, shown)


async def _taken(at: TenantTable, query: Query, rows: list[int]) -> dict[int, Mapping[str, Any]]:
    """What rows show; those that went since they were found are not there."""
    if not rows:
        return {}
    found = await at.table.take_row_ids(rows).select(shown_columns(at.schema, query)).with_row_id().to_list()
    return {row["_rowid"]: row for row in found}


async def _looked_through(
    at: TenantTable, query: Query, where: str | None, begin: int
) -> tuple[list[Hit], bool, tuple[Leg, ...]]:
    """A page of all that the filter lets in, by the query's order and then by id."""
    from lancedb.query import ColumnOrdering

    order = [
        ColumnOrdering(column_name=column(each.field), ascending=not each.is_descending, nulls_first=False)
        for each in query.sort
    ]
    order.append(ColumnOrdering(column_name="id", ascending=True, nulls_first=False))
    asking = at.table.query().order_by(order).select(["id"]).with_row_id()
    if where:
        asking = asking.where(where)
    found = (await asking.limit(query.limit + 1).offset(begin).to_arrow())["_rowid"].to_pylist()
    shown = await _taken(at, query, found[: query.limit])
    rows = [read_row(at.schema, query, shown[row]) for row in found[: query.limit] if row in shown]
    return [Hit(id, 0.0, fields=fields) for id, _, fields in rows], len(found) > query.limit, ()


async def _sorted_matches(
    at: TenantTable, query: Query, where: str | None, begin: int
) -> tuple[list[Hit], bool, tuple[Leg, ...]]:
    """A page of what the words let in, of the best 10,000, by the query's order and then by id."""
    found = await _matches(at, query, where, ["id", *(column(each.field) for each in query.sort)], with_rows=True)
    keys = [(column(each.field), "descending" if each.is_descending else "ascending") for each in query.sort]
    found = found.sort_by([*keys, ("id", "ascending")])
    page = found.slice(begin, query.limit)
    scores = dict(zip(page["_rowid"].to_pylist(), page["_score"].to_pylist(), strict=True))
    rows = await _taken(at, query, list(scores))
    ordered = [Fused(row, score, None, None) for row, score in scores.items()]
    return _hits(at.schema, query, ordered, rows, scores, {}), found.num_rows > begin + query.limit, ()


async def _counted(at: TenantTable, query: Query, where: str | None) -> tuple[int | None, dict[str, FacetCounts]]:
    """How many match, and the facets over them."""
    columns = sorted({column(facet.field) for facet in query.facets})
    if "keyword" in legs_of(query):
        found = await _matches(at, query, where, columns)
    elif not columns:
        return await at.table.count_rows(where), {}
    else:
        asking = at.table.query().select(columns)
        found = await (asking.where(where) if where else asking).to_arrow()
    return found.num_rows, {facet.field: counts_of(at.schema, facet, found) for facet in query.facets}


async def _matches(
    at: TenantTable, query: Query, where: str | None, columns: list[str], with_rows: bool = False
) -> "pa.Table":
    """The best 10,000 that the words and the filter let in."""
    forms = [form for each in asked(at.schema, query.text).values() for form in each] or [""]
    asking = at.table.query().nearest_to_text(_matching(forms, "words", query.is_fuzzy)).select([*columns, "_score"])
    if where:
        asking = asking.where(where)
    if with_rows:
        asking = asking.with_row_id()
    return await asking.limit(MOST_COUNTED).to_arrow()


def _matching(words: list[str], among: str, is_fuzzy: bool, of_all: bool = False) -> Any:
    """The words, any or all of them; with a letter wrong in words of three letters on, and two from six on."""
    from lancedb import query as lance

    match: Any = lance.MatchQuery
    if not is_fuzzy:
        operator = lance.FullTextOperator.AND if of_all else lance.FullTextOperator.OR
        return match(" ".join(words), among, operator=operator)
    occur = lance.Occur.MUST if of_all else lance.Occur.SHOULD
    return lance.BooleanQuery(
        [
            (occur, match(word, among, fuzziness=_forgiven(word), max_expansions=MOST_EXPANDED))
            for word in dict.fromkeys(words)
        ]
    )


def _forgiven(word: str) -> int:
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2


def _hits(
    schema: Schema,
    query: Query,
    page: "list[Fused[int]]",
    rows: Mapping[int, Mapping[str, Any]],
    by_words: Mapping[int, float],
    by_meaning: Mapping[int, float],
) -> list[Hit]:
    """The hits of a page, but for rows that went since they were found."""
    words, hits = asked(schema, query.text), []
    for each in page:
        if row := rows.get(each.id):
            id, said, fields = read_row(schema, query, row)
            has = tuple(word for word, forms in words.items() if _says(said, forms, query.is_fuzzy))
            scores = by_words.get(each.id), by_meaning.get(each.id)
            hits.append(Hit(id, each.score, each.keyword_rank, each.vector_rank, *scores, has, fields))
    return hits


def _says(said: frozenset[str], forms: frozenset[str], is_fuzzy: bool) -> bool:
    if not forms.isdisjoint(said):
        return True
    return is_fuzzy and any(_forgiven(form) and any(is_near(form, word) for word in said) for form in forms)
