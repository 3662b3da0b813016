"""Documents as the rows of a table, and rows as what a hit shows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tradewind.search.lance.conditions import column
from tradewind.search.query import Facet, FacetCounts, Query
from tradewind.search.schema import Document, Field, Schema
from tradewind.search.suggesting import beginnings
from tradewind.search.words import stems

if TYPE_CHECKING:
    import pyarrow as pa

MOST_REPEATED = 10


def arrow_schema(schema: Schema) -> "pa.Schema":
    """The columns of a table: the engine's own (`id`, `version`, `words`, `begins`), and one a field."""
    import pyarrow as pa

    own = [("id", pa.string()), ("version", pa.int64()), ("words", pa.string())]
    if any(field.is_suggested for field in schema.fields):
        own.append(("begins", pa.string()))
    return pa.schema(own + [(column(field.name), _type(field)) for field in schema.fields])


def table_of(schema: Schema, documents: Sequence[Document]) -> "pa.Table":
    """The rows of documents that fit the schema."""
    import pyarrow as pa

    kept = arrow_schema(schema)
    columns: dict[str, Any] = {
        "id": [document.id for document in documents],
        "version": [document.version for document in documents],
        "words": [words_of(schema, document.fields) for document in documents],
    }
    if "begins" in kept.names:
        columns["begins"] = [beginnings_of(schema, document.fields) for document in documents]
    for field in schema.fields:
        values = [document.fields.get(field.name) for document in documents]
        columns[column(field.name)] = _vectors(field, values) if field.kind == "vector" else values
    return pa.table(columns, schema=kept)


def words_of(schema: Schema, fields: Mapping[str, Any]) -> str:
    """All words of a document's texts as stems, a field's as often as its weight says.

    So one inverted list serves every field, and a word counts as in BM25F (Robertson, Zaragoza and Taylor, 2004): its
    frequency is the weighted sum over the fields, not a score of each.
    """
    said = []
    for field in schema.texts:
        own = list(stems(fields.get(field.name) or "", field.language))
        said += own * min(MOST_REPEATED, max(1, round(field.weight)))
    return " ".join(said)


def beginnings_of(schema: Schema, fields: Mapping[str, Any]) -> str:
    found: set[str] = set()
    for value, _ in suggested(schema, fields):
        found |= beginnings(value)
    return " ".join(sorted(found))


def suggested(schema: Schema, fields: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """The values of a document that complete what somebody types, with their field."""
    for field in schema.fields:
        if field.is_suggested and (value := fields.get(field.name)):
            for each in value if field.is_many else (value,):
                yield each, field.name


def shown_columns(schema: Schema, query: Query) -> list[str]:
    names = query.shows if query.shows is not None else [f.name for f in schema.fields if f.kind != "vector"]
    return [column(name) for name in names]


def fields_of(schema: Schema, row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row shows: the fields that it has a value in."""
    return {name: row[column(name)] for name in schema.by_name if column(name) in row and row[column(name)] is not None}


def counts_of(schema: Schema, facet: Facet, found: "pa.Table") -> FacetCounts:
    """A facet over the rows that were found."""
    import pyarrow.compute as pc

    values = found[column(facet.field)]
    field = schema.field(facet.field)
    if field.kind == "keyword":
        if field.is_many:
            counts = Counter(each for many in values.to_pylist() for each in set(many or ()))
        else:
            counts = Counter({one["values"]: one["counts"] for one in pc.value_counts(values.drop_null()).to_pylist()})
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[: facet.limit]
        return FacetCounts(tuple(best))
    ends = pc.min_max(values).as_py()
    below = [pc.sum(pc.less(values, bound)).as_py() or 0 for bound in facet.bounds]
    there = len(values) - values.null_count
    counted = [high - low for low, high in zip(below, [*below[1:], there], strict=True)] if below else []
    return FacetCounts(tuple(zip(facet.bounds, counted, strict=True)), ends["min"], ends["max"])


def _type(field: Field) -> "pa.DataType":
    import pyarrow as pa

    if field.kind == "vector":
        return pa.list_(pa.float32(), field.dimensions)
    if field.kind == "number":
        return pa.float64()
    return pa.list_(pa.string()) if field.is_many else pa.string()


def _vectors(field: Field, values: Sequence[Any]) -> "pa.FixedSizeListArray":
    """Vectors of length 1, so that any measure of distance orders them as the cosine does."""
    import numpy as np
    import pyarrow as pa

    there = np.array([value is not None for value in values])
    every = np.zeros((len(values), field.dimensions), "float32")
    if there.any():
        given = np.array([value for value in values if value is not None], "float64")
        every[there] = given / np.linalg.norm(given, axis=1, keepdims=True)
    return pa.FixedSizeListArray.from_arrays(pa.array(every.ravel()), field.dimensions, mask=pa.array(~there))
