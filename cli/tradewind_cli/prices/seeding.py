"""Loading the demo shop's past, and watching its pages."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from tradewind_cli.prices.store import open_prices, operator
from tradewind_cli.stack.running import direct

if TYPE_CHECKING:
    from prices.models.listing import Observation
    from tradewind_cli.stack.running import Stack

WRITERS = 4
DRAWN = "the demo shop's past, drawn by its own rule with the page's address as the seed; loaded, not read by us"
"""What each observation of it says of itself."""


@dataclass(frozen=True)
class Seeded:
    """What was loaded: pages that are watched now, observations of their past."""

    pages: int
    observations: int


def seed(
    stack: "Stack", days: int = 120, tenant: str = "demo", each: Callable[[Iterable[Any]], Iterable[Any]] = iter
) -> Seeded:
    """Watch every page of the demo shop for a tenant, and load `days` of its past, marked as seeded.

    Done again it changes nothing: a page that has readings keeps them, a watch that is there is the same watch.
    `each` wraps the pages, to show progress.
    """
    store = open_prices(stack)
    from prices import service
    from prices.models.watch import WatchRequest

    by, now = operator(tenant), datetime.now(UTC)
    with direct.open(f"{stack.shop_url}/_shop/history?days={days}", timeout=60) as answer:
        shop = json.load(answer)

    def load(page: dict[str, Any]) -> int:
        wanted = WatchRequest(url=page["url"], tags=("demo", page["host"].split(".")[0]))
        past = [observation(row, page, now - timedelta(days=shop["day"] - row["day"])) for row in page["observations"]]
        loaded = service.load_past(wanted, past, by, store=store, now=lambda: now)
        key = sha256(page["url"].encode()).hexdigest()[:32]
        service.create(
            wanted, by, key, store=store, checks=NoQueue(), sealer=NoSealer(), now=lambda: now, new_id=new_id
        )
        return loaded

    from tradewind.clock import new_id

    with ThreadPoolExecutor(WRITERS) as writers:
        loaded = list(each(writers.map(load, shop["pages"])))
    return Seeded(len(shop["pages"]), sum(loaded))


def observation(row: dict[str, Any], page: dict[str, Any], at: datetime) -> "Observation":
    """One day of the shop's past as an observation."""
    from prices.models.listing import Ending, Observation
    from tradewind.evidence import Reason

    known: dict[str, Any] = {"listing_id": "seeded", "slot": at, "at": at, "seeded": True}
    if row["gap"]:
        told = [Reason(text="loaded as past: the page failed on that day")]
        return Observation(**known, ending=Ending.FAILED, reasons=told)
    return Observation(
        **known,
        ending=Ending.READ,
        price=row["price"],
        was_price=row["was_price"],
        unit_price=row["unit_price"],
        unit=row["unit"],
        currency=row["currency"],
        availability=row["availability"],
        title=page["title"],
        reasons=[Reason(text=DRAWN)],
    )


class NoQueue:
    """Seeded pages are looked at by the next sweep; none is sent ahead of it."""

    def send(self, *_: object, delay_s: int = 0) -> None:
        return


class NoSealer:
    """The demo's watches hold nothing secret."""

    def seal(self, text: str, context: object) -> str:
        raise RuntimeError("the demo's watches hold nothing secret")

    unseal = seal
