"""When a forecast is made, when it is judged, and when it is worth an alert."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zlib import crc32

from prices.models.forecast import JUDGED_DAYS, LEAST_LOOKS, DayRead, Promise
from prices.models.listing import Ending, Observation
from prices.models.page import Availability
from prices.rules.alerts import BUYABLE
from prices.rules.listing import ListingState
from prices.rules.track_record import has_fallen
from tradewind.evidence import Basis

LIKELIER_THAN_NOT = 0.5

SETTLED = timedelta(hours=1)
"""After midnight, until what was looked at before it is surely kept: a check is done again for a quarter of an hour."""
SPREAD = timedelta(hours=6)
"""Over which the forecasts of a day are judged, so that not all fall due at one moment."""


def is_wanted(before: ListingState, after: ListingState, seen: Observation) -> bool:
    """Whether this look has a forecast made: the first of a day in UTC that read a price, of a listing that was read
    LEAST_LOOKS times and more. Looks are counted until twenty and halved then, so the count is never below ten again.
    """
    last = before.last_read
    is_first = last is None or day_of(last.at) < day_of(seen.at)
    return bool(seen.price) and is_first and after.health.looks >= LEAST_LOOKS


def judged_at(listing_id: str, day: date) -> datetime:
    """When the forecast of a listing's day is judged: within the night after its last day."""
    night = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=JUDGED_DAYS + 1)
    share = crc32(f"{listing_id} {day}".encode()) / 2**32
    return night + SETTLED + share * SPREAD


def speaks_up(
    percent: Decimal,
    probability: float,
    basis: Basis,
    promise: Promise | None,
    price: Decimal,
    currency: str | None,
    today: date,
) -> bool:
    """Whether a fall by `percent` within the days of a forecast is told.

    - It is likelier than not, and the probability is calibrated: a baseline raises no alert.
    - What was told before has lapsed or come true: its last day has passed, or the price has come down by what was
      told. So a listing has one at most under way. A price in another currency says nothing of it, so it waits.
    """
    if probability < LIKELIER_THAN_NOT or basis != "calibrated":
        return False
    if promise is None or promise.until < today:
        return True
    return currency == promise.currency and has_fallen(promise.price, price, promise.percent)


def days_of(looks: Iterable[Observation]) -> list[DayRead]:
    """What was read on each day in UTC, the oldest first; of several looks on a day the last one counts.

    A gap is no day, nor is a price of 0: what is free has no percent.
    """
    days: dict[date, DayRead] = {}
    for each in sorted(looks, key=lambda look: look.at):
        if each.price and each.ending in (Ending.READ, Ending.UNCHANGED):
            told = each.availability is not Availability.UNKNOWN
            day = day_of(each.at)
            days[day] = DayRead(day, each.price, each.was_price, each.availability in BUYABLE if told else None)
    return list(days.values())


def day_of(at: datetime) -> date:
    """The day in UTC."""
    return at.astimezone(UTC).date()
