"""Rates and conversion: the bank's forms, which day holds, and that nothing is converted without a rate."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import START, World, fails
from prices.models.rates import RateDay
from prices.rules import ecb
from prices.rules.rates import OLDEST, Rates, published_at
from prices.service.rates import fetch_rates, load_rates, rates_on
from tradewind.errors import InvalidInput, Unavailable
from tradewind.fetch import Fetched

if TYPE_CHECKING:
    from tradewind.dynamo import Table

XML = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" \
xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube>{days}</Cube>
</gesmes:Envelope>"""
URL = "https://rates.test/eurofxref-hist-90d.xml"


def xml(days: dict[str, dict[str, str]]) -> bytes:
    cubes = "".join(
        f"<Cube time='{day}'>{''.join(f'<Cube currency={c!r} rate={r!r}/>' for c, r in rates.items())}</Cube>"
        for day, rates in days.items()
    )
    return XML.format(days=cubes).encode()


def zipped(text: str, name: str = "eurofxref-hist.csv") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, text)
    return packed.getvalue()


TWO_DAYS = {"2026-03-03": {"USD": "1.0867", "JPY": "164.55"}, "2026-03-02": {"USD": "1.08"}}
HIST = "Date,USD,JPY,CYP,\n2026-03-03,1.0867,164.55,N/A,\n2026-03-02,1.08,N/A,N/A,\n"
DAILY = "Date, USD, JPY, \n03 March 2026, 1.0867, 164.55, \n"


def rates(**days: dict[str, str]) -> Rates:
    """Rates by day, as `d2026_03_03={"USD": "1.1"}`."""
    return Rates(
        RateDay(day=date.fromisoformat(name[1:].replace("_", "-")), rates=each, source="the bank")  # type: ignore[arg-type]
        for name, each in days.items()
    )


@pytest.mark.parametrize("content", [xml(TWO_DAYS), HIST.encode(), b"\xef\xbb\xbf" + HIST.encode(), zipped(HIST)])
def test_every_form_of_the_bank_says_the_same(content: bytes) -> None:
    found = {str(each.day): {name: str(rate) for name, rate in each.rates.items()} for each in ecb.read(content)}
    assert found == TWO_DAYS
    assert list(found) == ["2026-03-02", "2026-03-03"]


def test_the_file_of_one_day_writes_its_month_in_words() -> None:
    [day] = ecb.read(zipped(DAILY, "eurofxref.csv"))
    assert (day.day, day.rates["JPY"]) == (date(2026, 3, 3), Decimal("164.55"))


DTD = b'<?xml version="1.0"?><!DOCTYPE e [<!ENTITY a "1.1">]>'


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "first line"),
        (b"<html><body>Sorry</body></html>", "<html> is not of the bank's form"),
        (xml(TWO_DAYS)[:-20], "not well-formed"),
        (DTD + xml(TWO_DAYS).partition(b"?>")[2], "document type"),
        (xml(TWO_DAYS).replace(b"?>", b"?><!DOCTYPE rates SYSTEM 'http://x.test/rates.dtd'>", 1), "document type"),
        (xml({}), "no day"),
        (xml({"2026-03-03": {}}), "no day"),
        (xml({"2026-02-30": {"USD": "1"}}), "is no date"),
        (xml({"03/03/2026": {"USD": "1"}}), "is no date"),
        (xml({"2026-03-03": {"USD": "0"}}), "greater than 0"),
        (xml({"2026-03-03": {"USD": "-1"}}), "greater than 0"),
        (xml({"2026-03-03": {"USD": "1e9"}}), "plain digits"),
        (xml({"2026-03-03": {"USD": "NaN"}}), "plain digits"),
        (xml({"2026-03-03": {"US$": "1"}}), "pattern"),
        (xml(TWO_DAYS).replace(b"UTF-8", b"hex"), "not well-formed"),
        (xml(TWO_DAYS).replace(b"time='2026-03-02'", b"time='2026-03-03'"), "twice"),
        (xml(TWO_DAYS).replace(b"'JPY'", b"'USD'"), "USD twice"),
        (xml(TWO_DAYS).replace(b"rate=", b"amount="), "stands where none may be"),
        (HIST.replace("164.55", "164,55").encode(), "cells"),
        (HIST.replace("2026-03-02", "2026-03-03").encode(), "twice"),
        (HIST.replace("Date", "Datum").encode(), "first line"),
        (b"Date,USD\n2026-03-03,\xff", "neither XML nor CSV"),
        (zipped(HIST)[:-30], "damaged"),
        (zipped(HIST)[:40] + b"xxxx" + zipped(HIST)[44:], "damaged"),
        (zipped("0" * (ecb.LARGEST_FILE + 1)), "unpacked"),
    ],
)
def test_a_file_that_is_not_as_the_bank_writes_it_is_refused_as_a_whole(content: bytes, named: str) -> None:
    with pytest.raises(InvalidInput, match=named):
        ecb.read(content)


