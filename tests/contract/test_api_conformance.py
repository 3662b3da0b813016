"""Whatever is sent to the API, it answers as its document says, and never with a fault of ours."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from zlib import crc32

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks
from schemathesis.generation import GenerationMode
from werkzeug.test import Client, TestResponse

from deployed import Deployed, forget_what_is_open
from gateway import Gateway
from mended_moto import mock_aws
from prices import ports
from tokens import token
from tradewind_cli.checkout import ROOT
from tradewind_cli.commands.documents import apps

AS_DOCUMENTED = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
EXAMPLES = int(os.environ.get("TRADEWIND_EXAMPLES", "4"))
DOCUMENT = ROOT / "docs/openapi.json"


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    """The API over what its templates declare, empty, on moto; a fetch finds that no host has an address."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name, value in {
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }.items():
            patch.setenv(name, value)
        forget_what_is_open()
        for app in apps().values():
            patch.setitem(cast("Any", app).dependency_overrides, ports.open_client, _client_without_names)
        yield Gateway(Deployed())
        forget_what_is_open()


def _client_without_names() -> Any:
    """The real way out, in a world where no name has an address."""
    from tradewind.fetch import Client, Guard

    def no_address(host: str, _: float) -> list[str]:
        raise OSError(f"{host} has no address")

    return Client(Guard(resolver=no_address))


def told(answer: TestResponse) -> dict[str, Any]:
    """An answer's JSON."""
    found: dict[str, Any] = answer.get_json()
    return found


def _served(environ: dict[str, Any], start: Any) -> Any:
    """The app that schemathesis calls: it reads the document before any fixture is there."""
    if not _in_use:
        start("200 OK", [("content-type", "application/json")])
        return [json.dumps(json.loads(DOCUMENT.read_bytes()) | {"servers": [{"url": "/"}]}).encode()]
    return _in_use[0](environ, start)


_in_use: list[Gateway] = []
API = schemathesis.openapi.from_wsgi("/v1/openapi.json", _served)
OPERATIONS: list[Any] = [cast("Any", found).ok() for found in API.get_all_operations()]
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
CALLERS: dict[str, dict[str, Any] | None] = {
    "an admin": {"role": "admin"},
    "nobody": None,
    "a stranger": {},
    "one whose token has expired": {"exp": 1},
    "a viewer": {"role": "viewer"},
}


def asking(who: str, operation: str) -> dict[str, str]:
    """The headers of a caller who asks for one operation alone: one for all would be told 429 by most of them."""
    claims = CALLERS[who]
    if claims is None:
        return {}
    if who == "a stranger":
        return {"Authorization": "Bearer x"}
    return {"Authorization": f"Bearer {token(sub=f'u{crc32(operation.encode())}', **claims)}"}


@each_operation
@pytest.mark.parametrize("who", CALLERS)
def test_every_answer_is_documented(gateway: Gateway, operation: Any, who: str) -> None:
    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE) | operation.as_strategy())
    @settings(
        max_examples=EXAMPLES if who == "an admin" else 3,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    def answers(case: Any) -> None:
        answer = case.call(headers={"Accept-Encoding": "identity", **headers})
        case.validate_response(answer, checks=AS_DOCUMENTED)

    headers = asking(who, operation.label)
    _in_use[:] = [gateway]
    answers()


@pytest.mark.parametrize(
    ("authorization", "status", "code"),
    [
        (None, 401, None),
        ("Bearer x", 403, None),
        (f"Bearer {token(aud='other')}", 403, None),
        (f"Bearer {token(exp=1)}", 401, "token_expired"),
        (f"Bearer {token(role='viewer')}", 403, "forbidden"),
    ],
)
def test_who_may_not_come_in_is_told_why(
    gateway: Gateway, authorization: str | None, status: int, code: str | None
) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    answer = Client(gateway).post(
        "/v1/prices/watches", json={"url": "https://shop.test/p/1"}, headers={**headers, "Idempotency-Key": "k2"}
    )
    assert (answer.status_code, told(answer).get("code")) == (status, code)


def test_another_tenants_ids_are_nothing(gateway: Gateway) -> None:
    client = Client(gateway)
    mine = {"Authorization": f"Bearer {token(role='admin')}"}
    theirs = {"Authorization": f"Bearer {token(role='admin', tenant='other')}"}
    made = client.post(
        "/v1/prices/watches", json={"url": "https://shop.test/p/1"}, headers={**mine, "Idempotency-Key": "k1"}
    )
    assert made.status_code == 201, made.text
    watch = f"/v1/prices/watches/{told(made)['watch_id']}"
    assert client.get(watch, headers=mine).status_code == 200
    for answer in (
        client.get(watch, headers=theirs),
        client.patch(watch, json={"label": "x"}, headers=theirs),
        client.delete(watch, headers=theirs),
        client.get(f"{watch}/alerts", headers=theirs),
        client.post(f"{watch}/check", headers=theirs),
        client.get(f"/v1/prices/products/{told(made)['product_id']}", headers=theirs),
    ):
        assert (answer.status_code, told(answer)["code"]) == (404, "not_found"), answer.request.path
    assert told(client.get("/v1/prices/watches", headers=theirs))["items"] == []


def test_a_route_that_is_none_is_answered_by_the_gateway(gateway: Gateway) -> None:
    for method, path in (("GET", "/"), ("GET", "/v1"), ("PUT", "/v1/health"), ("OPTIONS", "/v1/prices/watches")):
        answer = Client(gateway).open(path, method=method)
        assert (answer.status_code, answer.json) == (404, {"message": "Not Found"})


def test_the_document_that_is_served_is_the_committed_one(gateway: Gateway) -> None:
    answer = Client(gateway).get("/v1/openapi.json")
    assert answer.json is not None
    assert answer.data == Path(DOCUMENT).read_bytes()


@pytest.mark.parametrize("price", ["1e-9999999", "0e999999999", "1." + "0" * 60, "NaN", 1e-9])
def test_a_price_that_no_table_takes_is_wrong_input(gateway: Gateway, price: object) -> None:
    answer = Client(gateway).post(
        "/v1/prices/watches",
        json={"url": "https://shop.test/p/1", "target_price": price},
        headers={"Authorization": f"Bearer {token(role='admin')}", "Idempotency-Key": "k3"},
    )
    assert (answer.status_code, told(answer)["code"]) == (422, "invalid_input")
    assert any("target_price" in field["field"] for field in told(answer)["fields"])
