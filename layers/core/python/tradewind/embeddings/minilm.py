"""all-MiniLM-L6-v2 in this process: 384 numbers a text, by ONNX Runtime on one thread.

The model is Nils Reimers' of the sentence-transformers (Apache-2.0,
https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2), converted by `layers/embeddings` from the weights that
its authors published: the mean of what the last layer says of each word piece, of length 1. English first; of other
languages it knows what their words share with English ones.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tradewind.embeddings.port import LONGEST, Vectors
from tradewind.errors import Unavailable

PACKAGE = "tradewind_minilm"
MODEL, TOKENIZER, ABOUT = "model.onnx", "tokenizer.json", "about.json"
PIECES = 256
"""Word pieces that the model was trained to read; what comes after is not looked at."""


class MiniLmEmbedder:
    """The model of a folder; see the module. Texts are run one by one: so none is padded to the length of another, and
    a text has the same vector whatever stands beside it. Several threads may ask."""

    is_degraded = False

    def __init__(self, folder: Path) -> None:
        """Raises: Unavailable when the folder holds no model that runs here."""
        try:
            from onnxruntime import InferenceSession, SessionOptions  # type: ignore[import-untyped]
            from tokenizers import Tokenizer
        except ImportError as error:
            raise Unavailable(f"no embeddings: {error.name} is not installed", retry_after_s=60) from error
        about, files = _verified(folder)
        self.name: str = about["name"]
        self.dimensions: int = about["dimensions"]
        options = SessionOptions()
        # A function has about one core, and a thread that spins takes it from the one that works.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        self._session: Any = InferenceSession(files[MODEL], sess_options=options, providers=["CPUExecutionProvider"])
        self._tokenizer: Any = Tokenizer.from_buffer(files[TOKENIZER])
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(PIECES)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        import numpy as np

        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            pieces = self._tokenizer.encode(_sendable(text)).ids  # one by one: a batch starts threads
            vectors[row] = self._session.run(None, {"pieces": np.array(pieces, np.int64)})[0]
        return vectors


def installed() -> Path:
    """The folder of the model that a layer brought. Raises: Unavailable where none did."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise Unavailable("no embeddings: the layer of embeddings is not here", retry_after_s=60)
    return Path(found.submodule_search_locations[0])


def _verified(folder: Path) -> tuple[Mapping[str, Any], Mapping[str, bytes]]:
    """What the folder says of itself, and its files, each with the sha256 that is said there. Raises: Unavailable."""
    try:
        about = json.loads((folder / ABOUT).read_bytes())
        files = {name: (folder / name).read_bytes() for name in (MODEL, TOKENIZER)}
        damaged = [name for name, content in files.items() if sha256(content).hexdigest() != about["sha256"][name]]
    except (OSError, ValueError, KeyError) as error:
        raise Unavailable(f"no embeddings: {folder} holds no whole model", retry_after_s=60) from error
    if damaged:
        raise Unavailable(f"no embeddings: {damaged[0]} is not the file that was converted", retry_after_s=60)
    return about, files


def _sendable(text: str) -> str:
    """A text that is valid Unicode: half of a surrogate pair is no character, and the tokenizer takes none."""
    return text[:LONGEST].encode("utf-8", "replace").decode()
