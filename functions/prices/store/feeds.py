"""Feeds, and what all of a tenant's watches told, in one list."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from prices.models.alert import Alert
from prices.models.feed import Feed
from prices.store import keys
from tradewind import paging, quotas
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, NotFound, QuotaReached
from tradewind.idempotency import Once
from tradewind.paging import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from tradewind.audit import Act, Audit

MOST_FEEDS = 20
A_READ = 100  # what was told that is looked at in one go: as many items as a BatchGetItem takes


class FeedStore:
    """Feeds of all tenants, one tenant at a time."""

    def __init__(self, table: Table, audit: "Callable[[], Audit]") -> None:
        self._table = table
        self._audit = audit

    def answered(self, once: Once) -> Feed | None:
        """The feed this key was answered with before, if any. Raises: InvalidInput."""
        return once.first_answer(self._table, Feed)

    def add(self, tenant: str, feed: Feed, hashed: str, once: Once, made: "Act") -> None:
        """Keep a new feed under the hash of its secret, with its record in the audit. Raises: QuotaReached, Conflict
        when the key is taken.
        """
        full = QuotaReached(f"a tenant has at most {MOST_FEEDS} feeds; remove one")

        def write() -> None:
            with self._audit().recorder.recording([made]) as entries:
                self._table.transact(
                    self._table.putting(_item(tenant, feed, hashed), "attribute_not_exists(pk)"),
                    quotas.taking(self._table, tenant, "feeds", MOST_FEEDS),
                    once.kept(feed, self._table),
                    *entries,
                    refused=[Conflict("this feed exists already"), full, once.taken],
                )

        quotas.within(self._table, tenant, "feeds", lambda: 0, write)

    def get(self, tenant: str, feed_id: str) -> Feed:
        """A feed. Raises: NotFound, also for another tenant's."""
        return Feed.model_validate_json(self._found(tenant, feed_id)["doc"])

    def hashed(self, tenant: str, feed_id: str) -> tuple[Feed, str]:
        """A feed and the hash of its secret. Raises: NotFound."""
        item = self._found(tenant, feed_id)
        return Feed.model_validate_json(item["doc"]), str(item["secret_hash"])

    def page(self, tenant: str, limit: int, next: str | None = None) -> Page[Feed]:
        """A page of a tenant's feeds, by id. Raises: InvalidInput for a foreign token."""
        pk = keys.feeds(tenant)
        after = paging.start(pk, next, keys.FEED, keys.FEED + "~") if next else None
        part = self._table.query("pk = :pk AND begins_with(sk, :feed)", limit=limit, after=after, pk=pk, feed=keys.FEED)
        return Page(
            items=[Feed.model_validate_json(item["doc"]) for item in part.items],
            next=paging.token(pk, str(part.last["sk"])) if part.last else None,
        )

    def renew(self, tenant: str, feed: Feed, hashed: str, renewed: "Act") -> None:
        """Keep a feed under the hash of another secret; the one before opens nothing any more. Raises: NotFound."""
        with self._audit().recorder.recording([renewed]) as entries:
            self._table.transact(
                self._table.putting(_item(tenant, feed, hashed), "attribute_exists(pk)"),
                *entries,
                refused=[NotFound(f"no feed {feed.feed_id}")],
            )

    def remove(self, tenant: str, feed_id: str, removed: "Act") -> None:
        """Forget a feed. Raises: NotFound."""
        with self._audit().recorder.recording([removed]) as entries:
            self._table.transact(*self._removing(tenant, feed_id), *entries, refused=[NotFound(f"no feed {feed_id}")])

    def remove_of(self, tenant: str, user: str, apply: bool) -> int:
        """Forget the feeds that a user made, or only count them. Returns how many."""
        items = self._table.query_all("pk = :pk", pk=keys.feeds(tenant))
        found = [feed for item in items if (feed := Feed.model_validate_json(item["doc"])).created_by == user]
        for feed in found if apply else ():
            with suppress(NotFound):  # taken back meanwhile
                self._table.transact(*self._removing(tenant, feed.feed_id), refused=[NotFound("taken back meanwhile")])
        return len(found)

    def told(self, tenant: str) -> Iterator[Sequence[Alert]]:
        """What all of a tenant's watches told, the newest first, some at a time; what is gone is left out."""
        last: Item | None = None
        while True:
            part = self._table.query("pk = :pk", limit=A_READ, after=last, newest_first=True, pk=keys.told(tenant))
            places = [(keys.alerts(tenant, item["watch_id"]), item["alert_key"]) for item in part.items]
            found = self._table.get_many(places)
            yield [Alert.model_validate_json(found[place]["doc"]) for place in places if place in found]
            last = part.last
            if last is None:
                return

    def told_page(self, tenant: str, limit: int, next: str | None = None) -> Page[Alert]:
        """A page of the same; what is gone leaves it shorter. Raises: InvalidInput for a foreign token."""
        pk = keys.told(tenant)
        after = paging.start(pk, next, keys.ALERT, keys.ALERT + "~") if next else None
        part = self._table.query("pk = :pk", limit=limit, after=after, newest_first=True, pk=pk)
        places = [(keys.alerts(tenant, item["watch_id"]), item["alert_key"]) for item in part.items]
        found = self._table.get_many(places)
        return Page(
            items=[Alert.model_validate_json(found[place]["doc"]) for place in places if place in found],
            next=paging.token(pk, str(part.last["sk"])) if part.last else None,
        )

    def _removing(self, tenant: str, feed_id: str) -> "list[TransactWriteItemTypeDef]":
        return [
            self._table.deleting((keys.feeds(tenant), keys.FEED + feed_id), "attribute_exists(pk)"),
            quotas.giving_back(self._table, tenant, "feeds"),
        ]

    def _found(self, tenant: str, feed_id: str) -> Item:
        item = self._table.get(keys.feeds(tenant), keys.FEED + feed_id)
        if item is None:
            raise NotFound(f"no feed {feed_id}")
        return item


def _item(tenant: str, feed: Feed, hashed: str) -> Item:
    return {
        "pk": keys.feeds(tenant),
        "sk": keys.FEED + feed.feed_id,
        "doc": feed.model_dump_json(),
        "secret_hash": hashed,
    }
