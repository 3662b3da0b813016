"""What of the table is a user's or a tenant's, for those who ask for a copy or to be erased."""

from collections.abc import Iterator
from contextlib import suppress

from notifications.store import keys
from tradewind import rights
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict


class RightsStore:
    """A person's own items, and those that name them."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def naming(self, tenant: str, channel_id: str, user: str) -> Iterator[Item]:
        """A channel's deliveries that say that a user did something."""
        for item in self._table.query_all("pk = :pk", pk=keys.deliveries(tenant, channel_id)):
            if rights.unnamed(item, user) != item:
                yield item

    def unname(self, item: Item, user: str) -> None:
        """Take a user's name out of an item. One that changes meanwhile is found again by the next count."""
        with suppress(Conflict):
            self._table.put(rights.unnamed(item, user), "doc = :doc", Conflict("changed meanwhile"), doc=item["doc"])

    def erase_owner(self, tenant: str, user: str, apply: bool) -> int:
        """Erase, or only count, what is counted of a user, and what is kept for their retries."""
        place = (keys.owners(tenant), keys.owner(user))
        found = self._table.get(*place)
        if found and apply:
            self._table.delete(*place)
        return (1 if found else 0) + rights.erase_answers(self._table, tenant, user, apply)

    def erase_tenant(self, tenant: str, place: str | None, apply: bool) -> tuple[int, str | None]:
        """Erase, or only count, what a page of the table holds of a tenant."""
        return rights.erase_scanned(self._table, "begins_with(pk, :theirs)", place, apply, theirs=f"TENANT#{tenant}#")
