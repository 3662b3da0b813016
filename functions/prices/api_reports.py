"""HTTP routes of what users saw on pages. Apart from the others: it reads markup that a stranger's browser sent."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.logging import correlation_paths

from prices import service
from prices.models.report import ObservationRequest, ObservedPrices, Report, Reported
from prices.ports import open_deliveries
from prices.service.queues import Deliveries
from prices.store import PriceStore, open_store
from tradewind import clock
from tradewind.auth import Manager, Viewer
from tradewind.http import resolver
from tradewind.idempotency import IdempotencyKey
from tradewind.limits import REALTIME, limited
from tradewind.model import Id
from tradewind.observability import logger
from tradewind.paging import Limit, Next, Page

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def now() -> clock.Clock:
    return clock.now


Store = Annotated[PriceStore, Depends(open_store)]
DeliveriesQueue = Annotated[Deliveries, Depends(open_deliveries)]
Now = Annotated[clock.Clock, Depends(now)]

app = resolver()


@app.post(
    "/v1/prices/observations", status_code=201, tags=["observed"], summary="Report a price that you see on a page"
)
@limited(REALTIME)
def observe(
    wanted: ObservationRequest, key: IdempotencyKey, by: Manager, store: Store, deliveries: DeliveriesQueue, now: Now
) -> Reported:
    return service.observe(wanted, by, key, store=store, deliveries=deliveries, now=now, new_id=clock.new_id)


@app.get("/v1/prices/observations", tags=["observed"], summary="What your users reported, the newest first")
def reports(by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[Report]:
    return service.reports(by, limit, next, store=store)


@app.get(
    "/v1/prices/listings/<listing_id>/observed",
    tags=["observed"],
    summary="What users saw on a page, put together; the price for members apart",
)
def observed(listing_id: Id, by: Viewer, store: Store, now: Now) -> ObservedPrices:
    return service.observed_prices(listing_id, by, store=store, now=now)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
