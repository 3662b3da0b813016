"""The prices table: the only folder that knows its keys (drawn in keys.py)."""

from functools import cache, cached_property
from typing import TYPE_CHECKING

from tradewind.config import Settings
from tradewind.dynamo import Table, table

if TYPE_CHECKING:
    from prices.store.alerts import AlertStore
    from prices.store.hosts import HostStore
    from prices.store.listings import ListingStore
    from prices.store.watches import WatchStore


class PriceStore:
    """Everything that the price watch keeps. A part is imported when it is first asked for: few functions need all."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @classmethod
    def on(cls, table: Table) -> "PriceStore":
        """The store on a table of any engine: AWS's, the local one, a test's."""
        return cls(table)

    @cached_property
    def watches(self) -> "WatchStore":
        """Watches, products, and where a tenant says that pages are to be read."""
        from prices.store.watches import WatchStore

        return WatchStore(self.table)

    @cached_property
    def listings(self) -> "ListingStore":
        """Listings, what was read of them, and when they are due."""
        from prices.store.listings import ListingStore

        return ListingStore(self.table)

    @cached_property
    def alerts(self) -> "AlertStore":
        """Who watches a listing, and what was told."""
        from prices.store.alerts import AlertStore

        return AlertStore(self.table)

    @cached_property
    def hosts(self) -> "HostStore":
        """Leases, robots.txt and the breaker of each host."""
        from prices.store.hosts import HostStore

        return HostStore(self.table)


class StoreSettings(Settings):
    prices_table: str


@cache
def open_store() -> PriceStore:
    """The store of this Lambda, opened on first use."""
    return PriceStore.on(table(StoreSettings.load().prices_table))
