"""HTTP routes of coupons: parse, one service call, typed answer."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.logging import correlation_paths

from prices import service
from prices.models.coupon import (
    BasketRequest,
    BestCombination,
    CouponNow,
    CouponRequest,
    Host,
    ProductCoupons,
    ReportRequest,
    ShopTerms,
    ShopTermsRequest,
)
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
Now = Annotated[clock.Clock, Depends(now)]
OfShop = Annotated[
    Host | None, Query(alias="host", description="a shop: yours and those of its pages; left out: yours of all shops")
]

app = resolver()


@app.get("/v1/prices/coupons", tags=["coupons"], summary="Coupons of a shop, or all that you have added")
def coupons(
    by: Viewer, store: Store, now: Now, host: OfShop = None, limit: Limit = 20, next: Next = None
) -> Page[CouponNow]:
    return service.coupons(by, host, limit, next, store=store, now=now)


@app.post("/v1/prices/coupons", status_code=201, tags=["coupons"], summary="Add a coupon that you know of")
def add(wanted: CouponRequest, key: IdempotencyKey, by: Manager, store: Store, now: Now) -> CouponNow:
    return service.add_coupon(wanted, by, key, store=store, now=now, new_id=clock.new_id)


@app.post("/v1/prices/coupons/best", tags=["coupons"], summary="The coupons that leave the least of a basket to pay")
@limited(REALTIME)
def best(wanted: BasketRequest, by: Viewer, store: Store, now: Now) -> BestCombination:
    return service.best_coupons(wanted, by, store=store, now=now)


@app.delete("/v1/prices/coupons/<coupon_id>", status_code=204, tags=["coupons"], summary="Remove a coupon of yours")
def remove(coupon_id: Id, by: Manager, store: Store) -> Response[None]:
    service.remove_coupon(coupon_id, by, store=store)
    return Response(204)


@app.post(
    "/v1/prices/coupons/<coupon_id>/reports",
    tags=["coupons"],
    summary="Say whether a coupon worked for you; said again, the newest counts",
)
@limited(REALTIME)
def report(coupon_id: Id, wanted: ReportRequest, by: Manager, store: Store, now: Now) -> CouponNow:
    return service.report_coupon(coupon_id, wanted, by, store=store, now=now)


@app.get("/v1/prices/coupons/shops/<host>", tags=["coupons"], summary="How a shop takes coupons")
def shop(host: Host, by: Viewer, store: Store) -> ShopTerms:
    return service.shop_terms(host, by, store=store)


@app.put("/v1/prices/coupons/shops/<host>", tags=["coupons"], summary="Say how a shop takes coupons")
def set_shop(host: Host, wanted: ShopTermsRequest, by: Manager, store: Store, now: Now) -> ShopTerms:
    return service.set_shop_terms(host, wanted, by, store=store, now=now)


@app.get(
    "/v1/prices/products/<product_id>/coupons",
    tags=["coupons"],
    summary="What coupons take off a product at each of its shops, and the best of them",
)
def of_product(product_id: Id, by: Viewer, store: Store, now: Now) -> ProductCoupons:
    return service.product_coupons(product_id, by, store=store, now=now)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
