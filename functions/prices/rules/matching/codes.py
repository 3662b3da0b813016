"""What the model numbers and the numbers in two names say."""

import re
from collections.abc import Iterator

from prices.rules.matching.sign import Sign
from prices.rules.matching.title import LONG_CODE, Described, is_long
from prices.rules.matching.words import words_of


class Codes:
    """The model numbers and numbers of two titles, each found in the other or not."""

    def __init__(
        self,
        here: Described,
        there: Described,
        *,
        shares_number: bool,
        part_numbers: tuple[frozenset[str], frozenset[str]],
    ) -> None:
        self.here, self.there = here, there
        self.shared = {code for code in here.codes if _has_code(code, there)}
        self.shared |= {code for code in there.codes if _has_code(code, here)}
        self.mine = here.codes - self.shared
        self.theirs = there.codes - self.shared
        self.pairs = here.pairs & there.pairs
        self.my_letters = _series(here) - _series(there) - there.joined
        self.their_letters = _series(there) - _series(here) - here.joined
        self.numbers = {number for number in here.numbers if has_number(number, there)}
        self.numbers |= {number for number in there.numbers if has_number(number, here)}
        self.shared |= {
            code
            for a in self.mine | here.numbers
            for b in self.theirs | there.numbers
            if _is_coloured(a, b, here.colours | there.colours) or _is_coloured(b, a, here.colours | there.colours)
            for code in (a, b)
        }
        self.shared |= (self.mine & part_numbers[1]) | (self.theirs & part_numbers[0])
        self.mine, self.theirs = self.mine - self.shared, self.theirs - self.shared
        told = self.shared | part_numbers[0] | part_numbers[1]
        self.my_numbers = {n for n in here.numbers - self.numbers if not _is_part(n, told)}
        self.their_numbers = {n for n in there.numbers - self.numbers if not _is_part(n, told)}
        self.extends = any(_extends(a, b) or _extends(b, a) for a in self.mine for b in self.theirs)
        self.share_long = self.extends or shares_number or any(map(is_long, self.shared))

    def signs(self) -> Iterator[Sign]:
        if self.shared:
            longest = max(self.shared, key=lambda code: (is_long(code), len(code), code))
            yield Sign(
                f"both name the model {longest}", 3.5 if is_long(longest) else 1.5 if len(longest) >= 3 else 0.5
            )  # fmt: skip
        elif self.numbers:
            number = max(self.numbers, key=lambda n: (len(n), n))
            yield Sign(f"both have the number {number}", 1.5 if self.pairs else 0.8 if len(number) > 2 else 0.4)
        mine, theirs = {*self.mine, *self.my_numbers}, {*self.theirs, *self.their_numbers}
        if mine and theirs:
            names = " and ".join(sorted([_longest(mine), _longest(theirs)]))
            yield Sign(f"their models differ: {names}", self._difference(mine, theirs))
        elif mine or theirs:
            yield self._only_one(mine or theirs)
        if self._measured_against(self.my_numbers, self.there) or self._measured_against(self.their_numbers, self.here):
            yield Sign("the number of one is the measure of the other, and differs", -4.0)
        if self.my_letters and self.their_letters:
            both = " and ".join(sorted([min(self.my_letters), min(self.their_letters)]))
            yield Sign(f"their series differ: {both}", -4.0)

    def _difference(self, mine: set[str], theirs: set[str]) -> float:
        if self.extends:
            return -0.5
        if any(shape(a) == shape(b) for a in mine for b in theirs):
            return -5.5
        if self.share_long:
            both_long = min(max(map(len, mine)), max(map(len, theirs))) >= LONG_CODE
            return -0.8 if both_long else -3
        return -6.0

    def _measured_against(self, numbers: set[str], described: Described) -> bool:
        """`50` where the other says `54 mm`, and neither says more."""
        lengths = described.quantities.measures.get("length")
        other = self.there if described is self.here else self.here
        if not lengths or "length" in other.quantities.measures or other.quantities.extents:
            return False
        return any("." in number or len(number) == 2 for number in numbers) and not any(
            f"{value:g}" in other.numbers or f"{value / 10:g}" in other.numbers for value in lengths
        )

    def _only_one(self, left: set[str]) -> Sign:
        longest = _longest(left)
        if self.share_long:
            return Sign(f"only one says {longest}", -0.3)
        if longest == "1":
            return Sign("only one has the number 1", -0.2)
        if "." in longest:
            return Sign(f"only one has the number {longest}", -0.5)
        if longest.isdigit() and len(longest) < 4:
            alone = ONE_DIGIT if len(longest) == 1 else -1.5
            return Sign(f"only one has the number {longest}", -0.9 if self.shared else alone)
        if is_long(longest) and not self.shared:
            return Sign(f"only one names the model {longest}", -0.6)
        return Sign(f"only one names the model {longest}", -0.3 if self.shared else -1.0)


ONE_DIGIT = -3.8
"""What one digit that only one has speaks against: Superlight, Superlight 2."""
GRADE = re.compile(r"\d{1,2}w-?\d{2}|(?:din|iso|en|bs)\d+")
"""A grade of oil or a standard: what a thing is, whoever makes it."""


def _is_part(number: str, codes: set[str] | frozenset[str]) -> bool:
    return any(code.endswith(number) and code.removesuffix(number).isalpha() for code in codes) or (
        len(number) >= 2 and any(number in code for code in codes)
    )


def _series(described: Described) -> set[str]:
    """Words of consonants alone, as makers name their series: GSR, DHP, RTX."""
    return {word for word in described.words if _SERIES.fullmatch(word) and word not in _NO_SERIES}


_SERIES = re.compile(r"[bcdfghjklmnpqrstvwxz]{3,5}", re.ASCII)
_NO_SERIES = words_of("pcs std htc lcd gmbh ltd mhz ghz rgb ssd hdd nvme html ntsc tlg stk wlan gps")


def shape(code: str) -> str:
    """How a code is built: digits as 0, letters as a."""
    return "".join("0" if character.isdigit() else "a" for character in code)


def _longest(codes: set[str]) -> str:
    return max(codes, key=lambda code: (len(code), code))


def _has_code(code: str, there: Described) -> bool:
    if code in there.joined or code in there.codes or (code.isdigit() and code in there.quantities.magnitudes):
        return True
    return len(code) >= LONG_CODE and any(other.endswith(code) for other in there.codes)


def has_number(number: str, there: Described) -> bool:
    return number in there.numbers or number in there.quantities.magnitudes or number in there.joined or any(
        number in {str(value) for value in values} for values in there.quantities.ordinals.values()
    )  # fmt: skip


def _is_coloured(short: str, long: str, colours: frozenset[str]) -> bool:
    """Whether a model number is another with the first letter of the colour they are told to have: P-45, P45B."""
    if len(short) < 3 or short.isdigit() or len(long) != len(short) + 1 or not long.startswith(short):
        return False
    return any(shade[0] == long[-1] for colour in colours for shade in colour.split("/"))


def _extends(short: str, long: str) -> bool:
    """Whether a code is another with a suffix, as a colour or a region has one."""
    if len(short) < 6 or len(short) >= len(long) or not long.startswith(short):
        return False
    return not long[len(short)].isdigit()
