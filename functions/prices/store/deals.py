"""What the prices of a tenant's products were judged to be worth, each as it was last told."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from prices.models.deal import ListedDeal
from prices.store import keys
from prices.store.alerts import recorded
from tradewind.dynamo import Table
from tradewind.errors import Conflict

if TYPE_CHECKING:
    from tradewind.audit import Act, Audit

KEPT = timedelta(days=30)
"""A deal that nobody asked for as long is forgotten; its record in the audit stays."""


class DealStore:
    """Deals of all tenants, one tenant at a time."""

    def __init__(self, table: Table, audit: "Callable[[], Audit]") -> None:
        self._table = table
        self._audit = audit

    def every(self, tenant: str) -> Iterator[ListedDeal]:
        """The deal of each product that has one."""
        for item in self._table.query_all(
            "pk = :pk AND begins_with(sk, :deal)", pk=keys.deals(tenant), deal=keys.deal("")
        ):
            yield ListedDeal.model_validate_json(item["doc"])

    def find(self, tenant: str, product_id: str, listing_id: str | None = None) -> ListedDeal | None:
        """The deal of a product, or of it at one shop, as it was last told; None where it was not."""
        item = self._table.get(keys.deals(tenant), keys.deal(product_id, listing_id))
        return ListedDeal.model_validate_json(item["doc"]) if item else None

    def keep(
        self,
        tenant: str,
        deal: ListedDeal,
        before: ListedDeal | None,
        *,
        listing_id: str | None = None,
        act: "Act | None" = None,
    ) -> None:
        """Put a deal in the place of `before`, with its record in the audit where it is another one.

        Raises: Conflict when another took that place meanwhile.
        """
        item = {
            "pk": keys.deals(tenant),
            "sk": keys.deal(deal.product_id, listing_id),
            "doc": deal.model_dump_json(),
            "expires_at": int((deal.at + KEPT).timestamp()),
        }
        condition = "doc = :before" if before else "attribute_not_exists(pk)"
        values = {"before": before.model_dump_json()} if before else {}
        meanwhile = Conflict("the deal was judged by another at the same moment")
        if act is None:
            self._table.put(item, condition, meanwhile, **values)
            return
        with recorded([act], self._audit) as entries:
            self._table.transact(self._table.putting(item, condition, **values), *entries, refused=[meanwhile])
