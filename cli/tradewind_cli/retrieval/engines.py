"""The engines that are compared, each through the search port and each bare."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tradewind_cli.retrieval.collection import Collection
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from tradewind.embeddings import Vectors
    from tradewind.search import Hit, Leg, Schema, Search

TENANT = "evaluation"
DEEP = 100
BATCH = 500

Order = Sequence[str]


@dataclass(frozen=True, slots=True)
class Meanings:
    """The vectors of a collection's documents and questions, in their order."""

    papers: "Vectors"
    questions: "Vectors"


def schema_of(dimensions: int) -> "Schema":
    """The fields of a document: its title, which counts twice, all that it says, and what that means."""
    from tradewind.search import Field, Schema

    return Schema(
        "papers",
        (
            Field("title", "text", weight=2.0, language="en"),
            Field("text", "text", language="en"),
            Field("meaning", "vector", dimensions=dimensions),
        ),
    )


class Indexed:
    """A collection in an engine, asked through the port. Document ids that the port does not take are numbered."""

    def __init__(self, search: "Search", collection: Collection, meanings: Meanings) -> None:
        from tradewind.search import Document

        self._search, self._schema = search, schema_of(meanings.papers.shape[1])
        self._ids = [paper.id for paper in collection.papers]
        search.create(self._schema)
        documents = [
            Document(f"d{at}", {"title": paper.title or None, "text": paper.whole or None, "meaning": vector.tolist()})
            for at, (paper, vector) in enumerate(zip(collection.papers, meanings.papers, strict=True))
        ]
        for first in range(0, len(documents), BATCH):
            refused = search.upsert(self._schema, TENANT, documents[first : first + BATCH])
            if refused:
                raise Trouble(f"document {self._ids[int(refused[0].id[1:])]} is not indexed: {refused[0].reason}")
        search.refresh(self._schema, TENANT)

    def ask(self, text: str, vector: "Sequence[float]", legs: "tuple[Leg, ...]", limit: int) -> "list[tuple[str, Hit]]":
        """The hits of a question, each with its document's own id."""
        from tradewind.search import Query

        query = Query(text[:1000], vector, legs=legs, limit=limit, candidates=DEEP, shows=("title", "text"))
        found = self._search.query(self._schema, TENANT, query).hits
        return [(self._ids[int(hit.id[1:])], hit) for hit in found]

    def remove(self) -> None:
        """Leave the engine as it was found."""
        self._search.delete_tenant(self._schema, TENANT)


@contextmanager
def lance() -> Iterator["Search"]:
    """LanceDB in a folder that is gone afterwards."""
    from tradewind.search.lance import open_folder

    with TemporaryDirectory(prefix="tradewind-evaluate-") as folder:
        yield open_folder(f"file://{folder}")


@contextmanager
def opensearch_at(address: str) -> Iterator["Search"]:
    """An OpenSearch node that runs at an address."""
    from tradewind.search.opensearch import open_cluster

    yield open_cluster(address)


def bare_lance(collection: Collection, meanings: Meanings) -> Mapping[str, Mapping[str, Order]]:
    """LanceDB as its guide has it: its own text index with its defaults, its hybrid query with its own reranker."""
    import lancedb

    questions = list(collection.questions.items())
    found: dict[str, dict[str, Order]] = {"keyword": {}, "vector": {}, "hybrid": {}}
    with TemporaryDirectory(prefix="tradewind-evaluate-") as folder:
        rows = [
            {"id": paper.id, "text": f"{paper.title} {paper.text}", "vector": vector}
            for paper, vector in zip(collection.papers, meanings.papers, strict=True)
        ]
        table: Any = lancedb.connect(folder).create_table("papers", rows)
        table.create_fts_index("text")
        for (id, text), vector in zip(questions, meanings.questions, strict=True):
            asked = {
                "keyword": table.search(text, query_type="fts"),
                "vector": table.search(vector).distance_type("cosine"),
                "hybrid": table.search(query_type="hybrid").vector(vector).text(text),
            }
            for kind, query in asked.items():
                found[kind][id] = [row["id"] for row in query.limit(10).to_list()]
    return found


def bare_opensearch(address: str, collection: Collection, meanings: Meanings) -> Mapping[str, Mapping[str, Order]]:
    """OpenSearch as its guide has it: the standard analyser, a match, and a hybrid query with its own normalisation
    (https://docs.opensearch.org/latest/vector-search/ai-search/hybrid-search/index/)."""
    from opensearchpy import OpenSearch, helpers

    name = "papers-bare"
    client = OpenSearch(address)
    client.indices.delete(index=name, ignore_unavailable=True)
    meaning = {
        "type": "knn_vector",
        "dimension": meanings.papers.shape[1],
        "method": {"name": "hnsw", "engine": "lucene", "space_type": "cosinesimil"},
    }
    properties = {"text": {"type": "text"}, "meaning": meaning}
    client.indices.create(
        index=name,
        body={
            "settings": {"index": {"knn": True, "number_of_shards": 1, "number_of_replicas": 0}},
            "mappings": {"properties": properties},
        },
    )
    blended = {"description": "both legs", "phase_results_processors": [{"normalization-processor": {}}]}
    client.transport.perform_request("PUT", f"/_search/pipeline/{name}", body=blended)
    found: dict[str, dict[str, Order]] = {"keyword": {}, "vector": {}, "hybrid": {}}
    try:
        helpers.bulk(
            client,
            (
                {"_index": name, "_id": each.id, "text": f"{each.title} {each.text}", "meaning": vector.tolist()}
                for each, vector in zip(collection.papers, meanings.papers, strict=True)
            ),
            refresh=True,
        )
        for (id, text), vector in zip(collection.questions.items(), meanings.questions, strict=True):
            words = {"match": {"text": text}}
            near = {"knn": {"meaning": {"vector": vector.tolist(), "k": 100}}}
            asked = {"keyword": words, "vector": near, "hybrid": {"hybrid": {"queries": [words, near]}}}
            for kind, query in asked.items():
                body = {"query": query, "size": 10, "_source": False}
                more = {"search_pipeline": name} if kind == "hybrid" else {}
                answer = client.search(index=name, body=body, params=more)
                found[kind][id] = [hit["_id"] for hit in answer["hits"]["hits"]]
    finally:
        client.indices.delete(index=name, ignore_unavailable=True)
        client.transport.perform_request("DELETE", f"/_search/pipeline/{name}")
    return found


def rank_bm25(collection: Collection) -> Mapping[str, Order]:
    """The library rank_bm25 over plain words of title and text, nothing stemmed and nothing left out."""
    import re

    import numpy as np
    from rank_bm25 import BM25Okapi  # type: ignore[import-untyped]

    word = re.compile(r"[a-z0-9]+")
    ranked = BM25Okapi([word.findall(f"{each.title} {each.text}".lower()) for each in collection.papers])
    orders: dict[str, Order] = {}
    for id, text in collection.questions.items():
        best = np.argsort(-ranked.get_scores(word.findall(text.lower())), kind="stable")[:10]
        orders[id] = [collection.papers[at].id for at in best]
    return orders
