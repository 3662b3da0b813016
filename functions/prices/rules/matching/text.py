"""Titles as text that can be compared: folded, and cut into words in any script."""

import re
from unicodedata import normalize

LONGEST = 600
"""Characters of a title that are read."""
MOST_TOKENS = 100

_ACCENTS = re.compile("[\u0300-\u036f]")  # on Latin, Greek and Cyrillic letters; vowel signs of Indic scripts stay
_LETTERS = {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "×": "x", "✕": "x", "″": '"', "”": '"',
            "“": '"', "′": "'", "’": "'", "‘": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "µ": "u", "μ": "u",
            "™": " ", "®": " ", "©": " ", "\u200b": "", "\u200d": "", "，": ", ", "（": " (", "）": ") ", "、": ", ",
            "【": " [", "】": "] ", "：": ": ", "½": " 1/2", "¼": " 1/4", "¾": " 3/4", "²": "2", "³": "3"}  # fmt: skip
_TABLE = str.maketrans(_LETTERS)
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_IS_CJK = re.compile(f"[{CJK}]+")
_WORD = re.compile(f"[{CJK}]+|(?:(?![{CJK}])[^\\W_]|[\u0900-\u0dff])+")


def folded(text: str) -> str:
    """A text in lower case, without accents on Latin letters, its signs and full-width forms the plain ones."""
    plain = normalize("NFKC", text[:LONGEST].translate(_TABLE)).lower().translate(_TABLE)
    plain = normalize("NFC", _ACCENTS.sub("", normalize("NFD", plain)))
    return " ".join(plain.split())


def words(text: str) -> list[str]:
    """The words of a folded text, in order. Where a script writes none apart, pairs of characters stand for them."""
    found: list[str] = []
    for match in _WORD.finditer(text):
        word = match.group()
        if _IS_CJK.match(word) and len(word) > 2:
            found += [word[at : at + 2] for at in range(len(word) - 1)]
        else:
            found.append(word)
        if len(found) > MOST_TOKENS:
            break
    return found[:MOST_TOKENS]


def is_cjk(word: str) -> bool:
    """Whether a word is of a script that writes no spaces."""
    return bool(_IS_CJK.match(word))


def squashed(text: str) -> str:
    """A text's letters and digits alone: `WH-1000 XM5` is `wh1000xm5`."""
    return "".join(character for character in folded(text) if character.isalnum())
