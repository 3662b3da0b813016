"""What an element can be named by in a selector, and how long such a name lasts.

A name that says what the thing is (`itemprop="price"`, `#price`, `.price-now`) outlives a redesign of what it looks
like; a name of style (`.text-lg`) or of a build (`.css-1q2w3e`) does not; a position lasts until something is put
before it.
"""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from prices.reading.traits import Is, traits_of

MOST_NAMES = 8
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Name:
    """One way to name an element. `lasts`: 0 to 1, a judgement: the order of names matters, not the numbers."""

    text: str
    lasts: float
    why: str


_FOR_MACHINES = ("data-testid", "data-test", "data-test-id", "data-qa", "data-cy", "data-hook", "data-automation-id")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_VALUE = re.compile(r"[\w:. /-]{1,60}")
_PIECES = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_BUILT = re.compile(r"^(?P<stem>[A-Za-z][\w-]{2,40}?(?:__|--|_|-))(?P<built>[A-Za-z0-9_-]{5,10})$")
_NUMBERED = re.compile(r"^(?P<stem>[A-Za-z_][A-Za-z_-]{2,40}?[_-])\d{2,}$")
_STYLE = re.compile(
    r"(?:text|font|bg|border|flex|grid|col|row|m|p|mt|mb|ml|mr|mx|my|pt|pb|pl|pr|px|py|w|h|d|gap|items|justify|align|"
    r"leading|tracking|rounded|shadow|inline|block|float|pull|fs|fw|lh|is|has|u|size|color|bold|small|large|order|offset|"
    r"sm|md|lg|xl|xs|uk|hidden|visible|container|wrapper|clearfix|left|right|center)(?:-[\w-]*)?"
)


def names_of(node: LexborNode, *, is_price: bool) -> list[Name]:
    """How an element can be named by itself, what lasts longest first. `is_price`: names that say price last longer."""
    attributes = node.attributes
    tag = node.tag or "*"
    found: list[Name] = []
    if (own := attributes.get("id")) and len(own) <= LONGEST_NAME:
        found += _by_id(own)
    if (mark := attributes.get("itemprop")) and _VALUE.fullmatch(mark):
        found.append(Name(f'[itemprop="{mark}"]', 0.97, "schema.org's own name for it"))
    if tag == "meta" and (mark := attributes.get("property")) and _VALUE.fullmatch(mark):
        found.append(Name(f'meta[property="{mark}"]', 0.96, "what the page tells other sites"))
    for name, value in attributes.items():
        if name.startswith("data-") and _WORD.fullmatch(name) and len(name) <= LONGEST_NAME:
            found += _by_mark(name, value or "")
    found += _by_class((attributes.get("class") or "").split(), tag)
    named = [Name(tag, 0.35, "its tag alone")] if tag not in ("*", "html", "body") else []
    if tag == "h1":
        found.append(Name("h1", 0.8, "the page's heading"))
    if is_price:
        found = [_meant(name) for name in found]
    found.sort(key=lambda name: (-name.lasts, len(name.text)))
    return [*found[:MOST_NAMES], *named]


def _meant(name: Name) -> Name:
    """A name that says price, and not a former one, lasts as long as the page has a price."""
    traits = traits_of("", " ".join(_WORD.findall(name.text)))
    if traits & Is.PRICE and not traits & Is.OLD:
        return Name(name.text, min(0.98, name.lasts + 0.08), f"{name.why}, and it says price")
    return name


def _by_id(own: str) -> list[Name]:
    if numbered := _NUMBERED.match(own):
        return [Name(f'[id^="{numbered["stem"]}"]', 0.8, "how its id begins; the rest is this product's number")]
    if not _WORD.fullmatch(own):
        return []
    if is_built(own):
        return [Name(f"#{own}", 0.3, "its id, which looks made by a program")]
    return [Name(f"#{own}", 0.9, "its id")]


def _by_mark(name: str, value: str) -> list[Name]:
    if name in _FOR_MACHINES and _VALUE.fullmatch(value) and not re.search(r"\d{3}", value):
        return [Name(f'[{name}="{value}"]', 0.9, "a mark that the shop's own tests go by")]
    if re.fullmatch(r"[A-Za-z][A-Za-z _-]{2,40}", value) and not is_built(value):
        return [Name(f'[{name}="{value}"]', 0.8, "a mark of the shop's")]
    if not is_built(name.removeprefix("data-")):
        return [Name(f"[{name}]", 0.6, "that it has such a mark")]
    return []


def _by_class(classes: list[str], tag: str) -> list[Name]:
    found: list[Name] = []
    lasting: list[str] = []
    for each in classes[:12]:
        if not _WORD.fullmatch(each) or len(each) > LONGEST_NAME:
            continue
        if _STYLE.fullmatch(each):
            found.append(Name(f".{each}", 0.4, "a class that says how it looks"))
        elif (built := _BUILT.match(each)) and is_built(built["built"]):
            if not is_built(built["stem"]) and len(_PIECES.findall(built["stem"])) >= 2:
                found.append(Name(f'[class*="{built["stem"]}"]', 0.7, "how its class begins; a build makes the rest"))
            found.append(Name(f".{each}", 0.2, "a class that a build made"))
        elif is_built(each):
            found.append(Name(f".{each}", 0.2, "a class that a build made"))
        else:
            lasting.append(each)
            found.append(Name(f".{each}", 0.75, "its class"))
    if not lasting and len(usable := [each for each in classes[:4] if _WORD.fullmatch(each)]) > 1:
        found.append(Name("." + ".".join(usable), 0.2, "its classes, which a build made"))
    if len(lasting) > 1:
        found.append(Name("." + ".".join(lasting[:2]), 0.73, "its two classes"))
    if lasting and tag != "*":
        found.append(Name(f"{tag}.{lasting[0]}", 0.72, "its tag and class"))
    return found


def is_built(name: str) -> bool:
    """Whether a name looks made by a program: `css-1q2w3e`, `sc-bdVaJa`, `x7Y2z`.

    A piece that mixes digits into letters, three digits or more in a row, five letters or more without a vowel, or
    capitals that change with every letter or two.
    """
    if re.search(r"\d{3}", name):
        return True
    for part in re.split(r"[-_:. /]+", name):
        if len(part) < 4:
            continue
        letters = [piece for piece in _PIECES.findall(part) if piece.isalpha()]
        digits = sum(character.isdigit() for character in part)
        if digits and letters and len(_PIECES.findall(part)) > 2:
            return True
        if len(letters) == 1 and len(part) >= 5 and not re.search(r"[aeiouyAEIOUY]", part):
            return True
        if len(letters) >= 3 and sum(map(len, letters)) / len(letters) < 2.5:
            return True
    return False
