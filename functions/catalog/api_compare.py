"""HTTP routes of comparisons, tariffs and negotiations: parse, one service call, typed answer."""

import os
from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from aws_lambda_powertools.logging import correlation_paths

from catalog import service
from catalog.models.comparison import (
    CompareRequest,
    Comparison,
    MadeShare,
    ShareAddress,
    Shared,
    SharedComparison,
    ShareRequest,
)
from catalog.models.negotiation import NegotiateRequest, Negotiation
from catalog.models.tariff import Tariff, TariffRequest
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
Now = Annotated[clock.Clock, Depends(now)]
Address = Annotated[ShareAddress, Path(description="as it was told when the comparison was shared")]
AskedTariff = Annotated[TariffRequest, Body()]

app = resolver()


@app.post("/v1/catalog/compare", tags=["compare"], summary="Products side by side, and which costs least at the door")
def compare(wanted: CompareRequest, by: Viewer, store: Store, now: Now) -> Comparison:
    return service.compare(wanted, by, store=store, now=now)


@app.post(
    "/v1/catalog/comparisons", status_code=201, tags=["compare"], summary="Share a comparison by a link that ends"
)
def share(wanted: ShareRequest, key: IdempotencyKey, by: Manager, store: Store, now: Now) -> MadeShare:
    return service.share(wanted, by, key, store=store, now=now, new_id=clock.new_id, new_secret=os.urandom)


@app.get("/v1/catalog/comparisons", tags=["compare"], summary="The comparisons you share, all but their links")
def shares(by: Viewer, store: Store, now: Now, limit: Limit = 20, next: Next = None) -> Page[Shared]:
    return service.shares(by, limit, next, store=store, now=now)


@app.delete("/v1/catalog/comparisons/<share_id>", status_code=204, tags=["compare"], summary="Withdraw a link")
def withdraw(share_id: Id, by: Manager, store: Store, now: Now) -> Response[None]:
    service.withdraw_share(share_id, by, store=store, now=now)
    return Response(204)


@app.get("/v1/catalog/comparisons/shared/<address>", tags=["compare"], summary="A shared comparison, by its link")
def shared(address: Address, store: Store, now: Now) -> SharedComparison:
    return service.shared_comparison(address, store=store, now=now)


@app.post("/v1/catalog/negotiate", tags=["compare"], summary="What to ask a supplier for, and how to say it")
def negotiate(wanted: NegotiateRequest, by: Viewer, store: Store, now: Now) -> Negotiation:
    return service.negotiate(wanted, by, store=store, now=now)


@app.post(
    "/v1/catalog/tariffs",
    status_code=201,
    tags=["tariffs"],
    summary="Load duties, taxes, freight, insurance or exchange rates, with their date",
)
def load(wanted: AskedTariff, key: IdempotencyKey, by: Manager, store: Store, now: Now) -> Tariff:
    return service.load_tariff(wanted, by, key, store=store, now=now)


@app.get("/v1/catalog/tariffs", tags=["tariffs"], summary="The tariffs you loaded, all but their lines")
def tariffs(by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[Tariff]:
    return service.tariffs(by, limit, next, store=store)


@app.delete("/v1/catalog/tariffs/<tariff_id>", status_code=204, tags=["tariffs"], summary="Remove a tariff")
def remove(tariff_id: Id, by: Manager, store: Store, now: Now) -> Response[None]:
    service.remove_tariff(tariff_id, by, store=store, now=now)
    return Response(204)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
