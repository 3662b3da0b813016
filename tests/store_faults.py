"""What DynamoDB does on a bad day and no stand-in of it does: it is injected at the SDK's own seams, on any engine."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal

from botocore.exceptions import ReadTimeoutError

if TYPE_CHECKING:
    from tradewind.dynamo import Table

Trouble = Literal["throttled", "unanswered", "held"]
"""`throttled`: the call is refused. `unanswered`: it is carried out, and the answer is lost on its way. `held`: another
transaction holds an item of this one; other calls than transactions pass."""

OK, BAD = SimpleNamespace(status_code=200, headers={}), SimpleNamespace(status_code=400, headers={})
HELD = {
    "Error": {"Code": "TransactionCanceledException", "Message": "held"},
    "CancellationReasons": [{"Code": "TransactionConflict"}],
}
THROTTLED = {"Error": {"Code": "ThrottlingException", "Message": "slow down"}}


@dataclass
class Calls:
    """The calls of a table's client meanwhile."""

    names: list[str] = field(default_factory=list)


@contextmanager
def trouble(table: "Table", kind: Trouble | None = None, at: int = -1) -> Iterator[Calls]:
    """The call of that number (from 0) ends badly, once; all are counted."""
    calls = Calls()

    def before(model: Any, context: dict[str, Any], **_: Any) -> Any:
        context["number"] = len(calls.names)
        calls.names.append(model.name)
        if context["number"] != at or kind in (None, "unanswered"):
            return None
        if kind == "held":
            return (BAD, HELD) if model.name == "TransactWriteItems" else None
        return BAD, THROTTLED

    def after(context: dict[str, Any], **_: Any) -> None:
        if kind == "unanswered" and context["number"] == at:
            raise ReadTimeoutError(endpoint_url="http://table.test")

    with hooked(table, before, after):
        yield calls


@contextmanager
def unprocessed(table: "Table") -> Iterator[Calls]:
    """Every second batch is left undone: AWS answers so when a table is busy or the answer would be too large."""
    calls = Calls()

    def before(model: Any, params: dict[str, Any], **_: Any) -> Any:
        left = {"BatchGetItem": "UnprocessedKeys", "BatchWriteItem": "UnprocessedItems"}.get(model.name)
        if left is None:
            return None
        calls.names.append(model.name)
        if len(calls.names) % 2 == 0:
            return None
        return OK, {"Responses": {}, left: json.loads(params["body"])["RequestItems"]}

    with hooked(table, before, None):
        yield calls


class LaggingIndex:
    """The indexes of a table answer as they did when `remembering`, whatever was written since."""

    def __init__(self, table: "Table") -> None:
        self._table = table
        self._answers: dict[str, Any] = {}

    @contextmanager
    def remembering(self) -> Iterator[None]:
        def before(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
            context["asked"] = params["body"]

        def after(model: Any, parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
            if model.name == "Query" and "IndexName" in json.loads(context["asked"]):
                self._answers[_question(context["asked"])] = parsed

        with hooked(self._table, before, after):
            yield

    @contextmanager
    def lagging(self) -> Iterator[None]:
        def before(model: Any, params: dict[str, Any], **_: Any) -> Any:
            if model.name != "Query" or "IndexName" not in json.loads(params["body"]):
                return None
            return OK, self._answers.get(_question(params["body"]), {"Items": [], "Count": 0})

        with hooked(self._table, before, None):
            yield


def _question(body: Any) -> str:
    asked = json.loads(body)
    return json.dumps([asked["TableName"], asked["IndexName"], asked["ExpressionAttributeValues"]], sort_keys=True)


@contextmanager
def hooked(table: "Table", before: Any, after: Any) -> Iterator[None]:
    events = table.client.meta.events
    hooks = [("before-call.dynamodb", before), ("after-call.dynamodb", after)]
    for name, hook in hooks:
        if hook:
            events.register(name, hook)
    try:
        yield
    finally:
        for name, hook in hooks:
            if hook:
                events.unregister(name, hook)
