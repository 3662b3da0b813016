"""What the goods must not be: the words behind `no`, `sans`, `sem`, `बिना`, before `नहीं`, or behind a minus."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.rules.understanding.goods import brand_at, certificate_at, colour_at, material_at
from catalog.rules.understanding.lexicon import is_devanagari
from catalog.rules.understanding.places import origin_at, people_at
from catalog.rules.understanding.reading import Found, Reading

if TYPE_CHECKING:
    from collections.abc import Callable

PROPERTY = ("descriptor", "thing", "at_most", "at_least", "slow", "not_needed", "material")
"""Names that begin with a negation and are none: `sans fil`, `non-stick`, `no more than`, `non-woven`."""
BETWEEN = ("article", "of", "brand_word", "material_word", "colour_word", "origin_before", "in", "made_by")
BEHIND = (
    "of",
    "brand_word",
    "colour_word",
    "material_word",
    "filler",
    "article",
    "supplier",
    "origin_after",
    "size_after",
)
STOPS = (
    "filler", "for", "for_after", "deliver_to", "deliver_word", "at_most", "at_least", "price_word", "total_word",
    "moq", "and", "not_before", "not_after", "within", "size_word", "quantity_word", "urgent", "slow", "premium",
    "standard", "budget", "at_most_after", "brand_word", "to", "no_tier", "cert_word", "price", "certificate",
    "normal_shipping",
)  # fmt: skip
JOINTS = frozenset({"or", "nor", "and", "ou", "ni", "nem", "et", "e", "ya", "aur", "या", "और", "&", "/"})
MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Excluded:
    """One thing that is excluded, at tokens `start` to `end`."""

    slot: str
    value: str
    start: int
    end: int


def read_exclusions(reading: Reading) -> None:
    """Negations before and behind what they exclude, each with the list that goes on with it."""
    for at in range(len(reading.tokens)):
        if reading.tokens[at].kind == "minus" and reading.free[at]:
            _exclude(reading, at, at + 1)
            continue
        word = reading.find(at, "not_before")
        if word is None or _is_a_property(reading, word):
            continue
        if reading.tokens[at].text == "non" and _says_a_property(reading, word.end):
            continue
        _exclude(reading, at, reading.skip(word.end, "not_before", *BETWEEN))
    for at in range(len(reading.tokens)):
        if (word := reading.find(at, "not_after")) is not None:
            _exclude_before(reading, word)


def _is_a_property(reading: Reading, word: Found) -> bool:
    more = reading.find(word.start, *PROPERTY)
    return more is not None and more.length > word.length


def _says_a_property(reading: Reading, at: int) -> bool:
    """Whether what `non` stands before is a property: `non toxic`, `non sucrée`, but not `non chinois`."""
    item = _excluded_at(reading, at)
    return item is None or item.slot == "excluded_words"


def _exclude(reading: Reading, start: int, at: int) -> None:
    first = _excluded_at(reading, at)
    if first is None:
        return
    found = [first]
    while len(found) < 8:
        following = _next(reading, found[-1].end)
        if following is None or (first.slot == "excluded_words" and reading.is_sign(found[-1].end, ",")):
            break
        item = _excluded_at(reading, reading.skip(following, "not_before", "article", "of", "origin_before"))
        if item is None or item.slot != first.slot:
            break
        found.append(item)
    end = reading.skip(found[-1].end, "supplier") if first.slot == "excluded_origins" else found[-1].end
    closing = reading.find(end, "of") if reading.tokens[start].text in ("bina", "बिना", "बगैर") else None
    end = closing.end if closing else end
    for item in found:
        place = (start if item is first else item.start, item.end)
        reading.say(item.slot, item.value, [place], "said to be unwanted", 0.85)
    reading.take(start, end)


def _next(reading: Reading, at: int) -> int | None:
    """Where a list goes on behind an item: a joint, or a comma."""
    if at >= len(reading.tokens):
        return None
    if reading.is_sign(at, ",", "/", "&"):
        return reading.skip(at + 1, "and")
    joint = reading.find(at, "and", "not_before")
    return joint.end if joint is not None and reading.tokens[joint.start].text in JOINTS else None


def _excluded_at(reading: Reading, at: int) -> Excluded | None:
    if not 0 <= at < len(reading.tokens) or not reading.free[at] or certificate_at(reading, at):
        return None
    readers: tuple[tuple[str, Callable[[Reading, int], Found | None]], ...] = (
        ("excluded_brands", brand_at),
        ("excluded_origins", people_at),
        ("excluded_origins", origin_at),
        ("excluded_colours", colour_at),
        ("excluded_materials", material_at),
    )
    for slot, read in readers:
        found = read(reading, at)
        if found is None or (slot == "excluded_origins" and found.kind == "demonym" and read is origin_at):
            continue
        if found.kind == "place" and not _is_named(reading, found):
            continue
        if slot == "excluded_materials" and _names_a_part(reading, found):
            break
        return Excluded(slot, found.value, at, found.end)
    if (end := _unknown_name(reading, at)) > at:
        tokens = reading.tokens
        return Excluded("excluded_brands", reading.text[tokens[at].start : tokens[end - 1].end], at, end)
    return _phrase_at(reading, at)


def _is_named(reading: Reading, city: Found) -> bool:
    """Whether a city behind a bare negation is one: with a capital, since `sem tampa` is without a lid."""
    if is_devanagari((reading.tokens[city.start].text,)) or reading.tokens[city.start].is_capital:
        return True
    denied = reading.find_before(city.start, "not_before")
    return denied is None or denied.length > 1


def _unknown_name(reading: Reading, at: int) -> int:
    """Where a name that nobody knows ends: words with a capital amid words without one. `sem BPA` names no brand."""
    end = at
    is_shouted = reading.text.isupper() or reading.text.istitle()
    while (
        reading.is_free_word(end) and reading.tokens[end].is_capital and not is_shouted and reading.longest(end) is None
    ):
        end += 1
    is_acronym = end == at + 1 and reading.text[reading.tokens[at].start : reading.tokens[at].end].isupper()
    return at if is_acronym else end


def _names_a_part(reading: Reading, material: Found) -> bool:
    """Whether a material is only said of a part: `no plastic handles`. Behind it a known thing is the thing itself."""
    at = material.end
    if not reading.is_free_word(at) or reading.find(at, "thing") is not None:
        return False
    return reading.longest(at) is None and (reading.language or "en") == "en"


def _phrase_at(reading: Reading, at: int) -> Excluded | None:
    """Up to three words that name what is unwanted, as said: `logo`, `small parts`, `huile de palme`."""
    end, words = at, 0
    while words < MOST_WORDS and reading.is_free_word(end):
        name = reading.find(end, "thing")
        if name is not None and not words:
            end, words = name.end, words + 1
        elif reading.find(end, *STOPS) is not None and name is None:
            break
        elif words and (joint := reading.find(end, "of")) is not None:
            following = joint.end
            if (
                reading.tokens[end].text not in ("de", "d'", "of")
                or not reading.is_free_word(following)
                or reading.find(following, *STOPS)
            ):
                break
            end = following
            continue
        elif words and _is_other(reading, end):
            break
        else:
            end, words = end + 1, words + 1
        if (reading.language or "en") != "en" and words and reading.find(end, "of") is None:
            adjective = reading.find(end, "descriptor")
            if adjective is not None and _agree(reading, end - 1, adjective.end - 1):
                end = adjective.end
            break
    if not words or end == at:
        return None
    value = reading.words(at, end)
    return Excluded("excluded_words", value, at, end) if len(value) > 1 else None


def _agree(reading: Reading, noun: int, adjective: int) -> bool:
    """Whether two words stand in the plural both: `peças pequenas`."""
    return reading.tokens[noun].text.endswith("s") and reading.tokens[adjective].text.endswith("s")


def _is_other(reading: Reading, at: int) -> bool:
    return reading.find(at, "colour", "brand", "country", "demonym", "place", "multiplier", "number") is not None


def _exclude_before(reading: Reading, word: Found) -> None:
    """`plastic nahi`, `Nike ke joote nahi`, `LG chhodkar`, `चीन से नहीं`: what stands before the negation."""
    end = reading.skip_back(word.start, *BEHIND)
    start = end
    item = _excluded_ending(reading, end)
    if item is None and (thing := reading.find_before(end, "thing")) is not None:
        owner = reading.skip_back(thing.start, *BEHIND)
        item = _excluded_ending(reading, owner) if owner < thing.start else None
        if item is not None:
            end = item.end
    if item is None:
        at = end - 1
        if at < 0 or not reading.is_free_word(at) or reading.find(at, *STOPS) is not None:
            return
        name = reading.find_before(end, "thing", "descriptor")
        start = name.start if name else at
        if name is None and start and reading.is_free_word(start - 1) and reading.longest(start - 1) is None:
            start -= 1
        item = Excluded("excluded_words", reading.words(start, end), start, end)
    items = [item]
    while (joint := reading.find_before(items[-1].start, "and")) is not None:
        other = _excluded_ending(reading, joint.start)
        if other is None or other.slot != item.slot:
            break
        items.append(other)
    for each in reversed(items):
        reading.say(
            each.slot, each.value, [(each.start, each.end), (word.start, word.end)], "said to be unwanted", 0.85
        )
        reading.take(each.start, each.end)
    reading.take(word.start, word.end)
    tail = reading.skip_back(word.start, *BEHIND)
    reading.take(max(tail, item.end), word.start) if tail <= item.end else None


def _excluded_ending(reading: Reading, end: int) -> Excluded | None:
    """The brand, origin, colour or material whose last token stands before `end`."""
    for start in range(max(0, end - 4), end):
        item = _excluded_at(reading, start)
        if item is not None and item.end == end and item.slot != "excluded_words":
            return item
    return None
