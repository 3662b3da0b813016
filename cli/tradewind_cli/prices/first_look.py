"""The demo's first minutes: a past, a look, a day that passes, another look."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.request import Request

from tradewind_cli.prices.found import FEIGNED, Found, found
from tradewind_cli.prices.seeding import seed
from tradewind_cli.prices.store import open_prices, operator
from tradewind_cli.prices.sweeping import sweep
from tradewind_cli.stack.running import direct

if TYPE_CHECKING:
    from tradewind_cli.stack.lifecycle import Say
    from tradewind_cli.stack.running import Stack

TENANT = "demo"


def first_look(stack: "Stack", say: "Say") -> list[Found]:
    """Load the demo shop's past, look at its pages, let a day pass there, and look again.

    Returns what was found, the most telling first. Raises: Trouble.
    """

    def counted(pages: Iterable[Any]) -> Iterable[Any]:
        for number, page in enumerate(pages, 1):
            say(f"loading 120 days of the shop's past: {number} pages")
            yield page

    seed(stack, 120, TENANT, each=counted)
    for step in sweep(stack, everything=True):
        say(f"looking at the pages: {step.done} of {step.claimed}")
    say("a day passes in the shop")
    advance(stack, 1)
    for step in sweep(stack, everything=True):
        say(f"looking again: {step.done} of {step.claimed}")
    say("telling discounts from what only looks like one")
    return judged(found(stack, TENANT), stack)


def judged(rows: Iterable[Found], stack: "Stack") -> list[Found]:
    """The pages, those that fell and show a former price with what their price is worth."""
    from datetime import UTC, datetime

    from prices import service

    by, store = operator(TENANT), open_prices(stack)

    def with_deal(row: Found) -> Found:
        deal = service.deal(row.product_id, by, listing_id=None, store=store, now=lambda: datetime.now(UTC))
        return replace(row, deal=deal)

    return [with_deal(row) if row.fell_on_sale else row for row in rows]


def advance(stack: "Stack", days: int) -> int:
    """Let days pass in the demo shop. Returns the day it is there."""
    request = Request(f"{stack.shop_url}/_shop/advance?days={days}", method="POST")  # noqa: S310 (loopback)
    with direct.open(request, timeout=30) as answer:
        return int(json.load(answer)["day"])


def telling(rows: list[Found]) -> list[Found]:
    """At most a dozen rows or so: a real discount and one that is none, alerts, drops, rises and gaps of each kind."""
    alerts = [row for row in rows if row.alerts]
    gaps = [row for row in rows if row.is_gap]
    changes = [row for row in rows if row.change and not row.alerts]
    drops = [row for row in changes if (row.change or 0) < 0]
    rises = [row for row in changes if (row.change or 0) > 0]
    stock = [row for row in rows if row.stock_changed]
    chosen = [*told_apart(rows), *alerts[:5], *drops[:2], *rises[:3], *stock[:2], *gaps[:2]]
    return list({row.watch_id: row for row in chosen}.values())


def told_apart(rows: list[Found]) -> list[Found]:
    """Of the pages that told of a fall and show a former price, the best discount that is real, and the least."""
    told = sorted((row for row in rows if row.alerts and row.deal), key=_score, reverse=True)
    real = [row for row in told if row.deal and row.deal.verdict == "discount"]
    feigned = [row for row in told if row.deal and row.deal.verdict in FEIGNED]
    return [*real[:1], *feigned[-1:]]


def _score(row: Found) -> int:
    return row.deal.score.value or 0 if row.deal else 0
