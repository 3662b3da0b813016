"""Every amount of money in a page's text, where it stands and what is said of it there."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from prices.reading.amounts import PageMoney
from prices.reading.claims import MOST
from prices.reading.labels import told_after, told_before
from prices.reading.page import SEPARATOR, Element, Page
from prices.reading.traits import Is, Trait, role_of
from tradewind.money.cldr import CODES
from tradewind.money.signs import SIGNS

_NUMBER = re.compile(
    r"\d(?:\d{0,2}(?:[ \u00a0\u202f\u2009.,'’٬]\d{3})+(?!\d)(?:[.,٫]\d{1,2}(?!\d))?|\d*(?:[.,٫]\d+)*[.,]?)"
)
_PER = re.compile(r"\s*(?:/|per\b|pro\b)", re.IGNORECASE)
"""How a text node begins that belongs to the amount right before it: `$9 | /month`."""
GAP = f" \t\r\n\u00a0\u202f\u2009\u200b{SEPARATOR}"
_SYMBOLS = frozenset(
    sign for sign in SIGNS if len(sign) == 1 and not sign.isalnum() and sign not in "-=.,%"
) | frozenset("元円원圆￥＄€￡")
_NOT_MONEY = frozenset(["ALL", "TOP", "AMD", "CUP", "PEN", "SOS", "MOP", "BAM", "LAK", "GEL", "SLE", "CDF", "STN"])
"""Codes that are words or trade marks; they count only as the page's own currency."""
_ABBREVIATED = [
    "rs",
    "kr",
    "rm",
    "rp",
    "tk",
    "ksh",
    "tsh",
    "ush",
    "fr",
    "sfr",
    "zł",
    "zl",
    "kč",
    "kc",
    "ft",
    "lei",
    "euro",
    "euros",
    "eur",
    "tl",
    "km",
    "din",
    "dh",
    "dhs",
    "br",
    "bs",
    "gs",
    "qr",
    "sr",
    "kd",
    "руб",
    "грн",
]
_ABBREVIATED_AFTER = ["лв", "р", "kn", "сум", "сом", "тг", "тнг", "ден"]
_WORDS = frozenset(code.casefold() for code in CODES - _NOT_MONEY) | frozenset(_ABBREVIATED)
_WORDS_AFTER = (
    _WORDS
    | frozenset(_ABBREVIATED_AFTER)
    | frozenset(
        sign.casefold().rstrip(".") for sign in SIGNS if len(sign) > 1 and sign[0].isalpha() and not sign.isascii()
    )
)
_LETTERS_BEFORE = re.compile(r"([^\W\d_]{1,4}\.?[^\W\d_]?\.?)$")
_LETTERS_AFTER = re.compile(r"([^\W\d_]{1,7}\.?[^\W\d_]?\.?)")
_DASH = re.compile(r"\s?[,.:]\s?[-–—]{1,2}(?![ \u00a0]?\d)")
_CENTS = re.compile(r"[.,]?(\d{2})(?!\d)\s*")
_CENTS_BEHIND_SIGN = re.compile(r"([€£])\x1f?(\d{2})(?![\d.,%€£])")
"""`12€99`, also with the cents in an element of their own."""
_NEXT = re.compile(r"[\s\u00a0\x1f]{0,3}[$€£¥₹₽￥]?[ \u00a0]?\d")
_SIGN_OF_NEXT = re.compile(r"[\s\u00a0\x1f]{0,3}\d[\d.,]*[ \u00a0]?([$€£¥₹₽￥])(?![ \u00a0]?\d)")
_RANGE_AHEAD = re.compile(r"[\s\x1f]{0,4}[-–—~][\s\x1f]{0,4}\d[\d.,'’ \u00a0]*(\D{0,8})")
MAX_SIGHTINGS = 1500


@dataclass(slots=True)
class Sighting:
    """One amount. `start` and `end` are offsets into the page's text, sign included."""

    start: int
    end: int
    position: int
    raw: str
    is_signed: bool
    before: str = ""  # the words right before and after that belong to it
    after: str = ""
    amount: Decimal | None = None
    high: Decimal | None = None
    currency: str | None = None
    traits: Trait = 0  # of all elements around it that do not hold the heading too
    role: Trait = 0  # what keeps it from being the price, 0 if nothing does
    is_marked: bool = False  # a class name near it says price
    is_current: bool = False
    levels: int = 0  # from the heading up to the element that holds both
    around: list[Element] = field(default_factory=list)
    score: float = 0.0

    @property
    def shape(self) -> str:
        """The class names of the three elements around it: alike for amounts of one list."""
        return "/".join(element.style for element in self.around[:3])

    @property
    def is_struck(self) -> bool:
        return bool(self.role & Is.STRUCK)


STRUCK = Is.OLD | Is.STRUCK
NEAR_ELEMENTS = 4
WORDS_BESIDE = 44
"""Characters before and after an amount in which its label is looked for."""


@dataclass
class Heading:
    """Where the product's name stands: its position, and each element around it with its distance."""

    position: int | None = None
    chain: dict[int, int] = field(default_factory=dict)


