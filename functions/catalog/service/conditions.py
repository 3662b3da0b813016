"""What a product must be for a search: what the caller set, and what was understood of the text, as filters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from catalog.index import MEASURED, measure_key
from catalog.models.search import Filters
from catalog.models.understanding import Measure, ShippingUrgency, Slot, Understanding
from catalog.rules.identity import folded
from catalog.rules.priced import Bound
from catalog.rules.sizes import wanted as sizes_wanted
from catalog.rules.terms import is_meant, pieces, terms
from tradewind.search.query import AllOf, AnyOf, Between, Filter, Is, Missing, Not, Says

COUNTED = (None, "piece", "pair", "set")
"""What prices and least orders of the index are of. A bound per kg, or so many cartons, says nothing of those of a
piece: it is told as understood, and filters nothing."""

MOST_PIECES = 10**9
MOST_SIZES = 150
"""Of all ranges of one search together: an engine takes 400 values in one filter."""

URGENT_DAYS = 7
"""What the grammar takes for urgent, a term of 7 days or less, is what an urgent order asks of a lead time."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that a product must be.

    `kind`: what it is about, as rules/relaxing.py names it. `wanted`: in words. `said`: the words of the text that say
    it; None for what the caller set as a filter, which never gives way. `bound`: what the index cannot say, since it
    has the lowest price alone; `where` lets in all that is within, and the product as the table has it decides.
    """

    kind: str
    wanted: str
    where: Filter
    said: str | None = None
    bound: Bound | None = None


def where(conditions: Iterable[Condition]) -> Filter:
    """The filter that lets in what meets them all."""
    return AllOf(tuple(each.where for each in conditions))


def quantity_of(filters: Filters, read: Understanding) -> int | None:
    """How many are to be bought at once, by which prices are judged: what the caller set, or else what the text says.
    A least order that is spoken of is none."""
    if filters.quantity is not None:
        return filters.quantity
    bought = read.slots.quantity
    is_counted = bought and bought.value and bought.value.unit in COUNTED and bought.value.value >= 1
    return min(int(bought.value.value), MOST_PIECES) if bought and bought.value and is_counted else None


def explicit(filters: Filters, quantity: int | None) -> list[Condition]:
    """What the caller set. `quantity`: what prices are judged at; None: the lowest of any."""
    return list(_explicit(filters, quantity))


def understood(read: Understanding, categories: Sequence[str], quantity: int | None) -> list[Condition]:
    """What was understood of a text. `categories`: those of the catalogue; a category that it has not is no filter.
    `quantity`: as in `explicit`."""
    return list(_understood(read, categories, quantity))


def said_by_all(text: str) -> list[Condition]:
    """That a product says each word of a text, itself or by one that means the same: what a saved search asks, since a
    product that says one of five words is no news."""
    return [
        Condition("word", piece.said, Says((piece.term.token, piece.said) if piece.term else (piece.said,)), piece.said)
        for piece in pieces(text)
    ]


def _explicit(asked: Filters, quantity: int | None) -> Iterator[Condition]:
    tiers = tuple(each.value for each in asked.quality_tiers)
    for kind, field, values in (
        ("category", "categories", asked.categories),
        ("brand", "brand_key", asked.brands),
        ("supplier", "suppliers", asked.suppliers),
        ("origin", "origin", asked.origins),
        ("quality_tier", "quality_tier", tiers),
        ("certification", "certifications", asked.certifications),
        ("colour", "colours", asked.colours),
        ("material", "materials", asked.materials),
        ("size", "sizes", asked.sizes),
        ("product", "product_id", asked.product_ids),
    ):
        if values:
            yield _one_of(kind, field, values)
    for kind, price in (("min_price", asked.min_price), ("max_price", asked.max_price)):
        if price is not None:
            yield _price(kind, price, asked.currency, quantity)
    if asked.currency:
        yield Condition("currency", f"priced in {asked.currency}", Is("currency", (asked.currency,)))
    if asked.quantity is not None:
        yield _least_order(Decimal(asked.quantity))
    if asked.most_lead_days is not None:
        yield _lead_time(asked.most_lead_days)
    if asked.without_words:
        where = Not(AnyOf(tuple(_saying(each) for each in asked.without_words)))
        yield Condition("excluded", f"without {_listed(asked.without_words)}", where)


def _understood(read: Understanding, categories: Sequence[str], quantity: int | None) -> Iterator[Condition]:
    slots = read.slots
    if slots.product_category and (name := slots.product_category.value):
        meant = [each for each in categories if is_meant(name, [each.rpartition(">")[2]])]
        if meant:
            where = AnyOf((Is("categories", tuple(meant)), _saying(name)))  # many goods are filed nowhere, or elsewhere
            yield Condition("category", _listed(meant), where, _said(read, [slots.product_category]))
    for kind, priced in (("min_price", slots.min_price), ("max_price", slots.max_price)):
        if priced and priced.value and priced.value.per in COUNTED:
            yield _price(kind, priced.value.amount, priced.value.currency, quantity, _said(read, [priced]))
    bought = slots.quantity or slots.moq
    if bought and bought.value and bought.value.unit in COUNTED:
        yield _least_order(bought.value.value, _said(read, [bought]))
    yield from _soon(read)
    tier = [slots.quality_tier] if slots.quality_tier else []
    term = [slots.incoterm] if slots.incoterm else []
    for kind, field, named in (
        ("quality_tier", "quality_tier", tier),
        ("incoterm", "incoterms", term),
        ("brand", "brand_key", slots.brand_preferences),
        ("origin", "origin", slots.origins),
        ("certification", "certifications", slots.certifications),
        ("size", "sizes", slots.sizes),
    ):
        if values := _values(named):
            yield _one_of(kind, field, values, _said(read, named))
    for kind, field, named in (("colour", "colours", slots.colours), ("material", "materials", slots.materials)):
        if values := _values(named):
            yield Condition(kind, _listed(values), _trait(field, values), _said(read, named))
    for measured in slots.measures:
        if measured.value and (condition := _measure(measured.value, _said(read, [measured]))):
            yield condition
    yield from _excluded(read)


def _soon(read: Understanding) -> Iterator[Condition]:
    slots = read.slots
    if slots.delivery_days and slots.delivery_days.value is not None:
        yield _lead_time(slots.delivery_days.value, _said(read, [slots.delivery_days]))
    elif slots.shipping_urgency and slots.shipping_urgency.value is ShippingUrgency.URGENT:
        yield _lead_time(URGENT_DAYS, _said(read, [slots.shipping_urgency]))


def _excluded(read: Understanding) -> Iterator[Condition]:
    slots = read.slots
    for kind, field, named in (
        ("brand", "brand_key", slots.excluded_brands),
        ("origin", "origin", slots.excluded_origins),
    ):
        if values := _values(named):
            where = Not(_one_of(kind, field, values).where)
            yield Condition("excluded", f"not {_listed(values)}", where, _said(read, named))
    for field, named in (("materials", slots.excluded_materials), ("colours", slots.excluded_colours)):
        if values := _values(named):
            yield Condition("excluded", f"not {_listed(values)}", Not(_trait(field, values)), _said(read, named))
    if words := _values(slots.excluded_words):
        where = Not(AnyOf(tuple(_saying(each) for each in words)))
        yield Condition("excluded", f"without {_listed(words)}", where, _said(read, slots.excluded_words))


FOLDED = {"brand_key", "certifications", "colours", "materials"}
"""Fields that hold values without case and punctuation."""


def _one_of(kind: str, field: str, values: Sequence[str], said: str | None = None) -> Condition:
    stored = tuple(folded(each) for each in values) if field in FOLDED else tuple(values)
    if field == "sizes":
        stored = tuple(dict.fromkeys(each for value in values for each in sizes_wanted(value)))[:MOST_SIZES]
    return Condition(kind, _listed(values), Is(field, stored), said)


def _price(
    kind: str, amount: Decimal, currency: str | None, quantity: int | None, said: str | None = None
) -> Condition:
    """A bound of the unit price. At a quantity the price is never below the lowest of any, which is what the index has:
    so a highest price lets in all that the table may confirm, and a lowest one cannot be asked of the index."""
    is_least = kind == "min_price"
    within: Filter = Between("price", float(amount)) if is_least else Between("price", None, float(amount))
    if is_least and quantity is not None:
        within = Between("price", 0)
    where = AllOf((Is("currency", (currency,)), within)) if currency else within
    words = f"{'at least' if is_least else 'at most'} {amount:f}"
    words += f" {currency}" if currency else ", in the currency it is priced in"
    if quantity is None:
        return Condition(kind, words, where, said)
    bound = Bound(quantity, amount if is_least else None, None if is_least else amount, currency)
    return Condition(kind, f"{words}, at {quantity}", where, said, bound)


def _least_order(quantity: Decimal, said: str | None = None) -> Condition:
    """That so many can be bought. A product that states no least order sells any number, as far as it says."""
    fits = AnyOf((Between("moq", None, float(quantity)), Missing("moq")))
    return Condition("moq", f"sold from {quantity:f} or fewer on", fits, said)


def _lead_time(days: int, said: str | None = None) -> Condition:
    return Condition("urgency", f"ready within {days} days", Between("lead_time_days", None, days), said)


def _measure(wanted: Measure, said: str) -> Condition | None:
    """That some measure of the product is this one, whichever of its attributes states it, in whatever unit; None for
    bounds of a unit that no field holds."""
    if wanted.values:
        each = [Is("measures", (measure_key(wanted.unit, value.normalize()),)) for value in wanted.values]
        shown = " x ".join(f"{value:f}" for value in wanted.values)
        return Condition("measure", f"{shown} {wanted.unit}", AllOf(tuple(each)), said)
    name, least, most = MEASURED.get(wanted.unit), wanted.least, wanted.most
    if name is None:
        return None
    bounds = [(f"at least {least:f} {wanted.unit}", Between(f"most_{name}", float(least)))] if least else []
    bounds += [(f"at most {most:f} {wanted.unit}", Between(f"least_{name}", None, float(most)))] if most else []
    return Condition("measure", " and ".join(text for text, _ in bounds), AllOf(tuple(one for _, one in bounds)), said)


def _trait(field: str, values: Sequence[str]) -> Filter:
    """That an attribute says it, or any of the product's texts does, in any language that is known."""
    return AnyOf((Is(field, tuple(folded(each) for each in values)), *(_saying(each) for each in values)))


def _saying(wording: str) -> Filter:
    """That a text says a wording: by its term where it has one, or by each of its words: stainless steel is steel."""
    words = AllOf(tuple(Says((word,)) for word in wording.split()))
    if found := terms(wording):
        return AnyOf((Says(tuple(term.token for term in found)), words))
    return words


def _values(slots: Sequence[Slot[Any]]) -> list[str]:
    return [str(slot.value) for slot in slots if slot.value]


def _said(read: Understanding, slots: Sequence[Slot[Any]]) -> str:
    """The words of the text that say these slots."""
    spans = sorted({(span.start, span.end) for slot in slots for span in slot.spans})
    return " … ".join(read.text[start:end] for start, end in spans)[:500]


def _listed(values: Iterable[str]) -> str:
    return " or ".join(values)[:250]
