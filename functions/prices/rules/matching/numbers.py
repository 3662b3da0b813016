"""What the identifiers of two listings say for their being one product, and against."""

from collections.abc import Iterator

from prices.models.matching import Offered
from prices.rules.matching import identifiers
from prices.rules.matching.codes import shape
from prices.rules.matching.sign import Sign
from prices.rules.matching.title import Described
from prices.rules.matching.words import is_typo


def identifier_signs(one: Offered, other: Offered, here: Described, there: Described) -> Iterator[Sign]:
    mine, theirs = identifiers.gtins(one), identifiers.gtins(other)
    if shared := mine & theirs:
        yield Sign(f"both state the GTIN {min(shared)}", 8)
    elif mine and theirs:
        packing = {code[1:13] for code in mine} & {code[1:13] for code in theirs}
        yield Sign(
            "their GTINs are of two packings of one item" if packing else "they state two GTINs", -5 if packing else -6
        )
    mine, theirs = identifiers.asins(one), identifiers.asins(other)
    if mine & theirs:
        yield Sign("both bear one ASIN", 6)
    elif mine and theirs:
        yield Sign("they bear two ASINs", -1.5)
    yield from _part_number_signs(one, other, here, there)
    if one.host and other.host and one.host.lower() == other.host.lower():
        mine, theirs = identifiers.stock_numbers(one), identifiers.stock_numbers(other)
        if mine & theirs:
            yield Sign("one shop's own number for both", 6)
        elif mine and theirs:
            yield Sign("one shop has two numbers for them", -4)


def _part_number_signs(one: Offered, other: Offered, here: Described, there: Described) -> Iterator[Sign]:
    mine, theirs = identifiers.part_numbers(one), identifiers.part_numbers(other)
    brands_agree = bool(here.maker and there.maker) and _same_maker(here.maker, there.maker)
    if shared := mine & theirs:
        telling = max(map(len, shared)) >= 4
        yield Sign(f"both state the part number {min(shared)}", (5 if brands_agree else 3.5) if telling else 1)
    elif mine and theirs:
        close = any(_begins_or_ends(a, b) or _begins_or_ends(b, a) for a in mine for b in theirs)
        alike = any(shape(a) == shape(b) for a in mine for b in theirs)
        yield Sign("they state two part numbers", -0.5 if close else -5.5 if alike else -4.5)
    else:
        named = _named(mine, there) + _named(theirs, here)
        if named:
            yield Sign(f"the part number of one stands in the name of the other: {min(named)}", 2.5)


def _begins_or_ends(long: str, short: str) -> bool:
    return len(short) >= 4 and (long.startswith(short) or long.endswith(short))


def _named(numbers: frozenset[str], there: Described) -> list[str]:
    """Those part numbers that stand in the other's name."""
    return [number for number in numbers if len(number) >= 4 and number in there.joined]


def shares_part_number(one: Offered, other: Offered, here: Described, there: Described) -> bool:
    mine, theirs = identifiers.part_numbers(one), identifiers.part_numbers(other)
    shared = any(len(number) >= 4 for number in mine & theirs)
    return shared or bool(_named(mine, there) or _named(theirs, here))


def maker_signs(here: Described, there: Described) -> Iterator[Sign]:
    if not here.maker and not there.maker:
        return
    if here.maker and there.maker:
        if _same_maker(here.maker, there.maker):
            yield Sign("of one brand", 0.4)
        elif here.maker.isascii() != there.maker.isascii():
            yield Sign("their brands are written in two scripts", -0.1)
        elif here.maker in there.joined or there.maker in here.joined:
            yield Sign("the brand of one stands in the name of the other", 0.4)
        else:
            yield Sign("of two brands", -4)
        return
    maker, joined = (here.maker, there.joined) if here.maker else (there.maker, here.joined)
    if maker in joined or _MAKERS.get(maker) in joined or any(is_typo(maker, word) for word in joined):
        yield Sign("the brand of one stands in the name of the other", 0.5)
    elif not any(len(word) >= 3 and maker.startswith(word) for word in joined):
        yield Sign("the name of one lacks the brand of the other", -0.8)


def _same_maker(one: str, other: str) -> bool:
    one, other = _MAKERS.get(one, one), _MAKERS.get(other, other)
    return one == other or (min(len(one), len(other)) >= 3 and (one in other or other in one)) or is_typo(one, other)


_MAKERS = {
    "hewlettpackard": "hp", "hpinc": "hp", "vw": "volkswagen", "lgelectronics": "lg", "boschprofessional": "bosch",
    "mercedesbenz": "mercedes", "lorealparis": "loreal", "jandj": "johnsonjohnson", "blackdecker": "blackanddecker",
    "wd": "westerndigital", "tplink": "tplink", "dr oetker": "droetker", "pg": "proctergamble",
}  # fmt: skip
