"""A stranger's words as plain text: a product's title must not become a link, a headline, or a call to everyone."""

import html
import re
import unicodedata
from enum import StrEnum

UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""What cannot be seen and turns what can: directions, joints of no width."""
MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:])")
LOOKALIKE = str.maketrans({
    "*": "\u2217", "_": "\uff3f", "~": "\u223c", "`": "\u02cb", "[": "\uff3b", "]": "\uff3d", "<": "\u2039",
    ">": "\u203a", "\\": "\u2216", "#": "\uff03",
})  # fmt: skip
BREAK = "\u200b"


class Markup(StrEnum):
    """What a service reads as markup, and so how a stranger's words are kept from being it."""

    NONE = "none"  # nothing: the words stay as they are
    HTML = "html"  # entities
    MARKDOWN = "markdown"  # a backslash before each sign (CommonMark section 2.4)
    SIGNS = "signs"  # a service that has signs but no way to escape them: signs that look alike


def neutral(words: str, markup: Markup) -> str:
    """A stranger's words in one line, with nothing in them that the service reads as markup or as a call by `@`."""
    kept = "".join(each if unicodedata.category(each) != "Cc" else " " for each in UNSEEN.sub("", words))
    line = " ".join(kept.split())
    match markup:
        case Markup.NONE:
            return line
        case Markup.HTML:
            return html.escape(line)
        case Markup.MARKDOWN:
            return MARKDOWN.sub(r"\\\1", line).replace("@", f"@{BREAK}")
        case Markup.SIGNS:
            return line.translate(LOOKALIKE).replace("@", f"@{BREAK}")


def neutral_link(url: str, markup: Markup) -> str:
    """An address as a service shows it: still the same address, without the signs that would end or style it."""
    plain = re.sub(
        r"[\s<>\"'`\\*\[\](){}|^~]",
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()),
        UNSEEN.sub("", url),
    )
    return html.escape(plain) if markup is Markup.HTML else plain
