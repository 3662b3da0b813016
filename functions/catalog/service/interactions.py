"""What users do with products: recorded, shown to them, forgotten."""

from catalog.models.interaction import Interaction, InteractionRequest, Recorded
from catalog.models.recommendation import Forgotten
from catalog.rules.tasting import tasted
from catalog.store import CatalogStore
from tradewind.caller import Caller
from tradewind.clock import Clock, NewId, whole
from tradewind.errors import Conflict, InvalidInput
from tradewind.idempotency import Once
from tradewind.paging import Page

MOST_FORGOTTEN = 100
"""Requests that one call forgets: each is some deletions, and a call has 25 s."""
TRIES = 4
"""A page that tells of several things at once writes the same taste: each of them tries as often."""


def record(
    wanted: InteractionRequest, by: Caller, key: str, *, store: CatalogStore, now: Clock, new_id: NewId
) -> Recorded:
    """Keep what the caller did, once for each key.

    Raises: InvalidInput naming products that are not in the catalogue, or for a moment that is still to come; Conflict
    where the same user does something else at the same moment.
    """
    at = whole(now())
    once = Once.of(by, "catalog.record", key, wanted, at)
    if first := store.interactions.answered(once):
        return first
    happened = whole(wanted.at) if wanted.at else at
    if happened > at:
        raise InvalidInput("at: it has not happened yet")
    product_ids = tuple(dict.fromkeys(wanted.product_ids))
    if missing := sorted(set(product_ids) - store.products.existing(by.tenant, product_ids)):
        raise InvalidInput(f"product_ids: not in the catalogue: {', '.join(missing[:5])}")
    done = Interaction(
        interaction_id=new_id(),
        user=by.user,
        kind=wanted.kind,
        product_ids=product_ids,
        country=wanted.country,
        at=happened,
        query=wanted.query,
        search_id=wanted.search_id,
    )
    for left in reversed(range(TRIES)):
        before = store.interactions.taste(by.tenant, by.user)
        try:
            store.interactions.add(by.tenant, done, before, tasted(before, done), once)
        except Conflict:
            if first := store.interactions.answered(once):
                return first
            if not left:
                raise
        else:
            break
    return Recorded(interaction_id=done.interaction_id)


def history(by: Caller, limit: int, next: str | None, *, store: CatalogStore) -> Page[Interaction]:
    """A page of what the caller did, the newest first. Raises: InvalidInput for a foreign token."""
    return store.interactions.page(by.tenant, by.user, limit, next)


def forget(by: Caller, *, store: CatalogStore) -> Forgotten:
    """Forget what the caller did, at most a hundred requests a call; nothing is recommended by it any more."""
    entries, has_more = store.interactions.forget(by.tenant, by.user, MOST_FORGOTTEN)
    return Forgotten(entries=entries, has_more=has_more)
