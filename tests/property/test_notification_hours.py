"""Quiet hours and digests in every time zone, over every change of its clocks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifications.models.channel import Digest, Every, Quiet
from notifications.rules.hours import WEEK, digest_at, quiet_until

ZONES = st.sampled_from([
    "UTC", "Europe/Paris", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Shanghai",
    "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "Africa/Casablanca", "America/St_Johns",
])  # fmt: skip
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
START = datetime(2024, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 4 * 366 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
CHANGES = (
    "2026-03-29T01:00Z", "2026-10-25T01:00Z", "2026-03-08T07:00Z", "2026-11-01T06:00Z", "2026-04-04T15:00Z",
    "2026-10-03T15:30Z",
)  # fmt: skip
"""When clocks change in Paris, New York and on Lord Howe, by half an hour there."""
NEAR_CHANGES = st.builds(
    lambda at, minutes: datetime.fromisoformat(at) + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-180, 180),
)
SOME = settings(max_examples=300, deadline=None)


def shows_quiet(quiet: Quiet, zone: str, at: datetime) -> bool:
    """By the wall clock alone."""
    shown = at.astimezone(ZoneInfo(zone)).time()
    if quiet.start < quiet.end:
        return quiet.start <= shown < quiet.end
    return shown >= quiet.start or shown < quiet.end


@given(start=CLOCKS, end=CLOCKS, zone=ZONES, now=MOMENTS | NEAR_CHANGES)
@example(time(22), time(2, 30), "Europe/Paris", datetime(2026, 3, 29, 0, 59, tzinfo=UTC))
@example(time(0), time(2, 48), "Europe/Paris", datetime(2026, 3, 29, 0, 47, tzinfo=UTC))
@example(time(1), time(2, 30), "Europe/Paris", datetime(2026, 10, 25, 0, 31, tzinfo=UTC))
@SOME
def test_what_is_held_is_held_to_the_end_of_the_quiet_hours(start: time, end: time, zone: str, now: datetime) -> None:
    if start == end:
        return
    quiet = Quiet(start=start, end=end)
    until = quiet_until(quiet, zone, now)
    assert (until is not None) == shows_quiet(quiet, zone, now)
    if until is None:
        return
    assert now < until <= now + timedelta(hours=25)
    shown = until.astimezone(ZoneInfo(zone))
    skipped = shown.time() != end
    assert not shows_quiet(quiet, zone, until) or skipped
    if skipped:
        assert shown.time() > end, "the day skips that time"
    else:
        first = now + timedelta(minutes=1)
        while first < until:
            assert first.astimezone(ZoneInfo(zone)).time() != end, "there was an earlier end"
            first += timedelta(minutes=1)


@given(
    every=st.sampled_from(Every), hour=st.integers(0, 23), weekday=st.sampled_from(WEEK), zone=ZONES,
    after=MOMENTS | NEAR_CHANGES,
)  # fmt: skip
@SOME
def test_a_digest_is_due_at_its_hour_once_a_day_or_week(
    every: Every, hour: int, weekday: str, zone: str, after: datetime
) -> None:
    digest = Digest.model_validate({"every": every, "hour": hour, "weekday": weekday})
    first = digest_at(digest, zone, after)
    assert first > after
    local = first.astimezone(ZoneInfo(zone))
    hour_is_skipped = local.hour != hour
    assert not hour_is_skipped or (local - timedelta(hours=1)).hour in (hour, (hour - 1) % 24)
    if every is Every.WEEK:
        assert WEEK[local.weekday()] == weekday
    span = timedelta(days=1 if every is Every.DAY else 7)
    assert first - after <= span + timedelta(hours=2)
    following = digest_at(digest, zone, first)
    assert span - timedelta(hours=2) <= following - first <= span + timedelta(hours=2)
    assert digest_at(digest, zone, first - timedelta(seconds=1)) == first
