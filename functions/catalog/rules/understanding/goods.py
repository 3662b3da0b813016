"""What is said of the goods: certificates, brands, colours, materials."""

import re

from catalog.rules.understanding.naming import HEAD_FIRST, head_of
from catalog.rules.understanding.reading import Found, Reading

ALSO_WORDS = frozenset({
    "CE", "UL", "GS", "KC", "AB", "NF", "BIS", "ISI", "DOT", "REACH", "WRAP", "ECE", "PSE", "COA", "CCC", "BCI",
    "Watermark", "BPI", "TÜV", "ETL", "CSA", "GRS", "RWS",
})  # fmt: skip
"""Certificates whose short names are words in some language: read in capitals, or beside a word of certifying."""
STANDARDS = {
    "iso": "ISO",
    "en": "EN",
    "astm": "ASTM",
    "iec": "IEC",
    "din": "DIN",
    "ansi": "ANSI",
    "nbr": "NBR",
    "bs": "BS",
}
_GLUED = re.compile(r"(iso|en|astm|iec|din|ansi|nbr|bs)(\d{2,6})")
_NUMBERED = re.compile(r"[a-z]?\d{1,6}")
JEWELLERY = frozenset({"necklace", "ring", "bracelet", "earrings", "jewellery", "cutlery", "keychain"})
MADE_OF = frozenset({"en", "de", "in", "of", "ki", "ka", "ke", "की", "का", "के", "from"})


def read_certificates(reading: Reading) -> None:
    """Names of certificates, and numbered standards by their form (`ISO 9001`, `EN71`, `ASTM F963`)."""
    at = 0
    while at < len(reading.tokens):
        found = certificate_at(reading, at)
        if found is None:
            at += 1
            continue
        name, end = found
        ends = reading.skip(end, "cert_word")
        if reading.find(ends, "not_needed") is None:
            start = reading.skip_back(at, "cert_word")
            reading.say("certifications", name, [(start, ends)], "a certificate by its name", 0.9)
        else:
            ends, start = reading.skip(ends, "not_needed"), at
        reading.take(start, ends)
        at = ends


def certificate_at(reading: Reading, at: int) -> tuple[str, int] | None:
    """The certificate that begins at a token, and where it ends."""
    if not reading.free[at]:
        return None
    token = reading.tokens[at]
    if token.is_word and (glued := _GLUED.fullmatch(token.text)):
        return f"{STANDARDS[glued[1]]} {glued[2]}", _past_year(reading, at + 1)
    if token.text in STANDARDS and at + 1 < len(reading.tokens) and reading.free[at + 1]:
        number = reading.tokens[at + 1]
        is_sure = token.text != "en" or reading.text[token.start : token.end].isupper()
        if (
            is_sure
            and _NUMBERED.fullmatch(number.text)
            and number.start - token.end <= 1
            and not reading.find(at + 2, "measure", "counted", "day")
        ):
            return f"{STANDARDS[token.text]} {number.text.upper()}", _past_year(reading, at + 2)
    found = reading.find(at, "certificate")
    if found is None or (found.value in ALSO_WORDS and not _is_surely_certificate(reading, found)):
        return None
    return found.value, found.end


def _past_year(reading: Reading, at: int) -> int:
    """`ISO 9001:2015`, `EN 71-1`: the year and the part are not told."""
    while at + 1 < len(reading.tokens) and reading.tokens[at].text in (":", "-") and reading.tokens[at + 1].is_number:
        if reading.tokens[at + 1].end - reading.tokens[at].start > 6:
            break
        at += 2
    return at


def _is_surely_certificate(reading: Reading, found: Found) -> bool:
    if found.length > 1:
        return True
    token = reading.tokens[found.start]
    written = reading.text[token.start : token.end]
    is_shouted = reading.text.isupper() and reading.language != "hi"
    if "\u0900" <= token.text[0] <= "\u097f" or (written.isupper() and not is_shouted):
        return True
    after = reading.find(reading.skip(found.end, "and"), "cert_word", "certificate")
    return bool(reading.find_before(found.start, "cert_word") or after)


def brand_at(reading: Reading, at: int) -> Found | None:
    """The brand that begins at a token. One that is also a word is written with a capital, or called a brand."""
    found = reading.find(at, "brand")
    if found is None:
        return None
    is_word_too = found.is_marked or (not found.language and _is_everyday(reading, found))
    if not is_word_too or found.length > 1:
        return found
    token = reading.tokens[at]
    if token.is_capital and at > 0 and not reading.text.isupper() and not reading.text.istitle():
        return found
    beside = (
        reading.find_before(at, "brand_word", taken_too=True)
        or reading.find(found.end, "brand_word")
        or _brand_beside(reading, at, found.end)
        or _is_other_brand(reading, at)
    )
    return found if beside else None


