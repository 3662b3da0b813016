"""A coupon from the shop's page to the answer, and a report with its witness: through the gateway and the worker."""

import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request

import pytest

from tradewind_cli.stack.running import direct

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

pytestmark = pytest.mark.stack
SOCKS = "http://prairie.shop.test/p/wool-socks"
PATIENCE_S = 60.0


def asked(stack: "Stack", method: str, path: str, token: str, body: object = None, key: str = "k") -> Any:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
    content = json.dumps(body).encode() if body is not None else None
    try:
        found = direct.open(Request(stack.api_url + path, content, headers, method=method), timeout=30)
    except HTTPError as error:
        pytest.fail(f"{error.code}: {error.read().decode()}")
    with found:
        return json.loads(found.read())


def test_a_page_is_watched_its_coupon_found_and_a_price_for_members_reported(stack: "Stack", tenant: str) -> None:
    token = stack.token(tenant)
    watch = asked(stack, "POST", "/v1/prices/watches", token, {"url": SOCKS, "drop_percent": "5"})
    until = time.monotonic() + PATIENCE_S
    while True:
        told = asked(stack, "GET", f"/v1/prices/products/{watch['product_id']}/coupons", token)
        [shop] = told["listings"]
        if shop["coupons"] or time.monotonic() > until:
            break
        time.sleep(0.5)
    assert [(each["code"], each["percent"], each["shared"]) for each in shop["coupons"]] == [("CAMP10", "10", True)]
    assert shop["best"]["applied"][0]["code"] == "CAMP10"
    coupon = f"/v1/prices/coupons/{shop['coupons'][0]['coupon_id']}"
    assert asked(stack, "POST", f"{coupon}/reports", token, {"works": True})["reports"] >= 1
    price = f"{float(shop['price']) * 0.8:.2f}"
    seen: dict[str, Any] = {"url": SOCKS, "price": price, "currency": "USD", "member": True}
    seen |= {"seen_at": datetime.now(UTC).isoformat(), "witness": f"<b class='member price'>${price}</b>"}
    made = asked(stack, "POST", "/v1/prices/observations", token, seen, key="o")
    assert (made["report"]["standing"], made["alerts"]) == ("accepted", 1)
    assert asked(stack, "POST", "/v1/prices/observations", token, seen, key="o") == made
    [observed] = asked(stack, "GET", f"/v1/prices/listings/{watch['listing_id']}/observed", token)["items"]
    assert (observed["member"], observed["price"]["value"]) == (True, price)
