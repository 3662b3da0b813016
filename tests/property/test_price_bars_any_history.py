"""What holds of the bars of any history."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from prices.models.history import Bar, Step
from prices.models.listing import Ending, Observation
from prices.models.page import Availability
from prices.models.rates import RateDay
from prices.rules.rates import Rates
from prices.rules.resample import AMOUNTS, bars, converted, stretches

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
ZONES = [
    "UTC",
    "Europe/Paris",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Asia/Beirut",
]
zones = st.sampled_from(ZONES)
steps = st.sampled_from(Step)
seconds = st.integers(0, 20 * 86_400)


@st.composite
def histories(draw: st.DrawFn) -> list[Observation]:
    begin = BEGIN + timedelta(days=draw(st.integers(0, 700)))
    choices: list[list[str | None]] = [["EUR"], ["EUR", "USD"], ["EUR", None]]
    currencies = draw(st.sampled_from(choices))
    found = []
    for after in sorted(draw(st.lists(seconds, max_size=30))):
        at = begin + timedelta(seconds=after)
        gap = draw(st.integers(0, 3)) == 0
        price = None if gap else Decimal(draw(st.integers(1, 500))) / 4
        found.append(
            Observation(
                listing_id="l",
                slot=at,
                at=at,
                ending=Ending.FAILED if gap else Ending.READ,
                price=price,
                currency=None if gap else draw(st.sampled_from(currencies)),
                availability=draw(
                    st.sampled_from([Availability.IN_STOCK, Availability.OUT_OF_STOCK, Availability.UNKNOWN])
                ),
            )
        )
    return found


def of(history: list[Observation], step: Step, zone: str) -> list[Bar]:
    begin = history[0].at if history else BEGIN
    return bars(history, step, zone, begin, begin + timedelta(days=21))


@given(histories(), steps, zones)
def test_a_bar_is_drawn_of_what_was_read_in_it_and_every_look_counts_once(
    history: list[Observation], step: Step, zone: str
) -> None:
    found = of(history, step, zone)
    assert sum(bar.count for bar in found) == len(history)
    assert sum(bar.gaps for bar in found) == sum(each.price is None for each in history)
    for bar in found:
        within = [each for each in history if bar.start <= each.at < bar.end]
        read = [each.price for each in within if each.price is not None and each.currency == bar.currency]
        assert bar.count - bar.gaps == len(read)
        if not read:
            assert [getattr(bar, name) for name in AMOUNTS] == [None] * 5
            continue
        assert (bar.open, bar.close, bar.low, bar.high) == (read[0], read[-1], min(read), max(read))
        assert bar.median in read
        assert bar.in_stock is None or 0 <= bar.in_stock <= 1


@given(histories(), zones)
def test_bars_of_a_day_agree_with_those_of_its_hours_and_of_a_week_with_those_of_its_days(
    history: list[Observation], zone: str
) -> None:
    for coarse, fine in ((Step.DAY, Step.HOUR), (Step.WEEK, Step.DAY)):
        parts = of(history, fine, zone)
        for bar in of(history, coarse, zone):
            own = [
                each
                for each in parts
                if bar.start <= each.start < bar.end and each.currency == bar.currency and each.count
            ]
            priced = [each for each in own if each.open is not None]
            assert all(each.end <= bar.end for each in own)
            assert bar.count == sum(each.count for each in own)
            assert bar.gaps == sum(each.gaps for each in own)
            assert bar.open == (priced[0].open if priced else None)
            assert bar.close == (priced[-1].close if priced else None)
            assert bar.high == max((each.high for each in priced if each.high), default=None)
            assert bar.low == min((each.low for each in priced if each.low), default=None)


@given(seconds, st.integers(1, 40), steps, zones, st.integers(0, 9000))
def test_bars_leave_out_no_moment_and_share_none(after: int, days: int, step: Step, zone: str, shift: int) -> None:
    since = datetime(2001, 1, 1, tzinfo=UTC) + timedelta(days=shift, seconds=after)
    until = since + timedelta(days=days)
    found = list(stretches(step, zone, since, until))
    assert found[0][0] <= since < found[0][1]
    assert found[-1][0] < until <= found[-1][1]
    assert all(one[1] == other[0] for one, other in pairwise(found))
    assert all(begin < end for begin, end in found)


@given(histories(), steps, zones)
def test_a_converted_bar_keeps_its_order_or_tells_why_it_has_no_prices(
    history: list[Observation], step: Step, zone: str
) -> None:
    begin = history[0].at if history else BEGIN
    known = Rates(
        RateDay(
            day=(begin + timedelta(days=n)).date(),
            rates={"USD": Decimal("1.0867"), "JPY": Decimal("164.5")},
            source="b",
        )
        for n in range(12)
    )
    for bar in of(history, step, zone):
        told = converted(bar, "JPY", known, bar.end)
        assert told.currency == "JPY"
        assert (told.count, told.gaps, told.in_stock) == (bar.count, bar.gaps, bar.in_stock)
        if bar.open is None:
            continue
        if told.open is None:
            assert told.reason
            assert told.rate is None
            continue
        assert told.low is not None
        assert told.median is not None
        assert told.high is not None
        assert told.low <= told.median <= told.high
        assert told.rate_date is not None
        assert told.rate_date <= bar.end.date()
        assert told.read_in == bar.currency


def clock(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%m-%d %H:%M}"


def test_days_on_which_the_clocks_change() -> None:
    for zone, day, hours in (
        ("Europe/Paris", datetime(2026, 3, 29, 12, tzinfo=UTC), 23),
        ("Europe/Paris", datetime(2026, 10, 25, 12, tzinfo=UTC), 25),
        ("Australia/Lord_Howe", datetime(2026, 4, 5, 0, tzinfo=UTC), 24.5),
        ("Africa/Cairo", datetime(2026, 4, 24, 12, tzinfo=UTC), 23),  # its midnight does not exist
    ):
        [(begin, end)] = stretches(Step.DAY, zone, day, day + timedelta(seconds=1))
        assert (end - begin) / timedelta(hours=1) == hours
        parts = list(stretches(Step.HOUR, zone, begin, end))
        assert len(parts) == -(-hours // 1)
        assert (parts[0][0], parts[-1][1]) == (begin, end)


def test_a_week_begins_on_monday() -> None:
    begin = datetime(2026, 3, 4, tzinfo=UTC)  # a Wednesday
    found = stretches(Step.WEEK, "America/New_York", begin, begin + timedelta(days=10))
    assert [clock(start, "America/New_York") for start, _ in found] == ["03-02 00:00", "03-09 00:00"]


def test_a_date_that_a_zone_left_out_has_no_bar_and_hours_follow_its_clock() -> None:
    begin = datetime(2011, 12, 29, 12, tzinfo=UTC)
    found = [
        clock(start, "Pacific/Apia")
        for start, _ in stretches(Step.DAY, "Pacific/Apia", begin, begin + timedelta(days=3))
    ]
    assert found == ["12-29 00:00", "12-31 00:00", "01-01 00:00", "01-02 00:00"]
    india = [
        clock(start, "Asia/Kolkata")
        for start, _ in stretches(Step.HOUR, "Asia/Kolkata", begin, begin + timedelta(hours=2))
    ]
    assert india == ["12-29 17:00", "12-29 18:00", "12-29 19:00"]


def look(at: datetime, price: str | None, currency: str | None = "EUR") -> Observation:
    if price is None:
        return Observation(listing_id="l", slot=at, at=at, ending=Ending.FAILED)
    return Observation(listing_id="l", slot=at, at=at, ending=Ending.READ, price=Decimal(price), currency=currency)


def test_the_median_is_by_time_and_a_gap_ends_what_stood() -> None:
    day = datetime(2026, 3, 4, tzinfo=UTC)
    hours = {0: "100", 1: "90", 2: "80", 20: None, 23: "70"}
    seen = [look(day + timedelta(hours=hour), price) for hour, price in hours.items()]
    [bar] = bars(seen, Step.DAY, "UTC", day, day + timedelta(days=1))
    assert (bar.median, bar.count, bar.gaps) == (Decimal(80), 5, 1)
    [cut] = bars(seen[:3], Step.DAY, "UTC", day, day + timedelta(hours=2, minutes=1))
    assert cut.median == Decimal(90), "what has not happened yet has no weight"


def test_a_bar_without_a_price_is_a_gap_and_currencies_stand_apart() -> None:
    day = datetime(2026, 3, 4, tzinfo=UTC)
    seen = [
        look(day, "10"),
        look(day + timedelta(hours=1), "12", "USD"),
        look(day + timedelta(hours=2), None),
        look(day + timedelta(days=2), None),
    ]
    found = bars(seen, Step.DAY, "UTC", day, day + timedelta(days=3))
    assert [(bar.start.day, bar.currency, bar.close and str(bar.close), bar.count, bar.gaps) for bar in found] == [
        (4, "EUR", "10", 1, 0),
        (4, "USD", "12", 2, 1),
        (5, "USD", None, 0, 0),
        (6, "USD", None, 1, 1),
    ]


def test_a_conversion_takes_the_rate_of_the_bar_s_own_day_and_none_that_is_still_to_come() -> None:
    day = datetime(2026, 3, 4, tzinfo=UTC)
    known = Rates(
        RateDay(day=(day + timedelta(days=n)).date(), rates={"USD": Decimal(f"1.{n + 2}")}, source="b") for n in (-1, 0)
    )
    [bar] = bars([look(day, "100")], Step.DAY, "UTC", day, day + timedelta(days=1))
    at_noon, after = (converted(bar, "USD", known, day + timedelta(hours=hour)) for hour in (12, 30))
    assert (str(at_noon.close), str(at_noon.rate_date)) == ("110.00", "2026-03-03")
    assert (str(after.close), str(after.rate_date)) == ("120.00", "2026-03-04")
    assert converted(bar, "EUR", known, day) == bar
    assert converted(bar, "CHF", known, day).reason == "b has no rate of CHF on 2026-03-03"
