"""HTTP routes of prices: parse, one service call, typed answer."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.logging import correlation_paths

from prices import service
from prices.models.alert import Alert
from prices.models.answers import CheckRequested, ListedWatch, WatchedPrice
from prices.models.watch import Tag, WatchChange, WatchRequest
from prices.ports import open_checks
from prices.service.queues import Checks
from prices.store import PriceStore, open_store
from tradewind import clock
from tradewind.auth import Manager, Viewer
from tradewind.http import resolver
from tradewind.idempotency import IdempotencyKey
from tradewind.model import Id
from tradewind.observability import logger
from tradewind.paging import Limit, Next, Page
from tradewind.secrets import Sealer, open_sealer

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def now() -> clock.Clock:
    return clock.now


Store = Annotated[PriceStore, Depends(open_store)]
ChecksQueue = Annotated[Checks, Depends(open_checks)]
Now = Annotated[clock.Clock, Depends(now)]
Seals = Annotated[Sealer, Depends(open_sealer)]

TagFilter = Annotated[Tag | None, Query(alias="tag", description="only watches with this tag")]
HostFilter = Annotated[str | None, Query(alias="host", max_length=253, description="only pages of this host")]
ProductFilter = Annotated[Id | None, Query(alias="product_id", description="only watches on this product")]
PausedFilter = Annotated[bool | None, Query(alias="paused", description="only paused ones, or only those that are not")]
Text = Annotated[str | None, Query(alias="q", min_length=1, max_length=100, description="in label or address")]

app = resolver()


@app.post("/v1/prices/watches", status_code=201, tags=["watches"], summary="Watch the price of a page")
def create(
    wanted: WatchRequest, key: IdempotencyKey, by: Manager, store: Store, checks: ChecksQueue, sealer: Seals, now: Now
) -> WatchedPrice:
    return service.create(wanted, by, key, store=store, checks=checks, sealer=sealer, now=now, new_id=clock.new_id)


@app.get("/v1/prices/watches", tags=["watches"], summary="Your watches, each with its price")
def page(
    by: Viewer,
    store: Store,
    tag: TagFilter = None,
    host: HostFilter = None,
    product_id: ProductFilter = None,
    paused: PausedFilter = None,
    text: Text = None,
    limit: Limit = 20,
    next: Next = None,
) -> Page[ListedWatch]:
    return service.page(
        by, limit, next, tag=tag, host=host, product_id=product_id, paused=paused, text=text, store=store
    )


@app.get("/v1/prices/watches/<watch_id>", tags=["watches"], summary="A watch, and what is known of its price")
def read(watch_id: Id, by: Viewer, store: Store) -> WatchedPrice:
    return service.read(watch_id, by, store=store)


@app.patch("/v1/prices/watches/<watch_id>", tags=["watches"], summary="Change a watch, or pause it")
def change(watch_id: Id, wanted: WatchChange, by: Manager, store: Store, sealer: Seals, now: Now) -> WatchedPrice:
    return service.change(watch_id, wanted, by, store=store, sealer=sealer, now=now)


@app.delete("/v1/prices/watches/<watch_id>", status_code=204, tags=["watches"], summary="Stop watching")
def remove(watch_id: Id, by: Manager, store: Store) -> Response[None]:
    service.remove(watch_id, by, store=store)
    return Response(204)


@app.post("/v1/prices/watches/<watch_id>/check", status_code=202, tags=["watches"], summary="Look at the page now")
def check(watch_id: Id, by: Manager, store: Store, checks: ChecksQueue, now: Now) -> CheckRequested:
    return service.check_now(watch_id, by, store=store, checks=checks, now=now)


@app.get("/v1/prices/watches/<watch_id>/alerts", tags=["watches"], summary="What a watch has told, newest first")
def alerts(watch_id: Id, by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[Alert]:
    return service.alerts(watch_id, by, limit, next, store=store)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
