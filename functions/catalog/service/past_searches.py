"""What the caller searched for: shown, suggested from, forgotten."""

from catalog.models.search import (
    HistoryForgotten,
    PastSearch,
    SuggestionKind,
    Suggestions,
    SuggestionShown,
)
from catalog.service.outside import Engine
from catalog.store import CatalogStore
from tradewind.caller import Caller
from tradewind.errors import NotFound, Unavailable
from tradewind.observability import logger
from tradewind.paging import Page

MOST_FORGOTTEN = 200
"""Searches that one call forgets, each a deletion: a call has 25 s."""
LOOKED_THROUGH = 100
MOST_OWN = 3
"""Searches of the caller's own among what is suggested."""
KINDS = {
    "title": SuggestionKind.TITLE,
    "brand": SuggestionKind.BRAND,
    "category": SuggestionKind.CATEGORY,
    "supplier": SuggestionKind.SUPPLIER,
}


def searches(by: Caller, limit: int, next: str | None, *, store: CatalogStore) -> Page[PastSearch]:
    """A page of what the caller searched for, the newest first. Raises: InvalidInput for a foreign token."""
    return store.searches.page(by.tenant, by.user, limit, next)


def forget_searches(by: Caller, *, store: CatalogStore) -> HistoryForgotten:
    """Forget what the caller searched for, two hundred a call; nothing is suggested or personalised by it any more."""
    count, has_more = store.searches.forget(by.tenant, by.user, MOST_FORGOTTEN)
    return HistoryForgotten(searches=count, has_more=has_more)


def suggest(text: str, limit: int, by: Caller, *, store: CatalogStore, engine: Engine) -> Suggestions:
    """How what the caller types may go on: what they searched for before and begins so, then what their catalogue has.

    Where the engine does not answer, their own searches alone, marked. Raises: Unavailable when the table is down too.
    """
    typed = text.casefold()
    own: dict[str, SuggestionShown] = {}
    if by.key_id is None:
        for made in store.searches.lately(by.tenant, by.user, LOOKED_THROUGH):
            if made.text.casefold().startswith(typed) and made.text.casefold() != typed:
                own.setdefault(made.text.casefold(), SuggestionShown(text=made.text, kind=SuggestionKind.SEARCHED))
    shown = list(own.values())[: min(MOST_OWN, limit)]
    try:
        found = engine.opened().suggest(engine.schema, by.tenant, text, limit)
    except (Unavailable, NotFound) as error:
        logger.warning("own searches alone are suggested", reason=error.detail)
        return Suggestions(items=list(own.values())[:limit], degraded=True)
    shown += [
        SuggestionShown(text=each.text, kind=KINDS[each.field], count=each.count)
        for each in found
        if each.field in KINDS and each.text.casefold() not in own
    ]
    return Suggestions(items=shown[:limit])
