"""When a host is left alone: a circuit breaker as plain state and the steps between its states."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from tradewind.model import Model, Moment

OPENS_AFTER = 5
FIRST_REST = timedelta(seconds=60)
LONGEST_REST = timedelta(hours=6)
PROBE_LEASE = timedelta(seconds=60)
MOST_DOUBLINGS = 20  # past the longest rest; keeps the arithmetic small


class Breaker(Model):
    """What is remembered of a host. The empty one is closed: requests pass.

    - Closed: 5 failures in a row open it.
    - Open: nothing passes for 60 seconds, and twice as long each further time without a success between, up to 6 hours.
    - Half open, once that time is over: one probe passes. Its success closes the breaker, its failure opens it again.
      A probe that does not report within 60 seconds is given up and the next may pass.
    """

    failures: int = Field(default=0, ge=0, description="in a row")
    openings: int = Field(default=0, ge=0, description="since the last success")
    open_until: Moment | None = None
    probe_until: Moment | None = None


def phase(breaker: Breaker, now: datetime) -> Literal["closed", "open", "half_open"]:
    """The state that the breaker is in at that moment."""
    if breaker.open_until is None:
        return "closed"
    return "open" if now < breaker.open_until else "half_open"


def admit(breaker: Breaker, now: datetime) -> tuple[Breaker, bool]:
    """May a request pass? A probe is noted in the breaker that comes back."""
    match phase(breaker, now):
        case "closed":
            return breaker, True
        case "open":
            return breaker, False
        case "half_open":
            if breaker.probe_until is not None and now < breaker.probe_until:
                return breaker, False
            return breaker.model_copy(update={"probe_until": now + PROBE_LEASE}), True


def succeed(breaker: Breaker) -> Breaker:
    """The host answered: closed, and all is forgotten. `breaker` itself comes back where nothing was to forget."""
    return breaker if breaker == Breaker() else Breaker()


def rest(breaker: Breaker, until: datetime, now: datetime) -> Breaker:
    """The host asked to be left alone until then (429 with Retry-After): open for as long, six hours at most."""
    until = min(until, now + LONGEST_REST)
    return breaker.model_copy(
        update={
            "openings": max(breaker.openings, 1),
            "open_until": max(until, breaker.open_until or until),
            "probe_until": None,
        }
    )


def fail(breaker: Breaker, now: datetime) -> Breaker:
    """The host failed (no answer in time, connection lost, 429 or 5xx; never a 404, which is an answer).

    Failures of requests that were under way when it opened do not prolong its rest.
    """
    failures = breaker.failures + 1
    state = phase(breaker, now)
    if state == "open" or (state == "closed" and failures < OPENS_AFTER):
        return breaker.model_copy(update={"failures": failures})
    rest = min(FIRST_REST * (1 << min(breaker.openings, MOST_DOUBLINGS)), LONGEST_REST)
    return Breaker(failures=failures, openings=breaker.openings + 1, open_until=now + rest)
