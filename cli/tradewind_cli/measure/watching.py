"""Watches on the bench world of the demo shop, made without the API: 500 hosts of 20 pages, 100 KB and more each."""

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tradewind_cli.prices.store import open_prices, operator
from tradewind_cli.report import steps
from tradewind_cli.stack.running import direct

if TYPE_CHECKING:
    from prices.models.listing import Check, Listing
    from prices.store import PriceStore
    from tradewind_cli.stack.running import Stack

PAGES_A_HOST = 20
TENANT = "bench"
WRITERS = 4


@dataclass
class Held:
    """A queue that keeps what is sent to it."""

    sent: list[Any] = field(default_factory=list)

    def send(self, *messages: Any, delay_s: int = 0) -> None:
        self.sent += messages


def bench_addresses(stack: "Stack", count: int) -> list[str]:
    """The first addresses of the bench world, twenty a host, as the demo shop lists them."""
    hosts = -(-count // PAGES_A_HOST)
    with direct.open(f"{stack.shop_url}/_shop/bench?hosts={hosts}&pages={PAGES_A_HOST}", timeout=60) as answer:
        urls: list[str] = json.load(answer)["urls"]
    return urls[:count]


def watch_all(stack: "Stack", urls: Sequence[str], at: datetime, *, private: bool = False) -> "list[Listing]":
    """One watch on each address, due at `at`. Returns their listings.

    `private`: pages of the tenant's own, apart from what others watch at the same address.
    """
    store = open_prices(stack)

    def add(url: str) -> "Listing":
        return _watch(store, url, at, private)

    with ThreadPoolExecutor(WRITERS) as writers:
        return list(steps(writers.map(add, urls), "Making watches", total=len(urls)))


def _watch(store: "PriceStore", url: str, at: datetime, private: bool) -> "Listing":
    from prices.models.listing import Listing
    from prices.models.page import Want
    from prices.models.watch import Product, Schedule, Watch
    from prices.rules.address import canonical, listing_id
    from tradewind.clock import new_id
    from tradewind.idempotency import Once

    page, owner = canonical(url), TENANT if private else None
    listing = Listing(
        listing_id=listing_id(page.url, "|", owner),
        url=page.url,
        host=page.host,
        want=Want(),
        tenant=owner,
        created_at=at,
    )
    watch = Watch(
        watch_id=new_id(),
        product_id=new_id(),
        listing_id=listing.listing_id,
        url=page.url,
        host=page.host,
        private=private,
        check=Schedule(),
        created_by="bench",
        created_at=at,
        changed_at=at,
    )
    product = Product(product_id=watch.product_id, listing_ids=(listing.listing_id,), created_at=at)
    once = Once.of(operator(TENANT), "bench", new_id(), watch, at)
    store.watches.add(TENANT, watch, product, listing, once, tier=operator(TENANT).tier)
    return listing


def claim_all(store: "PriceStore", at: datetime) -> "list[Check]":
    """Claim whatever is due, as the sweep does, and keep the messages it would have sent."""
    from prices import service
    from prices.store.keys import SHARDS

    held, left = Held(), Held()
    for shard in range(SHARDS):
        ports: dict[str, Any] = {"store": store, "checks": held, "deliveries": left, "forecasts": left}
        while service.sweep(shard, None, **ports, now=lambda: at).more:
            continue
    return held.sent


def events_of(checks: "Iterable[Check]") -> list[dict[str, Any]]:
    """The events with which a queue hands these messages to their worker, one each."""
    return [
        {
            "Records": [
                {
                    "messageId": str(number),
                    "body": check.model_dump_json(),
                    "attributes": {"ApproximateReceiveCount": "1"},
                    "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:checks",
                }
            ]
        }
        for number, check in enumerate(checks)
    ]
