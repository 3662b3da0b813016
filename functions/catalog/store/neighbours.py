"""What else people took to who took to a product: counted when it is first asked for, and kept for a day.

pk                         sk          item
TENANT#<t>#PRODUCT#<p>     NEIGHBOURS  how many took to both, without who did
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from catalog.models.recommendation import Neighbours
from tradewind.dynamo import Table

FRESH = timedelta(days=1)
NEIGHBOURS = "NEIGHBOURS"


class NeighbourStore:
    """Neighbours of products of all tenants, one tenant at a time."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get_many(self, tenant: str, product_ids: Iterable[str], at: datetime) -> Mapping[str, Neighbours]:
        """Those that were counted within the last day, by product."""
        found = self._table.get_many((_product(tenant, each), NEIGHBOURS) for each in product_ids)
        read = (Neighbours.model_validate_json(item["doc"]) for item in found.values())
        return {each.product_id: each for each in read if at - each.at < FRESH}

    def keep(self, tenant: str, found: Neighbours) -> None:
        """Keep them for a day. Whoever counts at the same moment counts the same."""
        self._table.put(
            {
                "pk": _product(tenant, found.product_id),
                "sk": NEIGHBOURS,
                "doc": found.model_dump_json(),
                "expires_at": int((found.at + FRESH).timestamp()),
            }
        )


def _product(tenant: str, product_id: str) -> str:
    return f"TENANT#{tenant}#PRODUCT#{product_id}"