def _is_everyday(reading: Reading, found: Found) -> bool:
    return reading.find(found.start, "colour", "material", "thing", "descriptor", "article", "of", "filler") is not None


def _brand_beside(reading: Reading, start: int, end: int) -> bool:
    """Whether another brand, one that is no word, stands in one list with it: `boat ya jbl`."""
    after = reading.find(end, "and")
    before = reading.find_before(start, "and")
    other = reading.find(after.end, "brand") if after else None
    former = reading.find_before(before.start, "brand", taken_too=True) if before else None
    return bool((other and not other.is_marked) or (former and not former.is_marked))


def _is_other_brand(reading: Reading, at: int) -> bool:
    """Whether it is denied where another brand is spoken of: `epson ou hp, que não seja brother`."""
    if reading.find_before(reading.skip_back(at, "article", "of"), "not_before") is None:
        return False
    others = (reading.find(each, "brand", taken_too=True) for each in range(len(reading.tokens)) if each != at)
    return any(other is not None and not other.is_marked for other in others)


def read_brands(reading: Reading) -> None:
    """Known brands, and any word that is called a brand (`brand Zenco`, `Zenco brand`, `marque Zenco`)."""
    for at in range(len(reading.tokens)):
        found = brand_at(reading, at)
        if found is None:
            continue
        start = at
        word = reading.find_before(at, "brand_word", "made_by")
        end = reading.skip(found.end, "brand_word")
        if word is not None:
            reading.take(word.start, at)
            start = word.start
        reading.say("brand_preferences", found.value, [(start, end)], "a brand by its name", 0.9)
        reading.take(at, found.end, keep=True)
        reading.take(found.end, end)
        reading.see_through(start, end)
    _read_listed_brands(reading)
    for at in range(len(reading.tokens)):
        word = reading.find(at, "brand_word")
        if word is None:
            continue
        _called_a_brand(reading, word)
    for at in range(len(reading.tokens)):
        maker = reading.find(at, "made_by")
        is_named = maker is not None and _may_name(reading, maker.end, is_first=False)
        if maker is not None and is_named and reading.longest(maker.end) is None:
            _say_brand(reading, maker.end, maker.end + 1, (maker.start, maker.end + 1))


def _read_listed_brands(reading: Reading) -> None:
    """A name that nobody knows, in one list with a brand: `Juki or Brother`."""
    for at in range(len(reading.tokens)):
        if not _may_name(reading, at, is_first=False) or reading.longest(at) is not None:
            continue
        after, before = reading.find(at + 1, "and"), reading.find_before(at, "and")
        is_listed = (after is not None and _is_said_brand(reading, after.end)) or (
            before is not None and _is_said_brand(reading, before.start - 1)
        )
        if is_listed:
            _say_brand(reading, at, at + 1, (at, at + 1))


def _is_said_brand(reading: Reading, at: int) -> bool:
    known = reading.find(at, "brand", taken_too=True)
    return at in reading.kept and known is not None


def _called_a_brand(reading: Reading, word: Found) -> None:
    at = word.end + 1 if reading.is_sign(word.end, ":") else word.end
    end = at
    while end < len(reading.tokens) and end - at < 3 and _may_name(reading, end, is_first=end == at):
        end += 1
    if end > at and not reading.find(at, "demonym", "country"):
        _say_brand(reading, at, end, (word.start, end))
        return
    start = word.start
    while start > 0 and word.start - start < 2 and _may_name(reading, start - 1, is_first=False):
        start -= 1
    if start == word.start and _is_unknown(reading, start - 1):
        start -= 1
    if start < word.start:
        _say_brand(reading, start, word.start, (start, word.end))


def _may_name(reading: Reading, at: int, is_first: bool) -> bool:
    """Whether a word may be part of a brand nobody knows: written with a capital, or unknown where it stands first."""
    if not reading.is_free_word(at):
        return False
    token = reading.tokens[at]
    if token.is_capital and not reading.text.isupper() and not reading.text.istitle():
        return at > 0 and not reading.find(at, "thing", "filler", "at_most", "price_word")
    return is_first and _is_unknown(reading, at)


def _is_unknown(reading: Reading, at: int) -> bool:
    return reading.is_free_word(at) and reading.longest(at) is None and len(reading.tokens[at].text) > 2


