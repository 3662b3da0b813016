"""Numbers as people write and say them: digits in three ways, words in four languages, `k`, `mil`, `lakh`, `dedh`."""

import re
from dataclasses import dataclass
from decimal import Decimal

from catalog.rules.understanding.reading import Found, Reading

DECIMAL_COMMA = frozenset({"fr", "pt"})
MOST_DIGITS = 15
KELVIN = (1800, 20_000)
"""Between these a number before `k` is the colour of a light (`4000K`), not so many thousands."""
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d{1,3}(?:\.\d{3})+")


@dataclass(frozen=True, slots=True)
class Number:
    """A number at tokens `start` to `end`. `written`: its digits and marks, where it is written in digits alone.

    `factor`: the multiplier that closes it (`lakh`). `is_word`: said in words; `is_article`: by one that is an article.
    """

    start: int
    end: int
    value: Decimal
    written: str | None = None
    factor: Decimal = Decimal(1)
    is_word: bool = False
    is_article: bool = False


def number_at(reading: Reading, at: int) -> Number | None:
    """The number that begins at a token and that no slot has taken."""
    if not 0 <= at < len(reading.tokens) or not reading.free[at]:
        return None
    if reading.tokens[at].is_number:
        named = reading.find(at, "descriptor", "thing", "brand")
        if named is not None and named.length > 1:
            return None
        return _with_multipliers(reading, _written(reading, at))
    if (halving := reading.find(at, "fraction")) is not None:
        return _halved(reading, halving)
    return _said(reading, at)


def count_of(reading: Reading, number: Number) -> Decimal | None:
    """A number of things: whole, whatever its mark groups by (`1.500` things are 1500 in every language)."""
    if number.written and _GROUPED.fullmatch(number.written):
        return Decimal(re.sub(r"[.,]", "", number.written))
    return number.value if number.value > 0 else None


def _written(reading: Reading, at: int) -> Number:
    text, end = reading.tokens[at].text, at + 1
    if reading.languages & DECIMAL_COMMA or "\u00a0" in reading.text or "\u202f" in reading.text:
        while _groups_on(reading, text, end):
            text += reading.tokens[end].text
            end += 1
    value = digits_value(text, reading.language)
    fraction = _fraction(reading, end) if "." not in text and "," not in text else None
    if fraction is not None:
        return Number(at, end + 3, value + fraction)
    if (alone := _fraction(reading, at)) is not None:
        return Number(at, at + 3, alone)
    return Number(at, end, value, text)


def _groups_on(reading: Reading, text: str, at: int) -> bool:
    """Whether the next token is three more digits of the number before: `1 500`, `12 000,50`."""
    if at >= len(reading.tokens) or not reading.tokens[at].is_number or not text.isdigit():
        return False
    before, token = reading.tokens[at - 1], reading.tokens[at]
    one_space = token.start - before.end == 1 and reading.text[before.end].isspace()
    return (
        one_space
        and len(text) <= 12
        and 1 <= len(before.text) <= 3
        and re.match(r"\d{3}(?:[.,]\d{1,2})?$", token.text) is not None
    )


def digits_value(text: str, language: str | None) -> Decimal:
    """Digits and marks as a number. Of two kinds of marks the last is the decimal one; one that repeats groups.

    A single mark before three digits groups where it is not the language's decimal mark, or behind one to three digits
    that are not 0 in a language that writes a decimal comma only for `,`; any other single mark is the decimal one.
    """
    text = text[:40]
    marks = [character for character in text if character in ".,"]
    if not marks:
        return Decimal(text[:MOST_DIGITS])
    last = marks[-1]
    if len(set(marks)) > 1:
        whole, _, rest = text.rpartition(last)
        return Decimal(f"{_plain(whole)}.{rest}")
    if len(marks) > 1:
        return Decimal(_plain(text))
    whole, _, rest = text.partition(last)
    decimal_mark = "," if language in DECIMAL_COMMA else "."
    if len(rest) == 3 and last != decimal_mark and whole.lstrip("0") and len(whole) <= 3:
        return Decimal(_plain(text))
    return Decimal(f"{whole[:MOST_DIGITS]}.{rest[:MOST_DIGITS]}")


def _plain(text: str) -> str:
    return re.sub(r"[.,]", "", text)[:MOST_DIGITS]


