"""Why trees say what they say: what each feature adds to the score, found by walking the exported trees.

Every node of a tree knows the mean of the leaves below it, weighted by how many training rows ended there. On the way
from the root to a leaf each split moves that mean, and the move is put to the feature that it asks about. The roots'
means and all moves together are the score, by construction (Saabas 2014,
https://blog.datadive.net/interpreting-random-forests/). It is TreeSHAP's cheaper cousin: one order of the features,
that of the tree, instead of all of them. A line beside the trees adds up anyway.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

NODES = ("feature", "threshold", "left", "right", "value")
SLOPES = ("middle", "scale", "weight")
ARRAYS = ("roots", *NODES, *SLOPES)
MOST_DEPTH = 64
FARTHEST = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Trees whose leaves add up, all nodes in one row; beside them, where the model has one, a line.

    `roots`: the first node of each tree. Of each node: `feature` and `threshold` (a row goes `left` where its feature
    is at most the threshold, else `right`; both -1 at a leaf) and `value` (of a leaf: what it adds; else the mean).
    Of each feature: its `weight` in the line for each `scale` that it lies from its `middle`, FARTHEST at most.
    """

    names: tuple[str, ...]
    roots: "NDArray[np.int32]"
    feature: "NDArray[np.int32]"
    threshold: "NDArray[np.float32]"
    left: "NDArray[np.int32]"
    right: "NDArray[np.int32]"
    value: "NDArray[np.float64]"
    middle: "NDArray[np.float64]"
    scale: "NDArray[np.float64]"
    weight: "NDArray[np.float64]"

    @classmethod
    def read(cls, content: bytes) -> "Trees":
        """Trees from a `trees.npz`.

        Raises:
            ValueError: it is not such a file, or its arrays do not fit together.
        """
        import zipfile

        import numpy as np

        try:
            with np.load(BytesIO(content), allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in ARRAYS}
                names = tuple(str(name) for name in archive["names"])
        except (KeyError, OSError, EOFError, ValueError, AttributeError, zipfile.BadZipFile) as error:
            raise ValueError(f"not a file of trees: {error}") from error
        _check(arrays, len(names))
        return cls(names, **arrays)

    def save(self) -> bytes:
        """The same trees as the bytes of a `trees.npz`, the same each time."""
        import zipfile

        import numpy as np

        held = BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, array in [("names", np.array(self.names)), *((name, getattr(self, name)) for name in ARRAYS)]:
                part = BytesIO()
                np.lib.format.write_array(part, np.ascontiguousarray(array), allow_pickle=False)
                entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, part.getvalue())
        return held.getvalue()

    @property
    def base(self) -> float:
        """The score of nobody in particular: what the trees say on average, and nothing of the line."""
        return float(self.value[self.roots].sum())

    def score(self, rows: "NDArray[np.float32]") -> "NDArray[np.float64]":
        """The score of each row [n, features]."""
        import numpy as np

        node = np.broadcast_to(self.roots, (len(rows), self.roots.size))
        for _ in range(MOST_DEPTH):
            if (self.left[node] < 0).all():
                break
            node = self._next(rows, node)
        return np.asarray(self.value[node].sum(axis=1) + self._sloped(rows).sum(axis=1), dtype=np.float64)

    def contributions(self, rows: "NDArray[np.float32]") -> "NDArray[np.float64]":
        """What each feature adds to the score of each row, [n, features]; with `base` they sum to the score."""
        import numpy as np

        count = len(rows)
        found = np.zeros((count, len(self.names)))
        row = np.broadcast_to(np.arange(count)[:, None], (count, self.roots.size))
        node = np.broadcast_to(self.roots, (count, self.roots.size))
        for _ in range(MOST_DEPTH):
            if (self.left[node] < 0).all():
                break
            after = self._next(rows, node)
            np.add.at(found, (row, np.maximum(self.feature[node], 0)), self.value[after] - self.value[node])
            node = after
        return np.asarray(found + self._sloped(rows), dtype=np.float64)

    def _sloped(self, rows: "NDArray[np.float32]") -> "NDArray[np.float64]":
        """What the line adds for each feature."""
        import numpy as np

        apart = (rows.astype(np.float64) - self.middle) / self.scale
        return np.asarray(np.clip(apart, -FARTHEST, FARTHEST) * self.weight, dtype=np.float64)

    def _next(self, rows: "NDArray[np.float32]", node: "NDArray[np.int32]") -> "NDArray[np.int32]":
        """A step down; a leaf stays where it is."""
        import numpy as np

        asked = np.maximum(self.feature[node], 0)
        below = np.take_along_axis(rows, asked, axis=1) <= self.threshold[node]
        child = np.where(below, self.left[node], self.right[node])
        return np.where(self.left[node] < 0, node, child)


def _check(arrays: "Mapping[str, NDArray[np.generic]]", features: int) -> None:
    """Raises ValueError where walking the trees would leave the arrays or go in circles."""
    import numpy as np

    count = arrays["feature"].size
    places = np.arange(count)
    left, right, roots = (arrays[name].astype(np.int64) for name in ("left", "right", "roots"))
    if any(arrays[name].shape != (count,) for name in NODES) or not 0 < roots.size <= count:
        raise ValueError("the arrays of the trees differ in length")
    if any(arrays[name].shape != (features,) for name in SLOPES) or not (arrays["scale"].astype(np.float64) > 0).all():
        raise ValueError("the line does not fit the features")
    leaf = left < 0
    inner = ~leaf
    falls = (left[inner] > places[inner]) & (right[inner] > places[inner])
    inside = (left[inner] < count) & (right[inner] < count)
    if not (falls & inside).all() or roots.min() < 0 or roots.max() >= count:
        raise ValueError("a node of the trees leads nowhere")
    asked = arrays["feature"].astype(np.int64)[inner]
    if asked.size and (asked.min() < 0 or asked.max() >= features):
        raise ValueError("a node of the trees asks for a feature that has no name")
