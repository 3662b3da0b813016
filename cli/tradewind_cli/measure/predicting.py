"""Predicts in this process as a function does, and clocks it. Run by `bench inference` in a fresh process that has a
function's own package and layers on its path, and nothing else; so it imports nothing of the command.

Asked: `bundle`, the folder of a model; `calls`, how many of each kind. Answers milliseconds, and megabytes.
"""

import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

LARGEST = 256
DAYS = 7
HISTORY_DAYS = 400
TODAY = date(2026, 3, 4)


class Folder:
    """A bundle in a folder as the registry knows it: version 1, in production. No network is clocked."""

    def __init__(self, folder: Path) -> None:
        from tradewind.registry.bundle import read_bundle
        from tradewind.registry.standing import Stage, Standing, Version

        bundle = read_bundle(folder)
        at = datetime.now(UTC)
        self._folder = folder
        self.name = bundle.signature.name
        self._standing = Standing(name=self.name, latest=1, production=1, revision=1)
        self._version = Version(
            name=self.name,
            version=1,
            stage=Stage.PRODUCTION,
            since=at,
            by="service:learning",
            reasons=("measured",),
            signature=bundle.signature,
            metrics=bundle.metrics,
            files=bundle.files,
            digest=bundle.digest,
            registered_at=at,
        )

    def standing(self, name: str) -> Any:
        return self._standing

    def version(self, name: str, number: int) -> Any:
        return self._version

    def count(self, name: str, canary_id: str, more: Any) -> None:
        """There is no canary."""

    def read(self, name: str, digest: str, file: Any) -> bytes:
        from tradewind.registry.artifacts import verified

        return verified((self._folder / file.name).read_bytes(), file)


def handler(event: dict[str, Any], context: object) -> dict[str, float]:
    """Load, then predict one row and LARGEST rows in turns with the raw call, on features of a price of a year."""
    bundle, calls = Path(event["bundle"]), int(event["calls"])
    began = time.perf_counter()
    folder = Folder(bundle)
    from tradewind.registry import Models

    models = Models(folder, folder)
    rows = _zeros(folder, 1)
    predicted = models.predict(folder.name, rows, "measured")
    load_ms = _ms(time.perf_counter() - began)
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {"load_ms": load_ms, "rss_mb": largest / (1024 if sys.platform == "linux" else 1024 * 1024)}

    raw = _raw(bundle)
    few, many = _features(folder, 1), _features(folder, LARGEST)
    ours, theirs = _in_turns(lambda: models.predict(folder.name, few, "measured"), lambda: raw.run(None, few), calls)
    found |= {"p95_ms": quantiles(ours, n=20)[-1], "raw_ms": median(theirs)}
    found["overhead_ms"] = median(ours) - median(theirs)
    ours, theirs = _in_turns(
        lambda: models.predict(folder.name, many, "measured"), lambda: raw.run(None, many), max(calls // 10, 10)
    )
    found |= {"batch_ms": median(ours), "raw_batch_ms": median(theirs)}
    found["ratio_vs_raw_onnx"] = median(ours) / median(theirs)
    found["feature_ms"] = median(_clocked(lambda: _features(folder, DAYS)) for _ in range(max(calls // 20, 10)))
    found["contributions_ms"] = _contributions_ms(models, predicted.model, few, calls)
    return found


def _raw(bundle: Path) -> Any:
    """The bare call: the same file, with as many threads."""
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    content = (bundle / "model.onnx").read_bytes()
    return onnxruntime.InferenceSession(content, sess_options=options, providers=["CPUExecutionProvider"])


def _zeros(folder: Folder, count: int) -> dict[str, Any]:
    import numpy as np

    return {
        each.name: np.zeros([count, *(length or 1 for length in each.shape[1:])], each.dtype)
        for each in folder.version(folder.name, 1).signature.inputs
    }


def _features(folder: Folder, count: int) -> dict[str, Any]:
    """The features of that many questions about a price that was read daily, as a forecast asks them."""
    import numpy as np

    from prices.forecasting import features
    from prices.forecasting.series import PriceSeries, Surroundings

    days = [TODAY - timedelta(days=HISTORY_DAYS - number) for number in range(HISTORY_DAYS + 1)]
    prices = [100 * (0.8 if number % 50 > 42 else 1 + (number // 30) / 100) for number in range(len(days))]
    around = features.of_surroundings(Surroundings(drop_rate=0.05))
    rows = features.rows(
        PriceSeries.of(days, prices, country="DE"),
        np.full(count, TODAY.toordinal()),
        np.arange(count) % DAYS + 1,
        np.full(count, 0.15),
        np.tile(around, (count, 1)),
    )
    return {"features": rows}


def _contributions_ms(models: Any, model: str, rows: dict[str, Any], calls: int) -> float:
    from tradewind.trees import Trees

    trees = models.companion(model, "trees.npz", Trees.read)
    return median(_clocked(lambda: trees.contributions(rows["features"])) for _ in range(max(calls // 20, 10)))


def _in_turns(ours: Callable[[], object], theirs: Callable[[], object], calls: int) -> tuple[list[float], list[float]]:
    """Milliseconds of both, now the one first and now the other: what else the machine does hits both alike."""
    one, other = [], []
    for turn in range(calls + 20):
        if turn % 2:
            one.append(_clocked(ours))
            other.append(_clocked(theirs))
        else:
            other.append(_clocked(theirs))
            one.append(_clocked(ours))
    return one[20:], other[20:]


def _clocked(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return _ms(time.perf_counter() - began)


def _ms(seconds: float) -> float:
    return seconds * 1000