def find(page: Page, local: str | None, first: int = 0, last: int | None = None) -> list[Sighting]:
    """Amounts with a sign of currency or a dash for cents, and bare numbers that fill a text node alone.

    `local`: the currency of the page's territory, whose code counts even where it is an everyday word.
    `first`, `last`: the text nodes to look at.
    """
    text = page.text
    found: list[Sighting] = []
    taken = page.starts[first]
    end_of_search = len(text) if last is None else page.starts[last]
    for match in _NUMBER.finditer(text, taken, end_of_search):
        start, end = match.span()
        if start < taken:
            continue
        signed_from = _sign_before(text, start, local)
        if signed_from < taken:
            signed_from = start  # that sign stands behind the amount before
        number_end, number = _with_cents(text, end, match.group())
        signed_to = _sign_after(text, number_end, signed_from < start, local)
        is_signed = signed_from < start or signed_to > number_end
        if number.isdigit() and (cents := _CENTS_BEHIND_SIGN.match(text, number_end)) is not None:
            number, number_end = f"{number}.{cents.group(2)}", cents.end()
            signed_from, signed_to, is_signed = min(signed_from, start), cents.end(), True
            raw = f"{number} {cents.group(1)}"
            found.append(Sighting(signed_from, signed_to, page.position_at(start), raw, is_signed))
            taken = signed_to
            continue
        if not is_signed:
            is_signed = _opens_range(text, number_end, local)
            if not is_signed and not _fills_its_node(text, start, number_end):
                continue
        if text[signed_to : signed_to + 2].lstrip(GAP)[:1] in ("%", "％"):
            continue
        raw = text[signed_from:start] + number + text[number_end:signed_to]
        found.append(Sighting(signed_from, signed_to, page.position_at(start), raw.replace(SEPARATOR, " "), is_signed))
        taken = signed_to
        if len(found) >= MAX_SIGHTINGS:
            break
    return found


def _opens_range(text: str, end: int, local: str | None) -> bool:
    """`12 – 15 €`: the sign behind the upper end is the lower one's too."""
    ahead = _RANGE_AHEAD.match(text, end)
    return ahead is not None and _sign_after_gap(text, ahead.start(1), False, local) > ahead.start(1)


def _sign_before(text: str, start: int, local: str | None) -> int:
    at = start
    while at > 0 and start - at < 4 and text[at - 1] in GAP:
        at -= 1
    if at == 0:
        return start
    if text[at - 1] in _SYMBOLS:
        at -= 1
        letters = _LETTERS_BEFORE.search(text, max(0, at - 3), at)
        return letters.start() if letters and letters.group(1).isupper() else _code_before(text, at)
    if text[at - 1].isalpha() or text[at - 1] == ".":
        letters = _LETTERS_BEFORE.search(text, max(0, at - 6), at)
        if letters and not text[letters.start() - 1 : letters.start()].isalpha():
            word = letters.group(1).rstrip(".")
            if _is_sign(word, local, _WORDS) or (word == "R" and local == "ZAR"):
                return letters.start()
    return start


def _is_sign(word: str, local: str | None, words: frozenset[str]) -> bool:
    """A code in capitals or in small letters, or an abbreviation: `Eur` is one, `Try` is none."""
    if word == local:
        return True
    if (
        len(word) == 3
        and word.isascii()
        and word.upper() in CODES
        and not (word.isupper() or word.lower() in _ABBREVIATED)
    ):
        return False
    return word.casefold() in words


def _code_before(text: str, at: int) -> int:
    """`CAD $310`, `US $12`: a code before the sign belongs to it."""
    end = at
    while end > 0 and at - end < 2 and text[end - 1] in GAP:
        end -= 1
    code = _LETTERS_BEFORE.search(text, max(0, end - 4), end)
    if code and (code.group(1) in _DOLLARS or (code.group(1) in CODES and len(code.group(1)) == 3)):
        return code.start()
    return at


_DOLLARS = frozenset(["US", "CA", "AU", "HK", "NT", "NZ", "SG", "MX", "A", "C", "S"])


def _sign_after(text: str, end: int, is_signed: bool, local: str | None) -> int:
    if (dash := _DASH.match(text, end)) is not None:
        return _sign_after_gap(text, dash.end(), is_signed, local)
    return _sign_after_gap(text, end, is_signed, local)


def _sign_after_gap(text: str, end: int, is_signed: bool, local: str | None) -> int:
    at = end
    while at < len(text) and at - end < 4 and text[at] in GAP:
        at += 1
    if at >= len(text):
        return end
    crossed = SEPARATOR in text[end:at]
    if text[at] in _SYMBOLS:
        if is_signed and (crossed or text[at] not in "¥€"):
            return end
        following = _NEXT.match(text, at + 1)
        # `5 | $10`: the sign is the next number's, unless that has the same sign behind it (`8,45 | € | 11.27 €`).
        own = _SIGN_OF_NEXT.match(text, at + 1)
        is_next_ones = crossed and following is not None and (own is None or own.group(1) != text[at])
        return end if is_next_ones else at + 1
    if text[at].isalpha() and not (is_signed and crossed) and (letters := _LETTERS_AFTER.match(text, at)) is not None:
        word = letters.group(1).rstrip(".")
        following_letter = text[letters.end() : letters.end() + 1]
        if not following_letter.isalpha() and _is_sign(word, local, _WORDS_AFTER):
            if (crossed or at > end) and len(word) == 3 and word.isupper() and _NEXT.match(text, letters.end()):
                return end
            return letters.end()
    return end


