"""A model as the registry takes it: a folder of model.onnx, signature.json, metrics.json, card.md and more."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tradewind.registry.bundle import Signature


def write_bundle(
    out: Path,
    model: bytes,
    signature: Signature,
    metrics: Mapping[str, float | int],
    card: str,
    beside: Mapping[str, bytes],
) -> Sequence[Path]:
    """Write it into `out`, the same bytes for the same model; the paths of its files."""
    out.mkdir(parents=True, exist_ok=True)
    contents = {
        "model.onnx": model,
        "signature.json": _json(signature.model_dump(mode="json")),
        "metrics.json": _json(metrics),
        "card.md": card.encode(),
        **beside,
    }
    for name, content in contents.items():
        (out / name).write_bytes(content)
    return [out / name for name in contents]


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=2) + "\n").encode()
