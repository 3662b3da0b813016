"""Searches that are kept: saved, shown, changed, removed."""

from catalog.models.saved import News, SavedChange, SavedPointer, SavedRequest, SavedSearch
from catalog.models.search import Wanted
from catalog.service.looking import EVERY, look
from catalog.service.outside import Engine
from catalog.service.vocabularies import Vocabularies
from catalog.store import CatalogStore
from tradewind.caller import Caller
from tradewind.clock import Clock, NewId, whole
from tradewind.errors import InvalidInput, TradewindError
from tradewind.idempotency import Once
from tradewind.observability import logger
from tradewind.paging import Page


def save_search(
    wanted: SavedRequest,
    by: Caller,
    key: str,
    *,
    store: CatalogStore,
    engine: Engine,
    vocabularies: Vocabularies,
    now: Clock,
    new_id: NewId,
) -> SavedSearch:
    """Keep a search, once for each key, and take note of what matches it already: that is no news later.

    Where the engine does not answer, the schedule does so. Raises: InvalidInput for one that asks for nothing,
    QuotaReached past fifty.
    """
    at = whole(now())
    once = Once.of(by, "catalog.save_search", key, wanted, at)
    if first := store.saved.answered(once):
        return first
    asked = Wanted(text=wanted.text, language=wanted.language, filters=wanted.filters)
    if asked == Wanted(language=wanted.language):
        raise InvalidInput("text: a saved search needs a text or a filter; each product would match it")
    saved = SavedSearch(
        saved_id=new_id(), name=wanted.name, wanted=asked, is_told=wanted.is_told, created_at=at, created_by=by.user
    )
    store.saved.add(by.tenant, saved, at + EVERY if saved.is_told else None, once)
    if saved.is_told:
        try:
            look(
                _pointer(by, saved.saved_id),
                store=store,
                engine=engine,
                vocabularies=vocabularies,
                now=now,
                new_id=new_id,
                tells=False,
            )
        except TradewindError as error:
            logger.warning("what matches a search already is looked for by the schedule", reason=error.detail)
    return saved


def saved_searches(by: Caller, limit: int, next: str | None, *, store: CatalogStore) -> Page[SavedSearch]:
    """A page of the caller's saved searches. Raises: InvalidInput for a foreign token."""
    return store.saved.page(by.tenant, by.user, limit, next)


def saved_search(saved_id: str, by: Caller, *, store: CatalogStore) -> SavedSearch:
    """A saved search. Raises: NotFound, also for another's."""
    return store.saved.get(_pointer(by, saved_id)).search


def change_saved(saved_id: str, wanted: SavedChange, by: Caller, *, store: CatalogStore, now: Clock) -> SavedSearch:
    """Call a saved search otherwise, or have it tell no more, or again. Told again, what came meanwhile is told too.

    Raises: NotFound, Conflict.
    """
    kept = store.saved.get(_pointer(by, saved_id))
    sent = {name: value for name in wanted.model_fields_set if (value := getattr(wanted, name)) is not None}
    after = kept.search.model_copy(update=sent)
    if after == kept.search:
        return after
    store.saved.change(by.tenant, kept, after, whole(now()) if after.is_told else None)
    return after


def remove_saved(saved_id: str, by: Caller, *, store: CatalogStore) -> None:
    """Forget a saved search with what it told. Raises: NotFound."""
    store.saved.remove(_pointer(by, saved_id))


def news_of(saved_id: str, by: Caller, limit: int, next: str | None, *, store: CatalogStore) -> Page[News]:
    """A page of what a saved search told, the newest first. Raises: NotFound, InvalidInput for a foreign token."""
    store.saved.get(_pointer(by, saved_id))
    return store.saved.all_news(by.tenant, saved_id, limit, next)


def _pointer(by: Caller, saved_id: str) -> SavedPointer:
    return SavedPointer(tenant=by.tenant, user=by.user, saved_id=saved_id)
