"""Every quarter of an hour: saved searches are looked at again, and what new matches is told."""

from typing import TYPE_CHECKING, Any

from catalog import service
from catalog.ports import open_schema, open_search
from catalog.service.outside import Engine
from catalog.service.vocabularies import Vocabularies
from catalog.store import open_store
from tradewind import clock
from tradewind.events import open_bus
from tradewind.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


WORDS = Vocabularies(clock.now)
"""What this container knows of its tenants' words."""


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, int]:
    looked = service.look_at_due(
        store=open_store(),
        engine=Engine(open_schema(), open_search),
        vocabularies=WORDS,
        bus=open_bus(),
        now=clock.now,
        new_id=clock.new_id,
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
    )
    logger.info("saved searches looked at", looked=looked)
    return {"looked": looked}
