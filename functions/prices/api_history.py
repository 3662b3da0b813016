"""HTTP routes of what was read over time, rates and feeds: parse, one service call, typed answer."""

import os
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query
from aws_lambda_powertools.logging import correlation_paths

from prices import service
from prices.models.feed import Feed, FeedAddress, FeedRequest, MadeFeed
from prices.models.history import MOST_SPARKLINES, Bars, FileForm, Part, ProductBars, Sparklines, Step
from prices.models.listing import Observation
from prices.models.now import ListingNow
from prices.models.rates import RatesShown
from prices.models.watch import TimeZone
from prices.store import PriceStore, open_store
from tradewind import clock
from tradewind.auth import Manager, Viewer
from tradewind.http import resolver
from tradewind.idempotency import IdempotencyKey
from tradewind.model import Currency, Day, Id
from tradewind.observability import logger
from tradewind.paging import Limit, Next, Page, Since, Until

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from prices.service.atom_feeds import Document


def now() -> clock.Clock:
    return clock.now


Store = Annotated[PriceStore, Depends(open_store)]
Now = Annotated[clock.Clock, Depends(now)]

StepAsked = Annotated[Step, Query(alias="step", description="how long a bar is")]
Zone = Annotated[TimeZone, Query(alias="time_zone", description="whose days and weeks; an IANA name")]
InCurrency = Annotated[
    Currency | None, Query(alias="currency", description="convert what was read in others by the rate of the day")
]
FormAsked = Annotated[FileForm, Query(alias="format", description="CSV is in the premium tier and those above")]
DayAsked = Annotated[Day | None, Query(alias="date", description="today where it is left out")]
Watches = Annotated[
    list[Id], Query(alias="watch_id", min_length=1, max_length=MOST_SPARKLINES, description="one for each, repeated")
]
Days = Annotated[int, Query(alias="days", ge=1, le=90, description="how far back")]
Known = Annotated[str | None, Header(alias="If-None-Match", max_length=1000, description="the ETag you have")]
Address = Annotated[FeedAddress, Path(description="as it was told when the feed was made")]

TEXT: dict[str, Any] = {"schema": {"type": "string"}}
JSON: dict[str, Any] = {"schema": {"type": "object"}}
FILE: Any = {200: {"description": "OK", "content": {"text/csv": TEXT, "application/json": JSON}}}
NEWS: Any = {
    200: {"description": "OK", "content": {"application/atom+xml": TEXT}},
    304: {"description": "Not Modified"},
}
TYPES = {FileForm.CSV: "text/csv; charset=utf-8", FileForm.JSON: "application/json"}
ATOM = "application/atom+xml; charset=utf-8"
FRESH = "private, max-age=300"
"""For five minutes a reader need not ask again: pages are looked at no more often."""

app = resolver()


@app.get("/v1/prices/listings/<listing_id>", tags=["listings"], summary="A page you watch, and its price")
def listing(listing_id: Id, by: Viewer, store: Store) -> ListingNow:
    return service.listing(listing_id, by, store=store)


@app.get("/v1/prices/listings/<listing_id>/history", tags=["listings"], summary="What was read of a page, newest first")
def history(
    listing_id: Id,
    by: Viewer,
    store: Store,
    since: Since = None,
    until: Until = None,
    limit: Limit = 20,
    next: Next = None,
) -> Page[Observation]:
    return service.history(listing_id, by, limit, next, since=since, until=until, store=store)


@app.get(
    "/v1/prices/listings/<listing_id>/history/export",
    tags=["listings"],
    summary="What was read of a page as a file, oldest first; a long one in parts, each with a Link to the next",
    responses=FILE,
)
def export_history(
    listing_id: Id,
    by: Viewer,
    store: Store,
    format: FormAsked = FileForm.JSON,
    since: Since = None,
    until: Until = None,
    next: Next = None,
) -> Response[str]:
    part = service.export_history(listing_id, by, format, next, since=since, until=until, store=store)
    return _as_file(part, f"history-{listing_id}", format, since, until)


