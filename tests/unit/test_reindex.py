"""`tradewind reindex`: every product of every tenant is in the new index before it answers."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from catalog import service
from catalog.models.indexing import IndexWish
from catalog_world import CatalogWorld
from fakes import ANA, BOB
from tradewind.search import EVERYTHING, Query
from tradewind_cli.catalog.reindexing import reindex
from tradewind_cli.stack.state import Record
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from tradewind.dynamo import Table


class Deaf:
    """The queue of the index, whose function does not run."""

    def send_message_batch(self, Entries: list[dict[str, Any]], **_: Any) -> dict[str, Any]:  # noqa: N803
        return {"Successful": Entries}


class Heard(Deaf):
    """The same, with a function that hears at once."""

    def __init__(self, world: CatalogWorld) -> None:
        self.world = world

    def send_message_batch(self, Entries: list[dict[str, Any]], **_: Any) -> dict[str, Any]:  # noqa: N803
        world = self.world
        for each in Entries:
            service.hear(
                IndexWish.model_validate_json(each["MessageBody"]),
                store=world.store,
                search=world.search,
                schema=world.schema,
                embedder=world.embedder,
                now=world.now,
            )
        return {"Successful": Entries}


@pytest.fixture
def world(catalog_table: "Table", monkeypatch: pytest.MonkeyPatch) -> CatalogWorld:
    world = CatalogWorld(catalog_table)
    monkeypatch.setattr("tradewind.search.port.open_engine", lambda endpoint: world.search)
    return world


def stack_of(world: CatalogWorld, sqs: Any) -> Any:
    record = Record(settings={"Embedder": "ngrams"})
    return SimpleNamespace(
        state=SimpleNamespace(record=lambda: record),
        outputs={"CatalogTableName": world.table.name, "CatalogIndexQueueUrl": "http://sqs.test/1/index"},
        client={"sqs": sqs, "dynamodb": world.table.client}.__getitem__,
    )


def titles(world: CatalogWorld, tenant: str) -> int:
    return len(world.search.query(world.schema, tenant, Query(where=EVERYTHING, limit=50)).hits)


def test_every_product_is_in_the_new_index_before_it_answers(world: CatalogWorld) -> None:
    for number in range(3):
        world.add(sku=f"K-{number}")
    world.add(BOB, sku="K-9")
    before = world.search.live[world.schema.name]
    assert reindex(stack_of(world, Heard(world)), print, 5) == 4
    assert world.search.live[world.schema.name] != before
    assert (titles(world, ANA.tenant), titles(world, BOB.tenant)) == (3, 1)


def test_an_engine_that_has_no_index_yet_gets_one(world: CatalogWorld) -> None:
    world.add()
    world.search.live.clear()
    assert reindex(stack_of(world, Heard(world)), print, 5) == 1
    assert titles(world, ANA.tenant) == 1


def test_an_index_that_does_not_fill_does_not_take_the_others_place(world: CatalogWorld) -> None:
    world.add()
    world.hear()
    before = world.search.live[world.schema.name]
    with pytest.raises(Trouble, match="not heard of every product"):
        reindex(stack_of(world, Deaf()), print, 0)
    assert world.search.live[world.schema.name] == before
    assert titles(world, ANA.tenant) == 1
