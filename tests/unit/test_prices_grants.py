"""Each function of prices may do with the table what it does with it, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from fakes import ANA, KETTLE, SECRET, World, shows
from house.templates import functions, statements
from prices import service
from prices.models import PreviewRequest, WatchChange

if TYPE_CHECKING:
    from tradewind.dynamo import Table

Done = set[tuple[str, str | None]]
"""Actions, each with the index it is done on; None: the table itself."""

HOOK = "https://hooks.test/t"


@pytest.fixture
def world(table: "Table") -> World:
    world = World(table)
    world.web[KETTLE] = shows("100")
    world.web[HOOK] = shows(None, status=204)
    return world


@contextmanager
def recorded(table: "Table") -> Iterator[Done]:
    """What is asked of the table meanwhile; AWS grants a transaction by its parts."""
    done: Done = set()

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        parts = [f"{next(iter(each))}Item" for each in params.get("TransactItems", [])]
        done.update((f"dynamodb:{action}", params.get("IndexName")) for action in parts or [model.name])

    events = table.client.meta.events
    events.register("before-parameter-build.dynamodb", note)
    yield done
    events.unregister("before-parameter-build.dynamodb", note)


def granted(name: str) -> Done:
    [function] = [each for each in functions() if each.name == name]
    found: Done = set()
    for owner, statement in statements():
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        index = "due" if "/index/due" in str(statement["Resource"]) else None
        if str(owner) == str(function) and "PricesTable" in str(statement["Resource"]):
            found |= {(action, index) for action in actions if action.startswith("dynamodb:")}
    return found


def test_the_api(world: World) -> None:
    with recorded(world.table) as done:
        watch = world.watch(override={"price": ".now"}, webhook={"url": HOOK, "secret": SECRET})
        service.change(
            watch.watch_id, WatchChange(paused=True), ANA, store=world.store, sealer=world.sealer, now=world.now
        )
        service.products(ANA, 10, None, store=world.store)
        service.listing(watch.listing_id, ANA, store=world.store)
        service.alerts(watch.watch_id, ANA, 10, None, store=world.store)
        service.remove(watch.watch_id, ANA, store=world.store)
    assert done == granted("ApiFunction")


def test_a_preview(world: World) -> None:
    with recorded(world.table) as done:
        wanted = PreviewRequest(url=KETTLE)
        service.preview(wanted, ANA, store=world.store, client=world.web.client, read=world.outside.read)
    assert done == granted("PreviewFunction")


def test_the_sweep_a_check_and_a_delivery(world: World) -> None:
    world.watch(webhook={"url": HOOK, "secret": SECRET})
    world.check()
    world.web[KETTLE] = shows("85")
    world.now.pass_by(hours=12)
    with recorded(world.table) as swept:
        world.sweep()
    with recorded(world.table) as checked:
        world.check()
    [pointer] = world.deliveries.take()
    world.now.pass_by(hours=1)
    with recorded(world.table) as swept_again:
        world.sweep()
    with recorded(world.table) as delivered:
        world.deliver(pointer)
    assert swept == granted("SweepStepFunction") == swept_again
    assert checked == granted("ChecksFunction")
    assert delivered == granted("DeliveriesFunction")
