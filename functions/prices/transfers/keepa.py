"""A table of Amazon's ASINs with a marketplace, for Keepa's users.

Columns `ASIN` and `Locale` (also Domain, Marketplace, Country) as Keepa's tables name them; a title, a desired price
and tags may stand beside them. Without names of columns the ASINs and marketplaces are known by what they are. What an
ASIN and a marketplace is stands in `amazon`.
"""

import re
from typing import BinaryIO

from prices.models.transfer import LeftOut
from prices.models.watch import Watch
from prices.transfers.amazon import MARKETPLACES, ending_of, is_asin, product_of
from prices.transfers.csv_table import text_lines
from prices.transfers.rows import Asked, Draft, File, Written, unsaid
from prices.transfers.tables import cells_of, read_table
from tradewind.tables.delimited import written
from tradewind.tables.text import shown

SAID = {"url", "label", "tags", "target_price", "drop_percent"}


def read(file: BinaryIO, asked: Asked) -> File:
    """A row an ASIN. Raises: Unreadable."""
    return read_table(text_lines(file), asked, takes=("asin", "marketplace"))


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
    return Written(written(header, rows), "text/csv", "csv", len(rows), tuple(left_out))


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
    ending = ending_of(stated)
    if ending is None:
        known = ", ".join(MARKETPLACES)
        draft.wrong.append(f"marketplace: {shown(stated, 40)} is none of {known} (or Keepa's id of one)")
        return
    draft.fields["url"] = f"https://www.amazon.{ending}/dp/{asin}"
