"""Delivering an alert: signed, once by its id, given up in the end, brought back by a replay."""

import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

import pytest

from fakes import ANA, BOB, KETTLE, SECRET, Killed, World, counted, fails, shows
from prices import service
from prices.events import AlertRaised
from prices.models.alert import Alert, AlertPointer, Delivery
from prices.models.answers import WatchedPrice
from prices.models.watch import WatchChange
from tradewind.errors import Unavailable
from tradewind.fetch import Fetched

if TYPE_CHECKING:
    from tradewind.dynamo import Table

HOOK = "https://hooks.test/tradewind"


@pytest.fixture
def world(table: "Table") -> World:
    world = World(table)
    world.web[KETTLE] = shows("100")
    world.web[HOOK] = shows(None, status=204)
    return world


def dropped(world: World, **wanted: Any) -> tuple[WatchedPrice, AlertPointer]:
    """A watch whose price has fallen, and its alert."""
    watch = world.watch(**({"webhook": {"url": HOOK, "secret": SECRET}} | wanted))
    world.check()
    world.web[KETTLE] = shows("85")
    world.look()
    [pointer] = world.deliveries.take()
    return watch, pointer


def kept(world: World, pointer: AlertPointer) -> Alert:
    return world.store.alerts.get(pointer)


def overdue(world: World) -> list[AlertPointer]:
    world.sweep()
    taken: list[AlertPointer] = world.deliveries.take()
    return taken


def test_a_receiver_gets_the_alert_signed(world: World) -> None:
    watch, pointer = dropped(world, label="Kettle", tags=["kitchen"])
    world.deliver(pointer)
    [posted] = [asked for asked in world.web.asked if asked.url == HOOK]
    message = json.loads(posted.body or b"")
    assert (posted.method, message["type"]) == ("POST", "prices.alert")
    told = message["data"]
    assert (told["kind"], told["from_price"], told["to_price"], told["currency"]) == ("drop", "100", "85", "EUR")
    assert (told["watch_id"], told["url"], told["label"], told["tags"]) == (
        watch.watch_id,
        KETTLE,
        "Kettle",
        ["kitchen"],
    )
    assert told["reasons"] and "secret" not in (posted.body or b"").decode()
    signed = f"{posted.headers['webhook-id']}.{posted.headers['webhook-timestamp']}.".encode() + (posted.body or b"")
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert posted.headers["webhook-signature"] == f"v1,{expected}"
    assert posted.headers["webhook-id"] == told["alert_id"] == kept(world, pointer).alert_id
    assert (kept(world, pointer).delivery, kept(world, pointer).attempts) == (Delivery.DELIVERED, 1)


def test_an_alert_that_is_delivered_is_not_delivered_again(world: World) -> None:
    _, pointer = dropped(world)
    world.deliver(pointer)
    world.deliver(pointer)
    world.now.pass_by(hours=1)
    assert (world.web.visits(HOOK), overdue(world)) == (1, [])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (shows(None, status=503), "answered 503"),
        (shows(None, status=400), "answered 400"),
        (shows(None, status=302, location="https://elsewhere.test"), "answered 302"),
        (fails("timeout", "hooks.test did not answer in time."), "did not answer in time"),
        (fails("refused", "hooks.test is not on the public internet."), "not on the public internet"),
    ],
    ids=["503", "400", "302", "timeout", "refused"],
)
def test_a_receiver_that_does_not_take_it_is_asked_again_with_the_same_id(world: World, answer: Any, said: str) -> None:
    _, pointer = dropped(world)
    world.web[HOOK] = [answer, shows(None, status=200)]
    with pytest.raises(Unavailable):
        world.deliver(pointer)
    alert = kept(world, pointer)
    assert (alert.delivery, alert.attempts) == (Delivery.PENDING, 1)
    assert said in (alert.last_error or "")
    world.deliver(pointer)
    assert (kept(world, pointer).delivery, kept(world, pointer).last_error) == (Delivery.DELIVERED, None)
    assert len({asked.headers["webhook-id"] for asked in world.web.asked if asked.url == HOOK}) == 1


def test_while_its_message_comes_back_the_sweep_sends_no_other(world: World) -> None:
    _, pointer = dropped(world)
    world.web[HOOK] = fails("timeout")
    for _ in range(4):
        with pytest.raises(Unavailable):
            world.deliver(pointer)
        world.now.pass_by(minutes=3)  # the queue's visibility time-out
        assert overdue(world) == []
    world.now.pass_by(minutes=4)
    assert overdue(world) == [pointer], "its message was lost"


def test_the_last_try_gives_up_and_a_replay_tries_again(world: World) -> None:
    _, pointer = dropped(world)
    world.web[HOOK] = [shows(None, status=500), shows(None, status=500), shows(None, status=204)]
    with pytest.raises(Unavailable):
        world.deliver(pointer, last_try=True)
    assert kept(world, pointer).delivery is Delivery.FAILED
    world.now.pass_by(days=1)
    assert overdue(world) == [], "it waits in the dead-letter queue"
    with pytest.raises(Unavailable):
        world.deliver(pointer)
    assert kept(world, pointer).delivery is Delivery.PENDING
    world.now.pass_by(minutes=7)
    assert overdue(world) == [pointer], "replayed, it is not lost with its message"
    world.deliver(pointer)
    assert (kept(world, pointer).delivery, kept(world, pointer).attempts) == (Delivery.DELIVERED, 3)


