"""Sizes that are names, as they are compared: `XXL` is `2XL`, and a range is every size within it.

- A range of numbers has its whole and its half sizes (`36-42`: 36, 36.5, ... 42) while it spans twenty at most, as
  shoes and collars do; the whole ones alone up to 60 (`104-164`, children's clothes). A wider one stays as written:
  a range of years, or of millimetres, is none of sizes.
- A range of letters goes along the scale that both ends are of: XS S M L XL, or PP P M G GG.
- A system before the numbers belongs to each of them: `EU 36-42` has EU 40. Goods that state one are also of the bare
  number, which is what most buyers ask for; asked for with its system, a number without one may be another's.
- Several in one text are parted by a comma, a slash, a semicolon or a bar.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from catalog.rules.identity import folded

SCALES = (
    (("3xs", "xxxs"), ("xxs", "2xs"), ("xs",), ("s",), ("m",), ("l",), ("xl",), ("xxl", "2xl"), ("xxxl", "3xl"),
     ("4xl", "xxxxl"), ("5xl", "xxxxxl"), ("6xl",)),
    (("pp",), ("p",), ("m",), ("g",), ("gg",), ("xg", "xgg", "egg"), ("xxg",)),
)  # fmt: skip
"""Letters of English and of Portuguese, the smallest first; spellings of one size stand together."""
SYSTEMS = "eu|eur|uk|us|fr|it|br|jp|cn|in"
MOST_HALVES = 20
MOST_WHOLES = 60
HALF = Decimal("0.5")

_TO = r"\s*(?:-|–|—|~|to|till|à|a|ao|até|ate|se)\s*"
_NUMBERS = re.compile(rf"(?:({SYSTEMS})\s*)?(\d{{1,3}}(?:\.5)?)(?:{_TO}(\d{{1,3}}(?:\.5)?))?(?:\s*({SYSTEMS}))?")
_LETTERS = re.compile(rf"([2-6]?[a-z]{{1,6}}){_TO}([2-6]?[a-z]{{1,6}})")


def wanted(size: str) -> list[str]:
    """The sizes of goods that a buyer who names this one takes."""
    return _distinct(each for part in _parts(size) for each in (folded(part), *_letters(part), *_numbers(part)))


def stated(sizes: str) -> list[str]:
    """The sizes that goods are of which state these."""
    found = wanted(sizes)
    bare = (each.split(" ", 1)[1] for each in found if re.match(rf"(?:{SYSTEMS}) \d", each))
    return _distinct([*found, *bare])


def _parts(text: str) -> list[str]:
    return [part.strip().casefold() for part in re.split(r"[,/;|]", text) if part.strip()]


def _letters(part: str) -> Iterator[str]:
    ends = _LETTERS.fullmatch(part)
    first, last = (ends[1], ends[2]) if ends else (part, part)
    for scale in SCALES:
        places = [place for end in (first, last) for place, same in enumerate(scale) if end in same]
        if len(places) == 2:
            yield from (spelling for same in scale[min(places) : max(places) + 1] for spelling in same)


def _numbers(part: str) -> Iterator[str]:
    read = _NUMBERS.fullmatch(part)
    if read is None:
        return
    least, most = sorted((Decimal(read[2]), Decimal(read[3] or read[2])))
    step = HALF if most - least <= MOST_HALVES else Decimal(1)
    if most - least > MOST_WHOLES:
        return
    system = read[1] or read[4]
    for each in range(int((most - least) / step) + 1):
        number = folded(f"{(least + each * step).normalize():f}")
        yield f"{system} {number}" if system else number


def _distinct(values: Iterator[str] | list[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))
