"""Searches of a catalogue on stand-ins, each of which can be switched off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from catalog import service
from catalog.models.search import SearchAnswer, SearchRequest
from catalog.service.outside import Outside
from catalog.service.vocabularies import Vocabularies
from catalog.store import CatalogStore
from catalog_world import CatalogWorld
from fakes import ANA, Bus
from tradewind.audit import Audit, Persons, Recorder
from tradewind.caller import Caller
from tradewind.dynamo import Table
from tradewind.errors import Unavailable
from tradewind.ranking import Candidate

if TYPE_CHECKING:
    from tradewind.embeddings import Embedder


@dataclass
class Rater:
    """Rates by what each title was set to be worth; without that, all alike."""

    name: str = "ranker@7"
    most: int = 10
    worth: dict[str, float] = field(default_factory=dict)
    is_down: bool = False
    seen: list[Sequence[Candidate]] = field(default_factory=list)

    def rate(self, text: str, candidates: Sequence[Candidate]) -> list[float]:
        if self.is_down:
            raise Unavailable("the ranker is away")
        self.seen.append(candidates)
        return [self.worth.get(each.title, 0.5) for each in candidates]


class SearchWorld(CatalogWorld):
    """A catalogue that is searched; `embeds` and `rater` switched off are down."""

    def __init__(self, table: "Table") -> None:
        super().__init__(table)
        self.recorder = Recorder("audit", timedelta(days=365))
        audit = Audit(self.recorder, lambda: Persons(Table("account", table.client)))
        self.store = CatalogStore(table, lambda: audit)
        self.rater: Rater | None = Rater()
        self.embeds = True
        self.bus = Bus()
        self.vocabularies = Vocabularies(self.now)
        self._ids = 0

    @property
    def outside(self) -> Outside:
        return Outside(self.schema, lambda: self.search, self._embedder, lambda _: self.rater)

    def new_id(self) -> str:
        self._ids += 1
        return f"id-{self._ids}"

    def ask(self, text: str = "", by: Caller = ANA, **wanted: Any) -> SearchAnswer:
        """What a search answers, once the index has heard of everything."""
        self.hear()
        return self.answer(text, by, **wanted)

    def answer(self, text: str = "", by: Caller = ANA, **wanted: Any) -> SearchAnswer:
        """What a search answers with the index as it is."""
        request = SearchRequest.model_validate({"text": text, **wanted})
        return service.search(
            request,
            by,
            store=self.store,
            outside=self.outside,
            vocabularies=self.vocabularies,
            now=self.now,
            new_id=self.new_id,
        )

    def _embedder(self) -> "Embedder":
        if not self.embeds:
            raise Unavailable("no vectors are to be had")
        return self.embedder


def titles(answer: SearchAnswer) -> list[str]:
    return [hit.product.title for hit in answer.hits]
