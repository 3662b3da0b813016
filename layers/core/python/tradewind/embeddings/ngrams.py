"""A stand-in for a model: the spelling of a text, hashed into a vector. Needs nothing but numpy.

Feature hashing (Weinberger and others 2009, https://arxiv.org/abs/0902.2206) of the letter sequences that fastText
takes (Bojanowski and others 2017, https://doi.org/10.1162/tacl_a_00051): 3 to 5 characters of a word with a space on
each side. Two words that share a stem lie close by; two that mean the same do not.
"""

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tradewind.embeddings.port import LONGEST, Vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS = 384
LENGTHS = (3, 4, 5)
AT_ONCE = 256  # texts that are hashed together: some 10 MB
SPACE = 32


class NgramEmbedder:
    """Spellings as vectors; see the module."""

    name = f"ngrams-{DIMENSIONS}"
    dimensions = DIMENSIONS
    is_degraded = True

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See Embedder. A text without letters is the first axis: a vector of length 0 has no direction."""
        import numpy as np

        vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
        for first in range(0, len(texts), AT_ONCE):
            vectors[first : first + AT_ONCE] = _hashed([_folded(text) for text in texts[first : first + AT_ONCE]])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors[lengths[:, 0] == 0, 0] = 1
        lengths[lengths == 0] = 1
        vectors /= lengths
        return vectors


def _folded(text: str) -> str:
    """Words in lower case without accents, a space around each."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST].casefold())
    letters = "".join(each if each.isalnum() else " " for each in plain if not unicodedata.combining(each))
    return f" {' '.join(letters.split())} "


def _hashed(folded: Sequence[str]) -> "NDArray[np.float64]":
    import numpy as np

    letters = np.frombuffer("".join(folded).encode("utf-32-le", "surrogatepass"), np.uint32)
    of_text = np.repeat(np.arange(len(folded)), [len(each) for each in folded])
    spaces = np.concatenate([[0], np.cumsum(letters == SPACE)])
    counted = np.zeros(len(folded) * DIMENSIONS)
    for length in LENGTHS:
        starts = np.arange(letters.size - length + 1)
        # A space may stand at either end and nowhere between: so none reaches into the next word or text.
        starts = starts[spaces[starts + length - 1] == spaces[starts + 1]]
        mixed = np.full(starts.size, length, np.uint32)
        for step in range(length):
            mixed = _mixed(mixed * np.uint32(0x01000193) + letters[starts + step])
        sign = np.where(mixed >> np.uint32(31), 1.0, -1.0)
        place = of_text[starts] * DIMENSIONS + (mixed % np.uint32(DIMENSIONS))
        counted += np.bincount(place, sign, counted.size)
    return counted.reshape(len(folded), DIMENSIONS)


def _mixed(numbers: "NDArray[np.uint32]") -> "NDArray[np.uint32]":
    """Each bit of a number in all others: a step of MurmurHash3's finish (public domain)."""
    import numpy as np

    numbers = numbers ^ (numbers >> np.uint32(16))
    numbers = numbers * np.uint32(0x85EBCA6B)
    return numbers ^ (numbers >> np.uint32(13))
