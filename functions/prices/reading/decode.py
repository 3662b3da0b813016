"""Which charset a page is written in, and its bytes as UTF-8."""

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_PRESCAN = 4096
_READ_AS = {
    # The WHATWG Encoding Standard reads these labels as their supersets.
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}


def to_utf8(content: bytes, content_type: str | None = None) -> bytes:
    """The page's bytes as UTF-8, without a byte-order mark.

    The first of these decides: byte-order mark, UTF-8 if the bytes are valid UTF-8 (shops declare the wrong charset
    far more often than other charsets happen to be valid UTF-8), the HTTP header, the page's own `<meta charset>`,
    UTF-8 with at most one broken byte in a thousand, windows-1252. What cannot be read becomes U+FFFD.
    """
    for bom, charset in _BOMS:
        if content.startswith(bom):
            body = content[len(bom) :]
            return body if charset == "utf-8" else body.decode(charset, "replace").encode()
    if _is_utf8(content):
        return content
    for label in (_label(_IN_HEADER, content_type or ""), _meta_label(content)):
        codec = _codec(label)
        if codec is None or codec == "utf-8":
            continue
        text = content.decode(codec, "replace")
        if text.count("�") * 100 <= len(text):
            return text.encode("utf-8", "replace")
    text = content.decode("utf-8", "replace")
    if text.count("�") * 1000 <= len(text):
        return text.encode()
    return content.decode("cp1252", "replace").encode()


def _is_utf8(content: bytes) -> bool:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return "\x1b$" not in text[:_PRESCAN]  # ISO-2022-JP is ASCII with escapes


def _label(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group(1) if found else None


def _meta_label(content: bytes) -> str | None:
    found = _DECLARED.search(content[:_PRESCAN])
    return found.group(1).decode("ascii") if found else None


def _codec(label: str | None) -> str | None:
    if label is None:
        return None
    try:
        found = codecs.lookup(label)
    except LookupError:
        return None
    if not found._is_text_encoding or found.name.startswith(("utf-16", "utf-32", "utf-7", "idna", "punycode")):
        return None  # a page that was readable up to its <meta> is not UTF-16, whatever it says
    return _READ_AS.get(found.name, found.name)
