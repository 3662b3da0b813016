"""Whatever goes wrong and in whatever order: each look once, each alert once, nothing lost, the page due again."""

import os
from itertools import count
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fakes import Killed, World, counted, fails, shows
from prices import service
from prices.models.listing import Check
from prices.models.watch import Rule, WatchChange
from prices.rules.alerts import AlertState, evaluate
from prices.service.told import seen_of
from tradewind.caller import Caller, Role, Tier
from tradewind.errors import Conflict, InvalidInput, NotFound, TooManyRequests, Unavailable

if TYPE_CHECKING:
    from tradewind.dynamo import Table

EXAMPLES = int(os.environ.get("TRADEWIND_EXAMPLES", "5"))
RULE: dict[str, Any] = {"drop_percent": "10", "rise_percent": "10", "any_change": True, "all_time_low": True}

prices = st.sampled_from(["100", "95", "88", "70", "40", "110"])
ACTS = st.one_of(
    st.tuples(st.just("shows"), prices),
    st.tuples(st.just("fails"), st.just(0)),
    st.tuples(st.just("look"), st.just(0)),
    st.tuples(st.just("die"), st.integers(-1, 7)),
    st.tuples(st.just("redeliver"), st.just(0)),
    st.tuples(st.just("ask"), st.just(0)),
    st.tuples(st.just("bus down"), st.just(0)),
    st.tuples(st.just("queue down"), st.just(0)),
    st.tuples(st.just("pause"), st.booleans()),
)
worlds = count()


class Trouble:
    """A watch on a page of its own, and all the messages that were ever sent for it."""

    def __init__(self, table: "Table") -> None:
        self.world = World(table)
        number = next(worlds)
        self.by = Caller(tenant=f"t{number}", user="u", role=Role.MANAGER, tier=Tier.PRO)
        self.page = f"https://s{number}.test/p"
        self.world.web[self.page] = shows("100")
        self.watch = self.world.watch(self.page, self.by, **RULE)
        self.messages: list[Check] = []

    def act(self, what: str, how: object) -> None:
        match what:
            case "shows":
                self.world.web[self.page] = shows(str(how))
            case "fails":
                self.world.web[self.page] = fails()
            case "look":
                self.look()
            case "die":
                self.die(int(str(how)))
            case "redeliver":
                self.handle(self.messages[-2:])
            case "ask":
                self.ask()
            case "bus down":
                self.world.bus.down = not self.world.bus.down
            case "queue down":
                self.world.deliveries.down = not self.world.deliveries.down
            case "pause":
                change = WatchChange(paused=bool(how))
                store, sealer, now = self.world.store, self.world.sealer, self.world.now
                service.change(self.watch.watch_id, change, self.by, store=store, sealer=sealer, now=now)

    def sweep(self) -> None:
        self.world.now.pass_by(hours=7)
        try:
            self.world.sweep()
        except Unavailable:
            return

    def look(self) -> None:
        self.sweep()
        self.handle(self.world.checks.take())

    def die(self, after: int) -> None:
        self.sweep()
        waiting = self.world.checks.take()
        self.messages += waiting
        for message in waiting:
            try:
                with counted(self.world.table, after):
                    self.world.check(message)
            except (Killed, Unavailable, Conflict):
                continue

    def handle(self, messages: list[Check]) -> None:
        self.messages += messages
        for message in messages:
            try:
                self.world.check(message)
            except (Unavailable, Conflict):
                continue
            self.world.now.pass_by(seconds=1)

    def ask(self) -> None:
        self.world.now.pass_by(minutes=1)
        world = self.world
        try:
            service.check_now(self.watch.watch_id, self.by, store=world.store, checks=world.checks, now=world.now)
        except (InvalidInput, NotFound, TooManyRequests):
            return

    def recover(self) -> None:
        """All is well again, and time passes: first what was cut short, then a look at a page that is there."""
        self.world.bus.down = self.world.deliveries.down = False
        self.act("pause", False)
        self.world.web[self.page] = shows("90")
        for _ in range(3):
            self.world.now.pass_by(days=8)
            self.look()
        self.world.now.pass_by(minutes=20)
        self.world.sweep()


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(ACTS, min_size=4, max_size=14))
def test_each_look_is_judged_once_and_each_alert_kept_and_sent(table: "Table", acts: list[tuple[str, object]]) -> None:
    trouble = Trouble(table)
    world, watch = trouble.world, trouble.watch
    for what, how in acts:
        trouble.act(what, how)
    trouble.recover()

    kept = world.store.listings.get(watch.listing_id)
    assert kept.due_at is not None and kept.due_at > world.now()
    assert kept.slot is None
    assert str(kept.state.last_read and kept.state.last_read.price) == "90"

    history = list(world.store.listings.all_history(watch.listing_id))
    assert [each.slot for each in history] == sorted({each.slot for each in history})
    [tracker] = world.store.alerts.trackers(watch.listing_id)
    assert tracker.last_slot == history[-1].slot

    told = list(reversed(world.store.alerts.page(trouble.by.tenant, watch.watch_id, 100).items))
    if not any(what == "pause" for what, _ in acts):
        state, expected = AlertState(), []
        for each in history:
            outcome = evaluate(Rule.model_validate(RULE), state, seen_of(each))
            state = outcome.state
            expected += [(raised.kind, raised.at, raised.to_price) for raised in outcome.alerts]
        assert sorted((alert.kind, alert.at, alert.to_price) for alert in told) == sorted(expected)
    sent = {pointer.alert_key for pointer, _ in world.deliveries.sent if pointer.tenant == trouble.by.tenant}
    assert len(told) == len({(alert.kind, alert.at) for alert in told})
    assert len(sent) == len(told), "every alert was sent on at least once"
