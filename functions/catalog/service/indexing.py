"""The index says what the table says: what changed is embedded and written to it, what is gone is taken out."""

from catalog.index import document_of, meaning_of
from catalog.models.indexing import IndexWish
from catalog.models.product import Product
from catalog.store import CatalogStore
from tradewind.embeddings import Embedder
from tradewind.errors import Conflict
from tradewind.observability import logger
from tradewind.search import Schema, Search

MOST_ROUNDS = 3


def hear(wish: IndexWish, *, store: CatalogStore, search: Search, schema: Schema, embedder: Embedder) -> None:
    """Have the index say of these products what the table says now. Told again, or by two at once, it says the same.

    The engine keeps the newer of two versions. That a product came or went meanwhile is seen by a second look at the
    table. A document that the engine refuses is logged and left out: no retry would mend it.
    Raises: Unavailable; Conflict when products keep coming and going.
    """
    waiting = store.outbox.of(wish.tenant, wish.product_ids)
    left = set(wish.product_ids)
    for _ in range(MOST_ROUNDS):
        there = store.products.get_many(wish.tenant, sorted(left))
        _write(wish.tenant, list(there.values()), search, schema, embedder)
        if gone := sorted(left - there.keys()):
            search.delete(schema, wish.tenant, gone)
        left = store.products.existing(wish.tenant, left) ^ there.keys()
        if not left:
            break
    else:
        raise Conflict("products keep coming and going")
    for told in waiting:
        store.outbox.settle(told)


def _write(tenant: str, products: list[Product], search: Search, schema: Schema, embedder: Embedder) -> None:
    if not products:
        return
    meanings = embedder.embed([meaning_of(product) for product in products])
    documents = [document_of(product, meaning) for product, meaning in zip(products, meanings, strict=True)]
    for refused in search.upsert(schema, tenant, documents):
        logger.error("a product that no index takes", product_id=refused.id, reason=refused.reason)