@given(st.binary(max_size=200), st.integers(0, 600), st.integers(0, 40))
def test_no_damage_ends_in_anything_but_a_refusal_or_days(noise: bytes, at: int, length: int) -> None:
    for whole in (xml(TWO_DAYS), zipped(HIST), HIST.encode()):
        try:
            ecb.read(whole[:at] + noise + whole[at + length :])
        except InvalidInput:
            continue


def test_the_rates_of_a_day_hold_from_four_in_frankfurt_until_the_next_are_out() -> None:
    known = rates(d2026_03_05={"USD": "1.1"}, d2026_03_06={"USD": "1.2"}, d2026_03_09={"USD": "1.3"})
    for at, day in {
        datetime(2026, 3, 6, 14, 59, tzinfo=UTC): 5,  # 15:59 in Frankfurt
        datetime(2026, 3, 6, 15, 0, tzinfo=UTC): 6,
        datetime(2026, 3, 9, 12, 0, tzinfo=UTC): 6,  # Friday's, on Monday at noon
        datetime(2026, 3, 9, 15, 0, tzinfo=UTC): 9,
    }.items():
        found = known.on(at)
        assert found is not None
        assert found.day.day == day


def test_summer_time_moves_the_hour() -> None:
    assert (published_at(date(2026, 3, 6)).hour, published_at(date(2026, 7, 6)).hour) == (15, 14)


def test_a_rate_of_more_than_a_week_ago_converts_nothing() -> None:
    known = rates(d2026_03_05={"USD": "1.1"})
    last = published_at(date(2026, 3, 5)) + OLDEST
    assert known.convert(Decimal(10), "EUR", "USD", last).value == Decimal("11.00")
    later = known.convert(Decimal(10), "EUR", "USD", last + timedelta(days=1))
    assert (later.value, later.rate, later.reason) == (
        None,
        None,
        "no rates were known on 2026-03-13 that are at most 7 days old",
    )
    assert known.convert(Decimal(10), "EUR", "USD", START - timedelta(days=30)).value is None


@pytest.mark.parametrize(
    ("amount", "source", "target", "value", "rate"),
    [
        ("100", "EUR", "USD", "108.67", "1.0867"),
        ("100", "USD", "EUR", "92.02", "0.9202171713"),
        ("19.99", "USD", "JPY", "3027", "151.4217355"),
        ("3027", "JPY", "USD", "19.99", "0.006604071711"),
        ("0.125", "USD", "EUR", "0.115", "0.9202171713"),  # a price per gram keeps its decimals
        ("1", "JPY", "EUR", "0.01", "0.006077180188"),
        ("0.01", "JPY", "EUR", "0.0001", "0.006077180188"),  # not for nothing
        ("0", "USD", "EUR", "0.00", "0.9202171713"),
        ("5.5", "USD", "USD", "5.5", "1"),
    ],
)
def test_an_amount_is_converted_by_the_rate_that_is_stated(
    amount: str, source: str, target: str, value: str, rate: str
) -> None:
    known = rates(d2026_03_03={"USD": "1.0867", "JPY": "164.55"})
    found = known.convert(Decimal(amount), source, target, START)
    assert (str(found.value), str(found.rate)) == (value, rate)
    assert found.rate_date == (None if source == target else date(2026, 3, 3))


