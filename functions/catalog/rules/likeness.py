"""Whether two products are the same goods."""

import re
from decimal import Decimal

from catalog.models.product import Product
from catalog.rules.identity import folded, identifiers
from catalog.rules.units import magnitudes_in, without_magnitudes
from tradewind.evidence import Decision, Reason

LIKELY, POSSIBLE = 0.8, 0.5
"""Shares of the words of both titles that both have; chosen so that one word more among five is no other thing, and
another kind of thing is. They are measured on no judgements."""

_SMALL = {"a", "an", "the", "of", "for", "with", "and", "in", "to", "de", "la", "le", "et", "para", "com", "new", "hot"}


def likeness(one: Product, other: Product) -> Decision[bool]:
    """Whether two products are the same goods: true by a shared identifier, false by one that differs or a fact that
    contradicts, else by how many words their titles share; null where a person has to decide.

    - The same GTIN, or the same brand with the same manufacturer's number: the same.
    - Two GTINs, two brands, a measure of one unit that differs, a number or model in both titles that differs: not.
    - At least four fifths of the words of both titles in common: the same. Half: it may be. Fewer: not.
    """
    shared = sorted(set(identifiers(one)) & set(identifiers(other)))
    if shared:
        return _decided(True, 1.0, f"the same {_said(shared[0])}")
    if why := _contradiction(one, other):
        return _decided(False, 1.0, why)
    mine, theirs = _words(one.title), _words(other.title)
    common = mine & theirs
    share = len(common) / max(len(mine | theirs), 1)
    told = f"{len(common)} of {len(mine | theirs)} words of both titles in common"
    if share >= LIKELY:
        return _decided(True, share, told)
    return _decided(None if share >= POSSIBLE else False, share if share >= POSSIBLE else 1 - share, told)


def _contradiction(one: Product, other: Product) -> str | None:
    if one.gtin and other.gtin:
        return f"the GTINs differ: {one.gtin}, {other.gtin}"
    if one.brand and other.brand and folded(one.brand) != folded(other.brand):
        return f"the brands differ: {one.brand}, {other.brand}"
    mine, theirs = _measures(one), _measures(other)
    for unit in sorted(mine.keys() & theirs.keys()):
        if not mine[unit] & theirs[unit]:
            return f"measures in {unit} differ: {min(mine[unit]):f}, {min(theirs[unit]):f}"
    models, others = _models(one.title), _models(other.title)
    if models and others and not models & others:
        return f"numbers differ: {min(models)}, {min(others)}"
    return None


def _measures(product: Product) -> dict[str, set[Decimal]]:
    found: dict[str, set[Decimal]] = {}
    for one in magnitudes_in(product.title):
        found.setdefault(one.unit, set()).update(one.values)
    return found


def _models(title: str) -> set[str]:
    """Words with a digit in them that are no measure: model numbers, generations, counts."""
    return {word for word in folded(without_magnitudes(title)).split() if re.search(r"\d", word)}


def _words(title: str) -> set[str]:
    """The words of a title, a plural as its singular, and its measures in SI units."""
    words = {word.rstrip("s") or word for word in folded(without_magnitudes(title)).split() if word not in _SMALL}
    return words | {f"{value:f} {one.unit}" for one in magnitudes_in(title) for value in one.values}


def _said(identifier: str) -> str:
    kind, _, rest = identifier.partition(":")
    return f"GTIN, {rest}" if kind == "gtin" else f"brand and manufacturer's number, {rest.replace(':', ' ')}"


def _decided(value: bool | None, confidence: float, why: str) -> Decision[bool]:
    return Decision[bool](
        value=value,
        confidence=round(confidence, 3),
        basis="rule" if confidence == 1 else "agreement",
        reasons=[Reason(text=why)],
        provenance="rule catalog.likeness",
    )
