"""Fits the trees that put candidates in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalog.recommending.evidence import Array
from catalog.recommending.features import NAMES, Rows
from recommend.asking import Question, joined
from tradewind.registry.bundle import Signature
from tradewind.registry.session import Session
from tradewind.trees import Trees
from training.boosters import CALM, onnx_of, trees_of

SIGNATURE = Signature.model_validate(
    {
        "name": "recommend",
        "inputs": [{"name": "features", "dtype": "float32", "shape": [None, len(NAMES)], "columns": NAMES}],
        "outputs": [{"name": "score", "dtype": "float32", "shape": [None]}],
        "gate": {"metric": "ndcg10", "better": "higher", "on": "generated worlds 1000 and 1001, seed 1"},
    }
)


@dataclass(frozen=True, slots=True)
class Size:
    """How large the trees may grow. `least`: rows in a leaf. `pull`: L2 on the leaves. `deep`: how far down the list an
    order still counts while they grow."""

    rounds: int = 120
    leaves: int = 7
    least: int = 100
    pull: float = 10.0
    rate: float = 0.05
    share_of_features: float = 0.5
    share_of_rows: float = 0.7
    deep: int = 20


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """The model as trees."""

    trees: Trees

    def onnx(self) -> bytes:
        """What is served."""
        content: bytes = onnx_of({"score": (self.trees,)}, len(NAMES)).SerializeToString(deterministic=True)
        return content

    def score(self, rows: Rows) -> Array:
        """How much speaks for each row."""
        return self.trees.score(rows)

    def session(self) -> Session:
        """The model as it is served."""
        return Session(self.onnx(), SIGNATURE)


def fit(asked: Sequence[Question], seed: int, threads: int, size: Size | None = None) -> Fitted:
    """The model from some questions; the same for the same seed.

    LambdaMART (Burges 2010, https://www.microsoft.com/en-us/research/publication/from-ranknet-to-lambdarank-to-lambdamart-an-overview/):
    trees that learn the order of each question's candidates, a swap near the top counting most.
    """
    import lightgbm

    size = size or Size()
    rows, came, groups = joined(asked)
    shape: dict[str, Any] = {
        **CALM,
        "objective": "lambdarank",
        "lambdarank_truncation_level": size.deep,
        "learning_rate": size.rate,
        "num_leaves": size.leaves,
        "min_data_in_leaf": min(size.least, max(len(rows) // 50, 1)),
        "feature_fraction": size.share_of_features,
        "bagging_fraction": size.share_of_rows,
        "bagging_freq": 1,
        "lambda_l2": size.pull,
        "num_threads": threads,
        "seed": seed,
    }
    learned = lightgbm.Dataset(rows, came, group=groups, params={"verbosity": -1})
    return Fitted(trees_of([lightgbm.train(shape, learned, size.rounds)], NAMES))
