"""HTTP routes of models: parse, one service call, typed answer."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.logging import correlation_paths

import tradewind.dynamo  # noqa: F401  the SDK is loaded before anything that lies deeper
from learning import service
from learning.models import (
    ModelName,
    Promotion,
    PromotionRequest,
    Rollback,
    RollbackRequest,
    ShownModel,
    ShownVersion,
    VersionLine,
)
from learning.ports import open_bus, open_machines, open_store, operators
from tradewind import clock
from tradewind.auth import Admin, Viewer
from tradewind.http import resolver
from tradewind.idempotency import IdempotencyKey
from tradewind.model import Id
from tradewind.observability import logger
from tradewind.paging import Limit, Next, Page

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def now() -> clock.Clock:
    return clock.now


Store = Annotated[Any, Depends(open_store)]
Machines = Annotated[Any, Depends(open_machines)]
Bus = Annotated[Any, Depends(open_bus)]
Operators = Annotated[str, Depends(operators)]
Now = Annotated[clock.Clock, Depends(now)]
VersionNumber = Annotated[int, Path(ge=1, lt=10**8, description="as in price_drop@3")]

app = resolver()


@app.get("/v1/models", tags=["models"], summary="The models, and which of their versions answer")
def models(by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[ShownModel]:
    return service.models(limit, next, store=store)


@app.get("/v1/models/<name>", tags=["models"], summary="A model, and which of its versions answer")
def model(name: ModelName, by: Viewer, store: Store) -> ShownModel:
    return service.model(name, store=store)


@app.get("/v1/models/<name>/versions", tags=["models"], summary="The versions of a model, the newest first")
def versions(name: ModelName, by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[VersionLine]:
    return service.versions(name, limit, next, store=store)


@app.get("/v1/models/<name>/versions/<version>", tags=["models"], summary="A version: its card, metrics and stage")
def version(name: ModelName, version: VersionNumber, by: Viewer, store: Store) -> ShownVersion:
    return service.version(name, version, store=store)


@app.post(
    "/v1/models/<name>/promotions",
    status_code=202,
    tags=["models"],
    summary="Try a version on a share of the callers, then on all; for the operator",
)
def promote(
    name: ModelName,
    wanted: PromotionRequest,
    key: IdempotencyKey,
    by: Admin,
    operators: Operators,
    store: Store,
    machines: Machines,
    now: Now,
) -> Promotion:
    return service.promote(name, wanted, by, key, operators=operators, store=store, machines=machines, now=now)


@app.get("/v1/models/<name>/promotions", tags=["models"], summary="The promotions of a model, the newest first")
def promotions(name: ModelName, by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[Promotion]:
    return service.promotions(name, limit, next, store=store)


@app.get("/v1/models/<name>/promotions/<promotion_id>", tags=["models"], summary="A promotion, and how far it is")
def promotion(name: ModelName, promotion_id: Id, by: Viewer, store: Store) -> Promotion:
    return service.promotion(name, promotion_id, store=store)


@app.post(
    "/v1/models/<name>/rollbacks",
    status_code=201,
    tags=["models"],
    summary="Take the canary back, or else production; for the operator",
)
def roll_back(
    name: ModelName,
    wanted: RollbackRequest,
    key: IdempotencyKey,
    by: Admin,
    operators: Operators,
    store: Store,
    bus: Bus,
    now: Now,
) -> Rollback:
    return service.roll_back(name, wanted, by, key, operators=operators, store=store, bus=bus, now=now)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
