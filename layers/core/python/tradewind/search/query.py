"""What is asked of an index, and what it answers."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

from tradewind import paging
from tradewind.errors import InvalidInput
from tradewind.search.schema import LONGEST_KEYWORD, Schema

Leg = Literal["keyword", "vector"]
LEGS: tuple[Leg, ...] = ("keyword", "vector")

LONGEST_QUERY = 1000
MOST_HITS = 1000
MOST_DEEP = 10_000
MOST_CONDITIONS = 400
MOST_NESTED = 8
MOST_FACETS = 20


@dataclass(frozen=True, slots=True)
class Is:
    """A keyword or number is one of these; of many keywords, when any of them is. No values: nothing fits."""

    field: str
    values: tuple[str | float, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A number, bounds included. A document without the field does not fit."""

    field: str
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """The document has no value there, or an empty list."""

    field: str


@dataclass(frozen=True, slots=True)
class Says:
    """One of its texts says one of these words, in any form that the word's stem has."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What the other does not let in; a missing field counts as not fitting there, so it is let in here."""

    filter: "Filter"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one fits; of none, nothing does."""

    filters: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Each fits; of none, everything does."""

    filters: tuple["Filter", ...] = ()


Filter = Is | Between | Missing | Says | Not | AnyOf | AllOf
EVERYTHING = AllOf()


@dataclass(frozen=True, slots=True)
class Facet:
    """How often each value of a keyword occurs, the most frequent first; of a number, its least and most, and how many
    lie from each of `bounds` (ascending) up to below the next."""

    field: str
    limit: int = 20
    bounds: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Sort:
    """By a keyword or a number that is not many. What lacks it comes last either way."""

    field: str
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """One question.

    `candidates` is how many each leg brings to a fusion: a query of both legs pages through no more than they bring.
    One of a single leg, or sorted, pages through its best 10,000. A sorted query orders what `where` and the text's
    words let in; its vector takes no part. `is_fuzzy`: words may be a letter or two off. `shows`: the fields that hits
    carry, by default all but the vector.
    """

    text: str = ""
    vector: Sequence[float] | None = None
    where: Filter = EVERYTHING
    facets: tuple[Facet, ...] = ()
    sort: tuple[Sort, ...] = ()
    limit: int = 10
    next: str | None = None
    legs: tuple[Leg, ...] = LEGS
    candidates: int = 100
    keyword_weight: float = 1.0
    vector_weight: float = 1.0
    is_fuzzy: bool = False
    is_counted: bool = False
    shows: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found. Ranks count from 1 and are None where the leg did not bring it.

    `score` orders the hits of one answer and means nothing beside another's. `vector_score` is the cosine, -1 to 1;
    `keyword_score` is BM25. `words` are those of the query that its texts say, as the query wrote them.
    """

    id: str
    score: float
    keyword_rank: int | None = None
    vector_rank: int | None = None
    keyword_score: float | None = None
    vector_score: float | None = None
    words: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """`values` with how often each occurs; a number's are the bounds that a count begins at."""

    values: tuple[tuple[str | float, int], ...] = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of hits. `total` is None unless it was asked for (`is_counted`, or any facet)."""

    hits: tuple[Hit, ...]
    total: int | None = None
    facets: Mapping[str, FacetCounts] = field(default_factory=dict)
    next: str | None = None
    legs_down: tuple[Leg, ...] = ()


def nothing(query: Query) -> Hits:
    """What a query finds where there is nothing: the counts that it asks for are there, and are empty."""
    counted = query.is_counted or bool(query.facets)
    return Hits((), 0 if counted else None, {facet.field: FacetCounts() for facet in query.facets})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How something that somebody types may go on: a value of a suggested field, and how many documents have it, of
    the likeliest 200."""

    text: str
    field: str
    count: int


def legs_of(query: Query) -> tuple[Leg, ...]:
    """The legs that a query asks: those it allows and has something for. None: it looks at all that `where` lets in."""
    wanted = {"keyword": bool(query.text.strip()), "vector": query.vector is not None and not query.sort}
    return tuple(leg for leg in LEGS if leg in query.legs and wanted[leg])


