"""Countries by what files call them."""

from functools import cache
from pathlib import Path

from catalog.rules.identity import folded

WORDS = Path(__file__).with_name("understanding") / "words" / "countries.txt"


def country_of(text: str) -> str | None:
    """The country that a text names: by its ISO 3166-1 code of two letters, or its name in one of four languages."""
    given = text.strip()
    if len(given) == 2 and given.isascii() and given.isalpha():
        return given.upper()
    return _names().get(folded(given))


@cache
def _names() -> dict[str, str]:
    """Names of countries by their folded form, from the lists that requests are understood by."""
    found: dict[str, str] = {}
    for line in WORDS.read_text().splitlines():
        code, colon, rest = line.partition(":")
        if not colon or len(code) != 2:
            continue
        for part in rest.split("|"):
            said = part.partition("+")[0]
            names = said.partition(":")[2] if ":" in said else said
            for name in names.split(","):
                if plain := folded(name.strip().rstrip("!")):
                    found.setdefault(plain, code)
    return found
