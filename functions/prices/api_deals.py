"""HTTP routes of deals: parse, one service call, typed answer."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.logging import correlation_paths

from prices import service
from prices.models.deal import Deal, DealOrder, ListedDeal
from prices.store import PriceStore, open_store
from tradewind import clock
from tradewind.auth import Viewer
from tradewind.http import resolver
from tradewind.model import Id
from tradewind.observability import logger
from tradewind.paging import Limit, Next, Page

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def now() -> clock.Clock:
    return clock.now


Store = Annotated[PriceStore, Depends(open_store)]
Now = Annotated[clock.Clock, Depends(now)]

OfListing = Annotated[
    Id | None, Query(alias="listing_id", description="at which of its shops; the cheapest where it is left out")
]
Order = Annotated[DealOrder, Query(alias="order", description="best: the highest score first; watch: by watch")]

app = resolver()


@app.get("/v1/prices/deals", tags=["deals"], summary="What the prices of your products are worth, the best first")
def deals(
    by: Viewer, store: Store, now: Now, order: Order = DealOrder.BEST, limit: Limit = 20, next: Next = None
) -> Page[ListedDeal]:
    return service.deals(by, limit, next, order=order, store=store, now=now)


@app.get(
    "/v1/prices/products/<product_id>/deal",
    tags=["deals"],
    summary="Whether a price is a real discount, and why",
)
def deal(product_id: Id, by: Viewer, store: Store, now: Now, listing_id: OfListing = None) -> Deal:
    return service.deal(product_id, by, listing_id=listing_id, store=store, now=now)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
