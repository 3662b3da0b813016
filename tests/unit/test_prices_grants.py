"""Each function of prices may do with the table what it does with it, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from fakes import ANA, KETTLE, SECRET, World, shows
from house.templates import functions, statements
from prices import service
from prices.models import PreviewRequest, WatchChange
from tradewind.errors import Unavailable

if TYPE_CHECKING:
    from tradewind.dynamo import Table

Done = set[tuple[str, str | None]]
"""Actions, each with the index or the other table that it is done on; None: the table itself."""

OTHERS = {"audit": "AuditTable", "account": "AccountTable"}
"""Tables of the root template, by their names here and by the parameters that name them to the capability."""

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
        for each in params.get("TransactItems", [{model.name.removesuffix("Item"): params}]):
            [(action, part)] = each.items()
            name = action if model.name == action else f"{action}Item"
            place = part.get("TableName")
            done.add((f"dynamodb:{name}", place if place in OTHERS else part.get("IndexName")))

    events = table.client.meta.events
    events.register("before-parameter-build.dynamodb", note)
    yield done
    events.unregister("before-parameter-build.dynamodb", note)


def granted(name: str) -> Done:
    [function] = [each for each in functions() if each.name == name]
    found: Done = set()
    for owner, statement in statements():
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        resource = str(statement["Resource"])
        place = next((name for name, parameter in OTHERS.items() if parameter in resource), None)
        if str(owner) == str(function) and (place or "PricesTable" in resource):
            place = place or ("due" if "/index/due" in resource else None)
            found |= {(action, place) for action in actions if action.startswith("dynamodb:")}
    return found


def test_the_api(world: World) -> None:
    with recorded(world.table) as done:
        watch = world.watch(override={"price": ".now"}, webhook={"url": HOOK, "secret": SECRET})
        service.change(
            watch.watch_id, WatchChange(paused=True), ANA, store=world.store, sealer=world.sealer, now=world.now
        )
        world.check()
        world.watch(target_price="200")
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
    watch = world.watch(webhook={"url": HOOK, "secret": SECRET})
    world.check()
    world.web[KETTLE] = shows("85")
    world.now.pass_by(hours=12)
    with recorded(world.table) as swept:
        world.sweep()
    with recorded(world.table) as checked:
        world.check()
        world.store.alerts.find_tracker(ANA.tenant, watch.watch_id, watch.listing_id)  # as after a lost race
    [pointer] = world.deliveries.take()
    world.now.pass_by(hours=1)
    with recorded(world.table) as swept_again:
        world.sweep()
    world.web[HOOK] = shows(None, status=500)
    with recorded(world.table) as delivered, pytest.raises(Unavailable):
        world.deliver(pointer, last_try=True)
    world.web[HOOK] = shows(None, status=204)
    with recorded(world.table) as replayed:
        world.deliver(pointer)
    assert swept == granted("SweepStepFunction") == swept_again
    assert checked == granted("ChecksFunction")
    assert delivered | replayed == granted("DeliveriesFunction")
