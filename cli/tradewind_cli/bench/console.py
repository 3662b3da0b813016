"""What the first view of the console costs a browser: the list of watches, to somebody who is signed in."""

import gzip
from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple
from urllib.parse import urlsplit

import typer

from tradewind_cli.measure.browser import DESKTOP, PHONE, Screen, chromium, looking, settled
from tradewind_cli.report import AsJson, Metrics, Report, steps
from tradewind_cli.stack.options import StateOption
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Response

    from tradewind_cli.stack.running import Stack

MOST_JS_KB = 170.0
WATCHES = 50
FIGURES = """() => new Promise((told) => {
  const found = { paint: 0, shift: 0, moved: [] };
  const named = ({ node }) => (node?.closest?.('[class]') ?? node?.parentElement)?.className ?? '';
  new PerformanceObserver((list) => list.getEntries().forEach((each) => { found.paint = each.startTime; }))
    .observe({ type: 'paint', buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach((each) => {
    found.shift += each.value;
    found.moved.push(...each.sources.map(named));
  }))
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => told(found), 300);
})"""
"""First contentful paint and the sum of all layout shifts, as the browser counts them (Paint Timing, Layout
Instability)."""


class View(NamedTuple):
    """One look at the list by a browser that has nothing of it yet. `js_bytes`: scripts as gzip packs them."""

    js_bytes: int
    paint_ms: float
    shift: float
    foreign: int
    requests: int
    moved: tuple[str, ...]
    """The classes of what was shifted."""


def command(
    rounds: Annotated[int, typer.Option(min=1, help="Looks at each size of screen; the medians count.")] = 5,
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Scripts, first paint, shifts and requests to others of the first view: the signed-in list of watches."""
    from tradewind_cli.measure.private_stack import private_stack
    from tradewind_cli.measure.watching import TENANT
    from tradewind_cli.stack.running import running

    if state is not None:
        measure(running(state), rounds).show(json)
        return
    with private_stack() as stack:
        watch_some(stack)
        measure(stack, rounds, TENANT).show(json)


def watch_some(stack: "Stack") -> None:
    """As many watches as a page of the list shows, for the tenant that looks."""
    from datetime import UTC, datetime

    from tradewind_cli.measure.watching import bench_addresses, watch_all

    watch_all(stack, bench_addresses(stack, WATCHES), datetime.now(UTC))


def measure(stack: "Stack", rounds: int, tenant: str = "demo") -> Report:
    """Looks at both sizes, each with an empty cache. `first_paint_ms` is of the desktop, on this very machine."""
    sign_in = stack.sign_in_url(stack.token(tenant))
    if sign_in is None:
        raise Trouble("this stack has no console; run: tradewind down, then tradewind up")
    with chromium() as browser:
        views = {
            screen: [look(browser, sign_in, screen) for _ in steps(range(rounds), f"Looking, {screen.name}")]
            for screen in (DESKTOP, PHONE)
        }
    return report(views[DESKTOP], views[PHONE])


def look(browser: "Browser", sign_in: str, screen: Screen) -> View:
    """Sign in, wait until the list can be used, and count. Raises: Trouble when the page says that it has failed."""
    answers: list[Response] = []
    own = urlsplit(sign_in).netloc
    with looking(browser, screen) as context:
        page = context.new_page()
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  it marks the listener
        page.goto(sign_in)
        settled(page)
        if page.locator("main [role=alert]").count():
            raise Trouble(f"the list could not be shown: {page.locator('main [role=alert]').first.inner_text()}")
        found: dict[str, Any] = page.evaluate(FIGURES)
        scripts = [each for each in answers if each.request.resource_type == "script"]
        return View(
            js_bytes=sum(len(gzip.compress(each.body(), 9, mtime=0)) for each in scripts),
            paint_ms=found["paint"],
            shift=found["shift"],
            foreign=sum(urlsplit(each.url).netloc != own for each in answers if not each.url.startswith("data:")),
            requests=len(answers),
            moved=tuple(found["moved"]),
        )


def report(desktop: Sequence[View], phone: Sequence[View]) -> Report:
    """The medians at a desktop's size; shifts and foreign requests are the worst of all looks."""
    every = [*desktop, *phone]
    metrics: Metrics = {
        "js_kb_gzip": round(max(each.js_bytes for each in every) / 1024, 1),
        "first_paint_ms": round(median(each.paint_ms for each in desktop), 1),
        "layout_shift": round(max(each.shift for each in every), 4),
        "foreign_requests": max(each.foreign for each in every),
        "phone_first_paint_ms": round(median(each.paint_ms for each in phone), 1),
        "requests": max(each.requests for each in every),
    }
    short = []
    if (metrics["js_kb_gzip"] or 0) > MOST_JS_KB:
        short.append(f"js_kb_gzip is {metrics['js_kb_gzip']}, the goal is at most {MOST_JS_KB}")
    short += [
        f"{name} is {metrics[name]}, the goal is 0" for name in ("layout_shift", "foreign_requests") if metrics[name]
    ]
    moved = sorted({f"shifted: {each}" for view in every for each in view.moved})
    return Report("console", metrics, {}, short, details=moved)
