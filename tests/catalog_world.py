"""The catalogue on a table of moto's, with a search engine in memory and the stand-in for embeddings."""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from catalog import service
from catalog.index import schema
from catalog.models.indexing import IndexWish
from catalog.models.product import Product, ProductRequest
from catalog.store import CatalogStore
from fake_search import FakeSearch
from fakes import ANA, Clock
from tradewind.caller import Caller
from tradewind.embeddings.ngrams import NgramEmbedder
from tradewind.errors import Unavailable
from tradewind.search import Query

if TYPE_CHECKING:
    from tradewind.dynamo import Table

KETTLE: dict[str, Any] = {
    "title": "Steel kettle 1.7 l",
    "supplier": "Ningbo Kettles",
    "sku": "K-17",
    "category": "Kitchen > Kettles",
    "brand": "Kettler",
    "attributes": [{"name": "Length", "value": "10 cm"}, {"name": "Material", "value": "steel"}],
    "offers": [
        {
            "supplier": "Ningbo Kettles",
            "currency": "USD",
            "price_breaks": [{"min_quantity": 100, "unit_price": "4.50"}, {"min_quantity": 1000, "unit_price": "4"}],
            "moq": 100,
            "lead_time_days": 20,
        }
    ],
}


@dataclass
class IndexQueue:
    """The queue of what the index is to be told; `is_down` takes it away."""

    wishes: list[IndexWish] = field(default_factory=list)
    is_down: bool = False

    def send(self, *wishes: IndexWish, delay_s: int = 0) -> None:
        if self.is_down:
            raise Unavailable("the queue is away")
        self.wishes += wishes

    def take(self) -> list[IndexWish]:
        taken, self.wishes = self.wishes, []
        return taken


class CatalogWorld:
    """A catalogue, its index, and whoever asks."""

    def __init__(self, table: "Table") -> None:
        self.table = table
        self.store = CatalogStore(table)
        self.index = IndexQueue()
        self.search = FakeSearch()
        self.embedder = NgramEmbedder()
        self.schema = schema("ngrams", self.embedder.dimensions)
        self.search.create(self.schema)
        self.now = Clock()
        self._keys = 0

    def add(self, by: Caller = ANA, key: str | None = None, **changed: Any) -> Product:
        """Put goods into the catalogue: KETTLE, with what is changed of it."""
        self._keys += 1
        self.now.pass_by(seconds=1)
        wanted = ProductRequest.model_validate({**json.loads(json.dumps(KETTLE)), **changed})
        return service.add(wanted, by, key or f"k{self._keys}", store=self.store, index=self.index, now=self.now)

    def hear(self) -> None:
        """Have the index hear of all that waits in its queue."""
        for wish in self.index.take():
            service.hear(
                wish, store=self.store, search=self.search, schema=self.schema, embedder=self.embedder, now=self.now
            )

    def found(self, text: str, tenant: str = "acme") -> list[str]:
        """The titles that the index finds by these words."""
        hits = self.search.query(self.schema, tenant, Query(text=text)).hits
        return [str(hit.fields["title"]) for hit in hits]
