"""How what was found is shown: its conditions, its facets, and what is kept of it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from catalog.models.product import Product
from catalog.models.search import FacetShown, FacetValue, FoundBy, Met, PastSearch, SearchAnswer, SearchRequest
from catalog.models.understanding import Understanding
from catalog.rules.explaining import has
from catalog.service.conditions import Condition
from catalog.service.fitting import Fitting
from tradewind.search.query import FacetCounts

BY_WORDS = (FoundBy.HYBRID, FoundBy.KEYWORD)


def conditions_of(
    product: Product, held: Sequence[Condition], relaxed: Sequence[Condition], quantity: int | None
) -> tuple[Met, ...]:
    """What a product says of each condition, and whether it meets those that gave way. `quantity`: that prices are
    told for."""
    fitting = Fitting(product)
    return tuple(
        Met(
            kind=each.kind,
            wanted=each.wanted[:300],
            has=has(each.kind, product, quantity),
            is_met=each not in relaxed or fitting.fits([each]),
        )
        for each in (*held, *relaxed)
    )


def facets_shown(
    facets: Mapping[str, FacetCounts], wanted: SearchRequest, read: Understanding
) -> tuple[FacetShown, ...]:
    """What the fields' values are. Prices are told where they are of one currency."""
    slots = (read.slots.min_price, read.slots.max_price)
    is_one = wanted.filters.currency or any(slot and slot.value and slot.value.currency for slot in slots)
    return tuple(
        FacetShown(
            field=name,
            values=tuple(FacetValue(value=_text(value), count=count) for value, count in counts.values if count),
            least=_number(counts.least),
            most=_number(counts.most),
        )
        for name, counts in facets.items()
        if name != "price" or is_one
    )


def past_search(answer: SearchAnswer, wanted: SearchRequest) -> PastSearch:
    """What is kept of a search for who made it; the category that it named is that of the best hit."""
    slots = answer.understood
    is_named = slots is not None and slots.product_category is not None and answer.found_by.value in BY_WORDS
    category = answer.hits[0].product.category if is_named and answer.hits else None
    brands = [each.value for each in slots.brand_preferences if each.value] if slots else []
    return PastSearch(
        search_id=answer.search_id,
        text=wanted.text,
        filters=wanted.filters,
        category=wanted.filters.categories[0] if wanted.filters.categories else category,
        brands=tuple(dict.fromkeys((*wanted.filters.brands, *brands)))[:20],
        hits=len(answer.hits),
        mode=answer.found_by.value or FoundBy.LISTED,
        at=answer.at,
    )


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.6f}").normalize()
