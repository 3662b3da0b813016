"""The numbers that name a product, brought to one form.

A GTIN is told by its check digit (GS1 General Specifications, 7.9) and written with 14 digits, so that GTIN-8, UPC-A,
EAN-13 and GTIN-14 of one trade item are one; an ISBN-10 becomes its ISBN-13 (ISO 2108), which is a GTIN. Numbers that
GS1 leaves to a shop's own use (prefixes 02, 04 and 20 to 29) name nothing outside it, and neither does a SKU.
"""

import re
from collections.abc import Iterable, Mapping

from prices.models.matching import Offered
from prices.rules.matching.text import squashed

GTIN_FIELDS = ("gtin", "gtin14", "gtin13", "gtin12", "gtin8", "ean", "ean13", "ean8", "upc", "jan", "barcode", "isbn",
               "isbn13", "isbn10", "productid")  # fmt: skip
_ISBN10 = re.compile(r"\d{9}[\dX]")
_PLACEHOLDERS = frozenset(
    {"na", "none", "null", "unknown", "notapplicable", "doesnotapply", "various", "nichtzutreffend"}
)


def gtin(text: str) -> str | None:
    """A GTIN-8, -12, -13, -14 or an ISBN-10 as 14 digits; None for what is none, or names nothing outside a shop."""
    code = re.sub(r"(?i)^\s*(?:gtin|ean|upc|isbn|urn:)[\s:\-\d]{0,4}?[:\s]", "", text)
    code = re.sub(r"[\s\-\u2010-\u2015.]", "", code).upper()
    if _ISBN10.fullmatch(code):
        return _of_isbn10(code)
    if not (code.isascii() and code.isdigit() and len(code) in (8, 11, 12, 13, 14)):
        return None
    is_short = len(code) == 8
    code = code.zfill(14)  # 11 digits: a UPC-A that a table has robbed of its zero
    is_one_digit = len(set(code.lstrip("0"))) <= 1
    is_a_shops = not is_short and (code[1] == "2" or code[1:3] in ("02", "04"))
    return code if _check_digit(code[:13]) == code[13] and not is_one_digit and not is_a_shops else None


def _of_isbn10(code: str) -> str | None:
    """Its ISBN-13 with 14 digits; the check digit is of modulus 11, X for 10."""
    total = sum((10 - at) * (10 if digit == "X" else int(digit)) for at, digit in enumerate(code))
    body = "978" + code[:9]
    return f"0{body}{_check_digit(body)}" if total % 11 == 0 and int(code[:9]) else None


def gtins(offered: Offered) -> frozenset[str]:
    """The GTINs that a listing states."""
    stated = (text for name in GTIN_FIELDS for text in _split(offered.identifiers.get(name)))
    return frozenset(code for text in stated if (code := gtin(text)) is not None)


def part_numbers(offered: Offered) -> frozenset[str]:
    """The maker's part numbers that a listing states, as letters and digits alone."""
    stated = (text for name in ("mpn", "part_number", "model_number") for text in _split(offered.identifiers.get(name)))
    return _meaningful(stated, least=3)


def stock_numbers(offered: Offered) -> frozenset[str]:
    """The shop's own numbers for it. They mean something within that shop alone."""
    return _meaningful(_split(offered.identifiers.get("sku")), least=1)


def asins(offered: Offered) -> frozenset[str]:
    """Amazon's numbers, as stated or as an Amazon address holds them."""
    stated = set(_split(offered.identifiers.get("asin")))
    if offered.url and "amazon." in offered.url:
        stated |= set(re.findall(r"/(?:dp|gp/product)/([A-Z0-9]{10})(?=[/?#]|$)", offered.url))
    return frozenset(text.upper() for text in stated if re.fullmatch(r"B0[A-Z0-9]{8}", text.upper()))


def index_keys(identifiers: Mapping[str, str], brand: str | None) -> list[str]:
    """The names under which a listing is found by its identifiers: each GTIN, each part number with its brand."""
    offered = Offered(identifiers=dict(identifiers), brand=brand)
    keys = [f"GTIN#{code}" for code in sorted(gtins(offered))]
    if brand and (maker := squashed(brand)):
        keys += [f"MPN#{maker[:60]}#{number[:60]}" for number in sorted(part_numbers(offered)) if len(number) >= 4]
    return keys[:8]


def _split(text: str | None) -> list[str]:
    return [part.strip() for part in re.split(r"[,;|]", text)] if text else []


def _meaningful(stated: Iterable[str], least: int) -> frozenset[str]:
    numbers = (squashed(text) for text in stated)
    return frozenset(number for number in numbers if len(number) >= least and number not in _PLACEHOLDERS)


def _check_digit(body: str) -> str:
    """GS1's: weights 3 and 1 from the right, up to the next ten."""
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(body)))
    return str(-total % 10)
