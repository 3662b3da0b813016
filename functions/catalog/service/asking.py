"""A search as it is meant: what its text says beside its words, and what must hold of a product."""

from catalog.models.search import SortBy, Wanted
from catalog.models.understanding import Understanding, Vocabulary
from catalog.rules.identity import folded
from catalog.rules.terms import terms
from catalog.rules.understanding.request import understand
from catalog.service.conditions import explicit, quantity_of, understood
from catalog.service.finding import Question, question


def meant(wanted: Wanted, vocabulary: Vocabulary, sort: SortBy = SortBy.RELEVANCE) -> tuple[Question, Understanding]:
    """What is asked of the engine, and what was understood of the text.

    `vocabulary`: the brands and categories of the caller's catalogue. What the caller set of a kind stands in the place
    of what was understood of it; what the text excludes holds in any case.
    """
    read = understand(wanted.text, wanted.language, vocabulary)
    quantity = quantity_of(wanted.filters, read)
    own = explicit(wanted.filters, quantity)
    kinds = {each.kind for each in own}
    heard = understood(read, vocabulary.categories, quantity)
    kept = [each for each in heard if each.kind == "excluded" or each.kind not in kinds]
    return question(_searched(read), [*own, *kept], sort, quantity), read


def _searched(read: Understanding) -> str:
    """The words to be searched: those said, and the goods' own name where it was understood from others: a `keetle` is
    looked for as a kettle too."""
    named = read.slots.product_category
    name = named.value if named else None
    if not name or set(folded(name).split()) <= set(folded(read.residue).split()) or terms(read.residue):
        return read.residue
    return f"{read.residue} {name}".strip()