def _with_cents(text: str, end: int, number: str) -> tuple[int, str]:
    """`54,` + `99` and `12` + `99` in elements of their own: two digits right after are the cents."""
    at = end
    mark = number[-1:] if number[-1:] in ".," else ""
    whole = number.rstrip(".,")
    if len(whole) > 2 and whole[-3] in ".,":
        return end if not mark else end - 1, whole
    gaps = 0
    while at < len(text) and at - end < 12 and text[at] in GAP:
        gaps += text[at] == SEPARATOR
        at += 1
    if gaps and at < len(text) and (text[at].isdigit() or text[at] in ".,"):
        if text[at] in ".," and not mark:
            mark = text[at]
            at += 1
            while at < len(text) and at - end < 16 and text[at] in GAP:
                at += 1
        cents = _CENTS.match(text, at)
        if cents and text[cents.end() : cents.end() + 1] not in (".", ",", "%"):
            return cents.end(1), f"{whole}{mark or '.'}{cents.group(1)}"
        return (end - 1, whole) if number[-1:] in ".," else (end, whole)
    return (end - 1, whole) if number[-1:] in ".," else (end, whole)


_NOTHING_OR_LABEL = re.compile(r"\s*(?:[^\W\d]{2,16}\s?:)?\s*")


def _fills_its_node(text: str, start: int, end: int) -> bool:
    before = text.rfind(SEPARATOR, max(0, start - 20), start) + 1 or max(0, start - 20)
    after = text.find(SEPARATOR, end, end + 8)
    return (
        end - start >= 1
        and _NOTHING_OR_LABEL.fullmatch(text, before, start) is not None
        and not text[end : after if after >= 0 else end + 8].strip(GAP)
    )


def describe(page: Page, money: PageMoney, sighting: Sighting, heading: Heading) -> bool:
    """Read the amount and what its surroundings say of it. False: it is no amount after all."""
    around = sighting.around = page.ancestors(sighting.position)
    traits = near = 0
    sighting.levels = len(heading.chain)
    for depth, element in enumerate(around):
        level = heading.chain.get(id(element))
        if level is not None:  # from here up, everything holds the heading too
            sighting.levels = level
            traits |= element.traits & (Is.MAIN | Is.HIDDEN)
        else:
            traits |= element.traits
        if depth < 4:
            near |= element.traits
    sighting.traits = traits
    sighting.is_marked = bool(near & Is.PRICE)
    sighting.is_current = bool(near & Is.CURRENT)
    if not sighting.is_signed and not sighting.is_marked:
        return False
    parsed = money.parse(sighting.raw)
    if parsed.amount is None or parsed.amount > MOST:
        return False
    sighting.amount, sighting.high, sighting.currency = parsed.amount, parsed.high, money.currency_of(parsed)
    innermost = [element.traits for element in around[:NEAR_ELEMENTS] if id(element) not in heading.chain]
    role = role_of(innermost) | (STRUCK if any(element.traits & Is.STRUCK for element in around[:2]) else 0)
    sighting.role = role or told_before(sighting.before) or told_after(sighting.after)
    return True


def give_words(page: Page, sightings: list[Sighting], heading: Heading) -> None:
    """Share out the words between amounts: what stands in an amount's own text node is its own, the rest the next's."""
    text = page.text
    last_end = 0
    for number, sighting in enumerate(sightings):
        before = text[max(last_end, sighting.start - WORDS_BESIDE) : sighting.start]
        nodes = before.split(SEPARATOR)
        if max(last_end, sighting.start - WORDS_BESIDE) == last_end and last_end and len(nodes) > 1:
            nodes = nodes[1:]  # the rest of the last amount's own text node
        if len(nodes) > 2:
            nodes = nodes[-2:] if len(nodes[-1].strip()) > 3 or len(nodes[-2].strip()) > 3 else nodes[-3:]
        if heading.position is not None and sighting.position - heading.position <= 1 and len(nodes) > 1:
            nodes = nodes[-1:]  # the name of the product is no label
        sighting.before = " ".join(nodes)
        following = sightings[number + 1].start if number + 1 < len(sightings) else len(text)
        own, *others = text[sighting.end : sighting.end + WORDS_BESIDE].split(SEPARATOR)
        if following - sighting.end > WORDS_BESIDE and len(own.strip()) <= 3 and others:
            own = f"{own} {others[0]}" if len(others[0]) <= WORDS_BESIDE // 2 else own
        elif not own and others and _PER.match(others[0]) and len(others[0]) < following - sighting.end:
            own = others[0]
        sighting.after = own[: max(0, following - sighting.end)]
        last_end = sighting.end
