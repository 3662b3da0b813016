"""A price over time: from when to when it stood."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from prices.models.listing import Observation
from prices.models.page import Availability

HELD = timedelta(days=7)
"""How long a price that was read holds at most without another look, as where prices of several shops are compared."""
DAY = timedelta(days=1)
NOTHING = timedelta(0)
NOT_TO_BE_HAD = frozenset({Availability.OUT_OF_STOCK, Availability.DISCONTINUED})


@dataclass(frozen=True, slots=True)
class Spell:
    """From when to when a price stood. `was`: the former price that the page showed beside it; None: none."""

    since: datetime
    until: datetime
    price: Decimal
    was: Decimal | None

    @property
    def is_announced(self) -> bool:
        """The page said that it is a reduction."""
        return self.was is not None and self.was > self.price

    @property
    def length(self) -> timedelta:
        return self.until - self.since


def priced(looks: Iterable[Observation]) -> list[Observation]:
    """The looks that read a price, the oldest first."""
    return sorted((each for each in looks if each.price is not None), key=lambda each: each.at)


def spells_of(looks: Sequence[Observation]) -> list[Spell]:
    """The spells of a listing's price, the oldest first; the last one is that of the last look.

    - A price holds until the next look that read one, for HELD at most: what lies between is not known.
    - A price at which nothing could be bought was charged to nobody: it ends the spell before it and is none itself,
      but for the last look's.
    - Neighbours of one price and one former price are one spell.
    """
    seen = priced(looks)
    spells: list[Spell] = []
    for number, each in enumerate(seen):
        is_last = number + 1 == len(seen)
        if each.price is None or (each.availability in NOT_TO_BE_HAD and not is_last):
            continue
        until = each.at if is_last else min(seen[number + 1].at, each.at + HELD)
        last = spells[-1] if spells else None
        if last is not None and (last.price, last.was, last.until) == (each.price, each.was_price, each.at):
            spells[-1] = Spell(last.since, until, last.price, last.was)
        else:
            spells.append(Spell(each.at, until, each.price, each.was_price))
    return spells


def within(spells: Iterable[Spell], since: datetime, until: datetime) -> list[Spell]:
    """The parts of spells that lie between two moments."""
    cut = (Spell(max(each.since, since), min(each.until, until), each.price, each.was) for each in spells)
    return [each for each in cut if each.since < each.until]


def time_of(spells: Iterable[Spell]) -> timedelta:
    """How long spells are together."""
    return sum((each.length for each in spells), NOTHING)


def days(length: timedelta) -> int:
    """A length in whole days, to the nearest; what is more than nothing is one at least."""
    return max(round(length / DAY), 1) if length > NOTHING else 0


def median(spells: Sequence[Spell]) -> Decimal | None:
    """The price that half of the time was this or less; None where no time is known."""
    half = time_of(spells) / 2
    reached = NOTHING
    for each in sorted(spells, key=lambda spell: spell.price):
        reached += each.length
        if reached >= half and reached > NOTHING:
            return each.price
    return None


def off(price: Decimal, before: Decimal) -> Fraction | None:
    """How much less a price is than another, as a share of it; None of nothing."""
    return 1 - Fraction(price) / Fraction(before) if before else None
