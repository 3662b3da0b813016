"""robots.txt and Retry-After."""

from datetime import UTC, datetime

import pytest

from tradewind.fetch import Robots, retry_after_s

RULES = b"""\xef\xbb\xbfUser-agent: *
Disallow: /private/
Allow: /private/open
Crawl-delay: 2.5

User-agent: TradewindBot
Disallow: /*.pdf$
Disallow: /cart
Crawl-delay: 10
"""
NOW = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)


def test_our_own_group_counts_alone() -> None:
    robots = Robots.parse(RULES, 200)
    assert robots.allows("https://shop.example/private/x")
    assert not robots.allows("https://shop.example/cart/1")
    assert not robots.allows("https://shop.example/a.pdf")
    assert robots.allows("https://shop.example/a.pdf?x")
    assert robots.crawl_delay_s == 10


def test_else_the_group_for_all_counts() -> None:
    robots = Robots.parse(RULES.partition(b"\n\n")[0], 200)
    assert not robots.allows("https://shop.example/private/x")
    assert robots.allows("https://shop.example/private/open/x")
    assert robots.crawl_delay_s == 2.5


def test_the_text_alone_reads_the_same_again() -> None:
    robots = Robots(Robots.parse(RULES, 200).text)
    assert not robots.allows("https://shop.example/cart/1")
    assert robots == Robots.parse(RULES, 200)


@pytest.mark.parametrize(
    ("status", "allows"),
    [(404, True), (401, True), (410, True), (429, False), (500, False), (503, False), (301, False)],
)
def test_the_status_decides_where_there_are_no_rules(status: int, allows: bool) -> None:
    robots = Robots.parse(b"User-agent: *\nDisallow: /x", status)
    assert robots.allows("https://shop.example/x") is allows
    assert robots.crawl_delay_s is None


def test_what_is_past_the_limit_is_not_read() -> None:
    robots = Robots.parse(b"#" * 512_000 + b"\nUser-agent: *\nDisallow: /", 200)
    assert robots.allows("https://shop.example/x")


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00garbage", b"<html>not found</html>", b"Disallow: /"])
def test_what_is_no_rule_forbids_nothing(body: bytes) -> None:
    assert Robots.parse(body, 200).allows("https://shop.example/x")


def test_a_crawl_delay_has_a_bound() -> None:
    assert Robots.parse(b"User-agent: *\nCrawl-delay: 999999", 200).crawl_delay_s == 3600


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("999999999", 86_400),
        ("Thu, 01 Jan 2026 12:01:00 GMT", 60),
        ("Thu, 01 Jan 2026 12:01:00 -0000", 60),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0),
        ("Fri, 01 Jan 2027 12:00:00 GMT", 86_400),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: int | None) -> None:
    assert retry_after_s({"retry-after": value}, NOW) == seconds


def test_no_header_no_wait() -> None:
    assert retry_after_s({}, NOW) is None
