"""Saved searches, what each has told of, and what is still to be told.

What a look finds is kept in one transaction: the news, that these products are known now, and when to look again. So a
product is told of once, whatever dies in between; news that were kept and not sent are found in the index `due`.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from catalog.models.saved import MOST_KNOWN, MOST_SAVED, News, SavedPointer, SavedSearch
from catalog.store import keys
from catalog.store.searches import recorded
from tradewind import paging
from tradewind.clock import stamp
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, NotFound, QuotaReached
from tradewind.idempotency import Once
from tradewind.paging import Page

if TYPE_CHECKING:
    from tradewind.audit import Act, Audit

NEWS_KEPT = timedelta(days=90)
GRACE = timedelta(minutes=2)
"""What sending news may take before the schedule sends them again."""
SAVED, NEWS, KNOWN, COUNT = "SAVED#", "NEWS#", "KNOWN", "COUNT"


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved search with its revision, and when it is looked at next (None: never)."""

    search: SavedSearch
    rev: int
    due_at: str | None


@dataclass(frozen=True, slots=True)
class Untold:
    """News that are still to be sent, as the index `due` has them."""

    tenant: str
    saved_id: str
    key: str
    due_at: str


class SavedStore:
    """Saved searches of all users, one user at a time."""

    def __init__(self, table: Table, audit: Callable[[], "Audit"]) -> None:
        self._table = table
        self._audit = audit

    def answered(self, once: Once) -> SavedSearch | None:
        """The search this key was answered with before, if any. Raises: InvalidInput."""
        return once.first_answer(self._table, SavedSearch)

    def add(self, tenant: str, saved: SavedSearch, due_at: datetime | None, once: Once) -> None:
        """Keep a new one. Raises: QuotaReached past fifty of a user, Conflict when the key is taken."""
        place = (keys.saved_of(tenant, saved.created_by), COUNT)
        full = QuotaReached(f"you have {MOST_SAVED} saved searches, as many as there may be; remove one first")
        self._table.transact(
            self._table.updating(
                place, "ADD used :one", "attribute_not_exists(used) OR used < :most", one=1, most=MOST_SAVED
            ),
            self._table.putting(_item(tenant, saved, 1, due_at), "attribute_not_exists(pk)"),
            once.kept(saved, self._table),
            refused=[full, Conflict(f"{saved.saved_id} exists already"), once.taken],
        )

    def get(self, at: SavedPointer) -> Kept:
        """A saved search. Raises: NotFound, also for another's."""
        item = self._table.get(keys.saved_of(at.tenant, at.user), SAVED + at.saved_id)
        if item is None:
            raise NotFound(f"no saved search {at.saved_id}")
        return Kept(SavedSearch.model_validate_json(item["doc"]), int(item["rev"]), item.get("due_at"))

    def page(self, tenant: str, user: str, limit: int, next: str | None) -> Page[SavedSearch]:
        """A page of a user's saved searches. Raises: InvalidInput for a foreign token."""
        pk = keys.saved_of(tenant, user)
        found = self._table.query(
            "pk = :pk AND begins_with(sk, :saved)",
            limit=limit,
            after=paging.start(pk, next, SAVED, f"{SAVED}~") if next else None,
            pk=pk,
            saved=SAVED,
        )
        return Page(
            items=[SavedSearch.model_validate_json(item["doc"]) for item in found.items],
            next=paging.token(pk, str(found.last["sk"])) if found.last else None,
        )

    def change(self, tenant: str, before: Kept, after: SavedSearch, due_at: datetime | None) -> None:
        """Put `after` in its place. Raises: Conflict when it changed meanwhile."""
        moved = Conflict("the saved search was looked at or changed meanwhile; send it again", retry_after_s=1)
        self._table.put(_item(tenant, after, before.rev + 1, due_at), "rev = :rev", moved, rev=before.rev)

    def remove(self, at: SavedPointer) -> None:
        """Forget a saved search with all that it told. Raises: NotFound."""
        self._table.transact(
            self._table.deleting((keys.saved_of(at.tenant, at.user), SAVED + at.saved_id), "attribute_exists(pk)"),
            self._table.updating((keys.saved_of(at.tenant, at.user), COUNT), "ADD used :less", less=-1),
            refused=[NotFound(f"no saved search {at.saved_id}")],
        )
        self.forget(at.tenant, at.saved_id)

    def forget(self, tenant: str, saved_id: str) -> None:
        """Forget what a saved search told."""
        pk = keys.saved(tenant, saved_id)
        for item in self._table.query_all("pk = :pk", pk=pk):
            self._table.delete(pk, item["sk"])

    def due(self, shard: int, before: datetime, limit: int) -> list[tuple[SavedPointer, str]]:
        """Saved searches of a shard that are to be looked at, each with the moment it was found under."""
        found = self._due(f"SAVED#{shard}", before, limit)
        return [(_pointer(item), item["due_at"]) for item in found]

    def postpone(self, at: SavedPointer, found_due: str, until: datetime) -> bool:
        """Claim one that is to be looked at, until then. False when another did."""
        place = (keys.saved_of(at.tenant, at.user), SAVED + at.saved_id)
        return self._table.postpone(place, found_due, stamp(until))

    def known(self, tenant: str, saved_id: str) -> list[str] | None:
        """The products that a saved search knows, the newest last; None before its first look."""
        item = self._table.get(keys.saved(tenant, saved_id), KNOWN)
        return list(item["ids"]) if item else None

    def looked(
        self,
        tenant: str,
        before: Kept,
        after: SavedSearch,
        due_at: datetime | None,
        *,
        known: Sequence[str] | None,
        news: News | None,
        acts: "Sequence[Act]" = (),
    ) -> None:
        """Keep what a look found. `known`: the products that it knows now; None: as before.

        Raises: Conflict when it was looked at or changed meanwhile: what was found is told by that look, or the next.
        """
        moved = Conflict("looked at or changed meanwhile")
        pk = keys.saved(tenant, after.saved_id)
        writes = [self._table.putting(_item(tenant, after, before.rev + 1, due_at), "rev = :rev", rev=before.rev)]
        if known is not None:
            writes.append(self._table.putting({"pk": pk, "sk": KNOWN, "ids": list(known)[-MOST_KNOWN:]}))
        if news is not None:
            writes.append(self._table.putting(_news_item(tenant, news), "attribute_not_exists(pk)"))
        with recorded(acts, self._audit) as entries:
            self._table.transact(*writes, *entries, refused=[moved] * (len(writes) + len(entries)))

    def untold(self, shard: int, before: datetime, limit: int) -> list[Untold]:
        """News of a shard whose sending is overdue."""
        found = self._due(f"NEWS#{shard}", before, limit)
        return [
            Untold(item["pk"].split("#")[1], item["pk"].split("#")[3], item["sk"], item["due_at"]) for item in found
        ]

    def news(self, of: Untold) -> News | None:
        """What is still to be sent; None when it is gone."""
        item = self._table.get(keys.saved(of.tenant, of.saved_id), of.key)
        return News.model_validate_json(item["doc"]) if item else None

    def told(self, tenant: str, news: News) -> None:
        """News were sent."""
        with suppress(Conflict):  # removed with its search meanwhile
            self._table.update(
                (keys.saved(tenant, news.saved_id), _news_key(news)),
                "REMOVE due_pk, due_at",
                "attribute_exists(pk)",
                Conflict("gone"),
            )

    def all_news(self, tenant: str, saved_id: str, limit: int, next: str | None) -> Page[News]:
        """A page of what a saved search told, the newest first. Raises: InvalidInput for a foreign token."""
        pk = keys.saved(tenant, saved_id)
        found = self._table.query(
            "pk = :pk AND begins_with(sk, :news)",
            limit=limit,
            after=paging.start(pk, next, NEWS, f"{NEWS}~") if next else None,
            newest_first=True,
            pk=pk,
            news=NEWS,
        )
        return Page(
            items=[News.model_validate_json(item["doc"]) for item in found.items],
            next=paging.token(pk, str(found.last["sk"])) if found.last else None,
        )

    def _due(self, partition: str, before: datetime, limit: int) -> list[Item]:
        return self._table.query(
            "due_pk = :pk AND due_at <= :before",
            index=keys.DUE_INDEX,
            limit=limit,
            pk=partition,
            before=stamp(before),
        ).items


def _item(tenant: str, saved: SavedSearch, rev: int, due_at: datetime | None) -> Item:
    return {
        "pk": keys.saved_of(tenant, saved.created_by),
        "sk": SAVED + saved.saved_id,
        "doc": saved.model_dump_json(),
        "rev": rev,
        "due_pk": keys.due_saved(tenant) if due_at else None,
        "due_at": stamp(due_at) if due_at else None,
    }


def _news_item(tenant: str, news: News) -> Item:
    return {
        "pk": keys.saved(tenant, news.saved_id),
        "sk": _news_key(news),
        "doc": news.model_dump_json(),
        "due_pk": keys.due_news(tenant),
        "due_at": stamp(news.at + GRACE),
        "expires_at": int((news.at + NEWS_KEPT).timestamp()),
    }


def _news_key(news: News) -> str:
    return f"{NEWS}{stamp(news.at)}#{news.news_id}"


def _pointer(item: Item) -> SavedPointer:
    _, tenant, _, user, _ = item["pk"].split("#")
    return SavedPointer(tenant=tenant, user=user, saved_id=item["sk"].removeprefix(SAVED))
