"""Channels: proven by a code before they are used, one person's own, never shown in full."""

from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from fakes import ANA, BOB
from notifications import service
from notifications.models.channel import Channel, ChannelChange, ChannelState, Proof, Whose
from notifications.models.delivery import What
from notifying import MAIL, NTFY, Notifying
from tradewind.caller import Caller, Role
from tradewind.errors import Forbidden, InvalidInput, NotFound, QuotaReached, TooManyRequests

if TYPE_CHECKING:
    from tradewind.dynamo import Table

EVE = Caller(tenant="acme", user="eve", role=Role.VIEWER)


@pytest.fixture
def world(notifications_table: "Table") -> Notifying:
    return Notifying(notifications_table)


def prove(world: Notifying, channel: Channel, code: str, by: Caller = ANA) -> Channel:
    return service.prove(
        channel.channel_id, Proof(code=code), by, store=world.store, keyring=world.keyring, now=world.now
    )


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


def test_a_channel_is_used_only_after_its_owner_typed_the_code_that_came_through_it(world: Notifying) -> None:
    channel = world.add()
    assert channel.state is ChannelState.UNPROVEN
    world.plan(world.raised())
    world.send()
    [request] = world.wire.sent
    code = world.code(channel)
    assert code in request.body
    assert prove(world, channel, code).state is ChannelState.ACTIVE
    assert world.plan(world.raised(2)) == 1


def test_what_a_channel_leads_to_is_not_shown_and_not_kept_in_the_clear(world: Notifying) -> None:
    secret = "tk-very-secret"
    channel = world.add({"by": "service", "address": f"ntfys://:{secret}@ntfy.example.org/prices"})
    assert secret not in channel.model_dump_json()
    assert (channel.service, channel.shown) == ("ntfy", "ntfy.example.org")
    items = world.table.client.scan(TableName=world.table.name)["Items"]
    assert secret not in str(items)
    assert world.code(channel) not in str(items)
    assert world.add(MAIL).shown == "a…@example.org"


def test_a_wrong_code_is_counted_and_the_right_one_comes_too_late_after_five(world: Notifying) -> None:
    channel = world.add()
    code = world.code(channel)
    for left in (4, 3, 2, 1):
        with pytest.raises(InvalidInput, match=f"{left} more"):
            prove(world, channel, wrong(code))
    with pytest.raises(InvalidInput, match="ask for a new one"):
        prove(world, channel, wrong(code))
    with pytest.raises(InvalidInput, match="too many were wrong"):
        prove(world, channel, code)


def test_a_code_runs_out_and_a_new_one_takes_its_place(world: Notifying) -> None:
    channel = world.add()
    old = world.code(channel)
    with pytest.raises(TooManyRequests) as refused:
        service.ask_code(channel.channel_id, ANA, store=world.store, messages=world.queue, now=world.now)
    assert refused.value.retry_after_s == 61
    world.now.pass_by(minutes=31)
    with pytest.raises(InvalidInput, match="30 minutes are over"):
        prove(world, channel, old)
    service.ask_code(channel.channel_id, ANA, store=world.store, messages=world.queue, now=world.now)
    with pytest.raises(InvalidInput, match="another one"):
        prove(world, channel, old)
    assert prove(world, channel, world.code(channel)).state is ChannelState.ACTIVE


def test_a_code_that_could_not_be_sent_in_time_is_not_sent(world: Notifying) -> None:
    channel = world.add()
    world.now.pass_by(minutes=31)
    world.send()
    [code] = world.deliveries(channel, what=What.CODE)
    assert (code.state, world.wire.sent) == ("refused", [])


def test_nobody_can_have_somebody_elses_inbox_filled(world: Notifying) -> None:
    for _ in range(10):
        world.add(MAIL)
    with pytest.raises(TooManyRequests) as refused:
        world.add(MAIL)
    assert refused.value.retry_after_s is not None and refused.value.retry_after_s > 3000
    assert len(world.queue.take()) == 10
    world.now.pass_by(hours=1)
    world.add(MAIL)


def test_a_person_has_twenty_channels_at_most_and_one_less_after_removing_one(world: Notifying) -> None:
    for number in range(20):
        if number % 10 == 0:
            world.now.pass_by(hours=1)
        last = world.add()
    world.now.pass_by(hours=1)
    with pytest.raises(QuotaReached):
        world.add()
    service.remove(last.channel_id, ANA, store=world.store)
    world.add()
    world.add(by=BOB)