@pytest.mark.parametrize(
    ("amount", "source", "target", "reason"),
    [
        ("1", None, "EUR", "without its currency"),
        ("1", "XXX", "EUR", "no rate of XXX on 2026-03-03"),
        ("1", "XXX", "YYY", "no rate of XXX and YYY"),
        ("1000000000000", "EUR", "JPY", "too large"),
        ("0.000001", "JPY", "EUR", "too small"),
    ],
)
def test_without_a_rate_nothing_is_converted_and_the_reason_is_told(
    amount: str, source: str | None, target: str, reason: str
) -> None:
    found = rates(d2026_03_03={"USD": "1.0867", "JPY": "164.55"}).convert(Decimal(amount), source, target, START)
    assert found.value is None
    assert found.rate is None
    assert reason in (found.reason or "")


AMOUNTS = st.decimals("0.01", "1000000", places=2)
CURRENCIES = st.sampled_from(["EUR", "USD", "GBP"])


@given(AMOUNTS, CURRENCIES, CURRENCIES)
def test_there_and_back_again_is_the_same_but_for_the_rounding(amount: Decimal, source: str, target: str) -> None:
    known = rates(d2026_03_03={"USD": "1.0867", "GBP": "0.8412"})
    there = known.convert(amount, source, target, START).value
    assert there is not None
    back = known.convert(there, target, source, START).value
    assert back is not None
    assert abs(back - amount) <= Decimal("0.02")


@given(AMOUNTS, AMOUNTS)
def test_what_costs_less_costs_no_more_in_another_currency(one: Decimal, other: Decimal) -> None:
    known = rates(d2026_03_03={"USD": "1.0867", "JPY": "164.55"})
    less, more = (known.convert(each, "USD", "EUR", START).value for each in sorted((one, other)))
    assert less is not None
    assert more is not None
    assert less <= more


@pytest.fixture
def world(table: "Table") -> World:
    return World(table)


def answers(body: bytes, status: int = 200) -> Fetched:
    return Fetched(URL, status, {"content-type": "text/xml"}, body, (), 1, False)


def test_a_file_is_loaded_once_and_a_corrected_day_is_told(world: World) -> None:
    first = load_rates(xml(TWO_DAYS), store=world.store, now=world.now)
    again = load_rates(zipped(HIST), store=world.store, now=world.now)
    corrected = load_rates(xml({"2026-03-03": {"USD": "1.09"}}), store=world.store, now=world.now)
    assert [(each.days, each.added, each.corrected) for each in (first, again, corrected)] == [
        (2, 2, 0),
        (2, 0, 0),
        (1, 0, 1),
    ]
    assert world.store.rates.at(START).convert(Decimal(100), "EUR", "USD", START).value == Decimal("109.00")


def test_a_day_that_is_still_to_come_keeps_the_whole_file_out(world: World) -> None:
    with pytest.raises(InvalidInput, match="2026-03-09 is still to come"):
        load_rates(xml(TWO_DAYS | {"2026-03-09": {"USD": "1"}}), store=world.store, now=world.now)
    assert world.store.rates.last_by(date(2026, 12, 31)) is None


def test_the_rates_of_a_sunday_are_those_of_friday(world: World) -> None:
    load_rates(xml({"2026-02-27": {"USD": "1.1"}, "2026-02-26": {"USD": "1"}}), store=world.store, now=world.now)
    shown = rates_on(date(2026, 3, 1), store=world.store, now=world.now)
    assert (shown.day, shown.asked, shown.base) == (date(2026, 2, 27), date(2026, 3, 1), "EUR")
    for day in (date(2026, 3, 7), date(2026, 2, 25)):
        none = rates_on(day, store=world.store, now=world.now)
        assert (none.day, none.rates, none.source) == (None, {}, None)
        assert none.reason == f"no rates of {day} or the 7 days before it are known"


def test_rates_that_do_not_come_or_are_old_are_heard_of(world: World) -> None:
    for answer, named in (
        (fails(), "did not come: shop.test takes no connection"),
        (answers(b"", 503), "status 503"),
        (answers(b"<html/>"), "cannot be read"),
        (answers(xml({"2026-02-20": {"USD": "1"}})), "the last are of 2026-02-20"),
    ):
        world.web[URL] = answer
        with pytest.raises(Unavailable, match=named):
            fetch_rates(URL, client=world.web.client, store=world.store, now=world.now)
    world.web[URL] = answers(xml(TWO_DAYS))
    assert fetch_rates(URL, client=world.web.client, store=world.store, now=world.now).added == 2
