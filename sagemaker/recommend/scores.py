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
    lists: Sequence[Places], hits: Sequence[Flags], wanted: Sequence[int], people: Array, crowd: int
) -> dict[str, float | int | None]:
    """`ndcg10` and `recall10`, their means over users. `coverage`: the share of all items that stands in any list.
    `novelty`: the mean surprise of what is recommended, -log2 of the share of the crowd that took to it (Vargas and
    Castells 2011), in bits. `popularity`: that share itself, in percent: how far the popular is preferred."""
    if not lists:
        return {"users": 0, "ndcg10": None, "recall10": None, "coverage": None, "novelty": None, "popularity": None}
    told = np.concatenate([each[:DEPTH] for each in lists])
    share = np.maximum(people[told], 0.5) / max(crowd, 1)
    return {
        "users": len(lists),
        "ndcg10": round(float(np.mean([ndcg10(hit, n) for hit, n in zip(hits, wanted, strict=True)])), 5),
        "recall10": round(float(np.mean([recall10(hit, n) for hit, n in zip(hits, wanted, strict=True)])), 5),
        "coverage": round(len(np.unique(told)) / max(int((people > 0).sum()), 1), 5),
        "novelty": round(float(-np.log2(share).mean()), 5),
        "popularity": round(float(100 * share.mean()), 5),
    }


def of_questions(asked: "Sequence[Question]", scores: Sequence[Array]) -> dict[str, float | int]:
    """`ndcg10` and `recall10` of the order that some scores put each question's candidates in."""
    gains, recalls = [], []
    for each, score in zip(asked, scores, strict=True):
        hits = each.came[np.argsort(-score, kind="stable")[:DEPTH]]
        gains.append(ndcg10(hits, each.wanted))
        recalls.append(recall10(hits, each.wanted))
    return {"ndcg10": round(float(np.mean(gains)), 5), "recall10": round(float(np.mean(recalls)), 5)}
