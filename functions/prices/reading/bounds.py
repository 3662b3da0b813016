"""Keeps a page from costing more than its size: what is nested, styled or attributed beyond reason is cut.

An HTML parser's work is linear for pages that people write. Three things make it quadratic: very deep nesting (each
block looks up the stack of open elements), formatting tags with attributes that are never closed (each paragraph opens
them all again), and one tag with very many attributes (each is compared with those before it).
"""

import re
from itertools import accumulate

MAX_BYTES = 12_000_000
"""Bytes of a page that are read."""
MAX_DEPTH = 512
"""Elements within each other; browsers stop there too."""
DEEP_FROM = 20_000
"""Tags from which depth is measured: fewer cannot cost more than half a second (0.6 s for 20,000 open <div>)."""
STYLED_FROM = 4_000
MAX_STYLED = 400
"""Formatting tags with attributes, and tags from which they are counted."""
LONGEST_TAG = 15_000

_OPENING = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_STYLED = re.compile(
    rb"<(?:[bBiIuUsS][\s/]|(?=[bBcCeEfFnNsStT][iImMoOtT])"  # two letters tell most tags apart
    rb"(?:[eE][mM]|[tT][tT]|[bB][iI][gG]|[cC][oO][dD][eE]|[fF][oO][nN][tT]|[nN][oO][bB][rR]"
    rb"|[sS][mM][aA][lL][lL]|[sS][tT][rR][iI][kK][eE]|[sS][tT][rR][oO][nN][gG])[\s/])"
)
_STYLE_TAG = re.compile(rb"</?(?:b|i|u|s|em|tt|big|code|font|nobr|small|strike|strong)(?=[\s/>])[^>]*>", re.IGNORECASE)
_LONG_TAG = re.compile(rb"<[a-zA-Z][^>]{%d}[^>]*" % LONGEST_TAG)
_UNNESTED = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li td th tr dt dd option path".split()
)
"""Elements that hold nothing, or that end where the next of their kind begins."""
_STEP = {b"": 1, b"/": -1}
_NESTING = re.compile(rb"<(/?)(?!(?:%s)[\s/>])[a-zA-Z]" % b"|".join(sorted(_UNNESTED)))


def bounded(content: bytes) -> bytes:
    """The page, cut where reading it would cost more than its size."""
    content = content[:MAX_BYTES]
    if any(_is_within_tag(content, at) for at in range(LONGEST_TAG, len(content), LONGEST_TAG)):
        content = _LONG_TAG.sub(b"<i", content)
    tags = content.count(b"<")
    if tags > STYLED_FROM and len(_STYLED.findall(content)) > MAX_STYLED + tags // 50:
        content = _STYLE_TAG.sub(b"", content)
    return _cut_where_deep(content) if tags > DEEP_FROM else content


def _is_within_tag(content: bytes, at: int) -> bool:
    """Whether a tag that began at least as far back as the last look is still open here."""
    if content.find(b">", at - LONGEST_TAG, at) >= 0:
        return False
    start = content.rfind(b"<", max(0, at - 2 * LONGEST_TAG), at)
    return start >= 0 and content.find(b">", start, at) < 0 and content[start + 1 : start + 2].isalpha()


def _cut_where_deep(content: bytes) -> bytes:
    steps = list(accumulate(map(_STEP.__getitem__, _NESTING.findall(content))))
    if not steps or max(steps) - min(0, *steps) <= MAX_DEPTH:
        return content  # however the tags pair, none can lie deeper
    depth = 0
    for found in _OPENING.finditer(content):
        if found.group(2).lower() in _UNNESTED:
            continue
        depth = max(0, depth - 1) if found.group(1) else depth + 1
        if depth > MAX_DEPTH:
            return content[: found.start()]
    return content
