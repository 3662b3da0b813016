"""Documents into an index: at once in one request, each by its version, and again where the cluster was busy."""

import json
from collections.abc import Iterator, Mapping, Sequence
from random import random
from time import sleep
from typing import Any

from opensearchpy import OpenSearch

from tradewind.errors import Contended, Unavailable
from tradewind.search.opensearch.mapping import key, written
from tradewind.search.opensearch.wire import BUSY, translated
from tradewind.search.schema import Document, Refused, Schema

PATIENCE_S = 30
TRIES = 5
SHORTEST_WAIT_S = 0.1
NOT_THERE = "index_not_found_exception"
UNLESS_NEWER = {
    "lang": "painless",
    "source": "if (ctx._source.version > params.it.version) { ctx.op = 'none' } else { ctx._source = params.it }",
}
"""Writes over what is of the same version or older. Compiled once, since what differs is a parameter."""


class Moved(Exception):
    """An alias is gone, or leads elsewhere since it was looked up."""


def write(client: OpenSearch, index: str, schema: Schema, tenant: str, documents: Sequence[Document]) -> list[Refused]:
    """Write documents through an alias. Raises: Moved without it, Contended, Unavailable.

    First as the versions say, which costs nothing more (external_gte). The cluster's own number of a document is never
    below the version that the document tells, so what is taken so is right; but a deletion and what is written after it
    count that number up past it. So what is turned down is asked for again by a script, which compares the versions.
    """
    told = {document.id: written(schema, tenant, document) for document in documents}
    plain = {
        id: ({"index": {**_at(index, tenant, id), "version": each["version"], "version_type": "external_gte"}}, each)
        for id, each in told.items()
    }
    turned_down, refused = _sent(client, plain)
    scripted = {
        id: (
            {"update": {**_at(index, tenant, id), "retry_on_conflict": 5}},
            {"script": {**UNLESS_NEWER, "params": {"it": told[id]}}, "upsert": told[id]},
        )
        for id in turned_down
    }
    left, refused_too = _sent(client, scripted)
    if left:
        raise Contended("others keep writing what this write needs", retry_after_s=1)
    return refused + refused_too


def remove(client: OpenSearch, index: str, tenant: str, ids: Sequence[str]) -> None:
    """Remove documents. Raises: Moved without the index, Unavailable."""
    _sent(client, {id: ({"delete": {"_index": index, "_id": key(tenant, id)}}, None) for id in ids})


def _at(index: str, tenant: str, id: str) -> dict[str, Any]:
    return {"_index": index, "_id": key(tenant, id), "require_alias": True}


def _sent(
    client: OpenSearch, actions: Mapping[str, tuple[dict[str, Any], dict[str, Any] | None]]
) -> tuple[list[str], list[Refused]]:
    """The ids that were turned down for their version, and those that do not fit the index."""
    waiting = dict(actions)
    conflicts: list[str] = []
    refused: list[Refused] = []
    for attempt in range(TRIES):
        if not waiting:
            return conflicts, refused
        if attempt:
            sleep(SHORTEST_WAIT_S * 2**attempt * random())  # noqa: S311 - jitter
        lines = (json.dumps(line) for action in waiting.values() for line in action if line is not None)
        with translated():
            answer = client.bulk(body="\n".join(lines) + "\n", params={"request_timeout": PATIENCE_S})
        busy = []
        for id, result in zip(waiting, _results(answer), strict=True):
            error = result.get("error")
            if error is None:
                continue
            if error["type"] == NOT_THERE:
                raise Moved
            if result["status"] == 409:
                conflicts.append(id)
            elif result["status"] in BUSY:
                busy.append(id)
            else:
                refused.append(Refused(id, f"the index does not take it: {error['type']}"))
        waiting = {id: waiting[id] for id in busy}
    if waiting:
        raise Unavailable("the search engine is busy", retry_after_s=5)
    return conflicts, refused


def _results(answer: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for item in answer["items"]:
        [result] = item.values()
        yield result
