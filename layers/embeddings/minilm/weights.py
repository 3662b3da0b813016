"""The published weights: checked, and read without the libraries that trained them.

The file's form is safetensors (https://github.com/huggingface/safetensors#format): the length of a header, the header
in JSON, and the numbers one after another.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors of sentence-transformers/all-MiniLM-L6-v2."""
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

Array = NDArray[np.float32]
Weights = Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a network is. `pieces`: the longest text. `epsilon`: what keeps a norm from dividing by 0."""

    layers: int
    heads: int
    width: int
    pieces: int
    epsilon: float = 1e-12


PUBLISHED = Shape(layers=6, heads=12, width=384, pieces=256)


class WrongWeights(Exception):
    """A file is not the one that was published; the text says which."""


def checked(path: Path, expected: str) -> bytes:
    """A file's bytes, if their sha256 is the expected one. Raises: WrongWeights."""
    content = path.read_bytes()
    found = sha256(content).hexdigest()
    if found != expected:
        raise WrongWeights(f"{path}: its sha256 begins {found[:8]}, that of the published file {expected[:8]}")
    return content


def read_weights(content: bytes) -> Weights:
    """The arrays of a safetensors file of float32, by name; those of other types, which no layer uses, left out."""
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8 : 8 + length])
    found = {}
    for name, told in header.items():
        if told.get("dtype") == "F32":
            first, last = (8 + length + offset for offset in told["data_offsets"])
            found[name] = np.frombuffer(content[first:last], "<f4").reshape(told["shape"])
    return found
