"""What is in a pack, and whether it is less than it was."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from statistics import median

from prices.models.listing import Observation
from prices.rules.deals.slips import FARTHEST

LEAST_CHANGE = Fraction(3, 100)
"""Of a pack or a price per unit, for it to be another: less is rounding."""
SMALLEST, LARGEST = Fraction(1, 1000), Fraction(10**6)
"""A milligram and a tonne, in grams; a price per unit by which there would be less or more in it was misread."""
SOLD_BY = ("mass", "ounces", "volume")
"""What a title's measure is the content of the pack by. A length or a power belongs to the thing itself."""
MOST = Decimal(10**11)
"""No price is more."""
PLAIN = {"mass": "g", "ounces": "g", "volume": "ml", "length": "mm", "area": "m2"}

_UNIT = re.compile(r"(\d+(?:[.,]\d+)?)?\s*(.+)")


@dataclass(frozen=True, slots=True)
class Pack:
    """How much is in a pack: `size` of `unit`, known to a share of `exact`. `of` tells what may be compared with it."""

    size: Fraction
    unit: str
    exact: Fraction
    of: str


@dataclass(frozen=True, slots=True)
class Change:
    """That the pack became another one. `unit_share`: the price of a unit now, by that before."""

    before: Pack
    now: Pack
    at: datetime
    unit_share: Fraction

    @property
    def is_shrunk(self) -> bool:
        """There is less in it, and a unit of it costs more."""
        return self.now.size < self.before.size and self.unit_share >= 1 + LEAST_CHANGE


def pack_of(look: Observation) -> Pack | None:
    """What is in the pack of a look.

    - By the price per unit that the page states: the price, by that. It is rounded to its last digit, and so is this.
    - Else by the one mass, volume or number of pieces that the title names, and how many of it. Of titles that differ
      beside it, nothing follows.
    """
    if look.price and look.unit_price and look.unit:
        unit, each = _unit_of(look.unit)
        if each:
            share = Fraction(look.unit_price)
            last_digit = Fraction(1, 10 ** max(-int(look.unit_price.as_tuple().exponent), 0))
            size = Fraction(look.price) / share * each
            is_sound = SMALLEST <= size <= LARGEST
            return Pack(size, unit, last_digit / 2 / share, "unit") if is_sound else None
    return _pack_of_title(look.title) if look.title else None


def change_of(looks: Sequence[Observation]) -> Change | None:
    """How the pack of the last look differs from the one before it; None where it is the same, or not known.

    A unit that by it would cost FARTHEST times as much or as little was misread; so was one by which the pack before is
    not that of half of the looks before, but now this and now that.

    `looks`: those that read a price, the oldest first. The price of a unit before is the median of those looks.
    """
    if len({(each.title, each.unit) for each in looks}) == 1 and not looks[-1].unit_price:
        return None
    packs = [(each, pack) for each in looks if (pack := pack_of(each)) is not None]
    if not packs or packs[-1][0] is not looks[-1]:
        return None
    last, now = packs[-1]
    comparable = [(each, pack) for each, pack in packs if (pack.of, pack.unit) == (now.of, now.unit)]
    since, before = last.at, None
    for each, pack in reversed(comparable):
        if _differs(pack, now):
            before = pack
            break
        since = each.at
    if before is None or not last.price:
        return None
    earlier = [(each, pack) for each, pack in comparable if each.at < since]
    costs = [Fraction(each.price) / pack.size for each, pack in earlier if each.price and not _differs(pack, before)]
    if 2 * len(costs) < len(earlier):
        return None
    usual = median(costs) if costs else Fraction(0)
    share = Fraction(last.price) / now.size / usual if usual else Fraction(0)
    is_sound = 1 <= share * FARTHEST <= FARTHEST**2
    return Change(before, now, since, share) if is_sound else None


def for_this_pack(looks: Sequence[Observation], change: Change | None) -> list[Observation]:
    """Looks with their prices as they would be for the pack that is sold now; unchanged where no pack changed."""
    if change is None:
        return list(looks)
    found = []
    for each in looks:
        pack = pack_of(each)
        is_other = pack is not None and (pack.of, pack.unit) == (change.now.of, change.now.unit)
        if pack is not None and is_other and each.price is not None and _differs(pack, change.now):
            share = change.now.size / pack.size
            price = min(round(each.price * share.numerator / share.denominator, 6), MOST)
            found.append(each.model_copy(update={"price": price}))
        else:
            found.append(each)
    return found


def _differs(one: Pack, other: Pack) -> bool:
    least = LEAST_CHANGE + one.exact + other.exact
    return abs(one.size - other.size) > least * max(one.size, other.size)


@lru_cache(maxsize=256)
def _unit_of(text: str) -> tuple[str, Fraction]:
    """A unit as the plain one of its kind, and how many of it: `100 g` is 100 of g, `kg` 1000; `500 Blatt` is 500."""
    from prices.rules.matching.quantities import UNITS
    from prices.rules.matching.text import folded

    found = _UNIT.fullmatch(folded(text))
    if found is None:
        return "", Fraction(0)
    count = Fraction((found[1] or "1").replace(",", "."))
    kind, factor = UNITS.get(found[2], ("", 1.0))
    if kind in PLAIN:
        return PLAIN[kind], count * Fraction(str(factor))
    return found[2], count


@lru_cache(maxsize=256)
def _pack_of_title(title: str) -> Pack | None:
    from prices.rules.matching.quantities import quantities
    from prices.rules.matching.text import folded, words

    found = quantities(folded(title))
    measures = [(PLAIN[kind], values) for kind, values in found.measures.items() if kind in SOLD_BY]
    if not measures and found.counts:
        measures = [("piece", frozenset(map(float, found.counts)))]
    elif not measures:
        measures = [("piece", frozenset([1.0]))] if found.packs else []
    if len(measures) != 1 or len(measures[0][1]) != 1 or len(found.packs) > 1:
        return None
    [(unit, [one])] = measures
    size = Fraction(str(one)) * next(iter(found.packs), 1)
    if not SMALLEST <= size <= LARGEST:
        return None
    return Pack(size, unit, Fraction(1, 1000), " ".join(words(found.rest)))


def shown(size: Fraction) -> Decimal:
    """The size of a pack in four digits, without an exponent."""
    exact = Decimal(size.numerator) / Decimal(size.denominator)
    places = max(3 - exact.adjusted(), 0) if exact else 0
    return Decimal(f"{round(exact, places).normalize():f}")
