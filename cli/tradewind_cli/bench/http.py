"""An authorised read of one watch through the gateway, beside a bare function behind the same gateway."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import repeat
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from tradewind_cli.report import AsJson, Metrics, Report, steps
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

GOAL = 2.0
BLOCK = 10
"""Requests of one side before the other has its turn."""
CLIENTS = 8
A_USER = 120
"""Requests of one user before the next: a minute allows 300, and a second block of clients may follow at once."""


def command(
    requests: Annotated[int, typer.Option(min=20, help="Requests of each side with one client, and with eight.")] = 600,
    json: AsJson = False,
) -> None:
    """Milliseconds of an authorised read with one client and with eight, and how many times a bare function's."""
    from tradewind_cli.measure.private_stack import private_stack

    with private_stack() as stack:
        report = measure(stack, requests)
    report.show(json)


def measure(stack: "Stack", requests: int) -> Report:
    """Interleaved blocks of requests on kept connections, the authorizer's answer cached, every function warm.

    The bare function reads the same two items of the same table: the watch, and its listing. One that reads the
    watch's item alone is shown besides.
    """

    sides = _sides(stack)
    host = urlsplit(stack.api_url).netloc
    alone = _timed(stack, host, sides, rounds=requests // BLOCK, clients=1)
    crowded = _timed(stack, host, sides, rounds=max(requests // BLOCK // CLIENTS, 1), clients=CLIENTS)
    p50 = {name: median(times) for name, times in alone.items()}
    p50_8 = {name: median(times) for name, times in crowded.items()}
    p95, p95_8 = (quantiles(times["watch"], n=20)[-1] for times in (alone, crowded))
    metrics: Metrics = {
        "p50_ms": p50["watch"],
        "p95_ms": p95,
        "bare_p50_ms": p50["bare"],
        "ratio": p50["watch"] / p50["bare"],
        "p50_ms_8": p50_8["watch"],
        "p95_ms_8": p95_8,
        "bare_p50_ms_8": p50_8["bare"],
        "ratio_8": p50_8["watch"] / p50_8["bare"],
    }
    metrics = {name: round(value or 0, 3) for name, value in metrics.items()}
    baselines: dict[str, Metrics] = {
        name: {"p50_ms": round(p50[name], 3), "p50_ms_8": round(p50_8[name], 3)} for name in ("bare", "bare_one_item")
    }
    short = [
        f"{name} is {metrics[name]}, the goal is at most {GOAL}"
        for name in ("ratio", "ratio_8")
        if (metrics[name] or 0) > GOAL
    ]
    return Report("http", metrics, baselines, short)


def _sides(stack: "Stack") -> dict[str, str]:
    """What is asked, by name: paths behind the gateway."""
    from tradewind_cli.measure.bare import deploy_bare
    from tradewind_cli.measure.watching import TENANT, bench_addresses, watch_all
    from tradewind_cli.prices.store import open_prices

    deploy_bare(stack)
    listing = watch_all(stack, bench_addresses(stack, 1), datetime.now(UTC))[0]
    watch_id = open_prices(stack).watches.page(TENANT, 1).items[0].watch_id
    base = urlsplit(stack.api_url).path
    return {
        "watch": f"{base}/v1/prices/watches/{watch_id}",
        "bare": f"{base}/v1/bare/{watch_id}?listing={listing.listing_id}",
        "bare_one_item": f"{base}/v1/bare-item/{watch_id}",
    }


def _timed(stack: "Stack", host: str, sides: dict[str, str], *, rounds: int, clients: int) -> dict[str, list[float]]:
    """Milliseconds of each request by side; in a block all clients ask the same side, one request after another.

    A user takes turns with others, so that nobody is refused for asking too often; each new one is let in by the
    authorizer ahead of the clock.
    """
    from tradewind_cli.measure.watching import TENANT

    connections = [HTTPConnection(host, timeout=60) for _ in range(clients)]
    a_turn = max(A_USER // (BLOCK * clients), 1)
    headers: dict[str, str] = {}

    def block(connection: HTTPConnection, path: str) -> list[float]:
        return [_ask(connection, path, headers) for _ in range(BLOCK)]

    taken: dict[str, list[float]] = {name: [] for name in sides}
    with ThreadPoolExecutor(clients) as asking:
        for number in steps(range(-1, rounds), f"Asking with {clients} client{'s' if clients > 1 else ''}"):
            if (number + 1) % a_turn == 0:
                headers = {"authorization": f"Bearer {stack.token(TENANT, f'bench-{clients}-{number + 1}')}"}
                for path in sides.values():
                    _ask(connections[0], path, headers)
            for name, path in sides.items():
                found = [each for times in asking.map(block, connections, repeat(path)) for each in times]
                if number >= 0:  # in the round before, functions start and the authorizer is asked
                    taken[name] += found
    for connection in connections:
        connection.close()
    return taken


def _ask(connection: HTTPConnection, path: str, headers: dict[str, str]) -> float:
    """Milliseconds of one request. Raises: Trouble when it is not answered with 200."""
    began = perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    took = (perf_counter() - began) * 1000
    if answer.status != 200:
        raise Trouble(f"{path} answered {answer.status}: {body[:300]!r}")
    return took
