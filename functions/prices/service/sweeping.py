"""The sweep: find what is due, claim it, and hand it to the workers; find deliveries and forecasts that wait."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import islice

from prices.models.listing import Check, Claimed
from prices.service.queues import Checks, Deliveries, Forecasts
from prices.store import PriceStore
from prices.store.alerts import GRACE
from tradewind.clock import Clock
from tradewind.model import Model, Moment

A_ROUND = 400  # listings one call claims: some 3 s of conditional writes, far below the function's time-out
A_MESSAGE = 20  # listings of one host in one message: at 1 s a page well below the queue's visibility time-out
FORETELLING = timedelta(hours=1)
"""How long a forecast may take before it is sent again: five tries of its worker, an alert's time-out apart."""
WRITERS = 8  # claims under way at once; one waits 2 to 5 ms for the table


class Round(Model):
    """Where a sweep goes on: when it began, and up to which due time it has come."""

    began: Moment
    past: Moment


class Swept(Model):
    """What one call handed on. `more`: there was more than one call takes; `next` goes on from there."""

    shard: int
    claimed: int
    messages: int
    deliveries: int
    forecasts: int = 0
    more: bool
    next: Round


def sweep(
    shard: int,
    ahead_of: datetime | None,
    last: Round | None = None,
    *,
    store: PriceStore,
    checks: Checks,
    deliveries: Deliveries,
    forecasts: Forecasts,
    now: Clock,
) -> Swept:
    """Hand on what is due in a shard: each listing is claimed for one check, each overdue delivery sent again, each
    forecast sent to be made or judged.

    - Listings of one host travel together, at most twenty a message.
    - A claim whose message is lost runs out, and the listing falls due again.
    - `ahead_of`: look at what falls due before that moment too, as when an operator sweeps by hand. What the sweep's
      earlier calls had looked at falls due again before that moment, and is left out.
    - `last`: how far the call before came, for a sweep of several.

    Raises: Unavailable when the table or a queue does not answer; what was claimed by then falls due again.
    """
    at = now()
    began = last.began if last else at
    found = store.listings.due(
        shard, at, max(at, ahead_of) if ahead_of else at, A_ROUND, past=last.past if last else None
    )
    with ThreadPoolExecutor(WRITERS) as writers:
        claims = list(
            writers.map(lambda due: store.listings.claim(due, at, not_since=began if ahead_of else None), found)
        )
    claimed = [(due.host, claim) for due, claim in zip(found, claims, strict=True) if claim is not None]
    messages = list(_by_host(claimed))
    checks.send(*messages)
    overdue = [
        pointer
        for pointer, due_at in store.alerts.undelivered(shard, at, A_ROUND)
        if store.alerts.postpone(pointer, due_at, at + GRACE + timedelta(minutes=15))
    ]
    deliveries.send(*overdue)
    waiting = store.forecasts.due(shard, at, A_ROUND)
    with ThreadPoolExecutor(WRITERS) as writers:
        taken = list(writers.map(lambda due: store.forecasts.postpone(due[0], due[1], at + FORETELLING), waiting))
    wanted = [pointer for (pointer, _), is_ours in zip(waiting, taken, strict=True) if is_ours]
    forecasts.send(*wanted)
    return Swept(
        shard=shard,
        claimed=len(claimed),
        messages=len(messages),
        deliveries=len(overdue),
        forecasts=len(wanted),
        more=max(len(found), len(waiting)) >= A_ROUND,
        next=Round(began=began, past=max((due.due_at for due in found), default=at)),
    )


def _by_host(claimed: Iterable[tuple[str, Claimed]]) -> Iterable[Check]:
    hosts: dict[str, list[Claimed]] = {}
    for host, claim in claimed:
        hosts.setdefault(host, []).append(claim)
    for host, claims in hosts.items():
        rest = iter(claims)
        while batch := list(islice(rest, A_MESSAGE)):
            yield Check(host=host, claimed=batch)
