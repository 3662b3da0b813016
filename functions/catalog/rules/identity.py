"""By what goods are known again."""

import re
import unicodedata
from hashlib import sha256
from typing import NamedTuple

from catalog.models.product import Attribute, Product, ProductRequest

_SAME = {
    "weight": "weight", "item_weight": "weight", "peso": "weight", "poids": "weight",
    "nw": "net_weight", "n_w": "net_weight", "net_wt": "net_weight",
    "gw": "gross_weight", "g_w": "gross_weight", "gross_wt": "gross_weight",
    "color": "colour", "couleur": "colour", "cor": "colour", "colors": "colour", "colours": "colour",
    "matiere": "material", "materiaux": "material", "materials": "material",
    "dimension": "size", "dimensions": "size", "product_size": "size", "taille": "size", "tamanho": "size",
    "sizes": "size", "tailles": "size", "tamanhos": "size", "available_sizes": "size", "shoe_size": "size",
    "len": "length", "longueur": "length", "comprimento": "length",
    "largeur": "width", "largura": "width", "hauteur": "height", "altura": "height",
    "dia": "diameter", "diametre": "diameter", "diametro": "diameter",
    "voltage": "voltage", "tension": "voltage", "rated_voltage": "voltage",
    "wattage": "power", "rated_power": "power", "puissance": "power", "potencia": "power",
    "capacite": "capacity", "capacidade": "capacity", "volume": "capacity",
}  # fmt: skip
"""Names of attributes that mean another's."""


def gtin14(given: str) -> str | None:
    """A GTIN as 14 digits, zeros before; None where it has no such length or its check digit is wrong.

    The check digit is that of the GS1 General Specifications, 7.9: from the right, digits count three times and once
    in turn, and the sum is a multiple of ten (https://www.gs1.org/services/how-calculate-check-digit-manually).
    """
    digits = re.sub(r"\D", "", given)
    if len(digits) not in (8, 12, 13, 14) or set(digits) == {"0"}:
        return None
    padded = digits.zfill(14)
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(padded))
    return padded if total % 10 == 0 else None


def folded(text: str) -> str:
    """A text as it is compared: small letters without accents, one space between words, no punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(" " if not each.isalnum() else each for each in plain if not unicodedata.combining(each))
    return " ".join(kept.split())


class Named(NamedTuple):
    """By what goods are known again."""

    title: str = ""
    supplier: str | None = None
    sku: str | None = None
    gtin: str | None = None
    brand: str | None = None
    mpn: str | None = None


def product_id(tenant: str, wanted: ProductRequest | Named) -> str:
    """The id of goods: the same whenever they are brought in, another for each tenant.

    It is drawn from the supplier and the first that is given of: the supplier's own number (`sku`), the GTIN, the brand
    with the manufacturer's number, the title.
    """
    if wanted.sku:
        kind, value = "sku", wanted.sku.strip()
    elif wanted.gtin and (gtin := gtin14(wanted.gtin)):
        kind, value = "gtin", gtin
    elif wanted.mpn and wanted.brand:
        kind, value = "mpn", f"{folded(wanted.brand)}\n{folded(wanted.mpn)}"
    else:
        kind, value = "title", folded(wanted.title) or wanted.title
    drawn = "\n".join((tenant, folded(wanted.supplier or ""), kind, value))
    return f"p{sha256(drawn.encode('utf-8', 'replace')).hexdigest()[:31]}"


def attribute_key(name: str) -> str:
    """The name of an attribute as all suppliers' names of it: `Net Wt.` and `N.W` are net_weight."""
    key = "_".join(folded(name).split())[:80].strip("_")
    return _SAME.get(key, key) or "attribute"


def identifiers(product: Product) -> list[str]:
    """What says which goods they are, whoever sells them: the GTIN; the brand with the manufacturer's number."""
    found = [f"gtin:{product.gtin}"] if product.gtin else []
    if product.brand and product.mpn:
        brand, number = folded(product.brand), "".join(folded(product.mpn).split())
        if brand and len(number) >= 3:  # shorter numbers are of several goods of a brand
            found.append(f"mpn:{brand}:{number}"[:200])
    return found


def distinct(attributes: tuple[Attribute, ...]) -> tuple[Attribute, ...]:
    """Attributes, each key once: the first that is stated."""
    found: dict[str, Attribute] = {}
    for each in attributes:
        found.setdefault(each.key, each)
    return tuple(found.values())
