"""What notifications hold of a person goes with them, and what others hold stays, without their name."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from fakes import ANA, BOB
from grants import granted, recorded
from notifications import service
from notifying import MAIL, Notifying
from tradewind.caller import Caller, Role, Tier
from tradewind.dynamo import Table, plain
from tradewind.rights import BucketParts, Task

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

EVE = Caller(tenant="acme", user="eve", role=Role.ADMIN, tier=Tier.PRO)


@pytest.fixture
def s3(notifications_table: Table) -> Iterator["S3Client"]:
    """The bucket of exports, empty."""
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket="exports")
    for each in client.list_objects_v2(Bucket="exports").get("Contents", []):
        client.delete_object(Bucket="exports", Key=each["Key"])
    yield client


@pytest.fixture
def world(notifications_table: Table) -> Iterator[Notifying]:
    world = Notifying(notifications_table)
    world.open(by=ANA, name="hers")
    world.open(MAIL, by=EVE, name="for all", whose="all")
    world.add(by=BOB, name="elsewhere")
    world.plan(world.raised(1))
    yield world


def through(world: Notifying, s3: Any, task: str, user: str | None, seconds_left: float = 100.0) -> dict[str, int]:
    """The step, asked until it is through."""
    asked: dict[str, Any] = {"task": task, "job_id": "j", "run": "r1", "tenant": "acme", "user": user}
    while True:
        done = service.carry_out(
            Task.model_validate(asked),
            store=world.store,
            parts=BucketParts("exports", s3),
            seconds_left=lambda: seconds_left,
        )
        asked |= {"next": done.next, "counts": done.counts}
        if done.next is None:
            return done.counts


def kept(world: Notifying) -> list[dict[str, Any]]:
    return [plain(item) for item in world.table.client.scan(TableName=world.table.name)["Items"]]


def copied(s3: Any) -> dict[str, list[dict[str, Any]]]:
    places = [each["Key"] for each in s3.list_objects_v2(Bucket="exports").get("Contents", [])]
    found: dict[str, list[dict[str, Any]]] = {}
    for place in places:
        text = s3.get_object(Bucket="exports", Key=place)["Body"].read()
        found.setdefault(place.split("/")[-2], []).extend(json.loads(line) for line in text.splitlines())
    return found


@pytest.mark.parametrize("seconds_left", [100.0, 0.0])
def test_a_copy_holds_a_persons_channels_and_what_went_through_them(
    world: Notifying, s3: "S3Client", seconds_left: float
) -> None:
    counts = through(world, s3, "export", "ana", seconds_left)
    rows = copied(s3)
    assert {name: len(each) for name, each in rows.items()} == {name: count for name, count in counts.items() if count}
    assert [each["owner"] for each in rows["channels"]] == ["ana"]
    assert {each["what"] for each in rows["deliveries"]} == {"code", "alert"}
    assert "ntfys://" not in json.dumps(rows), "a destination is a secret"


def test_an_erased_person_is_named_nowhere(world: Notifying, s3: "S3Client") -> None:
    found = through(world, s3, "count", "ana")
    assert found["channels"] == 1 and found["names"] >= 1
    through(world, s3, "erase", "ana")
    assert set(through(world, s3, "count", "ana").values()) == {0}
    ours = [item for item in kept(world) if "acme" in item["pk"]]
    assert '"ana"' not in json.dumps(ours, default=str) and "OWNER#ana" not in str(ours)
    assert [channel.name for channel in world.store.channels.all("acme")] == ["for all"]
    assert [channel.name for channel in world.store.channels.all("other")] == ["elsewhere"]


def test_of_an_erased_tenant_nothing_is_left(world: Notifying, s3: "S3Client") -> None:
    through(world, s3, "erase", None)
    assert {item["pk"].split("#")[1] for item in kept(world) if item["pk"].startswith("TENANT#")} == {"other"}
    assert set(through(world, s3, "count", None).values()) == {0}


def test_the_step_may_do_what_it_does(world: Notifying, s3: "S3Client") -> None:
    with recorded(world.table) as done:
        for user in ("ana", None):
            for task in ("export", "count", "erase"):
                through(world, s3, task, user)
    assert {(action, index) for action, _, index in done} == {
        (action, index) for action, _, index in granted("notifications.steps_rights")
    }
