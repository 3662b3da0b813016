"""The words of a tenant's catalogue, by which its brands, categories and signs of money are understood in a text."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from catalog.models.understanding import MOST_CATEGORIES, Vocabulary
from tradewind.clock import Clock
from tradewind.errors import NotFound, Unavailable
from tradewind.evidence import Decision

if TYPE_CHECKING:
    from catalog.rules.classifying import Classes
    from catalog.service.outside import Engine

KEPT = timedelta(minutes=5)
MOST_TENANTS = 200
"""Of one container: some 50 KB each."""
MOST_VALUES = 1000
"""Brands, and categories, that an engine counts: the most frequent of them."""
MOST_CURRENCIES = 20


class Vocabularies:
    """What a container knows of its tenants' words, five minutes long. One that cannot be read is asked for again."""

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._known: dict[str, tuple[datetime, Vocabulary]] = {}
        self._classes: dict[str, tuple[Vocabulary, Classes]] = {}

    def of(self, tenant: str, engine: "Engine") -> Vocabulary:
        """The words of a tenant's catalogue; none where the engine does not answer."""
        at = self._now()
        if (known := self._known.get(tenant)) and at - known[0] < KEPT:
            return known[1]
        from tradewind.search.query import Facet, Query

        facets = (Facet("brand", MOST_VALUES), Facet("categories", MOST_VALUES), Facet("currency", MOST_CURRENCIES))
        try:
            found = engine.opened().query(engine.schema, tenant, Query(facets=facets, limit=1, shows=("brand",)))
        except (NotFound, Unavailable):
            return Vocabulary()
        brands, categories = (tuple(str(value) for value, _ in found.facets[each.field].values) for each in facets[:2])
        vocabulary = Vocabulary(
            brands=brands,
            categories=categories[:MOST_CATEGORIES],
            currency=_mostly({str(value): count for value, count in found.facets["currency"].values}),
        )
        while len(self._known) >= MOST_TENANTS:
            oldest = next(iter(self._known))
            del self._known[oldest]
            self._classes.pop(oldest, None)
        self._known[tenant] = (at, vocabulary)
        return vocabulary

    def likely_category(self, text: str, tenant: str, engine: "Engine") -> Decision[str] | None:
        """The category of a tenant's catalogue that a text is surely about, by its last name; of several with the same
        name the one that has most. None where none is sure."""
        vocabulary = self.of(tenant, engine)
        if not vocabulary.categories:
            return None
        from catalog.rules.classifying import Classes

        named = {each.rpartition(">")[2].strip(): each for each in reversed(vocabulary.categories)}
        known = self._classes.get(tenant)
        if known is None or known[0] is not vocabulary:
            known = (vocabulary, Classes(named))
            self._classes[tenant] = known
        found = known[1].sure(text)
        return found.model_copy(update={"value": named[found.value]}) if found and found.value else None


def _mostly(counts: Mapping[str, int]) -> str | None:
    """The currency that more than half of the priced products are in; None where none is."""
    priced = sum(counts.values())
    return next((currency for currency, count in counts.items() if 2 * count > priced), None)
