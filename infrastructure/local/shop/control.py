"""How tests and the local stack steer the shop and ask it for the truth: `/_shop/...`, and `/_hook/NAME` for webhooks.

Both answer on every host. Nothing a visitor of the shops would see.
"""

import json
import time
from collections.abc import Callable
from typing import Any

from local.shop.answer import Answer, Ask, as_json
from local.shop.bench_world import bench_pages, find_bench_url
from local.shop.catalogue import Product, products
from local.shop.price_path import FIRST_DAY
from local.shop.state import State
from local.shop.telegram import chat_page
from local.shop.truth import truth_of
from local.shop.world import all_pages, describe, find_page


def answer_control(ask: Ask, state: State) -> Answer:
    """The answer to a request under `/_shop/` or `/_hook/`; what it cannot do is a 400 or 404 that says why."""
    try:
        return _hook(ask, state) if ask.path.startswith("/_hook/") else _shop(ask, state)
    except (ValueError, KeyError, TypeError) as wrong:
        return as_json({"error": str(wrong)}, 400)


def _shop(ask: Ask, state: State) -> Answer:
    act = ACTS.get((ask.method, ask.path.removeprefix("/_shop/")))
    return act(ask, state) if act else as_json({"error": f"nothing answers to {ask.method} {ask.path}"}, 404)


def _day(_: Ask, state: State) -> Answer:
    return as_json({"day": state.day})


def _health(_: Ask, __: State) -> Answer:
    return as_json({"open": True})


def _set_day(ask: Ask, state: State) -> Answer:
    state.move_to(int(ask.query["day"]))
    return _day(ask, state)


def _advance(ask: Ask, state: State) -> Answer:
    state.move_to(state.day + int(ask.query.get("days", 1)))
    return _day(ask, state)


def _pages(_: Ask, state: State) -> Answer:
    return as_json({"day": state.day, "pages": [describe(product) for product in products()]})


def _all(_: Ask, __: State) -> Answer:
    return as_json({"urls": [page.url for page in all_pages()]})


def _bench(ask: Ask, _: State) -> Answer:
    pages = bench_pages(int(ask.query.get("hosts", 500)), int(ask.query.get("pages", 20)))
    return as_json({"urls": [page.url for page in pages]})


def _fetches(_: Ask, state: State) -> Answer:
    return as_json(state.visits.as_json())


def _forget_fetches(_: Ask, state: State) -> Answer:
    state.visits.forget()
    return as_json({})


def _delay(ask: Ask, state: State) -> Answer:
    state.delay_s = float(ask.query["ms"]) / 1000
    return as_json({"ms": state.delay_s * 1000})


def _truth(ask: Ask, state: State) -> Answer:
    url, day = ask.query["url"], int(ask.query.get("day", state.day))
    page = find_page(url) or find_bench_url(url)
    if page is None:
        return as_json({"error": f"there is no page at {url}"}, 404)
    return as_json({"url": page.url, "day": day} | page.truth(day).as_json())


def _history(ask: Ask, state: State) -> Answer:
    """The days before today, oldest first, as a watcher who looked once a day would have them."""
    days = range(max(FIRST_DAY, state.day - int(ask.query.get("days", 120))), state.day)
    url = ask.query.get("url")
    rows = [
        describe(product) | {"observations": [_observed(product, day) for day in days]}
        for product in products()
        if url is None or product.url == url
    ]
    return as_json({"day": state.day, "pages": rows})


def _observed(product: Product, day: int) -> dict[str, Any]:
    truth = truth_of(product, day)
    if not truth.answers:
        return {"day": day, "gap": True}
    return {
        "day": day,
        "gap": False,
        "price": str(truth.price),
        "was_price": None if truth.was_price is None else str(truth.was_price),
        "unit_price": None if truth.unit_price is None else str(truth.unit_price),
        "unit": product.unit or None,
        "currency": truth.currency,
        "availability": truth.availability,
    }


ACTS: dict[tuple[str, str], Callable[[Ask, State], Answer]] = {
    ("GET", "health"): _health,
    ("GET", "day"): _day,
    ("PUT", "day"): _set_day,
    ("POST", "advance"): _advance,
    ("GET", "pages"): _pages,
    ("GET", "all"): _all,
    ("GET", "bench"): _bench,
    ("GET", "truth"): _truth,
    ("GET", "history"): _history,
    ("GET", "fetches"): _fetches,
    ("DELETE", "fetches"): _forget_fetches,
    ("PUT", "delay"): _delay,
    ("GET", "telegram"): chat_page,
}


def _hook(ask: Ask, state: State) -> Answer:
    """A webhook's receiver.

    A plan is a list of steps `{"status": 503, "wait_s": 0, "times": 1, "drop": false}` taken in order, one a delivery
    (`times` repeats a step, `drop` closes the connection without an answer); after the last one it answers 204.
    """
    name, _, rest = ask.path.removeprefix("/_hook/").partition("/")
    match ask.method, rest:
        case "POST", "":
            return _take(name, ask, state)
        case "GET", "":
            return as_json({"hook": name, "deliveries": state.deliveries.get(name, [])})
        case "DELETE", "":
            state.drop_deliveries(name)
            return as_json({})
        case "PUT", "plan":
            steps = json.loads(ask.body)["steps"]
            state.plans[name] = [step for step in steps for _ in range(step.get("times", 1))]
            return as_json({"steps": len(state.plans[name])})
        case _:
            return as_json({"error": f"nothing answers to {ask.method} {ask.path}"}, 404)


def _take(name: str, ask: Ask, state: State) -> Answer:
    plan = state.plans.get(name)
    step: dict[str, Any] = plan.pop(0) if plan else {}
    status, wait_s, drop = int(step.get("status", 204)), float(step.get("wait_s", 0)), bool(step.get("drop", False))
    state.keep_delivery(
        {
            "hook": name,
            "at": time.time(),
            "headers": ask.headers,
            "body": ask.body.decode("utf-8", "replace"),
            "answered": None if drop else status,
            "wait_s": wait_s,
        }
    )
    return Answer(status, content_type="text/plain", wait_s=wait_s, cut=drop)
