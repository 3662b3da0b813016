"""How good a list of recommendations is, and of what kind."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from catalog.recommending.evidence import Array, Flags
from recommend.baskets import Places

if TYPE_CHECKING:
    from recommend.asking import Question

DEPTH = 10
DISCOUNT = 1 / np.log2(np.arange(2, DEPTH + 2))


def ndcg10(hits: Flags, wanted: int) -> float:
    """The normalised discounted gain of the first ten (Järvelin and Kekäläinen 2002): `hits` in the list's order, of
    `wanted` things that would have been right."""
    found = float(DISCOUNT[: hits.size][hits[:DEPTH]].sum())
    return found / float(DISCOUNT[: min(wanted, DEPTH)].sum())


def recall10(hits: Flags, wanted: int) -> float:
    """The share of what would have been right that is among the first ten."""
    return float(hits[:DEPTH].sum()) / wanted


def of_lists(
    lists: Sequence[Places], wanted: Sequence[Places], people: Array, crowd: int, offered: int
) -> dict[str, float | int | None]:
    """Means over users of `ndcg10` and `recall10`; and of the lists as a whole:

    - `coverage`: the share of all that is `offered` that stands in any list.
    - `novelty`: the mean surprise of what is recommended, -log2 of the share of the crowd that took to it (Vargas and
      Castells 2011, https://doi.org/10.1145/2043932.2043955), in bits; of what nobody took to, as if half a person did.
    - `popularity`: that share itself, in percent: how far the popular is preferred.
    """
    if not lists:
        return {"users": 0, **dict.fromkeys(("ndcg10", "recall10", "coverage", "novelty", "popularity"))}
    hits = [np.isin(each[:DEPTH], right) for each, right in zip(lists, wanted, strict=True)]
    counts = [right.size for right in wanted]
    told = np.concatenate([each[:DEPTH] for each in lists])
    share = np.maximum(people[told], 0.5) / max(crowd, 1)
    return {
        "users": len(lists),
        "ndcg10": _mean([ndcg10(hit, count) for hit, count in zip(hits, counts, strict=True)]),
        "recall10": _mean([recall10(hit, count) for hit, count in zip(hits, counts, strict=True)]),
        "coverage": round(len(np.unique(told)) / max(offered, 1), 5),
        "novelty": round(float(-np.log2(share).mean()), 5),
        "popularity": round(float(100 * share.mean()), 5),
    }


def of_questions(asked: "Sequence[Question]", scores: Sequence[Array]) -> dict[str, float]:
    """`ndcg10` and `recall10` of the order that some scores put each question's candidates in."""
    hits = [each.came[np.argsort(-score, kind="stable")[:DEPTH]] for each, score in zip(asked, scores, strict=True)]
    return {
        "ndcg10": _mean([ndcg10(hit, each.wanted.size) for hit, each in zip(hits, asked, strict=True)]),
        "recall10": _mean([recall10(hit, each.wanted.size) for hit, each in zip(hits, asked, strict=True)]),
    }


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 5)
