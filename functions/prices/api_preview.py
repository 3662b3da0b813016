"""The HTTP route that reads a page while the caller waits. Apart from api.py: it reaches out, and keeps nothing."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.logging import correlation_paths

from prices import service
from prices.models.preview import Preview, PreviewRequest
from prices.ports import open_client, open_reader, open_renderer
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
Rendering = Annotated[Any, Depends(open_renderer)]

app = resolver()


def seconds_left() -> Callable[[], float]:
    """How long the function may still run."""
    return lambda: float(app.lambda_context.get_remaining_time_in_millis()) / 1000


SecondsLeft = Annotated[Callable[[], float], Depends(seconds_left)]


@app.post("/v1/prices/preview", tags=["preview"], summary="What would be read of a page, before you watch it")
@limited(REALTIME)
def preview(
    wanted: PreviewRequest,
    by: Manager,
    store: Store,
    client: Fetching,
    read: Reader,
    renderer: Rendering,
    seconds_left: SecondsLeft,
) -> Preview:
    return service.preview(
        wanted, by, store=store, client=client, read=read, renderer=renderer, seconds_left=seconds_left
    )


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
