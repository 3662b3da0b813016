"""What packs, measures, dimensions, sizes and years in two names say."""

from collections.abc import Iterator

from prices.rules.matching.codes import has_number
from prices.rules.matching.quantities import near, unmatched
from prices.rules.matching.sign import Sign
from prices.rules.matching.title import Described

_STRONG_MEASURES = frozenset({"mass", "volume", "storage", "length", "share", "charge", "area"})
ONE_ORDINAL = {"year": -0.4, "generation": -1.5, "mark": -5.0, "volume": -3.0}
"""A year is left out often; a camera of Mark II is another than the one of no mark."""


def quantity_signs(here: Described, there: Described, *, shares_number: bool) -> Iterator[Sign]:
    yield from _pack_signs(here, there, shares_number=shares_number)
    mine, theirs = here.quantities, there.quantities
    for kind in sorted(mine.measures.keys() & theirs.measures.keys()):
        a, b = mine.measures[kind], theirs.measures[kind]
        only_a, only_b = sorted(unmatched(a, b)), sorted(unmatched(b, a))
        if kind == "storage":
            only_a, only_b = ([], []) if near(max(a), max(b)) else ([max(a)], [max(b)])
        if only_a and only_b and not _same_in_all(here, there, a, b):
            yield Sign(f"their {kind} differs", -6 if kind in _STRONG_MEASURES else -5)
        elif len(only_a) < len(a):
            yield Sign(f"of the same {kind}", 0.2)
    for kind in ("mass", "volume", "storage"):
        if (kind in mine.measures) != (kind in theirs.measures) and not _is_poured(here, there):
            yield Sign(f"only one states its {kind}", -0.3)
    yield from _ounce_signs(here, there)
    yield from _extent_signs(here, there)
    if here.sizes and there.sizes:
        yield _size_sign(here.sizes, there.sizes)
    elif here.sizes or there.sizes:
        yield Sign("only one states a size", -0.4)
    for kind in sorted(mine.ordinals.keys() | theirs.ordinals.keys()):
        a_, b_ = mine.ordinals.get(kind, frozenset()), theirs.ordinals.get(kind, frozenset())
        if a_ and b_:
            yield Sign(f"of the same {kind}", 0.5) if a_ & b_ else Sign(f"of another {kind}", -6)
        elif not any(has_number(str(n), there if a_ else here) for n in a_ | b_):
            yield Sign(f"only one states a {kind}", -0.8 if shares_number else ONE_ORDINAL.get(kind, -0.8))


def _same_in_all(here: Described, there: Described, a: frozenset[float], b: frozenset[float]) -> bool:
    """Whether what differs is the one measure and the other's whole: `6 x 500 ml` and `3 l`."""
    mine, theirs = here.quantities.packs or {1}, there.quantities.packs or {1}
    if mine == theirs:
        return False
    return any(near(x * n, y * m) for x in a for n in mine for y in b for m in theirs)


def _pack_signs(here: Described, there: Described, *, shares_number: bool) -> Iterator[Sign]:
    a, b = here.quantities, there.quantities
    mine, theirs = a.packs - {1}, b.packs - {1}
    if not mine | theirs | a.counts | b.counts:
        return
    all_a, all_b = _wholes(a.packs, a.counts), _wholes(b.packs, b.counts)
    if all_a & all_b - {1} or (a.counts & b.counts and mine == theirs):
        yield Sign(f"of the same number of pieces: {max(all_a & all_b or a.counts & b.counts)}", 0.3)
    elif (mine or a.counts) and (theirs or b.counts):
        yield Sign("of another number of pieces", -6)
    elif mine or theirs:
        whole = _measured_whole(here, there) or {str(n) for n in mine | theirs} & (here.numbers | there.numbers)
        yield Sign("only one is a pack of several", 0.0 if whole else -1.0 if shares_number else -5.0)
    elif shown := {str(n) for n in a.counts | b.counts} & (here.numbers | there.numbers):
        yield Sign(f"of the same number of pieces: {max(shown)}", 0.3)
    else:
        yield Sign("only one states a number of pieces", -0.6)


