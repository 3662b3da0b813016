"""The gate of one page: what a browser may ask for through it, how much, and for how long."""

import base64
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradewind.errors import Unavailable
from tradewind.fetch import FetchFailed
from tradewind.fetch.guard import Allowance, Guard
from tradewind.fetch.rendering import RenderLimits
from tradewind.fetch.rendering.gate import Gate, target_of
from tradewind_cli.evaluate.ssrf import CORPUS, Network, is_private, read_line
from tradewind_cli.json_lines import numbered_lines
from web_of_traps import PUBLIC, Trap, Web, trap, web

SMALL = RenderLimits(request_s=1.5, request_bytes=200_000, page_bytes=500_000, sent_bytes=50_000)


@pytest.fixture(scope="module")
def site() -> Iterator[Web]:
    with web() as made:
        made.pages["/p"] = "<p>kettle</p>"
        made.pages["/long"] = "x" * 400_000
        made.resolves["inward.example"] = ["10.0.0.1"]
        made.resolves["both.example"] = [PUBLIC]
        yield made


@contextmanager
def gate(site: Web, limits: RenderLimits = SMALL, guard: Guard | None = None) -> Iterator[Gate]:
    site.dialled.clear()
    with Gate(guard or site.guard(), limits, dialled=site.dial) as made:
        yield made


def connected(to: Gate) -> socket.socket:
    host, _, port = to.address.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), 5)


def ask(to: Gate, line: str, more: str = "", body: bytes = b"", token: str | None = None) -> bytes:
    """All that comes back of one request, until the gate hangs up."""
    who = base64.b64encode((token or f"{to.user}:{to.password}").encode()).decode()
    with connected(to) as client:
        client.sendall(
            f"{line}\r\nHost: shop.example\r\nProxy-Authorization: Basic {who}\r\n{more}\r\n".encode() + body
        )
        client.settimeout(5)
        told = b""
        while piece := client.recv(65536):
            told += piece
        return told


def test_a_plain_request_goes_to_the_checked_address_without_what_is_the_gates(site: Web) -> None:
    with gate(site) as to:
        told = ask(to, "GET http://shop.example/p?x=1 HTTP/1.1", "Accept: */*\r\nProxy-Connection: keep-alive\r\n")
        assert b"<p>kettle</p>" in told
        assert (site.dialled, to.refusals()) == ([PUBLIC], ())
        assert to.tally.received >= 13
    _, path, headers = site.asked[-1]
    assert path == "/p?x=1"
    assert not {name for name in headers if name.startswith("proxy-")}
    assert headers["connection"] == "close"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("CONNECT 127.0.0.1:443 HTTP/1.1", "public internet"),
        ("CONNECT [::1]:443 HTTP/1.1", "public internet"),
        ("CONNECT 169.254.169.254:443 HTTP/1.1", "public internet"),
        ("CONNECT inward.example:443 HTTP/1.1", "public internet"),
        ("CONNECT localhost:443 HTTP/1.1", "local"),
        ("CONNECT shop.example:80 HTTP/1.1", "on port 443"),
        ("CONNECT shop.example:22 HTTP/1.1", "80 and 443"),
        ("CONNECT shop.example HTTP/1.1", "on port 443"),
        ("CONNECT shop.example:443/../ HTTP/1.1", ""),
        ("GET http://127.0.0.1/ HTTP/1.1", "public internet"),
        ("GET http://0x7f.1/ HTTP/1.1", "public internet"),
        ("GET http://[::ffff:127.0.0.1]/ HTTP/1.1", "public internet"),
        ("GET http://inward.example/ HTTP/1.1", "public internet"),
        ("GET http://shop.example:8080/ HTTP/1.1", "80 and 443"),
        ("GET http://shop.example\\@127.0.0.1/ HTTP/1.1", "backslash"),
        ("GET http://metadata.google.internal/ HTTP/1.1", "local"),
        ("GET https://shop.example/ HTTP/1.1", "in the clear"),
        ("GET file:///etc/passwd HTTP/1.1", "http://"),
        ("GET ftp://shop.example/ HTTP/1.1", "http://"),
        ("GET / HTTP/1.1", "http://"),
        ("DELETE http://shop.example/p HTTP/1.1", "may not DELETE"),
        ("PUT http://shop.example/p HTTP/1.1", "may not PUT"),
        ("TRACE http://shop.example/p HTTP/1.1", "may not TRACE"),
        ("NONSENSE", "may not"),
    ],
)
def test_what_leads_inward_or_is_none_of_a_pages_is_refused_and_told(site: Web, line: str, why: str) -> None:
    with gate(site) as to:
        told = ask(to, line)
        assert told == b"" or told.startswith(b"HTTP/1.1 403")
        assert site.dialled == []
        assert why in " ".join(each.why for each in to.refusals())


def test_nobody_without_its_password_gets_through(site: Web) -> None:
    with gate(site) as to, gate(site) as other:
        for token in ("page:guess", f"page:{other.password}", "", ":"):
            told = ask(to, "GET http://shop.example/p HTTP/1.1", token=token or "x")
            assert told.startswith(b"HTTP/1.1 407") and b"Proxy-Authenticate: Basic" in told
        assert site.dialled == []


