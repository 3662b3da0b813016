"""How long an API function takes from a fresh process to its first answer, beside a bare function."""

from datetime import UTC, datetime
from statistics import median
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradewind_cli.report import AsJson, Metrics, Report, steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from tradewind_cli.stack.running import Stack

GOAL = 1.5
OPENAPI = "/v1/openapi.json"


def command(
    rounds: Annotated[int, typer.Option(min=3, help="Fresh processes of each side; the medians count.")] = 21,
    json: AsJson = False,
) -> None:
    """First answer of each API function's read route with all its middleware, over a bare function's."""
    from tradewind_cli.measure.private_stack import private_stack

    with private_stack() as stack:
        report = measure(stack, rounds)
    report.show(json)


def measure(stack: "Stack", rounds: int) -> Report:
    """Interleaved rounds of fresh processes, started as the runtime starts a function, with the stack's own table.

    Read routes are that of a watch, beside a bare function that reads the same two items, and that of the API's own
    document, beside one that reads the same file. The preview's function has no read route. The authorizer's row, a
    token checked against the local issuer's keys, is shown beside the bare read and not bounded.
    """
    sides = _sides(stack)
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for run in sides.values():
        run()  # reads the files from disk once
    for _ in steps(range(rounds), "Fresh processes"):
        for name, run in sides.items():
            seconds[name].append(run()["first_answer_s"])
    ms = {name: median(times) * 1000 for name, times in seconds.items()}
    ratios = {
        ours: median(one / other for one, other in zip(seconds[ours], seconds[bare], strict=True))
        for ours, bare in (("prices/api", "bare"), ("api/docs", "bare_document"), ("account/authorizer", "bare"))
    }
    bounded = {name: ratio for name, ratio in ratios.items() if name != "account/authorizer"}
    metrics: Metrics = {"max_ratio": round(max(bounded.values()), 3)}
    metrics |= {f"{name}_ratio": round(ratio, 3) for name, ratio in ratios.items()}
    metrics |= {f"{name}_ms": round(ms[name], 1) for name in ratios}
    baselines: dict[str, Metrics] = {name: {"ms": round(ms[name], 1)} for name in ("bare", "bare_document")}
    short = [
        f"{name} takes {ratio:.2f} times a bare function's first answer, the goal is {GOAL}"
        for name, ratio in bounded.items()
        if ratio > GOAL
    ]
    return Report("cold_start", metrics, baselines, short)


def _sides(stack: "Stack") -> "dict[str, Callable[[], dict[str, Any]]]":
    """What is run in a fresh process, by name; each checks that its answer is the right one."""
    from tradewind_cli.measure.bare import bare_folders
    from tradewind_cli.measure.functions import environment_of, packaged, run_fresh
    from tradewind_cli.measure.requests import gateway_event
    from tradewind_cli.measure.watching import TENANT, bench_addresses, watch_all
    from tradewind_cli.prices.store import open_prices

    listing = watch_all(stack, bench_addresses(stack, 1), datetime.now(UTC))[0]
    watch_id = open_prices(stack).watches.page(TENANT, 1).items[0].watch_id
    functions = {function.name: function for function in packaged()}
    docs = functions["api/docs"]
    environments = {name: environment_of(stack, name) for name in ("prices/api", "api/docs", "account/authorizer")}
    bare_environment = {
        **environments["prices/api"],
        "DOCUMENT": str(next(docs.folders[0].rglob("openapi.json"))),
    }

    def ours(name: str, event: dict[str, Any], is_right: "Callable[[Any], bool]") -> dict[str, Any]:
        function = functions[name]
        done = run_fresh(function.folders, handler=function.handler, events=[event], environment=environments[name])
        return _checked(name, done, is_right)

    def bare(event: dict[str, Any]) -> dict[str, Any]:
        done = run_fresh(bare_folders_, handler="bare.handler", events=[event], environment=bare_environment)
        return _checked("the bare function", done, _is_ok)

    bare_folders_ = bare_folders()
    watch = gateway_event("GET /v1/prices/watches/{watch_id}", f"/v1/prices/watches/{watch_id}", TENANT)
    same = gateway_event("GET /v1/bare/{watch_id}", f"/v1/bare/{watch_id}", TENANT, {"listing": listing.listing_id})
    token = {
        "version": "2.0",
        "type": "REQUEST",
        "identitySource": [f"Bearer {stack.token(TENANT)}"],
        "headers": {"authorization": f"Bearer {stack.token(TENANT)}"},
        "requestContext": watch["requestContext"],
    }
    return {
        "bare": lambda: bare(same),
        "prices/api": lambda: ours("prices/api", watch, _is_ok),
        "bare_document": lambda: bare(gateway_event("GET /v1/bare-document", "/v1/bare-document", TENANT)),
        "api/docs": lambda: ours("api/docs", gateway_event(f"GET {OPENAPI}", OPENAPI, TENANT), _is_ok),
        "account/authorizer": lambda: ours("account/authorizer", token, lambda answer: bool(answer["isAuthorized"])),
    }


def _is_ok(answer: Any) -> bool:
    return bool(answer["statusCode"] == 200)


def _checked(name: str, done: dict[str, Any], is_right: "Callable[[Any], bool]") -> dict[str, Any]:
    if not is_right(done["answers"][0]):
        raise RuntimeError(f"{name} did not answer as it should: {str(done['answers'][0])[:500]}")
    return done
