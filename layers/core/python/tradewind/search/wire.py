"""Questions and answers of the port as JSON, for an engine that is a function of its own.

A filter is `{"is": [field, values]}`, `{"not": filter}` and so on; a vector its float32 numbers in base64.
"""

from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from tradewind.errors import InvalidInput
from tradewind.search.query import (
    AllOf,
    AnyOf,
    Between,
    Facet,
    FacetCounts,
    Filter,
    Hit,
    Hits,
    Is,
    Missing,
    Not,
    Query,
    Says,
    Sort,
)
from tradewind.search.schema import Document, Field, Schema

LEAVES: dict[str, Callable[..., Filter]] = {"is": Is, "between": Between, "missing": Missing, "says": Says}
JOINED: dict[str, Callable[..., Filter]] = {"any": AnyOf, "all": AllOf}
NAMES = {kind: name for name, kind in (LEAVES | JOINED).items()}


def schema_told(schema: Schema) -> dict[str, Any]:
    return {"name": schema.name, "fields": [asdict(field) for field in schema.fields]}


def schema_read(told: Mapping[str, Any]) -> Schema:
    """Raises: InvalidInput for what is no schema."""
    try:
        return Schema(told["name"], tuple(Field(**field) for field in told["fields"]))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput("schema: not one of ours") from error


def document_told(schema: Schema, document: Document) -> list[Any]:
    told = dict(document.fields)
    if schema.vector and told.get(schema.vector.name) is not None:
        told[schema.vector.name] = vector_told(told[schema.vector.name])
    return [document.id, document.version, told]


def document_read(schema: Schema, told: Sequence[Any]) -> Document:
    """Raises: InvalidInput for what is no document."""
    try:
        id, version, given = told
        fields = dict(given)
        if schema.vector and fields.get(schema.vector.name) is not None:
            fields[schema.vector.name] = vector_read(fields[schema.vector.name])
        return Document(id, fields, version)
    except (TypeError, ValueError) as error:
        raise InvalidInput("documents: not as they were sent") from error


def query_told(query: Query) -> dict[str, Any]:
    usual = Query()
    told = {
        field.name: getattr(query, field.name)
        for field in fields(Query)
        if getattr(query, field.name) is not getattr(usual, field.name)
    }
    if query.vector is not None:
        told["vector"] = vector_told(query.vector)
    told["where"] = filter_told(query.where)
    for name in ("facets", "sort"):
        told[name] = [asdict(each) for each in getattr(query, name)]
    return told


def query_read(told: Mapping[str, Any]) -> Query:
    """Raises: InvalidInput for what is no query."""
    try:
        read = {**told, "where": filter_read(told["where"])}
        read["facets"] = tuple(Facet(**{**each, "bounds": tuple(each["bounds"])}) for each in told["facets"])
        read["sort"] = tuple(Sort(**each) for each in told["sort"])
        if told.get("vector") is not None:
            read["vector"] = vector_read(told["vector"])
        for name in ("legs", "shows"):
            if told.get(name) is not None:
                read[name] = tuple(told[name])
        return Query(**read)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput("query: not as it was sent") from error


def filter_told(where: Filter) -> dict[str, Any]:
    match where:
        case Not(inner):
            return {"not": filter_told(inner)}
        case AnyOf(filters) | AllOf(filters):
            return {NAMES[type(where)]: [filter_told(each) for each in filters]}
        case _:
            return {NAMES[type(where)]: [getattr(where, field.name) for field in fields(where)]}


def filter_read(told: Mapping[str, Any]) -> Filter:
    """Raises: KeyError, TypeError, ValueError for what is no filter."""
    [(name, given)] = told.items()
    if name == "not":
        return Not(filter_read(given))
    if name in JOINED:
        return JOINED[name](tuple(filter_read(each) for each in given))
    return LEAVES[name](*(tuple(each) if isinstance(each, list) else each for each in given))


def hits_told(hits: Hits) -> dict[str, Any]:
    return asdict(hits)


def hits_read(told: Mapping[str, Any]) -> Hits:
    """Raises: KeyError, TypeError for what is no answer."""
    return Hits(
        tuple(Hit(**{**hit, "words": tuple(hit["words"])}) for hit in told["hits"]),
        told["total"],
        {name: _counts_read(counts) for name, counts in told["facets"].items()},
        told["next"],
        tuple(told["legs_down"]),
    )


def vector_told(vector: Sequence[float]) -> str:
    return b64encode(array("f", (float(each) for each in vector)).tobytes()).decode()


def vector_read(told: str) -> "array[float]":
    """Raises: TypeError, ValueError for what is no vector."""
    read = array("f")
    read.frombytes(b64decode(told, validate=True))
    return read


def _counts_read(told: Mapping[str, Any]) -> FacetCounts:
    counts = FacetCounts(**told)
    return replace(counts, values=tuple((value, count) for value, count in counts.values))
