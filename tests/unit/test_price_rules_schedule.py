from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from prices.models.watch import Schedule
from prices.rules.schedule import ListingHealth, next_check

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday
CALM = ListingHealth(looks=10, changes=0)


def test_a_calm_page_is_looked_at_as_often_as_was_set() -> None:
    assert _wait(CALM) == timedelta(hours=6)


def test_a_new_page_counts_as_calm() -> None:
    assert _wait(ListingHealth(looks=3, changes=3)) == timedelta(hours=6)


def test_a_page_that_always_moves_is_looked_at_six_times_as_often() -> None:
    assert _wait(ListingHealth(looks=10, changes=10)) == timedelta(hours=1)


def test_the_shortest_wait_is_the_users() -> None:
    assert _wait(ListingHealth(looks=10, changes=10), fastest_minutes=30) == timedelta(minutes=30)


def test_no_page_is_looked_at_within_five_minutes() -> None:
    assert _wait(ListingHealth(looks=10, changes=10), every_minutes=10) == timedelta(minutes=5)


@pytest.mark.parametrize(
    ("failures", "gone", "hours"),
    [(1, False, 6), (2, False, 12), (4, False, 48), (1, True, 12), (9, False, 168), (500, True, 168)],
)
def test_a_dead_page_is_looked_at_less_and_less(failures: int, gone: bool, hours: int) -> None:
    assert _wait(ListingHealth(failures=failures, gone=gone)) == timedelta(hours=hours)


def test_a_page_looked_at_monthly_is_not_looked_at_more_often_for_failing() -> None:
    assert _wait(ListingHealth(failures=5), every_minutes=43_200) == timedelta(days=30)


def test_a_second_look_comes_soon() -> None:
    assert _wait(ListingHealth(looks=10, wants_second_look=True)) == timedelta(minutes=15)


def test_jitter_takes_five_percent_at_most() -> None:
    assert next_check([Schedule()], CALM, NOW, 1) == NOW + timedelta(minutes=342)


def test_the_most_eager_watcher_decides() -> None:
    schedules = [Schedule(every_minutes=1440), Schedule(every_minutes=60), Schedule()]
    assert next_check(schedules, CALM, NOW, 0) == NOW + timedelta(hours=1)


def test_a_retry_after_is_respected_up_to_a_week() -> None:
    asked = ListingHealth(failures=1, not_before=NOW + timedelta(days=2))
    assert next_check([Schedule()], asked, NOW, 0) == NOW + timedelta(days=2)
    absurd = ListingHealth(failures=1, not_before=NOW + timedelta(days=400))
    assert next_check([Schedule()], absurd, NOW, 0) == NOW + timedelta(days=7)


def test_nobody_watching_is_an_error() -> None:
    with pytest.raises(ValueError, match="nobody watches"):
        next_check([], CALM, NOW, 0)


def test_outside_the_hours_it_waits_for_the_window() -> None:
    office = Schedule(from_hour=9, until_hour=17, days=("mon", "tue", "wed", "thu", "fri"), time_zone="Europe/Paris")
    friday = datetime(2026, 3, 6, 12, tzinfo=UTC)
    assert next_check([office], CALM, friday, 0) == datetime(2026, 3, 9, 8, tzinfo=UTC)


def test_a_window_over_midnight_belongs_to_the_day_it_begins_on() -> None:
    night = Schedule(from_hour=22, until_hour=6, days=("wed",))
    assert next_check([night], CALM, NOW, 0) == datetime(2026, 3, 4, 22, tzinfo=UTC)
    late = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    assert next_check([night], CALM, late, 0) == datetime(2026, 3, 5, 5, 30, tzinfo=UTC)
    assert next_check([night], CALM, late + timedelta(hours=1), 0) == datetime(2026, 3, 11, 22, tzinfo=UTC)


def test_until_24_is_the_end_of_the_day() -> None:
    evening = Schedule(from_hour=20, until_hour=24)
    assert next_check([evening], CALM, NOW, 0) == datetime(2026, 3, 4, 20, tzinfo=UTC)
    assert next_check([evening], CALM, NOW + timedelta(hours=6), 0) == datetime(2026, 3, 5, 20, tzinfo=UTC)


def test_hours_are_wall_clock_across_the_change_of_clocks() -> None:
    morning = Schedule(from_hour=8, until_hour=9, time_zone="Europe/Paris")
    saturday = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert next_check([morning], CALM, saturday, 0) == datetime(2026, 3, 29, 6, tzinfo=UTC)


def test_a_window_in_the_lost_hour_does_not_open() -> None:
    lost = Schedule(from_hour=2, until_hour=3, time_zone="Europe/Paris")
    assert next_check([lost], CALM, datetime(2026, 3, 28, 20, tzinfo=UTC), 0) == datetime(2026, 3, 30, 0, tzinfo=UTC)


def test_a_window_over_the_doubled_hour_is_open_for_both() -> None:
    doubled = Schedule(from_hour=2, until_hour=3, time_zone="Europe/Paris", every_minutes=30, fastest_minutes=30)
    first = datetime(2026, 10, 25, 0, 15, tzinfo=UTC)
    assert next_check([doubled], CALM, first, 0) == first + timedelta(minutes=30)
    assert next_check([doubled], CALM, first + timedelta(hours=1), 0) == datetime(2026, 10, 25, 1, 45, tzinfo=UTC)


def test_a_zone_with_half_hours() -> None:
    india = Schedule(from_hour=9, until_hour=10, time_zone="Asia/Kolkata")
    assert next_check([india], CALM, NOW, 0) == datetime(2026, 3, 5, 3, 30, tzinfo=UTC)


def _wait(health: ListingHealth, **schedule: Any) -> timedelta:
    return next_check([Schedule(**schedule)], health, NOW, 0) - NOW
