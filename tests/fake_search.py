"""A search engine that is nothing but Python: what the port says, on lists in memory, for the tests of who uses it."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import count
from typing import Any

from tradewind.errors import Conflict, InvalidInput, NotFound, Unavailable
from tradewind.search import (
    MOST_COUNTED,
    AllOf,
    AnyOf,
    Between,
    Document,
    Facet,
    FacetCounts,
    Filter,
    Hit,
    Hits,
    Is,
    Leg,
    Missing,
    Not,
    Query,
    Refused,
    Says,
    Schema,
    Suggestion,
)
from tradewind.search.fusion import Fused, fuse
from tradewind.search.port import MOST_DOCUMENTS
from tradewind.search.query import MOST_DEEP, check, legs_of, start, token
from tradewind.search.schema import accepted, belongs
from tradewind.search.suggesting import completions
from tradewind.search.words import asked, stems

K1, B = 1.2, 0.75


class FakeSearch:
    """The port in memory. `down` names legs that do not answer; `is_down` takes the whole engine away."""

    def __init__(self) -> None:
        self.indexes: dict[str, dict[str, dict[str, Document]]] = {}
        self.live: dict[str, str] = {}
        self.built: dict[str, str] = {}
        self.schemas: dict[str, Schema] = {}
        self.down: set[Leg] = set()
        self.is_down = False
        self.asked: list[Query] = []
        self._names = count(1)

    def create(self, schema: Schema) -> None:
        self._answers()
        if schema.name not in self.live:
            self.live[schema.name] = self._made(schema)
        elif self.schemas[self.live[schema.name]] != schema:
            raise Conflict(f"{schema.name} stands with another definition; rebuild it")

    def upsert(
        self, schema: Schema, tenant: str, documents: Sequence[Document], *, into: str | None = None
    ) -> list[Refused]:
        good, refused = accepted(schema, _few(documents))
        for index in self._written(schema, into):
            kept = index.setdefault(belongs(tenant), {})
            for document in good:
                if document.id not in kept or kept[document.id].version <= document.version:
                    kept[document.id] = document
        return refused

    def delete(self, schema: Schema, tenant: str, ids: Sequence[str]) -> None:
        for index in self._written(schema, None):
            for id in _few(ids):
                index.get(belongs(tenant), {}).pop(id, None)

    def delete_tenant(self, schema: Schema, tenant: str) -> None:
        for index in self._written(schema, None):
            index.pop(belongs(tenant), None)

    def count(self, schema: Schema, tenant: str, *, within: str | None = None) -> int:
        self._answers()
        index = self._one(within) if within else self._index(schema)
        return len(index.get(belongs(tenant), {}))

    def rebuild(self, schema: Schema) -> str:
        self._answers()
        self._index(schema)
        self.indexes.pop(self.built.pop(schema.name, ""), None)
        self.built[schema.name] = self._made(schema)
        return self.built[schema.name]

    def swap(self, schema: Schema, name: str) -> None:
        self._answers()
        if self.built.get(schema.name) != name:
            raise NotFound(f"{name} is not being rebuilt")
        del self.indexes[self.live[schema.name]]
        self.live[schema.name] = self.built.pop(schema.name)

    def refresh(self, schema: Schema, tenant: str) -> None:
        self._answers()

    def query(self, schema: Schema, tenant: str, query: Query) -> Hits:
        self._answers()
        self.asked.append(query)
        check(schema, query)
        begin = start(schema, belongs(tenant), query)
        everything = self._index(schema).get(tenant, {})
        inside = {id: each for id, each in everything.items() if fits(schema, each, query.where)}
        legs = legs_of(query)
        down = tuple(leg for leg in legs if leg in self.down)
        if legs and set(down) == set(legs):
            raise Unavailable("no leg of the search answers")
        by_words = _by_words(schema, query.text, inside) if "keyword" in legs and "keyword" not in down else {}
        by_meaning = _by_meaning(schema, query, inside) if "vector" in legs and "vector" not in down else {}
        matching = {id: inside[id] for id in by_words} if "keyword" in legs and "keyword" not in down else inside
        ordered = _ordered(query, legs, by_words, by_meaning, matching)
        shown = ordered[begin : begin + query.limit]
        words = asked(schema, query.text)
        counted = list(matching.values())[:MOST_COUNTED]
        return Hits(
            tuple(
                Hit(
                    each.id,
                    each.score,
                    each.keyword_rank,
                    each.vector_rank,
                    by_words.get(each.id),
                    by_meaning.get(each.id),
                    tuple(word for word, forms in words.items() if forms & _stems(schema, inside[each.id])),
                    _shown(schema, query, inside[each.id]),
                )
                for each in shown
            ),
            len(counted) if query.is_counted or query.facets else None,
            {facet.field: _counts(schema, facet, counted) for facet in query.facets},
            token(schema, tenant, query, begin + query.limit) if len(ordered) > begin + query.limit else None,
            down,
        )

    def suggest(self, schema: Schema, tenant: str, text: str, limit: int = 10) -> list[Suggestion]:
        self._answers()
        return completions(
            text,
            (
                (value, field.name)
                for document in self._index(schema).get(belongs(tenant), {}).values()
                for field in schema.fields
                if field.is_suggested
                for value in _values(document, field.name)
            ),
            limit,
        )

    def _answers(self) -> None:
        if self.is_down:
            raise Unavailable("the search engine does not answer")

    def _made(self, schema: Schema) -> str:
        name = f"{schema.name}-{next(self._names)}"
        self.indexes[name], self.schemas[name] = {}, schema
        return name

    def _one(self, name: str) -> dict[str, dict[str, Document]]:
        if name not in self.indexes:
            raise NotFound(f"no index {name}")
        return self.indexes[name]

    def _index(self, schema: Schema) -> dict[str, dict[str, Document]]:
        if schema.name not in self.live:
            raise NotFound(f"no index {schema.name}")
        return self.indexes[self.live[schema.name]]

    def _written(self, schema: Schema, into: str | None) -> list[dict[str, dict[str, Document]]]:
        self._answers()
        if into is not None:
            return [self._one(into)]
        built = self.built.get(schema.name)
        return [self._index(schema), *([self.indexes[built]] if built else [])]


def fits(schema: Schema, document: Document, where: Filter) -> bool:
    """Whether a filter lets a document in."""
    match where:
        case Is(field, values):
            return any(value in values for value in _values(document, field))
        case Between(field, least, most):
            return any(
                (least is None or least <= value) and (most is None or value <= most)
                for value in _values(document, field)
            )
        case Missing(field):
            return not _values(document, field)
        case Says(words):
            said = _stems(schema, document)
            return any(forms & said for word in words for forms in asked(schema, word).values())
        case Not(filter):
            return not fits(schema, document, filter)
        case AnyOf(filters):
            return any(fits(schema, document, each) for each in filters)
        case AllOf(filters):
            return all(fits(schema, document, each) for each in filters)


def _few(items: Sequence[Any]) -> Sequence[Any]:
    if len(items) > MOST_DOCUMENTS:
        raise InvalidInput(f"at most {MOST_DOCUMENTS} documents at once")
    return items


def _values(document: Document, field: str) -> list[Any]:
    value = document.fields.get(field)
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]


def _said(schema: Schema, document: Document) -> list[str]:
    return [
        each
        for field in schema.texts
        for each in stems(str(document.fields.get(field.name) or ""), field.language)
        for _ in range(max(1, round(field.weight)))
    ]


def _stems(schema: Schema, document: Document) -> frozenset[str]:
    return frozenset(_said(schema, document))


def _by_words(schema: Schema, text: str, inside: dict[str, Document]) -> dict[str, float]:
    """BM25 of each document that says a word, best first."""
    said = {id: Counter(_said(schema, document)) for id, document in inside.items()}
    usual = sum(map(Counter.total, said.values())) / len(said) if said else 0.0
    scores: dict[str, float] = {}
    for forms in asked(schema, text).values():
        counts = {id: sum(each[form] for form in forms) for id, each in said.items() if any(f in each for f in forms)}
        rarity = math.log(1 + (len(said) - len(counts) + 0.5) / (len(counts) + 0.5))
        for id, often in counts.items():
            length = 1 - B + B * said[id].total() / usual
            scores[id] = scores.get(id, 0.0) + rarity * often * (K1 + 1) / (often + K1 * length)
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def _by_meaning(schema: Schema, query: Query, inside: dict[str, Document]) -> dict[str, float]:
    """The cosine of each candidate, best first."""
    assert schema.vector and query.vector is not None
    scores = {}
    for id, document in inside.items():
        if (vector := document.fields.get(schema.vector.name)) is not None:
            dot = sum(float(a) * float(b) for a, b in zip(query.vector, vector, strict=True))
            scores[id] = dot / math.hypot(*query.vector) / math.hypot(*vector)
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return dict(best[: query.candidates if "keyword" in legs_of(query) else MOST_DEEP])


def _ordered(
    query: Query,
    legs: tuple[Leg, ...],
    by_words: dict[str, float],
    by_meaning: dict[str, float],
    matching: dict[str, Document],
) -> list[Fused[str]]:
    if query.sort or not legs:
        ids = sorted(matching)
        for sort in reversed(query.sort):
            there = [id for id in ids if _values(matching[id], sort.field)]
            there.sort(key=lambda id: _values(matching[id], sort.field)[0], reverse=sort.is_descending)
            lacking = [id for id in ids if not _values(matching[id], sort.field)]
            ids = there + lacking
        return [Fused(id, by_words.get(id, 0.0), None, None) for id in ids[:MOST_DEEP]]
    if len(legs) == 2:
        return fuse(
            list(by_words)[: query.candidates],
            list(by_meaning),
            keyword_weight=query.keyword_weight,
            vector_weight=query.vector_weight,
        )
    if legs == ("keyword",):
        return [Fused(id, score, rank, None) for rank, (id, score) in enumerate(by_words.items(), 1)][:MOST_DEEP]
    return [Fused(id, score, None, rank) for rank, (id, score) in enumerate(by_meaning.items(), 1)]


def _shown(schema: Schema, query: Query, document: Document) -> dict[str, Any]:
    names = query.shows if query.shows is not None else [f.name for f in schema.fields if f.kind != "vector"]
    return {name: document.fields[name] for name in names if document.fields.get(name) is not None}


def _counts(schema: Schema, facet: Facet, documents: list[Document]) -> FacetCounts:
    values = Counter(value for each in documents for value in set(_values(each, facet.field)))
    if schema.field(facet.field).kind == "keyword":
        best = sorted(values.items(), key=lambda item: (-item[1], item[0]))[: facet.limit]
        return FacetCounts(tuple(best))
    edges = [*facet.bounds, math.inf]
    ranges = tuple(
        (low, sum(n for value, n in values.items() if low <= value < high))
        for low, high in zip(facet.bounds, edges[1:], strict=True)
    )
    return FacetCounts(ranges, min(values, default=None), max(values, default=None))
