"""Queue worker of the index: products that are another than the index has them."""

from functools import partial
from typing import TYPE_CHECKING, Any

from catalog import service
from catalog.models.indexing import IndexWish
from catalog.ports import open_dead_letters, open_embedder, open_schema, open_search
from catalog.store import open_store
from tradewind import clock
from tradewind.observability import logger
from tradewind.queue import Message, consume

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from tradewind.search import Schema


def take(message: Message, *, schema: "Schema") -> None:
    wish = IndexWish.model_validate_json(message.body)
    service.hear(wish, store=open_store(), search=open_search(), schema=schema, embedder=open_embedder(), now=clock.now)


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return consume(event, partial(take, schema=open_schema()), dead_letters=open_dead_letters())
