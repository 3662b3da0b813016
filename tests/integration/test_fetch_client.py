"""The fetch client against real servers on loopback, reached through the guard by forged public names."""

import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpcore
import pytest

from tradewind.fetch import Allowance, Client, FetchFailed, Guard, Limits, fetch
from tradewind.fetch.guard import connect
from tradewind.fetch.transport import trust

Answer = Callable[[socket.socket, "Asked"], None]
BRIEF = Limits(connect_s=1, read_s=1, total_s=1)


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict[str, str]


@dataclass
class Site:
    """A server that answers each path by a function, and remembers what it was asked."""

    answers: dict[str, Answer]
    tls: ssl.SSLContext | None = None
    port: int = 0
    connections: int = 0
    asked: list[Asked] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            talk = self.tls.wrap_socket(connection, server_side=True) if self.tls else connection
            with talk, talk.makefile("rb") as lines:
                while line := lines.readline():
                    path = line.decode().split(" ")[1]
                    headers = {}
                    while (head := lines.readline().decode("latin-1").rstrip("\r\n")) != "":
                        name, _, value = head.partition(": ")
                        headers[name.lower()] = value
                    asked = Asked(path, headers)
                    self.asked.append(asked)
                    lines.read(int(headers.get("content-length", "0")))
                    self.answers[path](talk, asked)


@contextmanager
def running(answers: dict[str, Answer], tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site = Site(answers, tls, listener.getsockname()[1])
        threading.Thread(target=site.serve, args=(listener,), daemon=True).start()
        yield site


def guard_to(site: Site, **names: Sequence[str]) -> Guard:
    """Every name is public, every public address is `site`."""
    return Guard(
        resolver=lambda host, timeout_s: names.get(host, ["93.184.215.14"]),
        connector=lambda address, port, timeout_s: connect("127.0.0.1", site.port, timeout_s),
    )


def page(body: bytes = b"<p>1</p>", *lines: str, status: str = "200 OK", kind: str = "text/html") -> Answer:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *lines])
    return lambda talk, asked: talk.sendall(head.encode() + b"\r\n\r\n" + body)


def to(location: str, status: str = "302 Found") -> Answer:
    return page(b"moved", f"Location: {location}", status=status)


def endless(head: str, chunk: bytes, pause_s: float = 0) -> Answer:
    def answer(talk: socket.socket, asked: Asked) -> None:
        talk.sendall(head.encode())
        for _ in range(100_000):
            talk.sendall(chunk)
            time.sleep(pause_s)

    return answer


def failure(site: Site, path: str = "/", limits: Limits = BRIEF) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        fetch(f"http://shop.example.com{path}", guard=guard_to(site), limits=limits)
    return caught.value


def test_an_answer_comes_back_whole() -> None:
    with running({"/p?q=1": page(b"hello", "X-Two: a", "X-Two: b", 'ETag: "1"')}) as site:
        found = fetch("HTTP://Shop.Example.COM./p?q=1#part", guard=guard_to(site))
    assert (found.status, found.body, found.url) == (200, b"hello", "http://shop.example.com/p?q=1")
    assert found.headers["x-two"] == "a, b"
    assert found.hops == ("http://shop.example.com/p?q=1",)
    assert site.asked[0].headers["host"] == "shop.example.com"
    assert site.asked[0].headers["user-agent"].startswith("TradewindBot/")
    assert site.asked[0].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize("status", ["404 Not Found", "429 Too Many Requests", "503 Service Unavailable"])
def test_any_status_is_an_answer(status: str) -> None:
    with running({"/": page(b"no", status=status, kind="image/png")}) as site:
        found = fetch("http://shop.example.com/", guard=guard_to(site))
    assert (found.status, found.body) == (int(status[:3]), b"no")


def test_what_has_not_changed_is_not_sent() -> None:
    def answer(talk: socket.socket, asked: Asked) -> None:
        known = asked.headers.get("if-none-match") == '"1"' and "if-modified-since" in asked.headers
        talk.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n" if known else b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with running({"/": answer}) as site:
        found = fetch(
            "http://shop.example.com/",
            guard=guard_to(site),
            etag='"1"',
            last_modified="Wed, 01 Jan 2025 00:00:00 GMT",
        )
    assert found.not_modified
    assert (found.status, found.body) == (304, b"")