def test_a_name_is_looked_up_once_a_connection_and_leads_to_what_was_checked(site: Web) -> None:
    site.resolves["rebinds.example"] = [PUBLIC, "127.0.0.1"]
    with gate(site) as to:
        assert b"kettle" in ask(to, "GET http://rebinds.example/p HTTP/1.1")
        assert ask(to, "GET http://rebinds.example/p HTTP/1.1") == b""
        assert site.dialled == [PUBLIC]
        assert [each.what for each in to.refusals()] == ["rebinds.example"]


def test_a_server_of_this_machine_is_reached_by_the_name_that_stands_for_it_alone(site: Web) -> None:
    with trap() as set_up:
        guard = Guard(resolver=lambda *_: ["127.0.0.1"], allowance=Allowance.parse(f"*.test=127.0.0.1:{set_up.port}"))
        with gate(site, guard=guard) as to:
            assert b"kettle" in ask(to, "GET http://a.test/p HTTP/1.1")  # the web's dial, whatever the port
            assert ask(to, "GET http://a.test.example/p HTTP/1.1") == b""
            assert set_up.caught == []


def test_a_connection_carries_so_much_and_lasts_so_long(site: Web) -> None:
    with gate(site) as to:
        assert len(ask(to, "GET http://shop.example/long HTTP/1.1")) < 400_000
        assert any("over one connection" in each.why for each in to.refusals())
    with gate(site, RenderLimits(request_s=0.3)) as to:
        began = time.monotonic()
        told = ask(to, "CONNECT shop.example:443 HTTP/1.1")
        assert told == b"HTTP/1.1 200 Connection established\r\n\r\n"
        assert time.monotonic() - began < 2
        assert [each.why for each in to.refusals()] == ["A connection lasted more than 0.3 s."]


def test_a_page_takes_so_much_and_then_nothing(site: Web) -> None:
    with gate(site, RenderLimits(request_bytes=10**6, page_bytes=600_000)) as to:
        assert len(ask(to, "GET http://shop.example/long HTTP/1.1")) > 400_000
        ask(to, "GET http://shop.example/long HTTP/1.1")
        assert to.tally.spent.startswith("The page and what it loads")
        assert ask(to, "GET http://shop.example/p HTTP/1.1") == b""


def test_a_page_sends_so_much_and_then_nothing(site: Web) -> None:
    with gate(site) as to:
        ask(to, "POST http://shop.example/p HTTP/1.1", "Content-Length: 90000\r\n", b"x" * 90_000)
        assert to.tally.spent.startswith("The page sends more")


def test_what_follows_a_whole_request_is_not_carried_to_the_same_server(site: Web) -> None:
    """The browser's next request on that connection may be for another host."""
    before = len(site.asked)
    with gate(site) as to:
        second = b"GET http://other.example/stolen HTTP/1.1\r\nHost: other.example\r\n\r\n"
        ask(to, "POST http://shop.example/p HTTP/1.1", "Content-Length: 2\r\n", b"ab" + second)
    assert "/stolen" not in {path for _, path, _ in site.asked[before:]}
    assert "http://other.example/stolen" not in {path for _, path, _ in site.asked[before:]}


def test_when_the_page_is_over_so_is_the_gate(site: Web) -> None:
    with gate(site) as to:
        tunnel = connected(to)
        tunnel.sendall(f"CONNECT shop.example:443 HTTP/1.1\r\nProxy-Authorization: {to.authorization}\r\n\r\n".encode())
        assert tunnel.recv(100).startswith(b"HTTP/1.1 200")
        address = to.address
    tunnel.settimeout(3)
    assert tunnel.recv(100) == b""
    tunnel.close()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), 1)


def test_what_the_fetch_guard_refuses_the_gate_does_too() -> None:
    """Each line of the corpus whose own address is to be refused, over a network that would let everything through."""
    lines = [read_line(text) for _, text in numbered_lines(CORPUS)]
    own = [each for each in lines if not {"redirects", "resolves_to_sequence"} & each.keys()]
    refused = [each["url"] for each in own if each["should"] == "refuse"]
    assert len(refused) > 300
    for line in own:
        network, dialled = Network(line), list[str]()

        def dial(address: str, *_: object, dialled: list[str] = dialled) -> socket.socket:
            dialled.append(address)
            return socket.socket()

        made = Gate(Guard(resolver=network.resolve), dialled=dial)
        try:
            made.connect(target_of("GET", re.sub("https", "http", line["url"], count=1, flags=re.I))).close()
        except FetchFailed:
            assert line["should"] == "refuse", line
        else:
            assert line["should"] == "allow", line
        assert not [address for address in dialled if is_private(address)], line


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_whatever_is_sent_to_it_nothing_is_dialled_without_the_password(site: Web, sent: bytes) -> None:
    with gate(site, RenderLimits(request_s=0.2)) as to, connected(to) as client:
        client.sendall(sent + b"\r\n\r\n")
        client.settimeout(2)
        while client.recv(65536):
            pass
        assert site.dialled == []


def test_where_it_cannot_listen_the_browser_is_no_use() -> None:
    with pytest.raises(Unavailable, match=r"192\.0\.2\.1"):
        Gate(Guard(), at="192.0.2.1").__enter__()


def test_a_trap_catches(site: Web) -> None:
    """What the other tests rely on."""
    with trap() as set_up:
        assert isinstance(set_up, Trap)
        socket.create_connection(("127.0.0.1", set_up.port), 2).close()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.sendto(b"x", ("127.0.0.1", set_up.port))
        for _ in range(100):
            if len(set_up.caught) == 2:
                break
            time.sleep(0.01)
        assert sorted(set_up.caught) == ["tcp", "udp"]
