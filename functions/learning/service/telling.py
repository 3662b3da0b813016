"""Sending the events that wait: at once after a change, and by the next round of the schedule where that failed."""

from learning.store import ModelStore
from tradewind.events import Bus

A_ROUND = 100


def tell_unsent(*, store: ModelStore, bus: Bus) -> int:
    """Send what waits. Returns how many events that were. Raises: Unavailable; the rest stays."""
    sent = 0
    while events := store.unsent(A_ROUND):
        for event in events:
            bus.publish([event])
            store.sent(event.id)
            sent += 1
    return sent
