"""Which products are the same goods: by a name that they share, or because a person says so."""

from datetime import datetime

from catalog.models.linking import KeptLink
from catalog.store import keys
from tradewind.dynamo import Table

MOST_SHARED = 50
"""Products of one name that are shown: a GTIN that more suppliers offer tells no more by the next."""


class LinkStore:
    """Links of all tenants, one tenant at a time."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def sharing(self, tenant: str, name: str) -> list[str]:
        """The products that are the goods of a name (rules.identity.identifiers), at most 50."""
        found = self._table.query("pk = :pk", limit=MOST_SHARED, pk=keys.goods(tenant, name))
        return [item["product_id"] for item in found.items]

    def said(self, tenant: str, product_id: str) -> dict[str, KeptLink]:
        """What people said of a product and others, by the other's id."""
        found = self._table.query_all("pk = :pk", pk=keys.links(tenant, product_id))
        links = (KeptLink.model_validate_json(item["doc"]) for item in found)
        return {link.product_id: link for link in links}

    def say(self, tenant: str, one: str, other: str, verdict: str, by: str, at: datetime) -> None:
        """Keep what a person says of two products, with each of them."""
        self._table.transact(
            *(
                self._table.putting(
                    {
                        "pk": keys.links(tenant, mine),
                        "sk": keys.PRODUCT + theirs,
                        "doc": KeptLink.model_validate(
                            {"product_id": theirs, "verdict": verdict, "by": by, "at": at}
                        ).model_dump_json(),
                    }
                )
                for mine, theirs in ((one, other), (other, one))
            )
        )

    def forget(self, tenant: str, one: str, other: str) -> None:
        """Forget what was said of two products."""
        self._table.transact(
            *(
                self._table.deleting((keys.links(tenant, mine), keys.PRODUCT + theirs))
                for mine, theirs in ((one, other), (other, one))
            )
        )
