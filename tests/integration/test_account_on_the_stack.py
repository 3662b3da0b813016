"""API keys and tiers through the real gateway, authorizer, bus, queue and worker."""

import json
import time
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from tradewind_cli.main import app
from tradewind_cli.stack.running import direct

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

pytestmark = pytest.mark.stack
WATCHES = "/v1/prices/watches"
PATIENCE_S = 30


def ask(stack: "Stack", secret: str, method: str, path: str, body: object = None) -> tuple[int, Any, dict[str, str]]:
    headers = {
        "authorization": f"Bearer {secret}",
        "content-type": "application/json",
        "idempotency-key": uuid4().hex,
    }
    text = None if body is None else json.dumps(body).encode()
    try:
        found = direct.open(Request(stack.api_url + path, text, headers, method=method), timeout=30)
    except HTTPError as error:
        found = error
    with found:
        content = found.read()
        return found.status, json.loads(content or b"null"), {k.lower(): v for k, v in found.headers.items()}


def test_a_key_stands_beside_a_token_until_it_is_taken_back(stack: "Stack", tenant: str) -> None:
    person = stack.token(tenant, tier="pro")
    status, made, headers = ask(stack, person, "POST", "/v1/account/keys", {"name": "sheet"})
    assert (status, headers["ratelimit-policy"]) == (201, '"default";q=300;w=60')
    assert ask(stack, made["key"], "GET", WATCHES)[0] == 200
    assert ask(stack, made["key"], "GET", "/v1/account")[1]["code"] == "scope_required"
    wrong = made["key"][:-1] + ("a" if made["key"][-1] != "a" else "b")
    assert ask(stack, wrong, "GET", WATCHES)[:2] == (403, {"message": "Forbidden"})
    kept = ask(stack, person, "GET", f"/v1/account/keys/{made['key_id']}")[1]
    assert kept["last_used_at"] is not None
    unused = ask(stack, person, "POST", "/v1/account/keys", {"name": "another"})[1]
    ask(stack, person, "DELETE", f"/v1/account/keys/{unused['key_id']}")
    assert ask(stack, unused["key"], "GET", WATCHES)[0] == 403


def test_a_key_is_made_seen_and_taken_back_by_command(stack: "Stack", tenant: str) -> None:
    def run(*words: str) -> str:
        found = CliRunner().invoke(app, ["key", *words, "--tenant", tenant, "--state", str(stack.state.path)])
        assert found.exit_code == 0, found.output
        return found.stdout.strip()

    key = run("create", "sheet", "--scope", "prices:read", "--scope", "prices:write")
    assert ask(stack, key, "GET", WATCHES)[0] == 200
    [kept] = json.loads(run("list", "--json"))
    assert (kept["name"], kept["scopes"], key.startswith(kept["hint"])) == (
        "sheet",
        ["prices:read", "prices:write"],
        True,
    )
    run("revoke", kept["key_id"])
    assert json.loads(run("list", "--json")) == []


def test_a_tenant_that_falls_back_loses_nothing_and_is_told_what_pauses(stack: "Stack", tenant: str) -> None:
    premium = stack.token(tenant, "ana", tier="premium")
    for number in range(11):
        page = {"url": f"http://harbour.shop.test/p/{tenant}-{number}", "check": {"every_minutes": 30}}
        assert ask(stack, premium, "POST", WATCHES, page)[0] == 201
    time.sleep(1.1)  # a token tells whole seconds, and of two of one second the first counts
    free = stack.token(tenant, "ben", tier="free")
    paused: list[Any] = []
    ends_at = time.monotonic() + PATIENCE_S
    while not paused and time.monotonic() < ends_at:
        time.sleep(0.3)
        paused = ask(stack, free, "GET", f"{WATCHES}?paused=true")[1]["items"]
    assert [each["paused_because"] for each in paused] == ["quota"]
    status, problem, _ = ask(stack, free, "PATCH", f"{WATCHES}/{paused[0]['watch_id']}", {"paused": False})
    assert (status, problem["code"]) == (403, "quota_reached")
    told = ask(stack, free, "GET", "/v1/account")[1]
    assert {"name": "watches", "used": 10, "most": 10} in told["quotas"]
