"""When a listing is looked at next: as often as its page deserves, within what its watchers allow."""

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import Field

from prices.models.watch import WEEK, Schedule
from tradewind.model import Model, Moment

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(days=7)  # between two looks at a page that fails, and for a Retry-After
SECOND_LOOK = timedelta(minutes=15)
ENOUGH_LOOKS = 4
JITTER = 0.05
MOST_DOUBLINGS = 20  # past every cap above; keeps the arithmetic small


class ListingHealth(Model):
    """What the last looks at a listing were like."""

    looks: int = Field(default=0, ge=0, le=1000, description="recent looks that read a price")
    changes: int = Field(default=0, ge=0, le=1000, description="of those, how many read another price than before")
    failures: int = Field(default=0, ge=0, description="looks in a row that read nothing")
    gone: bool = Field(default=False, description="the last answer was 404 or 410")
    not_before: Moment | None = Field(default=None, description="what the host's Retry-After asks for")
    wants_second_look: bool = False


def next_check(schedules: Sequence[Schedule], health: ListingHealth, now: datetime, jitter: float) -> datetime:
    """The earliest moment that any of the watching schedules wants, in UTC.

    For each schedule:

    - A page whose price stands still is looked at every `every_minutes`; one that changed at each of its recent looks
      every `fastest_minutes` (null: a sixth of `every_minutes`); between them the wait shrinks by the same factor for
      each further share of looks that found a change. Fewer than 4 looks count as still.
    - A page that failed n times in a row waits `every_minutes` times 2^(n-1), and one that is gone twice that; 7 days
      at most, or `every_minutes` where that is longer.
    - What waits for a second look is looked at within 15 minutes.
    - The wait is shortened by up to 5 % (`jitter` from 0 to 1 says how much of that), so that a host is not asked for
      everything on the same minute; never below 5 minutes.
    - Not before the host's Retry-After has passed, as long as that lies within 7 days.
    - Then the first moment on an allowed day between the allowed hours, by the wall clock of the schedule's zone. A
      window that spans midnight belongs to the day it begins on. On the day the clocks go forward a window within the
      lost hour does not open; on the day they go back one over the doubled hour is open for both.

    Raises:
        ValueError: nobody watches.
    """
    if not schedules:
        raise ValueError("a listing that nobody watches has no next check")
    now = now.astimezone(UTC)
    floor = now if health.not_before is None else min(health.not_before, now + LONGEST)
    return min(
        _first_allowed(schedule, max(floor, now + max(SHORTEST, _wait(schedule, health) * (1 - JITTER * jitter))))
        for schedule in schedules
    )


def _wait(schedule: Schedule, health: ListingHealth) -> timedelta:
    every = timedelta(minutes=schedule.every_minutes)
    if health.failures:
        doublings = min(health.failures - 1 + health.gone, MOST_DOUBLINGS)
        return min(every * (1 << doublings), max(LONGEST, every))
    fastest = every / 6 if schedule.fastest_minutes is None else timedelta(minutes=schedule.fastest_minutes)
    fastest = min(max(fastest, SHORTEST), every)
    moving = min(health.changes / health.looks, 1.0) if health.looks >= ENOUGH_LOOKS else 0.0
    wait = every * math.pow(fastest / every, moving)
    return min(wait, SECOND_LOOK) if health.wants_second_look else wait


def _first_allowed(schedule: Schedule, moment: datetime) -> datetime:
    if schedule.days == WEEK and (schedule.from_hour, schedule.until_hour) == (0, 24):
        return moment
    return next(max(start, moment) for start, end in _windows(schedule, moment) if end > max(start, moment))


def _windows(schedule: Schedule, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The schedule's windows in UTC, from the day before the moment on."""
    zone = ZoneInfo(schedule.time_zone)
    day = moment.astimezone(zone).date() - timedelta(days=1)
    while True:
        if WEEK[day.weekday()] in schedule.days:
            last = day if schedule.from_hour < schedule.until_hour < 24 else day + timedelta(days=1)
            start = datetime.combine(day, time(schedule.from_hour), zone).astimezone(UTC)
            yield start, datetime.combine(last, time(schedule.until_hour % 24), zone).astimezone(UTC)
        day += timedelta(days=1)
