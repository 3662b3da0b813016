"""The API through the local gateway: its own answers, the authorizer, the documents."""

import gzip
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks

from tradewind_cli.checkout import ROOT
from tradewind_cli.stack.running import direct

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

pytestmark = pytest.mark.stack

DOCUMENT = json.loads((ROOT / "docs/openapi.json").read_text())
WATCHES = "/v1/prices/watches"
AS_DOCUMENTED = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.content)


def bearer(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def ask(stack: "Stack", method: str, path: str, token: str | None = None, **headers: str) -> Answer:
    request = Request(stack.api_url + path, method=method, headers={**headers, **bearer(token)})
    try:
        found = direct.open(request, timeout=30)
    except HTTPError as error:
        found = error
    with found:
        return Answer(found.status, {name.lower(): value for name, value in found.headers.items()}, found.read())


def send(stack: "Stack", path: str, body: object, token: str) -> Any:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "key", **bearer(token)}
    request = Request(stack.api_url + path, json.dumps(body).encode(), headers, method="POST")
    with direct.open(request, timeout=30) as found:
        return json.loads(found.read())


def test_a_caller_without_a_token_is_answered_by_the_gateway(stack: "Stack") -> None:
    answer = ask(stack, "GET", WATCHES)
    assert (answer.status, answer.body) == (401, {"message": "Unauthorized"})


@pytest.mark.parametrize("token", ["x", "a.b.c", "e30.e30."])
def test_a_token_that_is_not_genuine_is_answered_by_the_gateway(stack: "Stack", token: str) -> None:
    answer = ask(stack, "GET", WATCHES, token)
    assert (answer.status, answer.body) == (403, {"message": "Forbidden"})


def test_a_token_past_its_time_is_told_so(stack: "Stack", tenant: str) -> None:
    answer = ask(stack, "GET", WATCHES, stack.token(tenant, lasts=timedelta(minutes=-5)))
    assert (answer.status, answer.body["code"]) == (401, "token_expired")
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_a_route_that_is_none_is_answered_by_the_gateway(stack: "Stack", tenant: str) -> None:
    answer = ask(stack, "GET", "/v1/no/such", stack.token(tenant))
    assert (answer.status, answer.body) == (404, {"message": "Not Found"})


def test_a_token_opens_what_its_role_allows(stack: "Stack", tenant: str) -> None:
    viewer = stack.token(tenant, role="viewer")
    assert ask(stack, "GET", WATCHES, viewer).body["items"] == []
    refused = ask(stack, "POST", f"{WATCHES}/w1/check", viewer)
    assert (refused.status, refused.body["code"]) == (403, "forbidden")


def test_health_and_the_documents_need_no_token(stack: "Stack") -> None:
    health = ask(stack, "GET", "/v1/health")
    assert (health.status, health.body["status"], health.body["version"]) == (200, "ok", DOCUMENT["info"]["version"])
    page = ask(stack, "GET", "/v1/docs")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert all(path.encode() in page.content for path in DOCUMENT["paths"])
    assert ask(stack, "GET", "/v1/openapi.json").body == DOCUMENT


def test_a_long_answer_comes_compressed_to_whom_it_may(stack: "Stack") -> None:
    answer = ask(stack, "GET", "/v1/openapi.json", **{"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.content)) == DOCUMENT
    assert len(answer.content) < len(json.dumps(DOCUMENT)) / 5


def test_a_feed_is_read_by_its_address_alone_and_rates_by_anybody(stack: "Stack", tenant: str) -> None:
    made = send(stack, "/v1/prices/feeds", {"name": "Kitchen"}, stack.token(tenant))
    feed = ask(stack, "GET", made["path"])
    assert (feed.status, feed.headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
    assert b"<title>Kitchen</title>" in feed.content
    again = ask(stack, "GET", made["path"], **{"If-None-Match": feed.headers["etag"]})
    assert (again.status, again.content) == (304, b"")
    assert ask(stack, "GET", made["path"][:-6] + "x.atom").status in (404, 422)
    assert ask(stack, "GET", "/v1/prices/rates?date=2026-03-04").body["asked"] == "2026-03-04"


@pytest.mark.parametrize("who", ["nobody", "a stranger", "an admin"])
def test_every_answer_through_the_gateway_is_documented(stack: "Stack", tenant: str, who: str) -> None:
    headers = {"nobody": {}, "a stranger": bearer("x"), "an admin": bearer(stack.token(tenant))}[who]
    api = schemathesis.openapi.from_dict(DOCUMENT | {"servers": [{"url": stack.api_url}]})
    for found in api.get_all_operations():
        operation: Any = found

        @given(case=operation.ok().as_strategy())
        @settings(
            max_examples=2,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        def answers(case: Any) -> None:
            answer = case.call(headers=headers, base_url=stack.api_url)
            case.validate_response(answer, checks=AS_DOCUMENTED)

        answers()
