"""Looking at saved searches again: what matches now and did not before is told, once.

A look goes through what changed since the look before, and six hours further back, since the index may be that far
behind the table; what is known is passed over. It takes what says each word of the text and meets every condition, by
the index and by the table.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from catalog.events import SavedSearchMatched
from catalog.models.product import Product
from catalog.models.saved import MOST_NEW, MOST_TITLES, News, SavedPointer, SavedSearch
from catalog.models.understanding import Vocabulary
from catalog.service import recorded_search as recorded
from catalog.service.asking import meant
from catalog.service.conditions import Condition, said_by_all, where
from catalog.service.finding import tried
from catalog.service.fitting import is_so, is_within
from catalog.service.outside import Engine
from catalog.service.vocabularies import Vocabularies
from catalog.store import CatalogStore
from catalog.store.keys import DUE_SHARDS
from catalog.store.saved import Untold
from tradewind.clock import Clock, NewId, whole
from tradewind.errors import Conflict, NotFound, TradewindError
from tradewind.events import Bus
from tradewind.observability import logger
from tradewind.search.query import Between, Hit, Hits, Query, Sort

EVERY = timedelta(minutes=15)
BEHIND = timedelta(hours=6)
"""How far the index may be behind the table without a match being missed."""
A_PAGE = 200
MOST_LOOKED_AT = 1000
"""Matches of one look; what is left is looked at by the next."""
PART = 50
ENOUGH_S = 15.0
"""What a look may take; with less left the schedule stops."""
BROKEN = (TradewindError, ValueError, LookupError)
"""What one saved search or its news may fail by: what it reaches out to, and a row that cannot be read or lacks
something. It is logged and waits, and the others go on. All else is a fault of ours and fails the round."""


def look_at_due(
    *,
    store: CatalogStore,
    engine: Engine,
    vocabularies: Vocabularies,
    bus: Bus,
    now: Clock,
    new_id: NewId,
    seconds_left: Callable[[], float],
) -> int:
    """Send news that were kept and not sent, and look at each saved search that is due. Returns how many were.

    One that cannot be looked at is logged and falls due again with the next round; what is left when the time runs out
    is found then too.
    """
    looked = 0
    for shard in range(DUE_SHARDS):
        for untold in store.saved.untold(shard, now(), PART):
            _sent_again(untold, store, bus)
        while seconds_left() > ENOUGH_S:
            found = store.saved.due(shard, now(), PART)
            mine = [at for at, due in found if store.saved.postpone(at, due, now() + EVERY)]
            for at in mine:
                if seconds_left() <= ENOUGH_S:
                    break
                looked += _looked(at, store, engine, vocabularies, bus, now, new_id)
            if len(found) < PART:
                break
    return looked


def look(
    at: SavedPointer,
    *,
    store: CatalogStore,
    engine: Engine,
    vocabularies: Vocabularies,
    now: Clock,
    new_id: NewId,
    tells: bool = True,
) -> News | None:
    """Look at one saved search, and keep what matches now as news that are to be sent; None where nothing does.

    Where it does not tell, it takes note of what matched before the search was saved, and no more.
    Raises: NotFound for one that was removed; Unavailable, and it falls due again.
    """
    kept = store.saved.get(at)
    saved, moment = kept.search, whole(now())
    conditions = _conditions(saved, vocabularies.of(at.tenant, engine))
    known = store.saved.known(at.tenant, at.saved_id) or []
    passed = set(known)
    found, is_all = _changed(saved, at.tenant, conditions, engine)
    new = _read(at.tenant, [hit for hit in found if hit.id not in passed], conditions, store)
    told = [each for each in new if each.changed_at > saved.created_at]
    if not tells:
        new, told = [each for each in new if each not in told], []
    news = _news(saved, told, moment, new_id()) if told else None
    after = saved.model_copy(
        update={
            "looked_at": moment,
            "since": max(moment - BEHIND, saved.created_at) if is_all else _onward(saved, _changed_at(found[-1])),
            "told": saved.told + len(told),
        }
    )
    acts = []
    if news:
        acts = [recorded.news_found(news, at.tenant)]
        news = news.model_copy(update={"audit_id": acts[0].audit_id})
    store.saved.looked(
        at.tenant,
        kept,
        after,
        moment + EVERY if saved.is_told else None,
        known=[*known, *(each.product_id for each in new)] if new else None,
        news=news,
        acts=acts,
    )
    return news


def _sent_again(untold: Untold, store: CatalogStore, bus: Bus) -> None:
    try:
        if news := store.saved.news(untold):
            _send(untold.tenant, news, store, bus)
    except BROKEN:
        logger.exception("news of a saved search are not sent", saved_id=untold.saved_id)


def _looked(
    at: SavedPointer,
    store: CatalogStore,
    engine: Engine,
    vocabularies: Vocabularies,
    bus: Bus,
    now: Clock,
    new_id: NewId,
) -> bool:
    try:
        news = look(at, store=store, engine=engine, vocabularies=vocabularies, now=now, new_id=new_id)
        if news:
            _send(at.tenant, news, store, bus)
    except (NotFound, Conflict) as error:  # removed or changed meanwhile
        logger.info("a saved search is passed over", saved_id=at.saved_id, reason=error.detail)
        return False
    except BROKEN:
        logger.exception("a saved search cannot be looked at", saved_id=at.saved_id)
        return False
    return True


def _conditions(saved: SavedSearch, vocabulary: Vocabulary) -> list[Condition]:
    asked, _ = meant(saved.wanted, vocabulary)
    return [*asked.conditions, *said_by_all(asked.text)]


def _changed(
    saved: SavedSearch, tenant: str, conditions: Sequence[Condition], engine: Engine
) -> tuple[list[Hit], bool]:
    """The matches that changed since the look before, those that changed first in front, and whether these are all."""
    since = int(saved.since.timestamp()) if saved.since else 0  # whole seconds, as the index has it
    both = [*conditions, Condition("changed", "changed since the last look", Between("changed_at", since))]
    query = Query(where=where(both), sort=(Sort("changed_at"),), limit=A_PAGE, shows=("changed_at",))
    found: list[Hit] = []
    while len(found) < MOST_LOOKED_AT:
        part = _page(query, tenant, engine)
        found += part.hits
        if part.next is None:
            return found, True
        query = replace(query, next=part.next)
    return found, False


def _page(query: Query, tenant: str, engine: Engine) -> Hits:
    return tried(lambda: engine.opened().query(engine.schema, tenant, query))


def _onward(saved: SavedSearch, last: datetime) -> datetime:
    """Where the next look goes on: with the last that was seen, or past its second where all seen are of that one."""
    return last if saved.since is None or last > saved.since else last + timedelta(seconds=1)


def _changed_at(hit: Hit) -> datetime:
    return datetime.fromtimestamp(float(hit.fields["changed_at"]), UTC)


def _read(tenant: str, hits: Sequence[Hit], conditions: Sequence[Condition], store: CatalogStore) -> list[Product]:
    """The products of these that the table has so too: what the index alone says is no news."""
    found, _ = store.products.readable(tenant, [hit.id for hit in hits])
    return [
        product
        for hit in hits
        if (product := found.get(hit.id)) and is_so(product, conditions, hit) and is_within(product, conditions)
    ]


def _news(saved: SavedSearch, told: Sequence[Product], at: datetime, news_id: str) -> News:
    return News(
        news_id=news_id,
        saved_id=saved.saved_id,
        name=saved.name,
        at=at,
        count=len(told),
        product_ids=tuple(each.product_id for each in told[:MOST_NEW]),
        titles=tuple(each.title for each in told[:MOST_TITLES]),
        created_by=saved.created_by,
    )


def _send(tenant: str, news: News, store: CatalogStore, bus: Bus) -> None:
    """Tell the bus, and keep that it was told. Sent twice it bears the same id, by which who hears it knows."""
    bus.publish(
        [
            SavedSearchMatched(
                id=news.news_id,
                at=news.at,
                tenant=tenant,
                saved_id=news.saved_id,
                label=news.name,
                count=news.count,
                titles=news.titles,
                product_ids=news.product_ids,
                created_by=news.created_by,
                audit_id=news.audit_id,
            )
        ]
    )
    store.saved.told(tenant, news)
