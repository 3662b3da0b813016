import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from account import authorizer, credentials
from account.authorizer import Door, authorize
from account.rules import written
from account.service import Tiers
from invocations import CONTEXT
from tokens import CLAIMS, NOW, TRUST, Web, rsa_key, token
from tradewind import clock
from tradewind.caller import Caller
from tradewind.errors import TradewindError, Unavailable
from tradewind.jwt import IssuerKeys

GENUINE = {"isAuthorized": True, "context": {"tenant": "acme", "user": "ana", "role": "manager", "tier": "pro"}}


def nobody() -> Any:
    raise Unavailable("the table is down")


def door(web: Web) -> Door:
    """A door whose table is down: for a token that changes nothing."""
    return Door(TRUST, IssuerKeys(TRUST, web), Tiers(nobody, nobody, nobody), nobody, lambda: NOW)


def asked(header: str) -> dict[str, Any]:
    return authorize(header, door(Web()))


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER   "])
def test_a_genuine_token_is_vouched_for(scheme: str) -> None:
    assert asked(scheme + token()) == GENUINE


def test_what_the_authorizer_says_is_what_the_kernel_reads() -> None:
    assert Caller.of_context(asked("Bearer " + token())["context"]).as_context() == GENUINE["context"]


def test_a_token_past_its_time_is_let_on_without_a_caller_so_that_the_kernel_can_say_so() -> None:
    assert asked("Bearer " + token(exp=CLAIMS["iat"] - 60)) == {
        "isAuthorized": True,
        "context": {"refused": "token_expired"},
    }


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        token(),
        "Basic YTpi",
        "Basic " + token(),
        "Bearer tw_live_0123456789",
        "Bearer " + written(bytes(32))[:-1],
        "Bearer " + written(bytes(32)).swapcase(),
        "Bearer " + token() + " x",
        "Bearer\n" + token(),
        "Bearer " + token() + "\n",
        "Bearer " + token(rsa_key(number=1)),
        "Bearer é.é.é",
    ],
)
def test_anything_else_is_refused(header: str) -> None:
    assert asked(header) == {"isAuthorized": False}


def test_a_refusal_is_logged_with_its_reason_and_without_the_token(caplog: pytest.LogCaptureFixture) -> None:
    forged = token(aud="other")
    asked("Bearer " + forged)
    (logged,) = (str(vars(record)) for record in caplog.records)
    assert "Audience" in logged
    assert not any(part in logged for part in forged.split("."))


def test_an_issuer_that_cannot_be_reached_is_no_refusal() -> None:
    web = Web()
    web.down = True
    with pytest.raises(Unavailable):
        authorize("Bearer " + token(), door(web))


def test_an_api_key_is_no_refusal_while_the_table_is_down() -> None:
    with pytest.raises(Unavailable):
        authorize(f"Bearer {written(bytes(32))}", door(Web()))


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Bearer a.b.c", "jwt"),
        ("Bearer a.b", "unknown"),
        ("Bearer a.b.c.d.e", "unknown"),
        ("Bearer " + written(bytes(32)), "key"),
        ("Bearer " + written(bytes(32))[:-1] + "x", "unknown"),
    ],
)
def test_credentials_are_told_apart_by_their_form(header: str, kind: str) -> None:
    assert credentials.kind(header) == kind


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], dict[str, Any]]]:
    """The Lambda as the gateway calls it, with an issuer and a clock of the test's."""
    monkeypatch.setenv("TOKEN_ISSUER", TRUST.issuer)
    monkeypatch.setenv("TOKEN_AUDIENCE", TRUST.audience)
    monkeypatch.setenv("TOKEN_JWKS_URL", "")
    monkeypatch.setattr(authorizer, "fetch_json", Web())
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(authorizer, "open_store", nobody)
    authorizer.own_door.cache_clear()

    def ask(header: str) -> dict[str, Any]:
        event = {
            "version": "2.0",
            "type": "REQUEST",
            "identitySource": [header],
            "routeKey": "GET /v1/prices/watches",
            "headers": {"authorization": header},
            "requestContext": {"requestId": "request-1"},
        }
        answer: dict[str, Any] = json.loads(json.dumps(authorizer.handler(event, CONTEXT)))
        return answer

    yield ask
    authorizer.own_door.cache_clear()


def test_the_lambda_answers_in_the_gateways_simple_form(handler: Callable[[str], dict[str, Any]]) -> None:
    assert handler("Bearer " + token()) == GENUINE
    assert handler("Bearer x") == {"isAuthorized": False}


def test_a_lambda_that_was_not_told_whom_to_trust_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOKEN_ISSUER", raising=False)
    monkeypatch.setenv("TOKEN_AUDIENCE", "tradewind")
    authorizer.own_door.cache_clear()
    with pytest.raises(TradewindError, match="TOKEN_ISSUER"):
        authorizer.own_door()
