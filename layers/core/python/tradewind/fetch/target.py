"""An address as text to what is connected to: parsed once, strictly.

The rules are the WHATWG URL standard's for `http` and `https`, so that a host is read as a browser reads it. Where
readers of URLs differ (backslashes, control characters, escapes in a host, octal numbers), the address is refused
instead: https://url.spec.whatwg.org/#host-parsing.
"""

import re
import unicodedata
from base64 import b64encode
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Literal
from urllib.parse import quote, unquote_to_bytes, urljoin

from tradewind.fetch.addresses import IPAddress
from tradewind.fetch.outcome import FetchFailed

MAX_URL_CHARACTERS = 16_384

PORTS = {"http": 80, "https": 443}

LOCAL_NAMES = frozenset(
    {
        "localhost",  # RFC 6761
        "local",  # RFC 6762
        "internal",  # kept for private use by ICANN, 2024-07-29
        "home.arpa",  # RFC 8375
        "onion",  # RFC 7686
        "alt",  # RFC 9476
        "localdomain",
        "svc",  # services within a Kubernetes cluster
        "metadata.goog",
        "metadata.tencentyun.com",
        "metadata.platformequinix.com",
    }
)
"""Names that mean this machine, its network or its cloud, with all below them, whatever the resolver says."""

_URL = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?", re.I)
_AUTHORITY = re.compile(r"(?:(?P<user>[^@\s<>\[\]]*)@)?(?P<host>\[[^\[\]]*\]|[^:\[\]@]*)(?::(?P<port>[0-9]{0,5}))?")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_UNCLEAN = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DOTS = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})
_JOINERS = "\u00b7\u30fb"  # the dots within Catalan and Japanese names
_EMOJI_STYLE = "\ufe0f"  # says how a sign is drawn, no part of a name


