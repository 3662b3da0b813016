"""The bench of inference at its smallest: that it clocks what it says. How long a thing takes is not asserted."""

from pathlib import Path

import numpy as np

from model_world import NAME, bundle_in, onnx_model
from prices.forecasting.features import NAMES
from tradewind.trees import Trees
from tradewind_cli.bench import inference


def test_a_prediction_is_clocked_beside_the_bare_call_in_a_functions_own_package(tmp_path: Path) -> None:
    columns = len(NAMES)
    says = {
        "name": NAME,
        "inputs": [{"name": "features", "dtype": "float32", "shape": [None, columns]}],
        "outputs": [{"name": "score", "dtype": "float32", "shape": [None, 1]}],
        "gate": {"metric": "log_loss", "better": "lower", "on": "panel"},
    }
    folder = bundle_in(tmp_path, content=onnx_model([0.01] * columns), says=says)
    flat, steep = np.zeros(columns), np.ones(columns)
    trees = Trees(
        names=tuple(NAMES),
        roots=np.array([0], np.int32),
        feature=np.array([0, -1, -1], np.int32),
        threshold=np.array([0.5, 0, 0], np.float32),
        left=np.array([1, -1, -1], np.int32),
        right=np.array([2, -1, -1], np.int32),
        value=np.array([0.5, 0, 1]),
        middle=flat,
        scale=steep,
        weight=flat,
    )
    (folder / "trees.npz").write_bytes(trees.save())
    report = inference.measure(folder, rounds=1, calls=20)
    asked = {"load_ms", "p95_ms", "feature_ms", "contributions_ms", "rss_mb", "package_mb"}
    assert all((report.metrics[name] or 0) > 0 for name in asked)
    assert {"overhead_ms", "ratio_vs_raw_onnx"} < report.metrics.keys()
    assert (report.metrics["package_mb"] or 0) < 250
    assert [line for line in report.falls_short if "unzipped" in line] == []
