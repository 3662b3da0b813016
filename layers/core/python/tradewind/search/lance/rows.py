"""Documents as the rows of a table, and rows as what a hit shows."""

import json
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

KEY = {"lance-schema:unenforced-primary-key": "true"}
"""Goes with a column when its table is made. LanceDB does not check the key, but by it two processes that write an id
first, at once, are told apart: one of them conflicts and is tried again. Without it, both rows stood."""


def arrow_schema(schema: Schema) -> "pa.Schema":
    """The columns of a table: the engine's own, and one a field to filter, count and sort by.

    `words` and `begins` are searched. `shown` is all that a hit shows, as JSON: a column costs a query 0.4 ms for each
    that is read, however few rows, so ten hits with eight fields are read as one. A text's own column says whether it
    is there.
    """
    import pyarrow as pa

    own = [
        pa.field("id", pa.string(), nullable=False, metadata=KEY),
        pa.field("version", pa.int64()),
        pa.field("words", pa.string()),
        pa.field("shown", pa.string()),
    ]
    if any(field.is_suggested for field in schema.fields):
        own.append(pa.field("begins", pa.string()))
    return pa.schema(own + [pa.field(column(field.name), _type(field)) for field in schema.fields])


def table_of(schema: Schema, documents: Sequence[Document]) -> "pa.Table":
    """The rows of documents that fit the schema."""
    import pyarrow as pa

    kept = arrow_schema(schema)
    words = [words_of(schema, document.fields) for document in documents]
    columns: dict[str, Any] = {
        "id": [document.id for document in documents],
        "version": [document.version for document in documents],
        "words": words,
        "shown": [shown_of(schema, document, said) for document, said in zip(documents, words, strict=True)],
    }
    if "begins" in kept.names:
        columns["begins"] = [beginnings_of(schema, document.fields) for document in documents]
    for field in schema.fields:
        values = [document.fields.get(field.name) for document in documents]
        if field.kind == "text":
            values = [None if value is None else True for value in values]
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


def shown_of(schema: Schema, document: Document, words: str) -> str:
    """What `hit_of` reads: the id, the words, and the fields but for the vector."""
    fields = {
        name: value
        for name, value in document.fields.items()
        if value is not None and schema.by_name[name].kind != "vector"
    }
    return json.dumps([document.id, words, fields], ensure_ascii=False)


def shown_columns(schema: Schema, query: Query) -> list[str]:
    """The columns that hits are read from: one, and the vector's where the query shows it."""
    vectors = [field.name for field in schema.fields if field.kind == "vector"]
    return ["shown", *(column(name) for name in query.shows or () if name in vectors)]


def read_row(schema: Schema, query: Query, row: Mapping[str, Any]) -> tuple[str, frozenset[str], dict[str, Any]]:
    """A row's id, the stems that its texts say, and those of its fields that the query shows."""
    id, words, fields = read_shown(row["shown"])
    if query.shows is not None:
        if schema.vector and (vector := row.get(column(schema.vector.name))) is not None:
            fields[schema.vector.name] = vector
        fields = {name: fields[name] for name in query.shows if name in fields}
    return id, frozenset(words.split()), fields


def read_shown(shown: str) -> tuple[str, str, dict[str, Any]]:
    """What `shown_of` wrote."""
    id, words, fields = json.loads(shown)
    return id, words, fields


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
    if field.kind == "text":
        return pa.bool_()
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
