"""Sealing the audit: each minute with entries gets its seal, once, in order, and none is left out."""

from collections.abc import Callable
from datetime import datetime, timedelta

from account.store.entries import AuditStore, Head
from account.store.seals import SealStore
from tradewind import seals
from tradewind.audit import canonical
from tradewind.clock import Clock
from tradewind.observability import logger

BEGINS = timedelta(days=35)
"""How far back the first round looks: as far as a table can be wound back to, so that a restored one is sealed too."""
ENOUGH_S = 15.0
LOOKED_ANEW = timedelta(hours=1)
"""How long a round that finds nothing may leave unwritten that it looked: it saves a write a minute."""


def seal(*, entries: AuditStore, kept: SealStore, now: Clock, seconds_left: Callable[[], float]) -> int:
    """Seal every minute that is over and has entries. Returns how many.

    A round that is cut short, or runs beside another, does no harm: a seal is the same however often it is made, the
    bucket keeps the first, and the next round goes on after the last that it finds there. Raises: Unavailable.
    """
    until = seals.minute_of(now() - seals.GRACE)
    before = entries.head() or Head(until - BEGINS, None)
    first, last = before.looked_until, before.last
    made, is_listed, looked_until = 0, False, until
    for minute, leaves in seals.by_minute(entries.leaves(first, until)):
        if not is_listed:  # where nothing came in it is not asked for: a list a minute is most of what sealing costs
            first, last = _gone_on_from(before, kept)
            is_listed = True
        if minute < first:
            continue
        if seconds_left() < ENOUGH_S:
            looked_until = minute
            logger.warning("sealing goes on in the next round", sealed=made, looked_until=minute.isoformat())
            break
        last = _sealed(seals.sealed(minute, leaves, last), kept)
        made += 1
    if last != before.last or looked_until - before.looked_until >= LOOKED_ANEW:
        entries.keep_head(Head(looked_until, last))
    return made


def _gone_on_from(head: Head, kept: SealStore) -> tuple[datetime, seals.Link | None]:
    """From which minute to go on, and after which seal; those that a round made and did not note are found."""
    first, last = head.looked_until, head.last
    for place in kept.places(seals.place_of(last.minute) if last else ""):
        last = _link(kept.read(place))
        first = max(first, last.minute + seals.MINUTE)
    return first, last


def _sealed(made: seals.Seal, kept: SealStore) -> seals.Link:
    """Keep a seal; where another round was quicker, its own counts."""
    place, text = seals.place_of(made.minute), canonical(made)
    return _link(text if kept.write(place, text) else kept.read(place))


def _link(text: str) -> seals.Link:
    return seals.link_to(seals.Seal.model_validate_json(text), text)
