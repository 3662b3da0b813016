"""What a tier holds of the price watch: never passed, whoever asks at once, and nothing lost when a tier falls."""

import json
from itertools import count
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from account.events import TierChanged
from fakes import ANA, Killed, World, counted, shows
from invocations import CONTEXT, queue
from prices import service, worker_tiers
from prices.models.tier import Booked
from prices.models.watch import Schedule, WatchChange
from prices.rules.quota import lifted
from tradewind import clock, dynamo, quotas
from tradewind.caller import ALLOWANCES, Caller, Tier
from tradewind.errors import Conflict, NotFound, QuotaReached, TierRequired, TooManyRequests, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tradewind.dynamo import Table

FREE = ANA.model_copy(update={"tier": Tier.FREE})
PREMIUM = ANA.model_copy(update={"tier": Tier.PREMIUM})
BEN = FREE.model_copy(update={"tenant": "other", "user": "ben"})
MOST = 3


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """The free tier holds three watches here: fewer steps pass it."""
    monkeypatch.setitem(ALLOWANCES, Tier.FREE, Tier.FREE.allowance._replace(watches=MOST))


@pytest.fixture
def world(table: "Table") -> World:
    return World(table)


def page(number: int) -> str:
    return f"https://shop.test/p/{number}"


def change(world: World, watch_id: str, by: Caller = FREE, **wanted: Any) -> Any:
    asked = WatchChange.model_validate(wanted)
    return service.change(watch_id, asked, by, store=world.store, sealer=world.sealer, now=world.now)


def fill(world: World, by: Caller, many: int) -> list[str]:
    """So many watches, one a minute. Returns their ids, the oldest first."""
    made = []
    for number in range(many):
        world.now.pass_by(minutes=1)
        made.append(world.watch(page(number), by).watch_id)
    return made


def paused(world: World, tenant: str = "acme") -> dict[str, str | None]:
    """The watches that do not look, and why."""
    return {each.watch_id: each.paused_because for each in world.store.watches.every(tenant) if each.paused}


def used(world: World, tenant: str = "acme") -> int | None:
    return quotas.used(world.table, tenant, "watches")


def books(world: World, number: int, tier: Tier) -> int:
    return service.fit(Booked(tenant="acme", number=number, to_tier=tier), store=world.store, now=world.now)


# ---- How many ----


def test_one_watch_more_than_the_tier_holds_stores_nothing(world: World) -> None:
    fill(world, FREE, MOST)
    before = world.table.client.scan(TableName="prices")["Items"]
    with pytest.raises(QuotaReached, match="the free tier holds 3 watches"):
        world.watch(page(11), FREE, override={"price": ".now"})
    assert world.table.client.scan(TableName="prices")["Items"] == before
    assert world.watch(page(11), BEN).watch_id


def test_a_watch_that_pauses_or_goes_makes_room(world: World) -> None:
    first, second, *_ = fill(world, FREE, MOST)
    change(world, first, paused=True)
    world.watch(page(20), FREE)
    with pytest.raises(QuotaReached):
        change(world, first, paused=False)
    service.remove(first, FREE, store=world.store)
    with pytest.raises(QuotaReached):
        world.watch(page(21), FREE)
    service.remove(second, FREE, store=world.store)
    world.watch(page(21), FREE)
    assert used(world) == MOST


def test_premium_watches_any_number_and_they_are_counted_all_the_same(world: World) -> None:
    fill(world, PREMIUM, MOST + 2)
    assert used(world) == MOST + 2


def test_the_same_request_twice_counts_once(world: World) -> None:
    for _ in range(3):
        world.watch(page(1), FREE, key="same")
    assert used(world) == 1


def test_a_tenant_from_before_watches_were_counted_is_counted_first(world: World) -> None:
    made = fill(world, FREE, MOST)
    change(world, made[0], paused=True)
    world.table.delete("TENANT#acme#QUOTAS", "watches")
    service.remove(made[1], FREE, store=world.store)
    assert used(world) == MOST - 2
    world.table.delete("TENANT#acme#QUOTAS", "watches")
    world.watch(page(20), FREE)
    change(world, made[0], paused=False)
    with pytest.raises(QuotaReached):
        world.watch(page(21), FREE)


