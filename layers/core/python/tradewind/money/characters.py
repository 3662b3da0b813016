"""Prepares a price text for reading: entities, tags, digits, spaces, dashes and raised cents in one plain form."""

import re

ZEROS = tuple(map(ord, "٠۰०০੦૦୦௦౦೦൦๐໐༠၀០᠐᱐߀꧐꯰᭐𑄶𞥐"))
"""The zero of every script whose digits stand in prices; its other nine follow it."""


def _characters() -> dict[int, str]:
    """One character for one character: digits of every script, spaces, dashes, marks, full-width forms."""
    table: dict[int, str] = {}
    for zero in ZEROS:
        table |= {zero + digit: str(digit) for digit in range(10)}
    for wide in range(0xFF01, 0xFF5F):
        table[wide] = chr(wide - 0xFEE0)
    for space in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000":
        table[ord(space)] = " "
    for (
        mark
    ) in "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u061c\u00ad":
        table[ord(mark)] = " "
    for dash in "‐‑‒–—―−﹣➖〜～":
        table[ord(dash)] = "-"
    for apostrophe in "’‘ʼ′´`٬˙ʹ":
        table[ord(apostrophe)] = "'"
    return table | {ord(form): plain for form, plain in zip("，、．：￥￡￦￠＄﹩؍،", ",,.:¥£₩¢$$,,", strict=True)}


CHARACTERS = _characters()
ENTITY = re.compile("&#?[A-Za-z0-9]{2,8};")
RAISED_BY_TAG = re.compile(r"(?<=[0-9])\s?<(?:sup|small)[^<>]*>\s?[.,]?([0-9]{2})\s?</(?:sup|small)>", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
RAISED = re.compile("(?<=[0-9])[⁰¹²³⁴⁵⁶⁷⁸⁹]{2}")
COLON_CENTS = re.compile(r"(?<=[0-9]):(?=[0-9]{2}(?![0-9]))")
"""`12:90`, as Swedish shops write öre."""
NO_WHOLE = re.compile(r"(?<![0-9])-[.,](?=[0-9]{2}(?![0-9]))")
"""`-.95`, as shops write an amount below one."""
OLD_CENTS = re.compile(r"(?<=[0-9])-(?=00(?![0-9]))")
"""`£5-00`, as in old price lists."""


def _lower_raised(raised: re.Match[str]) -> str:
    """Raised cents (`12⁹⁹`) behind a decimal mark of their own."""
    return "٫" + "".join(str("⁰¹²³⁴⁵⁶⁷⁸⁹".index(digit)) for digit in raised.group())


def in_plain_form(text: str, *, has_colon_cents: bool) -> str:
    """The text with one form for each digit, space, dash, mark and sign; `٫` is a decimal mark beyond doubt.

    `has_colon_cents`: `12:90` is an amount even where no krona stands in the text.
    """
    if ENTITY.search(text):
        from html import unescape

        text = unescape(text)
    if "<" in text:
        text = TAG.sub(" ", RAISED_BY_TAG.sub(r"٫\1", text))
    text = RAISED.sub(_lower_raised, text).translate(CHARACTERS)
    if has_colon_cents or "kr" in text:
        text = COLON_CENTS.sub("٫", text)
    return OLD_CENTS.sub("٫", NO_WHOLE.sub("0٫", text))
