"""The watch at work on the local AWS: state machine, queues and workers against the demo shop, over a day.

On a stack of its own: it moves the shop's day, shortens a queue's time-out and counts every visitor.
"""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.request import Request
from uuid import uuid4

import pytest

from fakes import Queue, Sealer
from prices import service
from prices.models.listing import Ending, Observation
from prices.models.watch import WatchRequest
from tradewind.caller import Caller, Role, Tier
from tradewind_cli.prices.api import Api
from tradewind_cli.prices.store import open_prices
from tradewind_cli.prices.sweeping import sweep, under_way
from tradewind_cli.stack.functions import functions
from tradewind_cli.stack.running import direct

if TYPE_CHECKING:
    from prices.store import PriceStore
    from tradewind_cli.stack.running import Stack

pytestmark = pytest.mark.stack

KETTLE = "http://harbour.shop.test/p/steel-kettle"
STOVE = "http://prairie.shop.test/p/camp-stove"
GAP = "http://harbour.shop.test/p/darjeeling-tea"
MEMBERS = "http://trials.shop.test/member"
FORBIDDEN = "http://closed.shop.test/product"
CROWDED = "h007.bench.shop.test"
PAGES = 45  # three messages for one host, which has two places
FANS = 250
COOKIE = "club=yes"
SECRET = "whsec_" + "dHJhZGV3aW5k" * 3


