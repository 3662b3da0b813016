"""Attributes of several products in the same units, and products that cannot be bought as asked."""

from collections.abc import Sequence
from datetime import date

from catalog.models.comparison import AttributeRow
from catalog.models.landed_cost import LandedCost
from catalog.models.product import Attribute, Offer, Product
from catalog.rules.landed_cost.amounts import plain

LONGEST = 200
"""Characters of a value that are shown beside others."""


def attribute_rows(products: Sequence[Product]) -> list[AttributeRow]:
    """One row for each attribute that a product states, by its key.

    - Measures stand in their SI unit, as the catalogue keeps them: 10 cm and 100 mm are both 0.1 m. Where the products
      measure an attribute in units of different kinds, or one states words, all stand as they are written.
    - First what most products state, of these what differs, then by name.
    """
    found: dict[str, list[Attribute | None]] = {}
    for number, product in enumerate(products):
        for attribute in product.attributes:
            row = found.setdefault(attribute.key, [None] * len(products))
            row[number] = row[number] or attribute
    rows = [_row(key, cells) for key, cells in found.items()]
    return sorted(rows, key=lambda row: (row.values.count(None), not row.differs, row.name.casefold()))


def excluded_because(offer: Offer | None, cost: LandedCost | None, quantity: int, today: date) -> str | None:
    """Why a product cannot be bought as asked; None where it can."""
    if offer is None or cost is None:
        return "nobody offers it"
    if offer.valid_until is not None and offer.valid_until < today:
        return f"its offer ended on {offer.valid_until}"
    if offer.moq is not None and offer.moq > quantity:
        return f"at least {offer.moq} are sold at once"
    if cost.total is None:
        return cost.lines[0].how
    return None


def _row(key: str, cells: Sequence[Attribute | None]) -> AttributeRow:
    stated = [each for each in cells if each is not None]
    units = {each.measure.unit if each.measure else None for each in stated}
    unit = units.pop() if len(units) == 1 else None
    values = [None if each is None else _measured(each) if unit else each.value[:LONGEST] for each in cells]
    told = {value.casefold() for value in values if value is not None}
    return AttributeRow(key=key, name=stated[0].name, unit=unit, values=values, differs=len(told) > 1)


def _measured(attribute: Attribute) -> str:
    if attribute.measure is None:
        return attribute.value[:LONGEST]
    between = " to " if attribute.measure.is_range else " x "
    return between.join(plain(each) for each in attribute.measure.values)
