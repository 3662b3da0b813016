"""Rate limits: how many come through, whatever the clock does, and what every answer says of it."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invocations import CONTEXT, MANAGER, http
from tradewind import clock, limits
from tradewind.auth import FromPremium, Viewer
from tradewind.caller import Caller, Role, Tier
from tradewind.dynamo import Table
from tradewind.errors import TradewindError, Unavailable
from tradewind.http import Api, resolver
from tradewind.limits import DEFAULT, PREDICTION, REALTIME, SLOT, SLOTS, TRAINING, Limiter, RateClass, limited

ANA = Caller(tenant="acme", user="ana", role=Role.MANAGER)
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
NUMBERS = count()
FEW = RateClass("few", 3, timedelta(minutes=1))


@pytest.fixture
def limiter(table: Table) -> Limiter:
    return Limiter(Table("limits", table.client))


def allowed(limiter: Limiter, rate: RateClass, *at: float, by: Caller = ANA) -> list[bool]:
    """Whether each request at these seconds after noon came through."""
    return [limiter.count(by, rate, NOON + timedelta(seconds=each)).allowed for each in at]


def test_the_seed_names_the_classes() -> None:
    assert [(each.name, each.quota, each.window.total_seconds()) for each in (REALTIME, PREDICTION, TRAINING)] == [
        ("realtime", 100, 60),
        ("prediction", 20, 60),
        ("training", 5, 3600),
    ]
    assert (DEFAULT.quota, DEFAULT.window) == (300, timedelta(minutes=1))


def test_the_seed_says_what_each_tier_holds() -> None:
    assert {tier: (tier.allowance.watches, tier.allowance.least_minutes) for tier in Tier} == {
        Tier.FREE: (10, 60),
        Tier.PREMIUM: (None, 5),
        Tier.PRO: (None, 5),
        Tier.ENTERPRISE: (None, 5),
    }
    assert [tier for tier in Tier if tier.allowance.api_keys] == [Tier.PRO, Tier.ENTERPRISE]


def test_as_many_as_the_limit_come_through_and_no_more(limiter: Limiter) -> None:
    assert allowed(limiter, FEW, 0, 0, 0, 0, 59) == [True, True, True, False, False]


def test_no_edge_of_a_window_lets_twice_the_limit_through(limiter: Limiter) -> None:
    """Where fixed windows meet, as at the full minute, three more would come through at once."""
    assert allowed(limiter, FEW, 59, 59, 59, 60, 61, 100, 118) == [True] * 3 + [False] * 4
    assert allowed(limiter, FEW, 120) == [True]


def test_what_is_refused_does_not_put_off_the_next(limiter: Limiter) -> None:
    allowed(limiter, FEW, 0, 0, 0)
    assert not any(allowed(limiter, FEW, *range(1, 60, 3)))
    assert allowed(limiter, FEW, 65) == [True]


def test_a_caller_who_is_refused_is_told_when_it_may_come_again(limiter: Limiter) -> None:
    allowed(limiter, FEW, 2, 9, 9)
    refused = limiter.count(ANA, FEW, NOON + timedelta(seconds=10))
    assert (refused.allowed, refused.remaining, refused.more_s) == (False, 0, 55)
    assert allowed(limiter, FEW, 64.9, 65, 65) == [False, True, False]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    gaps=st.lists(st.floats(0, 70), min_size=1, max_size=25),
    quota=st.integers(1, 5),
    skew=st.lists(st.floats(-3, 3), min_size=25, max_size=25),
)
def test_no_span_of_a_window_ever_holds_more_than_the_limit(
    limiter: Limiter, gaps: list[float], quota: int, skew: list[float]
) -> None:
    """Also where the clocks of those who count are apart: then of a window less what they are apart."""
    rate = RateClass("any", quota, timedelta(minutes=1))
    by = ANA.model_copy(update={"user": f"u{next(NUMBERS)}"})
    second, through = 0.0, []
    for gap, apart in zip(gaps, skew, strict=False):
        second += gap
        if limiter.count(by, rate, NOON + timedelta(seconds=second + apart)).allowed:
            through.append(second)
    for first in through:
        assert sum(first <= each < first + 54 for each in through) <= quota


def test_a_caller_at_full_speed_loses_little(limiter: Limiter) -> None:
    rate = RateClass("any", 12, timedelta(minutes=1))
    asked = [second * 5.0 for second in range(12 * 4)]
    assert sum(allowed(limiter, rate, *asked)) >= 12 * 4 * SLOTS / (SLOTS + 1)


def test_users_keys_tenants_and_classes_are_counted_apart(limiter: Limiter) -> None:
    others = [ANA.model_copy(update=each) for each in ({"user": "ben"}, {"tenant": "other"}, {"key_id": "key_1"})]
    allowed(limiter, FEW, 0, 0, 0)
    assert [allowed(limiter, FEW, 0, by=other) for other in others] == [[True]] * 3
    assert allowed(limiter, FEW._replace(name="others"), 0) == [True]


def test_the_standing_can_be_read_without_being_counted(limiter: Limiter) -> None:
    allowed(limiter, FEW, 0)
    assert [limiter.peek(ANA, FEW, NOON).remaining for _ in range(3)] == [2, 2, 2]
    assert limiter.peek(ANA, FEW, NOON + timedelta(seconds=65)).remaining == 3


def test_an_item_of_the_table_holds_no_more_than_a_windows_slots(limiter: Limiter, table: Table) -> None:
    allowed(limiter, RateClass("any", 500, timedelta(minutes=1)), *range(0, 300, 6))
    item = Table("limits", table.client).get("TENANT#acme#RATE#ana", "any") or {}
    assert len([name for name in item if SLOT.fullmatch(name)]) <= SLOTS + 1
    assert NOON.timestamp() < item["expires_at"] < NOON.timestamp() + 300 + 3 * 3600


class Down:
    """A table that does not answer."""

    name = "limits"

    def __init__(self) -> None:
        self.asked = 0

    @property
    def client(self) -> Any:
        self.asked += 1
        raise Unavailable("the store cannot be reached")


def test_a_table_that_fails_lets_through_says_so_and_is_left_alone_for_a_while(
    caplog: pytest.LogCaptureFixture,
) -> None:
    down: Any = Down()
    limiter = Limiter(down)
    took = [limiter.take(ANA, FEW, NOON + timedelta(seconds=second)) for second in (0, 1, 4.9, 5)]
    assert (took, down.asked) == ([None] * 4, 2)
    assert [record.message for record in caplog.records] == ["requests are let through uncounted"] * 2


# ---- In the answers ----


@pytest.fixture
def app() -> Api:
    app = resolver()

    @app.get("/v1/things")
    def things(by: Viewer) -> list[str]:
        return [by.user]

    @app.get("/v1/things/export")
    def export(by: FromPremium) -> list[str]:
        return [by.tenant]

    @app.post("/v1/things/<thing_id>/forecast")
    @limited(FEW)
    def forecast(thing_id: str, by: Viewer) -> list[str]:
        return [thing_id]

    @app.get("/v1/open")
    def open_to_all() -> list[str]:
        return ["all"]

    return app


@pytest.fixture
def counting(limiter: Limiter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "open_limiter", lambda: limiter)
    monkeypatch.setattr(clock, "now", lambda: NOON)


def ask(app: Api, route: str, path: str | None = None, **more: Any) -> tuple[int, str | None, dict[str, str]]:
    """The status, the problem's code where there is one, and the headers."""
    method, _, at = route.partition(" ")
    answer = app.resolve(http(method, path or at, **more) | {"routeKey": route}, CONTEXT)
    found = json.loads(answer["body"])
    return answer["statusCode"], found.get("code") if isinstance(found, dict) else None, answer["headers"]


