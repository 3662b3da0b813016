"""Products that the index is still to be told of. The queue tells it; what the queue loses is found here again."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from catalog.store import keys
from catalog.store.products import TOLD_WITHIN
from tradewind.clock import stamp
from tradewind.dynamo import Table
from tradewind.errors import Conflict

A_PAGE = 200


class Waiting(NamedTuple):
    """A product that the index waits to hear of, and since when."""

    tenant: str
    product_id: str
    changed_at: str


class OutboxStore:
    """What waits, of all tenants."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of(self, tenant: str, product_ids: Iterable[str]) -> list[Waiting]:
        """Those of these products that wait."""
        places = ((keys.outbox(tenant), keys.PRODUCT + product_id) for product_id in product_ids)
        return [_waiting(item) for item in self._table.get_many(places).values()]

    def settle(self, told: Waiting) -> None:
        """The index has heard of a product. One that has changed since waits on."""
        heard = self._table.deleting(
            (keys.outbox(told.tenant), keys.PRODUCT + told.product_id), "changed_at = :told", told=told.changed_at
        )
        with suppress(Conflict):
            self._table.transact(heard, refused=[Conflict("changed since, or settled by another")])

    def overdue(self, at: datetime) -> Iterator[Waiting]:
        """What should have been told by `at`, each claimed by who asks: it falls due again if nothing comes of it."""
        for shard in range(keys.DUE_SHARDS):
            found = self._table.query_all(
                "due_pk = :pk AND due_at <= :now",
                index=keys.DUE_INDEX,
                limit=A_PAGE,
                pk=f"INDEX#{shard}",
                now=stamp(at),
            )
            for item in found:
                if self._table.postpone((item["pk"], item["sk"]), item["due_at"], stamp(at + TOLD_WITHIN)):
                    yield _waiting(item)


def _waiting(item: dict[str, str]) -> Waiting:
    return Waiting(item["tenant"], item["sk"].removeprefix(keys.PRODUCT), item["changed_at"])
