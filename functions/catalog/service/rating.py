"""The step that rates the first candidates for the text. What rates is exchangeable: a trained model, or a provider."""

from collections.abc import Mapping, Sequence

from catalog.models.product import Product
from tradewind.errors import TradewindError
from tradewind.observability import logger
from tradewind.ranking.candidates import Candidate, Rater
from tradewind.search.query import Hit

SHOWN_OF_DESCRIPTION = 200
"""Characters of a description that are rated, with the title and the category."""


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
    said = (product.category, product.brand, product.description[:SHOWN_OF_DESCRIPTION])
    return Candidate(
        title=product.title,
        text=". ".join(part for part in said if part),
        keyword_rank=hit.keyword_rank,
        vector_rank=hit.vector_rank,
        keyword_score=hit.keyword_score,
        vector_score=hit.vector_score,
    )
