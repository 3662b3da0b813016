"""A table of Amazon's ASINs with a marketplace, for Keepa's users.

Columns `ASIN` and `Locale` (also Domain, Marketplace, Country) as Keepa's tables name them; a title, a desired price
and tags may stand beside them. A marketplace is Keepa's domain id, Amazon's ending or the country:

- Keepa's ids: https://keepa.com/#!discuss/t/product-object/116 (1 com, 2 co.uk, 3 de, 4 fr, 5 co.jp, 6 ca, 8 it, 9 es,
  10 in, 11 com.mx, 12 com.br), also in https://keepaapi.readthedocs.io/en/stable/. Id 7 was amazon.cn, which has
  closed.
- An ASIN has ten letters and digits; it begins with B, or is a book's ISBN-10 with its check digit
  (https://www.isbn-international.org/content/isbn-users-manual/29, appendix 1).
"""

import re
from typing import BinaryIO
from urllib.parse import urlsplit

from prices.models import Watch
from prices.models.transfer import LeftOut
from prices.transfers.csv_table import lines, table
from prices.transfers.rows import Asked, Draft, File, Written, shown, unsaid
from prices.transfers.tables import cells_of, read_table

MARKETPLACES = {
    "com": ("1", "us", "usa"), "co.uk": ("2", "uk", "gb"), "de": ("3",), "fr": ("4",), "co.jp": ("5", "jp"),
    "ca": ("6",), "it": ("8",), "es": ("9",), "in": ("10",), "com.mx": ("11", "mx"), "com.br": ("12", "br"),
}  # fmt: skip
"""Amazon's endings, with Keepa's id and the country of each."""

ENDINGS = {name: ending for ending, names in MARKETPLACES.items() for name in (ending, *names)}
SAID = {"url", "label", "tags", "target_price", "drop_percent"}

_ASIN = re.compile(r"B[0-9A-Z]{9}")
_ISBN = re.compile(r"\d{9}[\dX]")
_PRODUCT = re.compile(r"(?:/[^/]+)?/(?:dp|gp/product)/([0-9A-Z]{10})(?:/.*)?")


def read(file: BinaryIO, asked: Asked) -> File:
    """A row an ASIN. Raises: Unreadable."""
    return read_table(lines(file), asked, takes=("asin", "marketplace"))


def write(watches: list[Watch]) -> Written:
    """The watches on Amazon's product pages; the others are left out, and named."""
    rows, left_out = [], []
    for watch in watches:
        found = product_of(watch.url)
        if found is None:
            left_out.append(LeftOut(watch_id=watch.watch_id, field="url", why="not a product page of Amazon's"))
            continue
        cells = cells_of(watch)
        rows.append([*found, cells["label"], cells["target_price"], cells["drop_percent"], cells["tags"]])
        left_out += unsaid(watch, SAID)
    header = ["ASIN", "Locale", "Title", "Desired price", "Drop percent", "Tags"]
    return Written(table(header, rows), "text/csv", "csv", len(rows), tuple(left_out))


def place_amazon(draft: Draft, said: dict[str, str], asked: Asked) -> None:
    """Put together the address of a product from its ASIN and marketplace."""
    asin = said.get("asin", "").upper()
    if not asin:
        draft.wrong.append("ASIN: missing")
        return
    if not is_asin(asin):
        lost = "; did a spreadsheet drop its leading zeros?" if re.fullmatch(r"\d{7,9}X?", asin) else ""
        draft.wrong.append(f"ASIN: {shown(asin, 40)} is none{lost}")
        return
    stated = said.get("marketplace") or asked.defaults.marketplace
    if not stated:
        draft.wrong.append("marketplace: missing; give each row one, or one for all in the defaults")
        return
    name = stated.casefold().removeprefix("www.").removeprefix("amazon").removeprefix(".")
    ending = ENDINGS.get(name)
    if ending is None:
        known = ", ".join(MARKETPLACES)
        draft.wrong.append(f"marketplace: {shown(stated, 40)} is none of {known} (or Keepa's id of one)")
        return
    draft.fields["url"] = f"https://www.amazon.{ending}/dp/{asin}"


def is_asin(text: str) -> bool:
    """Whether this can be an ASIN: B and nine letters or digits, or an ISBN-10 whose check digit fits."""
    if _ASIN.fullmatch(text):
        return True
    if not _ISBN.fullmatch(text):
        return False
    digits = [10 if each == "X" else int(each) for each in text]
    return sum(digit * weight for digit, weight in zip(digits, range(10, 0, -1), strict=True)) % 11 == 0


def product_of(url: str) -> tuple[str, str] | None:
    """The ASIN and marketplace of a product page of Amazon's; None for another page."""
    parts = urlsplit(url)
    ending = (parts.hostname or "").removeprefix("www.").removeprefix("amazon.")
    found = _PRODUCT.fullmatch(parts.path)
    return (found[1], ending) if found and ending in MARKETPLACES and is_asin(found[1]) else None