STEPS = st.lists(
    st.tuples(st.sampled_from(["watch", "pause", "go on", "remove", *Tier]), st.integers(0, 5)), max_size=25
)
NUMBERS = count(1)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_the_count_is_what_looks_and_never_more_than_the_tier_holds(world: World, steps: list[tuple[str, int]]) -> None:
    by = FREE.model_copy(update={"tenant": f"t{next(NUMBERS)}"})
    for step, at in steps:
        there = [each.watch_id for each in world.store.watches.every(by.tenant)]
        world.now.pass_by(seconds=1)
        try:
            if step == "watch":
                world.watch(page(at), by)
            elif step in list(Tier):
                by = by.model_copy(update={"tier": Tier(step)})
                news = Booked(tenant=by.tenant, number=next(NUMBERS), to_tier=by.tier)
                service.fit(news, store=world.store, now=world.now)
            elif there and step == "remove":
                service.remove(there[at % len(there)], by, store=world.store)
            elif there:
                change(world, there[at % len(there)], by, paused=step == "pause")
        except QuotaReached:
            pass
        looking = [each for each in world.store.watches.every(by.tenant) if not each.paused]
        assert (used(world, by.tenant) or 0) == len(looking)
        assert by.tier.allowance.watches is None or len(looking) <= by.tier.allowance.watches


class Contended:
    """A client whose transactions meet another's on one item the first so many times."""

    def __init__(self, client: Any, times: int) -> None:
        self._client, self.times = client, times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def transact_write_items(self, **asked: Any) -> Any:
        if self.times > 0:
            self.times -= 1
            reasons = [{"Code": "None"}] * (len(asked["TransactItems"]) - 1) + [{"Code": "TransactionConflict"}]
            answer: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
            raise ClientError(answer, "TransactWriteItems")
        return self._client.transact_write_items(**asked)


def test_a_watch_is_made_though_others_hold_the_count_for_a_while(world: World) -> None:
    world.table.client = Contended(world.table.client, 6)  # type: ignore[assignment]
    world.watch(page(1), FREE)
    assert used(world) == 1


def test_one_that_waits_too_long_says_that_the_store_is_busy(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dynamo, "PATIENCE_S", 0.05)
    world.table.client = Contended(world.table.client, 10**6)  # type: ignore[assignment]
    with pytest.raises(Unavailable):
        world.watch(page(1), FREE)
    world.table.client.times = 0  # type: ignore[attr-defined]
    assert used(world) is None or used(world) == 0


# ---- How often ----


@pytest.mark.parametrize(
    "asked", [{"every_minutes": 59}, {"every_minutes": 5}, {"every_minutes": 600, "fastest_minutes": 30}]
)
def test_a_schedule_that_the_tier_does_not_hold_is_refused_by_its_field(world: World, asked: dict[str, int]) -> None:
    with pytest.raises(TierRequired, match=r"check\.(every|fastest)_minutes: the free tier looks every 60 minutes"):
        world.watch(page(1), FREE, check=asked)
    made = world.watch(page(1), FREE)
    with pytest.raises(TierRequired):
        change(world, made.watch_id, check=asked)
    change(world, made.watch_id, PREMIUM, check=asked)


def tracked(world: World, watch_id: str) -> Schedule:
    watch = world.store.watches.get("acme", watch_id)
    tracker = world.store.alerts.find_tracker("acme", watch_id, watch.listing_id)
    assert tracker is not None
    return tracker.schedule


def test_a_page_that_moves_often_is_looked_at_no_oftener_than_the_tier_does(world: World) -> None:
    made = world.watch(page(1), FREE, check={"every_minutes": 90})
    assert tracked(world, made.watch_id).fastest_minutes == 60
    assert tracked(world, world.watch(page(2), PREMIUM, check={"every_minutes": 90}).watch_id).fastest_minutes is None