@pytest.mark.usefixtures("counting")
def test_every_answer_says_how_the_caller_stands(app: Api) -> None:
    _, _, headers = ask(app, "GET /v1/things")
    assert headers["RateLimit-Policy"] == '"default";q=300;w=60'
    assert headers["RateLimit"] == '"default";r=299;t=65'


@pytest.mark.usefixtures("counting")
def test_a_route_counts_in_the_class_that_it_names(app: Api) -> None:
    route = "POST /v1/things/{thing_id}/forecast"
    answers = [ask(app, route, f"/v1/things/{number}/forecast") for number in range(4)]
    assert [(status, code) for status, code, _ in answers] == [(200, None)] * 3 + [(429, "too_many_requests")]
    headers = answers[-1][2]
    assert (headers["Retry-After"], headers["RateLimit"]) == ("65", '"few";r=0;t=65')
    assert ask(app, "GET /v1/things")[0] == 200


@pytest.mark.usefixtures("counting")
def test_an_answer_to_a_wrong_request_is_counted_and_says_so_too(app: Api) -> None:
    for status, more in ((404, {"path": "/v1/none"}), (415, {"headers": {"content-type": "text/csv"}})):
        found, _, headers = ask(app, "POST /v1/things", **more)
        assert (found, "RateLimit" in headers) == (status, True)
    assert '"default";r=297' in ask(app, "GET /v1/things")[2]["RateLimit"]


