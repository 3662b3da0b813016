"""Why a product was found, and why it stands where it stands, in words that a buyer can check.

- A word counts that one of the product's texts says: the word itself, or another that means the same.
- A condition is told with what the product says there, those that gave way too.
- The score is told by its parts: the rating's share, the retrieval's, the history's; together they are the score.
"""

from collections.abc import Callable, Iterable, Sequence

from catalog.models.product import Product
from catalog.models.search import Matched
from catalog.rules.personalising import Liking
from catalog.rules.priced import told
from catalog.rules.scoring import LIKING, RATING, RETRIEVAL, Scored
from catalog.rules.terms import Term
from tradewind.evidence import Reason

LONGEST = 300
PRICES = ("min_price", "max_price", "currency")


def matched(words: Iterable[str], terms: Sequence[Term]) -> tuple[Matched, ...]:
    """The words of a query that a product says; `terms`: those it was searched by beside its own words."""
    by_token = {term.token: term for term in terms}
    said = list(dict.fromkeys(words))
    plain = {word.casefold() for word in said if word not in by_token}
    shown = [Matched(word=word) for word in said if word not in by_token]
    for token in said:
        term = by_token.get(token)
        if term and not plain.issuperset(term.said.split()):
            shown.append(Matched(word=term.said, means=term.means if term.means != term.said else None))
    return tuple(shown)


def has(kind: str, product: Product, quantity: int | None = None) -> str | None:
    """What a product says of what a condition is about; None where it says nothing of it. Prices are told for
    `quantity`, the lowest of any where it is None."""
    if kind in PRICES:
        return told(product, quantity)
    said = _TOLD.get(kind)
    return said(product) if said else None


def reasons(scored: Scored, words: Sequence[Matched], meaning: float | None, liking: Liking | None) -> list[Reason]:
    """What a score is made of."""
    own = 1 - LIKING if scored.liking is not None else 1.0
    how = [f"says {_quoted(words)}"] if words else []
    how += [f"means the like (cosine {meaning:.2f})"] if meaning is not None else []
    text = "; ".join(how) or "meets the conditions"
    parts = []
    if scored.rating is not None:
        parts.append(Reason(text=f"rated {scored.rating:.2f} for the text", weight=own * RATING * scored.rating))
        parts.append(Reason(text=text, weight=own * RETRIEVAL * scored.retrieval))
    else:
        parts.append(Reason(text=text, weight=own * scored.retrieval))
    if liking is not None and liking.value > 0 and scored.liking is not None:
        liked = " and ".join(f"{trait.replace('_', ' ')} {value}" for trait, value in liking.traits[:3])
        parts.append(Reason(text=f"you like {liked}"[:LONGEST], weight=LIKING * scored.liking))
    return parts


def _quoted(words: Sequence[Matched]) -> str:
    shown = [f"“{each.word}”" + (f" as {each.means}" if each.means else "") for each in words[:8]]
    return ", ".join(shown)


def _listed(values: Iterable[str | None]) -> str | None:
    return ", ".join(dict.fromkeys(value for value in values if value))[:LONGEST] or None


def _least_order(product: Product) -> str | None:
    moqs = [offer.moq for offer in product.offers if offer.moq is not None]
    return f"from {min(moqs)} on" if moqs else None


def _lead_time(product: Product) -> str | None:
    days = [offer.lead_time_days for offer in product.offers if offer.lead_time_days is not None]
    return f"{min(days)} days" if days else None


def _stated(kind: str) -> Callable[[Product], str | None]:
    def said(product: Product) -> str | None:
        attribute = product.attribute(kind)
        return attribute.value[:LONGEST] if attribute else None

    return said


_TOLD: dict[str, Callable[[Product], str | None]] = {
    "category": lambda product: product.category,
    "brand": lambda product: product.brand,
    "supplier": lambda product: _listed([product.supplier, *(offer.supplier for offer in product.offers)]),
    "origin": lambda product: product.origin,
    "quality_tier": lambda product: product.quality_tier.value if product.quality_tier else None,
    "certification": lambda product: _listed(product.certifications),
    "incoterm": lambda product: _listed(offer.incoterm for offer in product.offers),
    "measure": lambda product: _listed(f"{each.name} {each.value}" for each in product.attributes if each.measure),
    "moq": _least_order,
    "urgency": _lead_time,
    **{kind: _stated(kind) for kind in ("colour", "material", "size")},
}