def _say_brand(reading: Reading, start: int, end: int, place: tuple[int, int]) -> None:
    name = reading.text[reading.tokens[start].start : reading.tokens[end - 1].end]
    reading.say("brand_preferences", name, [place], "called a brand", 0.7)
    reading.take(place[0], place[1])
    reading.take(start, end, keep=True)


def colour_at(reading: Reading, at: int) -> Found | None:
    """The colour that begins at a token, where it is not the material of the same name or part of a thing's name."""
    found = reading.find(at, "colour")
    if found is None or is_part_of_a_name(reading, found) or _is_described(reading, found):
        return None
    token = reading.tokens[at]
    if (
        token.text == "bordeaux"
        and token.is_capital
        and at
        and reading.tokens[at - 1].text in ("a", "de", "from", "em")
    ):
        return None
    material = reading.find(at, "material")
    if material is not None and (material.length > found.length or _is_metal_here(reading, found)):
        return None
    return found


def material_at(reading: Reading, at: int) -> Found | None:
    found = reading.find(at, "material")
    if found is None or reading.find(found.end, "colour_word") or _is_described(reading, found):
        return None
    if reading.find_before(at, "colour_word") is not None:
        return None
    if found.end < len(reading.tokens) and reading.tokens[found.end].text == "free":
        return None
    colour = reading.find(at, "colour")
    if colour is not None and colour.length >= found.length and not _is_metal_here(reading, colour):
        return None
    return None if _is_the_thing(reading, found) else found


def _is_described(reading: Reading, found: Found) -> bool:
    """Whether the word begins a longer one that only describes: `gold plated`, `nickel free`."""
    more = reading.find(found.start, "descriptor")
    return more is not None and more.length > found.length


def is_part_of_a_name(reading: Reading, found: Found) -> bool:
    """Whether a word belongs to the name of a thing: `green tea`, `orange juice`."""
    for start in range(max(0, found.start - 3), found.start + 1):
        thing = reading.find(start, "thing")
        if (
            thing is not None
            and thing.end > found.end - (start < found.start)
            and thing.length > found.length
            and thing.end >= found.end
        ):
            return True
    return False


def _is_metal_here(reading: Reading, found: Found) -> bool:
    if found.value not in ("gold", "silver"):
        return False
    before = reading.tokens[found.start - 1].text if found.start else ""
    after = reading.tokens[found.end].text if found.end < len(reading.tokens) else ""
    things = (reading.find(at, "thing", taken_too=True) for at in range(len(reading.tokens)))
    is_jewellery = any(thing is not None and thing.value in JEWELLERY for thing in things)
    return (before in MADE_OF or after in MADE_OF or is_jewellery) and after != "plated"


def _is_the_thing(reading: Reading, found: Found) -> bool:
    """Whether the word is the thing itself: `glass` in `wine glass`, `iron` in `steam iron`, `copy paper`."""
    before = range(max(0, found.start - 3), found.start)
    if reading.language in HEAD_FIRST:
        own = reading.find(found.start, "thing")
        return own is not None and own.length > found.length
    return any(
        thing is not None and thing.end == found.end for thing in (reading.find(start, "thing") for start in before)
    )


def read_colours_and_materials(reading: Reading) -> None:
    """Colours and materials by their names; a word for colour beside one belongs to it."""
    head = head_of(reading)
    for at in range(len(reading.tokens)):
        if not reading.free[at]:
            continue
        colour = colour_at(reading, at)
        if colour is not None:
            end = reading.skip(colour.end, "colour_word")
            start = reading.skip_back(at, "colour_word")
            reading.say("colours", colour.value, [(start, end)], "a colour", 0.9)
            _take(reading, start, colour, end)
            continue
        material = material_at(reading, at)
        is_head = head is not None and head.kind == "thing" and head.start == at
        if material is not None and not (is_head and head is not None and head.end == material.end):
            start = reading.skip_back(at, "material_word")
            end = reading.skip(material.end, "material_word")
            reading.say("materials", material.value, [(start, end)], "a material", 0.9)
            _take(reading, start, material, end)


def _take(reading: Reading, start: int, found: Found, end: int) -> None:
    """The word itself is searched; those around it are not. A part of a thing's name stays free to name it."""
    reading.take(start, found.start)
    reading.take(found.end, end)
    if not is_part_of_a_name(reading, found):
        reading.take(found.start, found.end, keep=True)
        reading.see_through(start, end)
