"""The index of the catalogue: its fields, and what a product says in each."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from catalog.models.product import Magnitude, Product
from catalog.rules.identity import folded
from catalog.rules.sizes import stated
from catalog.rules.terms import terms
from catalog.rules.units import magnitudes_in
from tradewind.search.schema import Document, Field, Schema

if TYPE_CHECKING:
    from tradewind.embeddings import Vectors

MEASURED = {
    "m": "m", "m2": "m2", "m3": "m3", "kg": "kg", "kg/m2": "kg_m2", "l": "l", "W": "w", "V": "v", "A": "a", "Ah": "ah",
    "Hz": "hz", "GB": "gb", "lm": "lm",
}  # fmt: skip
"""The units whose measures can be found within bounds, and how fields call them: `least_kg` and `most_kg` are the
smallest and the largest that any attribute states, since a buyer who asks for 10 cm does not say whether it is the
length. `measures` has each of them exactly, as `m=0.1`, of every unit."""

SPACES = {"minilm": 384, "ngrams": 384}
"""Numbers of a vector, by what the setting EMBEDDER names."""

LONGEST_MEANING = 2_000
"""Characters that are embedded: MiniLM reads 256 word pieces, some 1,200 characters."""


def schema(space: str = "minilm", dimensions: int | None = None) -> Schema:
    """The index of products whose vectors lie in a space. Vectors of two cannot be compared, so each has its own.

    Texts are in whatever language: those that the stemmer of English would harm are found by `words`, unstemmed.
    """
    return Schema(
        f"catalog_{space}",
        (
            Field("title", "text", weight=3.0, language="en", is_suggested=True),
            Field("names", "text", weight=2.0),  # brand, supplier, category, numbers: as they are written
            Field("description", "text", weight=1.0, language="en"),
            Field("traits", "text", weight=1.0, language="en"),  # attributes, certifications, tags
            Field("words", "text", weight=0.5),  # title and category once more, unstemmed
            Field("terms", "text", weight=0.5),  # what their words mean in any language, see rules/terms
            Field("meaning", "vector", dimensions=dimensions or SPACES[space]),
            Field("product_id", "keyword"),
            Field("category", "keyword", is_suggested=True),
            Field("categories", "keyword", is_many=True),  # with those above it
            Field("brand", "keyword", is_suggested=True),
            Field("brand_key", "keyword"),
            Field("supplier", "keyword"),
            Field("suppliers", "keyword", is_many=True),  # of all offers
            Field("sku", "keyword"),
            Field("gtin", "keyword"),
            Field("origin", "keyword"),
            Field("hs_code", "keyword"),
            Field("quality_tier", "keyword"),
            Field("language", "keyword"),
            Field("certifications", "keyword", is_many=True),
            Field("tags", "keyword", is_many=True),
            Field("colours", "keyword", is_many=True),
            Field("materials", "keyword", is_many=True),
            Field("sizes", "keyword", is_many=True),  # of a range each
            Field("attributes", "keyword", is_many=True),  # key=value, folded
            Field("measures", "keyword", is_many=True),
            Field("currency", "keyword"),
            Field("incoterms", "keyword", is_many=True),
            Field("ships_from", "keyword", is_many=True),
            Field("price", "number"),  # the lowest unit price, in `currency`
            Field("moq", "number"),
            Field("lead_time_days", "number"),
            Field("stock", "number"),
            Field("changed_at", "number"),  # seconds since 1970
            *(Field(f"{end}_{name}", "number") for name in MEASURED.values() for end in ("least", "most")),
        ),
    )


CATALOG = schema()
"""The index as a stage has it that says nothing else."""


def meaning_of(product: Product) -> str:
    """The text of a product that is embedded: what it is, of whom, and how it is described."""
    traits = ", ".join(f"{each.name} {each.value}" for each in product.attributes[:12])
    parts = (product.title, product.brand, product.category, traits, product.description)
    return ". ".join(part for part in parts if part)[:LONGEST_MEANING]


def document_of(product: Product, meaning: "Vectors | Sequence[float] | None") -> Document:
    """A product as the index has it. `meaning` None: it is found by its words alone."""
    return Document(product.product_id, _fields(product, meaning), version=int(product.changed_at.timestamp() * 1000))


def _fields(product: Product, meaning: Any) -> dict[str, Any]:
    cheapest = product.cheapest()
    said = {
        "title": product.title,
        "names": _joined([product.brand, product.supplier, product.category, product.sku, product.mpn, product.gtin]),
        "description": product.description,
        "traits": _joined(
            [*(f"{each.name} {each.value}" for each in product.attributes), *product.certifications, *product.tags]
        ),
        "words": _joined([product.title, product.category]),
        "terms": _terms(product),
        "meaning": meaning,
        "product_id": product.product_id,
        "category": _keyword(product.category),
        "categories": _above(product.category),
        "brand": product.brand,
        "brand_key": folded(product.brand) if product.brand else None,
        "supplier": product.supplier,
        "suppliers": _distinct([product.supplier, *(each.supplier for each in product.offers)]),
        "sku": product.sku,
        "gtin": product.gtin,
        "origin": product.origin,
        "hs_code": product.hs_code,
        "quality_tier": product.quality_tier.value if product.quality_tier else None,
        "language": product.language,
        "certifications": _distinct(folded(each) for each in product.certifications),
        "tags": _distinct(product.tags),
        "colours": _values(product, "colour"),
        "materials": _values(product, "material"),
        "sizes": stated(size.value) if (size := product.attribute("size")) else [],
        "attributes": _distinct(f"{each.key}={folded(each.value)}" for each in product.attributes),
        "currency": cheapest[0].currency if cheapest else None,
        "incoterms": _distinct(each.incoterm.value for each in product.offers if each.incoterm),
        "ships_from": _distinct(each.supplier_country for each in product.offers),
        "price": float(cheapest[1]) if cheapest else None,
        "moq": min((each.moq for each in product.offers if each.moq is not None), default=None),
        "lead_time_days": min(
            (each.lead_time_days for each in product.offers if each.lead_time_days is not None), default=None
        ),
        "stock": max((each.stock for each in product.offers if each.stock is not None), default=None),
        "changed_at": int(product.changed_at.timestamp()),
        **_measures(product),
    }
    return {
        name: value
        for name, value in said.items()
        if (value is not None if name == "meaning" else value not in (None, "", []))
    }


def _terms(product: Product) -> str:
    said = _joined([product.title, product.category, *(each.value for each in product.attributes), *product.tags])
    return " ".join(term.token for term in terms(said))


def measure_key(unit: str, value: Decimal) -> str:
    """A measure as the field `measures` has it."""
    return f"{unit}={value:f}"


def _measures(product: Product) -> dict[str, Any]:
    """Every measure that attributes and title state, of a range both ends."""
    stated: list[Magnitude] = [each.measure for each in product.attributes if each.measure]
    stated += magnitudes_in(product.title)
    by_unit: dict[str, list[Decimal]] = {}
    for one in stated:
        by_unit.setdefault(one.unit, []).extend(one.values)
    found: dict[str, Any] = {
        "measures": _distinct(measure_key(unit, value) for unit, values in by_unit.items() for value in values)[:200]
    }
    for unit, values in by_unit.items():
        if name := MEASURED.get(unit):
            found |= {f"least_{name}": float(min(values)), f"most_{name}": float(max(values))}
    return found


def _values(product: Product, key: str) -> list[str]:
    stated = product.attribute(key)
    return _distinct(folded(part) for part in stated.value.replace("/", ",").split(",")) if stated else []


def _above(category: str | None) -> list[str]:
    """A category with those above it: `Kitchen`, `Kitchen > Kettles`."""
    parts = [part.strip() for part in (category or "").split(">") if part.strip()]
    return [" > ".join(parts[: number + 1])[:256] for number in range(len(parts))]


def _keyword(text: str | None) -> str | None:
    return " > ".join(part.strip() for part in text.split(">") if part.strip())[:256] if text else None


def _distinct(values: Any) -> list[str]:
    return list(dict.fromkeys(str(value)[:256] for value in values if value))


def _joined(parts: Sequence[str | None]) -> str:
    return " . ".join(part for part in parts if part)[:20_000]
