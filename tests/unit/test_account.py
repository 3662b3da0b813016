"""API keys from their making to their end, and what the authorizer learns of a tenant's tier."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from account import api, ports, service
from account.models import Scope
from account.rules import hash_of, is_key, written
from account.service import Tiers
from accounts import ADMIN, ANA, BEN, BOB, World
from invocations import CONTEXT, http
from tokens import NOW
from tradewind.caller import Caller, Role, Tier
from tradewind.dynamo import Table
from tradewind.errors import Conflict, Forbidden, InvalidInput, NotFound, QuotaReached, Unavailable
from tradewind_cli.checkout import ROOT


@pytest.fixture
def world(table: Table) -> World:
    return World.on(table)


# ---- The form of a key ----


@given(st.binary(min_size=32, max_size=32), st.integers(0, 51), st.characters(codec="ascii"))
def test_a_key_is_told_by_its_form_and_a_wrong_character_is_found(random: bytes, at: int, other: str) -> None:
    key = written(random)
    assert is_key(key)
    assert len(key) == 52
    assert key.startswith("tw_")
    wrong = key[:at] + other + key[at + 1 :]
    assert is_key(wrong) == (wrong == key)


@given(st.text(max_size=60))
def test_no_other_text_is_a_key(text: str) -> None:
    assert not is_key(text)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_other_bits_make_another_key(one: bytes, two: bytes) -> None:
    assert (written(one) == written(two)) == (one == two)


# ---- Making, showing, using ----


def test_a_key_is_shown_once_and_kept_as_a_hash(world: World, table: Table) -> None:
    world.signs_in(Tier.PRO)
    made = world.make(once="first")
    assert made.key is not None
    assert is_key(made.key)
    assert made.hint == made.key[:8]
    again = world.make(once="first")
    assert again == made.model_copy(update={"key": None})
    kept = json.dumps([table.client.scan(TableName=name)["Items"] for name in ("account", "audit")])
    assert made.key not in kept
    assert made.key[12:] not in kept
    assert hash_of(made.key) in kept


def test_a_key_vouches_for_its_maker_with_its_own_role_and_scopes(world: World) -> None:
    world.signs_in(Tier.PRO)
    made = world.make(role="viewer", scopes=["prices:write", "prices:read", "prices:read"])
    assert world.ask(made.key) == {
        "isAuthorized": True,
        "context": {
            "tenant": "acme",
            "user": "ana",
            "role": "viewer",
            "tier": "pro",
            "key_id": made.key_id,
            "scopes": "prices:read prices:write",
        },
    }


def test_a_keys_role_is_at_most_its_makers(world: World) -> None:
    assert world.make(role="manager").role.role == Role.MANAGER
    with pytest.raises(Forbidden, match="at most your own, manager"):
        world.make(role="admin")


def test_a_key_nobody_made_opens_nothing(world: World) -> None:
    assert world.ask(written(b"x" * 32)) == {"isAuthorized": False}


def test_a_key_expires(world: World) -> None:
    world.signs_in(Tier.PRO)
    made = world.make(expires_in_days=1)
    world.now.pass_by(hours=23, minutes=59)
    assert world.ask(made.key)["context"]["user"] == "ana"
    world.now.pass_by(minutes=1)
    assert world.ask(made.key) == {"isAuthorized": True, "context": {"refused": "token_expired"}}


def test_a_key_of_a_tenant_that_falls_below_pro_opens_nothing_until_it_is_back(world: World) -> None:
    world.signs_in(Tier.ENTERPRISE)
    made = world.make()
    world.now.pass_by(minutes=1)
    world.signs_in(Tier.PREMIUM)
    assert world.ask(made.key) == {"isAuthorized": True, "context": {"refused": "tier_required"}}
    world.now.pass_by(minutes=1)
    world.signs_in(Tier.PRO)
    assert world.ask(made.key)["context"]["tier"] == "pro"


def test_a_key_that_is_taken_back_opens_nothing(world: World) -> None:
    world.signs_in(Tier.PRO)
    made = world.make()
    world.revoke(made.key_id)
    assert world.ask(made.key) == {"isAuthorized": False}
    with pytest.raises(NotFound):
        world.revoke(made.key_id)


def test_who_made_a_key_takes_it_back_or_an_admin(world: World) -> None:
    first, second = world.make(), world.make()
    with pytest.raises(Forbidden):
        world.revoke(first.key_id, BEN)
    world.revoke(first.key_id, ADMIN)
    world.revoke(second.key_id, ANA)


def test_another_tenants_key_is_not_found(world: World) -> None:
    made = world.make()
    other = BOB.model_copy(update={"role": Role.ADMIN})
    with pytest.raises(NotFound):
        world.revoke(made.key_id, other)
    with pytest.raises(NotFound):
        service.key(made.key_id, other, store=world.store)
    assert service.keys(other, 10, None, store=world.store).items == []


def test_the_last_use_is_shown_and_written_once_a_minute(world: World, table: Table) -> None:
    world.signs_in(Tier.PRO)
    made = world.make()
    assert service.key(made.key_id, ANA, store=world.store).last_used_at is None
    writes: list[str] = []
    table.client.meta.events.register("before-call.dynamodb.UpdateItem", lambda **_: writes.append("update"))
    for seconds in (0, 20, 20, 19):
        world.now.pass_by(seconds=seconds)
        world.ask(made.key)
    assert len(writes) == 1
    world.now.pass_by(seconds=2)
    world.ask(made.key)
    assert service.key(made.key_id, ANA, store=world.store).last_used_at == NOW + timedelta(minutes=1)


def test_a_tier_holds_so_many_keys_and_a_key_taken_back_makes_room(world: World) -> None:
    made = [world.make() for _ in range(Tier.PRO.allowance.api_keys)]
    with pytest.raises(QuotaReached, match="25"):
        world.make()
    world.revoke(made[3].key_id)
    world.make()
    world.make(BOB)
    assert world.store.keys_counted("acme") == 25


def test_a_key_is_counted_and_recorded_once_however_often_it_is_asked_for(world: World, table: Table) -> None:
    for _ in range(3):
        world.make(once="same")
    with pytest.raises(InvalidInput):
        world.make(once="same", name="another")
    assert world.store.keys_counted("acme") == 1
    actions = [item["action"]["S"] for item in table.client.scan(TableName="audit")["Items"]]
    assert actions == ["account.key_made"]


def test_making_and_taking_back_are_recorded_without_a_name(world: World, table: Table) -> None:
    made = world.make()
    world.revoke(made.key_id, ADMIN)
    entries = [json.loads(item["doc"]["S"]) for item in table.client.scan(TableName="audit")["Items"]]
    assert {each["action"] for each in entries} == {"account.key_made", "account.key_revoked"}
    assert {each["subject"] for each in entries} == {f"key:{made.key_id}"}
    assert not [each for each in entries if re.search(r"\b(ana|eva|sheet)\b", str(each))]


def test_keys_are_listed_page_by_page(world: World) -> None:
    made = {world.make().key_id for _ in range(5)}
    first = service.keys(ANA, 3, None, store=world.store)
    rest = service.keys(ANA, 3, first.next, store=world.store)
    assert ({key.key_id for key in first.items + rest.items}, rest.next) == (made, None)
    with pytest.raises(InvalidInput):
        service.keys(BOB, 3, first.next, store=world.store)


# ---- What a tenant has booked ----


def test_a_tenant_is_known_from_its_first_token_and_a_change_is_told_once(world: World) -> None:
    assert world.signs_in(Tier.PRO) == "pro"
    for _ in range(3):
        world.now.pass_by(minutes=1)
        world.signs_in(Tier.PRO)
    world.now.pass_by(minutes=1)
    assert world.signs_in(Tier.FREE) == "free"
    assert world.told() == [(None, "pro"), ("pro", "free")]
    assert world.store.unsent(10) == []


def test_the_table_is_asked_only_for_what_is_news(world: World) -> None:
    world.signs_in(Tier.PRO)
    for _ in range(9):
        world.now.pass_by(minutes=1)
        world.signs_in(Tier.PRO)
    assert world.opened == 1
    world.now.pass_by(minutes=1)
    world.signs_in(Tier.PRO)
    assert world.opened == 2


def test_an_older_token_changes_nothing_and_brings_the_newer_ones_tier(world: World) -> None:
    world.signs_in(Tier.PRO)
    old = world.now() - timedelta(minutes=30)
    assert world.signs_in(Tier.ENTERPRISE, issued=old) == "pro"
    world.tiers = Tiers(world.open_store, lambda: world.bus, lambda: world.audit)  # another container
    assert world.signs_in(Tier.ENTERPRISE, issued=old) == "pro"
    assert world.told() == [(None, "pro")]


def test_a_newer_token_of_the_same_tier_is_remembered_against_older_ones(world: World) -> None:
    world.signs_in(Tier.PRO)
    between = world.now.pass_by(minutes=5)
    world.now.pass_by(minutes=10)
    world.signs_in(Tier.PRO)
    world.tiers = Tiers(world.open_store, lambda: world.bus, lambda: world.audit)
    assert world.signs_in(Tier.FREE, issued=between) == "pro"


def test_a_change_that_cannot_be_told_now_is_told_by_the_next_round(world: World) -> None:
    world.bus.down = True
    assert world.signs_in(Tier.FREE) == "free"
    assert world.told() == []
    with pytest.raises(Unavailable):
        service.tell_unsent(store=world.store, bus=world.bus)
    world.bus.down = False
    assert service.tell_unsent(store=world.store, bus=world.bus) == 1
    assert service.tell_unsent(store=world.store, bus=world.bus) == 0
    assert world.told() == [(None, "free")]


def test_two_that_see_a_change_at_once_tell_it_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.signs_in(Tier.PRO)
    world.now.pass_by(minutes=1)
    keep, first = world.store.keep_tier, [True]

    def overtaken(*args: Any) -> None:
        if first:
            first.pop()
            keep(*args)
            raise Conflict("the other was first")
        keep(*args)

    monkeypatch.setattr(world.store, "keep_tier", overtaken)
    assert world.signs_in(Tier.FREE) == "free"
    service.tell_unsent(store=world.store, bus=world.bus)
    assert world.told() == [(None, "pro"), ("pro", "free")]


def test_while_the_table_is_down_tokens_are_believed_as_they_are(world: World) -> None:
    def down() -> Any:
        raise Unavailable("the table is down")

    world.tiers = Tiers(down, lambda: world.bus, lambda: world.audit)
    assert world.signs_in(Tier.FREE) == "free"
    assert world.signs_in(Tier.PRO) == "pro"


def test_every_capability_behind_the_authorizer_has_its_scopes() -> None:
    paths = json.loads((ROOT / "docs/openapi.json").read_text())["paths"]
    opened = {
        f"{path.split('/')[2]}:{'read' if method == 'get' else 'write'}"
        for path, operations in paths.items()
        for method, operation in operations.items()
        if operation.get("security") != []
    }
    assert opened <= set(Scope)


# ---- Over HTTP ----


@pytest.fixture
def served(world: World, table: Table, monkeypatch: pytest.MonkeyPatch) -> World:
    overrides: dict[Any, Any] = api.app.dependency_overrides
    for port, stand_in in {
        ports.open_store: world.store,
        ports.open_audit: world.audit,
        ports.open_counts: {"watches": table},
        api.now: world.now,
    }.items():
        monkeypatch.setitem(overrides, port, lambda stand_in=stand_in: stand_in)
    return world


def ask(method: str, path: str, body: object = None, by: Caller = ANA, **headers: str) -> tuple[int, Any]:
    event = http(method, path, body, caller=by.as_context(), headers={"idempotency-key": "k1", **headers})
    answer = api.handler(event, CONTEXT)
    return answer["statusCode"], json.loads(answer["body"]) if answer.get("body") else None


@pytest.mark.usefixtures("served")
def test_a_key_is_made_listed_and_taken_back_over_http() -> None:
    status, made = ask("POST", "/v1/account/keys", {"name": "sheet"})
    assert (status, made["scopes"], is_key(made["key"])) == (201, ["prices:read"], True)
    assert "key" not in ask("GET", f"/v1/account/keys/{made['key_id']}")[1]
    assert [each["key_id"] for each in ask("GET", "/v1/account/keys")[1]["items"]] == [made["key_id"]]
    assert ask("DELETE", f"/v1/account/keys/{made['key_id']}")[0] == 204
    assert ask("GET", "/v1/account/keys")[1]["items"] == []


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("by", "status", "code"),
    [
        (ANA.model_copy(update={"tier": Tier.PREMIUM}), 403, "tier_required"),
        (ANA.model_copy(update={"role": Role.DRIVER}), 403, "forbidden"),
        (ANA.model_copy(update={"key_id": "key_1", "scopes": ("account:write",)}), 403, "forbidden"),
        (ANA.model_copy(update={"key_id": "key_1", "scopes": ("prices:write",)}), 403, "scope_required"),
    ],
)
def test_who_may_make_no_key(by: Caller, status: int, code: str) -> None:
    found, problem = ask("POST", "/v1/account/keys", {"name": "sheet"}, by)
    assert (found, problem["code"]) == (status, code)


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "a\nb"},
        {"name": "x" * 81},
        {"name": "a", "scopes": []},
        {"name": "a", "scopes": ["price:read"]},
        {"name": "a", "scopes": "prices:read"},
        {"name": "a", "role": "king"},
        {"name": "a", "expires_in_days": 0},
        {"name": "a", "expires_in_days": 367},
        {"name": "a", "forever": True},
        [],
    ],
)
def test_a_wrong_request_makes_no_key(served: World, wrong: object) -> None:
    assert ask("POST", "/v1/account/keys", wrong)[0] == 422
    assert served.store.keys_counted("acme") == 0


@pytest.mark.usefixtures("served")
def test_the_account_tells_what_is_booked_and_used(served: World) -> None:
    served.make()
    status, told = ask("GET", "/v1/account")
    assert (status, told["tier"], told["csv_export"], told["least_minutes"]) == (200, "pro", True, 5)
    assert told["quotas"] == [
        {"name": "api_keys", "used": 1, "most": 25},
        {"name": "watches", "used": 0, "most": None},
    ]
    assert {"name": "training", "requests": 5, "window_s": 3600} in told["rate_limits"]


def test_a_change_of_tier_is_recorded_and_a_first_sight_is_not(world: World) -> None:
    world.signs_in(Tier.PRO)
    assert world.store.table.client.scan(TableName="audit")["Items"] == []
    world.now.pass_by(minutes=11)
    world.signs_in(Tier.FREE)
    [item] = world.store.table.client.scan(TableName="audit")["Items"]
    assert (item["action"]["S"], '"to_tier":"free"' in item["doc"]["S"]) == ("account.tier_changed", True)