def _wholes(packs: frozenset[int], counts: frozenset[int]) -> set[int]:
    several = packs or {1}
    found = {pack * count for pack in several for count in counts or {1}} | set(counts)
    if packs and not counts:
        found |= set(packs)
    if len(packs) > 1:
        ordered = sorted(packs)
        found.add(ordered[0] * ordered[1])
    return found


def _measured_whole(here: Described, there: Described) -> bool:
    """Whether the measure of the one that states no pack is that of the other's whole pack."""
    for kind in ("mass", "volume", "length"):
        a, b = here.quantities.measures.get(kind), there.quantities.measures.get(kind)
        if a and b and _same_in_all(here, there, a, b) and (here.quantities.packs or there.quantities.packs):
            packs = max(here.quantities.packs | there.quantities.packs)
            ratio = max(*a, *b) / max(min(max(a), max(b)), 1e-9)
            return near(ratio, packs) or (len(a) != len(b) and bool(a & b))
    return False


def _is_poured(here: Described, there: Described) -> bool:
    """Whether one states a mass or ounces where the other states a volume."""
    poured = ("mass", "volume", "ounces")
    return any(kind in here.quantities.measures for kind in poured) and any(
        kind in there.quantities.measures for kind in poured
    )


def _ounce_signs(here: Described, there: Described) -> Iterator[Sign]:
    """Ounces are a mass, or beside a volume the fluid ones (29.57 ml)."""
    for one, other in ((here, there), (there, here)):
        ounces = one.quantities.measures.get("ounces")
        if not ounces or "ounces" in other.quantities.measures:
            continue
        if one.quantities.measures.keys() & other.quantities.measures.keys() & {"mass", "volume"}:
            continue
        mass, volume = other.quantities.measures.get("mass"), other.quantities.measures.get("volume")
        ways = [(mass, 1.0), (volume, 29.5735 / 28.3495)]
        stated = [(values, factor) for values, factor in ways if values]
        if stated:
            agree = any(near(x * factor, y, 0.04) for values, factor in stated for x in ounces for y in values or ())
            yield Sign("of the same amount, in ounces", 0.4) if agree else Sign("their amount differs", -6)


def _extent_signs(here: Described, there: Described) -> Iterator[Sign]:
    mine, theirs = here.quantities.extents, there.quantities.extents
    if not mine or not theirs:
        return
    agree = any(_same_extent(a, b) for a in mine for b in theirs)
    yield Sign("of the same dimensions", 0.5) if agree else Sign("their dimensions differ", -6)


def _same_extent(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """In any order; two of three, where one states no height; and where one states no unit."""
    few, many = sorted((sorted(one), sorted(other)), key=len)
    for factor in (1, 10, 25.4, 1000, 0.1, 1 / 25.4, 0.001):
        left = list(many)
        for value in few:
            found = next((each for each in left if near(value * factor, each, 0.03)), None)
            if found is None:
                break
            left.remove(found)
        else:
            return True
    return False


def _size_sign(mine: frozenset[str], theirs: frozenset[str]) -> Sign:
    if mine & theirs:
        return Sign(f"of the same size: {min(mine & theirs)}", 0.5)
    plain = {size.lstrip("euksrdfit") for size in mine} & {size.lstrip("euksrdfit") for size in theirs}
    systems = [{size[:2] if size[:2].isalpha() else "" for size in sizes} for sizes in (mine, theirs)]
    if plain - {""} and ("" in systems[0] or "" in systems[1]):
        return Sign("of the same size", 0.4)
    digits = [any(map(str.isdigit, size)) for sizes in (mine, theirs) for size in sizes]
    if systems[0] & systems[1] or not any(digits) or all(len(s) == 1 and "" in s for s in systems):
        return Sign(f"of another size: {' and '.join(sorted([min(mine), min(theirs)]))}", -6.5)
    if "" in systems[0] or "" in systems[1]:
        return Sign("perhaps of another size", -2.5)
    return Sign("their sizes are of two systems", -0.5)
