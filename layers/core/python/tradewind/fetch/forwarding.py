"""A forwarding proxy with the guard in it, for libraries that make their connections themselves.

    forwarder = Forwarder(open_guard(...), Homes.parse("ntfy.lan:8080"))
    with forwarder.way_to("https://discord.com/api/...") as way:
        session.send(request, proxies={"https": way.proxy, "http": way.proxy}, allow_redirects=False)

It listens on loopback, for this process alone: each way has a password of its own, leads to one host and port, and is
closed when the `with` ends. The guard looks the host up once, checks every address, and connects to one that it
checked, so the library never resolves a name. What it tunnels (CONNECT) stays encrypted end to end. Plain http is
forwarded only to servers that an operator has allowed by name, and to those that stand for one on this machine.
"""

import re
import select
import socket
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address
from secrets import token_urlsafe
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Lock, Thread
from time import monotonic
from urllib.parse import urlsplit

from tradewind.fetch.addresses import why_refused
from tradewind.fetch.guard import Endpoint, Guard
from tradewind.fetch.outcome import FetchFailed
from tradewind.fetch.target import parse_host, parse_target

LONGEST_HEAD = 16 * 1024  # bytes
PIECE = 64 * 1024  # bytes
CONNECT_S = 5.0
LONGEST_S = 30.0  # of one connection, from first to last byte
ADDRESSES_TRIED = 3

