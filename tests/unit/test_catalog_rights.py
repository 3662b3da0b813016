"""What the catalogue holds of a person goes with them; what they made for the tenant stays, without their name."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest

from catalog import service
from catalog.models.interaction import InteractionKind, InteractionRequest
from catalog.models.saved import SavedRequest
from catalog.ports import has_search
from catalog.service.rights import NO_INDEX
from catalog.store.files import ImportFiles
from catalog_imports import HeldBucket
from catalog_search_world import SearchWorld, titles
from fakes import ANA, BOB
from grants import granted, recorded
from tradewind.caller import Caller
from tradewind.dynamo import plain
from tradewind.errors import TradewindError, Unavailable
from tradewind.rights import BucketParts, Done, Task

if TYPE_CHECKING:
    from tradewind.dynamo import Table
    from tradewind.files import Bucket

BUCKET = HeldBucket()
EVE = Caller(tenant="acme", user="eve", role=ANA.role)


@pytest.fixture
def world(catalog_table: "Table") -> SearchWorld:
    """Ana and Eve of one tenant and Bob of another search, save and order; Ana put a product in."""
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket="exports")
    for each in client.list_objects_v2(Bucket="exports").get("Contents", []):
        client.delete_object(Bucket="exports", Key=each["Key"])
    world = SearchWorld(catalog_table)
    made = world.add()
    world.add(BOB, title="Bob's kettle", sku="b")
    port: dict[str, Any] = {"store": world.store, "now": world.now, "new_id": world.new_id}
    for by in (ANA, EVE, BOB):
        world.ask("kettle", by)
        saved = SavedRequest(name="kettles", text="kettle")
        service.save_search(saved, by, "k", engine=world.outside, vocabularies=world.vocabularies, **port)
    for by in (ANA, EVE):
        did = InteractionRequest(kind=InteractionKind.ORDERED, product_ids=(made.product_id,))
        service.record(did, by, "k2", **port)
    return world


def through(
    world: SearchWorld, task: str, user: str | None, seconds_left: float = 100.0, *, has_engine: bool = True
) -> dict[str, int]:
    """The step, asked until it is through."""
    return asked(world, task, user, seconds_left, has_engine=has_engine).counts


def asked(world: SearchWorld, task: str, user: str | None, seconds_left: float = 100.0, *, has_engine: bool) -> Done:
    told: dict[str, Any] = {"task": task, "job_id": "j", "run": "r1", "tenant": "acme", "user": user}
    while True:
        done = service.carry_out(
            Task.model_validate(told),
            store=world.store,
            files=ImportFiles(cast("Bucket", BUCKET)),
            engine=world.outside if has_engine else None,
            parts=BucketParts("exports", boto3.client("s3", region_name="us-east-1")),
            seconds_left=lambda: seconds_left,
        )
        told |= {"next": done.next, "counts": done.counts}
        if done.next is None:
            return done


def kept(world: SearchWorld) -> list[dict[str, Any]]:
    return [plain(item) for item in world.table.client.scan(TableName=world.table.name)["Items"]]


def test_a_persons_copy_has_what_they_searched_saved_did_and_made(world: SearchWorld) -> None:
    counts = through(world, "export", "ana")
    assert counts == {"searches": 1, "saved_searches": 1, "news": 0, "interactions": 1, "made": 1}
    client = boto3.client("s3", region_name="us-east-1")
    places = [each["Key"] for each in client.list_objects_v2(Bucket="exports")["Contents"]]
    text = "".join(client.get_object(Bucket="exports", Key=place)["Body"].read().decode() for place in places)
    assert '"eve"' not in text and "Bob" not in text


@pytest.mark.parametrize("seconds_left", [100.0, 0.0], ids=["at once", "cut short each time"])
def test_an_erased_person_is_nowhere_and_what_they_made_stays(world: SearchWorld, seconds_left: float) -> None:
    before = through(world, "count", "ana")
    assert all(before[kind] for kind in ("searches", "saved_searches", "interactions", "names", "answers"))
    with recorded(world.table) as done:
        through(world, "erase", "ana", seconds_left)
    assert done <= granted("catalog.steps_rights")
    assert set(through(world, "count", "ana").values()) == {0}
    assert '"ana"' not in json.dumps(kept(world), default=str)
    assert not [item for item in kept(world) if "#ana" in item["pk"]]
    assert titles(world.answer("kettle", EVE)) == ["Steel kettle 1.7 l"]
    assert service.saved_searches(EVE, 10, None, store=world.store).items


def test_an_erased_tenant_is_nowhere_the_index_included_and_others_stay(world: SearchWorld) -> None:
    assert through(world, "export", None)["items"]
    with recorded(world.table) as done:
        through(world, "erase", None)
    assert done <= granted("catalog.steps_rights")
    assert not [item for item in kept(world) if item["pk"].startswith("TENANT#acme#")]
    assert world.search.count(world.schema, "acme") == 0
    assert titles(world.answer("kettle", BOB)) == ["Bob's kettle"]


def test_a_tenant_is_erased_where_there_is_no_engine_and_not_where_one_does_not_answer(
    world: SearchWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> Any:
        raise TradewindError("no cluster answers")

    with monkeypatch.context() as broken:
        broken.setattr(SearchWorld, "outside", replace(world.outside, search=away))
        with pytest.raises(Unavailable):
            through(world, "erase", None)
    done = asked(world, "erase", None, has_engine=False)
    assert (done.counts["index"], done.notes) == (0, [NO_INDEX])
    assert not [item for item in kept(world) if item["pk"].startswith("TENANT#acme#")]
    for endpoint, has in (("", False), ("lance+file:///x", True)):
        monkeypatch.setenv("SEARCH_ENDPOINT", endpoint)
        assert has_search() is has
