"""Words that mean the same, brought to one term, in a product's text and in a query alike.

A term is a word that no text has by itself, so an engine that knows nothing of languages still finds `coton` by
`cotton`: the index keeps a product's terms beside its texts, and a query is searched by its own.

    [term.means for term in terms("sac en coton")]  ->  ["bag", "cotton"]

Measures need none: `10 cm` and `100 mm` are one number in the index (rules/units.py).
"""

from collections.abc import Iterable

from catalog.rules.terms.synonyms import Piece, pieces
from catalog.rules.terms.term import Term

__all__ = ["MOST_TERMS", "Piece", "Term", "is_meant", "pieces", "terms"]

MOST_TERMS = 200
"""Of one text."""


def terms(text: str) -> tuple[Term, ...]:
    """The terms of a text, each once, in the order of their words."""
    found: dict[str, Term] = {}
    for piece in pieces(text):
        if piece.term:
            found.setdefault(piece.term.token, piece.term)
    return tuple(found.values())[:MOST_TERMS]


def is_meant(named: str, wordings: Iterable[str]) -> bool:
    """Whether something is called by one of these wordings, in any language that is known: `T-Shirts` is `camiseta`."""
    meant = {_canonical(each) for each in wordings} - {()}
    return _canonical(named) in meant


def _canonical(text: str) -> tuple[str, ...]:
    return tuple(piece.same for piece in pieces(text))