@pytest.mark.parametrize(
    ("encoding", "coded"),
    [
        ("gzip", gzip.compress(b"price" * 100, mtime=0)),
        ("gzip", gzip.compress(b"price" * 60, mtime=0) + gzip.compress(b"price" * 40, mtime=0) + b"\0\0"),
        ("deflate", zlib.compress(b"price" * 100)),
        ("deflate", zlib.compress(b"price" * 100)[2:-4]),
        ("identity", b"price" * 100),
    ],
)
def test_bodies_are_decoded(encoding: str, coded: bytes) -> None:
    with running({"/": page(coded, f"Content-Encoding: {encoding}")}) as site:
        assert fetch("http://shop.example.com/", guard=guard_to(site)).body == b"price" * 100


def test_pages_of_one_host_share_a_connection() -> None:
    with running({"/1": page(), "/2": to("/3"), "/3": page()}) as site, Client(guard_to(site)) as client:
        for path in ("/1", "/2", "/1"):
            assert client.fetch(f"http://shop.example.com{path}").body == b"<p>1</p>"
        assert (len(site.asked), site.connections) == (4, 1)
        client.fetch("http://other.example.com/1")
        assert site.connections == 2


def test_a_kept_connection_is_left_when_the_name_moves() -> None:
    answers = iter([["93.184.215.14"], ["1.1.1.1"], ["10.0.0.1"]])
    with running({"/": page()}) as site:
        guard = Guard(
            resolver=lambda host, timeout_s: next(answers),
            connector=lambda address, port, timeout_s: connect("127.0.0.1", site.port, timeout_s),
        )
        with Client(guard) as client:
            client.fetch("http://shop.example.com/")
            client.fetch("http://shop.example.com/")
            assert site.connections == 2
            with pytest.raises(FetchFailed, match="refused"):
                client.fetch("http://shop.example.com/")
    assert len(site.asked) == 2


def test_a_connection_that_the_server_closed_is_opened_anew() -> None:
    def answer_and_leave(talk: socket.socket, asked: Asked) -> None:
        talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
        talk.shutdown(socket.SHUT_RDWR)

    with running({"/": answer_and_leave}) as site, Client(guard_to(site)) as client:
        for _ in range(3):
            assert client.fetch("http://shop.example.com/").body == b"x"
    assert site.connections == 3


def test_a_server_that_leaves_on_the_second_request_is_asked_again() -> None:
    def answer(talk: socket.socket, asked: Asked) -> None:
        if len(site.asked) == 2:
            talk.shutdown(socket.SHUT_RDWR)
            raise OSError
        page()(talk, asked)

    with running({"/": answer}) as site, Client(guard_to(site)) as client:
        client.fetch("http://shop.example.com/")
        assert client.fetch("http://shop.example.com/").status == 200
    assert (len(site.asked), site.connections) == (3, 2)


def test_private_headers_stay_with_their_host() -> None:
    answers = {
        "/a": to("/b"),
        "/b": to("http://other.example.net/c"),
        "/c": to("http://shop.example.com/d"),
        "/d": page(),
    }
    with running(answers) as site:
        found = fetch(
            "http://me:secret@shop.example.com/a",
            guard=guard_to(site),
            headers={"Cookie": "session=1", "X-Key": "2"},
            etag='"3"',
        )
    carried = [{"cookie", "x-key", "authorization", "if-none-match"} & asked.headers.keys() for asked in site.asked]
    assert [len(names) for names in carried] == [4, 4, 0, 0]
    assert [asked.headers["host"] for asked in site.asked] == [
        "shop.example.com",
        "shop.example.com",
        "other.example.net",
        "shop.example.com",
    ]
    assert not any("secret" in hop for hop in found.hops)


@pytest.mark.parametrize("name", ["Host", "content-length", "Transfer-Encoding", "Proxy-Authorization", "a b", "X:"])
def test_headers_that_steer_the_transport_are_refused(name: str) -> None:
    with running({}) as site, pytest.raises(FetchFailed, match="refused"):
        fetch("http://shop.example.com/", guard=guard_to(site), headers={name: "1"})
    assert site.connections == 0


def test_a_header_cannot_smuggle_lines() -> None:
    with running({}) as site, pytest.raises(FetchFailed, match="refused"):
        fetch("http://shop.example.com/", guard=guard_to(site), headers={"Cookie": "a\r\nHost: 127.0.0.1"})