@given(every=st.integers(5, 43_200), fastest=st.none() | st.integers(5, 43_200), least=st.sampled_from([5, 60]))
def test_no_wait_of_a_lifted_schedule_is_shorter_than_the_least(every: int, fastest: int | None, least: int) -> None:
    asked = Schedule(every_minutes=every, fastest_minutes=None if fastest is None else min(fastest, every))
    found = Schedule.model_validate(lifted(asked, least).model_dump())
    shortest = found.every_minutes / 6 if found.fastest_minutes is None else found.fastest_minutes
    assert min(found.every_minutes, shortest) >= least
    assert lifted(found, least) == found
    assert found.every_minutes == max(asked.every_minutes, least)


def test_a_free_tenant_cannot_ask_for_a_look_sooner_than_its_hour(world: World) -> None:
    world.web[page(1)] = shows("100")
    made = world.watch(page(1), FREE)
    world.check()
    world.now.pass_by(minutes=10)

    def ask(by: Caller) -> Any:
        return service.check_now(made.watch_id, by, store=world.store, checks=world.checks, now=world.now)

    with pytest.raises(TooManyRequests) as refused:
        ask(FREE)
    assert refused.value.retry_after_s == 50 * 60
    ask(PREMIUM)
    world.now.pass_by(minutes=50)
    ask(FREE)


# ---- When what is booked changes ----


def test_what_is_over_the_quota_pauses_the_newest_first_and_says_why(world: World) -> None:
    made = fill(world, PREMIUM, MOST + 4)
    change(world, made[2], PREMIUM, paused=True)
    books(world, 2, Tier.FREE)
    assert paused(world) == {made[2]: None, **dict.fromkeys(made[-3:], "quota")}
    assert used(world) == MOST
    shown = service.page(
        FREE, 50, None, tag=None, host=None, product_id=None, paused=True, text=None, store=world.store
    )
    assert {each.paused_because for each in shown.items} == {None, "quota"}
    assert {each.least_minutes for each in world.store.watches.every("acme")} == {60}


def test_what_the_quota_paused_comes_back_and_what_its_owner_paused_does_not(world: World) -> None:
    made = fill(world, PREMIUM, MOST + 4)
    change(world, made[2], PREMIUM, paused=True)
    before = {each.watch_id: (each.check, each.paused) for each in world.store.watches.every("acme")}
    books(world, 2, Tier.FREE)
    change(world, made[-1], paused=True)  # what the quota paused, its owner pauses too
    books(world, 3, Tier.PRO)
    assert paused(world) == {made[2]: None, made[-1]: None}
    change(world, made[-1], PREMIUM, paused=False)
    assert {each.watch_id: (each.check, each.paused) for each in world.store.watches.every("acme")} == before
    assert used(world) == MOST + 3


def test_the_owner_chooses_which_of_them_look(world: World) -> None:
    made = fill(world, PREMIUM, MOST + 1)
    books(world, 2, Tier.FREE)
    with pytest.raises(QuotaReached):
        change(world, made[-1], paused=False)
    change(world, made[0], paused=True)
    change(world, made[-1], paused=False)
    books(world, 2, Tier.FREE)
    assert paused(world) == {made[0]: None}


def test_the_interval_is_lifted_and_given_back(world: World) -> None:
    made = world.watch(page(1), PREMIUM, check={"every_minutes": 10})
    books(world, 2, Tier.FREE)
    assert tracked(world, made.watch_id).every_minutes == 60
    assert world.store.watches.get("acme", made.watch_id).check.every_minutes == 10
    books(world, 3, Tier.PREMIUM)
    assert tracked(world, made.watch_id).every_minutes == 10


def test_news_twice_late_or_out_of_order_end_the_same(world: World) -> None:
    fill(world, PREMIUM, MOST + 2)
    assert books(world, 3, Tier.FREE) > 0
    assert books(world, 3, Tier.FREE) == 0
    assert books(world, 2, Tier.PRO) == 0
    assert len(paused(world)) == 2


