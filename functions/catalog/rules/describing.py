"""Goods as they are asked for, made into goods as they are kept: identifiers checked, measures in SI units."""

import re
from datetime import datetime
from hashlib import sha256

from catalog.models.product import AskedAttribute, Attribute, Offer, OfferRequest, Product, ProductRequest
from catalog.rules.identity import attribute_key, distinct, folded, gtin14
from catalog.rules.identity import product_id as id_of
from catalog.rules.units import magnitude
from tradewind.errors import InvalidInput


def product_of(
    wanted: ProductRequest,
    tenant: str,
    by: str,
    at: datetime,
    *,
    before: Product | None = None,
    import_id: str | None = None,
    place: str | None = None,
) -> Product:
    """The product that a request asks for. `before`: what it takes the place of.

    Raises: InvalidInput for a GTIN whose check digit is wrong, an HS code of an odd number of digits.
    """
    offers = tuple(offer_of(each, number) for number, each in enumerate(wanted.offers))
    if len({each.offer_id for each in offers}) < len(offers):
        raise InvalidInput("offers: two of one supplier with the same incoterm, currency and unit")
    return Product(
        **wanted.model_dump(include=_AS_ASKED),
        product_id=before.product_id if before else id_of(tenant, wanted),
        gtin=_gtin(wanted.gtin),
        hs_code=_hs_code(wanted.hs_code),
        attributes=distinct(tuple(attribute_of(each) for each in wanted.attributes)),
        images=wanted.images,
        offers=offers,
        created_at=before.created_at if before else at,
        created_by=before.created_by if before else by,
        changed_at=at,
        import_id=import_id,
        place=place,
    )


_AS_ASKED = {
    "title", "description", "category", "supplier", "sku", "brand", "mpn", "origin", "quality_tier", "certifications",
    "tags", "language", "url", "watched_product_id",
}  # fmt: skip


def offer_of(wanted: OfferRequest, number: int = 0) -> Offer:
    """The offer that a request asks for. Its id is drawn from who sells and how, so that it is the same each time."""
    drawn = (folded(wanted.supplier or ""), wanted.incoterm, wanted.incoterm_place, wanted.currency, wanted.unit)
    return Offer(
        **wanted.model_dump(),
        offer_id=f"o{sha256(repr(drawn).encode('utf-8', 'replace')).hexdigest()[:15]}",
    )


def attribute_of(asked: AskedAttribute) -> Attribute:
    """An attribute with its key, and its measure where the value is one."""
    return Attribute(
        name=asked.name,
        value=asked.value,
        unit=asked.unit,
        key=attribute_key(asked.name),
        measure=magnitude(asked.value, asked.unit),
    )


def check_numbers(wanted: ProductRequest) -> None:
    """Raises: InvalidInput for a GTIN whose check digit is wrong, an HS code of an odd number of digits."""
    _gtin(wanted.gtin)
    _hs_code(wanted.hs_code)


def content_hash(product: Product) -> str:
    """What tells whether goods are described and offered as before, whoever wrote them and when."""
    said = product.model_dump_json(exclude={"created_at", "changed_at", "created_by", "import_id", "place"})
    return sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


def _gtin(given: str | None) -> str | None:
    if given is None:
        return None
    found = gtin14(given)
    if found is None:
        raise InvalidInput(f"gtin: {given[:20]} is no GTIN; its length or its check digit is wrong")
    return found


def _hs_code(given: str | None) -> str | None:
    if given is None:
        return None
    digits = re.sub(r"\D", "", given)
    if not 4 <= len(digits) <= 10 or len(digits) % 2:
        raise InvalidInput("hs_code: 4, 6, 8 or 10 digits")
    return digits
