"""How good an order of documents is."""

from collections.abc import Mapping, Sequence
from math import log2

DEPTH = 10


def ndcg(order: Sequence[str], gains: Mapping[str, int], depth: int = DEPTH) -> float | None:
    """Normalised discounted cumulative gain at `depth` (Järvelin and Kekäläinen 2002,
    https://doi.org/10.1145/582415.582418): the sum of gain / log2(1 + rank), as a share of what the best order has.

    None where nothing is relevant: there is no best order.
    """
    best = _gathered(sorted(gains.values(), reverse=True)[:depth])
    return _gathered([gains.get(id, 0) for id in order[:depth]]) / best if best else None


def mean_ndcg(orders: Mapping[str, Sequence[str]], gains: Mapping[str, Mapping[str, int]]) -> float:
    """The mean over the questions that have something relevant; one without an answer counts 0."""
    found = [ndcg(orders.get(question, ()), judged) for question, judged in gains.items()]
    counted = [each for each in found if each is not None]
    return sum(counted) / len(counted)


def _gathered(gains: Sequence[int]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, 1))
