"""Measures of the goods in one unit each, sizes that are names, and amounts that are bought by weight or length."""

import re
from dataclasses import replace
from decimal import Decimal

from catalog.models.understanding import Measure, Quantity
from catalog.rules.understanding.counting import WEARABLE
from catalog.rules.understanding.naming import head_of
from catalog.rules.understanding.numbers import Number, number_at, numbers_of, plain
from catalog.rules.understanding.reading import Found, Reading

MOST = Decimal(10) ** 15
MANY = Decimal(100)
"""Kilograms of goods that nobody knows, from which on they are how much is wanted."""
FLUID_OUNCE_L = "0.0295735295625"
"""The US fluid ounce, which an ounce of a thing to drink from or to pour is."""
DRINKS = frozenset({"mug", "cup", "glass", "bottle", "water bottle", "paper cup", "jar", "perfume", "shampoo"})
FARTHEST = 12
"""By how much two sizes of one list differ at most."""
SHOES = frozenset({"shoe", "boot", "sandal"})
SHOE_SIZES = (34, 48)
"""The sizes of grown people's shoes in Europe and Brazil."""
BEDS = frozenset({"bed", "bed sheet", "mattress", "blanket", "pillow"})
BOUGHT_BY = {"kg": Decimal(20), "l": Decimal(50), "m": Decimal(20), "m2": Decimal(10), "m3": Decimal(1)}
"""From how much on a measure beside goods that are sold by it is how much is wanted, not how big a pack is."""
LETTERS = {
    "xxs": "XXS", "xs": "XS", "s": "S", "m": "M", "l": "L", "xl": "XL", "xxl": "XXL", "xxxl": "XXXL", "2xl": "2XL",
    "3xl": "3XL", "4xl": "4XL", "5xl": "5XL", "6xl": "6XL", "pp": "PP", "p": "P", "g": "G", "gg": "GG", "xg": "XG",
    "eg": "EG", "xgg": "XGG", "small": "S", "medium": "M", "large": "L", "single": "single", "double": "double",
    "king": "king", "queen": "queen", "twin": "twin",
    "किंग": "king", "क्वीन": "queen", "एक्सएल": "XL", "एल": "L", "एम": "M", "एस": "S",
}  # fmt: skip
ALONE = frozenset({"xxs", "xs", "xl", "xxl", "xxxl", "2xl", "3xl", "4xl", "5xl", "6xl", "gg"})
"""Sizes that need no word beside them; of others two must stand together, or one in a capital."""
SYSTEMS = frozenset({"eu", "uk", "us", "fr", "br", "eur", "it", "in"})
PAPER = re.compile(r"[ab][0-6]")
BETWEEN_SIZES = ("and",)
RANGES = frozenset({"to", "-", "a", "ate", "au", "ao", "se", "से"})


def read_measures(reading: Reading) -> None:
    """Every number with a unit behind it: `10 cm`, `30 x 40 cm`, `at least 2 m`, `4 to 6 litres`.

    An amount in kilograms, litres or metres of goods that are sold so is how much is wanted (`50 kg of rice`).
    """
    done = 0
    for number in numbers_of(reading):
        if number.start < done or number.is_article:
            continue
        parts, end = _parts(reading, number)
        unit = next((unit for _, unit in reversed(parts) if unit is not None), None)
        if unit is None or _is_feature(reading, parts[-1][0], unit):
            continue
        done = end
        name = unit.value.split()[0]
        if any(each is not None and each.value.split()[0] != name for _, each in parts):
            continue
        if len(parts) > 1 and name not in ("m", "l", "kg"):
            continue
        if name == "kg" and reading.tokens[unit.start].text in ("oz", "ounce", "ounces") and _is_for_drinks(reading):
            unit, name = replace(unit, value=f"l {FLUID_OUNCE_L}"), "l"
            parts = [(part, None) for part, _ in parts]
        if len(parts) == 2 and name in ("kg", "l") and parts[0][1] is None:
            parts = parts[1:]  # `2 x 24 kg`: so many of such a weight
        values = [part.value * Decimal((each or unit).value.split()[1]) for part, each in parts]
        if any(not 0 < value < MOST for value in values):
            continue
        values = [plain(value) for value in values]
        if not all(values):
            continue
        if len(parts) == 1 and _is_bought(reading, number, name, values[0], end):
            start = reading.skip_back(number.start, "quantity_word", "price_word")
            reading.say("quantity", Quantity(value=values[0], unit=name), [(start, end)], "goods sold by it", 0.8)
            reading.take(start, end)
            continue
        _say_measure(reading, number, name, values, end)


