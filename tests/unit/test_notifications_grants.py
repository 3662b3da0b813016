"""Each function of notifications may do with the table what it does with it, and nothing else; its workers do it."""

import json
from typing import TYPE_CHECKING

import pytest

from fakes import ANA
from grants import granted, recorded
from notifications import service, worker_events
from notifications.models.channel import ChannelChange, ChannelState, Proof
from notifications.rules.proving import link_token
from notifying import MAIL, Notifying
from tradewind.errors import InvalidInput, NotFound
from tradewind.queue import Message

if TYPE_CHECKING:
    from tradewind.dynamo import Table


@pytest.fixture
def world(notifications_table: "Table") -> Notifying:
    return Notifying(notifications_table)


def test_the_api(world: Notifying) -> None:
    with recorded(world.table) as done:
        channel = world.add()
        service.prove(
            channel.channel_id,
            Proof(code=world.code(channel)),
            ANA,
            store=world.store,
            keyring=world.keyring,
            now=world.now,
        )
        service.change(channel.channel_id, ChannelChange(paused=False), ANA, store=world.store, now=world.now)
        service.page(ANA, 10, None, store=world.store)
        world.plan(world.raised())
        service.of_alert("al_1", ANA, store=world.store)
        service.remove(channel.channel_id, ANA, store=world.store)
    assert done == granted("notifications.api")


def test_the_workers_and_the_schedule(world: Notifying) -> None:
    world.open()
    world.open(MAIL, digest={"every": "day", "hour": 13})
    with recorded(world.table) as planned:
        world.plan(world.raised())
    world.now.pass_by(hours=1)
    with recorded(world.table) as woken:
        assert world.wake() == 2
    with recorded(world.table) as sent:
        world.send()
    assert (len(world.wire.sent), len(world.post.mails)) == (1, 1)
    assert planned == granted("notifications.worker_events")
    assert woken == granted("notifications.schedule")
    assert sent == granted("notifications.worker_messages")


def test_the_link_in_a_message_stops_what_it_was_sent_through_and_nothing_else(world: Notifying) -> None:
    channel, other = world.open(language="pt"), world.open()
    token = link_token(world.keyring.links(), "acme", channel.channel_id)
    with recorded(world.table) as done:
        assert service.confirm(token, store=world.store, keyring=world.keyring) == ("stop", "pt")
        assert service.read(channel.channel_id, ANA, store=world.store).state is ChannelState.ACTIVE
        for _ in range(2):
            said = service.stop(token, store=world.store, keyring=world.keyring, now=world.now)
            assert said == ("stopped", "pt")
    assert done == granted("notifications.api_unsubscribe")
    assert service.read(channel.channel_id, ANA, store=world.store).state is ChannelState.UNSUBSCRIBED
    assert service.read(other.channel_id, ANA, store=world.store).state is ChannelState.ACTIVE
    for forged in (token[:-1] + "0", token.replace("acme", "other"), "", "a.b", "a.b.c.d", token + "x", "é.é.é"):
        if forged != token:
            assert service.confirm(forged, store=world.store, keyring=world.keyring)[0] == "unknown"
            with pytest.raises(NotFound):
                service.stop(forged, store=world.store, keyring=world.keyring, now=world.now)


@pytest.mark.parametrize(
    "body", ["", "[]", "null", '{"detail": 1}', '{"detail": {}}', "{", '{"detail": {"id": "a b"}}', "9" * 5000]
)
def test_what_is_no_event_of_an_alert_is_buried_at_once(world: Notifying, body: str) -> None:
    with pytest.raises((InvalidInput, ValueError)):
        worker_events.take(Message("m", body, 1, "q"), store=world.store)


def test_the_event_that_prices_sends_is_read_whole(world: Notifying, monkeypatch: pytest.MonkeyPatch) -> None:
    from prices.events import AlertRaised

    alert = world.raised(tags=("kitchen",), reasons=("fell by 23 %",), label="Mine")
    sent = AlertRaised.model_validate(alert.model_dump() | {"product_id": "p", "listing_id": "l"})
    monkeypatch.setattr(worker_events, "open_messages", lambda: world.queue)
    channel = world.open(tags=("kitchen",))
    body = json.dumps({"detail-type": sent.name, "detail": json.loads(sent.as_detail())})
    worker_events.take(Message("m", body, 1, "q"), store=world.store)
    [delivery] = world.deliveries(channel)
    assert delivery.alert == alert
