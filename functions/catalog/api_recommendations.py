"""HTTP routes of recommendations and of what they learn from: parse, one service call, typed answer."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.logging import correlation_paths

from catalog import service
from catalog.models.interaction import Interaction, InteractionRequest, Recorded
from catalog.models.recommendation import MOST_SHOWN, USUALLY_SHOWN, Forgotten, Recommendations
from catalog.ports import open_schema, open_search
from catalog.service.outside import Engine
from catalog.store import CatalogStore, open_store
from tradewind import clock
from tradewind.auth import Viewer
from tradewind.http import resolver
from tradewind.idempotency import IdempotencyKey
from tradewind.limits import PREDICTION, limited
from tradewind.model import Country, Id
from tradewind.observability import logger
from tradewind.paging import Limit, Next, Page
from tradewind.registry import Models, open_models

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def now() -> clock.Clock:
    return clock.now


def engine() -> Engine:
    return Engine(open_schema(), open_search)


Store = Annotated[CatalogStore, Depends(open_store)]
Now = Annotated[clock.Clock, Depends(now)]
Registry = Annotated[Models, Depends(open_models)]
Index = Annotated[Engine, Depends(engine)]

Shown = Annotated[int, Query(alias="limit", ge=1, le=MOST_SHOWN, description="how many")]
Again = Annotated[bool, Query(alias="again", description="also what you took to before")]
Where = Annotated[
    Country | None,
    Query(alias="country", description="where it goes to, as DE: what is popular there, while you have no history"),
]

app = resolver()


@app.post(
    "/v1/catalog/interactions",
    status_code=201,
    tags=["recommendations"],
    summary="Say what you did with products: looked at, compared, saved, asked about, ordered",
)
def record(wanted: InteractionRequest, key: IdempotencyKey, by: Viewer, store: Store, now: Now) -> Recorded:
    return service.record(wanted, by, key, store=store, now=now, new_id=clock.new_id)


@app.get("/v1/catalog/interactions", tags=["recommendations"], summary="What you did with products, the newest first")
def history(by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[Interaction]:
    return service.history(by, limit, next, store=store)


@app.delete("/v1/catalog/interactions", tags=["recommendations"], summary="Forget what you did with products")
def forget(by: Viewer, store: Store) -> Forgotten:
    return service.forget(by, store=store)


@app.get("/v1/catalog/recommendations", tags=["recommendations"], summary="What you are likely to want next, and why")
@limited(PREDICTION)
def for_you(
    by: Viewer,
    store: Store,
    engine: Index,
    models: Registry,
    now: Now,
    limit: Shown = USUALLY_SHOWN,
    again: Again = False,
    country: Where = None,
) -> Recommendations:
    return service.for_you(by, limit, again, country, store=store, engine=engine, models=models, now=now)


@app.get(
    "/v1/catalog/products/<product_id>/together",
    tags=["recommendations"],
    summary="What is taken to together with a product",
)
def together(product_id: Id, by: Viewer, store: Store, now: Now, limit: Shown = USUALLY_SHOWN) -> Recommendations:
    return service.together(product_id, by, limit, store=store, now=now)


@app.get(
    "/v1/catalog/products/<product_id>/similar", tags=["recommendations"], summary="What is described like a product"
)
def similar(
    product_id: Id, by: Viewer, store: Store, engine: Index, now: Now, limit: Shown = USUALLY_SHOWN
) -> Recommendations:
    return service.similar(product_id, by, limit, store=store, engine=engine, now=now)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
