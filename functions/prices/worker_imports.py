"""Queue worker of imports: a file that has arrived in the bucket, or an import that is to go on."""

import json
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from prices import service
from prices.models.transfer import ImportStep
from prices.ports import open_checks, open_dead_letters, open_imports
from prices.service.importing import Importing
from prices.store import open_store
from prices.store.files import import_of, open_files
from tradewind import clock
from tradewind.observability import logger
from tradewind.queue import Message, consume
from tradewind.secrets import open_sealer

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def take(message: Message, *, outside: Importing) -> None:
    for step in steps(message.body):
        service.go_on(step, outside=outside)


def steps(body: str) -> Iterator[ImportStep]:
    """The imports that a message is about: the bucket tells of files (and once that it can), we of the rest."""
    told = json.loads(body)
    if "import_id" in told:
        yield ImportStep.model_validate(told)
        return
    for record in told.get("Records", []):
        if step := import_of(record["s3"]["object"]["key"]):
            yield step


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    outside = Importing(
        store=open_store(),
        files=open_files(),
        checks=open_checks(),
        queue=open_imports(),
        sealer=open_sealer(),
        now=clock.now,
        new_id=clock.new_id,
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
    )
    return consume(event, partial(take, outside=outside), dead_letters=open_dead_letters())
