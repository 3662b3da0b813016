"""Amazon's product pages: what an ASIN is, and where its marketplaces are.

- Keepa's ids of the marketplaces: https://keepa.com/#!discuss/t/product-object/116 (1 com, 2 co.uk, 3 de, 4 fr,
  5 co.jp, 6 ca, 8 it, 9 es, 10 in, 11 com.mx, 12 com.br), also in https://keepaapi.readthedocs.io/en/stable/. Id 7 was
  amazon.cn, which has closed.
- An ASIN has ten letters and digits; it begins with B, or is a book's ISBN-10 with its check digit
  (https://www.isbn-international.org/content/isbn-users-manual/29, appendix 1).
"""

import re
from urllib.parse import urlsplit

MARKETPLACES = {
    "com": ("1", "us", "usa"), "co.uk": ("2", "uk", "gb"), "de": ("3",), "fr": ("4",), "co.jp": ("5", "jp"),
    "ca": ("6",), "it": ("8",), "es": ("9",), "in": ("10",), "com.mx": ("11", "mx"), "com.br": ("12", "br"),
}  # fmt: skip
"""Amazon's endings, with Keepa's id and the country of each."""

_ENDINGS = {name: ending for ending, names in MARKETPLACES.items() for name in (ending, *names)}
_ASIN = re.compile(r"B[0-9A-Z]{9}")
_ISBN = re.compile(r"[0-9]{9}[0-9X]")
_PRODUCT = re.compile(r"(?:/[^/]+)?/(?:dp|gp/product)/([0-9A-Z]{10})(?:/.*)?")


def is_asin(text: str) -> bool:
    """Whether this can be an ASIN: B and nine letters or digits, or an ISBN-10 whose check digit fits."""
    if _ASIN.fullmatch(text):
        return True
    if not _ISBN.fullmatch(text):
        return False
    digits = [10 if each == "X" else int(each) for each in text]
    return sum(digit * weight for digit, weight in zip(digits, range(10, 0, -1), strict=True)) % 11 == 0


def ending_of(marketplace: str) -> str | None:
    """Amazon's ending of a marketplace that is named by it, by its address, its country or Keepa's id."""
    name = marketplace.strip().casefold().removeprefix("www.").removeprefix("amazon").removeprefix(".")
    return _ENDINGS.get(name)


def product_of(url: str) -> tuple[str, str] | None:
    """The ASIN and marketplace of a product page of Amazon's; None for another page."""
    parts = urlsplit(url)
    ending = (parts.hostname or "").removeprefix("www.").removeprefix("amazon.")
    found = _PRODUCT.fullmatch(parts.path)
    return (found[1], ending) if found and ending in MARKETPLACES and is_asin(found[1]) else None
