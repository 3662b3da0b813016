"""What the price watch decides is recorded with the decision, once, or not at all."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from fakes import KETTLE, SECRET, Killed, World, counted, shows
from tradewind.audit import Entry, hash_of, item_of, partition
from tradewind.dynamo import plain
from tradewind.errors import Unavailable

if TYPE_CHECKING:
    from tradewind.dynamo import Table

HOOK = "https://hooks.test/t"


@pytest.fixture
def world(table: "Table") -> World:
    world = World(table)
    world.web[KETTLE] = shows("100")
    return world


def entries(world: World, tenant: str = "acme") -> list[Entry]:
    found: list[dict[str, Any]] = world.table.client.scan(TableName="audit")["Items"]
    read = [Entry.model_validate_json(plain(item)["doc"]) for item in found if item["pk"]["S"] == partition(tenant)]
    assert [item_of(entry)["hash"] for entry in read] == [hash_of(plain(item)["doc"]) for item in found]
    return sorted(read, key=lambda entry: (entry.writer, entry.number))


def test_a_look_that_raises_nothing_is_no_decision(world: World) -> None:
    world.watch()
    world.check()
    world.look()
    assert entries(world) == []


def test_an_alert_names_its_record_and_the_record_what_it_came_of(world: World) -> None:
    watch = world.watch(all_time_low=True)
    world.check()
    world.web[KETTLE] = shows("80")
    world.look()
    alerts = world.store.alerts.page("acme", watch.watch_id, 10).items
    first, second = entries(world)
    assert {each.audit_id for each in alerts} == {first.audit_id, second.audit_id}
    assert (first.number, second.number, first.writer) == (1, 2, second.writer)
    assert {str(entry.decision.value["kind"]) for entry in (first, second) if entry.decision.value} == {
        "drop",
        "all_time_low",
    }
    assert first.decision.value and first.decision.value["to_price"] == "80"
    assert first.decision.confidence == 0.9
    assert (first.actor, first.subject, first.at) == ("service:prices", f"watch:{watch.watch_id}", world.now())
    assert f"observation:{watch.listing_id}/{world.now().isoformat()}" in first.inputs
    [pointer, _] = world.deliveries.take()
    world.deliver(pointer)
    [told] = world.bus.told("prices.alert_raised")
    assert told.model_dump()["audit_id"] == world.store.alerts.get(pointer).audit_id


def test_what_the_first_price_raises_is_recorded_too(world: World) -> None:
    world.watch()
    world.check()
    watch = world.watch(target_price="200")
    [alert] = world.store.alerts.page("acme", watch.watch_id, 10).items
    [entry] = entries(world)
    assert (entry.audit_id, entry.subject) == (alert.audit_id, f"watch:{watch.watch_id}")


@pytest.mark.parametrize("die_at", range(-1, 8))
def test_a_worker_that_dies_leaves_one_record_an_alert(world: World, die_at: int) -> None:
    watch = world.watch()
    world.check()
    world.web[KETTLE] = shows("80")
    world.now.pass_by(hours=12)
    world.sweep()
    waiting = world.checks.take()
    with counted(world.table, die_at), suppress(Killed):
        world.check(*waiting)
    world.now.pass_by(minutes=16)
    world.sweep()
    world.check()
    alerts = world.store.alerts.page("acme", watch.watch_id, 10).items
    assert [each.audit_id for each in alerts] == [entry.audit_id for entry in entries(world)]
    assert len(alerts) == 1


def test_a_delivery_that_is_given_up_is_recorded_and_one_that_is_tried_again_is_not(world: World) -> None:
    watch = world.watch(webhook={"url": HOOK, "secret": SECRET})
    world.check()
    world.web[KETTLE] = shows("80")
    world.look()
    [pointer] = world.deliveries.take()
    world.web[HOOK] = shows(None, status=500)
    with pytest.raises(Unavailable):
        world.deliver(pointer)
    [raised] = entries(world)
    with pytest.raises(Unavailable):
        world.deliver(pointer, last_try=True)
    _, given_up = entries(world)
    assert raised.action == "prices.alert_raised"
    assert (given_up.action, given_up.subject) == ("prices.delivery_given_up", f"watch:{watch.watch_id}")
    assert given_up.decision.reasons[0].text == "the receiver answered 500"


def test_what_grows_is_kept_as_long_as_the_operator_says(world: World) -> None:
    watch = world.watch()
    world.check()
    world.web[KETTLE] = shows("80")
    world.look()
    at = int(world.now().timestamp())
    items = {plain(item)["sk"]: plain(item) for item in world.table.client.scan(TableName="prices")["Items"]}
    [seen] = [each for sk, each in items.items() if sk == f"OBS#{world.now().isoformat(timespec='milliseconds')}"]
    assert seen["expires_at"] == at + 1095 * 86_400
    [alert] = [each for each in items.values() if each["pk"].endswith(f"WATCH#{watch.watch_id}")]
    assert alert["expires_at"] == at + 365 * 86_400
