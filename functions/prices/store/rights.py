"""What of the table is a user's or a tenant's, for those who ask for a copy or to be erased."""

import json
from collections.abc import Iterator
from contextlib import suppress

from prices.store import keys
from tradewind import rights
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict

NAMED_IN = (
    keys.watches, keys.products, keys.overrides, keys.imports, keys.mappings, keys.feeds, keys.coupons, keys.shops,
    keys.reported,
)  # fmt: skip
"""The partitions of a tenant whose items may name somebody. Reports are gone through by the page: there are many."""


A_PAGE = 500


class RightsStore:
    """The tenant's own items, whatever they are."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def items(self, pk: str) -> Iterator[Item]:
        """Everything under a partition key."""
        yield from self._table.query_all("pk = :pk", pk=pk)

    def naming(self, tenant: str, user: str) -> Iterator[Item]:
        """A tenant's items that say that a user did something."""
        for partition in NAMED_IN:
            for item in self.items(partition(tenant)):
                if rights.unnamed(item, user) != item:
                    yield item

    def reports_naming(self, tenant: str, user: str, place: str | None) -> tuple[list[Item], str | None]:
        """Of a page of a tenant's reports those of a user, and where the next page begins."""
        pk = keys.reports(tenant)
        part = self._table.query(
            "pk = :pk", limit=A_PAGE, after={"pk": pk, "sk": place} if place else None, newest_first=True, pk=pk
        )
        found = [item for item in part.items if rights.unnamed(item, user) != item]
        return found, str(part.last["sk"]) if part.last else None

    def unname(self, item: Item, user: str) -> None:
        """Take a user's name out of an item. One that changes meanwhile is found again by the next count."""
        after = rights.unnamed(item, user)
        with suppress(Conflict):
            self._table.put(after, "doc = :doc", Conflict("changed meanwhile"), doc=item["doc"])

    def erase_answers(self, tenant: str, user: str, apply: bool) -> int:
        """Erase, or only count, what is kept for a user's retries."""
        return rights.erase_answers(self._table, tenant, user, apply)

    def erase_tenant(self, tenant: str, place: str | None, apply: bool) -> tuple[int, str | None]:
        """Erase, or only count, what a page of the table holds of a tenant: under its own keys, as who watches a
        listing or says something of one or of a coupon, and the listings that are read for it alone, with all that was
        read of them.
        """
        part = self._table.scan(
            "begins_with(pk, :theirs) OR begins_with(sk, :watch) OR (sk = :listing AND contains(doc, :owner)) "
            "OR sk IN (:tally, :public, :member)",
            after=json.loads(place) if place else None,
            theirs=f"TENANT#{tenant}#",
            watch=keys.tracker(tenant, ""),
            listing=keys.LISTING_SK,
            owner=f'"tenant":"{tenant}"',
            tally=keys.tally(tenant),
            public=keys.voice("public", tenant),
            member=keys.voice("member", tenant),
        )
        for item in part.items if apply else ():
            if item["sk"] == keys.LISTING_SK:
                rights.erase_partition(self._table, item["pk"], apply)
            self._table.delete(item["pk"], item["sk"])
        return len(part.items), json.dumps(part.last) if part.last else None
