"""Whether a product of the table is what a filter asks: of an index that is behind, and where no engine answers.

It says what the engines say, but of words: a text says a word that has the same stem or the same meaning by
rules/terms, which knows fewer endings than an engine's stemmer.
"""

from collections.abc import Sequence
from functools import cached_property

from catalog.index import document_of
from catalog.models.product import Product
from catalog.rules.terms import pieces
from catalog.service.conditions import Condition, where
from tradewind.search.query import AllOf, AnyOf, Between, Filter, Hit, Is, Missing, Not, Says

TEXTS = ("title", "names", "description", "traits")


def is_as_indexed(product: Product, hit: Hit) -> bool:
    """Whether the index has this very state of a product, so that what the engine says of it holds."""
    return hit.fields.get("changed_at") == int(product.changed_at.timestamp())


def is_within(product: Product, conditions: Sequence[Condition]) -> bool:
    """Whether a product lies within the bounds that the index cannot say: prices at a quantity."""
    return all(each.bound is None or each.bound.lets_in(product) for each in conditions)


def is_so(product: Product, conditions: Sequence[Condition], hit: Hit) -> bool:
    """Whether the table says of a product what the index says, bounds that the index cannot say apart."""
    return is_as_indexed(product, hit) or Fitting(product).meets(where(conditions))


class Fitting:
    """A product as filters see it."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._fields = document_of(product, None).fields

    def fits(self, conditions: Sequence[Condition]) -> bool:
        """Whether it is all that is asked."""
        return self.meets(where(conditions)) and is_within(self._product, conditions)

    @cached_property
    def words(self) -> frozenset[str]:
        """What its texts say: stems, and the terms of those that are of a group."""
        said = [piece for name in TEXTS for piece in pieces(str(self._fields.get(name) or ""))]
        return frozenset(each for piece in said for each in (*piece.stem.split(), piece.same))

    def says(self, text: str) -> int:
        """How many of a text's words it says."""
        return sum(piece.same in self.words for piece in pieces(text))

    def meets(self, where: Filter) -> bool:
        """Whether the filter lets it in."""
        match where:
            case Not(filter):
                return not self.meets(filter)
            case AnyOf(filters):
                return any(self.meets(each) for each in filters)
            case AllOf(filters):
                return all(self.meets(each) for each in filters)
            case _:
                return self._has(where)

    def _has(self, where: Is | Between | Missing | Says) -> bool:
        match where:
            case Is(field, values):
                return any(value in values for value in self._values(field))
            case Between(field, least, most):
                numbers = [value for value in self._values(field) if not isinstance(value, str)]
                return any((least is None or least <= each) and (most is None or each <= most) for each in numbers)
            case Missing(field):
                return not self._values(field)
            case Says(words):
                return any(word in self.words or self.says(word) for word in words)

    def _values(self, field: str) -> list[str | float]:
        value = self._fields.get(field)
        return [] if value is None else list(value) if isinstance(value, list) else [value]
