"""What holds of the schedule for any watch and any page."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from prices.models.watch import WEEK, Schedule
from prices.rules.breaker import Breaker, admit, fail, phase, succeed
from prices.rules.schedule import ListingHealth, next_check

moments = st.integers(0, 3 * 365 * 86_400).map(lambda s: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=s))
jitters = st.floats(min_value=0, max_value=1)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    from_hour, until_hour = draw(st.integers(0, 23)), draw(st.integers(1, 24))
    assume(from_hour != until_hour)
    return Schedule(
        every_minutes=draw(st.sampled_from([5, 60, 360, 43_200])),
        days=tuple(draw(st.sets(st.sampled_from(WEEK), min_size=1))),
        from_hour=from_hour,
        until_hour=until_hour,
        time_zone=draw(
            st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
        ),
    )


healths = st.builds(
    ListingHealth,
    looks=st.integers(0, 20),
    changes=st.integers(0, 20),
    failures=st.sampled_from([0, 0, 1, 3, 1000]),
    gone=st.booleans(),
    not_before=st.none() | moments,
    wants_second_look=st.booleans(),
)


@given(schedules(), healths, moments, jitters)
def test_a_check_comes_after_five_minutes_and_within_the_hours(
    schedule: Schedule, health: ListingHealth, now: datetime, jitter: float
) -> None:
    due = next_check([schedule], health, now, jitter)
    assert due >= now + timedelta(minutes=5)
    local = due.astimezone(ZoneInfo(schedule.time_zone))
    spans = schedule.from_hour > schedule.until_hour
    after, before = local.hour >= schedule.from_hour, local.hour < schedule.until_hour
    assert (after or before) if spans else (after and before)
    opened = local - timedelta(days=1) if spans and not after else local
    assert WEEK[opened.weekday()] in schedule.days


@given(st.lists(schedules(), min_size=1, max_size=4), healths, moments, jitters)
def test_the_earliest_watcher_decides(
    watching: list[Schedule], health: ListingHealth, now: datetime, jitter: float
) -> None:
    alone = [next_check([schedule], health, now, jitter) for schedule in watching]
    assert next_check(watching, health, now, jitter) == min(alone)


@given(st.integers(1, 20), st.integers(0, 20), st.integers(0, 20), moments)
def test_a_page_that_moves_more_is_never_looked_at_later(looks: int, less: int, more: int, now: datetime) -> None:
    less, more = sorted((less, more))
    due = [next_check([Schedule()], ListingHealth(looks=looks, changes=n), now, 0) for n in (less, more)]
    assert due[1] <= due[0]


@given(st.lists(st.sampled_from(["ask", "ok", "bad", "wait"]), max_size=60))
def test_an_open_breaker_lets_nothing_pass_and_never_stays_shut(events: list[str]) -> None:
    breaker, now = Breaker(), datetime(2026, 1, 1, tzinfo=UTC)
    for event in events:
        if event == "ask":
            was_open = phase(breaker, now) == "open"
            breaker, passes = admit(breaker, now)
            assert not (was_open and passes)
        elif event == "wait":
            now += timedelta(seconds=45)
        else:
            breaker = succeed(breaker) if event == "ok" else fail(breaker, now)
    assert admit(breaker, now + timedelta(hours=7))[1]
