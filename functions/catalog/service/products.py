"""Goods and their offers: put in, read, changed, taken out; the index hears of each by its queue."""

from catalog.models.indexing import IndexWish
from catalog.models.product import MOST_OFFERS, Offer, OfferRequest, Product, ProductRequest
from catalog.rules.describing import content_hash, offer_of, product_of
from catalog.service.queues import Index
from catalog.store import CatalogStore
from tradewind.caller import Caller
from tradewind.clock import Clock, whole
from tradewind.errors import Conflict, InvalidInput, NotFound, TradewindError
from tradewind.idempotency import Once
from tradewind.observability import logger
from tradewind.paging import Page


def add(wanted: ProductRequest, by: Caller, key: str, *, store: CatalogStore, index: Index, now: Clock) -> Product:
    """Put goods into the catalogue, once for each key. Raises: Conflict when they are in it, InvalidInput."""
    at = whole(now())
    once = Once.of(by, "catalog.add", key, wanted, at)
    if first := store.products.answered(once):
        return first
    product = product_of(wanted, by.tenant, by.user, at)
    store.products.add(by.tenant, product, once)
    tell(by.tenant, product.product_id, index)
    return product


def page(by: Caller, limit: int, next: str | None, *, store: CatalogStore) -> Page[Product]:
    """A page of the caller's products, in no order that means anything. Raises: InvalidInput for a foreign token."""
    return store.products.page(by.tenant, limit, next)


def read(product_id: str, by: Caller, *, store: CatalogStore) -> Product:
    """A product. Raises: NotFound."""
    return store.products.get(by.tenant, product_id)


def replace(
    product_id: str, wanted: ProductRequest, by: Caller, *, store: CatalogStore, index: Index, now: Clock
) -> Product:
    """Describe goods anew. Said as it was, nothing changes. Raises: NotFound, Conflict, InvalidInput."""
    before = store.products.get(by.tenant, product_id)
    return _changed(by, before, product_of(wanted, by.tenant, by.user, whole(now()), before=before), store, index)


def remove(product_id: str, by: Caller, *, store: CatalogStore, index: Index, now: Clock) -> None:
    """Take goods out of the catalogue. Raises: NotFound, Conflict."""
    store.products.remove(by.tenant, store.products.get(by.tenant, product_id), now())
    tell(by.tenant, product_id, index)


def offer(
    product_id: str, wanted: OfferRequest, by: Caller, *, store: CatalogStore, index: Index, now: Clock
) -> Product:
    """Add an offer, or put it in the place of the one of the same supplier, incoterm, currency and unit.

    Raises: NotFound, Conflict, InvalidInput for one too many.
    """
    before = store.products.get(by.tenant, product_id)
    new = offer_of(wanted)
    offers = _with(before.offers, new)
    if len(offers) > MOST_OFFERS:
        raise InvalidInput(f"offers: a product has at most {MOST_OFFERS}")
    return _changed(by, before, _offered(before, offers, now), store, index)


def withdraw(product_id: str, offer_id: str, by: Caller, *, store: CatalogStore, index: Index, now: Clock) -> Product:
    """Take an offer away. Raises: NotFound, Conflict."""
    before = store.products.get(by.tenant, product_id)
    offers = tuple(each for each in before.offers if each.offer_id != offer_id)
    if len(offers) == len(before.offers):
        raise NotFound(f"no offer {offer_id}")
    return _changed(by, before, _offered(before, offers, now), store, index)


def tell(tenant: str, product_id: str, index: Index) -> None:
    """Have the index hear of a product soon. Where the queue does not answer, the next sweep tells it."""
    try:
        index.send(IndexWish(tenant=tenant, product_ids=(product_id,)))
    except TradewindError:
        logger.warning("the index hears of a product with the next sweep", product_id=product_id)


def _changed(by: Caller, before: Product, after: Product, store: CatalogStore, index: Index) -> Product:
    if content_hash(after) == content_hash(before):
        return before
    if after.changed_at <= before.changed_at:
        raise Conflict("the product has changed meanwhile; read it again", retry_after_s=1)
    store.products.change(by.tenant, before, after)
    tell(by.tenant, after.product_id, index)
    return after


def _offered(before: Product, offers: tuple[Offer, ...], now: Clock) -> Product:
    return before.model_copy(update={"offers": offers, "changed_at": whole(now()), "import_id": None, "place": None})


def _with(offers: tuple[Offer, ...], new: Offer) -> tuple[Offer, ...]:
    kept = [new if each.offer_id == new.offer_id else each for each in offers]
    return tuple(kept if new in kept else [*kept, new])
