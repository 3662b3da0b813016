"""What a listing's words say of the product: its codes, quantities, colours, traits, and the words that remain."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from prices.models.matching import Offered
from prices.rules.matching.language import language
from prices.rules.matching.quantities import LETTER_SIZES, ROMAN, WORDED_SIZES, Quantities, quantities
from prices.rules.matching.text import folded, is_cjk, squashed, words
from prices.rules.matching.traits import CLASSES
from prices.rules.matching.words import COLOURS, COMMON, EMPTY, SAME_THINGS, words_of

LONGEST_PHRASE = 5
LONGEST_JOIN = 5
LONG_CODE = 5

_NO_CODE = re.compile(
    r"\d{1,4}(?:st|nd|rd|th|er|e|eme|in|pcs|pc|pk|ct|x|tlg|teilig|way|ply|d|h|p|fps|hr|hrs|min|mins|years|yrs|y|m)?"
    r"|(?:x|ip|usb|hdmi|pcie|mp|wifi|bt|v|gen|vol|no|nr|pack|size|ddr|cat)\d{1,3}(?:[a-z])?|\d{1,2}k|\d{2}k|[0-9]+in[0-9]+|802[0-9a-z]*"
)
_CODE = re.compile(r"[a-z0-9]+(?:[-./][a-z0-9]+)*", re.ASCII)
_MEASURED = re.compile(r"\d+(?:v|w|ah|mah|mm|cm|gb|tb|ml|kg|g|l|mp|hz|in)")
_FOR = re.compile(
    r"(?<!\w)(?:for|fur|pour|para|per|voor|compatible|kompatibel|compativel|fits|suitable|passend)(?!\w)|适用|के लिए"
)
_INCLUDED = re.compile(r"(?<!\w)(?:with|incl|inkl|including|includes|mit|avec|com|con|inc|plus|and|\+|&)(?!\w)")
_POSSESSIVE = re.compile(r"(?<=\w)'s(?!\w)")
_ELISION = re.compile(r"(?<!\w)[ldsnjqm]'(?=\w)")

_ON_BATTERY = re.compile(r"(?<!\w)(?:akku-?|battery[- ]powered |a bateria |sur batterie )(?=[a-z]{4})(?!s )")
_WITH_SOME = re.compile(r"(?<!\w)(?:with|mit|avec|con|com|incl\.?|inkl\.?|including)[ ]\d{1,3}(?=[ ][a-z]{4})")
_DECIMAL = re.compile(r"(?<![\w.,])\d{1,4}[.,]\d{1,3}(?![\w.,]*\d)")
_PLUS = re.compile(
    r"(?<=[a-z]{3})\+(?=[a-z](?!\w))|(?<=[a-z0-9][a-z0-9])\+(?=\s|$|[,;)])|(?<=[a-z]) \+(?= ?(?:$|[,;)]))"
)
_SUFFIX = re.compile(r"(?<=[a-z])-(?=(?:plus|max|pro|mini)(?!\w))")
_SERIES = re.compile(r"(?<=[a-z] )(?:series|serie)[ ](?=\d{1,2}(?!\w))")  # iO Series 9 is the iO9
_WAIST_AND_LENGTH = re.compile(
    r"(?<![\w/])w[ ]?(\d{2})[ ]?[/x-]?[ ]?l[ ]?(\d{2})(?!\w)|(?<![\w/])(\d{2})w[ ]?[/x-]?[ ]?(\d{2})l(?!\w)"
)  # W32 L34 and 32W 34L are 32/34
_CAPITAL = re.compile(r"\b[A-Z]\w+")
_DOTTED = re.compile(r"(?<![\w.])[a-z](?:\.[a-z]){1,4}(?![\w])", re.ASCII)
_CONSOLE = re.compile(r"(?<!\w)playstation[ ]?([2-9])(?!\w)")
_TEE = re.compile(r"(?<!\w)tee(?!\w)")
_WORN = re.compile(r"(?<!\w)(?:sleeves?|fit|logo|crew|cotton|stretch|slim)(?!\w)")
_BUS = re.compile(r"(?<!\w)usb[ -]?([23])(?:\.\d)?(?!\w)")
_RATE = re.compile(r"(?<!\w)\d+(?:[.,]\d+)?[ ]?[mg]b/s(?!\w)|(?<![\w.,])\d[.,]\dk(?!\w)")
_SHANK = re.compile(r"(?<!\w)sds[ -]?(?:\+|plus(?!\w))")
_LABEL = re.compile(r"(?<!\w)(?:colou?r|farbe|couleur|cor)[ ]?:")
_WITH_LENS = re.compile(
    r"(?:[+&]|(?<!\w)(?:with|w/|mit|avec|con|com|plus|and|kit))[ ][^+;,]{0,20}?\d{2,3}-\d{2,3}[ ]?mm(?!\w)"
)
_ZOOM = re.compile(r"\d{2,3}-\d{2,3}[ ]?mm")
_WITH_PART = re.compile(
    r"(?:[+&]|(?<!\w)(?:with|w/|mit|avec|con|com|incl|inkl|plus))[ ](?:[a-z]+[ ]){0,2}?"
    r"(heatsink|heat sink|kuhlkorper|dissipateur|lens|objektiv|objectif|keyboard|tastatur|stylus|dock|clock|"
    r"charging station|travel case)(?!\w)"
)
_INTENSE = re.compile(r"(?<!\w)(ultra|super|extra|multi)-(?=[a-z])")  # one word with what it makes stronger


@dataclass(frozen=True)
class Described:
    """A listing's product as its words have it. Words keep their order; what they mean is by class."""

    plain: str
    maker: str
    joined: frozenset[str]
    codes: frozenset[str]
    numbers: frozenset[str]
    quantities: Quantities
    colours: frozenset[str]
    traits: dict[str, frozenset[str]]
    words: tuple[str, ...]
    sizes: frozenset[str]
    pairs: frozenset[str]
    before_for: frozenset[str] | None
    language: str
    capitals: frozenset[str]
    is_for_another: bool
    says_with: bool


