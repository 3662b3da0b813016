import hashlib
import json
from base64 import b64decode
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from api import docs, page
from invocations import CONTEXT, http
from tradewind_cli.checkout import ROOT
from tradewind_cli.commands.documents import OPENAPI


class Reader(HTMLParser):
    """What a page loads, runs and says."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("STAGE_NAME", "test")

    def ask(path: str) -> dict[str, Any]:
        return docs.handler(http("GET", path, caller=None), CONTEXT)

    yield ask


def test_the_page_tells_every_operation_and_schema(answers: Any) -> None:
    reader = Reader()
    reader.feed(answers("/v1/docs")["body"])
    document = json.loads(OPENAPI.read_text())
    for path, operations in document["paths"].items():
        assert path in reader.text
        assert all(operation["summary"] in reader.text for operation in operations.values())
    assert all(name in reader.text for name in document["components"]["schemas"])
    assert all(answer["description"] in reader.text for answer in document["components"]["responses"].values())
    assert '"Idempotency-Key: $(uuidgen)"' in reader.text


def test_the_page_loads_and_runs_nothing(answers: Any) -> None:
    reader = Reader()
    answer = answers("/v1/docs")
    reader.feed(answer["body"])
    assert not {"script", "img", "link", "iframe", "object", "base", "form"} & set(reader.tags)
    assert [value for name, value in reader.attributes if name in {"src", "href"}] == ["openapi.json"]
    assert not [name for name, _ in reader.attributes if name.startswith("on") or name == "style"]


def test_the_page_may_use_its_own_style_sheet_and_nothing_else(answers: Any) -> None:
    answer = answers("/v1/docs")
    policy = answer["headers"]["Content-Security-Policy"]
    style = answer["body"].partition("<style>")[2].partition("</style>")[0]
    allowed = b64decode(policy.partition("style-src 'sha256-")[2].partition("'")[0])
    assert allowed == hashlib.sha256(style.encode()).digest()
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy


def test_words_of_the_document_are_words_on_the_page() -> None:
    evil = "<script>alert(1)</script>"
    operation = {
        "operationId": evil,
        "summary": evil,
        "description": evil,
        "tags": [evil],
        "responses": {"200": {"description": evil}},
    }
    shown = page.render(
        {
            "info": {"title": evil, "version": evil, "description": evil},
            "paths": {f"/{evil}": {"get": operation}},
            "tags": [{"name": evil, "description": evil}],
            "components": {
                "schemas": {evil: {"type": "object", "description": evil, "properties": {evil: {"enum": [evil]}}}}
            },
        }
    )
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") >= 10


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 100}, "integer 1 to 100"),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 1}, "number 0 to 1"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "text or null"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Watch"}}, "list of Watch"),
        ({"enum": ["a", "b"], "type": "string"}, "a | b"),
        ({"const": 1}, "1"),
        ({"type": "string", "format": "date-time"}, "date-time"),
        ({}, "any"),
    ],
)
def test_a_schema_is_told_in_words(schema: dict[str, Any], words: str) -> None:
    assert page._kind(schema) == words


def test_health_tells_what_is_deployed_and_no_more(answers: Any) -> None:
    assert json.loads(answers("/v1/health")["body"]) == {
        "status": "ok",
        "version": json.loads(OPENAPI.read_text())["info"]["version"],
        "stage": "test",
        "capabilities": sorted(path.parent.name for path in ROOT.glob("functions/*/api.py")),
    }


def test_the_document_is_served_as_it_is_committed(answers: Any) -> None:
    answer = answers("/v1/openapi.json")
    assert answer["body"] == OPENAPI.read_text()
    assert answer["headers"]["Cache-Control"] == "public, max-age=300"
