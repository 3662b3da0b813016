"""Queries in the cluster's language. Each begins with the tenant, in the one place where that is said."""

from collections.abc import Mapping, Sequence
from typing import Any

from tradewind.search.opensearch.mapping import direction, mark_of, vector_name
from tradewind.search.port import MOST_COUNTED
from tradewind.search.query import AllOf, AnyOf, Between, Facet, Filter, Is, Leg, Missing, Not, Query, Says
from tradewind.search.schema import Schema
from tradewind.search.suggesting import FORGIVEN_FROM, LONGEST_BEGINNING, typed
from tradewind.search.words import asked

Body = dict[str, Any]

SURE_LETTERS, ONE_WRONG, TWO_WRONG = 1, 3, 6
"""Of a word that may be misspelt: its first letter is right; from 3 letters on one may be wrong, from 6 on two."""
MOST_SPELLINGS = 50
NOTHING: Body = {"match_none": {}}


def within(tenant: str, *conditions: Body) -> list[Body]:
    """What holds before anything is looked for: the tenant, and further conditions."""
    return [{"term": {"tenant": tenant}}, *conditions]


def let_in(schema: Schema, tenant: str, where: Filter) -> Body:  # noqa: PLR0911 - one a kind
    """A filter as a query."""
    match where:
        case Is(name, values):
            return {"terms": {f"{schema.field(name).kind[0]}.{name}": list(values)}}
        case Between(name, least, most):
            bounds = {"gte": least, "lte": most}
            return {"range": {f"n.{name}": {at: bound for at, bound in bounds.items() if bound is not None}}}
        case Missing(name):
            return {"bool": {"must_not": [{"term": {"has": name}}]}}
        case Says(words):
            forms = {form for word in words for each in asked(schema, word).values() for form in each}
            return {"terms": {"words": sorted(mark_of(tenant) + form for form in forms)}}
        case Not(inner):
            return {"bool": {"must_not": [let_in(schema, tenant, inner)]}}
        case AnyOf(filters):
            return {"bool": {"should": [let_in(schema, tenant, each) for each in filters]}} if filters else NOTHING
        case AllOf(filters):
            return {"bool": {"filter": [let_in(schema, tenant, each) for each in filters]}}


def saying(schema: Schema, tenant: str, query: Query) -> Body:
    """Documents that say a word of the query, scored by BM25; each hit tells which."""
    mark = mark_of(tenant)
    words = [_word(mark, word, forms, query.is_fuzzy) for word, forms in asked(schema, query.text).items()]
    return {"bool": {"should": words, "minimum_should_match": 1}} if words else NOTHING


def _word(mark: str, word: str, forms: frozenset[str], is_fuzzy: bool) -> Body:
    spelt = [_spelt(mark, form, is_fuzzy) for form in sorted(forms)]
    return {"dis_max": {"queries": spelt, "_name": word}}


def _spelt(mark: str, form: str, is_fuzzy: bool) -> Body:
    wrong = (len(form) >= ONE_WRONG) + (len(form) >= TWO_WRONG) if is_fuzzy else 0
    if not wrong:
        return {"term": {"words": mark + form}}
    spelling = {
        "value": mark + form,
        "fuzziness": wrong,
        "prefix_length": len(mark) + SURE_LETTERS,
        "max_expansions": MOST_SPELLINGS,
        "rewrite": f"top_terms_blended_freqs_{MOST_SPELLINGS}",
    }
    return {"fuzzy": {"words": spelling}}


def leg(schema: Schema, tenant: str, query: Query, which: Leg, most: int) -> Body:
    """The best of one leg, without what they hold: ids by score, equal ones by id."""
    where = within(tenant, let_in(schema, tenant, query.where))
    if which == "keyword":
        asks: Body = {"bool": {"filter": where, "must": [saying(schema, tenant, query)]}}
    else:
        near = {"vector": direction(query.vector or ()), "k": most, "filter": {"bool": {"filter": where}}}
        asks = {"knn": {vector_name(schema): near}}
    return {"query": asks, "size": most, "sort": ["_score", "id"], "track_total_hits": False, **BARE}


