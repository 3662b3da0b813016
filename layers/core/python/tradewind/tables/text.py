"""What a stranger's file says, as a report can show it."""

import json
import re
from collections.abc import Sequence

_CREDENTIALS = re.compile(r"//[^/@\s]*@")


def shown(value: object, longest: int = 120) -> str:
    """A value as a report shows it: short, printable, without the credentials of an address."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=True, default=str)
    text = _CREDENTIALS.sub("//...@", printable(text[: 4 * longest]))
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def printable(text: str, instead: str = " ") -> str:
    """Text without what no report can hold: control characters, and halves of a surrogate pair."""
    return text if text.isprintable() else "".join(each if each.isprintable() else instead for each in text)


def distinct(header: Sequence[str], longest: int) -> list[str]:
    """Names of columns, each different, none empty, none longer."""
    seen: dict[str, int] = {}
    names = []
    for number, cell in enumerate(header, 1):
        name = printable(" ".join(cell.split()))[: longest - 10].strip() or f"column {number}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
