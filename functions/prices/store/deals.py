"""What the prices of a tenant's products were judged to be worth, each as it was last told."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from prices.models.deal import ListedDeal
from prices.store import keys
from prices.store.alerts import recorded
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict

if TYPE_CHECKING:
    from tradewind.audit import Act, Audit

KEPT = timedelta(days=30)
"""A deal that nobody asked for as long is forgotten; its record in the audit stays."""


@dataclass(frozen=True, slots=True)
class Change:
    """A deal that takes the place of `before`, with its record in the audit where it is another one.

    `listing_id`: where it is the product's deal at one shop.
    """

    deal: ListedDeal
    before: ListedDeal | None
    act: "Act | None" = None
    listing_id: str | None = None


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

    def keep(self, tenant: str, changes: "Sequence[Change]") -> None:
        """Put deals in the places of those before, with their records in the audit, all or none.

        Raises: Conflict when another took one of the places meanwhile.
        """
        puts = [(self._item(tenant, each), *self._condition(each)) for each in changes]
        meanwhile = Conflict("a deal was judged by another at the same moment")
        if len(puts) == 1 and changes[0].act is None:
            [(item, condition, values)] = puts
            self._table.put(item, condition, meanwhile, **values)
            return
        with recorded([each.act for each in changes if each.act], self._audit) as entries:
            writes = [self._table.putting(item, condition, **values) for item, condition, values in puts]
            self._table.transact(*writes, *entries, refused=[meanwhile] * len(writes))

    def _item(self, tenant: str, change: Change) -> Item:
        return {
            "pk": keys.deals(tenant),
            "sk": keys.deal(change.deal.product_id, change.listing_id),
            "doc": change.deal.model_dump_json(),
            "expires_at": int((change.deal.at + KEPT).timestamp()),
        }

    def _condition(self, change: Change) -> tuple[str, dict[str, str]]:
        if change.before is None:
            return "attribute_not_exists(pk)", {}
        return "doc = :before", {"before": change.before.model_dump_json()}
