"""A forecast on the local AWS: asked of the API, and made by the sweep, the queue and its worker at the first look."""

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from prices import service
from prices.models.forecast import ForecastPointer
from prices.models.listing import Ending, Observation
from prices.models.watch import WatchRequest
from tradewind_cli.prices.api import Api
from tradewind_cli.prices.store import open_prices, operator
from tradewind_cli.prices.sweeping import sweep

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

pytestmark = pytest.mark.stack

# A price in Indian rupees, as its past is: another currency says nothing of it.
PAGE = "http://h031.bench.shop.test/p/1?number=31"
PATIENCE_S = 60.0


def test_a_page_with_a_past_is_foretold_for_who_asks_and_once_a_day(stack: "Stack", tenant: str) -> None:
    api, store, at = Api(stack, tenant), open_prices(stack), datetime.now(UTC)
    past = [
        Observation(
            listing_id="past",
            slot=at - timedelta(days=ago),
            at=at - timedelta(days=ago),
            ending=Ending.READ,
            price=Decimal(468 if ago % 30 > 4 else 351),
            currency="INR",
        )
        for ago in range(90, 0, -1)
    ]
    service.load_past(WatchRequest(url=PAGE), past, operator(tenant), store=store, now=lambda: at)
    watch = api.call("POST", "/v1/prices/watches", {"url": PAGE})
    asked = f"/v1/prices/products/{watch['product_id']}/forecast"
    found = api.call("GET", f"{asked}?days=10")
    assert found["drop"]["value"] is not None
    assert found["drop"]["provenance"].startswith(("model:price_drop@", "rule:prices.forecast_baseline@1"))
    assert found["drop"]["audit_id"].startswith("au_")
    assert len(found["band"]) == 10
    api.call("POST", f"/v1/prices/watches/{watch['watch_id']}/check")
    pointer = ForecastPointer(listing_id=watch["listing_id"], day=at.date())
    deadline = time.monotonic() + PATIENCE_S
    while (kept := store.forecasts.get(pointer)) is None or kept.foretold is None:
        assert time.monotonic() < deadline, "no forecast was made"
        list(sweep(stack, everything=False))
        time.sleep(0.5)
    assert len(kept.foretold.band) == 7
    record = api.call("GET", f"{asked}/track-record")
    assert record["product"]["judged"] == 0, "its days have not passed"
