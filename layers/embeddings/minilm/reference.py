"""The same computation, written down plainly in float64, to hold the converted graph against.

    python -m minilm.reference < [[101, 2304, 102], ...] > [[0.013, ...], ...]

Word pieces of each text on stdin, its vector on stdout, from the weights of the installed package.
"""

import json
import math
import sys

import numpy as np
from numpy.typing import NDArray

from minilm.__main__ import packaged
from minilm.weights import PUBLISHED, SHA256, Shape, Weights, checked, read_weights

Rows = NDArray[np.float64]


def vector_of(pieces: NDArray[np.int64], weights: Weights, shape: Shape = PUBLISHED) -> Rows:
    """What the network makes of the word pieces of one text, [width], of length 1."""
    state = (
        weights["embeddings.word_embeddings.weight"][pieces].astype(np.float64)
        + weights["embeddings.position_embeddings.weight"][: len(pieces)]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    state = _norm(state, weights, "embeddings.LayerNorm", shape)
    for number in range(shape.layers):
        layer = f"encoder.layer.{number}"
        attended = _linear(
            _attended(state, weights, f"{layer}.attention.self", shape), weights, f"{layer}.attention.output.dense"
        )
        state = _norm(attended + state, weights, f"{layer}.attention.output.LayerNorm", shape)
        inside = _gelu(_linear(state, weights, f"{layer}.intermediate.dense"))
        state = _norm(
            _linear(inside, weights, f"{layer}.output.dense") + state, weights, f"{layer}.output.LayerNorm", shape
        )
    mean = state.mean(axis=0)
    made: Rows = mean / np.sqrt((mean**2).sum())
    return made


def _attended(state: Rows, weights: Weights, name: str, shape: Shape) -> Rows:
    size = shape.width // shape.heads
    asked, keys, values = (_linear(state, weights, f"{name}.{each}") for each in ("query", "key", "value"))
    heads = []
    for first in range(0, shape.width, size):
        head = slice(first, first + size)
        fits = asked[:, head] @ keys[:, head].T / math.sqrt(size)
        shares = np.exp(fits - fits.max(axis=1, keepdims=True))
        heads.append(shares / shares.sum(axis=1, keepdims=True) @ values[:, head])
    return np.concatenate(heads, axis=1)


def _linear(state: Rows, weights: Weights, name: str) -> Rows:
    made: Rows = state @ weights[f"{name}.weight"].T.astype(np.float64) + weights[f"{name}.bias"]
    return made


def _norm(state: Rows, weights: Weights, name: str, shape: Shape) -> Rows:
    apart = state - state.mean(axis=1, keepdims=True)
    spread = np.sqrt((apart**2).mean(axis=1, keepdims=True) + shape.epsilon)
    made: Rows = apart / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return made


def _gelu(state: Rows) -> Rows:
    made: Rows = 0.5 * state * (1 + np.vectorize(math.erf)(state / math.sqrt(2)))
    return made


if __name__ == "__main__":
    published = read_weights(checked(packaged() / "model.safetensors", SHA256))
    json.dump([vector_of(np.array(each), published).tolist() for each in json.load(sys.stdin)], sys.stdout)
