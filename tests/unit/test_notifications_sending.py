"""Each message goes out once, or its delivery says why not."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fakes import ANA, BOB, Killed, counted
from notifications import service
from notifications.models.channel import ChannelChange, ChannelState
from notifications.models.delivery import Pointer, What
from notifications.rules.retrying import LONGEST_WAIT, MOST_TRIES, WAITS, Ending, Outcome, judged, wait_before
from notifications.service.sending import GaveUp
from notifying import MAIL, Notifying
from tradewind.caller import Caller, Role
from tradewind.errors import NotFound, Unavailable

if TYPE_CHECKING:
    from tradewind.dynamo import Table

MATRIX = {"by": "service", "address": "matrixs://matrix.example.org/!room:example.org?token=secret"}
DOWN = Outcome(Ending.AGAIN, "the service answered 503")
LOST = Outcome(Ending.UNCERTAIN, "no answer came")


@pytest.fixture
def world(notifications_table: "Table") -> Notifying:
    return Notifying(notifications_table)


def waiting(world: Notifying) -> list[tuple[Pointer, int]]:
    sent, world.queue.sent = world.queue.sent, []
    return sent


def test_an_alert_goes_out_once_however_often_its_event_and_its_message_come(world: Notifying) -> None:
    channel = world.open()
    alert = world.raised()
    assert [world.plan(alert), world.plan(alert)] == [1, 0]
    [pointer] = world.queue.take()
    for _ in range(3):
        world.send(pointer)
    assert len(world.wire.sent) == 1
    assert world.state(channel) == ("sent", None)


def test_an_alert_reaches_the_channels_that_want_it(world: Notifying) -> None:
    boss = Caller(tenant="acme", user="boss", role=Role.MANAGER)
    wanted = {
        "own": world.open(),
        "tagged": world.open(tags=("kitchen", "home")),
        "kind": world.open(kinds=("drop", "target")),
        "all": world.open(by=boss, whose="all"),
    }
    not_wanted = [
        world.open(tags=("garden",)),
        world.open(kinds=("rise",)),
        world.open(by=boss),
        world.open(paused=True),
        world.open(by=BOB, whose="all"),
        world.add(),
    ]
    world.queue.take()
    assert world.plan(world.raised(tags=("kitchen",))) == len(wanted)
    reached = {pointer.channel_id for pointer in world.queue.take()}
    assert reached == {channel.channel_id for channel in wanted.values()}
    assert not reached & {channel.channel_id for channel in not_wanted}
    world.plan(world.raised(2, created_by=None))
    assert [each.channel_id for each in world.queue.take()] == [wanted["all"].channel_id]


def test_what_a_service_cannot_take_is_tried_again_and_later_each_time_and_given_up(world: Notifying) -> None:
    channel = world.open()
    world.plan(world.raised())
    world.wire.answers = [DOWN] * MOST_TRIES
    for wait in WAITS:
        world.send()
        assert world.state(channel) == ("retried", "the service answered 503")
        if wait <= timedelta(minutes=15):
            [(pointer, delay_s)] = waiting(world)
            assert delay_s == wait.total_seconds()
            world.send(pointer)
            assert len(world.wire.sent) == len(world.wire.sent), "an early message changes nothing"
            world.queue.sent = [(pointer, 0)]
        else:
            assert waiting(world) == [], "a queue holds nothing so long; the schedule finds it"
        world.now.pass_by(seconds=wait.total_seconds())
        if not world.queue.sent:
            assert world.wake() == 1
    with pytest.raises(GaveUp, match="try 7: the service answered 503"):
        world.send()
    assert world.state(channel) == ("failed", "the service answered 503")
    assert len(world.wire.sent) == MOST_TRIES
    world.now.pass_by(days=1)
    assert world.wake() == 0


def test_a_replay_of_what_was_given_up_begins_anew(world: Notifying) -> None:
    channel = world.open()
    world.plan(world.raised())
    [pointer] = world.queue.take()
    world.wire.answers = [DOWN] * MOST_TRIES
    with pytest.raises(GaveUp):
        for _ in range(MOST_TRIES):
            world.send(pointer)
            world.now.pass_by(hours=13)
    world.send(pointer)
    assert world.state(channel) == ("sent", None)


def test_a_service_that_asks_to_be_left_alone_is(world: Notifying) -> None:
    channel = world.open()
    world.plan(world.raised())
    world.wire.answers = [Outcome(Ending.AGAIN, "the service answered 429", wait_s=700)]
    world.send()
    [(pointer, delay_s)] = waiting(world)
    assert delay_s == 700
    world.now.pass_by(seconds=699)
    world.send(pointer)
    assert len(world.wire.sent) == 1
    world.now.pass_by(seconds=1)
    world.send(pointer)
    assert world.state(channel) == ("sent", None)


def test_a_message_that_went_out_without_an_answer_is_not_sent_again(world: Notifying) -> None:
    channel = world.open()
    world.plan(world.raised())
    [pointer] = world.queue.take()
    world.wire.answers = [LOST]
    for _ in range(3):
        world.send(pointer)
        world.now.pass_by(hours=1)
    assert (len(world.wire.sent), world.state(channel)) == (1, ("uncertain", "no answer came"))
    assert world.wake() == 0


@pytest.mark.parametrize(("to", "ends"), [(None, "uncertain"), (MATRIX, "sent")], ids=["ntfy", "matrix"])
def test_a_worker_that_dies_while_it_sends_leaves_no_doubt_or_says_so(world: Notifying, to: Any, ends: str) -> None:
    channel = world.open(to)
    world.plan(world.raised())
    [pointer] = world.queue.take()
    world.wire.sent.clear()
    world.wire.answers = [Killed()]
    with pytest.raises(Killed):
        world.send(pointer)
    assert world.state(channel)[0] == "sending"
    with pytest.raises(Unavailable):
        world.send(pointer)
    world.now.pass_by(minutes=6)
    assert world.wake() == 1
    world.send()
    assert world.state(channel)[0] == ends
    if ends == "sent":
        first, second = world.wire.sent
        assert first.url == second.url, "the same message, by its id"
    else:
        assert len(world.wire.sent) == 1


@pytest.mark.parametrize("die_at", range(-1, 3))
def test_killed_at_any_write_a_message_is_sent_once_or_its_state_says_why_not(world: Notifying, die_at: int) -> None:
    channel = world.open()
    alert = world.raised()
    with counted(world.table, die_at):
        for act in (lambda: world.plan(alert), world.send):
            try:
                act()
            except Killed:
                break
    world.plan(alert)
    for _ in range(3):
        world.now.pass_by(minutes=7)
        world.wake()
        world.send()
    sent, state = len(world.wire.sent), world.state(channel)[0]
    assert (sent, state) in {(1, "sent"), (1, "uncertain"), (0, "uncertain")}


def test_of_two_workers_one_sends(world: Notifying) -> None:
    channel = world.open()
    world.plan(world.raised())
    [pointer] = world.queue.take()
    original = world.wire.send

    def send_while_another_does(request: Any, **how: Any) -> Outcome:
        world.wire.send = original
        with pytest.raises(Unavailable):
            world.send(pointer)
        return original(request, **how)  # type: ignore[no-any-return]

    world.wire.send = send_while_another_does
    world.send(pointer)
    assert (len(world.wire.sent), world.state(channel)) == (1, ("sent", None))


def test_a_message_that_the_queue_lost_is_found(world: Notifying) -> None:
    channel = world.open()
    world.queue.down = True
    world.plan(world.raised())
    world.queue.down = False
    world.now.pass_by(minutes=3)
    assert world.wake() == 1
    world.send()
    assert world.state(channel) == ("sent", None)


def test_a_refusal_is_final_and_says_why(world: Notifying) -> None:
    channel = world.open()
    world.plan(world.raised())
    [pointer] = world.queue.take()
    world.wire.answers = [judged(403, ends=False)]
    world.send(pointer)
    world.send(pointer)
    assert (len(world.wire.sent), world.state(channel)) == (1, ("refused", "the service answered 403"))


def test_a_receiver_that_is_gone_gets_nothing_more(world: Notifying) -> None:
    channel = world.open()
    world.plan(world.raised())
    world.wire.answers = [judged(410, ends=True)]
    world.send()
    assert service.read(channel.channel_id, ANA, store=world.store).state is ChannelState.GONE
    assert world.plan(world.raised(2)) == 0


def test_what_waits_is_not_sent_once_its_channel_is_stopped_or_paused(world: Notifying) -> None:
    stopped, paused = world.open(), world.open()
    world.plan(world.raised())
    world.store.channels.close("acme", stopped.channel_id, ChannelState.UNSUBSCRIBED, world.now())
    service.change(paused.channel_id, ChannelChange(paused=True), ANA, store=world.store, now=world.now)
    world.send()
    assert world.wire.sent == []
    assert world.state(stopped) == ("refused", "the channel is unsubscribed")
    assert world.state(paused) == ("refused", "the channel is paused")


def test_a_key_that_is_away_is_waited_for_and_one_that_is_lost_is_told(world: Notifying) -> None:
    channel = world.open()
    world.plan(world.raised())
    world.keyring.links()
    world.sealer.down = True
    world.send()
    assert world.state(channel)[0] == "retried"
    world.sealer.down = False
    other = world.open()
    kept = world.store.channels.get("acme", other.channel_id)
    world.table.update(
        ("TENANT#acme#CHANNELS", f"CHANNEL#{kept.channel.channel_id}"), "SET sealed_to = :wrong", wrong="00"
    )
    world.queue.take()
    world.plan(world.raised(2))
    world.send()
    assert world.state(other)[0] == "refused"
    assert "open it anew" in str(world.state(other)[1])


def test_quiet_hours_hold_a_message_until_they_end(world: Notifying) -> None:
    channel = world.open(quiet={"start": "22:00", "end": "07:30"}, time_zone="Asia/Kolkata")
    world.now.at = datetime(2026, 3, 4, 18, tzinfo=UTC)  # 23:30 there
    world.plan(world.raised())
    world.send()
    [held] = world.deliveries(channel)
    ends = datetime(2026, 3, 5, 2, tzinfo=UTC)
    assert (str(held.state), held.reason, held.next_at) == ("held", "quiet hours", ends)
    world.now.at = ends - timedelta(minutes=4)
    assert world.wake() == 1
    [(pointer, delay_s)] = waiting(world)
    assert delay_s in range(240, 243)
    world.send(pointer)
    assert world.wire.sent == []
    world.now.at = ends
    world.send(pointer)
    assert world.state(channel) == ("sent", None)


def test_codes_and_tests_come_in_quiet_hours_too(world: Notifying) -> None:
    channel = world.open(quiet={"start": "00:00", "end": "23:59"})
    service.trial(
        channel.channel_id, ANA, "k", store=world.store, messages=world.queue, now=world.now, new_id=world.new_id
    )
    world.send()
    assert [str(each.state) for each in world.deliveries(channel, what=What.TEST)] == ["sent"]


def test_a_digest_tells_all_at_its_hour_in_one_message(world: Notifying) -> None:
    channel = world.open(MAIL, digest={"every": "day", "hour": 18})
    for number in range(3):
        world.plan(world.raised(number, title=f"Thing {number}"))
        world.plan(world.raised(number, title=f"Thing {number}"))
        world.now.pass_by(hours=1)
    assert world.queue.take() == []
    assert {each.reason for each in world.deliveries(channel)} == {"the next digest"}
    world.now.at = datetime(2026, 3, 4, 18, tzinfo=UTC)
    assert world.wake() == 1
    world.send()
    [mail] = world.post.mails
    body = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert mail["Subject"] == "Your price alerts: 3"
    assert all(f"Thing {number}" in body for number in range(3))
    assert [str(each.state) for each in world.deliveries(channel)] == ["sent"] * 3
    world.now.pass_by(days=2)
    assert world.wake() == 0


def test_an_alert_that_comes_while_the_digest_goes_is_in_the_next(world: Notifying) -> None:
    channel = world.open(MAIL, digest={"every": "week", "hour": 9, "weekday": "fri"})
    world.plan(world.raised(1))
    late = world.raised(2)
    world.now.at = datetime(2026, 3, 6, 9, tzinfo=UTC)
    world.wake()
    world.send()
    world.plan(late)
    world.now.at = datetime(2026, 3, 13, 9, tzinfo=UTC)
    world.wake()
    world.send()
    assert len(world.post.mails) == 2
    assert [str(each.state) for each in world.deliveries(channel)] == ["sent"] * 2


def test_a_digest_that_fails_takes_its_alerts_with_it_and_a_replay_brings_them(world: Notifying) -> None:
    channel = world.open(MAIL, digest={"every": "day", "hour": 18})
    world.plan(world.raised())
    world.now.at = datetime(2026, 3, 4, 18, tzinfo=UTC)
    world.wake()
    [pointer] = world.queue.take()
    world.post.answers = [DOWN] * MOST_TRIES
    with pytest.raises(GaveUp):
        for _ in range(MOST_TRIES):
            world.send(pointer)
            world.now.pass_by(hours=13)
    assert world.state(channel)[0] == "failed"
    world.now.pass_by(days=3)
    assert world.wake() == 0
    world.send(pointer)
    assert world.state(channel)[0] == "sent"


def test_what_became_of_an_alert_is_told_by_channel_to_its_owner_alone(world: Notifying) -> None:
    first, second = world.open(), world.open(MAIL)
    world.plan(world.raised())
    world.send()
    found = service.of_alert("al_1", ANA, store=world.store).items
    assert {each.channel_id: str(each.state) for each in found} == {
        first.channel_id: "sent",
        second.channel_id: "sent",
    }
    for other in (BOB, Caller(tenant="acme", user="eve", role=Role.ADMIN)):
        with pytest.raises(NotFound):
            service.of_alert("al_1", other, store=world.store)


def test_the_list_of_deliveries_pages(world: Notifying) -> None:
    channel = world.open()
    for number in range(5):
        world.plan(world.raised(number))
        world.now.pass_by(minutes=1)
    seen, next = [], None
    for _ in range(3):
        page = service.of_channel(channel.channel_id, ANA, 2, next, store=world.store)
        seen += [each.alert_id for each in page.items]
        next = page.next
    assert [each for each in seen if each] == ["al_4", "al_3", "al_2", "al_1", "al_0"]


@pytest.mark.parametrize(
    ("status", "ending"),
    [
        (200, "sent"), (201, "sent"), (204, "sent"), (301, "refused"), (302, "refused"), (400, "refused"),
        (401, "refused"), (404, "refused"), (408, "uncertain"), (410, "refused"), (413, "refused"), (425, "again"),
        (429, "again"), (500, "again"), (502, "again"), (503, "again"), (504, "uncertain"), (529, "again"),
    ],
)  # fmt: skip
def test_what_an_answer_means(status: int, ending: str) -> None:
    assert str(judged(status, ends=False).ending) == ending
    assert str(judged(status, ends=True).ending) == ("gone" if status in (404, 410) else ending)


def test_waits_grow_and_what_a_service_asks_for_is_never_cut_short() -> None:
    own = [wait_before(number, None) for number in range(1, MOST_TRIES + 1)]
    assert own == [*WAITS, None]
    assert sorted(WAITS) == list(WAITS)
    assert wait_before(1, 3600) == timedelta(hours=1)
    assert wait_before(6, 1) == WAITS[5]
    assert wait_before(1, 10**9) == LONGEST_WAIT
