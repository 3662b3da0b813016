"""The prices table: the only folder that knows its keys (drawn in keys.py)."""

from dataclasses import dataclass
from functools import cache

from prices.store.alerts import AlertStore
from prices.store.hosts import HostStore
from prices.store.listings import ListingStore
from prices.store.watches import WatchStore
from tradewind.config import Settings
from tradewind.dynamo import Table, table


@dataclass(frozen=True, slots=True)
class PriceStore:
    """Everything that the price watch keeps."""

    watches: WatchStore
    listings: ListingStore
    alerts: AlertStore
    hosts: HostStore

    @classmethod
    def on(cls, table: Table) -> "PriceStore":
        """The store on a table of any engine: AWS's, the local one, a test's."""
        return cls(WatchStore(table), ListingStore(table), AlertStore(table), HostStore(table))


class StoreSettings(Settings):
    prices_table: str


@cache
def open_store() -> PriceStore:
    """The store of this Lambda, opened on first use."""
    return PriceStore.on(table(StoreSettings.load().prices_table))
