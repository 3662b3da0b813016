"""An alert reaches a Telegram chat on the local AWS: the bus, the queues, the functions as they are deployed, and the
stand-in that the demo shop plays."""

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.request import Request

import pytest

from tradewind_cli.prices.api import Api
from tradewind_cli.stack.running import direct

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

pytestmark = pytest.mark.stack
PATIENCE_S = 40.0
CHANNELS = "/v1/notifications/channels"


def until(found: Callable[[], Any]) -> Any:
    """What `found` returns once it is something."""
    ends_at = time.monotonic() + PATIENCE_S
    while not (what := found()):
        assert time.monotonic() < ends_at, "it did not come"
        time.sleep(0.2)
    return what


def test_a_person_opens_a_channel_proves_it_and_is_told_of_an_alert(stack: "Stack", tenant: str) -> None:
    chat = str(int(time.time() * 1000))

    def told(what: str) -> str | None:
        with direct.open(f"{stack.shop_url}/_hook/telegram", timeout=10) as answer:
            came = json.load(answer)["deliveries"]
        return next((each["text"] for each in came if each["chat"] == chat and what in each["text"]), None)

    api = Api(stack, tenant, user="ana")
    address = f"tgram://123456789:{'A' * 35}/{chat}"
    to = {"by": "service", "address": address, "server": "http://telegram.shop.test"}
    channel = api.call("POST", CHANNELS, {"to": to, "tags": ["kitchen"]})["channel_id"]
    code = re.search("[0-9]{8}", until(lambda: told("code")))
    assert code is not None
    assert api.call("POST", f"{CHANNELS}/{channel}/proof", {"code": code[0]})["state"] == "active"

    at = datetime.now(UTC).isoformat()
    alert = {
        "version": 1, "id": f"al_{chat}", "at": at, "tenant": tenant, "watch_id": "w", "product_id": "p",
        "listing_id": "l", "kind": "drop", "from_price": "129.90", "to_price": "99.50", "currency": "EUR",
        "label": "Kettle", "tags": ["kitchen"], "created_by": "ana",
    }  # fmt: skip
    entry = {
        "Source": "tradewind.prices",
        "DetailType": "prices.alert_raised",
        "EventBusName": stack.outputs["BusName"],
    }
    for number in range(2):  # the bus delivers at least once
        elsewhere = alert | {"id": f"al_{chat}_{number}", "tags": ["garden"]}
        details = [json.dumps(each) for each in (alert, elsewhere)]
        stack.client("events").put_events(Entries=[entry | {"Detail": each} for each in details])
    text = until(lambda: told("Kettle fell to €99.50"))
    deliveries = f"/v1/notifications/alerts/al_{chat}/deliveries"
    [delivery] = until(lambda: [each for each in api.call("GET", deliveries)["items"] if each["state"] == "sent"])
    assert delivery["channel_id"] == channel

    [link] = re.findall(r"/v1/notifications/unsubscribe/\S+", text)
    stop = Request(
        stack.api_url + link,
        b"List-Unsubscribe=One-Click",
        {"content-type": "application/x-www-form-urlencoded"},
        method="POST",
    )
    with direct.open(stop, timeout=20) as answer:
        assert answer.status == 200
    assert api.call("GET", f"{CHANNELS}/{channel}")["state"] == "unsubscribed"
