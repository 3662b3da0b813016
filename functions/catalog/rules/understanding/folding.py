"""A text in the form that words are looked up in, and its tokens, each knowing where it stands in the text as given."""

import re
from dataclasses import dataclass
from unicodedata import combining, decimal, normalize

MOST_TOKENS = 250
"""Words, numbers and signs of a request that are read: what is asked in one breath has some twenty."""
_PLAIN = {"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "×": "x", "✕": "x", "″": '"', "”": '"',
          "“": '"', "′": "'", "’": "'", "‘": "'", "`": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-",
          "⁄": "/", "≤": "<", "≥": ">", "\u0901": "\u0902", "\u093c": "", "\u200b": "", "\u200c": "", "\u200d": "",
          "\ufeff": "", "\u00ad": "", "।": ",", ";": ",", "(": ",", ")": ",", "[": ",", "]": ",", "|": ",", "\n": ",",
          "•": ",", "、": ",", "*": "x", "…": ","}  # fmt: skip
"""What NFKD leaves: letters without a mark, quotes, dashes, and what parts a text as a comma does."""

_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<times>(?<=\d)\s?x(?=\s?\d)|(?<=[a-z\"'])\s?x(?=\s?\d))"
    r"|(?P<mark>(?<=\d)\s?(?:''|\"|'(?!\w)))"
    r"|(?P<elision>(?<![^\W\d_])(?:[cdjlmnst]|qu|jusqu)'(?=[^\W\d_]|$))"
    r"|(?P<word>(?:us|r|rs|a|c|hk|s|nz)\$|[^\W_](?:[^\W_]|[\u0900-\u097f]|(?<=[^\W\d_])'(?=[^\W\d_]))*)"
    r"|(?P<minus>(?<![^\s,])-(?=[^\W\d_]))"
    r"|(?P<dash>(?<=[\d ])-+(?=[\d $€£₹]))"
    r"|(?P<stop>[.!?](?=\s|$))"
    r"|(?P<rupees>(?<=\d)\s?/-)"
    r"|(?P<sign>[,/%&+<>@~$€£₹¥₦₵\-=:])"
)
_PLAIN_WORDS = re.compile("[a-z\u0904-\u0939][a-z\u0900-\u097f]*(?: [a-z\u0904-\u0939][a-z\u0900-\u097f]*)*")
_MONEY_WORD = re.compile(r"(rs|usd|inr|eur|brl|gbp|rmb|cny|aed|xof|fcfa|ngn|kes)(\d+)")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign. `text` is folded; `start` and `end` are places in the text as given."""

    text: str
    start: int
    end: int
    kind: str
    is_capital: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind == "number"

    @property
    def is_word(self) -> bool:
        return self.kind == "word"


def folded(text: str) -> tuple[str, list[int]]:
    """The text in lower case without accents, nuktas and joiners, its digits ASCII; and where each character was."""
    plain: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        digit = decimal(character, None)
        form = _PLAIN.get(character)
        if form is None:
            form = str(digit) if digit is not None else normalize("NFKD", character.lower())
            form = " " + form if "\u2044" in form else form
        for part in form:
            kept = _PLAIN.get(part, part)
            if not ("\u0300" <= part <= "\u036f") and kept and not (combining(part) and part == "\u093c"):
                plain.append(kept)
                places.extend([place] * len(kept))
    return "".join(plain), places


def tokens_of(text: str) -> list[Token]:
    """The first tokens of a text. `9W` is a number and a word, `A4` one word, `30x40` two numbers and `x`.

    Hyphens inside a word part it, apostrophes join it, but for French elisions, which are words (`d'`).
    """
    plain, places = folded(text)
    found: list[Token] = []
    at = 0
    while at < len(plain) and len(found) < MOST_TOKENS:
        match = _TOKEN.match(plain, at)
        if match is None:
            at += 1
            continue
        kind = str(match.lastgroup)
        start, end = match.start(), match.end()
        if kind == "word" and (glued := _MONEY_WORD.fullmatch(plain[start:end])):
            end = start + len(glued[1])
        at = end
        if not (_is_hyphen(plain, start, end) or (kind == "stop" and not _ends_a_sentence(text, places[start]))):
            found.append(_token(text, plain, places, start, end, kind))
    return found


def _is_hyphen(plain: str, start: int, end: int) -> bool:
    """Whether a dash stands inside a word: `t-shirt`."""
    return plain[start:end] == "-" and start > 0 and not plain[start - 1].isspace() and not plain[start - 1].isdigit()


def _ends_a_sentence(text: str, place: int) -> bool:
    """Whether a full stop parts sentences: `max. 5` has none."""
    rest = text[place + 1 : place + 4].lstrip()
    return not rest or rest[0].isupper() or text[place] in "!?"


def _token(text: str, plain: str, places: list[int], start: int, end: int, kind: str) -> Token:
    written = plain[start:end]
    shown = written.strip()
    first = start + (len(written) - len(written.lstrip()))
    last = end - 1 - (len(written) - len(written.rstrip()))
    begins, ends = places[first], places[last] + 1
    if kind == "word":
        shown = shown.replace("'", "")
    return Token(shown, begins, ends, kind, text[begins].isupper())


def words_of(text: str) -> tuple[str, ...]:
    """The tokens of a lexicon's entry, folded as a request is."""
    if text.isascii() and text.islower() and text.replace(" ", "").isalpha():
        return tuple(text.split())  # two in three entries, and half the time of reading them all
    plain = folded(text)[0]
    if _PLAIN_WORDS.fullmatch(plain):
        return tuple(plain.split())
    return tuple(token.text for token in tokens_of(text) if token.kind != "stop")
