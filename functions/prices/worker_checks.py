"""Queue worker of checks: one message, some listings of one host; the messages of a batch are handled at once.

A check waits for its shop nine tenths of its time, and that time is paid for: ten that wait together cost little more
than one.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from prices import service
from prices.models.listing import Check
from prices.ports import new_client, open_checks, open_dead_letters, open_deliveries, open_reader, open_renderer
from prices.service.checks import Looked, Outside
from prices.store import PriceStore, open_store
from prices.store.pages import open_pages
from tradewind import clock
from tradewind.events import open_bus
from tradewind.observability import logger
from tradewind.queue import Message, consume
from tradewind.secrets import open_sealer

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from tradewind.fetch import Client

AT_ONCE = 10
"""Messages handled at the same time: as many as a batch holds (`BatchSize` in template.yaml)."""


def take(message: Message, *, store: PriceStore, outside: "Callable[[Client], Outside]") -> None:
    wanted = Check.model_validate_json(message.body)
    with new_client() as client:
        service.check(wanted, store=store, outside=outside(client))


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    looked: list[Looked] = []
    outside = partial(
        Outside,
        note=looked.append,
        read=open_reader(),
        pages=open_pages(),
        sealer=open_sealer(),
        bus=open_bus(),
        checks=open_checks(),
        deliveries=open_deliveries(),
        now=clock.now,
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
        renderer=open_renderer(),
    )
    taken = partial(take, store=open_store(), outside=outside)
    answer = consume(event, taken, dead_letters=open_dead_letters(), at_once=AT_ONCE)
    logger.info(
        "looked",  # the dashboard of the business adds these up
        pages=len(looked),
        read=sum(each.was_read for each in looked),
        changed=sum(each.has_changed for each in looked),
        alerts=sum(each.alerts for each in looked),
    )
    return answer
