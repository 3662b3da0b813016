"""The index says what the table says: what changed is embedded and written to it, what is gone is taken out."""

from catalog.index import document_of, meaning_of
from catalog.models.importing import ImportStep
from catalog.models.indexing import MOST_AT_ONCE, IndexWish
from catalog.models.product import Product
from catalog.service.queues import Index
from catalog.store import CatalogStore
from tradewind.clock import Clock
from tradewind.embeddings import Embedder
from tradewind.errors import Conflict, NotFound, Unavailable
from tradewind.observability import logger
from tradewind.search import Document, Schema, Search

MOST_ROUNDS = 3


def hear(
    wish: IndexWish, *, store: CatalogStore, search: Search, schema: Schema, embedder: Embedder, now: Clock
) -> None:
    """Have the index say of these products what the table says now. Told again, or by two at once, it says the same.

    The engine keeps the newer of two versions. That a product came or went meanwhile is seen by a second look at the
    table. A document that the engine refuses is logged and left out: no retry would mend it.
    Raises: Unavailable; Conflict when products keep coming and going.
    """
    waiting = [] if wish.import_id else store.outbox.of(wish.tenant, wish.product_ids)
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
    if wish.import_id and wish.part:
        of = ImportStep(tenant=wish.tenant, import_id=wish.import_id)
        store.imports.note_indexed(of, wish.part, len(wish.product_ids), now())


def tell_overdue(*, store: CatalogStore, index: Index, now: Clock) -> int:
    """Tell the index of the products that its queue has lost. Returns how many."""
    found: dict[str, list[str]] = {}
    for waiting in store.outbox.overdue(now()):
        found.setdefault(waiting.tenant, []).append(waiting.product_id)
    wishes = [
        IndexWish(tenant=tenant, product_ids=tuple(ids[start : start + MOST_AT_ONCE]))
        for tenant, ids in found.items()
        for start in range(0, len(ids), MOST_AT_ONCE)
    ]
    index.send(*wishes)
    return sum(len(wish.product_ids) for wish in wishes)


def _write(tenant: str, products: list[Product], search: Search, schema: Schema, embedder: Embedder) -> None:
    """Write products to the index. Without an embedder they are found by their words, and the message comes back."""
    if not products:
        return
    try:
        meanings = embedder.embed([meaning_of(product) for product in products])
    except Unavailable:
        _upsert(tenant, [document_of(product, None) for product in products], search, schema)
        raise
    documents = [document_of(product, meaning) for product, meaning in zip(products, meanings, strict=True)]
    _upsert(tenant, documents, search, schema)


def _upsert(tenant: str, documents: list[Document], search: Search, schema: Schema) -> None:
    try:
        refusals = search.upsert(schema, tenant, documents)
    except NotFound:  # a stage's first product
        search.create(schema)
        refusals = search.upsert(schema, tenant, documents)
    for refused in refusals:
        logger.error("a product that no index takes", product_id=refused.id, reason=refused.reason)
