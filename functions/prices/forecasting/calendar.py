"""When shops hold sales, country by country; dates are computed, for any year.

Sources: the law where there is one (France: code de commerce D310-15-2), the rule of the holiday otherwise
(https://www.opm.gov/policy-data-oversight/pay-leave/federal-holidays/ for the United States). Diwali follows the moon
and stands as a table. Days on which one shop invites alone (Prime Day) are not here: they move every year.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

MONDAY, WEDNESDAY, THURSDAY, SATURDAY = 0, 2, 3, 5

DIWALI = {
    2020: date(2020, 11, 14), 2021: date(2021, 11, 4), 2022: date(2022, 10, 24), 2023: date(2023, 11, 12),
    2024: date(2024, 11, 1), 2025: date(2025, 10, 20), 2026: date(2026, 11, 8), 2027: date(2027, 10, 29),
    2028: date(2028, 10, 17), 2029: date(2029, 11, 5), 2030: date(2030, 10, 26),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SaleEvent:
    """A sale that many shops of a country hold. Both days belong to it."""

    name: str
    first: date
    last: date


def sale_events(country: str | None, first: date, last: date) -> list[SaleEvent]:
    """Those that touch the days from `first` to `last`, the earliest first. Without a country: those of the world."""
    years = range(first.year - 1, last.year + 2)
    events = [event for year in years for event in _of_year(country, year) if event.first <= last]
    return sorted((event for event in events if event.last >= first), key=lambda event: (event.first, event.name))


def nth(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th such weekday of a month; n below 0 counts from the end."""
    if n > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
    end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return end - timedelta(days=(end.weekday() - weekday) % 7 + 7 * (-n - 1))


def thanksgiving(year: int) -> date:
    """Of the United States: the fourth Thursday of November."""
    return nth(year, 11, THURSDAY, 4)


def winter_sales_of_france(year: int) -> date:
    """The second Wednesday of January, or the first where the second is later than the 12th."""
    second = nth(year, 1, WEDNESDAY, 2)
    return second if second.day <= 12 else second - timedelta(days=7)


def summer_sales_of_france(year: int) -> date:
    """The last Wednesday of June, or the last but one where the last is later than the 28th."""
    last = nth(year, 6, WEDNESDAY, -1)
    return last if last.day <= 28 else last - timedelta(days=7)


@cache
def _of_year(country: str | None, year: int) -> tuple[SaleEvent, ...]:
    return tuple([*_of_the_world(year), *_OWN.get((country or "").upper(), _of_nobody)(year)])


def _days(name: str, first: date, days: int = 1) -> SaleEvent:
    return SaleEvent(name, first, first + timedelta(days=days - 1))


def _of_the_world(year: int) -> Iterator[SaleEvent]:
    friday = thanksgiving(year) + timedelta(days=1)
    yield _days("Black Friday", friday - timedelta(days=4), 8)
    yield _days("Singles' Day", date(year, 11, 9), 3)
    yield _days("Christmas", date(year, 12, 10), 15)
    yield _days("After Christmas", date(year, 12, 26), 6)


def _of_nobody(year: int) -> Iterator[SaleEvent]:
    return iter(())


def _easter(year: int) -> date:
    from dateutil.easter import easter  # type: ignore[import-untyped]  # comes with boto3

    day: date = easter(year)
    return day


def _of_the_united_states(year: int) -> Iterator[SaleEvent]:
    yield _days("New Year", date(year, 1, 1), 3)
    yield _days("Presidents' Day", nth(year, 2, MONDAY, 3) - timedelta(days=3), 4)
    yield _days("Easter", _easter(year) - timedelta(days=7), 8)
    yield _days("Memorial Day", nth(year, 5, MONDAY, -1) - timedelta(days=3), 4)
    yield _days("Independence Day", date(year, 7, 1), 4)
    yield _days("Labor Day", nth(year, 9, MONDAY, 1) - timedelta(days=3), 4)
    yield _days("Thanksgiving", thanksgiving(year) - timedelta(days=7), 8)


def _of_canada(year: int) -> Iterator[SaleEvent]:
    yield _days("Canada Day", date(year, 6, 28), 4)
    yield _days("Labour Day", nth(year, 9, MONDAY, 1) - timedelta(days=3), 4)
    yield _days("Thanksgiving", nth(year, 10, MONDAY, 2) - timedelta(days=3), 4)


def _of_the_united_kingdom(year: int) -> Iterator[SaleEvent]:
    yield _days("January sales", date(year, 1, 1), 14)
    yield _days("Easter", _easter(year) - timedelta(days=7), 9)
    yield _days("Summer bank holiday", nth(year, 8, MONDAY, -1) - timedelta(days=3), 4)


def _of_france(year: int) -> Iterator[SaleEvent]:
    yield _days("Soldes d'hiver", winter_sales_of_france(year), 28)
    yield _days("Soldes d'été", summer_sales_of_france(year), 28)


def _of_germany(year: int) -> Iterator[SaleEvent]:
    yield _days("Winterschlussverkauf", nth(year, 1, MONDAY, -1), 13)
    yield _days("Ostern", _easter(year) - timedelta(days=7), 8)
    yield _days("Sommerschlussverkauf", nth(year, 7, MONDAY, -1), 13)


def _of_italy(year: int) -> Iterator[SaleEvent]:
    yield _days("Saldi invernali", date(year, 1, 5), 42)
    yield _days("Saldi estivi", nth(year, 7, SATURDAY, 1), 42)


def _of_spain(year: int) -> Iterator[SaleEvent]:
    yield _days("Rebajas de enero", date(year, 1, 7), 42)
    yield _days("Rebajas de verano", date(year, 7, 1), 42)


def _of_china(year: int) -> Iterator[SaleEvent]:
    yield _days("618", date(year, 6, 16), 5)
    yield _days("Double 12", date(year, 12, 10), 3)


def _of_india(year: int) -> Iterator[SaleEvent]:
    yield _days("Republic Day", date(year, 1, 20), 7)
    yield _days("Independence Day", date(year, 8, 9), 7)
    if year in DIWALI:
        yield _days("Diwali", DIWALI[year] - timedelta(days=21), 22)


def _of_australia(year: int) -> Iterator[SaleEvent]:
    yield _days("End of financial year", date(year, 6, 15), 16)


def _of_mexico(year: int) -> Iterator[SaleEvent]:
    yield _days("El Buen Fin", nth(year, 11, MONDAY, 3) - timedelta(days=4), 5)


def _of_brazil(year: int) -> Iterator[SaleEvent]:
    yield _days("Dia do Consumidor", date(year, 3, 11), 5)


def _of_japan(year: int) -> Iterator[SaleEvent]:
    yield _days("Hatsuuri", date(year, 1, 1), 7)


_OWN = {
    "US": _of_the_united_states, "CA": _of_canada, "GB": _of_the_united_kingdom, "FR": _of_france, 
    "DE": _of_germany, "AT": _of_germany, "IT": _of_italy, "ES": _of_spain, "CN": _of_china, "IN": _of_india,
    "AU": _of_australia, "MX": _of_mexico, "BR": _of_brazil, "JP": _of_japan,
}  # fmt: skip
