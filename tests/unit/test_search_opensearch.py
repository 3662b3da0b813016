"""The port on OpenSearch where a real node cannot be made to fail: its answers are played."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tradewind.errors import NotFound, TradewindError, Unavailable
from tradewind.search import Document, Field, Query, Schema
from tradewind.search.opensearch import open_cluster
from tradewind.search.opensearch.wire import client_of

GOODS = Schema("goods", (Field("title", "text", language="en"), Field("meaning", "vector", dimensions=2)))
BOTH = Query("oak", vector=(1.0, 0.0))
WHOLE = {"total": 1, "successful": 1, "failed": 0}
BROKEN = {"error": {"type": "illegal_state_exception", "reason": "vectors are away"}, "status": 500}


def found(*ids: str) -> dict[str, Any]:
    return {"_shards": WHOLE, "hits": {"hits": [{"_score": 0.5, "sort": [0.5, id]} for id in ids]}}


def shown(*ids: str) -> dict[str, Any]:
    hits = [{"_source": {"id": id, "fields": {"title": id}}, "matched_queries": ["oak"]} for id in ids]
    return {"_shards": WHOLE, "hits": {"hits": hits}}


class Cluster:
    """Answers by path as it was told, the last answer again and again; keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, list[tuple[int, Any]]] = {}
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.url = ""

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        self.asked.append((f"{method} {path}", headers, body))
        for beginning, waiting in self.answers.items():
            if path.partition("?")[0].endswith(beginning):
                return waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return 404, {"error": {"type": "index_not_found_exception"}, "status": 404}


@contextmanager
def served(cluster: Cluster) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, told = cluster.answer(self.command, self.path, dict(self.headers), body)
            content = json.dumps(told).encode()
            self.send_response_only(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    cluster = Cluster()
    with served(cluster) as cluster.url:
        yield cluster


@pytest.mark.parametrize(
    ("keyword", "vector", "down", "ids"),
    [
        (found("a"), BROKEN, ("vector",), ["a"]),
        (BROKEN, found("b"), ("keyword",), ["b"]),
        (found("a"), {**found("b"), "timed_out": True}, ("vector",), ["a"]),
        (found("a"), {**found("b"), "_shards": {**WHOLE, "failed": 1}}, ("vector",), ["a"]),
        (found("a"), found("b"), (), ["a", "b"]),
    ],
)
def test_a_leg_that_does_not_answer_is_named_and_the_others_hits_are_the_answer(
    cluster: Cluster, keyword: Any, vector: Any, down: tuple[str, ...], ids: list[str]
) -> None:
    cluster.answers = {"/_msearch": [(200, {"responses": [keyword, vector]})], "/_search": [(200, shown(*ids))]}
    answer = open_cluster(cluster.url).query(GOODS, "acme", BOTH)
    assert ([hit.id for hit in answer.hits], answer.legs_down) == (ids, down)


def test_without_any_leg_or_any_cluster_there_is_no_answer(cluster: Cluster) -> None:
    cluster.answers = {"/_msearch": [(200, {"responses": [BROKEN, BROKEN]})]}
    with pytest.raises(Unavailable):
        open_cluster(cluster.url).query(GOODS, "acme", BOTH)
    for status in (429, 502, 503, 504):
        cluster.answers = {"/_msearch": [(status, {})]}
        with pytest.raises(Unavailable):
            open_cluster(cluster.url).query(GOODS, "acme", BOTH)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = taken.getsockname()[1]
    with pytest.raises(Unavailable):
        open_cluster(f"http://127.0.0.1:{nobody}").query(GOODS, "acme", BOTH)


def test_a_request_that_is_refused_is_a_fault_of_ours_and_an_index_that_is_not_there_is_told(cluster: Cluster) -> None:
    cluster.answers = {"/_msearch": [(403, {"error": {"type": "security_exception"}})]}
    with pytest.raises(TradewindError) as refused:
        open_cluster(cluster.url).query(GOODS, "acme", BOTH)
    assert refused.value.status == 500
    missing = {"error": {"type": "index_not_found_exception"}, "status": 404}
    cluster.answers = {"/_msearch": [(200, {"responses": [missing, missing]})]}
    with pytest.raises(NotFound):
        open_cluster(cluster.url).query(GOODS, "acme", BOTH)


def test_a_busy_cluster_is_asked_again_for_what_it_left_out_alone(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tradewind.search.opensearch.writing.sleep", lambda seconds: None)
    busy = {"index": {"status": 429, "error": {"type": "circuit_breaking_exception"}}}
    done, wrong = {"index": {"status": 201}}, {"index": {"status": 400, "error": {"type": "mapper_parsing_exception"}}}
    cluster.answers = {
        "/_alias/goods,goods.next": [(404, {"status": 404, "goods-1": {"aliases": {"goods": {}}}})],
        "/_bulk": [(200, {"items": [done, busy, wrong]}), (200, {"items": [done]})],
    }
    documents = [Document(id, {"title": id}) for id in "abc"]
    [refused] = open_cluster(cluster.url).upsert(GOODS, "acme", documents)
    assert (refused.id, "mapper_parsing_exception" in refused.reason) == ("c", True)
    first, second = (body.count(b'"index"') for asked, _, body in cluster.asked if "_bulk" in asked)
    assert (first, second) == (3, 1)
    cluster.answers["/_bulk"] = [(200, {"items": [busy]})]
    with pytest.raises(Unavailable):
        open_cluster(cluster.url).upsert(GOODS, "acme", documents[:1])


def test_the_tenant_stands_in_every_question(cluster: Cluster) -> None:
    cluster.answers = {
        "/_msearch": [(200, {"responses": [found("a"), found("a")]})],
        "/_search": [(200, {**shown("a"), "aggregations": {"whole": {"buckets": []}}})],
        "/_count": [(200, {"count": 0})],
    }
    search = open_cluster(cluster.url)
    search.query(GOODS, "acme", BOTH)
    search.suggest(GOODS, "acme", "oak")
    search.count(GOODS, "acme")
    told = [line for _, _, body in cluster.asked for line in body.splitlines() if b'"query"' in line]
    assert len(told) == 5
    assert all(b'"filter":[{"term":{"tenant":"acme"}}' in line for line in told)


def test_a_domain_of_aws_is_asked_with_our_own_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signed by SigV4 for the region that the host names; what is not AWS's is asked as it stands."""
    client = client_of("https://search-goods-abc.eu-west-1.es.amazonaws.com")
    [connection] = client.transport.connection_pool.connections
    headers = connection.http_auth("POST", f"{connection.host}/goods/_search", "{}", {})
    assert "/eu-west-1/es/aws4_request" in headers["Authorization"]
    assert headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=test/")
    [plain] = client_of("https://search.example.org:9200").transport.connection_pool.connections
    assert plain.http_auth is None
    for wrong in ("search.example.org", "ftp://x", "https://user:secret@x"):
        with pytest.raises(TradewindError, match="SEARCH_ENDPOINT"):
            client_of(wrong)
