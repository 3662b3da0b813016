"""Every amount of money in a page's text, where it stands and what is said of it there."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from tradewind.money.signs import SIGNS

from prices.reading.amounts import PageMoney
from prices.reading.claims import MOST
from prices.reading.page import SEPARATOR, Element, Page
from prices.reading.words import Is, Trait, told_after, told_before

_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f\u2009.,'’]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)*[.,]?")
_GAP = f" \t\r\n\u00a0\u202f\u2009\u200b{SEPARATOR}"
_SYMBOLS = frozenset(sign for sign in SIGNS if len(sign) == 1 and not sign.isalnum() and sign not in "-=.,%") | frozenset("元円원圆￥＄€￡")
_WORDS = frozenset(sign.casefold().rstrip(".") for sign in SIGNS if len(sign) > 1 and sign[0].isalpha()) | {"р", "din"}
_LETTERS_BEFORE = re.compile(r"([^\W\d_]{1,4}\.?[^\W\d_]?\.?)$")
_LETTERS_AFTER = re.compile(r"([^\W\d_]{1,7}\.?[^\W\d_]?\.?)")
_DASH = re.compile(r"\s?[,.]\s?[-–—]{1,2}(?!\s?\d)")
_CENTS = re.compile(r"[.,]?(\d{2})(?!\d)\s*")
_RANGE_GAP = re.compile(r"\W{0,3}(?:[-–—~]|to|bis|à|až|do|a)\W{0,3}", re.IGNORECASE)
MAX_SIGHTINGS = 1500


@dataclass
class Sighting:
    """One amount. `start` and `end` are offsets into the page's text, sign included."""

    start: int
    end: int
    position: int
    raw: str
    is_signed: bool
    amount: Decimal | None = None
    high: Decimal | None = None
    currency: str | None = None
    traits: Trait = 0
    near: Trait = 0  # of the few innermost elements and the words beside it
    around: list[Element] = field(default_factory=list)
    score: float = 0.0


def find(page: Page) -> list[Sighting]:
    """Amounts with a sign of currency or a dash for cents, and bare numbers that fill a text node alone."""
    text = page.text
    found: list[Sighting] = []
    after_last = 0
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if start < after_last:
            continue
        signed_from = _sign_before(text, start)
        number_end, raw_number = _with_cents(text, start, end, match.group())
        signed_to = _sign_after(text, number_end)
        is_signed = signed_from < start or signed_to > number_end
        if not is_signed and not _fills_its_node(text, start, number_end):
            continue
        raw = text[signed_from:start] + raw_number + text[number_end:signed_to]
        found.append(Sighting(signed_from, signed_to, page.position_at(start), raw.replace(SEPARATOR, " "), is_signed))
        after_last = signed_to
        if len(found) >= MAX_SIGHTINGS:
            break
    return found


def _sign_before(text: str, start: int) -> int:
    at = start
    while at > 0 and start - at < 4 and text[at - 1] in _GAP:
        at -= 1
    if at == 0:
        return start
    if text[at - 1] in _SYMBOLS:
        at -= 1
        letters = _LETTERS_BEFORE.search(text, max(0, at - 3), at)
        return letters.start() if letters and letters.group(1).isupper() else _code_before(text, at)
    if text[at - 1].isalpha() or text[at - 1] == ".":
        letters = _LETTERS_BEFORE.search(text, max(0, at - 6), at)
        if letters:
            word = letters.group(1).casefold().rstrip(".")
            before = text[letters.start() - 1 : letters.start()]
            if word in _WORDS and (len(word) > 1 or word == "р") and not before.isalpha():
                return letters.start()
    return start


def _code_before(text: str, at: int) -> int:
    """`CAD $310`: a code before the sign belongs to it."""
    end = at
    while end > 0 and at - end < 2 and text[end - 1] in _GAP:
        end -= 1
    code = text[max(0, end - 3) : end]
    if len(code) == 3 and code.isascii() and code.isupper() and code.casefold() in _WORDS:
        return end - 3
    return at


def _sign_after(text: str, end: int) -> int:
    if (dash := _DASH.match(text, end)) is not None:
        end_of_dash = dash.end()
        return max(end_of_dash, _sign_after_gap(text, end_of_dash))
    if text[end : end + 1] in ",." and text[end + 1 : end + 2] in "-–—":
        return _sign_after_gap(text, end + 2)
    return _sign_after_gap(text, end)


