"""Answers from the table, where no engine answers: what is popular where the goods go, of what meets the conditions."""

from datetime import datetime

from catalog.models.product import Product
from catalog.service.conditions import Condition
from catalog.service.finding import Question
from catalog.service.fitting import Fitting
from catalog.store import CatalogStore
from tradewind.observability import logger

MOST_POPULAR = 300
"""Products that are looked through: three reads of a hundred."""


def popular(
    asked: Question, tenant: str, *, country: str | None, store: CatalogStore, at: datetime, is_relaxed: bool
) -> tuple[list[Product], tuple[Condition, ...]]:
    """What a tenant's users took to lately, most of them first and what goes to `country` before the rest, and what
    gave way for it. Those that say one of the text's words come before those that do not.

    Where nobody has done anything yet, some products of the table. Raises: Unavailable when the table is down too.
    """
    ids = _popular(tenant, country, store, at)
    there, _ = store.products.readable(tenant, ids)
    products = [there[each] for each in ids if each in there]
    taken = set(there)
    products += [each for each in store.products.some(tenant, MOST_POPULAR) if each.product_id not in taken]
    seen = [(product, Fitting(product)) for product in products]
    fitting = [each for each in seen if each[1].fits(asked.conditions)]
    relaxed: tuple[Condition, ...] = ()
    if not fitting and is_relaxed:
        relaxed = tuple(each for each in asked.conditions if each.said is not None and each.kind != "excluded")
        held = [each for each in asked.conditions if each not in relaxed]
        fitting = [each for each in seen if each[1].fits(held)]
    saying = {product.product_id: each.says(asked.text) for product, each in fitting}
    fitting.sort(key=lambda each: -saying[each[0].product_id])
    return [product for product, _ in fitting], relaxed if fitting else ()


def _popular(tenant: str, country: str | None, store: CatalogStore, at: datetime) -> list[str]:
    """The products that users took to; none where a row of what they did cannot be read, which is logged."""
    try:
        return [each.product_id for each in store.interactions.popular(tenant, at, country)][:MOST_POPULAR]
    except ValueError as error:
        logger.error("what is popular cannot be read", reason=type(error).__name__)
        return []
