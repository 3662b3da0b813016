"""Addresses as people and pages write them."""

import pytest

from tradewind.fetch import FetchFailed, parse_target
from tradewind.fetch.target import follow_location


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("http://example.com", "http://example.com/"),
        ("HTTPS://Example.COM:443/A?b#c", "https://example.com/A?b"),
        ("http://example.com:443/", "http://example.com:443/"),
        ("http://example.com./", "http://example.com/"),
        ("  http://example.com/a b?c d ", "http://example.com/a%20b?c%20d"),
        ("http://example.com?q", "http://example.com/?q"),
        ("http://example.com/a%20b%2F?x=%zz", "http://example.com/a%20b%2F?x=%zz"),
        ("http://münchen.de/ä?ö", "http://xn--mnchen-3ya.de/%C3%A4?%C3%B6"),
        ("http://MÜNCHEN.de/", "http://xn--mnchen-3ya.de/"),
        ("http://straße.de/", "http://xn--strae-oqa.de/"),
        ("http://例え。テスト/", "http://xn--r8jz45g.xn--zckzah/"),
        ("http://ｅｘａｍｐｌｅ．com/", "http://example.com/"),
        ("http://❤️.example/", "http://xn--qei.example/"),
        ("http://-a-.Shop_1.example/", "http://-a-.shop_1.example/"),
        ("http://134744072/", "http://8.8.8.8/"),
        ("http://8.0x8.2056/", "http://8.8.8.8/"),
        ("http://[2606:4700:0:0::1111]:80/", "http://[2606:4700::1111]/"),
        ("http://me:secret@example.com/", "http://example.com/"),
        ("http://example.com/?next=http:\\\\127.0.0.1", "http://example.com/?next=http:\\\\127.0.0.1"),
    ],
)
def test_what_is_read(written: str, read: str) -> None:
    target = parse_target(written)
    assert target.url == read
    assert parse_target(target.url).url == read


def test_credentials_are_kept_apart_and_out_of_the_log() -> None:
    target = parse_target("http://me%40home:se%3Acret@example.com/")
    assert target.authorization == "Basic bWVAaG9tZTpzZTpjcmV0"
    assert "bWVA" not in repr(target)
    assert parse_target("http://@example.com/").authorization is None


@pytest.mark.parametrize("host", ["010.8.8.8", "08.8.8.8", "0177.1", "8.8.8.010"])
def test_octal_is_refused_since_readers_differ(host: str) -> None:
    with pytest.raises(FetchFailed, match="refused"):
        parse_target(f"http://{host}/")


@pytest.mark.parametrize("host", ["[2606:4700::1111%25eth0]", "[2606:4700::1111%eth0]", "[8.8.8.8]", "[::1", "::1"])
def test_brackets_hold_ipv6_without_a_zone(host: str) -> None:
    with pytest.raises(FetchFailed, match="refused"):
        parse_target(f"http://{host}/")


@pytest.mark.parametrize("port", ["22", "8080", "0", "65616", "999999", "８０", "+80", " 80"])
def test_other_ports_are_refused(port: str) -> None:
    with pytest.raises(FetchFailed, match="refused"):
        parse_target(f"http://example.com:{port}/")


def test_an_endless_address_is_refused() -> None:
    with pytest.raises(FetchFailed, match="longer than"):
        parse_target("http://example.com/" + "a" * 16_384)


@pytest.mark.parametrize(
    ("location", "read"),
    [
        ("/b", "https://example.com/b"),
        ("b?c", "https://example.com/dir/b?c"),
        ("?c", "https://example.com/dir/a?c"),
        ("", "https://example.com/dir/a?q=1"),
        ("../b", "https://example.com/b"),
        ("//cdn.example.net/x", "https://cdn.example.net/x"),
        ("HTTP://example.net", "http://example.net/"),
        ("/ä#top", "https://example.com/%C3%A4"),
    ],
)
def test_redirects_are_read_against_the_page(location: str, read: str) -> None:
    assert follow_location(parse_target("https://example.com/dir/a?q=1"), location).url == read


@pytest.mark.parametrize(
    "location", ["/\\example.net", "\\\\example.net", "///example.net", "http:example.net", "/a\nb", "ftp://a.example/"]
)
def test_unclean_redirects_are_refused(location: str) -> None:
    with pytest.raises(FetchFailed, match="refused"):
        follow_location(parse_target("https://example.com/"), location)
