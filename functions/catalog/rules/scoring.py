"""How what the engine found and what the reranker says of it become one order.

The engine is asked for twice as many candidates as are wanted, so that there is a choice. Of these the first are rated,
as many as the rater looks at, each from 0 to 1. A rated candidate scores 0.6 times its rating plus 0.4 times its
retrieval: its score by the engine as a share of the best one's, so that both parts are on one scale. Rated candidates
stand by their score; those that nobody rated follow in the engine's order, so no rating, however low, puts a product
behind one that nobody looked at.

Without any rating (no model, or it failed) a candidate scores its retrieval alone.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

RATING, RETRIEVAL = 0.6, 0.4
LIKING = 0.1
"""The share of a score that a person's own history may have: it orders what is nearly as good, and no more."""


class Retrieved(NamedTuple):
    """What the engine found. `score` is on the engine's own scale; more is better."""

    product_id: str
    score: float


class Scored(NamedTuple):
    """A candidate with what its score is made of, each from 0 to 1."""

    product_id: str
    score: float
    retrieval: float
    rating: float | None = None
    liking: float | None = None


def mixed(found: Sequence[Retrieved], ratings: Mapping[str, float]) -> list[Scored]:
    """Candidates in their order, the best first; `found` comes in the engine's, `ratings` are by product.

    An unrated candidate is shown the score that the lowest rating would give it, and never more than a rated one has:
    scores fall with the places.
    """
    best = max((each.score for each in found), default=0.0)
    shares = [Scored(each.product_id, share := _share(each.score, best), share) for each in found]
    if not any(each.product_id in ratings for each in shares):
        return shares
    rated = [
        each._replace(score=RATING * rating + RETRIEVAL * each.retrieval, rating=rating)
        for each in shares
        if (rating := ratings.get(each.product_id)) is not None
    ]
    rated.sort(key=lambda each: -each.score)
    floor, lowest = rated[-1].score, min(each.rating or 0.0 for each in rated)
    for each in shares:
        if each.product_id not in ratings:
            floor = min(floor, RATING * lowest + RETRIEVAL * each.retrieval)
            rated.append(each._replace(score=floor))
    return rated


def personalised(scored: Sequence[Scored], likings: Mapping[str, float]) -> list[Scored]:
    """Candidates with 0.1 of their score given to how much the person likes such products (rules/personalising.py).

    Two whose scores are more than a ninth apart never change places. Without any liking nothing changes.
    """
    if not likings:
        return list(scored)
    liked = [
        each._replace(score=(1 - LIKING) * each.score + LIKING * liking, liking=liking)
        for each in scored
        for liking in [likings.get(each.product_id, 0.0)]
    ]
    return sorted(liked, key=lambda each: -each.score)


def _share(score: float, best: float) -> float:
    return min(max(score / best, 0.0), 1.0) if best > 0 else 0.0
