"""The step that rates the first candidates for the text. What rates is exchangeable: a trained model, or a provider."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from catalog.models.product import Product
from tradewind.errors import TradewindError
from tradewind.observability import logger
from tradewind.search.query import Hit

SHOWN_OF_DESCRIPTION = 200
"""Characters of a description that are rated, with the title and the category."""


class Candidate(NamedTuple):
    """A product to be rated: what it says, and how the engine found it (None: not by that leg)."""

    title: str
    category: str
    description: str
    keyword_rank: int | None
    vector_rank: int | None
    keyword_score: float | None
    vector_score: float | None


class Rater(Protocol):
    """Rates how well products answer a text."""

    @property
    def name(self) -> str:
        """Which one it is, as `model@version`."""

    def rate(self, text: str, candidates: Sequence[Candidate]) -> Sequence[float]:
        """A rating from 0 to 1 for each candidate. Raises: Unavailable, TradewindError when it cannot."""


def rated(text: str, hits: Sequence[Hit], products: Mapping[str, Product], rater: Rater) -> dict[str, float]:
    """The ratings of hits, by product; none where the rater fails or answers nonsense, which is logged."""
    shown = [hit for hit in hits if hit.id in products]
    try:
        ratings = rater.rate(text, [_candidate(hit, products[hit.id]) for hit in shown])
    except TradewindError as error:
        logger.warning("nothing is rated", rater=rater.name, reason=error.detail)
        return {}
    if len(ratings) != len(shown) or not all(0 <= float(each) <= 1 for each in ratings):
        logger.warning("nothing is rated", rater=rater.name, reason="not a rating from 0 to 1 for each candidate")
        return {}
    return {hit.id: float(rating) for hit, rating in zip(shown, ratings, strict=True)}


def _candidate(hit: Hit, product: Product) -> Candidate:
    return Candidate(
        product.title,
        product.category or "",
        product.description[:SHOWN_OF_DESCRIPTION],
        hit.keyword_rank,
        hit.vector_rank,
        hit.keyword_score,
        hit.vector_score,
    )
