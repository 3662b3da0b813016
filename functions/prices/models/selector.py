"""The CSS selectors that a place on a page is taught with: a part of the language that any page is searched with in
time that grows with the page alone.

A stranger's page and a stranger's selector together may cost an engine that goes back and tries again more than any
time-out: `span div div div div p` on 200 nested elements took 13 s. So what a selector may say is bounded: tag, id,
class, attribute and position of each element, joined by descendant (space), child (`>`) and next sibling (`+`).
No lists, no `~`, no `:has()`, no `:not()`.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

LONGEST = 300
MOST_PARTS = 12
HIGHEST_POSITION = 200

Joint = Literal["", " ", ">", "+"]
"""How a part is joined to the one before it; the first has none."""


@dataclass(frozen=True, slots=True)
class Part:
    """One element of a selector: what it must be in itself, which position it must have among its siblings.

    `plain`: as CSS without position. `nth`: from 1, among siblings of its tag where `of_type`; None: any.
    """

    joint: Joint
    plain: str
    nth: int | None = None
    of_type: bool = False


@cache
def _tokens() -> re.Pattern[str]:
    name = r"(?:[\w-]|[^\x00-\x7f]|\\[^\n0-9a-fA-F])+"
    value = r"""(?:"[^"\\\n]*"|'[^'\\\n]*'|[\w-]+)"""
    return re.compile(
        rf"(?P<joint>\s*[>+]\s*|\s+)|(?P<tag>\*|{name})|(?P<mark>[#.]{name})"
        rf"|(?P<attribute>\[\s*{name}\s*(?:[~|^$*]?=\s*{value}\s*(?:[iIsS]\s*)?)?\])"
        r"|:(?P<nth>nth-of-type|nth-child)\(\s*(?P<number>\d{1,3})\s*\)|:(?P<first>first-of-type|first-child)(?![\w-])"
    )


def parts_of(selector: str) -> tuple[Part, ...]:
    """A selector's parts, from the outermost in. Raises: ValueError that says what is not understood."""
    text = selector.strip()
    if not 0 < len(text) <= LONGEST:
        raise ValueError(f"a selector has 1 to {LONGEST} characters")
    parts: list[Part] = []
    joint: Joint = ""
    plain: list[str] = []
    nth: tuple[int, bool] | None = None
    at = 0
    while at < len(text):
        found = _tokens().match(text, at)
        if found is None or (found["tag"] and (plain or nth)) or (nth is not None and (found["nth"] or found["first"])):
            raise ValueError(f"not understood from {text[at : at + 20]!r} on; {UNDERSTOOD}")
        at = found.end()
        if found["joint"]:
            parts.append(_part(joint, plain, nth))
            joint, plain, nth = _joint(found["joint"]), [], None
        elif found["nth"] or found["first"]:
            number = int(found["number"] or 1)
            if not 1 <= number <= HIGHEST_POSITION:
                raise ValueError(f"a position is a number from 1 to {HIGHEST_POSITION}")
            nth = number, (found["nth"] or found["first"]).endswith("of-type")
        else:
            plain.append(found.group())
    parts.append(_part(joint, plain, nth))
    if len(parts) > MOST_PARTS:
        raise ValueError(f"a selector names at most {MOST_PARTS} elements")
    return tuple(parts)


UNDERSTOOD = "a selector is made of tags, #ids, .classes, [attributes], :nth-of-type(n), spaces, > and +"


def _joint(text: str) -> Joint:
    stripped = text.strip()
    return ">" if stripped == ">" else "+" if stripped == "+" else " "


def _part(joint: Joint, plain: list[str], nth: tuple[int, bool] | None) -> Part:
    if not plain and nth is None:
        raise ValueError(f"an element is missing; {UNDERSTOOD}")
    number, of_type = nth or (None, False)
    return Part(joint, "".join(plain) or "*", number, of_type)
