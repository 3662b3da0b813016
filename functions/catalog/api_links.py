"""HTTP routes of goods that are offered twice: parse, one service call, typed answer."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.logging import correlation_paths

from catalog import service
from catalog.models.linking import LinkRequest, Links
from catalog.ports import open_schema, open_search
from catalog.service.outside import Engine
from catalog.store import CatalogStore, open_store
from tradewind import clock
from tradewind.auth import Manager, Viewer
from tradewind.http import resolver
from tradewind.model import Id
from tradewind.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def now() -> clock.Clock:
    return clock.now


def engine() -> Engine:
    return Engine(open_schema(), open_search)


Store = Annotated[CatalogStore, Depends(open_store)]
Index = Annotated[Any, Depends(engine)]
Now = Annotated[clock.Clock, Depends(now)]

app = resolver()


@app.get(
    "/v1/catalog/products/<product_id>/links",
    tags=["catalog"],
    summary="The products that are or may be the same goods",
)
def links(product_id: Id, by: Viewer, store: Store, engine: Index) -> Links:
    return service.links(product_id, by, store=store, engine=engine)


@app.put(
    "/v1/catalog/products/<product_id>/links/<other_id>",
    tags=["catalog"],
    summary="Say whether two products are the same goods",
)
def say(product_id: Id, other_id: Id, wanted: LinkRequest, by: Manager, store: Store, engine: Index, now: Now) -> Links:
    return service.say(product_id, other_id, wanted, by, store=store, engine=engine, now=now)


@app.delete(
    "/v1/catalog/products/<product_id>/links/<other_id>",
    status_code=204,
    tags=["catalog"],
    summary="Take back what was said of two products",
)
def unsay(product_id: Id, other_id: Id, by: Manager, store: Store) -> Response[None]:
    service.unsay(product_id, other_id, by, store=store)
    return Response(204)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