def test_the_same_request_twice_opens_one_channel(world: Notifying) -> None:
    assert world.add(key="k") == world.add(key="k")
    assert len(world.queue.take()) == 1
    with pytest.raises(InvalidInput, match="used for another request"):
        world.add(MAIL, key="k")


def test_nobody_finds_anothers_channel(world: Notifying) -> None:
    channel = world.open()
    for other in (EVE, BOB):
        for attempt in (
            lambda who: service.read(channel.channel_id, who, store=world.store),
            lambda who: service.remove(channel.channel_id, who, store=world.store),
            lambda who: service.of_channel(channel.channel_id, who, 10, None, store=world.store),
            lambda who: prove(world, channel, "00000000", who),
            lambda who: service.change(
                channel.channel_id, ChannelChange(paused=True), who, store=world.store, now=world.now
            ),
        ):
            with pytest.raises(NotFound):
                attempt(other)
        assert service.page(other, 10, None, store=world.store).items == []


def test_channels_are_listed_page_by_page(world: Notifying) -> None:
    mine = {world.add().channel_id for _ in range(5)}
    world.add(by=EVE)
    seen: list[str] = []
    next = None
    while True:
        page = service.page(ANA, 2, next, store=world.store)
        seen += [each.channel_id for each in page.items]
        next = page.next
        if next is None:
            break
        with pytest.raises(InvalidInput, match="not a token of this list"):
            service.page(EVE, 2, next, store=world.store)
    assert sorted(seen) == sorted(mine)


def test_only_what_is_sent_changes_and_all_is_for_managers(world: Notifying) -> None:
    channel = world.open(tags=("kitchen",), language="fr")
    changed = service.change(
        channel.channel_id,
        ChannelChange.model_validate({"quiet": {"start": "22:00", "end": "07:00"}}),
        ANA,
        store=world.store,
        now=world.now,
    )
    assert (changed.tags, changed.language, changed.state) == (("kitchen",), "fr", ChannelState.ACTIVE)
    assert changed.quiet is not None
    with pytest.raises(Forbidden):
        world.add(by=EVE, whose="all")
    mine = world.open(by=EVE)
    with pytest.raises(Forbidden):
        service.change(mine.channel_id, ChannelChange(whose=Whose.ALL), EVE, store=world.store, now=world.now)


def test_a_removed_channel_leaves_nothing_behind(world: Notifying) -> None:
    channel = world.open()
    world.plan(world.raised())
    service.remove(channel.channel_id, ANA, store=world.store)
    world.send()
    assert world.wire.sent == []
    assert channel.channel_id not in str(world.table.client.query(
        TableName=world.table.name, KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"TENANT#acme#CHANNEL#{channel.channel_id}"}},
    )["Items"])  # fmt: skip


def test_a_test_goes_out_once_for_its_key_and_only_through_a_proven_channel(world: Notifying) -> None:
    def trial(channel: Channel, key: str) -> str:
        return service.trial(
            channel.channel_id, ANA, key, store=world.store, messages=world.queue, now=world.now, new_id=world.new_id
        ).delivery_id

    with pytest.raises(InvalidInput, match="prove it first"):
        trial(world.add(), "k")
    channel = world.open()
    first = trial(channel, "k1")
    world.now.pass_by(seconds=5)
    assert trial(channel, "k1") == first
    world.send()
    [test] = world.deliveries(channel, what=What.TEST)
    assert (test.delivery_id, str(test.state), len(world.wire.sent)) == (first, "sent", 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": {"by": "mail", "address": "ana@example.org\r\nBcc: all@example.org"}},
        {"to": {"by": "mail", "address": "ana@localhost"}},
        {"to": {"by": "mail", "address": "<ana@example.org>"}},
        {"to": {"by": "fax", "address": "1"}},
        {"to": {**NTFY, "more": 1}},
        {"to": NTFY, "time_zone": "Europe/Atlantis"},
        {"to": NTFY, "quiet": {"start": "22:00", "end": "22:00"}},
        {"to": NTFY, "quiet": {"start": "22:00:01", "end": "23:00"}},
        {"to": NTFY, "quiet": {"start": "22:00+01:00", "end": "23:00"}},
        {"to": NTFY, "digest": {"every": "day", "hour": 24}},
        {"to": NTFY, "kinds": ["gossip"]},
        {"to": NTFY, "language": "tlh"},
        {"to": {"by": "push", "endpoint": "http://push.example.org/1", "p256dh": "a" * 87, "auth": "a" * 22}},
    ],
)
def test_a_wish_that_is_none_is_refused(world: Notifying, wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        world.add(**wrong)  # type: ignore[arg-type]
