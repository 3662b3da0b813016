"""The catalog table: the only folder that knows its keys (drawn in keys.py)."""

from functools import cache, cached_property
from typing import TYPE_CHECKING

from tradewind.config import Settings
from tradewind.dynamo import Table, table

if TYPE_CHECKING:
    from catalog.store.links import LinkStore
    from catalog.store.outbox import OutboxStore
    from catalog.store.products import ProductStore


class CatalogStore:
    """Everything that the catalogue keeps. A part is imported when it is first asked for: few functions need all."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @cached_property
    def products(self) -> "ProductStore":
        """Goods and what they are offered for."""
        from catalog.store.products import ProductStore

        return ProductStore(self.table)

    @cached_property
    def links(self) -> "LinkStore":
        """Which products are the same goods."""
        from catalog.store.links import LinkStore

        return LinkStore(self.table)

    @cached_property
    def outbox(self) -> "OutboxStore":
        """Products that the index is still to be told of."""
        from catalog.store.outbox import OutboxStore

        return OutboxStore(self.table)


class StoreSettings(Settings):
    catalog_table: str


@cache
def open_store() -> CatalogStore:
    """The store of this Lambda, opened on first use."""
    return CatalogStore(table(StoreSettings.load().catalog_table))
