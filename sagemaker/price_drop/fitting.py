"""Fits the trees: a drop, a rise, the price's quantiles, and what a shopper pays who waits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from price_drop.examples import MOST_WEEKS, Examples, Waits
from prices.forecasting.baseline import LEVELS, RISE
from prices.forecasting.features import NAMES, PLACES, Rows
from prices.forecasting.series import Array, Days
from tradewind.registry.bundle import Signature
from tradewind.registry.session import Session
from training.boosters import CALM, line_of, onnx_of, trees_of

if TYPE_CHECKING:
    import lightgbm

    from tradewind.trees import Trees

SIGNATURE = Signature.model_validate(
    {
        "name": "price_drop",
        "inputs": [{"name": "features", "dtype": "float32", "shape": [None, len(NAMES)], "columns": NAMES}],
        "outputs": [
            {"name": "drop", "dtype": "float32", "shape": [None]},
            {"name": "rise", "dtype": "float32", "shape": [None]},
            {"name": "quantiles", "dtype": "float32", "shape": [None, len(LEVELS)], "columns": ["10", "50", "90"]},
            {"name": "cost", "dtype": "float32", "shape": [None]},
        ],
        "gate": {"metric": "log_loss", "better": "lower", "on": "generated worlds 1000 to 1003, seed 1"},
    }
)


@dataclass(frozen=True, slots=True)
class Size:
    """How large the trees may grow. `least`: the share of all rows that a leaf holds. `pull`: L2 on the leaves. `bags`:
    boosters of other seeds that are averaged, for the drop alone. `line`: how much of the drop's score is linear,
    held by `line_pull`."""

    rounds: int
    leaves: int
    least: float
    pull: float
    bags: int
    line: float = 0.0
    line_pull: float = 0.5
    rate: float = 0.05
    share_of_features: float = 0.5
    share_of_rows: float = 0.7


OF_WORLDS = Size(rounds=150, leaves=12, least=0.002, pull=10, bags=1)
OF_A_PANEL = Size(rounds=80, leaves=7, least=0.03, pull=200, bags=3, line=0.5)
"""Eleven brands at 83 stores that act as one are eleven witnesses, not 913: leaves of a few hundred rows learn single
weeks, and half of a line holds them back. Chosen on the first 80 % of the weeks of Dominick's panel."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """The model as trees, by the name of what they answer."""

    trees: "Mapping[str, tuple[Trees, ...]]"

    def onnx(self) -> bytes:
        """What is served."""
        content: bytes = onnx_of(self.trees, len(NAMES)).SerializeToString(deterministic=True)
        return content

    def scores(self, inputs: Mapping[str, Rows]) -> dict[str, Array]:
        """What a model says that is not served."""
        found = {
            name: np.stack([each.score(inputs["features"]) for each in many], axis=1)
            for name, many in self.trees.items()
        }
        return {name: score if len(self.trees[name]) > 1 else score[:, 0] for name, score in found.items()}

    def session(self) -> Session:
        """The model as it is served."""
        return Session(self.onnx(), SIGNATURE)


def fit(
    examples: Examples, waits: Waits | None, size: Size, seed: int, threads: int, without: Collection[str] = ()
) -> Fitted:
    """The model from some examples; the same for the same seed.

    `waits`: without them it says nothing of a rise or of waiting, and cannot be served. `without`: features that it may
    not look at.
    """
    hidden = [PLACES[name] for name in without]
    rows = _without(examples.rows, hidden)
    train = _Trainer(size, seed, threads)
    trees = {
        "drop": (_drop(rows, examples.dropped, train, size),),
        "quantiles": tuple(train(rows, examples.later, {"objective": "quantile", "alpha": level}) for level in LEVELS),
    }
    if waits is not None:
        rose = (examples.later >= 1 + RISE).astype(np.float64)
        trees["rise"] = (train(rows, rose, {"objective": "binary"}),)
        trees["cost"] = (_cost(replace(waits, now=_without(waits.now, hidden)), train),)
    return Fitted(trees)


def _without(rows: Rows, hidden: list[int]) -> Rows:
    """The same rows with nothing to tell in some columns, so that no tree asks for them."""
    if not hidden:
        return rows
    shown = rows.copy()
    shown[:, hidden] = 0
    return shown


def _drop(rows: Rows, dropped: NDArray[np.bool_], train: "_Trainer", size: Size) -> "Trees":
    boosters = train.boosters(rows, dropped.astype(np.float64), {"objective": "binary"}, size.bags)
    return trees_of(boosters, NAMES, line_of(rows, dropped, size.line, size.line_pull) if size.line else None)


class _Trainer:
    def __init__(self, size: Size, seed: int, threads: int) -> None:
        self._size, self._seed, self._threads = size, seed, threads

    def boosters(
        self, rows: Rows, target: Array, objective: Mapping[str, Any], bags: int = 1
    ) -> "list[lightgbm.Booster]":
        import lightgbm

        size = self._size
        shape = {
            **CALM,
            **objective,
            "learning_rate": size.rate,
            "num_leaves": size.leaves,
            "min_data_in_leaf": max(int(size.least * len(rows)), 1),
            "feature_fraction": size.share_of_features,
            "bagging_fraction": size.share_of_rows,
            "bagging_freq": 1,
            "lambda_l2": size.pull,
            "num_threads": self._threads,
        }
        return [
            lightgbm.train(
                {**shape, "seed": self._seed * 100 + bag},
                lightgbm.Dataset(rows, target, params={"verbosity": -1}),
                size.rounds,
            )
            for bag in range(bags)
        ]

    def __call__(self, rows: Rows, target: Array, objective: Mapping[str, Any]) -> "Trees":
        return trees_of(self.boosters(rows, target, objective), NAMES)


def _cost(waits: Waits, train: _Trainer) -> "Trees":
    """What waiting is expected to cost, in shares of today's price, by least squares from the last week back.

    With a week left one pays the price a week later; with more, that or what waiting costs from there, whichever is
    expected to be lower: optimal stopping after Longstaff and Schwartz (2001, https://doi.org/10.1093/rfs/14.1.113).
    """
    boosters = train.boosters(_with_weeks(waits.now, np.ones_like(waits.weeks)), waits.change, LEAST_SQUARES)
    for most in range(2, MOST_WEEKS + 1):
        left = np.minimum(waits.weeks, most)
        then = np.asarray(boosters[0].predict(_with_weeks(waits.then, np.maximum(left - 1, 1))))
        paid = waits.change * np.where(left > 1, np.minimum(then, 1.0), 1.0)
        boosters = train.boosters(_with_weeks(waits.now, left), paid, LEAST_SQUARES)
    return trees_of(boosters, NAMES)


LEAST_SQUARES = {"objective": "regression"}


def _with_weeks(rows: Rows, weeks: Days) -> Rows:
    asked = rows.copy()
    asked[:, PLACES["ahead"]] = 7 * weeks
    return asked
