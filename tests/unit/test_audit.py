"""Entries of the audit: one a decision, numbered without a gap, persons as hashes that can be forgotten."""

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind import audit
from tradewind.errors import Conflict, TradewindError, Unavailable
from tradewind.evidence import Decision, Reason

if TYPE_CHECKING:
    from tradewind.dynamo import Table

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
YEAR = timedelta(days=365)


def act(subject: str = "watch:w1", at: datetime = NOON, **told: Any) -> audit.Act:
    decision: Decision[audit.Facts] = Decision(
        value={"kind": "drop", "to_price": "85.00", "first": True, **told},
        basis="rule",
        reasons=[Reason(text="it fell by 15 %")],
        provenance="rule:prices.alerts@1",
    )
    return audit.act("acme", "service:prices", "prices.alert_raised", subject, decision, at=at)


def numbers(entries: list[Any]) -> list[tuple[str, int]]:
    return [(each["Put"]["Item"]["writer"]["S"], int(each["Put"]["Item"]["number"]["N"])) for each in entries]


def test_a_number_is_used_up_by_an_entry_that_was_kept_and_by_no_other() -> None:
    recorder = audit.Recorder("audit", YEAR)
    with recorder.recording([act(), act()]) as first:
        pass
    with pytest.raises(Conflict), recorder.recording([act()]) as refused:
        raise Conflict("moved on")
    with recorder.recording([act()]) as third:
        pass
    [(writer, _), _] = numbers(first)
    assert [*numbers(first), *numbers(refused)] == [(writer, 1), (writer, 2), (writer, 3)]
    assert numbers(third) == numbers(refused)


@pytest.mark.parametrize("failure", [Unavailable("no answer"), TradewindError("odd"), KeyboardInterrupt()])
def test_after_a_failure_that_leaves_open_whether_it_was_kept_the_writer_is_another(failure: BaseException) -> None:
    recorder = audit.Recorder("audit", YEAR)
    with pytest.raises(type(failure)), recorder.recording([act()]) as lost:
        raise failure
    with recorder.recording([act()]) as after:
        pass
    [(before, _)], [(now, number)] = numbers(lost), numbers(after)
    assert before != now
    assert number == 1


@given(st.datetimes(datetime(2000, 1, 2), datetime(2099, 1, 1)), st.timedeltas(timedelta(milliseconds=1), timedelta(9)))  # noqa: DTZ001
def test_ids_sort_by_time_and_tell_it(naive: datetime, later: timedelta) -> None:
    at = naive.replace(tzinfo=UTC)
    early, late = audit.new_id(at), audit.new_id(at + later)
    assert early < audit.earliest_id(at + later) < late
    assert timedelta(0) <= at - audit.time_of(early) < timedelta(milliseconds=1)
    assert early != audit.new_id(at)


def test_the_text_that_is_hashed_is_one_text() -> None:
    made = act(zone="Öre", none=None)
    entry = audit.Entry(**dict(made), writer="w", number=1, kept_until=NOON + YEAR)
    again = audit.Entry.model_validate_json(audit.canonical(entry))
    assert audit.canonical(again) == audit.canonical(entry)
    assert list(json.loads(audit.canonical(entry))) == sorted(json.loads(audit.canonical(entry)))
    assert audit.item_of(again) == audit.item_of(entry)


def test_a_person_is_called_the_same_until_forgotten(table: "Table") -> None:
    persons = audit.Persons(table)
    assert persons.known("acme", "ana") is None
    ana = persons.actor("acme", "ana")
    assert ana == persons.actor("acme", "ana") == persons.known("acme", "ana")
    assert "ana" not in ana
    assert len({ana, persons.actor("acme", "bob"), persons.actor("other", "ana")}) == 3
    assert persons.forget("acme", "ana")
    assert not persons.forget("acme", "ana")
    assert persons.known("acme", "ana") is None
    assert persons.actor("acme", "ana") != ana
    assert persons.users("acme") == ["ana", "bob"]