def _parts(reading: Reading, number: Number) -> tuple[list[tuple[Number, Found | None]], int]:
    """The numbers of one measure with their units: one, or several with `x` or `by` between."""
    parts = [(number, _unit(reading, number))]
    end = parts[0][1].end if parts[0][1] else number.end
    while len(parts) < 4:
        at = end + 1 if reading.is_sign(end, "x", "by", "por", "par") or _says_by(reading, end) else None
        following = number_at(reading, at) if at is not None else None
        if following is None or following.is_word:
            break
        parts.append((following, _unit(reading, following)))
        end = parts[-1][1].end if parts[-1][1] else following.end
    return parts, end


def _says_by(reading: Reading, at: int) -> bool:
    return at < len(reading.tokens) and reading.free[at] and reading.tokens[at].text in ("x", "by")


def _unit(reading: Reading, number: Number) -> Found | None:
    unit = reading.unit_at(number.end)
    return None if unit is not None and number.is_word and len(reading.tokens[unit.start].text) <= 2 else unit


def _is_feature(reading: Reading, number: Number, unit: Found) -> bool:
    feature = reading.find(number.end, "feature", "pack_after")
    return feature is not None and feature.end > unit.end


def _is_bought(  # noqa: PLR0911 - one answer a sign
    reading: Reading, number: Number, unit: str, value: Decimal, end: int
) -> bool:
    if unit not in BOUGHT_BY or reading.slots["quantity"]:
        return False
    if reading.find(end, "counted", "pack") or reading.find_before(number.start, "pack", taken_too=True):
        return False
    past = reading.find_before(number.start, "of")
    if reading.find_before(past.start if past else number.start, "counted"):
        return False
    if reading.find_before(number.start, "at_most", "at_least") is not None:
        return False
    of = reading.find(end, "of")
    if (
        of is not None
        and of.value == "of"
        and reading.tokens[of.start].text in ("of", "de", "d'")
        and _names_goods(reading, of.end)
    ):
        return True
    if unit in ("m2", "m3"):
        return value >= BOUGHT_BY[unit]
    return value >= BOUGHT_BY[unit] and _has_bulk_goods(reading, unit, value)


def _names_goods(reading: Reading, at: int) -> bool:
    """Whether goods begin at a token: `5 kg of rice`, not `2 m de altura`."""
    return reading.is_free_word(at) and reading.find(at, "descriptor", "article") is None


def _has_bulk_goods(reading: Reading, unit: str, value: Decimal) -> bool:
    """Whether the thing that is asked for is sold by weight or length: a material as such is."""
    head = head_of(reading)
    if head is None:
        return any(reading.find(at, "material") for at in range(len(reading.tokens)))
    if head.kind == "word":
        return unit == "kg" and value >= MANY
    return head.kind == "thing" and head.value in reading.lexicons[-1].bulk


def _is_for_drinks(reading: Reading) -> bool:
    return _is_of(reading, DRINKS)


def _is_of(reading: Reading, names: frozenset[str]) -> bool:
    """Whether a thing of these names is spoken of."""
    things = (reading.find(at, "thing", taken_too=True) for at in range(len(reading.tokens)))
    return any(thing is not None and thing.value in names for thing in things)


def _say_measure(reading: Reading, number: Number, unit: str, values: list[Decimal], end: int) -> None:
    start = number.start
    if len(values) == 1:
        bound = reading.find_before(start, "at_most", "at_least") or _through_article(reading, start)
        after = reading.find(end, "at_most_after", "at_least_after")
        low = _range_start(reading, start)
        if low is not None:
            factor = values[0] / number.value
            least, most = sorted((plain(low.value * factor), values[0]))
            _say(reading, Measure(unit=unit, least=least, most=most), low.start, end, "a range of it")
            return
        if bound is not None or after is not None:
            is_most = (bound or after).kind.startswith("at_most")  # type: ignore[union-attr]
            measure = Measure(unit=unit, most=values[0]) if is_most else Measure(unit=unit, least=values[0])
            start, end = bound.start if bound else start, after.end if after else end
            _say(reading, measure, start, end, "said to be the most" if is_most else "said to be the least")
            return
    _say(reading, Measure(unit=unit, values=values), start, end, "a number with its unit")


def _through_article(reading: Reading, start: int) -> Found | None:
    past = reading.find_before(start, "article", "of")
    return reading.find_before(past.start, "at_most", "at_least") if past else None


def _range_start(reading: Reading, start: int) -> Number | None:
    """The lower end of `4 to 6 litres`, where its number has no unit of its own."""
    joint = reading.find_before(start, "range_to", "between_and")
    if joint is None:
        return None
    low = next((each for each in numbers_of(reading) if each.end == joint.start and not each.is_article), None)
    opening = low and reading.find_before(low.start, "between")
    return low if low and (joint.kind == "range_to" or opening) else None


def _say(reading: Reading, measure: Measure, start: int, end: int, why: str) -> None:
    if reading.say("measures", measure, [(start, end)], why, 0.9):
        reading.take(start, end, keep=not (measure.least or measure.most))


