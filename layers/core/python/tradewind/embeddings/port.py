"""What embeds, whatever stands behind it."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
else:
    Vectors = "NDArray[np.float32]"  # numpy loads on first use

LONGEST = 20_000
"""Characters of a text that are looked at; MiniLM reads its first 256 word pieces, OpenAI's 8,191 tokens."""


class Embedder(Protocol):
    """Makes vectors of texts.

    `name`: the space they lie in; vectors of two names cannot be compared. `dimensions`: numbers in each.
    `is_degraded`: a stand-in that knows spellings and no meanings.
    """

    @property
    def name(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    @property
    def is_degraded(self) -> bool: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A row for each text, float32 [n, dimensions], each of length 1. What stands beside a text changes nothing.

        Raises: Unavailable when what embeds does not answer.
        """


def content_hash(embedder: Embedder, text: str) -> str:
    """What tells whether a stored vector is still that of a text: 64 hexadecimal digits over both."""
    return sha256(f"{embedder.name}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()