def check(schema: Schema, query: Query) -> None:
    """Raises: InvalidInput for a query that no engine should see, naming what is wrong."""
    if len(query.text) > LONGEST_QUERY:
        raise InvalidInput(f"text: at most {LONGEST_QUERY} characters")
    for name, number, most in (("limit", query.limit, MOST_HITS), ("candidates", query.candidates, MOST_HITS)):
        if not 1 <= number <= most:
            raise InvalidInput(f"{name}: 1 to {most}")
    for weight in (query.keyword_weight, query.vector_weight):
        if not 0 <= weight <= 100:
            raise InvalidInput("weights: 0 to 100")
    if query.vector is not None:
        _check_vector(schema, query.vector)
    if len(query.facets) > MOST_FACETS or len(query.sort) > 4:
        raise InvalidInput(f"at most {MOST_FACETS} facets and 4 fields to sort by")
    for facet in query.facets:
        schema.field(facet.field, "keyword", "number")
        if not 1 <= facet.limit <= 1000 or len(facet.bounds) > 50 or list(facet.bounds) != sorted(set(facet.bounds)):
            raise InvalidInput(f"{facet.field}: 1 to 1000 values, at most 50 bounds, ascending")
    for sort in query.sort:
        if schema.field(sort.field, "keyword", "number").is_many:
            raise InvalidInput(f"{sort.field}: has many values, which no order is by")
    for name in query.shows or ():
        schema.field(name)
    check_filter(schema, query.where)


def check_filter(schema: Schema, where: Filter) -> None:
    """Raises: InvalidInput for a filter on a field that is not there, of another kind, or too large."""
    weight = 0
    for each, depth in _walk(where, 0):
        weight += 1
        if depth > MOST_NESTED:
            raise InvalidInput(f"where: nested deeper than {MOST_NESTED}")
        if isinstance(each, Is):
            kind = schema.field(each.field, "keyword", "number").kind
            weight += len(each.values)
            if any(not _fits(kind, value) for value in each.values):
                raise InvalidInput(f"{each.field}: its values are {kind}s")
        elif isinstance(each, Between):
            schema.field(each.field, "number")
            if any(bound is not None and not _fits("number", bound) for bound in (each.least, each.most)):
                raise InvalidInput(f"{each.field}: bounds are numbers")
        elif isinstance(each, Missing):
            schema.field(each.field, "text", "keyword", "number")
        elif isinstance(each, Says):
            weight += len(each.words)
            if any(not isinstance(word, str) or len(word) > LONGEST_KEYWORD for word in each.words):
                raise InvalidInput("where: words are texts")
    if weight > MOST_CONDITIONS:
        raise InvalidInput(f"where: at most {MOST_CONDITIONS} conditions and values")


def start(schema: Schema, tenant: str, query: Query) -> int:
    """How many hits the pages before showed. Raises: InvalidInput for a token of another query."""
    if query.next is None:
        return 0
    position = paging.position(_place(schema, tenant, query), query.next)
    if not position.isdecimal() or int(position) > MOST_DEEP:
        raise InvalidInput("next: not a token of ours")
    return int(position)


def token(schema: Schema, tenant: str, query: Query, shown: int) -> str | None:
    """The token of the page after `shown` hits; None past the deepest."""
    return paging.token(_place(schema, tenant, query), str(shown)) if shown < MOST_DEEP else None


def _place(schema: Schema, tenant: str, query: Query) -> str:
    asked = (schema.name, tenant, query.text, query.where, query.sort, query.legs, query.candidates, query.is_fuzzy)
    return sha256(repr(asked).encode("utf-8", "surrogatepass")).hexdigest()


def _walk(where: Filter, depth: int) -> Iterator[tuple[Filter, int]]:
    yield where, depth
    if depth > MOST_NESTED:
        return
    inner = where.filters if isinstance(where, AnyOf | AllOf) else (where.filter,) if isinstance(where, Not) else ()
    for each in inner:
        yield from _walk(each, depth + 1)


def _fits(kind: str, value: object) -> bool:
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return isinstance(value, str) and len(value) <= LONGEST_KEYWORD


def _check_vector(schema: Schema, vector: Sequence[float]) -> None:
    if schema.vector is None:
        raise InvalidInput("vector: this index holds none")
    if len(vector) != schema.vector.dimensions:
        raise InvalidInput(f"vector: {schema.vector.dimensions} numbers, not {len(vector)}")
    length = math.hypot(*vector)
    if not length or not math.isfinite(length):
        raise InvalidInput("vector: it points nowhere")
