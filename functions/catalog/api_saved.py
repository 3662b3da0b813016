"""HTTP routes of saved searches: parse, one service call, typed answer."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.logging import correlation_paths

from catalog import service
from catalog.models.saved import News, SavedChange, SavedRequest, SavedSearch
from catalog.ports import open_schema, open_search
from catalog.service.outside import Engine
from catalog.service.vocabularies import Vocabularies
from catalog.store import CatalogStore, open_store
from tradewind import clock
from tradewind.auth import Viewer
from tradewind.http import resolver
from tradewind.idempotency import IdempotencyKey
from tradewind.model import Id
from tradewind.observability import logger
from tradewind.paging import Limit, Next, Page

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


WORDS = Vocabularies(clock.now)


def now() -> clock.Clock:
    return clock.now


def engine() -> Engine:
    """The index, opened when it is first asked."""
    return Engine(open_schema(), open_search)


def words() -> Vocabularies:
    """What this container knows of its tenants' words."""
    return WORDS


Store = Annotated[CatalogStore, Depends(open_store)]
Index = Annotated[Engine, Depends(engine)]
Words = Annotated[Vocabularies, Depends(words)]
Now = Annotated[clock.Clock, Depends(now)]

app = resolver()


@app.post(
    "/v1/catalog/saved-searches", status_code=201, tags=["search"], summary="Keep a search; it says what new matches"
)
def save(
    wanted: SavedRequest, key: IdempotencyKey, by: Viewer, store: Store, index: Index, words: Words, now: Now
) -> SavedSearch:
    return service.save_search(
        wanted, by, key, store=store, engine=index, vocabularies=words, now=now, new_id=clock.new_id
    )


@app.get("/v1/catalog/saved-searches", tags=["search"], summary="Your saved searches")
def page(by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[SavedSearch]:
    return service.saved_searches(by, limit, next, store=store)


@app.get("/v1/catalog/saved-searches/<saved_id>", tags=["search"], summary="A saved search")
def read(saved_id: Id, by: Viewer, store: Store) -> SavedSearch:
    return service.saved_search(saved_id, by, store=store)


@app.patch(
    "/v1/catalog/saved-searches/<saved_id>", tags=["search"], summary="Call it otherwise, or have it tell no more"
)
def change(saved_id: Id, wanted: SavedChange, by: Viewer, store: Store, now: Now) -> SavedSearch:
    return service.change_saved(saved_id, wanted, by, store=store, now=now)


@app.delete("/v1/catalog/saved-searches/<saved_id>", status_code=204, tags=["search"], summary="Forget a saved search")
def remove(saved_id: Id, by: Viewer, store: Store) -> Response[None]:
    service.remove_saved(saved_id, by, store=store)
    return Response(204)


@app.get("/v1/catalog/saved-searches/<saved_id>/news", tags=["search"], summary="What it told, the newest first")
def news(saved_id: Id, by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[News]:
    return service.news_of(saved_id, by, limit, next, store=store)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