def read_sizes(reading: Reading) -> None:
    """Sizes behind a word for them (`size 42`, `taille M`, `9 number`), and letters that are sizes by themselves."""
    _sizes_before_word(reading)
    at = 0
    while at < len(reading.tokens):
        word = reading.find(at, "size_word")
        if word is not None and (end := _sizes(reading, reading.skip(word.end, "of", "filler"), word.start)):
            at = end
            continue
        at += 1
    _sizes_alone(reading)


def _sizes(reading: Reading, at: int, start: int) -> int | None:
    """The sizes that begin at a token, and where they end: one, a list, or a range."""
    read: list[tuple[str, int, int]] = []
    while (size := _size(reading, at)) is not None:
        name, end = size
        if read and _is_far(read[-1][0], name):
            break
        read.append((name, at, end))
        joint = reading.find(end, "range_to")
        following = _size(reading, joint.end) if joint and reading.tokens[joint.start].text != "e" else None
        if joint is None and _is_hyphened(reading, end):
            joint, following = Found(end, end, "range_to", "", ""), _size(reading, end)
        if reading.is_sign(end, "/") and name.isdigit() and (two := _size(reading, end + 1)) and two[0].isdigit():
            read[-1], end = (f"{name}/{two[0]}", at, two[1]), two[1]
        if joint and following and (joint.length == 0 or reading.tokens[joint.start].text in RANGES):
            read[-1] = (f"{name}-{following[0]}", at, following[1])
            end = following[1]
        at = reading.skip(end, *BETWEEN_SIZES)
        while reading.is_sign(at, ",", "/"):
            at += 1
        at = reading.skip(at, *BETWEEN_SIZES)
    if not read:
        return None
    for name, begins, ends in read:
        reading.say("sizes", name, [(start if begins == read[0][1] else begins, ends)], "a size", 0.9)
    reading.take(start, read[-1][2])
    return read[-1][2]


def _is_far(one: str, other: str) -> bool:
    """Whether two numbers cannot be sizes of one list: `size 42, 200 boxes`."""
    return one.isdigit() and other.isdigit() and abs(int(one) - int(other)) > FARTHEST


def _is_hyphened(reading: Reading, at: int) -> bool:
    """Whether a hyphen joins two tokens: `S-XXL`."""
    if not 0 < at < len(reading.tokens):
        return False
    return reading.text[reading.tokens[at - 1].end : reading.tokens[at].start].strip() in ("-", "\u2013")


def _size(  # noqa: PLR0911 - one answer a form
    reading: Reading, at: int
) -> tuple[str, int] | None:
    if not 0 <= at < len(reading.tokens) or not reading.free[at]:
        return None
    token = reading.tokens[at]
    if token.is_word and token.text in LETTERS:
        return LETTERS[token.text], at + 1
    if (glued := _glued(reading, at)) is not None:
        return LETTERS[glued], at + 2
    if token.is_word and PAPER.fullmatch(token.text):
        return token.text.upper(), at + 1
    if token.is_word and token.text in SYSTEMS and at + 1 < len(reading.tokens) and reading.tokens[at + 1].is_number:
        number = _shoe(reading, at + 1)
        return (f"{token.text.upper()} {number[0]}", number[1]) if number else None
    if token.is_number:
        number = _shoe(reading, at)
        if number is None:
            return None
        system = reading.tokens[number[1]] if number[1] < len(reading.tokens) else None
        if system is not None and system.text in ("eu", "uk", "us") and reading.free[number[1]]:
            return f"{system.text.upper()} {number[0]}", number[1] + 1
        return number
    return None


def _glued(reading: Reading, at: int) -> str | None:
    """A size of a digit and letters without a space, `2XL`: `2 XL` are two of that size."""
    if at + 1 >= len(reading.tokens) or not reading.free[at + 1]:
        return None
    one, two = reading.tokens[at], reading.tokens[at + 1]
    size = one.text + two.text
    return size if one.is_number and one.end == two.start and size in LETTERS else None


def _shoe(reading: Reading, at: int) -> tuple[str, int] | None:
    token = reading.tokens[at]
    if not re.fullmatch(r"\d{1,3}(?:[.,]5)?", token.text) or not reading.free[at]:
        return None
    if reading.is_sign(at + 1, "%", "x") or (
        (reading.unit_at(at + 1) or reading.find(at + 1, "currency", "counted"))
        and not _is_letter_size(reading, at + 1)
    ):
        return None
    return token.text.replace(",", "."), at + 1


def _is_letter_size(reading: Reading, at: int) -> bool:
    return reading.tokens[at].text in ("us", "m", "l")


