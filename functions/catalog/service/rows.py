"""What a search reads from the table: the products of its hits, each once, and whether they are what is asked."""

from collections.abc import Iterable, Sequence

from catalog.models.product import Product
from catalog.service.finding import Question
from catalog.service.fitting import is_so, is_within
from catalog.store import CatalogStore
from tradewind.search.query import Hit

A_READ = 50
"""Products that are read at once where it is asked whether any is so."""


class Read:
    """The products of a tenant that a search reads from the table, each once."""

    def __init__(self, tenant: str, store: CatalogStore) -> None:
        self._tenant, self._store = tenant, store
        self._there: dict[str, Product | None] = {}
        self.unreadable: set[str] = set()

    def products(self, product_ids: Iterable[str]) -> dict[str, Product]:
        """Those that are there and can be read."""
        asked = list(product_ids)
        if new := [each for each in asked if each not in self._there]:
            found, unreadable = self._store.products.readable(self._tenant, new)
            self.unreadable |= unreadable
            self._there |= {each: found.get(each) for each in new}
        return {each: product for each in asked if (product := self._there[each])}


class Rows:
    """The products of hits, as the table has them now. `missing`: found by the index, and no longer so. `beyond`: so,
    and outside a bound that the index cannot say."""

    def __init__(self, table: Read, asked: Question) -> None:
        self._table, self._conditions = table, asked.conditions
        self.fitting: dict[str, Product] = {}
        self.missing: set[str] = set()
        self.beyond: set[str] = set()

    @property
    def unreadable(self) -> set[str]:
        return self.missing & self._table.unreadable

    def lack(self, product_id: str) -> bool:
        """Whether a hit was read and is not to be shown."""
        return product_id in self.missing or product_id in self.beyond

    def load(self, hits: Sequence[Hit]) -> None:
        """Read and judge those that were not yet."""
        new = [each for each in hits if each.id not in self.fitting and not self.lack(each.id)]
        there = self._table.products(each.id for each in new)
        for hit in new:
            product = there.get(hit.id)
            if product is None or not is_so(product, self._conditions, hit):
                self.missing.add(hit.id)
            elif not is_within(product, self._conditions):
                self.beyond.add(hit.id)
            else:
                self.fitting[hit.id] = product


def has_any(asked: Question, hits: Sequence[Hit], table: Read) -> bool:
    """Whether anything that was found is so. What the index says by itself is taken at its word."""
    if all(each.bound is None for each in asked.conditions):
        return bool(hits)
    rows = Rows(table, asked)
    for first in range(0, len(hits), A_READ):
        rows.load(hits[first : first + A_READ])
        if rows.fitting:
            return True
    return False
