"""When a coupon ends, of a date as a page states it."""

from datetime import UTC, date, datetime, time, timedelta

AHEAD = timedelta(days=300)
BEHIND = timedelta(days=65)
"""Where a day without a year is looked for, from when it was seen: 365 days together, so there is one such day."""


def ends_at(ends_on: date | None, ends_each: tuple[int, int] | None, seen_on: date) -> datetime | None:
    """The first moment at which a coupon holds no more: the end of its last day, in UTC.

    A day without a year is the one from 65 days before it was seen to 300 after: codes run for weeks, and old ones are
    left standing. The shop's own midnight may be up to 14 hours off.
    """
    if ends_on is None and ends_each is not None:
        ends_on = _near(*ends_each, seen_on)
    return datetime.combine(ends_on + timedelta(days=1), time(), UTC) if ends_on is not None else None


def _near(month: int, day: int, seen_on: date) -> date | None:
    for year in (seen_on.year - 1, seen_on.year, seen_on.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:  # 29 February of another year
            continue
        if -BEHIND <= found - seen_on <= AHEAD:
            return found
    return None
