"""Queue worker of uploads: files of goods that have arrived in the bucket."""

import json
from typing import TYPE_CHECKING, Any

from catalog import service
from catalog.ports import open_dead_letters, open_machines
from catalog.store import open_store
from catalog.store.files import Dropped, arrival
from tradewind import clock
from tradewind.observability import logger
from tradewind.queue import Message, consume

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from catalog.models.importing import ImportStep


def take(message: Message) -> None:
    for what in arrivals(message.body):
        service.arrived(what, store=open_store(), machine=open_machines(), now=clock.now)


def arrivals(body: str) -> "Iterator[ImportStep | Dropped]":
    """What a notification of the bucket is about; at first it tells once that it can, of no file."""
    for record in json.loads(body).get("Records", []):
        lies = record["s3"]["object"]
        if what := arrival(lies["key"], str(lies.get("eTag") or lies.get("size", ""))):
            yield what


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return consume(event, take, dead_letters=open_dead_letters())
