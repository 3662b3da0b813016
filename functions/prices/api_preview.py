"""The HTTP route that reads a page while the caller waits. Apart from api.py: it reaches out, and keeps nothing."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.logging import correlation_paths

from prices import service
from prices.models.preview import Preview, PreviewRequest
from prices.ports import open_client, open_reader
from prices.service.pages import Read
from prices.store import PriceStore, open_store
from tradewind.auth import Manager
from tradewind.http import resolver
from tradewind.limits import REALTIME, limited
from tradewind.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

Store = Annotated[PriceStore, Depends(open_store)]
Fetching = Annotated[Any, Depends(open_client)]
Reader = Annotated[Read, Depends(open_reader)]

app = resolver()


@app.post("/v1/prices/preview", tags=["preview"], summary="What would be read of a page, before you watch it")
@limited(REALTIME)
def preview(wanted: PreviewRequest, by: Manager, store: Store, client: Fetching, read: Reader) -> Preview:
    return service.preview(wanted, by, store=store, client=client, read=read)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