BARE: Body = {"_source": False, "stored_fields": "_none_"}


def in_order(schema: Schema, tenant: str, query: Query, at: int, most: int) -> Body:
    """All that `where` and the words let in, in the order that was asked for."""
    where = within(tenant, let_in(schema, tenant, query.where))
    asks: Body = {"bool": {"filter": where}}
    if has_words(query):
        asks["bool"]["must"] = [saying(schema, tenant, query)]
    order: list[Any] = [
        {f"{schema.field(each.field).kind[0]}.{each.field}": {"order": "desc" if each.is_descending else "asc"}}
        for each in query.sort
    ]
    bare = {"from": at, "size": most, "sort": [*order, "id"], "track_scores": has_words(query)}
    return {"query": asks, "track_total_hits": False, **bare, **BARE}


def has_words(query: Query) -> bool:
    return "keyword" in query.legs and bool(query.text.strip())


def shown(schema: Schema, tenant: str, query: Query, ids: Sequence[str]) -> Body:
    """These documents, each with the query's words that it says and the fields that are shown."""
    names = query.shows if query.shows is not None else [each.name for each in schema.fields if each.kind != "vector"]
    vector = schema.vector.name if schema.vector else None
    fields = [vector_name(schema) if name == vector else f"fields.{name}" for name in names]
    asks: Body = {"bool": {"filter": within(tenant, {"terms": {"id": list(ids)}})}}
    if query.text.strip():
        asks["bool"]["should"] = [saying(schema, tenant, query)]
    return {"query": asks, "size": len(ids), "_source": ["id", *fields], "track_total_hits": False}


def counted(schema: Schema, tenant: str, query: Query, by_words: bool) -> Body:
    """How many there are, and how often each value of the facets occurs."""
    where = within(tenant, let_in(schema, tenant, query.where))
    where += [saying(schema, tenant, query)] if by_words else []
    facets = {facet.field: _facet(schema, facet) for facet in query.facets}
    return {
        "query": {"bool": {"filter": where}},
        "size": 0,
        "track_total_hits": MOST_COUNTED,
        "aggs": {f"{name}.{part}": each for name, parts in facets.items() for part, each in parts.items()},
    }


def _facet(schema: Schema, facet: Facet) -> Mapping[str, Body]:
    if schema.field(facet.field).kind == "keyword":
        order: list[Body] = [{"_count": "desc"}, {"_key": "asc"}]
        return {"values": {"terms": {"field": f"k.{facet.field}", "size": facet.limit, "order": order}}}
    field = f"n.{facet.field}"
    edges = [*facet.bounds, None]
    ranges = [
        {"from": low, "to": high} if high is not None else {"from": low}
        for low, high in zip(facet.bounds, edges[1:], strict=True)
    ]
    parts: dict[str, Body] = {"least": {"min": {"field": field}}, "most": {"max": {"field": field}}}
    return parts | ({"ranges": {"range": {"field": field, "ranges": ranges}}} if ranges else {})


def beginning(tenant: str, text: str, most: int) -> Body:
    """Values with a word that begins, nearly, as each of the words that are typed; the most frequent first."""
    mark = mark_of(tenant)
    conditions = [{"bool": {"should": _begun(mark, word[:LONGEST_BEGINNING])}} for word in typed(text)]
    values: Body = {"terms": {"field": "whole", "size": most, "order": [{"_count": "desc"}, {"_key": "asc"}]}}
    return {
        "query": {"bool": {"filter": within(tenant, *conditions)}},
        "size": 0,
        "track_total_hits": False,
        "aggs": {"whole": values},
    }


def _begun(mark: str, word: str) -> list[Body]:
    near = {"value": mark + word, "fuzziness": 1, "prefix_length": len(mark), "max_expansions": MOST_SPELLINGS}
    is_forgiven = len(word) >= FORGIVEN_FROM
    return [{"term": {"begins": mark + word}}, *([{"fuzzy": {"begins": near}}] if is_forgiven else [])]
