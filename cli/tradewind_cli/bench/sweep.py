"""A sweep of many watches: state machine, queue, workers, a hundred kilobytes a page."""

import json as json_format
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import median
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradewind_cli.report import AsJson, Metrics, Report, people
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from prices.models.listing import Listing
    from tradewind_cli.stack.running import Stack

MOST_WATCHES = 10_000
WORKER_ONLY = 1_000
SMALLEST_MEDIAN_BYTES = 100_000
FIRST_DAY = 0
"""What day it is in the shop of a new stack."""
MOST_AT_ONCE = 2
"""What politeness allows at one host."""
POLL_S = 0.5
LONGEST_STILL_S = 240.0


def command(
    watches: Annotated[int, typer.Option(min=20, max=MOST_WATCHES, help="How many pages are watched.")] = MOST_WATCHES,
    json: AsJson = False,
) -> None:
    """Sweep the bench world of the demo shop once, on a stack of its own."""
    from tradewind_cli.measure.private_stack import private_stack

    with private_stack() as stack:
        report = measure(stack, watches)
    report.show(json)


def measure(stack: "Stack", watches: int) -> Report:
    """Watch that many pages, sweep, and compare what is kept with what the shop showed and whom it saw.

    `per_s` is clocked from the start of the state machine until nothing is under way. `worker_only_per_s` is one
    worker's handler in one process and thread, on messages of the same kind for pages that were not looked at before.
    """
    from tradewind_cli.measure.watching import bench_addresses, watch_all

    urls = bench_addresses(stack, watches)
    listings = watch_all(stack, urls, datetime.now(UTC))
    took_s = sweep(stack, len(listings))
    kept = count_observations(stack, listings)
    fetches, most_at_once = visits(stack)
    lost = sum(1 for listing in listings if not kept[listing.listing_id])
    metrics: Metrics = {
        "watches": len(listings),
        "fetched": sum(fetches.values()),
        "observations": sum(kept.values()),
        "per_s": round(len(listings) / took_s, 1),
        "lost": lost,
        "duplicates": sum(count - 1 for count in kept.values() if count > 1),
        "worker_only_per_s": round(worker_only(stack, urls[: min(watches, WORKER_ONLY)]), 1),
    }
    short = [f"{name} is {metrics[name]}" for name in ("lost", "duplicates") if metrics[name]]
    short += [f"{name} is {metrics[name]}" for name in ("fetched", "observations") if metrics[name] != watches]
    size = median_bytes(urls)
    if size < SMALLEST_MEDIAN_BYTES:
        short.append(f"the median page has {size} bytes")
    if most_at_once > MOST_AT_ONCE:
        short.append(f"one host had {most_at_once} visitors at once")
    told = f"{took_s:.1f} s; median page {size:,} bytes; at most {most_at_once} at once at a host"
    return Report("sweep", metrics, falls_short=short, details=[told])


def sweep(stack: "Stack", expected: int) -> float:
    """Run the state machine and wait until every message is done with; the seconds that took. Raises: Trouble."""
    from tradewind_cli.prices.sweeping import under_way

    machine = stack.client("stepfunctions")
    began = moved_at = time.monotonic()
    last = -1
    run = machine.start_execution(stateMachineArn=stack.outputs["PricesSweepStateMachineArn"], input="{}")
    with people.status("Sweeping") as shown:
        while True:
            status = machine.describe_execution(executionArn=run["executionArn"])["status"]
            waiting = under_way(stack)
            now = time.monotonic()
            if status not in ("RUNNING", "SUCCEEDED"):
                raise Trouble(f"the sweep {status.lower()}; see: tradewind logs prices/steps")
            if status == "SUCCEEDED" and waiting == 0:
                return now - began
            shown.update(f"Sweeping {expected:,} pages: {waiting} messages under way after {now - began:.0f} s")
            if waiting != last:
                moved_at, last = now, waiting
            if now - moved_at > LONGEST_STILL_S:
                raise Trouble(f"nothing moved for {LONGEST_STILL_S:.0f} s, {waiting} messages wait")
            time.sleep(POLL_S)


def visits(stack: "Stack") -> tuple[Counter[str], int]:
    """How often each page was asked for, and the most requests at once at one host, as the shop saw it."""
    from tradewind_cli.stack.running import direct

    with direct.open(f"{stack.shop_url}/_shop/fetches", timeout=60) as answer:
        seen: dict[str, Any] = json_format.load(answer)
    pages = Counter({url: count for url, count in seen["urls"].items() if "/p/" in url})
    return pages, max((host["most_at_once"] for host in seen["hosts"].values()), default=0)


def count_observations(stack: "Stack", listings: "Sequence[Listing]") -> Counter[str]:
    """How many observations each listing has that read the price that its page showed."""
    from concurrent.futures import ThreadPoolExecutor

    from tradewind_cli.prices.store import open_prices
    from tradewind_cli.report import steps

    store = open_prices(stack)
    from local.shop.bench_world import find_bench_url

    def right(listing: "Listing") -> tuple[str, int]:
        page = find_bench_url(listing.url)
        shown = page and page.price(FIRST_DAY)
        return listing.listing_id, sum(seen.price == shown for seen in store.listings.all_history(listing.listing_id))

    with ThreadPoolExecutor(4) as readers:
        return Counter(dict(steps(readers.map(right, listings), "Counting observations", total=len(listings))))


def median_bytes(urls: Sequence[str]) -> int:
    """The median size of the pages."""
    from local.shop.bench_world import find_bench_url

    return round(median(len(page.body(FIRST_DAY)) for page in map(find_bench_url, urls) if page))


def worker_only(stack: "Stack", urls: Sequence[str]) -> float:
    """Pages a second of the worker's handler alone, in a fresh process with the built package."""
    from tradewind_cli.measure.functions import environment_of, packaged, run_fresh
    from tradewind_cli.measure.watching import claim_all, events_of, watch_all
    from tradewind_cli.prices.store import open_prices

    at = datetime.now(UTC)
    watch_all(stack, urls, at, private=True)
    checks = claim_all(open_prices(stack), at)
    first, rest = checks[0], checks[1:]
    worker = next(each for each in packaged() if each.name == "prices/worker_checks")
    done = run_fresh(
        worker.folders,
        handler=worker.handler,
        events=events_of([first, *rest]),
        environment=environment_of(stack, worker.name),
    )
    if failed := [answer for answer in done["answers"] if answer["batchItemFailures"]]:
        raise Trouble(f"the worker failed on {len(failed)} messages")
    return float(sum(len(check.claimed) for check in rest) / done["rest_s"])
