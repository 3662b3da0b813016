"""Quiet hours and digests, by the clock on the wall of a channel's time zone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.models.channel import Digest, Every, Quiet

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def quiet_until(quiet: Quiet | None, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours that reign at `now` end; None where none reign.

    It is quiet while the wall clock shows `start` or later and not yet `end`; an end before the start lies on the next
    day. They end at the first moment at which the wall clock shows `end`: of an hour that a day has twice, the first;
    for a time that a day skips, the moment at which it would have been (PEP 495), at most the skipped span late.
    """
    if quiet is None:
        return None
    local = now.astimezone(ZoneInfo(zone))
    shown = local.time()
    if quiet.start < quiet.end:
        reigns, overnight = quiet.start <= shown < quiet.end, False
    else:
        reigns, overnight = shown >= quiet.start or shown < quiet.end, shown >= quiet.start
    if not reigns:
        return None
    return _moment(local, overnight, quiet.end, after=now)


def digest_at(digest: Digest, zone: str, after: datetime) -> datetime:
    """The first moment after `after` at which a digest is due: each day at its hour, or each week on its weekday.

    A day that skips the hour has it at the moment at which it would have been; one that has it twice, the first time.
    """
    local = after.astimezone(ZoneInfo(zone))
    for days in range(9):
        day = local.date() + timedelta(days=days)
        if digest.every is Every.WEEK and WEEK[day.weekday()] != digest.weekday:
            continue
        due = datetime.combine(day, time(digest.hour), ZoneInfo(zone)).astimezone(UTC)
        if due > after:
            return due
    raise AssertionError("a week has every weekday")


def _moment(local: datetime, tomorrow: bool, clock: time, *, after: datetime) -> datetime:
    """When the wall clock shows `clock` today or tomorrow: of two such moments the first after `after`; of none the
    one at which it would have been."""
    zone = local.tzinfo
    day = local.date() + timedelta(days=1 if tomorrow else 0)
    found = [datetime.combine(day, clock.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1)]
    shown = [moment for moment in found if moment.astimezone(zone).time() == clock and moment > after]
    return min(shown, default=found[0])
