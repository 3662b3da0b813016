"""The tariffs that hold on a day, and which of their lines are about some goods."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from catalog.models.tariff import DutyLine, FreightLine, InsuranceLine, Tariff, TaxLine, Valuation

L = TypeVar("L", DutyLine, TaxLine)
Lines = Sequence[tuple[Tariff, L]]
"""Lines, each with the tariff it stands in."""


class Tariffs(NamedTuple):
    """The lines of the tariffs that hold for a destination, each with the tariff it stands in."""

    duty: tuple[tuple[Tariff, DutyLine], ...] = ()
    tax: tuple[tuple[Tariff, TaxLine], ...] = ()
    freight: tuple[tuple[Tariff, FreightLine], ...] = ()
    insurance: tuple[tuple[Tariff, InsuranceLine], ...] = ()


def are_in_force(tariffs: Iterable[Tariff], destination: str, day: date) -> list[Tariff]:
    """Of each kind and name the last tariff whose date has come and whose end has not; exchange rates of anywhere.

    A tariff that has ended does not bring back the one before it: then nothing is known.
    """
    newest: dict[tuple[str, str], Tariff] = {}
    for each in sorted(tariffs, key=lambda each: (each.as_of, each.loaded_at)):
        if each.destination in {None, destination} and each.as_of <= day:
            newest[each.kind, each.name] = each
    return [each for each in newest.values() if each.until is None or each.until >= day]


def valuation_in(tariffs: Tariffs) -> Valuation | None:
    """How the destination values goods for customs, as its newest duty tariff says; None where there is none."""
    newest = max((tariff for tariff, _ in tariffs.duty), key=lambda each: each.as_of, default=None)
    return newest.valuation if newest else None


def named(tariff: Tariff) -> str:
    """A tariff as a source: its name, its date, who published it."""
    return f"{tariff.name}, as of {tariff.as_of} ({tariff.source})"


def duties_on(lines: Lines[DutyLine], hs_code: str, origin: str | None) -> Lines[DutyLine]:
    """The duty lines on goods: of each name the one with the longest code, of these one of the origin."""
    return _closest([each for each in lines if hs_code.startswith(each[1].hs) and each[1].origin in {None, origin}])


def taxes_on(lines: Lines[TaxLine], hs_code: str | None) -> Lines[TaxLine]:
    """The tax lines on goods: of each name the one with the longest code."""
    return _closest([each for each in lines if (hs_code or "").startswith(each[1].hs)])


def _closest(fitting: Lines[L]) -> Lines[L]:
    """Of each name the closest line; of equally close ones that of the newest tariff."""
    found: dict[str, tuple[Tariff, L]] = {}
    for each in sorted(fitting, key=_closeness):
        found[each[1].name] = each
    return [found[name] for name in sorted(found)]


def _closeness(each: tuple[Tariff, DutyLine | TaxLine]) -> tuple[int, bool, date]:
    tariff, line = each
    return len(line.hs), isinstance(line, DutyLine) and line.origin is not None, tariff.as_of
