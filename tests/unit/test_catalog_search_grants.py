"""Each function of the search may do with each table what it does with it, and nothing else."""

from typing import TYPE_CHECKING, Any

import pytest

from catalog import service
from catalog.models.interaction import InteractionKind, InteractionRequest
from catalog.models.saved import SavedChange, SavedRequest
from catalog_search_world import SearchWorld
from fakes import ANA
from grants import granted, recorded

if TYPE_CHECKING:
    from tradewind.dynamo import Table


@pytest.fixture
def world(catalog_table: "Table") -> SearchWorld:
    return SearchWorld(catalog_table)


def test_the_search(world: SearchWorld) -> None:
    made = world.add()
    world.hear()
    port: dict[str, Any] = {"store": world.store, "now": world.now, "new_id": world.new_id}
    did = InteractionRequest(kind=InteractionKind.ORDERED, product_ids=(made.product_id,))
    service.record(did, ANA, "k", **port)
    with recorded(world.table) as done:
        world.answer("kettle")
        service.suggest("ket", 5, ANA, store=world.store, engine=world.outside)
        service.searches(ANA, 5, None, store=world.store)
        service.forget_searches(ANA, store=world.store)
        world.search.is_down = True
        world.answer("kettle")
    assert done == {each for each in granted("catalog.api_search") if each[1] != "models"}  # the kernel asks for these


def test_saved_searches_and_their_schedule(world: SearchWorld) -> None:
    world.add()
    world.hear()
    port: dict[str, Any] = {"store": world.store, "now": world.now, "new_id": world.new_id}
    index: dict[str, Any] = {"engine": world.outside, "vocabularies": world.vocabularies}
    with recorded(world.table) as done:
        saved = service.save_search(SavedRequest(name="all", text="kettle"), ANA, "k", **index, **port)
        service.change_saved(saved.saved_id, SavedChange(name="kettles"), ANA, store=world.store, now=world.now)
        service.saved_searches(ANA, 5, None, store=world.store)
        service.news_of(saved.saved_id, ANA, 5, None, store=world.store)
    world.add(title="New kettle", sku="2")
    world.hear()
    world.now.pass_by(minutes=20)
    with recorded(world.table) as swept:
        service.look_at_due(bus=world.bus, seconds_left=lambda: 100.0, **index, **port)
    assert world.bus.events
    with recorded(world.table) as removed:
        service.remove_saved(saved.saved_id, ANA, store=world.store)
    assert done | removed == granted("catalog.api_saved")
    assert swept == granted("catalog.schedule_saved")