@pytest.mark.usefixtures("counting")
@pytest.mark.parametrize("caller", [None, {"refused": "token_expired"}, {"tenant": "acme", "user": "ana", "role": "x"}])
def test_who_is_vouched_for_by_nobody_is_not_counted(app: Api, caller: dict[str, str] | None) -> None:
    assert "RateLimit" not in ask(app, "GET /v1/open", caller=caller)[2]


def test_without_a_table_nobody_is_counted(app: Api) -> None:
    assert "RateLimit" not in ask(app, "GET /v1/things")[2]


# ---- What a tier and a key open ----


@pytest.mark.parametrize("tier", Tier)
def test_what_a_tier_does_not_hold_is_told_by_its_name(app: Api, tier: Tier) -> None:
    status, code, _ = ask(app, "GET /v1/things/export", caller={**MANAGER, "tier": tier})
    assert (status, code) == ((403, "tier_required") if tier is Tier.FREE else (200, None))


def test_a_key_of_a_tenant_that_fell_below_pro_is_told_why(app: Api) -> None:
    assert ask(app, "GET /v1/things", caller={"refused": "tier_required"})[:2] == (403, "tier_required")


@pytest.mark.parametrize(
    ("scopes", "route", "opens"),
    [
        ("things:read", "GET /v1/things", True),
        ("things:write", "GET /v1/things", False),
        ("things:read", "POST /v1/things/{thing_id}/forecast", False),
        ("things:read things:write", "POST /v1/things/{thing_id}/forecast", True),
        ("thing:read thingsx:read", "GET /v1/things", False),
        ("", "GET /v1/things", False),
        ("prices:read", "GET /v1/no/such", False),
    ],
)
def test_a_key_opens_its_scopes_and_nothing_else(app: Api, scopes: str, route: str, opens: bool) -> None:
    key = {**MANAGER, "key_id": "key_1", "scopes": scopes}
    status, code, _ = ask(app, route, route.partition(" ")[2].replace("{thing_id}", "a"), caller=key)
    assert (status, code) == ((200, None) if opens else (403, "scope_required"))


def test_a_caller_survives_the_authorizers_context() -> None:
    for by in (ANA, ANA.model_copy(update={"key_id": "key_1", "scopes": ("prices:read", "prices:write")})):
        assert Caller.of_context(by.as_context()) == by


def test_a_standing_of_a_table_that_keeps_changing_is_given_up(limiter: Limiter) -> None:
    limiter._update = lambda *_, **__: ({"newest": 0, "used": 0}, False)  # type: ignore[method-assign]
    with pytest.raises(TradewindError, match="keeps changing"):
        limiter.count(ANA, FEW, NOON)
