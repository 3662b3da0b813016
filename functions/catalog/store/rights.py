"""What of the table is a user's or a tenant's, for those who ask for a copy or to be erased."""

import json
from contextlib import suppress

from catalog.store import keys
from tradewind import rights
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict


class RightsStore:
    """The tenant's own items, whatever they are."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def items(self, tenant: str, place: str | None) -> tuple[list[Item], str | None]:
        """What a page of the table holds of a tenant, and where the next page begins; retries' answers left out."""
        part = self._table.scan(
            "begins_with(pk, :theirs) AND NOT begins_with(pk, :once)",
            after=json.loads(place) if place else None,
            theirs=f"TENANT#{tenant}#",
            once=f"TENANT#{tenant}#ONCE#",
        )
        return part.items, json.dumps(part.last) if part.last else None

    def naming(self, tenant: str, user: str, place: str | None) -> tuple[list[Item], str | None]:
        """Of a page of the table the tenant's items that say that a user did something, and where the next page begins.

        Who made a product, joined two or loaded a tariff stands with each of these: only the whole table finds them.
        """
        part = self._table.scan(
            "begins_with(pk, :theirs) AND contains(doc, :named)",
            after=json.loads(place) if place else None,
            theirs=f"TENANT#{tenant}#",
            named=json.dumps(user),
        )
        own = f"TENANT#{tenant}#USER#{user}#"
        found = [item for item in part.items if not item["pk"].startswith(own) and rights.unnamed(item, user) != item]
        return found, json.dumps(part.last) if part.last else None

    def unname(self, item: Item, user: str) -> None:
        """Take a user's name out of an item. One that changes meanwhile is found again by the next count."""
        after = rights.unnamed(item, user)
        with suppress(Conflict):
            self._table.put(after, "doc = :doc", Conflict("changed meanwhile"), doc=item["doc"])

    def erase_answers(self, tenant: str, user: str, apply: bool) -> int:
        """Erase, or only count, what is kept for a user's retries."""
        return rights.erase_answers(self._table, tenant, user, apply)

    def erase_saved(self, tenant: str, user: str, apply: bool) -> int:
        """Erase, or only count, what is counted of a user's saved searches."""
        return rights.erase_partition(self._table, keys.saved_of(tenant, user), apply)

    def erase_tenant(self, tenant: str, place: str | None, apply: bool) -> tuple[int, str | None]:
        """Erase, or only count, what a page of the table holds of a tenant, and the links that lead to its shares."""
        return rights.erase_scanned(
            self._table,
            "begins_with(pk, :theirs) OR (sk = :shared AND tenant = :tenant)",
            place,
            apply,
            theirs=f"TENANT#{tenant}#",
            shared=keys.SHARED_SK,
            tenant=tenant,
        )
