"""Where the project's own sources lie: the command runs from a checkout and uses what stands in it."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("functions", "layers/core/python", "infrastructure", "sagemaker")


def use_sources() -> None:
    """Make `prices`, `tradewind` and `local` importable in this process. Called before such an import."""
    for source in SOURCES:
        path = str(ROOT / source)
        if path not in sys.path:
            sys.path.insert(0, path)