def _fraction(reading: Reading, at: int) -> Decimal | None:
    """`1/2`, `3/4`: written with a slash and nothing else, of halves to thirty-seconds."""
    tokens = reading.tokens[at : at + 3]
    if len(tokens) < 3 or tokens[1].text != "/" or not (tokens[0].text.isdigit() and tokens[2].text.isdigit()):
        return None
    above, below = int(tokens[0].text[:4]), int(tokens[2].text[:4])
    return Decimal(above) / below if below in (2, 4, 8, 16, 32) and 0 < above < below else None


def _with_multipliers(reading: Reading, number: Number) -> Number:
    """`5k`, `2 lakh`, `5 mil`, `1.5 crore`."""
    if (found := reading.find(number.end, "multiplier")) is not None and found.value != "100":
        tail = _said(reading, found.end)
        more = tail.value if tail and not tail.is_article and tail.value < Decimal(found.value) else Decimal(0)
        end = tail.end if tail and more else found.end
        factor = Decimal(found.value)
        return Number(number.start, end, number.value * factor + more, factor=factor)
    at = number.end
    if at < len(reading.tokens) and reading.free[at] and reading.tokens[at].text == "k" and not is_kelvin(number.value):
        touches = reading.tokens[at].start == reading.tokens[at - 1].end
        return Number(number.start, at + 1, number.value * 1000, factor=Decimal(1000)) if touches else number
    return number


def is_kelvin(value: Decimal) -> bool:
    return KELVIN[0] <= value <= KELVIN[1]


def _halved(reading: Reading, halving: Found) -> Number | None:
    """`डेढ़ लाख` is 150,000, `साढ़े तीन हज़ार` 3,500, `ढाई सौ` 250, `डेढ़` alone 1.5."""
    if not halving.value.startswith(("+", "-")):
        value, end = Decimal(halving.value), halving.end
        while (times := reading.find(end, "multiplier")) is not None:
            value, end = value * Decimal(times.value), times.end
        return Number(halving.start, end, value, is_word=True)
    said = reading.find(halving.end, "number", "one")
    digits = reading.tokens[halving.end] if halving.end < len(reading.tokens) else None
    if said is not None:
        value, end = Decimal(said.value) + Decimal(halving.value), said.end
    elif digits is not None and digits.text.isdigit():
        value, end = Decimal(digits.text[:MOST_DIGITS]) + Decimal(halving.value), halving.end + 1
    else:
        times = reading.find(halving.end, "multiplier")
        if times is None:
            return None
        value, end = 1 + Decimal(halving.value), halving.end
    while (times := reading.find(end, "multiplier")) is not None:
        value, end = value * Decimal(times.value), times.end
    return Number(halving.start, end, value, is_word=True)


def _said(reading: Reading, at: int) -> Number | None:
    """A number in words: `deux mille`, `five hundred`, `mil e quinhentos`, `दो लाख पचास हज़ार`."""
    total: Decimal = Decimal(0)
    current: Decimal = Decimal(0)
    factor = Decimal(1)
    end, spoken, only_articles = at, 0, True
    while (found := reading.find(end, "number", "multiplier", "one")) is not None and spoken < 12:
        value = Decimal(found.value)
        if found.kind != "multiplier" and current and value >= _last_place(current):
            break
        if found.kind == "multiplier":
            if value == 100:
                current = (current or Decimal(1)) * 100
            else:
                total, current, factor = total + (current or Decimal(1)) * value, Decimal(0), value
        else:
            current += value
        only_articles = only_articles and found.kind == "one"
        end, spoken = found.end, spoken + 1
        joined = reading.find(end, "between_and")
        after = joined and reading.find(joined.end, "number")
        if joined and after and Decimal(after.value) < _last_place(current or total):
            end = joined.end
    if not spoken:
        return None
    return Number(at, end, total + current, factor=factor, is_word=True, is_article=only_articles)


def _last_place(value: Decimal) -> Decimal:
    """What a following number must be below to go on with this one: 100 behind 500, 10 behind 20."""
    digits = str(int(value))
    return Decimal(10) ** (len(digits) - len(digits.rstrip("0")))


def numbers_of(reading: Reading) -> list[Number]:
    """All numbers that no slot has taken, left to right; weak ones (`un`, `ek`) too."""
    found: list[Number] = []
    at = 0
    while at < len(reading.tokens):
        number = number_at(reading, at)
        if number is not None:
            found.append(number)
            at = max(number.end, at + 1)
        else:
            at += 1
    return found


def plain(value: Decimal) -> Decimal:
    """A number without an exponent and without zeros at the end."""
    value = round(value, 9)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
