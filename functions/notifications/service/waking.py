"""Sending on what falls due: quiet hours that end, digests, tries put off, and messages that a queue lost."""

from collections.abc import Callable
from datetime import datetime, timedelta

from notifications.service.outward import Messages
from notifications.store import NotificationStore
from notifications.store.keys import SHARDS
from tradewind.clock import Clock
from tradewind.queue import LONGEST_DELAY_S

AHEAD = timedelta(minutes=5)
"""How far the schedule looks ahead: what falls due before its next round goes into the queue now, with a delay."""
AGAIN_AFTER = timedelta(minutes=6)
"""When what was sent on is taken for lost. Longer than the queue hides a message."""
PART = 100


def wake(
    *, store: NotificationStore, messages: Messages, now: Clock, seconds_left: Callable[[], float] = lambda: 60.0
) -> int:
    """Put every delivery that falls due within five minutes into the queue, to be sent at its moment.

    Returns how many. What is left when the time runs out is found by the next round. Raises: Unavailable.
    """
    sent = 0
    for shard in range(SHARDS):
        while seconds_left() > 10:
            at = now()
            found = store.deliveries.due(shard, at + AHEAD, PART)
            mine = [
                (pointer, due)
                for pointer, due in found
                if store.deliveries.postpone(pointer, due, max(at, datetime.fromisoformat(due)) + AGAIN_AFTER)
            ]
            for pointer, due in mine:
                left = (datetime.fromisoformat(due) - at).total_seconds()
                messages.send(pointer, delay_s=min(max(int(left) + (left > 0), 0), LONGEST_DELAY_S))
            sent += len(mine)
            if len(found) < PART:
                break
    return sent
