"""Files of JSON lines, as strangers write them: a line that is no JSON object is one bad line, not the end of a run."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any


def numbered_lines(file: Path) -> list[tuple[int, bytes]]:
    """The lines that hold something, with their numbers.

    Cut at line feeds only: a string of JSON may hold U+2028 or U+0085 as they are, and `str.splitlines` cuts there.
    """
    content = file.read_bytes().removeprefix(b"\xef\xbb\xbf")
    return [(number, line) for number, line in enumerate(content.split(b"\n"), 1) if line.strip()]


def read_object(line: bytes) -> dict[str, Any]:
    """The object of one line, its fractions as decimals.

    Raises: ValueError where it is no JSON object in UTF-8.
    """
    try:
        read = json.loads(line.decode("utf-8"), parse_float=Decimal)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(read, dict):
        raise ValueError("it is no object")
    return read
