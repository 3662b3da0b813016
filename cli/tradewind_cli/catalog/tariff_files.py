"""Files of tariffs: read into what the API loads, a large one by chapter."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog.models.tariff import MOST_CHAPTERS, MOST_LINES
from tradewind_cli.trouble import Trouble

Line = dict[str, Any]
Request = dict[str, Any]

FLAGS = {"is_greater", "is_recoverable"}
LONGEST = 240_000  # bytes of a request; the API reads 256 KB


def requests(file: Path, named: Mapping[str, str | None]) -> list[Request]:
    """What the API is asked to load of a file.

    A JSON file holds one request or a list of them, as the API takes it. A table (CSV, UTF-8) holds the lines: its
    columns are called as the fields of a line, `covers` are apart by spaces, `breaks` are written 45:5.20 100:4.80,
    codes may have points; empty cells are left out. What all lines share comes from `named`.
    Raises: Trouble for a file that is neither.
    """
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"{file} cannot be read: {error}") from error
    if file.suffix.lower() == ".json":
        return _of_json(text, file)
    lines = [_line(row, number) for number, row in enumerate(csv.DictReader(io.StringIO(text)), 2)]
    if not lines:
        raise Trouble(f"{file} has no lines")
    return by_chapter({name: value for name, value in named.items() if value is not None}, lines)


def by_chapter(shared: Mapping[str, Any], lines: list[Line]) -> list[Request]:
    """One request; of more lines than one holds, one for each chapter, called by it. A chapter too large is numbered.

    The parts keep their names from year to year, so that those of a later date take the places of the older ones.
    """
    if len({_chapter(line) for line in lines}) <= MOST_CHAPTERS and len(_parts(lines)) == 1:
        return [{**shared, "lines": lines}]
    chapters: dict[str, list[Line]] = {}
    for line in lines:
        chapters.setdefault(_chapter(line), []).append(line)
    found = []
    for chapter, of_it in sorted(chapters.items()):
        for number, part in enumerate(_parts(of_it), 1):
            name = f"{shared['name']} {chapter or 'all goods'}{f' ({number})' if number > 1 else ''}"
            found.append({**shared, "name": name, "lines": part})
    return found


def _parts(lines: list[Line]) -> list[list[Line]]:
    """Lines in parts that a request holds."""
    parts: list[list[Line]] = [[]]
    size = 0
    for line in lines:
        own = len(json.dumps(line).encode()) + 2
        if len(parts[-1]) == MOST_LINES or size + own > LONGEST:
            parts.append([])
            size = 0
        parts[-1].append(line)
        size += own
    return parts


def _chapter(line: Line) -> str:
    return str(line.get("hs", ""))[:2]


def _of_json(text: str, file: Path) -> list[Request]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise Trouble(f"{file} is no JSON: {error}") from error
    requests = found if isinstance(found, list) else [found]
    if not requests or not all(isinstance(each, dict) for each in requests):
        raise Trouble(f"{file} holds neither a tariff nor a list of them")
    return requests


def _line(row: Mapping[str | None, Any], number: int) -> Line:
    """A row as the API takes it. Raises: Trouble."""
    if None in row:
        raise Trouble(f"line {number} has more cells than the table has columns")
    line: Line = {str(name).strip(): cell.strip() for name, cell in row.items() if cell and cell.strip()}
    if "hs" in line:
        line["hs"] = line["hs"].replace(".", "").replace(" ", "")
    if "covers" in line:
        line["covers"] = line["covers"].split()
    if "breaks" in line:
        steps = [each.partition(":") for each in line["breaks"].split()]
        if any(not per_kg for _, _, per_kg in steps):
            raise Trouble(f"line {number}: write breaks as 45:5.20 100:4.80")
        line["breaks"] = [{"from_kg": from_kg, "per_kg": per_kg} for from_kg, _, per_kg in steps]
    for name in FLAGS & line.keys():
        line[name] = line[name].lower() in {"1", "true", "yes"}
    return line
