"""Teaching on the local AWS: a page is saved, a selector learned from its price, and the page read by it."""

import json
import time
from typing import TYPE_CHECKING, Any
from urllib.request import Request

import pytest

from tradewind_cli.commands.teach import accepted
from tradewind_cli.commands.watch import looked_at
from tradewind_cli.prices.api import Api
from tradewind_cli.prices.store import open_prices
from tradewind_cli.stack.running import direct

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

pytestmark = pytest.mark.stack

BOARD = "http://harbour.shop.test/p/oak-chopping-board"


def test_a_shop_is_taught_by_the_price_that_is_seen_and_read_by_it(stack: "Stack", tenant: str) -> None:
    api = Api(stack, tenant)
    watch = looked_at(api, api.call("POST", "/v1/prices/watches", {"url": BOARD}))
    price = watch["now"]["price"]["value"]
    told = api.call("POST", "/v1/prices/teaching/proposals", {"url": BOARD, "price": price})
    best = told["proposals"][0]
    assert [trial["price"] for trial in best["tried"]] == [price, price], "the page as it is, and as it was saved"
    taught = accepted(api, BOARD, best["override"], anew=False)
    assert [moved["watch_id"] for moved in taught["moved"]] == [watch["watch_id"]]
    after = read_by_it(api, watch["watch_id"])
    assert (after["now"]["price"]["value"], after["private"]) == (price, True)
    html, headers = saved_page(stack, tenant, after["listing_id"])
    assert "<h1" in html
    assert headers["content-security-policy"].startswith("sandbox;")
    broke = api.call("GET", f"/v1/prices/listings/{after['listing_id']}/breakage")
    assert broke["broken_at"] is None


def read_by_it(api: Api, watch_id: str) -> dict[str, Any]:
    """The watch once its page was read by what was taught."""
    api.call("POST", f"/v1/prices/watches/{watch_id}/check")
    deadline = time.monotonic() + 40
    while True:
        watch: dict[str, Any] = api.call("GET", f"/v1/prices/watches/{watch_id}")
        if "override" in watch["now"]["price"]["provenance"]:
            return watch
        assert time.monotonic() < deadline, json.dumps(watch["now"])
        time.sleep(0.3)


def saved_page(stack: "Stack", tenant: str, listing_id: str) -> tuple[str, dict[str, str]]:
    slot = open_prices(stack).listings.get(listing_id).state.pages.read
    assert slot is not None
    path = f"/v1/prices/listings/{listing_id}/pages/{round(slot.timestamp() * 1000)}"
    headers = {"authorization": f"Bearer {stack.token(tenant=tenant)}"}
    with direct.open(Request(stack.api_url + path, headers=headers), timeout=30) as answer:
        return answer.read().decode(), {name.lower(): value for name, value in answer.headers.items()}
