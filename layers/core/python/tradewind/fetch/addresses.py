"""Which addresses may be connected to.

The rule is the column *Globally Reachable* of IANA's special-purpose address registries, IPv4 and IPv6, as of
2025-10-09 (RFC 6890, RFC 8190): what is registered there with anything but True is refused, the longest prefix
decides. Beyond the registries: multicast and what was never given out is refused (of IPv6 all outside 2000::/3),
and the one address in a public range that answers as a cloud's own service to its machines.
`ipaddress.is_global` is not used: it differs between Python 3.11 and 3.14 and lets 6to4 and Azure's address through.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

IPAddress = IPv4Address | IPv6Address

REFUSED_V4: dict[IPv4Network, str] = {
    IPv4Network(block): name
    for block, name in {
        "0.0.0.0/8": "this network",
        "10.0.0.0/8": "private use",
        "100.64.0.0/10": "shared address space of carriers",
        "127.0.0.0/8": "loopback",
        "169.254.0.0/16": "link local, cloud metadata",
        "172.16.0.0/12": "private use",
        "192.0.0.0/24": "IETF protocol assignments",
        "192.0.2.0/24": "documentation",
        "192.88.99.0/24": "6to4 relay anycast",
        "192.168.0.0/16": "private use",
        "198.18.0.0/15": "benchmarking",
        "198.51.100.0/24": "documentation",
        "203.0.113.0/24": "documentation",
        "224.0.0.0/4": "multicast",
        "240.0.0.0/4": "reserved, broadcast",
        "168.63.129.16/32": "platform service of Azure",  # learn.microsoft.com: what-is-ip-address-168-63-129-16
    }.items()
}
REACHABLE_V4 = frozenset({IPv4Address("192.0.0.9"), IPv4Address("192.0.0.10")})
"""Port control and TURN anycast (RFC 7723, RFC 8155): globally reachable within 192.0.0.0/24."""

REFUSED_V6: dict[IPv6Network, str] = {
    IPv6Network(block): name
    for block, name in {
        "::/128": "unspecified",
        "::1/128": "loopback",
        "::/96": "IPv4-compatible",
        "::ffff:0:0/96": "IPv4-mapped",
        "64:ff9b:1::/48": "IPv4/IPv6 translation of one network",
        "100::/64": "discard only",
        "100:0:0:1::/64": "dummy prefix",
        "2001::/23": "IETF protocol assignments, Teredo, benchmarking, ORCHID",
        "2001:db8::/32": "documentation",
        "2002::/16": "6to4",
        "3fff::/20": "documentation",
        "5f00::/16": "segment routing",
        "fc00::/7": "unique local",
        "fe80::/10": "link local",
        "fec0::/10": "site local",
        "ff00::/8": "multicast",
    }.items()
}
REACHABLE_V6 = tuple(
    IPv6Network(block)
    for block in (
        "2001:1::1/128",  # port control anycast
        "2001:1::2/128",  # TURN anycast
        "2001:1::3/128",  # DNS-SD registration anycast
        "2001:3::/32",  # AMT
        "2001:4:112::/48",  # AS112
        "2001:20::/28",  # ORCHIDv2
        "2001:30::/28",  # drone remote identification
    )
)
"""Globally reachable within 2001::/23."""

GLOBAL_UNICAST = IPv6Network("2000::/3")
TRANSLATED = IPv6Network("64:ff9b::/96")
"""RFC 6052: an IPv4 address for a translator (NAT64), reachable as far as the address within is."""


def why_refused(address: IPAddress) -> str | None:
    """What kind of address this is if it must not be connected to, else None."""
    if isinstance(address, IPv4Address):
        if address in REACHABLE_V4:
            return None
        return next((name for block, name in REFUSED_V4.items() if address in block), None)
    if address in TRANSLATED and address.scope_id is None:
        within = why_refused(IPv4Address(int(address) & 0xFFFFFFFF))
        return within and f"translated, {within}"
    return _why_refused_v6(address)


def _why_refused_v6(address: IPv6Address) -> str | None:
    if address.scope_id is not None:
        return "an address with a zone"
    if any(address in block for block in REACHABLE_V6):
        return None
    beyond = None if address in GLOBAL_UNICAST else "reserved"
    return next((name for block, name in REFUSED_V6.items() if address in block), beyond)