def test_a_post_is_sent_once_and_not_sent_on() -> None:
    with running({"/hook": to("/other", "307 Temporary Redirect")}) as site:
        found = fetch("http://shop.example.com/hook", guard=guard_to(site), method="POST", body=b"{}")
    assert found.status == 307
    assert [asked.path for asked in site.asked] == ["/hook"]
    assert site.asked[0].headers["content-length"] == "2"


def test_a_post_has_a_connection_of_its_own_and_any_answer_counts() -> None:
    with running({"/": page(), "/hook": page(b"GIF89a", kind="image/gif")}) as site, Client(guard_to(site)) as client:
        client.fetch("http://shop.example.com/")
        assert client.fetch("http://shop.example.com/hook", method="POST", body=b"{}").status == 200
        assert site.connections == 2
        client.fetch("http://shop.example.com/")
    assert site.connections == 2


def test_a_redirect_to_a_private_address_ends_there() -> None:
    with running({"/": to("http://169.254.169.254/latest/")}) as site:
        assert failure(site).kind == "refused"
    assert len(site.asked) == 1


def test_redirects_end() -> None:
    with running({f"/{n}": to(f"/{n + 1}") for n in range(9)} | {"/round": to("/round")}) as site:
        assert failure(site, "/0").kind == "too_many_redirects"
        assert len(site.asked) == 6
        assert failure(site, "/round").kind == "too_many_redirects"


def test_redirects_are_answers_when_not_followed() -> None:
    with running({"/": to("/next")}) as site:
        found = fetch("http://shop.example.com/", guard=guard_to(site), follow=False)
    assert (found.status, found.headers["location"]) == (302, "/next")


@pytest.mark.parametrize(
    ("head", "chunk", "pause_s", "kind"),
    [
        ("HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", b"x", 0.02, "timeout"),
        ("HTTP/1.1 200 OK\r\nX-", b"y", 0.02, "timeout"),
        ("", b"HTTP/1.1 100 Continue\r\n\r\n", 0.02, "timeout"),
        ("HTTP/1.1 200 OK\r\n", b"X-Long: " + b"y" * 1000 + b"\r\n", 0, "bad_response"),
        ("HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536, 0, "too_large"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"10\r\n" + b"x" * 16 + b"\r\n", 0.02, "timeout"),
        ("SSH-2.0-OpenSSH_9.6\r\n", b"\r\n", 0.02, "bad_response"),
    ],
)
def test_a_server_without_end_is_left(head: str, chunk: bytes, pause_s: float, kind: str) -> None:
    with running({"/": endless(head, chunk, pause_s)}) as site:
        started = time.monotonic()
        limits = Limits(connect_s=1, read_s=1, total_s=0.4 if kind == "timeout" else 5, body_bytes=1024 * 1024)
        assert failure(site, limits=limits).kind == kind
        assert time.monotonic() - started < 2


@pytest.mark.parametrize("limits", [Limits(read_s=0.2), Limits(total_s=0.2)])
def test_a_silent_server_is_left(limits: Limits) -> None:
    with running({"/": lambda talk, asked: time.sleep(3)}) as site:
        started = time.monotonic()
        assert failure(site, limits=limits).kind == "timeout"
        assert time.monotonic() - started < 1


def test_a_server_that_leaves_at_once_is_asked_once() -> None:
    with running({"/": lambda talk, asked: talk.shutdown(socket.SHUT_RDWR)}) as site:
        assert failure(site).kind == "bad_response"
    assert len(site.asked) == 1


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize(("mebibytes", "inflation"), [(64, 10_000), (64, 200), (4, 200)])
def test_a_bomb_is_not_unpacked(encoding: str, mebibytes: int, inflation: int) -> None:
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | (16 if encoding == "gzip" else 0))
    bomb = packer.compress(bytes(mebibytes * 1024 * 1024)) + packer.flush()
    with running({"/": page(bomb, f"Content-Encoding: {encoding}")}) as site:
        assert failure(site, limits=Limits(inflation=inflation)).kind == "too_large"


def test_a_short_page_may_repeat_itself() -> None:
    body = b"<tr><td></td></tr>" * 40_000
    with running({"/": page(gzip.compress(body, mtime=0), "Content-Encoding: gzip")}) as site:
        assert fetch("http://shop.example.com/", guard=guard_to(site)).body == body


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "compress"])
def test_an_encoding_that_was_not_asked_for_is_no_answer(encoding: str) -> None:
    with running({"/": page(b"x", f"Content-Encoding: {encoding}")}) as site:
        assert failure(site).kind == "bad_response"


