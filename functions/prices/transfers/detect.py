"""Which form a file has, by what it begins with and holds."""

import re
from typing import BinaryIO

from prices.models.transfer import Form
from prices.transfers.amazon import is_asin
from tradewind.tables import Unreadable
from tradewind.tables.bounds import archive, decoded, parsed, text_of


def form_of(file: BinaryIO) -> Form:
    """The form of a file. Raises: Unreadable for one that is none, or damaged.

    - An archive with a workbook in it is a sheet; one with watches in it is a backup of changedetection.io.
    - JSON with `data` and `client` is Distill's, with `watches` our own.
    - Text whose first line names a column of ASINs, or holds one, is for Keepa's users; text whose lines are addresses
      alone, or addresses and tags after a space, is a list; other text is a table.
    """
    file.seek(0)
    if file.read(2) == b"PK":
        with archive(file) as opened:
            return Form.CHANGEDETECTION_XLSX if "[Content_Types].xml" in opened else Form.CHANGEDETECTION
    content = text_of(file)
    text = decoded(content).lstrip()
    if text.startswith(("{", "[")):
        found = parsed(content, "the file")
        if isinstance(found, dict) and "watches" in found:
            return Form.JSON
        if isinstance(found, dict) and "data" in found:
            return Form.DISTILL
        raise Unreadable("JSON, but neither watches nor Distill's export: it has no list named watches or data")
    if not text:
        raise Unreadable("the file is empty")
    head = [line.strip() for line in text.splitlines()[:50] if line.strip()]
    first = head[0].casefold()
    cells = [cell.strip(' "').upper() for cell in re.split(r"[,;|\t]", first)]
    if "http" not in first and ("ASIN" in cells or any(is_asin(cell) for cell in cells)):
        return Form.KEEPA
    if all(line.casefold().startswith(("http://", "https://")) and _has_one_address(line) for line in head):
        return Form.URLS
    return Form.CSV


def _has_one_address(line: str) -> bool:
    """A line of a list: an address, then nothing or a space and tags. In a table a delimiter follows it."""
    address, _, rest = line.partition(" ")
    return not address.endswith((",", ";")) and not {"\t", ";", "|", '"'} & set(address) and "http" not in rest
