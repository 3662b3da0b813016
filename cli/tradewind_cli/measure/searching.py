"""One side of the search measurement: an engine behind the port, the same engine bare, and rank_bm25.

Runs in a process of its own: each side computes with one thread, and what else the machine does hits all alike.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any

from tradewind_cli.measure.goods import Goods

if TYPE_CHECKING:
    from tradewind.embeddings import Embedder, Vectors
    from tradewind.search import Document, Query, Schema, Search

TENANT = "bench"
BATCH = 500
TOP = 10
CANDIDATES = 100
WORD = re.compile(r"\w+")

Ask = Callable[[int], object]


def with_one_thread() -> None:
    """Let the libraries that this process loads next compute with one thread each, and LanceDB warn of nothing."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "LANCE_CPU_THREADS"):
        os.environ[name] = "1"
    os.environ["LANCEDB_LOG"] = "error"


def schema(dimensions: int) -> "Schema":
    from tradewind.search import Field, Schema

    return Schema(
        "bench",
        (
            Field("title", "text", weight=2.0, language="en"),
            Field("text", "text", language="en"),
            Field("brand", "keyword"),
            Field("price", "number"),
            Field("meaning", "vector", dimensions=dimensions),
        ),
    )


@dataclass
class Timed:
    """How long each question took, in ms, by what was asked."""

    taken: dict[str, list[float]] = field(default_factory=dict)

    def ask(self, name: str, question: int, ask: Ask) -> None:
        began = perf_counter()
        ask(question)
        self.taken.setdefault(name, []).append(1000 * (perf_counter() - began))

    def p(self, name: str, share: float) -> float:
        """The time that this share of the questions stays within (nearest rank)."""
        ordered = sorted(self.taken[name])
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def total(self, name: str) -> float:
        return sum(self.taken[name])


def fill(search: "Search", wanted: "Schema", products: Sequence[Goods], vectors: "Vectors") -> float:
    """Index all products; documents a second, their vectors not counted."""
    search.create(wanted)
    began = perf_counter()
    for first in range(0, len(products), BATCH):
        part = zip(products[first : first + BATCH], vectors[first : first + BATCH], strict=True)
        search.upsert(wanted, TENANT, [document(each, vector) for each, vector in part])
    search.refresh(wanted, TENANT)
    return len(products) / (perf_counter() - began)


def document(each: Goods, vector: Any) -> "Document":
    from tradewind.search import Document

    told = {
        "title": each.title,
        "text": each.text,
        "brand": each.brand,
        "price": each.price,
        "meaning": vector.tolist(),
    }
    return Document(each.id, told)


def through_the_port(
    search: "Search", wanted: "Schema", questions: Sequence[str], embedder: "Embedder"
) -> Mapping[str, Ask]:
    """What is timed: each leg and both, for the first ten, the embedding of the question within."""
    from tradewind.search import Query

    def asked(query: "Query") -> object:
        return search.query(wanted, TENANT, query)

    def vector(question: int) -> Any:
        return embedder.embed([questions[question]])[0].tolist()

    shown = ("title", "price")
    return {
        "embed": vector,
        "keyword": lambda at: asked(Query(questions[at], limit=TOP, shows=shown)),
        "vector": lambda at: asked(Query(vector=vector(at), limit=TOP, shows=shown)),
        "hybrid": lambda at: asked(Query(questions[at], vector(at), limit=TOP, candidates=CANDIDATES, shows=shown)),
    }


def rank_bm25(products: Sequence[Goods], questions: Sequence[str]) -> Ask:
    """The library rank_bm25 over plain words of the same texts, its best ten."""
    import numpy as np
    from rank_bm25 import BM25Okapi  # type: ignore[import-untyped]

    ranked = BM25Okapi([WORD.findall(each.whole.lower()) for each in products])

    def best(question: int) -> object:
        scores = ranked.get_scores(WORD.findall(questions[question].lower()))
        first = np.argpartition(-scores, TOP)[:TOP]
        return first[np.argsort(-scores[first])]

    return best


def bare_lancedb(
    folder: str, products: Sequence[Goods], vectors: "Vectors", questions: Sequence[str]
) -> Mapping[str, Ask]:
    """LanceDB as its guide has it: its own text index, IVF_PQ as it comes, its hybrid query with its own reranker."""
    import lancedb
    import pyarrow as pa
    from lancedb.index import FTS, IvfPq

    rows = pa.table(
        {
            "id": [each.id for each in products],
            "title": [each.title for each in products],
            "price": [each.price for each in products],
            "text": [each.whole for each in products],
            "vector": pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), vectors.shape[1]),
        }
    )
    table: Any = lancedb.connect(folder).create_table("goods", rows)
    table.create_index("text", config=FTS())
    if len(products) >= 5000:
        table.create_index("vector", config=IvfPq(distance_type="cosine"))
    shown = ["id", "title", "price"]

    def listed(query: Any) -> object:
        return query.limit(TOP).to_list()

    known = vectors[: len(questions)]
    plain = [text.replace('"', " ") for text in questions]  # between quotes its index would need positions

    def by_words(at: int) -> object:
        return listed(table.search(plain[at], query_type="fts").select([*shown, "_score"]))

    def by_meaning(at: int) -> object:
        return listed(table.search(known[at]).distance_type("cosine").select([*shown, "_distance"]))

    def by_both(at: int) -> object:
        return listed(table.search(query_type="hybrid").vector(known[at]).text(plain[at]).select(shown))

    return {"keyword": by_words, "vector": by_meaning, "hybrid": by_both}


def told(timed: Timed, prefix: str, per_second: float) -> dict[str, float]:
    """The figures of one engine."""
    legs = {leg: timed.p(f"{prefix}{leg}", 0.95) for leg in ("keyword", "vector", "hybrid")}
    return {
        "keyword_p95_ms": legs["keyword"],
        "vector_p95_ms": legs["vector"],
        "slower_leg_p95_ms": max(legs["keyword"], legs["vector"]),
        "hybrid_p95_ms": legs["hybrid"],
        "embed_p50_ms": timed.p("embed", 0.5),
        "ratio_keyword_vs_rank_bm25": timed.total("rank_bm25") / timed.total(f"{prefix}keyword"),
        "ratio_hybrid_vs_rank_bm25": timed.total("rank_bm25") / timed.total(f"{prefix}hybrid"),
        "docs_per_s_indexed": per_second,
    }