def test_news_that_come_meanwhile_are_what_holds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(world, PREMIUM, MOST + 2)
    every, first = world.store.watches.__class__.every, [True]

    def overtaken(self: Any, tenant: str) -> Any:
        found = every(self, tenant)
        if first:
            first.pop()
            books(world, 3, Tier.PRO)
        return found

    monkeypatch.setattr(world.store.watches.__class__, "every", overtaken)
    books(world, 2, Tier.FREE)
    assert paused(world) == {}
    assert {each.least_minutes for each in world.store.watches.every("acme")} == {5}


def test_a_worker_that_dies_anywhere_leaves_it_to_the_next(world: World) -> None:
    fill(world, PREMIUM, MOST + 2)
    for die_at in count():
        try:
            with counted(world.table, die_at):
                books(world, 2, Tier.FREE)
            break
        except Killed:
            continue
    assert len(paused(world)) == 2
    assert used(world) == MOST


def test_a_watch_that_its_owner_changes_meanwhile_is_read_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = world.watch(page(1), PREMIUM)
    store = world.store.watches.__class__
    keep, times = store.change, [2]

    def overtaken(self: Any, *args: Any, **more: Any) -> None:
        if times[0]:
            times[0] -= 1
            raise Conflict("changed meanwhile")
        keep(self, *args, **more)

    monkeypatch.setattr(store, "change", overtaken)
    assert books(world, 2, Tier.FREE) == 1
    times[0] = 10**6
    with pytest.raises(Conflict):
        books(world, 3, Tier.PRO)
    monkeypatch.setattr(store, "with_secret", lambda *_: (_ for _ in ()).throw(NotFound("removed meanwhile")))
    assert books(world, 4, Tier.PRO) == 0
    assert made.least_minutes == 5


@pytest.fixture
def working(world: World, monkeypatch: pytest.MonkeyPatch) -> "Iterator[list[str]]":
    """The worker as the queue calls it; yields what it buries."""
    buried: list[str] = []
    letters = SimpleNamespace(bury=lambda message, reason: buried.append(reason))
    monkeypatch.setattr(worker_tiers, "open_store", lambda: world.store)
    monkeypatch.setattr(worker_tiers, "open_dead_letters", lambda: letters)
    monkeypatch.setattr(clock, "now", world.now)
    yield buried


def test_the_worker_reads_what_the_account_tells(world: World, working: list[str]) -> None:
    made = fill(world, PREMIUM, MOST + 1)
    told = TierChanged(id="ev_1", at=world.now(), tenant="acme", number=2, from_tier=Tier.PREMIUM, to_tier=Tier.FREE)
    body = json.dumps({"detail-type": told.name, "detail": json.loads(told.as_detail())})
    assert worker_tiers.handler(queue(body), CONTEXT) == {"batchItemFailures": []}
    assert (paused(world), working) == ({made[-1]: "quota"}, [])


@pytest.mark.parametrize("body", ["{", "[]", '{"detail": {}}', '{"detail": {"tenant": "a#b", "number": 1}}', "7"])
def test_a_message_that_says_nothing_is_buried_with_its_reason(working: list[str], body: str) -> None:
    assert worker_tiers.handler(queue(body, tries=5), CONTEXT) == {"batchItemFailures": []}
    assert len(working) == 1


def test_two_first_watches_at_once_are_both_made(table: "Table", monkeypatch: pytest.MonkeyPatch) -> None:
    """One is refused for want of a count, and before it looks for the count the other has made it."""
    made: list[str] = []

    def write() -> str:
        table.transact(
            quotas.taking(table, "acme", "watches", None), refused=[quotas.reached("watches", Tier.PRO, None)]
        )
        made.append("one")
        return "one"

    looked_for = quotas.used

    def other_comes_first(*asked: Any) -> int | None:
        monkeypatch.setattr(quotas, "used", looked_for)
        table.put({"pk": "TENANT#acme#QUOTAS", "sk": "watches", "used": 1})
        return looked_for(*asked)

    monkeypatch.setattr(quotas, "used", other_comes_first)
    assert quotas.within(table, "acme", "watches", lambda: 0, write) == "one"
    assert (made, quotas.used(table, "acme", "watches")) == (["one"], 2)