def describe(offered: Offered) -> Described:
    """Read a listing's title and details."""
    told = "".join(f" {part} ;" for part in (offered.title, offered.details) if part)
    plain = _WAIST_AND_LENGTH.sub(
        _one_size, _SERIES.sub("", _SHANK.sub("sdsplus", _spelled(_LABEL.sub(" ", folded(told)))))
    )
    text = _PLUS.sub(
        " plus ",
        _SUFFIX.sub(
            "",
            _INTENSE.sub(
                r"\1",
                _POSSESSIVE.sub("", _ELISION.sub("", _ON_BATTERY.sub("cordless ", _WITH_SOME.sub(" ", plain)))),
            ),
        ),
    )
    amounts = quantities(text)
    codes = frozenset(_codes(text, amounts))
    found = _Words(amounts.rest, codes)
    if "multipack" in text and not amounts.packs:
        found.traits.setdefault("bundle", set()).add("multipack")
    if parts := _parts_with_it(plain):
        found.traits.setdefault("bundle", set()).update(parts)
    return Described(
        plain=squashed(offered.title or ""),
        maker=squashed(offered.brand or ""),
        joined=_joined(words(text)),
        codes=codes,
        numbers=frozenset(found.numbers),
        quantities=amounts,
        colours=frozenset(found.colours),
        traits={name: frozenset(values) for name, values in found.traits.items()},
        words=tuple(found.words),
        sizes=amounts.sizes | frozenset(found.sizes) or frozenset(found.worded_sizes),
        pairs=frozenset(_pairs(words(amounts.rest))),
        before_for=_joined(words(text[: at.start()])) if (at := _FOR.search(text)) and at.start() > 3 else None,
        language=language(told, words(text)),
        capitals=frozenset(words(folded(" ".join(_CAPITAL.findall(offered.title or ""))))),
        is_for_another=bool(_FOR.search(text)) and "accessory" in found.traits,
        says_with=bool(_INCLUDED.search(text)),
    )


def _spelled(text: str) -> str:
    """Names of one form: `M.A.C` is mac, `PlayStation 5` ps5; a rate of bytes and a number of lines are left out."""
    text = _DOTTED.sub(lambda found: found[0].replace(".", ""), text)
    text = _TEE.sub("tshirt", text) if _WORN.search(text) else text  # in German, tea
    return _RATE.sub(" ", _BUS.sub(r"usb\1", _CONSOLE.sub(r"ps\1", text)))


def _one_size(found: re.Match[str]) -> str:
    return "/".join(filter(None, found.groups()))


