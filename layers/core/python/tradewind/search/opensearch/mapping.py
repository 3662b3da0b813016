"""What stands in an index: its settings, its fields, and a document as it is written there.

Fields lie in containers by their kind (`k` keywords, `n` numbers, `v384` the vector of 384 numbers), so that an index
takes documents of the schema before and after its own: what it does not know, it keeps and does not search.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b, sha256
from typing import Any

from tradewind.search.schema import Document, Schema
from tradewind.search.suggesting import LONGEST_BEGINNING, typed
from tradewind.search.words import LONGEST_WORD, stems

MARK_BYTES = 5
SHARDS = 1
"""30 to 50 GB each by OpenSearch's own advice: some five million products with their vectors."""
MOST_SUGGESTED = 256  # characters of a value that completes what somebody types
DIGITS = 7  # of a vector of length 1: what a float32 holds


def definition(schema: Schema) -> str:
    """A digest of what a schema says; an index is made for one, and tells it."""
    return sha256(repr(schema.fields).encode()).hexdigest()[:12]


def body(schema: Schema, aliases: Sequence[str] = ()) -> dict[str, Any]:
    """What makes an index of this schema, with these aliases from its first moment on."""
    containers: dict[str, dict[str, Any]] = {"k": {}, "n": {}}
    for field in schema.fields:
        if field.kind == "keyword":
            containers["k"][field.name] = {"type": "keyword"}
        elif field.kind == "number":
            containers["n"][field.name] = {"type": "double"}
    properties: dict[str, Any] = {
        name: {"type": "object", "dynamic": False, "properties": fields} for name, fields in containers.items()
    }
    properties |= {
        "tenant": {"type": "keyword"},
        "id": {"type": "keyword"},
        "version": {"type": "long", "index": False},
        "has": {"type": "keyword", "doc_values": False},
        "fields": {"type": "object", "enabled": False},
        "words": {"type": "text", "analyzer": "cut", "index_options": "freqs"},
        "begins": {"type": "text", "analyzer": "beginnings", "index_options": "docs", "norms": False},
        "whole": {"type": "keyword", "ignore_above": MOST_SUGGESTED + LONGEST_WORD},
    }
    if schema.vector:
        properties[vector_name(schema)] = {
            "type": "knn_vector",
            "dimension": schema.vector.dimensions,
            # Without an engine's name the node takes one that is not there, and dies of the first document.
            "method": {"name": "hnsw", "engine": "lucene", "space_type": "cosinesimil"},
        }
    return {
        "aliases": {alias: {} for alias in aliases},
        "settings": {
            "index": {"knn": True, "number_of_shards": SHARDS, "auto_expand_replicas": "0-1"},
            "analysis": {
                "analyzer": {
                    "cut": {"type": "custom", "tokenizer": "whitespace"},
                    "beginnings": {"type": "custom", "tokenizer": "whitespace", "filter": ["beginnings"]},
                },
                "filter": {
                    "beginnings": {
                        "type": "edge_ngram",
                        "min_gram": 2 * MARK_BYTES + 1,
                        "max_gram": 2 * MARK_BYTES + LONGEST_BEGINNING,
                    }
                },
            },
        },
        "mappings": {
            "dynamic": False,
            "_meta": {"definition": definition(schema)},
            "_source": {"excludes": ["k", "n", "has", "words", "begins", "whole"]},
            "properties": properties,
        },
    }


def written(schema: Schema, tenant: str, document: Document) -> dict[str, Any]:
    """A document as the index takes it."""
    there = {name: value for name, value in document.fields.items() if value is not None and name in schema.by_name}
    mark = mark_of(tenant)
    told: dict[str, Any] = {
        "tenant": tenant,
        "id": document.id,
        "version": document.version,
        "has": [name for name, value in there.items() if schema.by_name[name].kind == "vector" or _values(value)],
        "words": " ".join(f"{mark}{stem}" for stem in _stems(schema, there)),
        "k": {},
        "n": {},
        "fields": {},
    }
    for name, value in there.items():
        kind = schema.by_name[name].kind
        if kind == "vector":
            told[vector_name(schema)] = direction(value)
        else:
            told["fields"][name] = value
        if kind in {"keyword", "number"}:
            told[kind[0]][name] = value
    suggested = [
        (field.name, str(value))
        for field in schema.fields
        if field.is_suggested
        for value in _values(there.get(field.name))
    ]
    told["whole"] = [f"{name}\0{value}" for name, value in suggested if len(value) <= MOST_SUGGESTED]
    told["begins"] = " ".join(f"{mark}{word}" for _, value in suggested for word in typed(value))
    return told


def key(tenant: str, id: str) -> str:
    """What tells a document from every other of an index."""
    return f"{tenant}.{id}"  # neither part can hold a dot


def mark_of(tenant: str) -> str:
    """What a tenant's stems begin with: ten letters that words do not run into."""
    return blake2b(tenant.encode(), digest_size=MARK_BYTES).hexdigest()


def vector_name(schema: Schema) -> str:
    return f"v{schema.vector.dimensions}" if schema.vector else "v"


def direction(vector: Sequence[float]) -> list[float]:
    """A vector of length 1 that points the same way, in as many digits as count."""
    numbers = vector.tolist() if hasattr(vector, "tolist") else vector
    length = math.hypot(*numbers)
    return [round(number / length, DIGITS) for number in numbers]


def _stems(schema: Schema, there: Mapping[str, Any]) -> Iterator[str]:
    """The stems of all texts, each as often as its field weighs."""
    for field in schema.texts:
        found = list(stems(there.get(field.name, ""), field.language))
        yield from found * max(1, round(field.weight))


def _values(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]
