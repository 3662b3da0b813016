"""HTTP routes of products at several shops: parse, one service call, typed answer."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.logging import correlation_paths

from prices import service
from prices.models.product import BestPrice, JoinedNow, JoinRequest, ProductChange, ProductNow, Proposals
from prices.models.watch import Product
from prices.ports import open_checks
from prices.service.queues import Checks
from prices.store import PriceStore, open_store
from tradewind import clock
from tradewind.auth import Manager, Viewer
from tradewind.http import resolver
from tradewind.model import Currency, Id
from tradewind.observability import logger
from tradewind.paging import Limit, Next, Page

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def now() -> clock.Clock:
    return clock.now


Store = Annotated[PriceStore, Depends(open_store)]
ChecksQueue = Annotated[Checks, Depends(open_checks)]
Now = Annotated[clock.Clock, Depends(now)]

InCurrency = Annotated[
    Currency | None, Query(alias="currency", description="of the comparison; that of the product where it is left out")
]
Days = Annotated[int, Query(alias="days", ge=1, le=90, description="how far back to say who was the cheapest")]

app = resolver()


@app.get("/v1/prices/products", tags=["products"], summary="Your products")
def products(by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[Product]:
    return service.products(by, limit, next, store=store)


@app.get("/v1/prices/products/<product_id>", tags=["products"], summary="A product, and its price at each shop")
def product(product_id: Id, by: Viewer, store: Store) -> ProductNow:
    return service.product(product_id, by, store=store)


@app.patch("/v1/prices/products/<product_id>", tags=["products"], summary="Call a product otherwise")
def retitle(product_id: Id, wanted: ProductChange, by: Manager, store: Store) -> ProductNow:
    return service.retitle(product_id, wanted, by, store=store)


@app.post(
    "/v1/prices/products/<product_id>/listings",
    tags=["products"],
    summary="Have a page, a proposed listing or another product belong to it; joined again, it is as it was",
)
def join(product_id: Id, wanted: JoinRequest, by: Manager, store: Store, checks: ChecksQueue, now: Now) -> JoinedNow:
    return service.join(product_id, wanted, by, store=store, checks=checks, now=now)


@app.delete(
    "/v1/prices/products/<product_id>/listings/<listing_id>",
    status_code=204,
    tags=["products"],
    summary="Have a listing belong to it no more",
)
def leave(product_id: Id, listing_id: Id, by: Manager, store: Store, now: Now) -> Response[None]:
    service.leave(product_id, listing_id, by, store=store, now=now)
    return Response(204)


@app.get("/v1/prices/products/<product_id>/matches", tags=["products"], summary="Listings that may be the product")
def matches(product_id: Id, by: Viewer, store: Store) -> Proposals:
    return service.matches(product_id, by, store=store)


@app.post(
    "/v1/prices/products/<product_id>/matches/<listing_id>/reject",
    tags=["products"],
    summary="Have a listing not be proposed again",
)
def refuse(product_id: Id, listing_id: Id, by: Manager, store: Store, now: Now) -> ProductNow:
    return service.refuse(product_id, listing_id, by, store=store, now=now)


@app.get("/v1/prices/products/<product_id>/best", tags=["products"], summary="Where it is cheapest, and where it was")
def best(product_id: Id, by: Viewer, store: Store, now: Now, currency: InCurrency = None, days: Days = 30) -> BestPrice:
    return service.best(product_id, by, currency=currency, days=days, store=store, now=now)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