@dataclass
class Day:
    """A stack on which a day has passed, and what was seen of it."""

    stack: "Stack"
    api: Api
    store: "PriceStore"
    made: dict[str, Any]
    visits: dict[str, Any]
    delivered: list[dict[str, Any]]

    def history(self, name: str) -> list[Observation]:
        return list(self.store.listings.all_history(self.made[name]["listing_id"]))

    def alerts(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.api.call("GET", f"/v1/prices/watches/{self.made[name]['watch_id']}/alerts")[
            "items"
        ]
        return found


def shop(stack: "Stack", method: str, path: str, body: object = None) -> Any:
    text = None if body is None else json.dumps(body).encode()
    with direct.open(Request(f"{stack.shop_url}{path}", text, method=method), timeout=10) as answer:
        return json.load(answer)


def await_quiet(stack: "Stack", seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while under_way(stack):
        assert time.monotonic() < deadline, "messages still wait"
        time.sleep(0.1)


def known_page(store: "PriceStore", url: str, price: str, by: Caller) -> str:
    """Watch a page whose price is known from elsewhere. Returns its listing."""
    at = datetime.now(UTC)
    wanted = WatchRequest(url=url)
    known = {"listing_id": "past", "slot": at, "at": at, "ending": Ending.READ, "price": price}
    past = [Observation.model_validate(known)]
    service.load_past(wanted, past, by, store=store, now=lambda: at)
    made = service.create(
        wanted, by, uuid4().hex, store=store, checks=Queue(), sealer=Sealer(), now=lambda: at,
        new_id=lambda: uuid4().hex,
    )  # fmt: skip
    return made.listing_id


def fan(number: int) -> Caller:
    return Caller(tenant=f"fan-{number}", user="u", role=Role.MANAGER, tier=Tier.PREMIUM)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """Watches are set, their pages are looked at, a day passes, and all are looked at again."""
    from tradewind_cli.stack import lifecycle
    from tradewind_cli.stack.state import StateFolder

    folder = StateFolder(tmp_path_factory.mktemp("sweep"))
    try:
        yield passed(lifecycle.start(folder, port=0).stack)
    finally:
        lifecycle.kill(folder)


def passed(stack: "Stack") -> Day:
    api, store = Api(stack, "acme"), open_prices(stack)
    # A failed delivery comes back at once, also while a slow attempt is still under way.
    stack.client("sqs").set_queue_attributes(
        QueueUrl=stack.outputs["PricesDeliveriesQueueUrl"], Attributes={"VisibilityTimeout": "3"}
    )
    plan = [{"status": 503}, {"wait_s": 11}, {"drop": True}, {"status": 204}]
    shop(stack, "PUT", "/_hook/alerts/plan", {"steps": plan})
    hook = {"url": "http://harbour.shop.test/_hook/alerts", "secret": SECRET}
    made = {
        name: api.call("POST", "/v1/prices/watches", wanted)
        for name, wanted in {
            "kettle": {"url": KETTLE, "webhook": hook},
            "gap": {"url": GAP},
            "guest": {"url": MEMBERS},
            "member": {"url": MEMBERS, "request_headers": {"Cookie": COOKIE}},
            "forbidden": {"url": FORBIDDEN},
        }.items()
    }
    await_quiet(stack)
    shop(stack, "DELETE", "/_shop/fetches")
    shop(stack, "PUT", "/_shop/delay?ms=20")
    stove = shop(stack, "GET", f"/_shop/truth?url={STOVE}&day=1")
    cost = str(round(Decimal(stove["price"]) * Decimal("1.25"), 2))  # so that it falls by a fifth
    made["stove"] = {"listing_id": known_page(store, STOVE, cost, fan(0))}
    with ThreadPoolExecutor(4) as hands:
        pages = [f"http://{CROWDED}/p/1?number={number}" for number in range(PAGES)]
        list(hands.map(lambda url: known_page(store, url, "5", fan(0)), pages))
        list(hands.map(lambda number: known_page(store, STOVE, cost, fan(number)), range(1, FANS)))
    shop(stack, "POST", "/_shop/advance?days=1")
    for _ in sweep(stack, everything=True, wait_s=90):
        pass
    return Day(stack, api, store, made, shop(stack, "GET", "/_shop/fetches"), _hooked(stack))


def _hooked(stack: "Stack") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shop(stack, "GET", "/_hook/alerts")["deliveries"]
    return found


def test_a_drop_is_seen_and_told(day: Day) -> None:
    before, after = day.history("kettle")
    truth = [shop(day.stack, "GET", f"/_shop/truth?url={KETTLE}&day={number}")["price"] for number in (0, 1)]
    assert [str(before.price), str(after.price)] == truth
    [alert] = day.alerts("kettle")
    assert (alert["kind"], alert["from_price"], alert["to_price"]) == ("drop", *truth)


def test_a_page_that_does_not_answer_is_a_gap_with_its_reason(day: Day) -> None:
    before, after = day.history("gap")
    assert before.price is not None
    assert (after.price, after.ending, after.http_status) == (None, Ending.FAILED, 503)
    told = day.api.call("GET", f"/v1/prices/watches/{day.made['gap']['watch_id']}")["now"]
    assert (told["price"]["value"], told["price"]["degraded"]) == (str(before.price), True)
    assert day.alerts("gap") == []


def test_a_receiver_that_fails_stalls_and_hangs_up_gets_the_alert_once_by_its_id(day: Day) -> None:
    [alert] = day.alerts("kettle")
    assert {each["headers"]["webhook-id"] for each in day.delivered} == {alert["alert_id"]}
    assert [each["answered"] for each in day.delivered] == [503, 204, None, 204]
    assert (alert["delivery"], alert["last_error"]) == ("delivered", None)
    assert under_way(day.stack) == 0, "nothing comes after it was taken"


def test_a_page_watched_by_many_is_fetched_once_and_told_to_each(day: Day) -> None:
    assert day.visits["urls"][STOVE] == 1
    trackers = list(day.store.alerts.trackers(day.made["stove"]["listing_id"]))
    assert len(trackers) == FANS
    told = [day.store.alerts.page(each.tenant, each.watch_id, 5).items for each in trackers]
    assert {tuple((alert.kind, alert.delivery) for alert in each) for each in told} == {(("drop", "none"),)}


def test_no_host_has_more_than_two_visitors_at_once(day: Day) -> None:
    crowded = day.visits["hosts"][CROWDED]
    assert crowded["requests"] in (PAGES + 1, PAGES + 2), "its robots.txt is asked for by each of the first two at most"
    assert {host: seen["most_at_once"] for host, seen in day.visits["hosts"].items() if seen["most_at_once"] > 2} == {}


def test_a_host_that_forbids_is_not_looked_at(day: Day) -> None:
    assert FORBIDDEN not in day.visits["urls"]
    for gap in day.history("forbidden"):
        assert (gap.ending, gap.price) == (Ending.FAILED, None)
        assert "robots.txt" in gap.reasons[0].text


def test_a_page_with_a_cookie_is_fetched_apart_and_the_cookie_is_nowhere(day: Day) -> None:
    guest, member = day.history("guest"), day.history("member")
    assert [each.price for each in guest] == [None, None]
    assert all(each.price is not None for each in member)
    assert day.visits["urls"][MEMBERS] == 2
    shown = json.dumps([day.api.call("GET", "/v1/prices/watches"), day.delivered])
    logs = day.stack.client("logs")
    groups = {function.log_group for function in functions(day.stack).values()}
    lines = [
        event["message"]
        for group in groups
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        for event in page["events"]
    ]
    assert lines, "there are logs to look through"
    assert not [line for line in [shown, *lines] if COOKIE in line or SECRET in line or "number=" in line]
    table = day.stack.client("dynamodb").get_paginator("scan").paginate(TableName=day.stack.outputs["PricesTableName"])
    kept = json.dumps([page["Items"] for page in table], default=str)
    assert COOKIE not in kept and SECRET not in kept


def test_every_look_is_kept_once_and_nothing_is_left_claimed(day: Day) -> None:
    assert day.store.listings.under_check() == 0
    for name in ("kettle", "gap", "guest", "member", "forbidden"):
        assert len(day.history(name)) == 2, name
    dead = day.stack.client("sqs").get_queue_attributes(
        QueueUrl=day.stack.outputs["PricesDeadLettersQueueUrl"], AttributeNames=["ApproximateNumberOfMessages"]
    )
    assert dead["Attributes"]["ApproximateNumberOfMessages"] == "0"