AT_HOME = tuple(
    (IPv6Network if ":" in block else IPv4Network)(block)
    for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
"""Where the name of a home server may lead beside the public internet: private use (RFC 1918, RFC 4193), and the
shared space (RFC 6598) that overlay networks use. Never to loopback or to link-local, a cloud's metadata among it."""

Dial = Callable[[str, int, float], socket.socket]
"""A checked address, a port and seconds to a connection. Raises OSError."""


def dial(address: str, port: int, timeout_s: float) -> socket.socket:
    """A TCP connection to an address."""
    return socket.create_connection((address, port), timeout_s)


@dataclass(frozen=True, slots=True)
class Homes:
    """Servers of the operator's own network that users may name: each one host and one port."""

    places: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def parse(cls, setting: str) -> "Homes":
        """Read `ntfy.lan:8080, 192.168.1.10:443, [fd00::7]:80`. Raises: ValueError for an entry that is none."""
        places = set()
        for entry in filter(None, (entry.strip() for entry in setting.split(","))):
            host, _, port = entry.rpartition(":")
            if not re.fullmatch(r"[a-z0-9.-]+|\[[0-9a-f:.]+\]", host.lower()) or not re.fullmatch("[0-9]{1,5}", port):
                raise ValueError(f"{entry!r} is not a host and a port, as ntfy.lan:8080")
            places.add((host.lower().strip("[]"), int(port)))
        return cls(frozenset(places))

    def hold(self, host: str, port: int) -> bool:
        """Whether the operator has allowed this very host and port."""
        return (host.lower().strip("[]"), port) in self.places


@dataclass(frozen=True, slots=True)
class Place:
    """Where a way leads. `host` without brackets, as it was written; `at_home`: the operator allowed it by name."""

    scheme: str
    host: str
    port: int
    at_home: bool


def place_of(url: str, guard: Guard, homes: Homes) -> Place:
    """Where an address leads, if a way may lead there at all. No name is looked up.

    Raises: FetchFailed (refused) for what is neither public https on port 443, nor allowed by the operator.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = parts.hostname or ""
    except ValueError:
        raise FetchFailed("refused", "The address has no clean host and port.") from None
    if homes.hold(host, port) and parts.scheme in ("http", "https") and "\\" not in url:
        return Place(parts.scheme, host, port, at_home=True)
    target = parse_target(url)
    local = guard.allowance.endpoint(target.host) is not None
    if target.address is not None and why_refused(target.address):
        raise FetchFailed("refused", f"{target.host} is not on the public internet.")
    if not local and (target.scheme, target.port) != ("https", 443):
        raise FetchFailed("refused", f"{target.host} must be reached by https, on port 443.")
    return Place(target.scheme, target.host, target.port, at_home=False)


@dataclass(slots=True)
class Way:
    """A way out to one place. `reached`: a connection was made, so something may have got there. `failure`: why none
    was."""

    place: Place
    proxy: str
    reached: bool = False
    failure: FetchFailed | None = field(default=None)


class Forwarder:
    """The proxy of this process; it begins to listen with its first way."""

    def __init__(self, guard: Guard, homes: Homes = Homes(), dialled: Dial = dial) -> None:
        self.guard = guard
        self.homes = homes
        self._dial = dialled
        self._ways: dict[str, Way] = {}
        self._lock = Lock()
        self._server: ThreadingTCPServer | None = None

    @contextmanager
    def way_to(self, url: str) -> Iterator[Way]:
        """A way to the host of `url` and to no other. Raises: FetchFailed (refused) where none may lead."""
        place = place_of(url, self.guard, self.homes)
        password = token_urlsafe(24)
        host, port = self._listening().server_address[:2]
        way = Way(place, f"http://way:{password}@{host!s}:{port}")
        token = b64encode(f"way:{password}".encode()).decode()
        self._ways[token] = way
        try:
            yield way
        finally:
            del self._ways[token]

    def close(self) -> None:
        """Listen no more."""
        with self._lock:
            if self._server is not None:
                self._server.shutdown()
                self._server.server_close()
                self._server = None

    def _listening(self) -> ThreadingTCPServer:
        with self._lock:
            if self._server is None:
                self._server = ProxyServer(("127.0.0.1", 0), _handler_of(self))
                Thread(target=self._server.serve_forever, args=(0.05,), name="forwarding", daemon=True).start()
            return self._server

    def find(self, authorization: str) -> Way | None:
        """The way that a client's password opens."""
        kind, _, token = authorization.partition(" ")
        return self._ways.get(token.strip()) if kind.lower() == "basic" else None

    def connect(self, way: Way) -> socket.socket:
        """A connection to where the way leads. Raises: FetchFailed (refused, dns, timeout, connect)."""
        try:
            endpoint = self._endpoint(way.place)
            for address in endpoint.addresses[:ADDRESSES_TRIED]:
                with suppress(OSError):
                    found = self._dial(address, endpoint.port, CONNECT_S)
                    way.reached = True
                    return found
            raise FetchFailed("connect", f"{way.place.host} takes no connection.")
        except FetchFailed as failure:
            way.failure = failure
            raise

    def _endpoint(self, place: Place) -> Endpoint:
        if not place.at_home:
            return self.guard.endpoint(parse_target(f"{place.scheme}://{_bracketed(place.host)}/"), CONNECT_S)
        with suppress(ValueError):
            return Endpoint((str(ip_address(place.host)),), place.port)
        try:
            answers = self.guard.resolver(place.host, CONNECT_S)
        except (OSError, TimeoutError):
            raise FetchFailed("dns", f"The name {place.host} does not resolve.") from None
        for answer in answers:
            address = ip_address(answer)
            if why_refused(address) and not any(address in block for block in AT_HOME):
                raise FetchFailed("refused", f"{place.host} leads to where no home server is.")
        if not answers:
            raise FetchFailed("dns", f"The name {place.host} has no address.")
        return Endpoint(tuple(answers), place.port)


class ProxyServer(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = False
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client or server that broke off: the library sees it, and `Way.reached` says what it means."""


def _handler_of(forwarder: Forwarder) -> type[BaseRequestHandler]:
    class Handler(BaseRequestHandler):
        """One connection of a client: a tunnel, or one plain request."""

        request: socket.socket

        def handle(self) -> None:
            self.request.settimeout(LONGEST_S)
            (asked, *rows), body = read_head(self.request)
            method, _, rest = asked.partition(" ")
            where = rest.rpartition(" ")[0]
            headers = dict(header_of(row) for row in rows)
            way = forwarder.find(headers.get("proxy-authorization", ""))
            if way is None:
                return self._refuse("407 Proxy Authentication Required")
            if not _leads_there(method, where, way.place):
                way.failure = FetchFailed("refused", "This way leads elsewhere.")
                return self._refuse("403 Forbidden")
            try:
                upstream = forwarder.connect(way)
            except FetchFailed as failure:
                return self._refuse("403 Forbidden" if failure.kind == "refused" else "502 Bad Gateway")
            with closing(upstream):
                if method == "CONNECT":
                    self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                else:
                    path = "/" + where.removeprefix("http://").partition("/")[2]
                    kept = [row for row in rows if not header_of(row)[0].startswith(("proxy-", "connection"))]
                    told = [f"{method} {path} HTTP/1.1", *kept, "Connection: close", "", ""]
                    upstream.sendall("\r\n".join(told).encode("latin-1"))
                upstream.sendall(body)
                _pump(self.request, upstream)

        def _refuse(self, status: str) -> None:
            self.request.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())

    return Handler


def read_head(client: socket.socket) -> tuple[list[str], bytes]:
    """The request line and headers, and what came after them. Raises: OSError for a client that sends anything else."""
    read = b""
    while b"\r\n\r\n" not in read:
        piece = client.recv(PIECE)
        if not piece or len(read) > LONGEST_HEAD:
            raise OSError("not a clean request")
        read += piece
    head, _, body = read.partition(b"\r\n\r\n")
    return head.decode("latin-1").split("\r\n"), body


def header_of(row: str) -> tuple[str, str]:
    name, _, value = row.partition(":")
    return name.strip().lower(), value.strip()


def _leads_there(method: str, where: str, place: Place) -> bool:
    """Whether a request is for the place: a tunnel for https, a plain request for http."""
    if (method == "CONNECT") != (place.scheme == "https"):
        return False
    authority = where if method == "CONNECT" else where.removeprefix("http://").partition("/")[0]
    host, _, port = authority.rpartition(":") if re.search(":[0-9]+$", authority) else (authority, "", "80")
    bare = host.strip("[]").lower()
    with suppress(FetchFailed):
        return (bare if place.at_home else str(parse_host(_bracketed(bare))), int(port)) == (place.host, place.port)
    return False


def _pump(client: socket.socket, server: socket.socket) -> None:
    """Carry bytes both ways until one side ends, or the connection has lasted too long."""
    ends_at = monotonic() + LONGEST_S
    while (left := ends_at - monotonic()) > 0:
        ready, _, _ = select.select([client, server], [], [], left)
        for one in ready:
            piece = one.recv(PIECE)
            if not piece:
                return
            (server if one is client else client).sendall(piece)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
