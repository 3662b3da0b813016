"""Fits the trees: a drop, a rise, the price's quantiles, and what a shopper pays who waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from price_drop.examples import MOST_WEEKS, Examples, Waits
from prices.forecasting.baseline import LEVELS, RISE
from prices.forecasting.features import NAMES, PLACES, Rows
from prices.forecasting.series import Array, Days
from training.boosters import CALM, onnx_of, trees_of

if TYPE_CHECKING:
    import onnx

    from tradewind.trees import Trees

OUTPUTS = {"drop": None, "rise": None, "quantiles": len(LEVELS), "cost": None}


@dataclass(frozen=True, slots=True)
class Size:
    """How large the trees may grow. `least`: rows in a leaf. `bags`: boosters of other seeds that are averaged."""

    rounds: int = 150
    leaves: int = 12
    least: int = 100
    rate: float = 0.06
    share_of_features: float = 0.5
    share_of_rows: float = 0.7
    pull: float = 10.0
    bags: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """The model as trees, by the name of what they answer."""

    trees: "Mapping[str, tuple[Trees, ...]]"

    def onnx(self) -> "onnx.ModelProto":
        """What is served."""
        return onnx_of(self.trees, len(NAMES))

    def predict(self, inputs: Mapping[str, Rows]) -> dict[str, Rows]:
        """As the served model answers, without ONNX Runtime."""
        rows = inputs["features"]
        scores = {name: np.stack([each.score(rows) for each in many], axis=1) for name, many in self.trees.items()}
        return {name: (found if OUTPUTS[name] else found[:, 0]).astype(np.float32) for name, found in scores.items()}


def fit(examples: Examples, waits: Waits, size: Size, seed: int, threads: int) -> Fitted:
    """The whole model from some examples; the same for the same seed."""
    train = _Trainer(size, seed, threads)
    quantiles = tuple(
        train(examples.rows, examples.later, {"objective": "quantile", "alpha": level}) for level in LEVELS
    )
    return Fitted(
        {
            "drop": (train(examples.rows, examples.dropped.astype(np.float64), {"objective": "binary"}),),
            "rise": (train(examples.rows, (examples.later >= 1 + RISE).astype(np.float64), {"objective": "binary"}),),
            "quantiles": quantiles,
            "cost": (_cost(waits, train),),
        }
    )


class _Trainer:
    def __init__(self, size: Size, seed: int, threads: int) -> None:
        self._size, self._seed, self._threads = size, seed, threads

    def __call__(self, rows: Rows, target: Array, objective: Mapping[str, Any]) -> "Trees":
        import lightgbm

        size = self._size
        shape = {
            **CALM,
            **objective,
            "learning_rate": size.rate,
            "num_leaves": size.leaves,
            "min_data_in_leaf": min(size.least, max(len(rows) // 20, 1)),
            "feature_fraction": size.share_of_features,
            "bagging_fraction": size.share_of_rows,
            "bagging_freq": 1,
            "lambda_l2": size.pull,
            "num_threads": self._threads,
        }
        held = lightgbm.Dataset(rows, target, params={"verbosity": -1}, free_raw_data=False)
        boosters = [
            lightgbm.train({**shape, "seed": self._seed * 100 + bag}, held, size.rounds) for bag in range(size.bags)
        ]
        return trees_of(boosters, NAMES)


def _cost(waits: Waits, train: _Trainer) -> "Trees":
    """What waiting is expected to cost, in shares of today's price, by least squares from the last week back.

    With a week left one pays the price a week later; with more, that or what waiting costs from there, whichever is
    expected to be lower: optimal stopping after Longstaff and Schwartz (2001, https://doi.org/10.1093/rfs/14.1.113).
    """
    trees = train(_with_weeks(waits.now, np.ones_like(waits.weeks)), waits.change, LEAST_SQUARES)
    for most in range(2, MOST_WEEKS + 1):
        left = np.minimum(waits.weeks, most)
        cost = np.where(left > 1, trees.score(_with_weeks(waits.then, np.maximum(left - 1, 1))), 1.0)
        trees = train(_with_weeks(waits.now, left), waits.change * np.minimum(cost, 1.0), LEAST_SQUARES)
    return trees


LEAST_SQUARES = {"objective": "regression"}


def _with_weeks(rows: Rows, weeks: Days) -> Rows:
    asked = rows.copy()
    asked[:, PLACES["ahead"]] = 7 * weeks
    return asked
