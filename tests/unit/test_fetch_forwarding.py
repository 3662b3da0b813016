"""The guard's forwarding proxy: leads to one place, for one client, and to no other."""

import base64
import http.client
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from tradewind.fetch import FetchFailed
from tradewind.fetch.forwarding import Forwarder, Homes, Way
from tradewind.fetch.guard import Allowance, Guard

HOME = Homes.parse("ntfy.lan:8080")


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was asked."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        names = ",".join(sorted(name.lower() for name in self.headers))
        said = f"{self.path}|{self.headers['Host']}|{names}|".encode() + body
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def echo() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def forwarder(echo: int, resolves: dict[str, list[str]], dialled: list[str] | None = None) -> Forwarder:
    """One whose every connection ends at the echo, whatever address it dialled."""

    def dial(address: str, _: int, timeout_s: float) -> socket.socket:
        if dialled is not None:
            dialled.append(address)
        return socket.create_connection(("127.0.0.1", echo), timeout_s)

    def resolve(host: str, _: float) -> list[str]:
        if host not in resolves:
            raise OSError
        return resolves[host]

    return Forwarder(Guard(resolver=resolve, allowance=Allowance.parse(f"*.test=127.0.0.1:{echo}")), HOME, dial)


def asked(way: Way, line: str, *, token: str | None = None, body: bytes = b"") -> tuple[int, bytes]:
    """What the proxy says to one request line."""
    parts = urlsplit(way.proxy)
    given = token or f"{parts.username}:{parts.password}"
    with socket.create_connection((parts.hostname or "", parts.port or 0), 5) as client:
        head = f"{line}\r\nHost: x\r\nProxy-Authorization: Basic {base64.b64encode(given.encode()).decode()}\r\n"
        client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = http.client.HTTPResponse(client)
        answer.begin()
        return answer.status, answer.read() if answer.status != 200 or "CONNECT" not in line else b""


def test_a_home_server_is_asked_in_the_clear_without_what_is_the_proxys(echo: int) -> None:
    proxy = forwarder(echo, {"ntfy.lan": ["192.168.1.9"]})
    with proxy.way_to("http://ntfy.lan:8080/topic") as way:
        status, said = asked(way, "POST http://ntfy.lan:8080/topic?x=1 HTTP/1.1", body=b"hello" * 50_000)
    assert (status, way.reached) == (200, True)
    path, host, names, body = said.split(b"|", 3)
    assert (path, host, body) == (b"/topic?x=1", b"x", b"hello" * 50_000)
    assert b"proxy-authorization" not in names
    proxy.close()


def test_it_tunnels_to_a_checked_address(echo: int) -> None:
    dialled: list[str] = []
    proxy = forwarder(echo, {"hooks.example.org": ["93.184.215.14", "93.184.215.15"]}, dialled)
    with proxy.way_to("https://hooks.example.org/x") as way:
        assert asked(way, "CONNECT hooks.example.org:443 HTTP/1.1")[0] == 200
        assert asked(way, "CONNECT HOOKS.example.org.:443 HTTP/1.1")[0] == 200
    assert dialled == ["93.184.215.14"] * 2
    proxy.close()


@pytest.mark.parametrize(
    "line",
    [
        "CONNECT other.example.org:443 HTTP/1.1", "CONNECT hooks.example.org:80 HTTP/1.1",
        "CONNECT hooks.example.org:22 HTTP/1.1", "CONNECT 127.0.0.1:443 HTTP/1.1", "CONNECT [::1]:443 HTTP/1.1",
        "CONNECT hooks.example.org HTTP/1.1", "GET http://hooks.example.org/ HTTP/1.1", "GET / HTTP/1.1",
        "CONNECT hooks.example.org:443:80 HTTP/1.1", "CONNECT x@hooks.example.org:443 HTTP/1.1", "NONSENSE",
        "CONNECT hooks.example.org\\@evil.test:443 HTTP/1.1", "GET http://ntfy.lan:8080/ HTTP/1.1",
    ],
)  # fmt: skip
def test_a_way_leads_to_one_place_and_to_no_other(echo: int, line: str) -> None:
    dialled: list[str] = []
    proxy = forwarder(echo, {"hooks.example.org": ["93.184.215.14"], "ntfy.lan": ["10.0.0.1"]}, dialled)
    with proxy.way_to("https://hooks.example.org/x") as way:
        assert asked(way, line)[0] in (403, 407)
        assert not way.reached
    assert dialled == []
    proxy.close()


