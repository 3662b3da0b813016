"""Addresses of pages: when two mean the same page, whose they are, and what may be shared."""

import base64
import hashlib
import re
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from prices.rules import tracking
from tradewind.errors import InvalidInput
from tradewind.model import Id, Model

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST = 2048

_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
_QUERY = _PATH | frozenset("?")
_USER = _PATH - frozenset("@/")
_PIECE = re.compile(r"%[0-9A-Fa-f]{2}|.", re.DOTALL)
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")

_SECRET = re.compile(
    r"(.*_)?(token|password|passwd|pwd|secret|signature|apikey|api_key|jwt|bearer|authorization|credential)"
    r"|.*(sessid|sessionid|session_id|authtoken|accesstoken)|aspsessionid.*"
    r"|sid|[a-z]*csid|zenid|session|session_key|auth|auth_key|sig|ticket|otp|magic|login_hint"
    r"|cfid|cftoken|awsaccesskeyid|googleaccessid|key_pair_id|policy"
)
_JWT = re.compile(r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.")
_COOKIELESS = re.compile(r"/\((?:[A-Z]\([\w-]{16,}\))+\)/")  # ASP.NET's session in the path


class CanonicalUrl(Model):
    """One page's address in its one spelling."""

    url: str
    host: str
    port: int


def canonical(url: str) -> CanonicalUrl:
    """The spelling under which a page is fetched once for all who watch it.

    RFC 3986 section 6.2, and what trackers add taken off:

    - scheme and host in lower case, an international host in its ASCII form (IDNA 2008), its final dot dropped,
    - the default port, the fragment and an empty query dropped; an empty path is `/`,
    - percent-encoding in capitals, undone where it needs none, added where it is missing (UTF-8),
    - dot segments resolved,
    - parameters of trackers dropped (`prices.rules.tracking`), the others sorted by name, so that order does not
      matter; those of one name keep their order. All others stay: they may choose the variant.

    Raises:
        InvalidInput: it is not an http or https address, or longer than 2048 characters when spelled out.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise InvalidInput(f"url: {error}") from error
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        raise InvalidInput("url: an address starts with http:// or https://")
    if "\\" in parts.netloc:  # a browser reads it as a slash: another host than the one we would ask
        raise InvalidInput("url: a backslash in the host")
    if port == 0:
        raise InvalidInput("url: no such port")
    host = _canonical_host(parts.hostname or "")
    userinfo, at, _ = parts.netloc.rpartition("@")
    shown = f"[{host}]" if ":" in host else host
    place = shown if port in (None, DEFAULT_PORTS[scheme]) else f"{shown}:{port}"
    path = _without_dots(_respelled(parts.path, _PATH) or "/")
    parameters = [p for p in _respelled(parts.query, _QUERY).split("&") if p and not _is_tracking(_name(p))]
    query = "&".join(sorted(parameters, key=_name))
    address = f"{scheme}://{_respelled(userinfo, _USER)}{at}{place}{path}{'?' if query else ''}{query}"
    if len(address) > LONGEST:
        raise InvalidInput(f"url: longer than {LONGEST} characters")
    return CanonicalUrl(url=address, host=host, port=port or DEFAULT_PORTS[scheme])


def carries_credentials(url: str) -> bool:
    """A page behind this address may be one person's own, so it is never shared.

    So it is where the address holds a user name, a parameter that is named like a session, token, password, key or
    signature (in the query, the fragment or a path segment's `;name=value`), a signed token, or a session in the path.
    A name that means this to some sites only counts too: not sharing costs a second fetch, sharing a secret.
    """
    parts = urlsplit(url.strip())
    if "@" in parts.netloc or _JWT.search(url) or _COOKIELESS.search(f"{parts.path}/"):
        return True
    in_path = [parameter for segment in parts.path.split("/") for parameter in segment.split(";")[1:]]
    stated = [*in_path, *re.split("[&;]", parts.query), *re.split("[&?;]", parts.fragment)]
    return any(_SECRET.fullmatch(_name(p).replace("-", "_")) for p in stated if "=" in p)


def registrable(host: str) -> str | None:
    """The domain that its owner registered, by the public suffix list with its private part: `a.shop.co.uk` is
    `shop.co.uk`, `my.myshopify.com` is itself. Null for an address of numbers and for a suffix alone."""
    if _is_address(host):
        return None
    found: str | None = _suffixes().privatesuffix(host.lower().rstrip("."))
    return found


def same_site(one: str, two: str) -> bool:
    """Do two addresses belong to one registrable domain? Then a page may say that the other is its canonical one.
    Addresses of numbers, and public suffixes, only match themselves; what is no address matches nothing."""
    try:
        first, second = canonical(one).host, canonical(two).host
    except InvalidInput:
        return False
    return first == second or (registrable(first) is not None and registrable(first) == registrable(second))


def listing_id(canonical_url: str, variant: str | None, tenant: str | None = None) -> Id:
    """The id of a page and variant: 128 bits of a SHA-256 in base 32, 26 letters and digits.

    The same for everyone, unless `tenant` is given because the page is private to it. White space in a variant's name
    does not count.
    """
    text = "\n".join((canonical_url, " ".join((variant or "").split()), tenant or ""))
    return base64.b32encode(hashlib.sha256(text.encode()).digest()[:16]).decode().rstrip("=").lower()


def _canonical_host(host: str) -> str:
    host = host.lower().rstrip(".")
    if _is_address(host):
        return str(ip_address(host))
    if not host.isascii():
        import idna  # its tables are large, and most hosts are ASCII

        try:
            host = idna.encode(host, uts46=True).decode()
        except idna.IDNAError as error:
            raise InvalidInput(f"url: no such host name: {error}") from error
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise InvalidInput("url: no host name in it")
    return host


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _respelled(text: str, allowed: frozenset[str]) -> str:
    return _PIECE.sub(lambda piece: _respelled_piece(piece[0], allowed), text)


def _respelled_piece(piece: str, allowed: frozenset[str]) -> str:
    if len(piece) == 3:
        character = chr(int(piece[1:], 16))
        return character if character in _UNRESERVED else piece.upper()
    return piece if piece in allowed else "".join(f"%{byte:02X}" for byte in piece.encode("utf-8", "replace"))


def _without_dots(path: str) -> str:
    """RFC 3986 section 5.2.4, for a path that starts with a slash."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _name(parameter: str) -> str:
    return unquote(parameter.partition("=")[0]).lower()


def _is_tracking(name: str) -> bool:
    return name in tracking.NAMES or name.startswith(tracking.PREFIXES)


@cache
def _suffixes() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList  # 12 ms, and 35 ms to read its list

    return PublicSuffixList()