def _parts_with_it(text: str) -> set[str]:
    """What else is in the box: a part of some worth behind `with` or `+`."""
    found = {f"with {part.replace(' ', '')}" for part in _WITH_PART.findall(text)}
    if _WITH_LENS.search(text):
        return {"lenskit", "twolenses"} if len(set(_ZOOM.findall(text))) > 1 else {"lenskit"}
    return {"lenskit" if "lens" in each else each for each in found}


def _joined(raw: list[str]) -> frozenset[str]:
    """Every run of up to five words, written together."""
    return frozenset("".join(raw[at : at + n]) for n in range(1, LONGEST_JOIN + 1) for at in range(len(raw) - n + 1))


def _pairs(raw: list[str]) -> Iterator[str]:
    """A few letters and the number behind them, written together: MS 170, Mate 60."""
    for one, other in pairwise(raw):
        if (
            one.isalpha()
            and len(one) <= 5
            and one not in EMPTY
            and one not in _NO_LETTERS
            and one not in COLOURS
            and other.isdigit()
            and len(other) in (2, 3, 4)
        ):
            yield one + other


def _codes(text: str, amounts: Quantities) -> Iterator[str]:
    """Model numbers: letters and digits mixed, or four digits and more that are no year and no quantity."""
    rest = amounts.rest
    for found in _CODE.finditer(text):
        parts = re.split(r"[-./]", found[0])
        code = "".join(parts)
        if len(code) < 2 or not any(map(str.isdigit, code)) or (found.start() and text[found.start() - 1] in ".,"):
            continue
        if code.isdigit():
            is_number = len(parts) == 1 or (len(code) >= 6 and re.fullmatch(r"\d{3}(?:-\d{2,4}){1,2}", found[0]))
            if len(code) >= 4 and is_number and found[0] in rest:
                yield code
            continue
        if len(parts) > 1 and _NO_CODE.fullmatch(parts[0]) and not parts[0].isdigit() and parts[1].isdigit():
            continue  # DDR5-5600
        if _is_code(parts) and not _NO_CODE.fullmatch(code):
            yield code
        elif len(parts) > 1:
            yield from (part for part in parts if _is_code([part]) and not _NO_CODE.fullmatch(part) and len(part) > 2)


def _is_code(parts: list[str]) -> bool:
    if len(parts) == 1:
        part = parts[0]
        has_both = any(map(str.isdigit, part)) and any(map(str.isalpha, part))
        return has_both and not _MEASURED.fullmatch(part) and not _is_quantity(part)
    if _MEASURED.fullmatch(parts[0]) and parts[1].isdigit() and len(parts) == 2:
        return True  # 12V-15
    if any(_is_code([part]) for part in parts):
        return not any(len(part) > 5 and part.isalpha() for part in parts)
    letters, digits = parts[0], parts[1]
    return (
        letters.isalpha() and len(letters) <= 5 and digits.isdigit() and len(digits) >= 2 and letters not in _NO_LETTERS
    )


_NO_LETTERS = words_of("usb hdmi ddr pcie wifi fi ip type vol gen no nr size eu uk us pack set x part teil band")


def _is_quantity(part: str) -> bool:
    amounts = quantities(part)
    return not re.search(r"\w", amounts.rest)


_PACKAGE = re.compile(r"\w*(?:flasche|dose|packung|beutel|tafel|schachtel)")
_ENGLISH_SIZE = re.compile(r"small|medium|large")


