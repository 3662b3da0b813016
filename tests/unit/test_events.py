import json
from datetime import UTC, datetime
from typing import Any, ClassVar

import boto3
import pytest
from botocore.stub import Stubber
from pydantic import Field, ValidationError

from tradewind.errors import TradewindError, Unavailable
from tradewind.events import Event, EventBus, known_events, read
from tradewind.model import Id

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)


class ParcelLost(Event):
    """A parcel has not been seen for too long."""

    name: ClassVar[str] = "tests.parcel_lost"
    version: ClassVar[int] = 2

    parcel_id: Id
    note: str = Field(default="", max_length=300_000)


def lost(number: int = 0, note: str = "") -> ParcelLost:
    return ParcelLost(id=f"e{number}", at=AT, tenant="acme", parcel_id="p1", note=note)


class Recorder:
    """PutEvents, recording what it is sent; `refuses` names ids that are not taken."""

    def __init__(self, *refuses: str) -> None:
        self.calls: list[list[dict[str, Any]]] = []
        self.refuses = refuses

    def put_events(self, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        self.calls.append(Entries)
        answers = [
            {"ErrorCode": "ThrottlingException"}
            if json.loads(entry["Detail"])["id"] in self.refuses
            else {"EventId": "x"}
            for entry in Entries
        ]
        return {"FailedEntryCount": sum("ErrorCode" in each for each in answers), "Entries": answers}


def test_an_event_says_on_the_bus_what_it_is_and_whose() -> None:
    client: Any = Recorder()
    EventBus("bus-1", client).publish([lost()])
    ((entry,),) = client.calls
    assert {key: entry[key] for key in ("EventBusName", "Source", "DetailType", "Time")} == {
        "EventBusName": "bus-1",
        "Source": "tradewind.tests",
        "DetailType": "tests.parcel_lost",
        "Time": AT,
    }
    assert json.loads(entry["Detail"]) == {
        "version": 2,
        "id": "e0",
        "at": "2026-03-04T12:00:00Z",
        "tenant": "acme",
        "parcel_id": "p1",
        "note": "",
    }


def test_what_the_bus_delivers_is_the_event_that_was_sent() -> None:
    assert read(json.loads(lost().as_detail()), "tests.parcel_lost") == lost()


@pytest.mark.parametrize("detail", [{"version": 1}, {}, {"version": 3}])
def test_a_version_nobody_here_knows_is_not_guessed_at(detail: dict[str, Any]) -> None:
    with pytest.raises(TradewindError, match="known here"):
        read(detail, "tests.parcel_lost")


def test_a_delivered_detail_is_checked() -> None:
    with pytest.raises(ValidationError):
        read({"version": 2, "id": "e0", "at": "yesterday"}, "tests.parcel_lost")


@pytest.mark.parametrize(("events", "calls"), [(0, []), (1, [1]), (10, [10]), (11, [10, 1]), (25, [10, 10, 5])])
def test_events_go_ten_a_call(events: int, calls: list[int]) -> None:
    client: Any = Recorder()
    EventBus("bus-1", client).publish([lost(number) for number in range(events)])
    assert [len(entries) for entries in client.calls] == calls


def test_a_call_stays_under_what_the_bus_takes() -> None:
    client: Any = Recorder()
    EventBus("bus-1", client).publish([lost(number, "é" * 50_000) for number in range(5)])
    assert [len(entries) for entries in client.calls] == [2, 2, 1]


def test_an_event_that_no_call_can_take_is_a_fault_of_ours() -> None:
    client: Any = Recorder()
    with pytest.raises(TradewindError, match="takes 262144"):
        EventBus("bus-1", client).publish([lost(note="x" * 262_144)])
    assert client.calls == []


def test_an_event_that_was_not_taken_is_told() -> None:
    client: Any = Recorder("e3", "e4")
    with pytest.raises(Unavailable, match="2 of 10 events were not taken: ThrottlingException"):
        EventBus("bus-1", client).publish([lost(number) for number in range(12)])


def test_a_bus_that_is_busy_is_unavailable() -> None:
    client = boto3.client("events", region_name="eu-west-1")
    with Stubber(client) as answers:
        answers.add_client_error("put_events", "ThrottlingException")
        with pytest.raises(Unavailable):
            EventBus("bus-1", client).publish([lost()])


def test_an_event_stands_in_the_catalogue_by_being_written() -> None:
    assert ParcelLost in known_events()


def test_two_events_cannot_have_one_name_and_version() -> None:
    with pytest.raises(TypeError, match="ParcelLost already"):

        class _Again(Event):
            name: ClassVar[str] = "tests.parcel_lost"
            version: ClassVar[int] = 2