def test_the_event_bears_the_alerts_id_at_every_attempt(world: World) -> None:
    _, pointer = dropped(world)
    world.web[HOOK] = [shows(None, status=500), shows(None, status=204)]
    with pytest.raises(Unavailable):
        world.deliver(pointer)
    world.deliver(pointer)
    events = [event for event in world.bus.events if event.name == "prices.alert_raised"]
    assert [event.id for event in events] == [kept(world, pointer).alert_id] * 2
    assert events[0].tenant == "acme"


@pytest.mark.parametrize("headers", [{}, {"Cookie": "session=1"}], ids=["shared", "private"])
def test_the_event_tells_people_what_and_why_but_not_where_when_the_page_is_private(
    world: World, headers: dict[str, str]
) -> None:
    _, pointer = dropped(world, label="The kettle", tags=("kitchen",), request_headers=headers)
    world.deliver(pointer)
    [event] = world.bus.told("prices.alert_raised")
    assert isinstance(event, AlertRaised)
    assert (event.label, event.title, event.tags) == ("The kettle", "Steel kettle", ("kitchen",))
    assert (event.created_by, event.url) == ("ana", None if headers else KETTLE)
    assert event.reasons
    assert "session" not in event.as_detail()


def test_a_bus_that_is_down_keeps_the_alert_waiting(world: World) -> None:
    _, pointer = dropped(world)
    world.bus.down = True
    with pytest.raises(Unavailable):
        world.deliver(pointer, last_try=True)
    assert (kept(world, pointer).delivery, world.web.visits(HOOK)) == (Delivery.PENDING, 0)
    world.now.pass_by(minutes=7)
    assert overdue(world) == [pointer]


def test_a_watch_without_a_webhook_tells_the_bus_alone(world: World) -> None:
    _, pointer = dropped(world, webhook=None)
    world.deliver(pointer)
    assert kept(world, pointer).delivery is Delivery.NONE
    assert [event.name for event in world.bus.events] == ["prices.price_changed", "prices.alert_raised"]
    world.now.pass_by(hours=1)
    assert overdue(world) == []


def test_a_webhook_that_was_taken_away_gets_nothing(world: World) -> None:
    watch, pointer = dropped(world)
    change = WatchChange.model_validate({"webhook": None})
    service.change(watch.watch_id, change, ANA, store=world.store, sealer=world.sealer, now=world.now)
    world.deliver(pointer)
    assert (kept(world, pointer).delivery, world.web.visits(HOOK)) == (Delivery.NONE, 0)


def test_an_alert_of_a_removed_watch_is_dropped(world: World) -> None:
    watch, pointer = dropped(world)
    service.remove(watch.watch_id, ANA, store=world.store)
    world.deliver(pointer)
    assert world.web.visits(HOOK) == 0
    world.now.pass_by(hours=1)
    assert overdue(world) == []


def test_an_alert_left_behind_by_a_removal_cut_short_does_not_go_round_for_ever(world: World) -> None:
    watch, pointer = dropped(world)
    world.store.watches.remove("acme", world.store.watches.get("acme", watch.watch_id))
    world.deliver(pointer)
    assert kept(world, pointer).delivery is Delivery.NONE
    world.now.pass_by(hours=1)
    assert overdue(world) == []


def test_a_secret_that_does_not_open_is_a_failed_delivery_that_says_so(world: World) -> None:
    watch, pointer = dropped(world)
    at = world.store.watches.get("acme", watch.watch_id)
    other = world.sealer.seal(SECRET, {"tenant": BOB.tenant, "thing": watch.watch_id})
    later = at.model_copy(update={"changed_at": world.now()})
    world.store.watches.change("acme", at, later, other, tier=ANA.tier)
    with pytest.raises(Unavailable):
        world.deliver(pointer, last_try=True)
    assert kept(world, pointer).delivery is Delivery.FAILED
    assert "secret cannot be opened" in (kept(world, pointer).last_error or "")
    assert world.web.visits(HOOK) == 0


def test_a_key_that_is_away_is_waited_for(world: World) -> None:
    _, pointer = dropped(world)
    world.sealer.down = True
    with pytest.raises(Unavailable):
        world.deliver(pointer, last_try=True)
    assert kept(world, pointer).delivery is Delivery.PENDING


def test_a_worker_killed_after_the_post_delivers_again_with_the_same_id(world: World) -> None:
    _, pointer = dropped(world)
    taken: list[str] = []

    def receiver(asked: Any) -> Fetched:
        taken.append(asked.headers["webhook-id"])
        return shows(None, status=204)

    world.web[HOOK] = receiver
    with pytest.raises(Killed), counted(world.table, -1):
        world.deliver(pointer)
    world.deliver(pointer)
    assert taken == [kept(world, pointer).alert_id] * 2
    assert kept(world, pointer).delivery is Delivery.DELIVERED


def test_a_slow_attempt_that_fails_does_not_undo_one_that_delivered(world: World) -> None:
    _, pointer = dropped(world)

    def slow(_: Any) -> Fetched:
        world.web[HOOK] = shows(None, status=204)
        world.deliver(pointer)
        raise fails("timeout")

    world.web[HOOK] = slow
    world.deliver(pointer)
    assert (kept(world, pointer).delivery, world.web.visits(HOOK)) == (Delivery.DELIVERED, 2)
    world.deliver(pointer)
    assert world.web.visits(HOOK) == 2
