"""Tariffs loaded, products compared, a comparison shared and read without a token: through the gateway."""

import json
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request

import pytest

from costing import german
from tradewind_cli.stack.running import direct

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

pytestmark = pytest.mark.stack


def asked(stack: "Stack", method: str, path: str, token: str | None, body: object = None, key: str = "k") -> Any:
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    content = json.dumps(body).encode() if body is not None else None
    with direct.open(Request(stack.api_url + path, content, headers, method=method), timeout=30) as found:
        return json.loads(found.read() or b"null")


def test_costs_are_compared_shared_withdrawn_and_negotiated(stack: "Stack", tenant: str) -> None:
    token = stack.token(tenant)
    for number, request in enumerate(german()):
        asked(stack, "POST", "/v1/catalog/tariffs", token, request, key=f"t{number}")
    offer = {"supplier": "Ningbo Kettles", "supplier_country": "CN", "currency": "EUR", "incoterm": "FOB",
             "unit_weight_kg": "2", "unit_volume_m3": "0.01"}  # fmt: skip
    ids = []
    for sku, price in (("K1", "10.00"), ("K2", "10.40")):
        goods = {"title": f"Kettle {sku}", "sku": sku, "origin": "CN", "hs_code": "8516.79",
                 "offers": [{**offer, "price_breaks": [{"min_quantity": 1, "unit_price": price}]}]}  # fmt: skip
        ids.append(asked(stack, "POST", "/v1/catalog/products", token, goods, key=sku)["product_id"])
    wanted = {"destination": "DE", "quantity": 1000, "currency": "EUR", "items": [{"product_id": each} for each in ids]}
    found = asked(stack, "POST", "/v1/catalog/compare", token, wanted)
    assert (found["verdict"]["value"], found["items"][0]["cost"]["total"]) == (ids[0], "14066.50")
    made = asked(stack, "POST", "/v1/catalog/comparisons", token, {**wanted, "title": "Kettles"}, key="s")
    assert asked(stack, "GET", made["path"], None)["comparison"]["items"] == found["items"]
    asked(stack, "DELETE", f"/v1/catalog/comparisons/{made['share_id']}", token)
    with pytest.raises(HTTPError, match="404"):
        asked(stack, "GET", made["path"], None)
    bargain = {"destination": "DE", "quantity": 1000, "currency": "EUR", "product_id": ids[1],
               "alternatives": [{"product_id": ids[0]}]}  # fmt: skip
    advice = asked(stack, "POST", "/v1/catalog/negotiate", token, bargain)
    assert (advice["walk_away"]["value"], advice["message"]["language"]) == ("10.00", "zh")
