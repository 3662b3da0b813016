"""HTTP routes of teaching: selectors by example, what is taught for a host, and what broke. Apart from api.py: it
reaches out, reads pages, and sees those that are saved."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.logging import correlation_paths

from prices import service
from prices.models.page import Host
from prices.models.teaching import (
    SHOWN_WITH,
    Breakage,
    ExampleRequest,
    History,
    HostTeaching,
    SelectorProposals,
    Taught,
    TaughtNow,
    TeachRequest,
)
from prices.ports import open_client
from prices.store import PriceStore, open_store
from prices.store.pages import PageStore, open_pages
from tradewind import clock
from tradewind.auth import Manager, Viewer
from tradewind.http import resolver
from tradewind.limits import REALTIME, limited
from tradewind.model import Id
from tradewind.observability import logger
from tradewind.paging import Limit, Next, Page

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def now() -> clock.Clock:
    return clock.now


Store = Annotated[PriceStore, Depends(open_store)]
SavedPages = Annotated[PageStore, Depends(open_pages)]
Fetching = Annotated[Any, Depends(open_client)]
Now = Annotated[clock.Clock, Depends(now)]
MoveWatches = Annotated[bool, Query(description="also what you watch there already, ten watches a call")]
KeepHistory = Annotated[History, Query(description="of watches that are moved: take along what was read, or not")]
PageNumber = Annotated[int, Path(ge=0, le=4_102_444_800_000, description="as page_path has it")]

SANDBOX = {
    "Content-Security-Policy": f"sandbox; {SHOWN_WITH}",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}

app = resolver()


@app.post("/v1/prices/teaching/proposals", tags=["teaching"], summary="Selectors for the price that you see on a page")
@limited(REALTIME)
def propose(
    wanted: ExampleRequest, by: Manager, store: Store, pages: SavedPages, client: Fetching
) -> SelectorProposals:
    return service.propose(wanted, by, store=store, pages=pages, client=client)


@app.post("/v1/prices/teaching/overrides", tags=["teaching"], summary="Have a shop's pages read by your selectors")
def teach(wanted: TeachRequest, by: Manager, store: Store, now: Now) -> TaughtNow:
    return service.teach(wanted, by, store=store, now=now)


@app.get("/v1/prices/teaching/overrides", tags=["teaching"], summary="What you have taught, by shop")
def taught(by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[Taught]:
    return service.taught(by, limit, next, store=store)


@app.get("/v1/prices/teaching/overrides/<host>", tags=["teaching"], summary="What holds for a shop, yours and for all")
def teaching(host: Host, by: Viewer, store: Store) -> HostTeaching:
    return service.teaching(host, by, store=store)


@app.delete("/v1/prices/teaching/overrides/<host>", tags=["teaching"], summary="Forget what you taught for a shop")
def forget(
    host: Host,
    by: Manager,
    store: Store,
    now: Now,
    move_watches: MoveWatches = False,
    history: KeepHistory = "continue",
) -> TaughtNow:
    return service.forget(host, by, move_watches=move_watches, history=history, store=store, now=now)


@app.get(
    "/v1/prices/listings/<listing_id>/breakage", tags=["teaching"], summary="What broke when a shop changed a page"
)
def breakage(listing_id: Id, by: Viewer, store: Store, pages: SavedPages) -> Breakage:
    return service.breakage(listing_id, by, store=store, pages=pages)


@app.get(
    "/v1/prices/listings/<listing_id>/pages/<number>",
    tags=["teaching"],
    summary="A saved page, to look at: nothing in it runs, loads or sends",
    responses={200: {"description": "OK", "content": {"text/html": {"schema": {"type": "string"}}}}},
)
def saved_page(listing_id: Id, number: PageNumber, by: Viewer, store: Store, pages: SavedPages) -> Response[str]:
    html = service.shown_page(listing_id, number, by, store=store, pages=pages)
    return Response(200, "text/html; charset=utf-8", html, headers=SANDBOX)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
