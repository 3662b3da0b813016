"""A search judged on a collection: its legs, their fusion, and the rerank by a model that has not seen the question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradewind_cli.retrieval.collection import Collection
from tradewind_cli.retrieval.engines import Indexed, Meanings, Order
from tradewind_cli.retrieval.scores import mean_ndcg

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from rerank.fitting import Fitted
    from rerank.judged import Judged
    from tradewind.search import Leg
    from tradewind_cli.report import Metrics

LEGS: "dict[str, tuple[Leg, ...]]" = {"keyword": ("keyword",), "vector": ("vector",), "hybrid": ("keyword", "vector")}
MOST_GAIN = 4
RATING, RETRIEVAL = 0.6, 0.4
"""How ratings and retrieval are mixed, as in the catalogue (`catalog.rules.scoring`)."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a search answered: the orders of its legs and of both, and the candidates of both with their relevance."""

    orders: Mapping[str, Mapping[str, Order]]
    ids: Mapping[str, Sequence[str]]
    scores: "Mapping[str, NDArray[np.float64]]"
    judged: "Mapping[str, Judged]"


def ask_all(indexed: Indexed, collection: Collection, meanings: Meanings) -> Asked:
    """Each question of a collection, by each leg and by both."""
    import numpy as np

    from rerank.judged import Judged
    from tradewind.ranking.candidates import Candidate
    from tradewind.ranking.rating import MOST

    orders: dict[str, dict[str, Order]] = {name: {} for name in LEGS}
    ids: dict[str, Sequence[str]] = {}
    scores: dict[str, NDArray[np.float64]] = {}
    judged: dict[str, Judged] = {}
    for (question, text), vector in zip(collection.questions.items(), meanings.questions, strict=True):
        for name, legs in LEGS.items():
            found = indexed.ask(text, vector.tolist(), legs, MOST)
            orders[name][question] = [id for id, _ in found]
        gains = collection.gains[question]  # `found` is what both legs brought: the last one
        ids[question] = [id for id, _ in found]
        scores[question] = np.array([hit.score for _, hit in found])
        candidates = tuple(
            Candidate(
                str(hit.fields.get("title", "")),
                str(hit.fields.get("text", "")),
                hit.keyword_rank,
                hit.vector_rank,
                hit.keyword_score,
                hit.vector_score,
            )
            for _, hit in found
        )
        relevance = np.array([gains.get(id, 0) / MOST_GAIN for id in ids[question]])
        judged[question] = Judged(text, candidates, relevance)
    return Asked(orders, ids, scores, judged)


def reranked(asked: Asked, relevances: "Mapping[str, NDArray[np.float64]]") -> dict[str, Order]:
    """The candidates in the order of 0.6 times their rating and 0.4 times their retrieval, each a share of the best."""
    import numpy as np

    from tradewind.ranking.rating import shares

    orders: dict[str, Order] = {}
    for question, ids in asked.ids.items():
        if not ids:
            orders[question] = []
            continue
        ratings = np.array(shares(relevances[question].tolist()))
        retrieval = asked.scores[question] / asked.scores[question].max()
        order = np.argsort(-(RATING * ratings + RETRIEVAL * retrieval), kind="stable")
        orders[question] = [ids[at] for at in order]
    return orders


def by_folds(asked: Asked, seed: int = 1) -> "dict[str, NDArray[np.float64]]":
    """Each question's relevances by a model that was trained on four fifths of the others."""
    from rerank.train import rated_by_others

    found = rated_by_others(list(asked.judged.values()), seed, threads=1)
    return dict(zip(asked.judged, found, strict=True))


def by(fitted: "Fitted | Callable[[Judged], NDArray[np.float64]]", asked: Asked) -> "dict[str, NDArray[np.float64]]":
    """Each question's relevances by a model that was trained elsewhere."""
    rate = fitted if callable(fitted) else fitted.relevances
    return {question: rate(judged) for question, judged in asked.judged.items()}


def figures(asked: Asked, rated: "Mapping[str, NDArray[np.float64]]", collection: Collection) -> "Metrics":
    """`ndcg10_keyword`, `ndcg10_vector`, `ndcg10_hybrid`, `ndcg10_rerank`."""
    found = {f"ndcg10_{name}": mean_ndcg(orders, collection.gains) for name, orders in asked.orders.items()}
    found["ndcg10_rerank"] = mean_ndcg(reranked(asked, rated), collection.gains)
    return {name: round(value, 4) for name, value in found.items()}
