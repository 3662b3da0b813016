"""Any spelling of any address that is not public is refused, and no text makes the parser do anything else."""

from ipaddress import IPv4Address, IPv6Address
from typing import NoReturn
from urllib.parse import urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from tradewind.fetch import FetchFailed, Guard, fetch, parse_target
from tradewind.fetch.addresses import REFUSED_V4, REFUSED_V6, why_refused
from tradewind.fetch.target import PORTS, follow_location

WIDE = str.maketrans("0123456789abcdefx.", "０１２３４５６７８９ａｂｃｄｅｆｘ。")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")


@st.composite
def private_v4(draw: st.DrawFn) -> IPv4Address:
    block = draw(st.sampled_from(list(REFUSED_V4)))
    return IPv4Address(draw(st.integers(int(block[0]), int(block[-1]))))


@st.composite
def spellings_v4(draw: st.DrawFn) -> str:
    """One to four parts, each decimal, octal or hex, in ASCII or another alphabet, a dot at the end or none."""
    number = int(draw(private_v4()))
    count = draw(st.integers(1, 4))
    parts = [number >> (24 - 8 * place) & 0xFF for place in range(count - 1)]
    parts.append(number & (256 ** (5 - count) - 1))
    styles = st.sampled_from(["{}", "0{:o}", "00{:o}", "0x{:x}", "0X{:X}", "0x00{:x}"])
    text = ".".join(draw(styles).format(part) for part in parts) + draw(st.sampled_from(["", "."]))
    return text.translate(draw(st.sampled_from([{}, WIDE, CIRCLED])))


@st.composite
def spellings_v6(draw: st.DrawFn) -> str:
    """A private address, or an IPv4 one within another, long or short, upper or lower case, with a zone or none."""
    block = draw(st.sampled_from(list(REFUSED_V6)))
    plain = draw(st.integers(int(block[0]), int(block[-1])))
    inner = int(draw(private_v4()))
    prefixes = ["::", "::ffff:0:0", "::ffff:0:0:0", "64:ff9b::", "64:ff9b:1::"]
    within = [int(IPv6Address(prefix)) + inner for prefix in prefixes] + [(0x2002 << 112) + (inner << 80)]
    address = IPv6Address(draw(st.sampled_from([plain, *within])))
    if why_refused(address) is None:
        address = IPv6Address("::1")
    text = draw(st.sampled_from([str(address), address.exploded, str(address).upper()]))
    if draw(st.booleans()):
        groups = address.exploded.split(":")
        text = ":".join(groups[:6]) + f":{IPv4Address(int(address) & 0xFFFFFFFF)}"
    return f"[{text}{draw(st.sampled_from(['', '%25eth0', '%1']))}]"


def refused(url: str) -> bool:
    """Whether a fetch ends before a look-up or a connection."""
    guard = Guard(resolver=_never, connector=_never)
    try:
        fetch(url, guard=guard)
    except FetchFailed as failure:
        return failure.kind == "refused"
    return False


def _never(*_: object) -> NoReturn:
    raise AssertionError("the network was touched")


@given(spellings_v4() | spellings_v6(), st.sampled_from(["", "user@", "example.com:x@"]), st.sampled_from(["", ":80"]))
def test_no_spelling_of_a_private_address_gets_out(host: str, user: str, port: str) -> None:
    assert refused(f"http://{user}{host}{port}/")
    assert refused(f"https://{user}{host}{port}?q")


@given(spellings_v4() | spellings_v6())
def test_no_redirect_to_one_gets_out(host: str) -> None:
    base = parse_target("https://example.com/a/b")
    for location in (f"http://{host}/", f"//{host}/", f"HTTPS://x@{host}"):
        try:
            onward = follow_location(base, location)
        except FetchFailed:
            continue
        assert onward.address is not None
        assert why_refused(onward.address)


@given(st.integers(0, 2**128 - 1) | st.integers(0x2000 << 112, (0x4000 << 112) - 1))
def test_an_ipv6_address_is_read_as_it_is(number: int) -> None:
    address = IPv6Address(number)
    target = parse_target(f"http://[{address}]/")
    assert target.address == address
    if why_refused(address):
        assert refused(target.url)


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_is_the_same_in_each_clean_spelling(number: int) -> None:
    address = IPv4Address(number)
    for text in (str(address), str(number), hex(number), f"{number >> 24}.{number & 0xFFFFFF}", f"{address}."):
        assert parse_target(f"http://{text}/").address == address


@given(st.text(max_size=60) | st.text("ahtp:/@.#?\\[]%0189xé。 \t\n", max_size=30).map(lambda text: f"http://{text}"))
@example("http://1.1.1.1 &@2.2.2.2# @3.3.3.3/")
@example("http://a.b:80:443/")
@example("http://℀.example/")
def test_what_is_read_is_clean_and_stays_so(text: str) -> None:
    try:
        target = parse_target(text)
    except FetchFailed as failure:
        assert failure.kind == "refused"
        return
    assert target.port in PORTS.values()
    assert target.url.isascii()
    assert parse_target(target.url).url == target.url
    assert urlsplit(target.url).hostname == target.host
