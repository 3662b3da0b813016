"""The port in a function of its own: the one side calls it, the other is what it does with the call.

On AWS it is a container image, since LanceDB with Arrow is larger than a zip function may be. On one machine a plain
process with the same handler takes the same calls (`infrastructure/search`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tradewind import errors
from tradewind.errors import InvalidInput, TradewindError, Unavailable
from tradewind.search.port import MOST_DOCUMENTS, Search
from tradewind.search.query import Hits, Query, Suggestion
from tradewind.search.schema import Document, Refused, Schema, accepted, belongs
from tradewind.search.wire import (
    document_read,
    document_told,
    hits_read,
    hits_told,
    query_read,
    query_told,
    schema_read,
    schema_told,
)

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

CONNECTS_S = 2.0
ANSWERS_S = 60.0
"""How long a call may take: a write may come upon the tending of a large table."""
QUESTION_S = 8.0
"""How long a question may: some 20 ms, and a cold start of the engine. Whoever asks has 25 s, and falls back where none
answers: an engine that hung took them all."""
QUESTIONS = {"query", "suggest"}
CALL_BYTES = 4 * 1024 * 1024
"""Documents of one call: a function is given 6 MB at most, and JSON writes an accent in six bytes."""
CODES = {
    kind.code: kind for kind in (errors.InvalidInput, errors.NotFound, errors.Conflict, errors.Contended, Unavailable)
}
"""The errors that a caller can tell apart; any other is a fault."""


class FunctionSearch:
    """See `tradewind.search.Search`: asks a Lambda function that bears the engine."""

    def __init__(self, function: str, client: "LambdaClient", asking: "LambdaClient | None" = None) -> None:
        """`asking`: the client for questions, which gives up sooner; None: the same as for all else."""
        self._function = function
        self._client = client
        self._asking = asking or client

    def create(self, schema: Schema) -> None:
        self._ask("create", schema)

    def upsert(
        self, schema: Schema, tenant: str, documents: Sequence[Document], *, into: str | None = None
    ) -> list[Refused]:
        if len(documents) > MOST_DOCUMENTS:
            raise InvalidInput(f"at most {MOST_DOCUMENTS} documents at once")
        belongs(tenant)
        good, refused = accepted(schema, documents)
        for part in _parts([document_told(schema, document) for document in good]):
            refused += [Refused(**each) for each in self._ask("upsert", schema, tenant, documents=part, into=into)]
        return refused

    def delete(self, schema: Schema, tenant: str, ids: Sequence[str]) -> None:
        self._ask("delete", schema, tenant, ids=list(ids))

    def delete_tenant(self, schema: Schema, tenant: str) -> None:
        self._ask("delete_tenant", schema, tenant)

    def query(self, schema: Schema, tenant: str, query: Query) -> Hits:
        return hits_read(self._ask("query", schema, tenant, query=query_told(query)))

    def suggest(self, schema: Schema, tenant: str, text: str, limit: int = 10) -> list[Suggestion]:
        return [Suggestion(**each) for each in self._ask("suggest", schema, tenant, text=text, limit=limit)]

    def count(self, schema: Schema, tenant: str, *, within: str | None = None) -> int:
        return int(self._ask("count", schema, tenant, within=within))

    def rebuild(self, schema: Schema) -> str:
        return str(self._ask("rebuild", schema))

    def swap(self, schema: Schema, name: str) -> None:
        self._ask("swap", schema, name=name)

    def refresh(self, schema: Schema, tenant: str) -> None:
        self._ask("refresh", schema, tenant)

    def _ask(self, do: str, schema: Schema, tenant: str | None = None, **given: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        asked = {"do": do, "schema": schema_told(schema), **({"tenant": tenant} if tenant is not None else {}), **given}
        client = self._asking if do in QUESTIONS else self._client
        try:
            answer = client.invoke(FunctionName=self._function, Payload=json.dumps(asked).encode())
            told = json.loads(answer["Payload"].read())
        except (BotoCoreError, ClientError, ValueError) as failure:
            raise Unavailable(f"the search function does not answer: {type(failure).__name__}") from failure
        if "FunctionError" in answer or not isinstance(told, dict):
            raise Unavailable("the search function failed")
        if wrong := told.get("error"):
            raise CODES.get(wrong["code"], Unavailable)(wrong["detail"])
        return told.get("answer")


def open_function(name: str) -> FunctionSearch:
    """The function of that name or ARN in this account, or, as `NAME@http://HOST:PORT`, at an endpoint of one's own."""
    import boto3
    from botocore.config import Config

    function, _, endpoint = name.partition("@")

    def client(answers_s: float, tries: int) -> "LambdaClient":
        config = Config(connect_timeout=CONNECTS_S, read_timeout=answers_s, retries={"total_max_attempts": tries})
        return boto3.client("lambda", endpoint_url=endpoint or None, config=config)

    return FunctionSearch(function, client(ANSWERS_S, 2), client(QUESTION_S, 1))


def answer(asked: Mapping[str, Any], search: Search) -> dict[str, Any]:
    """What the function tells: `{"answer": ...}`, or `{"error": {"code", "detail"}}` for what the port raises."""
    try:
        return {"answer": _done(asked, search)}
    except TradewindError as error:
        return {"error": {"code": error.code, "detail": error.detail}}


def _done(asked: Mapping[str, Any], search: Search) -> Any:
    given = {name: value for name, value in asked.items() if name not in {"do", "schema"}}
    schema = schema_read(asked.get("schema", {}))
    match asked.get("do"):
        case "query":
            return hits_told(search.query(schema, given["tenant"], query_read(given["query"])))
        case "upsert":
            documents = [document_read(schema, told) for told in given["documents"]]
            refused = search.upsert(schema, given["tenant"], documents, into=given["into"])
            return [{"id": each.id, "reason": each.reason} for each in refused]
        case "suggest":
            found = search.suggest(schema, **given)
            return [{"text": each.text, "field": each.field, "count": each.count} for each in found]
        case "create" | "delete" | "delete_tenant" | "count" | "rebuild" | "swap" | "refresh" as do:
            return getattr(search, do)(schema, **given)
    raise InvalidInput("do: no such call")


def _parts(documents: Sequence[list[Any]]) -> Iterator[list[list[Any]]]:
    """The documents in calls that a function may be given."""
    part: list[list[Any]] = []
    size = 0
    for document in documents:
        own = len(json.dumps(document))
        if part and size + own > CALL_BYTES:
            yield part
            part, size = [], 0
        part.append(document)
        size += own
    if part:
        yield part