def _sign_after_gap(text: str, end: int) -> int:
    at = end
    while at < len(text) and at - end < 4 and text[at] in _GAP:
        at += 1
    if at >= len(text):
        return end
    if text[at] in _SYMBOLS:
        following = at + 1
        while following < len(text) and following - at < 3 and text[following] in " \u00a0":
            following += 1
        # `5 $ 10`: the sign belongs to the number after it, unless it is glued to this one.
        if at > end and following < len(text) and text[following].isdigit() and SEPARATOR in text[end:at]:
            return end
        return at + 1
    if text[at].isalpha() and (letters := _LETTERS_AFTER.match(text, at)) is not None:
        word = letters.group(1)
        following = text[letters.end() : letters.end() + 1]
        if not following.isalpha():
            folded = word.casefold().rstrip(".")
            if folded in _WORDS and (len(folded) > 1 or folded == "р"):
                return letters.end()
    return end


def _with_cents(text: str, start: int, end: int, number: str) -> tuple[int, str]:
    """`54,` + `99` and `12` + `99` in elements of their own: two digits right after are the cents."""
    at = end
    mark = number[-1:] if number[-1:] in ".," else ""
    whole = number.rstrip(".,")
    if len(whole) > 2 and whole[-3] in ".,":
        return end if not mark else end - 1, whole
    gaps = 0
    while at < len(text) and at - end < 12 and text[at] in _GAP:
        gaps += text[at] == SEPARATOR
        at += 1
    if gaps and at < len(text) and (text[at].isdigit() or text[at] in ".,"):
        if text[at] in ".," and not mark:
            mark = text[at]
            at += 1
            while at < len(text) and at - end < 16 and text[at] in _GAP:
                at += 1
        cents = _CENTS.match(text, at)
        if cents and text[cents.end() : cents.end() + 1] not in (".", ",", "%"):
            return cents.end(1), f"{whole}{mark or '.'}{cents.group(1)}"
        return (end - 1, whole) if number[-1:] in ".," else (end, whole)
    return (end - 1, whole) if number[-1:] in ".," else (end, whole)


def _fills_its_node(text: str, start: int, end: int) -> bool:
    before = text.rfind(SEPARATOR, max(0, start - 12), start) + 1 or max(0, start - 12)
    after = text.find(SEPARATOR, end, end + 8)
    return end - start >= 1 and not text[before:start].strip(_GAP) and not text[end : after if after >= 0 else end + 8].strip(_GAP)


def describe(page: Page, money: PageMoney, sighting: Sighting) -> bool:
    """Read the amount and what its surroundings say of it. False: it is no amount after all."""
    around = sighting.around = page.ancestors(sighting.position)
    near = 0
    for element in around[:4]:
        near |= element.traits
        if element.tag in ("del", "s", "strike"):
            break
    traits = near
    for element in around[4:]:
        traits |= element.traits & ~(Is.OLD | Is.CURRENT | Is.PRICE | Is.UNIT | Is.SAVING | Is.CENTS | Is.UNTAXED | Is.MEMBER)
    if not sighting.is_signed and not near & Is.PRICE:
        return False
    parsed = money.parse(sighting.raw)
    if parsed.amount is None or parsed.amount > MOST:
        return False
    sighting.amount, sighting.high, sighting.currency = parsed.amount, parsed.high, money.currency_of(parsed)
    text = page.text
    before = text[max(0, sighting.start - 48) : sighting.start]
    after = text[sighting.end : sighting.end + 40]
    sighting.near = near | told_before(_last_words(before)) | told_after(_first_words(after))
    sighting.traits = traits | sighting.near
    return True


_AMOUNT_BEFORE = re.compile(r".*\d[\d.,]*\s*[^\w\s]?", re.DOTALL)


def _last_words(text: str) -> str:
    """The words before an amount, back to the amount before it or the second node boundary."""
    parts = text.split(SEPARATOR)
    joined = " ".join(parts[-3:])
    return joined if "x" in joined.lower() or "×" in joined else _AMOUNT_BEFORE.sub("", joined)


def _first_words(text: str) -> str:
    return " ".join(text.split(SEPARATOR)[:3])
