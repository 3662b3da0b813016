"""HTTP routes of the search: parse, one service call, typed answer."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.logging import correlation_paths

from catalog import service
from catalog.models.search import HistoryForgotten, PastSearch, SearchAnswer, SearchRequest, Suggestions
from catalog.ports import open_embedder, open_models, open_schema, open_search
from catalog.service.outside import Outside
from catalog.service.vocabularies import Vocabularies
from catalog.store import CatalogStore, open_store
from tradewind import clock
from tradewind.auth import Viewer
from tradewind.http import resolver
from tradewind.limits import REALTIME, limited
from tradewind.observability import logger
from tradewind.paging import Limit, Next, Page

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from tradewind.ranking import Rater


WORDS = Vocabularies(clock.now)


def now() -> clock.Clock:
    return clock.now


def outside() -> Outside:
    """What a search reaches out to, each part opened on its first use."""

    def rater(tenant: str) -> "Rater":
        from tradewind.ranking import LearnedRater

        return LearnedRater(open_models(), tenant)

    return Outside(open_schema(), open_search, open_embedder, rater)


def words() -> Vocabularies:
    """What this container knows of its tenants' words."""
    return WORDS


Store = Annotated[CatalogStore, Depends(open_store)]
Reach = Annotated[Outside, Depends(outside)]
Words = Annotated[Vocabularies, Depends(words)]
Now = Annotated[clock.Clock, Depends(now)]
Typed = Annotated[str, Query(alias="q", min_length=1, max_length=200, description="what is typed so far")]

TEXT: dict[str, Any] = {"schema": {"type": "string"}}
FILE: Any = {200: {"description": "OK", "content": {"text/csv": TEXT}}}
CSV = "text/csv; charset=utf-8"

app = resolver()


@app.post("/v1/catalog/search", tags=["search"], summary="Find goods by what is asked for in words, and say why")
@limited(REALTIME)
def search(wanted: SearchRequest, by: Viewer, store: Store, outside: Reach, words: Words, now: Now) -> SearchAnswer:
    return service.search(wanted, by, store=store, outside=outside, vocabularies=words, now=now, new_id=clock.new_id)


@app.post(
    "/v1/catalog/search/export",
    tags=["search"],
    summary="What a search finds as CSV: the hundred that are ranked, in another order up to a thousand",
    responses=FILE,
)
@limited(REALTIME)
def export(wanted: SearchRequest, by: Viewer, store: Store, outside: Reach, words: Words, now: Now) -> Response[str]:
    return _as_file(
        service.export_hits(wanted, by, store=store, outside=outside, vocabularies=words, now=now, new_id=clock.new_id)
    )


@app.get("/v1/catalog/search/suggestions", tags=["search"], summary="How what is typed may go on")
def suggest(q: Typed, by: Viewer, store: Store, outside: Reach, limit: Limit = 10) -> Suggestions:
    return service.suggest(q, limit, by, store=store, engine=outside)


@app.get("/v1/catalog/search/history", tags=["search"], summary="What you searched for, the newest first")
def history(by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[PastSearch]:
    return service.searches(by, limit, next, store=store)


@app.delete("/v1/catalog/search/history", tags=["search"], summary="Forget what you searched for")
def forget(by: Viewer, store: Store) -> HistoryForgotten:
    return service.forget_searches(by, store=store)


def _as_file(content: str) -> Response[str]:
    headers = {"Content-Disposition": 'attachment; filename="search.csv"'}
    return Response(200, CSV, content, headers)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
