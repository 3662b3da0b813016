"""A model as the registry takes it: a folder of model.onnx, signature.json, metrics.json, card.md and more."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradewind.registry.bundle import Signature

if TYPE_CHECKING:
    import onnx


def write_bundle(
    out: Path,
    model: "onnx.ModelProto",
    signature: Mapping[str, Any],
    metrics: Mapping[str, float | int],
    card: str,
    beside: Mapping[str, bytes],
) -> Sequence[Path]:
    """Write it into `out`, the same bytes for the same model.

    Raises: ValueError (pydantic's) for a signature that the registry would refuse, before anything is written.
    """
    Signature.model_validate(signature)
    out.mkdir(parents=True, exist_ok=True)
    contents = {
        "model.onnx": model.SerializeToString(deterministic=True),
        "signature.json": _json(signature),
        "metrics.json": _json(metrics),
        "card.md": card.encode(),
        **beside,
    }
    for name, content in contents.items():
        (out / name).write_bytes(content)
    return [out / name for name in contents]


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=2) + "\n").encode()
