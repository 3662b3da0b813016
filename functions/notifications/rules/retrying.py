"""What a service's answer means for a message, and when it is tried again."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

MOST_TRIES = 7
WAITS = tuple(timedelta(seconds=s) for s in (30, 120, 600, 3600, 4 * 3600, 12 * 3600))
"""Between the tries: 17 hours in all, so that a service that is down for a night does not lose a message."""
LONGEST_WAIT = timedelta(days=1)

AGAIN = frozenset({425, 429, 500, 502, 503, 507, 508, 509, 529})
"""The service did not take the message, and may later. 504 is not among them: what stood in front of the service gave
up waiting for it, and the service itself may have taken the message."""
ENDED = frozenset({404, 410})


class Ending(StrEnum):
    """What became of an attempt."""

    SENT = "sent"
    AGAIN = "again"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended and why. `wait_s`: how long the service wants to be left alone."""

    ending: Ending
    reason: str | None = None
    wait_s: float | None = None


def judged(status: int, *, ends: bool, wait_s: float | None = None) -> Outcome:
    """What an HTTP answer means.

    2xx: it took the message. 425, 429 and 5xx: again, after the wait that it names; but 504 and 408 leave open whether
    it took the message. All else is a refusal: a redirect (none is followed), an unknown address, a withdrawn token.
    `ends`: 404 and 410 say that the receiver is gone for good (RFC 8030 section 7.3: a push subscription).
    """
    if 200 <= status < 300:
        return Outcome(Ending.SENT)
    said = f"the service answered {status}"
    if status in AGAIN:
        return Outcome(Ending.AGAIN, said, wait_s)
    if status in (408, 504):
        return Outcome(Ending.UNCERTAIN, f"{said}: it may have taken the message, or not")
    if ends and status in ENDED:
        return Outcome(Ending.GONE, f"{said}: the receiver is gone")
    return Outcome(Ending.REFUSED, f"{said} with a redirect, which is not followed" if 300 <= status < 400 else said)


def wait_before(tries: int, asked_s: float | None) -> timedelta | None:
    """How long to wait after try number `tries` (from 1) before the next; None: that was the last.

    The waits grow from half a minute to twelve hours; one that the service asked for is never cut short, up to a day.
    """
    if tries >= MOST_TRIES:
        return None
    own = WAITS[tries - 1]
    return max(own, min(timedelta(seconds=asked_s), LONGEST_WAIT)) if asked_s else own