def test_nobody_without_its_password_gets_through_and_nobody_after_it_closed(echo: int) -> None:
    proxy = forwarder(echo, {"hooks.example.org": ["93.184.215.14"]})
    with proxy.way_to("https://hooks.example.org/x") as way, proxy.way_to("https://hooks.test/x") as other:
        assert asked(way, "CONNECT hooks.example.org:443 HTTP/1.1", token="way:guess")[0] == 407
        parts = urlsplit(other.proxy)
        theirs = f"{parts.username}:{parts.password}"
        assert asked(way, "CONNECT hooks.example.org:443 HTTP/1.1", token=theirs)[0] == 403
    assert asked(way, "CONNECT hooks.example.org:443 HTTP/1.1")[0] == 407
    proxy.close()


@pytest.mark.parametrize(
    ("url", "resolves", "kind"),
    [
        ("https://a.example.org/", {"a.example.org": ["10.0.0.1"]}, "refused"),
        ("https://a.example.org/", {"a.example.org": ["93.184.215.14", "127.0.0.1"]}, "refused"),
        ("https://a.example.org/", {"a.example.org": ["::ffff:10.0.0.1"]}, "refused"),
        ("https://a.example.org/", {}, "dns"),
        ("https://a.example.org/", {"a.example.org": []}, "dns"),
        ("http://ntfy.lan:8080/", {"ntfy.lan": ["169.254.169.254"]}, "refused"),
        ("http://ntfy.lan:8080/", {"ntfy.lan": ["127.0.0.1"]}, "refused"),
        ("http://ntfy.lan:8080/", {"ntfy.lan": ["fe80::1"]}, "refused"),
        ("http://ntfy.lan:8080/", {}, "dns"),
    ],
)
def test_what_a_name_leads_to_is_checked_when_it_is_used(echo: int, url: str, resolves: Any, kind: str) -> None:
    dialled: list[str] = []
    proxy = forwarder(echo, resolves, dialled)
    with proxy.way_to(url) as way:
        host = urlsplit(url).netloc
        line = f"CONNECT {host}:443 HTTP/1.1" if url.startswith("https") else f"GET {url} HTTP/1.1"
        assert asked(way, line)[0] == (403 if kind == "refused" else 502)
        assert way.failure is not None and way.failure.kind == kind
        assert not way.reached
    assert dialled == []
    proxy.close()


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "https://example.org:8443/", "https://10.0.0.1/", "ftp://example.org/", "https://a:99999999/",
     "https://localhost/", "http://ntfy.lan:8081/", "http://ntfy.lan:8080\\@evil.test/", "https:///x"],
)  # fmt: skip
def test_no_way_leads_where_none_may(echo: int, url: str) -> None:
    proxy = forwarder(echo, {})
    with pytest.raises(FetchFailed), proxy.way_to(url):
        pass
    proxy.close()


def test_a_server_that_takes_no_connection_was_not_reached(echo: int) -> None:
    def dial(*_: Any) -> socket.socket:
        raise ConnectionRefusedError

    proxy = Forwarder(Guard(resolver=lambda *_: ["93.184.215.14"]), dialled=dial)
    with proxy.way_to("https://example.org/") as way:
        assert asked(way, "CONNECT example.org:443 HTTP/1.1")[0] == 502
        assert way.failure is not None and (way.failure.kind, way.reached) == ("connect", False)
    proxy.close()
