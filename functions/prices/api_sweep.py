"""HTTP routes of the sweep: how the looks go, what they told, what was given up. Apart from api.py: it alone of the API
takes messages out of a queue."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.logging import correlation_paths

from prices import service
from prices.models.page import Host
from prices.models.sweep import DeadLetters, FailingListing, PutBack, SweepHealth, ToldAlert
from prices.models.watch import AlertKind
from prices.ports import open_checks, open_deliveries, open_forecasts, open_imports, open_letters, open_tiers
from prices.store import PriceStore, open_store
from tradewind import clock
from tradewind.auth import Admin, Viewer
from tradewind.http import resolver
from tradewind.idempotency import IdempotencyKey
from tradewind.model import Id
from tradewind.observability import logger
from tradewind.paging import Limit, Next, Page
from tradewind.queue import Queue

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def now() -> clock.Clock:
    return clock.now


def origins() -> dict[str, Queue]:
    """The queues that a message goes back to, as people call them."""
    return {
        "checks": open_checks(),
        "deliveries": open_deliveries(),
        "forecasts": open_forecasts(),
        "imports": open_imports(),
        "tiers": open_tiers(),
    }


Store = Annotated[PriceStore, Depends(open_store)]
GivenUp = Annotated[Any, Depends(open_letters)]
Origins = Annotated[dict[str, Queue], Depends(origins)]
Now = Annotated[clock.Clock, Depends(now)]

HostFilter = Annotated[Host | None, Query(alias="host", description="only pages of this host")]
KindFilter = Annotated[AlertKind | None, Query(alias="kind", description="only alerts of this kind")]

app = resolver()


@app.get("/v1/prices/alerts", tags=["sweep"], summary="What all your watches told, the newest first")
def told(by: Viewer, store: Store, kind: KindFilter = None, limit: Limit = 20, next: Next = None) -> Page[ToldAlert]:
    return service.told_alerts(by, limit, next, kind=kind, store=store)


@app.get("/v1/prices/sweep", tags=["sweep"], summary="How the looks at your pages go, by host")
def health(by: Viewer, store: Store, now: Now) -> SweepHealth:
    return service.sweep_health(by, store=store, now=now)


@app.get("/v1/prices/sweep/failures", tags=["sweep"], summary="Your pages whose last look read no price")
def failures(
    by: Viewer, store: Store, host: HostFilter = None, limit: Limit = 100, next: Next = None
) -> Page[FailingListing]:
    return service.failing_listings(by, limit, next, host=host, store=store)


@app.get("/v1/prices/sweep/dead-letters", tags=["sweep"], summary="What was given up, and why")
def dead_letters(by: Admin, store: Store, letters: GivenUp, origins: Origins) -> DeadLetters:
    return service.dead_letters(by, letters=letters, origins=origins, store=store)


@app.post("/v1/prices/sweep/dead-letters/replay", tags=["sweep"], summary="Put back all that was given up")
def replay_all(key: IdempotencyKey, by: Admin, store: Store, letters: GivenUp, origins: Origins, now: Now) -> PutBack:
    return service.put_back(None, by, key, letters=letters, origins=origins, store=store, now=now)


@app.post("/v1/prices/sweep/dead-letters/<letter_id>/replay", tags=["sweep"], summary="Put back what was given up")
def replay(
    letter_id: Id, key: IdempotencyKey, by: Admin, store: Store, letters: GivenUp, origins: Origins, now: Now
) -> PutBack:
    return service.put_back(letter_id, by, key, letters=letters, origins=origins, store=store, now=now)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
