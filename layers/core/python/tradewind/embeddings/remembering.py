"""An embedder that remembers what it was asked lately, by content."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

from tradewind.embeddings.port import Embedder, Vectors, content_hash

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Remembering:
    """Asks another embedder once for each text, and keeps the `most` that were asked last.

    A text that comes twice in one batch is embedded once as well. Several threads may ask.
    """

    def __init__(self, embedder: Embedder, most: int) -> None:
        self._embedder = embedder
        self._most = most
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()
        self.name = embedder.name
        self.dimensions = embedder.dimensions
        self.is_degraded = embedder.is_degraded

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        import numpy as np

        vectors = np.empty((len(texts), self.dimensions), np.float32)
        hashes = [content_hash(self._embedder, text) for text in texts]
        missing: dict[str, list[int]] = {}
        with self._lock:
            for row, hashed in enumerate(hashes):
                known = self._kept.get(hashed)
                if known is None:
                    missing.setdefault(hashed, []).append(row)
                else:
                    self._kept.move_to_end(hashed)
                    vectors[row] = known
        if missing:
            made = self._embedder.embed([texts[rows[0]] for rows in missing.values()])
            for rows, vector in zip(missing.values(), made, strict=True):
                vectors[rows] = vector
            with self._lock:
                for hashed, vector in zip(missing, made, strict=True):
                    self._kept[hashed] = vector.copy()  # a row of `made` would keep all of it
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return vectors
