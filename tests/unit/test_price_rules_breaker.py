from datetime import UTC, datetime, timedelta

from prices.rules.breaker import Breaker, admit, fail, phase, succeed

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_four_failures_leave_it_closed_and_the_fifth_opens_it() -> None:
    assert phase(_failed(4), NOW) == "closed"
    assert phase(_failed(5), NOW) == "open"
    assert admit(_failed(5), NOW)[1] is False


def test_a_success_between_starts_the_count_anew() -> None:
    assert phase(_failed(4, after=succeed(_failed(4))), NOW) == "closed"


def test_after_its_rest_one_probe_passes() -> None:
    breaker, passes = admit(_failed(5), NOW + MINUTE)
    assert passes
    assert admit(breaker, NOW + MINUTE)[1] is False


def test_a_probe_that_never_reports_is_given_up() -> None:
    breaker, _ = admit(_failed(5), NOW + MINUTE)
    assert admit(breaker, NOW + 2 * MINUTE)[1] is True


def test_a_probe_that_succeeds_closes_it() -> None:
    breaker, _ = admit(_failed(5), NOW + MINUTE)
    assert succeed(breaker) == Breaker()


def test_each_failed_probe_doubles_the_rest_up_to_six_hours() -> None:
    breaker, now, rests = _failed(5), NOW, []
    for _ in range(12):
        assert breaker.open_until is not None
        rests.append(breaker.open_until - now)
        now = breaker.open_until
        breaker, _passes = admit(breaker, now)
        breaker = fail(breaker, now)
    assert rests[:4] == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
    assert rests[-1] == timedelta(hours=6)


def test_late_failures_do_not_prolong_the_rest() -> None:
    breaker = _failed(5)
    assert fail(breaker, NOW + MINUTE / 2).open_until == breaker.open_until


def test_a_success_of_a_sound_host_changes_nothing() -> None:
    sound = Breaker()
    assert succeed(sound) is sound


def _failed(times: int, after: Breaker | None = None) -> Breaker:
    breaker = after or Breaker()
    for _ in range(times):
        breaker = fail(breaker, NOW)
    return breaker