@dataclass(frozen=True, slots=True)
class Target:
    """One hop: whom to ask and for what.

    `host` is lower-case ASCII without a final dot; `address` is set where the host is an address itself.
    `authorization` is what a `user:password@` in the URL asks for; it stands in no other field.
    """

    scheme: Literal["http", "https"]
    host: str
    port: int
    path: str
    address: IPAddress | None = None
    authorization: str | None = field(default=None, repr=False)

    @property
    def authority(self) -> str:
        """The host as the Host header has it: IPv6 in brackets, the port where it is not the scheme's own."""
        host = f"[{self.host}]" if isinstance(self.address, IPv6Address) else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address without credentials and fragment."""
        return f"{self.scheme}://{self.authority}{self.path}"


def parse_target(url: str) -> Target:
    """Read an absolute address.

    Raises: FetchFailed (refused) where it is not a clean http or https address on port 80 or 443.
    """
    url = url.strip(" ")
    if len(url) > MAX_URL_CHARACTERS:
        raise FetchFailed("refused", f"The address is longer than {MAX_URL_CHARACTERS:,} characters.")
    if _UNCLEAN.search(url) or any("\ud800" <= c <= "\udfff" for c in url):
        raise FetchFailed("refused", "The address holds control characters.")
    if "\\" in re.split("[?#]", url, maxsplit=1)[0]:
        raise FetchFailed("refused", "The address holds a backslash.")
    parts = _URL.fullmatch(url)
    if parts is None:
        raise FetchFailed("refused", "The address must begin with http:// or https://.")
    authority = _AUTHORITY.fullmatch(parts["authority"])
    if authority is None or not authority["host"]:
        raise FetchFailed("refused", "The address has no clean host and port.")
    scheme: Literal["http", "https"] = "https" if parts["scheme"].lower() == "https" else "http"
    port = int(authority["port"] or PORTS[scheme])
    if port not in PORTS.values():
        raise FetchFailed("refused", "Only the ports 80 and 443 are fetched from.")
    host = parse_host(authority["host"])
    query = "" if parts["query"] is None else "?" + quote(parts["query"], safe="%/?:@!$&'()*+,;=~[]{}|\\^`")
    return Target(
        scheme=scheme,
        host=str(host),
        port=port,
        path=quote(parts["path"] or "/", safe="%/:@!$&'()*+,;=~[]|^") + query,
        address=None if isinstance(host, str) else host,
        authorization=_basic(authority["user"]),
    )


def follow_location(base: Target, location: str) -> Target:
    """Where a redirect sends on from `base`.

    Raises: FetchFailed (refused) as `parse_target`.
    """
    location = location.strip(" ")
    if _UNCLEAN.search(location) or "\\" in re.split("[?#]", location, maxsplit=1)[0]:
        raise FetchFailed("refused", f"{base.host} redirects to an address that is not clean.")
    if _SCHEME.match(location):
        return parse_target(location)
    if location.startswith("//"):
        return parse_target(f"{base.scheme}:{location}")
    return parse_target(urljoin(base.url, location))


def parse_host(text: str) -> str | IPAddress:
    """A host as a browser reads it: an address in any spelling, or a name in lower-case ASCII (IDNA).

    Raises: FetchFailed (refused) for what is neither, is read differently by others, or names something local.
    """
    if text.startswith("["):
        try:
            address = IPv6Address(text[1:-1])
        except AddressValueError:
            address = None
        if address is None or "%" in text:
            raise FetchFailed("refused", "The address in brackets is not a clean IPv6 address.")
        return address
    if "%" in text:
        raise FetchFailed("refused", "The host holds escapes.")
    folded = unicodedata.normalize("NFKC", text.translate(_DOTS)).translate(_DOTS)
    folded = unicodedata.normalize("NFKC", "".join(character.lower() for character in folded))
    folded = folded.replace(_EMOJI_STYLE, "")
    labels = folded.removesuffix(".").split(".")
    if labels[-1].isascii() and re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]):
        return _parse_ipv4(labels)
    name = ".".join(_ascii_label(label) for label in labels)
    if len(name) > 253 or labels[-1][0].isdecimal():
        raise FetchFailed("refused", "The host's name is too long or ends like no name does.")
    if len(labels) == 1:
        raise FetchFailed("refused", "The host's name has no dot: it would be looked up in the local network.")
    below = [".".join(labels[n:]) for n in range(len(labels))]
    if LOCAL_NAMES.intersection(below):
        raise FetchFailed("refused", "The host's name stands for something local.")
    return name


def _parse_ipv4(parts: list[str]) -> IPv4Address:
    """WHATWG's IPv4 parser (also inet_aton's forms: `127.1`, `0x7f.1`, `2130706433`), but no octal.

    `010.8.8.8` is 8.8.8.8 to one reader and 10.8.8.8 to another, so a leading zero is refused.
    """
    numbers: list[int] = []
    for part in parts:
        if re.fullmatch("0x[0-9a-f]*", part):
            numbers.append(int(part[2:] or "0", 16))
        elif re.fullmatch("0|[1-9][0-9]{0,18}", part):
            numbers.append(int(part))
        else:
            raise FetchFailed("refused", "The host is not a clean IPv4 address.")
    *first, last = numbers
    if len(first) > 3 or any(number > 255 for number in first) or last >= 256 ** (4 - len(first)):
        raise FetchFailed("refused", "The host is not an IPv4 address.")
    return IPv4Address(sum(number << (24 - 8 * place) for place, number in enumerate(first)) + last)


def _ascii_label(label: str) -> str:
    """One part of a name for the wire: lower-case ASCII or `xn--` and punycode (UTS 46 without transition)."""
    coded = label if label.isascii() else "xn--" + label.encode("punycode").decode()
    if not all(_is_spoken(character) for character in label) or not _LABEL.fullmatch(coded):
        raise FetchFailed("refused", "The host's name holds characters that no name has.")
    return coded


def _is_spoken(character: str) -> bool:
    """Letters, marks, digits and pictures; no spaces, controls, punctuation or what is not assigned."""
    category = unicodedata.category(character)
    return category[0] in "LM" or category in ("Nd", "So") or character in _JOINERS or character.isascii()


def _basic(user: str | None) -> str | None:
    if not user:
        return None
    name, _, password = user.partition(":")
    return "Basic " + b64encode(unquote_to_bytes(name) + b":" + unquote_to_bytes(password)).decode()
