"""HTTP routes of goods and their offers: parse, one service call, typed answer."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.logging import correlation_paths

from catalog import service
from catalog.models.product import OfferRequest, Product, ProductRequest
from catalog.ports import open_index
from catalog.service.queues import Index
from catalog.store import CatalogStore, open_store
from tradewind import clock
from tradewind.auth import Manager, Viewer
from tradewind.http import resolver
from tradewind.idempotency import IdempotencyKey
from tradewind.model import Id
from tradewind.observability import logger
from tradewind.paging import Limit, Next, Page

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def now() -> clock.Clock:
    return clock.now


Store = Annotated[CatalogStore, Depends(open_store)]
IndexQueue = Annotated[Index, Depends(open_index)]
Now = Annotated[clock.Clock, Depends(now)]

app = resolver()


@app.post("/v1/catalog/products", status_code=201, tags=["catalog"], summary="Put goods into the catalogue")
def add(wanted: ProductRequest, key: IdempotencyKey, by: Manager, store: Store, index: IndexQueue, now: Now) -> Product:
    return service.add(wanted, by, key, store=store, index=index, now=now)


@app.get("/v1/catalog/products", tags=["catalog"], summary="Your products")
def page(by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[Product]:
    return service.page(by, limit, next, store=store)


@app.get("/v1/catalog/products/<product_id>", tags=["catalog"], summary="A product and its offers")
def read(product_id: Id, by: Viewer, store: Store) -> Product:
    return service.read(product_id, by, store=store)


@app.put("/v1/catalog/products/<product_id>", tags=["catalog"], summary="Describe goods anew")
def replace(product_id: Id, wanted: ProductRequest, by: Manager, store: Store, index: IndexQueue, now: Now) -> Product:
    return service.replace(product_id, wanted, by, store=store, index=index, now=now)


@app.delete(
    "/v1/catalog/products/<product_id>", status_code=204, tags=["catalog"], summary="Take goods out of the catalogue"
)
def remove(product_id: Id, by: Manager, store: Store, index: IndexQueue, now: Now) -> Response[None]:
    service.remove(product_id, by, store=store, index=index, now=now)
    return Response(204)


@app.post(
    "/v1/catalog/products/<product_id>/offers",
    tags=["catalog"],
    summary="Add an offer, or put it in the place of the supplier's own of the same terms",
)
def offer(product_id: Id, wanted: OfferRequest, by: Manager, store: Store, index: IndexQueue, now: Now) -> Product:
    return service.offer(product_id, wanted, by, store=store, index=index, now=now)


@app.delete("/v1/catalog/products/<product_id>/offers/<offer_id>", tags=["catalog"], summary="Take an offer away")
def withdraw(product_id: Id, offer_id: Id, by: Manager, store: Store, index: IndexQueue, now: Now) -> Product:
    return service.withdraw(product_id, offer_id, by, store=store, index=index, now=now)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