@app.get("/v1/prices/listings/<listing_id>/bars", tags=["listings"], summary="The price of a page over time, in bars")
def bars(
    listing_id: Id,
    by: Viewer,
    store: Store,
    now: Now,
    step: StepAsked = Step.DAY,
    time_zone: Zone = "UTC",
    since: Since = None,
    until: Until = None,
    currency: InCurrency = None,
) -> Bars:
    return service.bars(
        listing_id,
        by,
        step=step,
        time_zone=time_zone,
        since=since,
        until=until,
        currency=currency,
        store=store,
        now=now,
    )


@app.get("/v1/prices/products/<product_id>/bars", tags=["products"], summary="The prices of a product over time")
def product_bars(
    product_id: Id,
    by: Viewer,
    store: Store,
    now: Now,
    step: StepAsked = Step.DAY,
    time_zone: Zone = "UTC",
    since: Since = None,
    until: Until = None,
    currency: InCurrency = None,
) -> ProductBars:
    return service.product_bars(
        product_id,
        by,
        step=step,
        time_zone=time_zone,
        since=since,
        until=until,
        currency=currency,
        store=store,
        now=now,
    )


@app.get("/v1/prices/sparklines", tags=["watches"], summary="How the prices of several watches went of late")
def sparklines(by: Viewer, store: Store, now: Now, watch_ids: Watches, days: Days = 30) -> Sparklines:
    return service.sparklines(watch_ids, days, by, store=store, now=now)


@app.get("/v1/prices/rates", tags=["rates"], summary="What currencies were worth on a day")
def rates(store: Store, now: Now, date: DayAsked = None) -> RatesShown:
    return service.rates_on(date, store=store, now=now)


@app.post("/v1/prices/feeds", status_code=201, tags=["feeds"], summary="An Atom feed of what your watches tell")
def make_feed(wanted: FeedRequest, key: IdempotencyKey, by: Manager, store: Store, now: Now) -> MadeFeed:
    return service.make_feed(wanted, by, key, store=store, now=now, new_id=clock.new_id, new_secret=os.urandom)


@app.get("/v1/prices/feeds", tags=["feeds"], summary="Your feeds, all but their addresses")
def feeds(by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[Feed]:
    return service.feeds(by, limit, next, store=store)


@app.post("/v1/prices/feeds/<feed>/renew", tags=["feeds"], summary="Another address; the old one opens nothing more")
def renew_feed(feed: Id, by: Manager, store: Store, now: Now) -> MadeFeed:
    return service.renew_feed(feed, by, store=store, now=now, new_secret=os.urandom)


@app.delete("/v1/prices/feeds/<feed>", status_code=204, tags=["feeds"], summary="Take a feed back")
def remove_feed(feed: Id, by: Manager, store: Store, now: Now) -> Response[None]:
    service.remove_feed(feed, by, store=store, now=now)
    return Response(204)


@app.get("/v1/prices/feeds/<feed>", tags=["feeds"], summary="The feed itself, by its secret address", responses=NEWS)
def read_feed(feed: Address, store: Store, known: Known = None) -> Response[str]:
    document = service.read_feed(feed, known, store=store)
    return _as_news(document)


def _as_file(part: Part, name: str, format: FileForm, since: datetime | None, until: datetime | None) -> Response[str]:
    """A part of a file as an attachment, with a Link to the next (RFC 8288)."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{format.value}"'}
    if part.next:
        span = {name: at.isoformat() for name, at in (("since", since), ("until", until)) if at is not None}
        onward = urlencode({"format": format.value, **span, "next": part.next})
        headers["Link"] = f'<?{onward}>; rel="next"'
    return Response(200, TYPES[format], part.content, headers=headers)


def _as_news(document: "Document") -> Response[str]:
    """A feed, or 304 for whom it is no news."""
    headers = {"ETag": document.etag, "Cache-Control": FRESH}
    return Response(304 if document.content is None else 200, ATOM, document.content or "", headers=headers)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
