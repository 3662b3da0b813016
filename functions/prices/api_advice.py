"""HTTP routes of advice: what a price will do, and how right that was; parse, one service call, typed answer."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.logging import correlation_paths

from prices import service
from prices.models.forecast import JUDGED_DAYS, MOST_DAYS, Forecast, TrackRecord
from prices.store import PriceStore, open_store
from tradewind import clock
from tradewind.auth import Viewer
from tradewind.http import resolver
from tradewind.limits import PREDICTION, limited
from tradewind.model import Id
from tradewind.observability import logger
from tradewind.registry import Models, open_models

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def now() -> clock.Clock:
    return clock.now


Store = Annotated[PriceStore, Depends(open_store)]
Now = Annotated[clock.Clock, Depends(now)]
Registry = Annotated[Models, Depends(open_models)]

Days = Annotated[int, Query(alias="days", ge=1, le=MOST_DAYS, description="how many days to look ahead")]
OfListing = Annotated[
    Id | None, Query(alias="listing_id", description="at which of the product's shops; the cheapest one if left out")
]

app = resolver()


@app.get("/v1/prices/products/<product_id>/forecast", tags=["advice"], summary="What the price will do: buy or wait")
@limited(PREDICTION)
def forecast(
    product_id: Id,
    by: Viewer,
    store: Store,
    models: Registry,
    now: Now,
    days: Days = JUDGED_DAYS,
    listing_id: OfListing = None,
) -> Forecast:
    return service.forecast(product_id, by, listing_id=listing_id, days=days, store=store, models=models, now=now)


@app.get(
    "/v1/prices/products/<product_id>/forecast/track-record",
    tags=["advice"],
    summary="How right the forecasts were: of the product, of its shops, of all",
)
def track_record(product_id: Id, by: Viewer, store: Store, now: Now) -> TrackRecord:
    return service.track_record(product_id, by, store=store, now=now)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
