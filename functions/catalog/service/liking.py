"""What the caller's own history says of products, for those who want it to count."""

from collections.abc import Iterable
from datetime import datetime

from catalog.models.product import Product
from catalog.rules.personalising import SEARCHED, Act, Liking, Shares, liked_traits, liking
from catalog.store import CatalogStore
from tradewind.caller import Caller
from tradewind.errors import TradewindError
from tradewind.observability import logger
from tradewind.search.query import Hit

MOST_ACTS = 50
"""Products and searches that count, the newest: what came before is past two half-lives for who uses it daily."""


def taste_of(by: Caller, until: datetime, store: CatalogStore) -> Shares:
    """What a person likes by what they did until then; nothing is known of a program with a key.

    Where the history cannot be read, nothing is personalised, and it is logged.
    """
    if by.key_id is not None:
        return {}
    try:
        lines = [each for each in store.interactions.taste(by.tenant, by.user).lines if each.at <= until][:MOST_ACTS]
        products, _ = store.products.readable(by.tenant, [each.product_id for each in lines])
        searches = store.searches.lately(by.tenant, by.user, MOST_ACTS)
    except (TradewindError, ValueError) as error:  # away, or a row that cannot be read
        logger.warning("nothing is personalised", reason=type(error).__name__)
        return {}
    acts = [
        Act(line.weight, line.at, _known(_of_product(products[line.product_id])))
        for line in lines
        if line.product_id in products
    ]
    for made in searches:
        if made.at <= until and (made.category or made.brands):
            brand = made.brands[0] if made.brands else None
            acts.append(Act(SEARCHED, made.at, _known({"category": made.category, "brand": brand})))
    return liked_traits(acts, until)


def likings(shares: Shares, hits: Iterable[Hit]) -> dict[str, Liking]:
    """How much somebody who likes that likes each hit; empty where too little is known."""
    if not shares:
        return {}
    names = ("category", "brand", "supplier", "quality_tier")
    return {hit.id: liking(shares, {name: hit.fields.get(name) for name in names}) for hit in hits}


def _of_product(product: Product) -> dict[str, str | None]:
    return {
        "category": product.category,
        "brand": product.brand,
        "supplier": product.supplier,
        "quality_tier": product.quality_tier.value if product.quality_tier else None,
    }


def _known(traits: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in traits.items() if value}
