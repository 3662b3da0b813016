"""The table of addresses against the standard library's, where that is right."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address, ip_network

import pytest

from tradewind.fetch.addresses import (
    REACHABLE_V4,
    REACHABLE_V6,
    REFUSED_V4,
    REFUSED_V6,
    TRANSLATED,
    IPAddress,
    why_refused,
)

STRICTER_THAN_PYTHON = [
    ip_network(block) for block in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "64:ff9b:1::/48", "::/96")
] + [ip_network(block) for block in ("100:0:0:1::/64", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10")]
"""Refused here and global to some or all of Python 3.11 to 3.14."""


def edges() -> list[IPAddress]:
    """The first and last address of each block and their neighbours outside."""
    numbers: list[IPAddress] = []
    for block in REFUSED_V4:
        first, last = int(block[0]), int(block[-1])
        numbers += [IPv4Address(n) for n in (first - 1, first, last, last + 1) if 0 <= n < 2**32]
    for wide in (*REFUSED_V6, *REACHABLE_V6):
        first, last = int(wide[0]), int(wide[-1])
        numbers += [IPv6Address(n) for n in (first - 1, first, last, last + 1) if 0 <= n < 2**128]
    return sorted(set(numbers), key=lambda address: (address.version, int(address)))


@pytest.mark.parametrize("address", edges(), ids=str)
def test_what_python_calls_private_is_refused(address: IPAddress) -> None:
    is_exception = address in REACHABLE_V4 or any(address in block for block in REACHABLE_V6 if address.version == 6)
    if (address.is_private or address.is_multicast or address.is_reserved) and not is_exception:
        assert why_refused(address) or address in TRANSLATED


@pytest.mark.parametrize("address", edges(), ids=str)
def test_what_is_refused_python_knows_too_or_is_listed(address: IPAddress) -> None:
    if why_refused(address) and not any(address in block for block in STRICTER_THAN_PYTHON):
        is_beyond = address.version == 6 and address not in ip_network("2000::/3")
        assert not address.is_global or address.is_multicast or is_beyond


def test_every_block_is_refused_from_its_first_to_its_last_address() -> None:
    for block in REFUSED_V4:
        assert why_refused(block[0])
        assert why_refused(block[-1])
    for wide in REFUSED_V6:
        assert why_refused(wide[0])
        assert why_refused(wide[-1])


@pytest.mark.parametrize(
    "text", ["1.1.1.1", "192.0.0.9", "192.0.0.10", "2606:4700::1111", "2001:1::1", "2001:4860:4860::8888", "2620:4f::"]
)
def test_public_addresses_are_not_refused(text: str) -> None:
    assert why_refused(ip_address(text)) is None


@pytest.mark.parametrize("inner", [*REFUSED_V4], ids=str)
def test_a_translated_address_is_as_good_as_the_one_within(inner: IPv4Network) -> None:
    assert why_refused(IPv6Address(int(TRANSLATED[0]) + int(inner[0])))
    assert why_refused(ip_address("64:ff9b::1.1.1.1")) is None


def test_an_address_with_a_zone_is_refused() -> None:
    assert why_refused(ip_address("2606:4700::1111%eth0"))
    assert why_refused(ip_address("64:ff9b::1.1.1.1%eth0"))
