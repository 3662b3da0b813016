"""How alike two descriptions are, by the words they share; a rare word says more."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from catalog.recommending.evidence import Array

WORD = re.compile(r"[^\W\d_]{2,}|\d+")
MOST_WORDS = 40
Weights = dict[str, float]


def words(text: str) -> frozenset[str]:
    """The first forty different words of a text, as they are compared."""
    return frozenset(worded(text))


def worded(text: str) -> dict[str, str]:
    """The first forty different words of a text in its order: as they are compared, in one case and without an `s` at
    the end, which most plurals have; and as the text writes them first."""
    found: dict[str, str] = {}
    for written in WORD.findall(text):
        plain = written.casefold()
        found.setdefault(plain.removesuffix("s") or plain, written)
        if len(found) == MOST_WORDS:
            break
    return found


def weights(texts: Sequence[frozenset[str]]) -> Weights:
    """What each word says: the logarithm of how rare it is among these texts (Spärck Jones 1972)."""
    held = Counter(word for text in texts for word in text)
    return {word: float(np.log((1 + len(texts)) / (1 + count)) + 0.1) for word, count in held.items()}


def alike(some: Sequence[frozenset[str]], others: Sequence[frozenset[str]], weigh: Weights) -> Array:
    """The cosine of the weighted words of each pair: [len(some), len(others)]."""
    places = {word: place for place, word in enumerate(sorted(set().union(*some, *others)))}
    one, other = _vectors(some, places, weigh), _vectors(others, places, weigh)
    found: Array = one @ other.T
    return found


def _vectors(texts: Sequence[frozenset[str]], places: dict[str, int], weigh: Weights) -> Array:
    found = np.zeros((len(texts), len(places)))
    for row, text in enumerate(texts):
        for word in text:
            found[row, places[word]] = weigh.get(word, 1.0)
    lengths: Array = np.linalg.norm(found, axis=1, keepdims=True)
    return found / np.maximum(lengths, 1e-9)
