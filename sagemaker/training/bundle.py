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


def judged_on(signature: Signature, what: str) -> Signature:
    """A signature whose gate names what its model was judged on."""
    return signature.model_copy(update={"gate": signature.gate.model_copy(update={"on": what})})


def card_of(template: Path, learned: str, seed: int, metrics: Mapping[str, float | int]) -> str:
    """A model's card: its text with what it learned from, its seed, and its figures as a table."""
    table = "\n".join(f"| `{name}` | {value} |" for name, value in metrics.items())
    return (
        template.read_text(encoding="utf-8")
        .replace("{learned}", learned)
        .replace("{seed}", str(seed))
        .replace("{figures}", f"| figure | value |\n| --- | --- |\n{table}")
    )


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=2) + "\n").encode()
