"""The catalog table: the only folder that knows its keys (drawn in keys.py)."""

from functools import cache, cached_property
from typing import TYPE_CHECKING

from tradewind.config import Settings
from tradewind.dynamo import Table, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from catalog.store.imports import ImportStore
    from catalog.store.interactions import InteractionStore
    from catalog.store.links import LinkStore
    from catalog.store.loads import LoadStore
    from catalog.store.neighbours import NeighbourStore
    from catalog.store.outbox import OutboxStore
    from catalog.store.products import ProductStore
    from catalog.store.rights import RightsStore
    from catalog.store.saved import SavedStore
    from catalog.store.searches import SearchStore
    from catalog.store.shares import ShareStore
    from catalog.store.tariffs import TariffStore
    from tradewind.audit import Audit


class CatalogStore:
    """Everything that the catalogue keeps. A part is imported when it is first asked for: few functions need all."""

    def __init__(self, table: Table, audit: "Callable[[], Audit] | None" = None) -> None:
        self.table = table
        self._audit = audit or _open_audit

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
    def imports(self) -> "ImportStore":
        """Files that came in, part by part."""
        from catalog.store.imports import ImportStore

        return ImportStore(self.table)

    @cached_property
    def loads(self) -> "LoadStore":
        """Products that an import writes and takes back."""
        from catalog.store.loads import LoadStore

        return LoadStore(self.table)

    @cached_property
    def outbox(self) -> "OutboxStore":
        """Products that the index is still to be told of."""
        from catalog.store.outbox import OutboxStore

        return OutboxStore(self.table)

    @cached_property
    def rights(self) -> "RightsStore":
        """What is a user's or a tenant's."""
        from catalog.store.rights import RightsStore

        return RightsStore(self.table)

    @cached_property
    def searches(self) -> "SearchStore":
        """What people searched for."""
        from catalog.store.searches import SearchStore

        return SearchStore(self.table, self._audit)

    @cached_property
    def saved(self) -> "SavedStore":
        """Searches that people saved, and what these told."""
        from catalog.store.saved import SavedStore

        return SavedStore(self.table, self._audit)

    @cached_property
    def interactions(self) -> "InteractionStore":
        """What users do with products."""
        from catalog.store.interactions import InteractionStore

        return InteractionStore(self.table)

    @cached_property
    def neighbours(self) -> "NeighbourStore":
        """What the same people took to."""
        from catalog.store.neighbours import NeighbourStore

        return NeighbourStore(self.table)

    @cached_property
    def tariffs(self) -> "TariffStore":
        """Duties, taxes, freight, insurance and exchange rates that tenants loaded."""
        from catalog.store.tariffs import TariffStore

        return TariffStore(self.table, self._audit)

    @cached_property
    def shares(self) -> "ShareStore":
        """Comparisons that tenants share."""
        from catalog.store.shares import ShareStore

        return ShareStore(self.table, self._audit)

    @property
    def audit(self) -> "Audit":
        """Where decisions are recorded."""
        return self._audit()


class StoreSettings(Settings):
    catalog_table: str


@cache
def open_store() -> CatalogStore:
    """The store of this Lambda, opened on first use."""
    return CatalogStore(table(StoreSettings.load().catalog_table))


def _open_audit() -> "Audit":
    from tradewind.audit import open_audit

    return open_audit()
