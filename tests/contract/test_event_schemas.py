"""What consumers of our events rely on, against the committed schemas."""

import json
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from tradewind.events import Event, read, schema
from tradewind.model import Model
from tradewind_cli.checks.event_schemas import broken_promises
from tradewind_cli.commands.documents import CATALOGUE, SCHEMAS, known_events, schema_path

EVENTS = known_events()
IDS = [f"{event.name}.v{event.version}" for event in EVENTS]


def committed(event: type[Event]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(schema_path(event).read_text())
    return found


def test_every_committed_schema_has_its_event_and_the_other_way_round() -> None:
    assert {path.name for path in SCHEMAS.glob("*.json")} == {schema_path(event).name for event in EVENTS}


@pytest.mark.parametrize("event", EVENTS, ids=IDS)
def test_the_code_keeps_what_the_committed_schema_promises(event: type[Event]) -> None:
    assert broken_promises(committed(event), schema(event)) == []


@pytest.mark.parametrize("event", EVENTS, ids=IDS)
def test_the_catalogue_names_every_event_and_field(event: type[Event]) -> None:
    section = CATALOGUE.read_text().partition(f"## `{event.name}` version {event.version}\n")[2].partition("\n## ")[0]
    assert all(f"| `{field}` |" in section for field in schema(event)["properties"])


@pytest.mark.parametrize("event", EVENTS, ids=IDS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.data())
def test_what_is_published_meets_the_committed_schema_and_comes_back_whole(event: type[Event], drawn: Any) -> None:
    sent = drawn.draw(st.builds(event, **_strategies(event)))
    detail = json.loads(sent.as_detail())
    Draft202012Validator(committed(event), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(detail)
    assert read(detail, event.name) == sent


@pytest.mark.parametrize("event", EVENTS, ids=IDS)
def test_an_event_is_of_a_capability_and_carries_nothing_a_user_entrusted(event: type[Event]) -> None:
    capability = event.__module__.partition(".")[0]
    assert event.name.partition(".")[0] == capability
    tells_of_pages = event.name in ("prices.alert_raised", "prices.price_drop_predicted")
    public_alone = {"url"} if tells_of_pages else set()  # null where it is a tenant's own page
    assert not ({"headers", "cookies", "secret", "url"} - public_alone) & event.model_fields.keys()


class Breaks:
    """One way each to break a promise; the check must find every one."""

    @staticmethod
    def removed(after: dict[str, Any], field: str) -> None:
        del after["properties"][field]

    @staticmethod
    def renamed(after: dict[str, Any], field: str) -> None:
        after["properties"][f"{field}_2"] = after["properties"].pop(field)

    @staticmethod
    def retyped(after: dict[str, Any], field: str) -> None:
        after["properties"][field] = {"type": "boolean"}

    @staticmethod
    def made_optional(after: dict[str, Any], field: str) -> None:
        after["required"].remove(field)

    @staticmethod
    def narrowed(after: dict[str, Any], field: str) -> None:
        after["properties"][field] = {"type": "string", "enum": ["a"]}


@pytest.mark.parametrize("broken", [way for way in vars(Breaks) if not way.startswith("_")])
@pytest.mark.parametrize("event", EVENTS, ids=IDS)
def test_a_broken_promise_is_found_in_every_field(event: type[Event], broken: str) -> None:
    before = committed(event)
    for field in before["properties"]:
        if broken == "made_optional" and field not in before["required"]:
            continue
        after = deepcopy(before)
        getattr(Breaks, broken)(after, field)
        assert any(field in sentence for sentence in broken_promises(before, after)), field


def test_a_changed_choice_behind_a_reference_is_found() -> None:
    before = {
        "properties": {"kind": {"$ref": "#/$defs/Kind"}},
        "$defs": {"Kind": {"enum": ["a", "b"], "type": "string"}},
    }
    after = {"properties": {"kind": {"$ref": "#/$defs/Kind"}}, "$defs": {"Kind": {"enum": ["a"], "type": "string"}}}
    assert broken_promises(before, after) == ["kind is another kind of thing"]


def test_words_may_change_and_a_field_that_may_be_missing_may_come() -> None:
    before = {"properties": {"kind": {"type": "string", "description": "a"}}, "required": ["kind"]}
    after = {
        "properties": {"kind": {"type": "string", "description": "b"}, "more": {"type": "null"}},
        "required": ["kind"],
    }
    assert broken_promises(before, after) == []
    after["required"] = ["kind", "more"]
    assert broken_promises(before, after) == ["more is new and would be missing in what was sent before"]


def _strategies(model: type[Model]) -> dict[str, Any]:
    """Fields whose strategy hypothesis does not find by itself."""
    ids: st.SearchStrategy[Any] = st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True)
    prices: st.SearchStrategy[Any] = st.decimals(0, 10**11, places=2)
    known: dict[str, st.SearchStrategy[Any]] = {
        "id": ids,
        "at": st.integers(1_000_000_000, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
        "tenant": st.none() | ids,
        "created_by": ids,
        "product_ids": st.lists(ids, max_size=3).map(tuple),
        "currency": st.none() | st.from_regex(r"[A-Z]{3}", fullmatch=True),
        "reason": st.text(st.characters(codec="utf-8"), max_size=500),
        "model": st.from_regex(r"[a-z][a-z0-9_]{0,39}@[0-9]{1,9}", fullmatch=True),
        "percent": st.decimals(1, 100, places=2),
        "until": st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    }
    fields = model.model_fields
    guessed = {name: ids for name in fields if name.endswith("_id")}
    guessed |= {
        name: st.none() | prices if type(None) in get_args(fields[name].annotation) else prices
        for name in fields
        if name.endswith("_price")
    }
    return {name: strategy for name, strategy in {**known, **guessed}.items() if name in fields}
