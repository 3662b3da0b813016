"""What a stranger's file says, as a report can show it."""

import json
import re

_CREDENTIALS = re.compile(r"//[^/@\s]*@")


def shown(value: object, longest: int = 120) -> str:
    """A value as a report shows it: short, printable, without the credentials of an address."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=True, default=str)
    text = _CREDENTIALS.sub("//...@", printable(text[: 4 * longest]))
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def printable(text: str, instead: str = " ") -> str:
    """Text without what no report can hold: control characters, and halves of a surrogate pair."""
    return text if text.isprintable() else "".join(each if each.isprintable() else instead for each in text)