class _Words:
    """Sorts the words of what is left of a title."""

    def __init__(self, rest: str, codes: frozenset[str]) -> None:
        self.numbers: set[str] = set()
        self.worded_sizes: set[str] = set()
        self.colours: set[str] = set()
        self.sizes: set[str] = set()
        self.traits: dict[str, set[str]] = {}
        self.words: list[str] = []
        self._codes = codes
        self.numbers.update(f"{float(each.replace(',', '.')):g}" for each in _DECIMAL.findall(rest))
        tokens = list(_cut_at_known(_DECIMAL.sub(" ; ", rest)))
        at = 0
        while at < len(tokens):
            at += self._take(tokens, at)

    def _take(self, tokens: list[str], at: int) -> int:
        """Sort what stands at `at`; returns how many tokens that was."""
        for length in range(min(LONGEST_PHRASE, len(tokens) - at), 0, -1):
            phrase = " ".join(tokens[at : at + length])
            if self._means(phrase):
                for word in tokens[at : at + length] if length > 1 else ():
                    if word in CLASSES["flavour"]:
                        self._means(word)
                return length
        if tokens[at] in WORDED_SIZES and at < 2 and not _ENGLISH_SIZE.fullmatch(tokens[at]):
            self.words.append(tokens[at])
            return 1
        self._after_number = at > 0 and tokens[at - 1].isdigit()
        self._plain(tokens[at])
        return 1

    def _means(self, phrase: str) -> bool:
        known = False
        if phrase in COLOURS:
            self.colours.add(COLOURS[phrase])
            known = True
        for name, table in CLASSES.items():
            if phrase in table:
                self.traits.setdefault(name, set()).add(table[phrase])
                known = True
        thing = SAME_THINGS.get(phrase) or SAME_THINGS.get(phrase.removesuffix("s"))
        if not known and thing:
            self.words.append(thing)
            known = True
        return known

    def _plain(self, token: str) -> None:
        if token in LETTER_SIZES and len(token) <= 6 and not (len(token) == 1 and self._after_number):
            (self.worded_sizes if token in WORDED_SIZES else self.sizes).add(LETTER_SIZES[token])
        elif token in ROMAN:
            self.numbers.add(str(ROMAN[token]))
        elif token.isdigit():
            if len(token) < 4 or token not in self._codes:
                self.numbers.add(token.lstrip("0") or "0")
        elif (
            token not in EMPTY
            and not _PACKAGE.fullmatch(token)
            and not any(token in code for code in self._codes)
            and not self._compound(token)
        ):
            self.words.append(token)

    def _compound(self, token: str) -> bool:
        """A word that German writes together of two that are known: Katzentrockenfutter."""
        if len(token) < 9 or not token.isascii():
            return False
        for at in range(len(token) - 4, 3, -1):
            tail = token[at:]
            heads = [token[:at], token[:at].removesuffix("s"), token[:at].removesuffix("n")]
            head = next((each for each in heads if _is_known(each)), None)
            if head is not None and _is_known(tail):
                return self._means(head) and self._means(tail)
        return False


def _is_known(word: str) -> bool:
    return word in COLOURS or word in SAME_THINGS or any(word in table for table in CLASSES.values())


_KNOWN_CJK = frozenset(
    word for table in (COLOURS, SAME_THINGS, *CLASSES.values()) for word in table if is_cjk(word) and len(word) > 1
) | frozenset(word for word in EMPTY if is_cjk(word) and len(word) > 1)


def _cut_at_known(rest: str) -> Iterator[str]:
    """The words; a run of a script that writes none apart is cut at the words that are known."""
    for run in re.split(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+)", rest):
        if not run or not is_cjk(run[0]):
            yield from words(run)
            continue
        at = start = 0
        while at < len(run):
            known = next((run[at : at + n] for n in (5, 4, 3, 2) if run[at : at + n] in _KNOWN_CJK), None)
            if known is None:
                at += 1
                continue
            if start < at:
                yield from words(run[start:at])
            yield known
            at = start = at + len(known)
        if start < len(run):
            yield from words(run[start:])


def is_long(code: str) -> bool:
    """Whether a code names one model by itself; `hero12` is a name with a number."""
    is_some_length = len(code) >= LONG_CODE or (len(code) == 4 and not code.isdigit() and _THREE_DIGITS.match(code))
    return bool(is_some_length) and not _NAMED_NUMBER.fullmatch(code)


_THREE_DIGITS = re.compile(r"(?:[^\d]*\d){3}")
_NAMED_NUMBER = re.compile(r"[a-z]{4,}\d{1,2}|\d{1,2}w\d{2}|(?:din|iso|en|bs)\d+", re.ASCII)  # hero12; 10W-40; DIN 933


def weight(word: str) -> float:
    """How much a word says of which product it is."""
    if word in COMMON:
        return 0.3
    if is_cjk(word):
        return 0.5 if len(word) > 1 else 0.3
    return 1.0 if len(word) > 2 else 0.5


THINGS = frozenset(SAME_THINGS.values())


def things(described: Described) -> frozenset[str]:
    """What kinds of thing a name says it is."""
    return THINGS.intersection(described.words)