def _sizes_before_word(reading: Reading) -> None:
    """`9 number`, `king size`, `XL साइज`."""
    for at in range(len(reading.tokens)):
        size = _size(reading, at)
        if size is None:
            continue
        token = reading.tokens[at]
        after = reading.find(size[1], "size_after")
        bed = token.text in ("king", "queen", "twin", "single", "double", "large", "small", "medium", "free", "one")
        if after is None and bed and size[1] < len(reading.tokens) and reading.tokens[size[1]].text == "size":
            after = Found(size[1], size[1] + 1, "size_after", "size_after", "en")
        if after is not None and (token.is_number or token.text in LETTERS):
            reading.say("sizes", size[0], [(at, after.end)], "a size", 0.9)
            reading.take(at, after.end)


def _sizes_alone(reading: Reading) -> None:
    at = 0
    while at < len(reading.tokens):
        end = _sizes(reading, at, at) if _stands_alone(reading, at) else None
        at = end or at + 1


def _stands_alone(  # noqa: PLR0911 - one answer a form
    reading: Reading, at: int
) -> bool:
    """Whether a size that no word announces begins at a token."""
    token = reading.tokens[at]
    if not reading.free[at]:
        return False
    if token.is_number:
        is_range = _is_worn_range(reading, at) and _is_of(reading, WEARABLE)
        return _glued(reading, at) is not None or is_range or _is_behind_shoes(reading, at)
    behind_number = _is_behind_number(reading, at)
    if token.text in ("king", "queen", "twin"):
        return _is_of(reading, BEDS)
    is_letter = token.text in ("s", "m", "l") and token.is_capital and not reading.text.isupper()
    if is_letter and not behind_number and not _is_a_shape(reading, at):
        return True
    if token.text in LETTERS and len(token.text) <= 3 and _is_lettered_range(reading, at):
        return True
    if token.text in ("eu", "uk", "us", "eur") and _size(reading, at) is not None:
        return True
    is_paper = PAPER.fullmatch(token.text) is not None and token.is_capital
    return token.text in ALONE or is_paper or (_row(reading, at) > 1 and not behind_number)


def _is_behind_shoes(reading: Reading, at: int) -> bool:
    """`tênis de corrida masculino 42`: a number of the order of shoe sizes that closes the words that name shoes."""
    token, end = reading.tokens[at], at + 1
    ends = end >= len(reading.tokens) or reading.is_sign(end, ",") or reading.tokens[end].kind == "stop"
    if not (ends and token.text.isdigit() and SHOE_SIZES[0] <= int(token.text) <= SHOE_SIZES[1]):
        return False
    for start in range(at - 1, max(-1, at - 6), -1):
        if not reading.is_free_word(start):
            return False
        if (thing := reading.find(start, "thing")) is not None and thing.end <= at and thing.value in SHOES:
            return True
    return False


def _is_lettered_range(reading: Reading, at: int) -> bool:
    """`S to XL`, `P ao GG`."""
    joint = reading.find(at + 1, "range_to")
    following = joint.end if joint else at + 1 if _is_hyphened(reading, at + 1) else len(reading.tokens)
    return following < len(reading.tokens) and reading.tokens[following].text in LETTERS


def _is_a_shape(reading: Reading, at: int) -> bool:
    """`mesa em L`, `L shape`."""
    before = reading.tokens[at - 1].text if at else ""
    after = reading.tokens[at + 1].text if at + 1 < len(reading.tokens) else ""
    return before in ("em", "en", "in", "forma", "forme") or after in ("shape", "shaped")


def _is_behind_number(reading: Reading, at: int) -> bool:
    return at > 0 and reading.tokens[at - 1].is_number


def _is_worn_range(reading: Reading, at: int) -> bool:
    """`36 au 41`, `28-34`, `35/36`: two numbers of the order that shoes and clothes have, and nothing counted."""
    token = reading.tokens[at]
    if not (token.is_number and token.text.isdigit() and len(token.text) == 2 and reading.free[at]):
        return False
    joint = reading.find(at + 1, "range_to")
    following = joint.end if joint else at + 2 if reading.is_sign(at + 1, "/") else None
    other = _shoe(reading, following) if following is not None and following < len(reading.tokens) else None
    return other is not None and other[0].isdigit() and 15 < int(token.text) < int(other[0]) < 61 and not (
        reading.find(other[1], "thing", "currency", "counted") or reading.find_before(at, "price_word", "currency")
    )  # fmt: skip


def _row(reading: Reading, at: int) -> int:
    """How many letters that are sizes stand side by side."""
    count = 0
    while at < len(reading.tokens) and reading.free[at]:
        if reading.tokens[at].is_word and reading.tokens[at].text in LETTERS and len(reading.tokens[at].text) <= 3:
            count += 1
        elif not (reading.is_sign(at, ",", "/") or reading.find(at, "and")) or not count:
            break
        at += 1
    return count