@pytest.mark.parametrize("coded", [b"no gzip", gzip.compress(b"price" * 100, mtime=0)[:-12]])
def test_a_body_that_does_not_decode_is_no_answer(coded: bytes) -> None:
    with running({"/": page(coded, "Content-Encoding: gzip")}) as site:
        assert failure(site).kind == "bad_response"


def test_a_body_that_breaks_off_is_no_answer() -> None:
    def break_off(talk: socket.socket, asked: Asked) -> None:
        talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        talk.shutdown(socket.SHUT_RDWR)

    with running({"/": break_off}) as site:
        assert failure(site).kind == "bad_response"


def test_a_picture_is_not_read() -> None:
    with running({"/": page(b"\x89PNG", kind="image/png")}) as site:
        assert failure(site).kind == "unsupported_type"
        found = fetch("http://shop.example.com/", guard=guard_to(site), limits=Limits(content_types=None))
    assert found.body == b"\x89PNG"


def test_a_closed_port_takes_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert failure(Site({}, port=port)).kind == "connect"


def test_the_next_address_is_tried_when_one_is_dead() -> None:
    tried: list[str] = []

    def connector(address: str, port: int, timeout_s: float) -> httpcore.NetworkStream:
        tried.append(address)
        if len(tried) == 1:
            raise httpcore.ConnectError
        return connect("127.0.0.1", site.port, timeout_s)

    with running({"/": page()}) as site:
        guard = Guard(resolver=lambda host, timeout_s: ["2606:4700::1111", "1.1.1.1"], connector=connector)
        assert fetch("http://shop.example.com/", guard=guard).status == 200
    assert tried == ["2606:4700::1111", "1.1.1.1"]


def test_the_allowance_reaches_its_server_and_nothing_else() -> None:
    with running({"/": page(b"shop")}) as site:
        guard = Guard(allowance=Allowance.parse(f"*.shop.test=127.0.0.1:{site.port}"))
        assert fetch("http://a.shop.test/", guard=guard).body == b"shop"
        for url in (f"http://127.0.0.1:{site.port}/", "http://127.0.0.1/", f"http://a.shop.test:{site.port}/"):
            with pytest.raises(FetchFailed, match="refused"):
                fetch(url, guard=guard)
        assert site.asked[0].headers["host"] == "a.shop.test"


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with running({"/": page()}) as site:
        assert fetch("http://shop.example.com/", guard=guard_to(site)).status == 200


@pytest.fixture
def certified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    """A server's TLS for shop.example.com, by an authority that this machine is told to trust."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "shop.example.com")])
    now = datetime.now(UTC)
    identity = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("shop.example.com")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(identity, critical=False)
        .sign(key, hashes.SHA256())
    )
    chain = tmp_path / "site.pem"
    plain = serialization.NoEncryption()
    chain.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    trust.cache_clear()
    yield context
    trust.cache_clear()


def test_tls_is_by_name_though_the_connection_is_by_address(certified: ssl.SSLContext) -> None:
    with running({"/": page(b"safe")}, certified) as site:
        assert fetch("https://shop.example.com/", guard=guard_to(site)).body == b"safe"
        for other in ("https://other.example.com/", "https://93.184.215.14/"):
            with pytest.raises(FetchFailed) as caught:
                fetch(other, guard=guard_to(site))
            assert caught.value.kind == "tls"


def test_an_unknown_authority_is_not_trusted(certified: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with running({"/": page()}, certified) as site, pytest.raises(FetchFailed) as caught:
        fetch("https://shop.example.com/", guard=guard_to(site))
    assert caught.value.kind == "tls"


def test_private_headers_do_not_go_from_https_to_http(certified: ssl.SSLContext) -> None:
    with running({"/": page()}) as plain, running({"/": to("http://shop.example.com/")}, certified) as site:
        guard = Guard(
            resolver=lambda host, timeout_s: ["93.184.215.14"],
            connector=lambda address, port, timeout_s: connect(
                "127.0.0.1", (site if port == 443 else plain).port, timeout_s
            ),
        )
        assert fetch("https://shop.example.com/", guard=guard, headers={"Cookie": "a=1"}).status == 200
    assert site.asked[0].headers["cookie"] == "a=1"
    assert "cookie" not in plain.asked[0].headers
