"""Trees: exported exactly, walked for what each feature adds."""

from dataclasses import replace
from typing import Any

import lightgbm
import numpy as np
import onnxruntime  # type: ignore[import-untyped]
import pytest

from tradewind.trees import Trees
from training.boosters import CALM, line_of, onnx_of, trees_of

NAMES = ("size", "age", "rate", "noise")
LEAF = np.array([-1], np.int32)


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(2000, 4)).astype(np.float32)


@pytest.fixture(scope="module")
def came(rows: np.ndarray) -> np.ndarray:
    score = rows[:, 0] + rows[:, 1] * rows[:, 2]
    return np.asarray(score + np.random.default_rng(2).normal(size=len(rows)) > 1)


@pytest.fixture(scope="module")
def boosters(rows: np.ndarray, came: np.ndarray) -> list[lightgbm.Booster]:
    shape = {
        **CALM,
        "objective": "binary",
        "num_leaves": 8,
        "num_threads": 1,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
    }
    target = came.astype(float)
    return [lightgbm.train({**shape, "seed": seed}, lightgbm.Dataset(rows, target), 20) for seed in (1, 2)]


def test_what_is_served_is_what_was_trained(rows: np.ndarray, boosters: list[lightgbm.Booster]) -> None:
    trees = trees_of(boosters, NAMES)
    trained = np.mean([each.predict(rows, raw_score=True) for each in boosters], axis=0)
    assert np.abs(trees.score(rows) - trained).max() < 1e-4, "a leaf is rounded to 2**-20"
    model = onnx_of({"drop": [trees], "both": [trees, trees]}, len(NAMES)).SerializeToString()
    served = onnxruntime.InferenceSession(model).run(["drop", "both"], {"features": rows})
    assert np.array_equal(served[0], trees.score(rows).astype(np.float32)), "to the last bit"
    assert served[1].shape == (2000, 2)


def test_a_row_on_a_threshold_turns_the_same_way_in_each(boosters: list[lightgbm.Booster]) -> None:
    trees = trees_of(boosters, NAMES)
    inner = trees.left >= 0
    rows = np.zeros((int(inner.sum()) * 3, 4), np.float32)
    for place, (feature, threshold) in enumerate(zip(trees.feature[inner], trees.threshold[inner], strict=True)):
        beside = [threshold, np.nextafter(threshold, np.float32(9)), np.nextafter(threshold, np.float32(-9))]
        rows[3 * place : 3 * place + 3, feature] = beside
    trained = np.mean([each.predict(rows, raw_score=True) for each in boosters], axis=0)
    assert np.abs(trees.score(rows) - trained).max() < 1e-4


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_contributions_and_base_are_the_score(
    rows: np.ndarray, came: np.ndarray, boosters: list[lightgbm.Booster], share: float
) -> None:
    line = line_of(rows, came, share, 0.1) if share else None
    trees = trees_of(boosters, NAMES, line)
    model = onnx_of({"drop": [trees]}, len(NAMES)).SerializeToString()
    served = onnxruntime.InferenceSession(model).run(["drop"], {"features": rows})[0]
    added = trees.contributions(rows)
    assert np.abs(trees.base + added.sum(axis=1) - served).max() < 1e-6
    assert np.abs(added[:, 3]).mean() < 0.3 * np.abs(added[:, 0]).mean(), "noise adds little"


def test_contributions_are_near_those_of_treeshap(rows: np.ndarray, boosters: list[lightgbm.Booster]) -> None:
    shap = np.asarray(boosters[0].predict(rows.copy(), pred_contrib=True))[:, :-1]
    assert np.corrcoef(shap.ravel(), trees_of(boosters[:1], NAMES).contributions(rows).ravel())[0, 1] > 0.9


def test_trees_come_back_from_their_file_and_the_file_is_the_same_each_time(
    rows: np.ndarray, boosters: list[lightgbm.Booster]
) -> None:
    trees = trees_of(boosters, NAMES)
    content = trees.save()
    assert content == trees_of(boosters, NAMES).save()
    again = Trees.read(content)
    assert again.names == NAMES
    assert np.array_equal(again.contributions(rows), trees.contributions(rows))


def test_boosters_that_learned_nothing_still_answer() -> None:
    rows = np.zeros((100, 4), np.float32)
    target = np.r_[np.ones(25), np.zeros(75)]
    booster = lightgbm.train({**CALM, "objective": "regression", "num_threads": 1}, lightgbm.Dataset(rows, target), 3)
    trees = trees_of([booster], NAMES)
    model = onnx_of({"drop": [trees]}, 4).SerializeToString()
    served = onnxruntime.InferenceSession(model).run(["drop"], {"features": rows})[0]
    assert served == pytest.approx(np.full(100, 0.25))


@pytest.mark.parametrize(
    "broken",
    [
        {"left": np.array([0], np.int32), "right": np.array([0], np.int32), "feature": np.array([0], np.int32)},
        {"left": np.array([9], np.int32), "right": np.array([9], np.int32), "feature": np.array([0], np.int32)},
        {"roots": np.array([3], np.int32)},
        {"value": np.array([0.0, 1.0])},
        {"scale": np.zeros(4)},
        {"weight": np.zeros(2)},
    ],
)
def test_trees_that_lead_nowhere_are_refused(broken: dict[str, Any]) -> None:
    whole = Trees(
        NAMES, np.array([0], np.int32), LEAF, np.zeros(1, np.float32), LEAF, LEAF, np.array([0.5]),
        np.zeros(4), np.ones(4), np.zeros(4),
    )  # fmt: skip
    assert Trees.read(whole.save()).base == 0.5
    with pytest.raises(ValueError, match=r"trees|line"):
        Trees.read(replace(whole, **broken).save())


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut short"])
def test_what_is_no_file_of_trees_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a file of trees"):
        Trees.read(content)
