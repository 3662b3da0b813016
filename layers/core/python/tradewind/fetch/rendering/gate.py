"""The forwarding proxy that a browser shows one page through: the guard decides on every connection it makes.

    with Gate(guard, limits) as gate:
        ...  # a browser context with proxyServer=gate.address and its user and password

It listens for this page alone, with a password of its own, and ends with it: connections that are open then are cut.
https is tunnelled on port 443 and no other, so a `ws:` socket finds no way; http is forwarded request by request. What
is asked for is looked up once, every address is checked, and what was checked is connected to: the browser resolves
nothing.
"""

import select
import socket
from base64 import b64encode
from contextlib import closing, suppress
from dataclasses import dataclass, field
from math import inf
from secrets import token_urlsafe
from socketserver import BaseRequestHandler
from threading import Lock, Thread
from time import monotonic
from types import TracebackType

from tradewind.errors import Unavailable
from tradewind.fetch.forwarding import (
    ADDRESSES_TRIED,
    CONNECT_S,
    PIECE,
    Dial,
    ProxyServer,
    dial,
    header_of,
    read_head,
)
from tradewind.fetch.guard import Guard
from tradewind.fetch.outcome import FetchFailed
from tradewind.fetch.rendering.outcome import Refusal, RenderLimits
from tradewind.fetch.target import Target, parse_target

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
"""What a page may do elsewhere: shops ask for prices by POST. Nothing is changed or removed for being looked at."""
OURS = ("proxy-", "connection", "upgrade", "host", "transfer-encoding")
"""How headers begin that are the gate's to write, or that would say where a request ends in another way."""
MOST_TOLD = 40
MOST_AT_ONCE = 48
"""Connections open at the same time; Chromium opens six to a host."""


@dataclass
class Tally:
    """What has crossed the gate, and what has not."""

    received: int = 0
    sent: int = 0
    connections: int = 0
    refused: dict[tuple[str, str], FetchFailed] = field(default_factory=dict)
    spent: str = ""
    """Which limit of the whole page is used up, in words; empty while none is."""


class Gate:
    """The proxy of one page. `address` is where the browser finds it, `user` and `password` what it has to say."""

    user = "page"

    def __init__(
        self,
        guard: Guard,
        limits: RenderLimits = RenderLimits(),  # noqa: B008 (frozen)
        at: str = "127.0.0.1",
        dialled: Dial = dial,
    ) -> None:
        self.guard = guard
        self.limits = limits
        self.password = token_urlsafe(24)
        self.tally = Tally()
        self._at = at
        self._dial = dialled
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self._closed = False
        self._server: ProxyServer | None = None

    def __enter__(self) -> "Gate":
        """Raises: Unavailable where it cannot listen."""
        try:
            self._server = ProxyServer((self._at, 0), _handler_of(self))
        except OSError as failure:
            raise Unavailable(f"nothing can listen at {self._at} for a browser: {failure.strerror}") from failure
        Thread(target=self._server.serve_forever, args=(0.05,), name="gate", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()
        self.cut()

    @property
    def address(self) -> str:
        """Where it listens, as `http://127.0.0.1:40001`."""
        if self._server is None:
            raise RuntimeError("the gate is shut")
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    @property
    def authorization(self) -> str:
        """What a client has to send as Proxy-Authorization."""
        return "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode()

    def refuse(self, what: str, failure: FetchFailed) -> None:
        """Note that something was not let through."""
        with self._lock:
            if len(self.tally.refused) < MOST_TOLD:
                self.tally.refused.setdefault((what, failure.detail), failure)

    def refusals(self) -> tuple[Refusal, ...]:
        """What was not let through so far, each once."""
        with self._lock:
            return tuple(Refusal(what, why) for what, why in self.tally.refused)

    def why_not(self, host: str) -> FetchFailed | None:
        """Why nothing of that host was let through, if that is so."""
        with self._lock:
            return next((failure for (what, _), failure in self.tally.refused.items() if what == host), None)

    def cut(self) -> None:
        """End every connection, and let none begin."""
        with self._lock:
            self._closed = True
            ending = list(self._open)
        for each in ending:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def connect(self, target: Target) -> socket.socket:
        """A connection to a checked address of the target. Raises: FetchFailed (refused, dns, timeout, connect)."""
        with self._lock:
            self.tally.connections += 1
            if self._closed or len(self._open) >= MOST_AT_ONCE:
                raise FetchFailed("refused", "The page opens too many connections.")
        endpoint = self.guard.endpoint(target, CONNECT_S)
        for address in endpoint.addresses[:ADDRESSES_TRIED]:
            with suppress(OSError):
                found = self._dial(address, endpoint.port, CONNECT_S)
                with self._lock:
                    self._open.add(found)
                    closed = self._closed
                if closed:
                    found.close()
                    break
                return found
        raise FetchFailed("connect", f"{target.host} takes no connection.")

    def left(self, upstream: socket.socket) -> None:
        """A connection is over."""
        with self._lock:
            self._open.discard(upstream)

    def pump(self, client: socket.socket, upstream: socket.socket, host: str, may_send: float) -> None:
        """Carry bytes both ways until one side ends, or a limit of the request or the page is reached.

        `may_send`: how many bytes the client has still to say here. What it says after a whole plain request is the
        next one, for another host perhaps, and ends the connection: the browser makes a new one for it.
        """
        ends_at = monotonic() + self.limits.request_s
        received = sent = 0
        while (left := ends_at - monotonic()) > 0:
            ready, _, _ = select.select([client, upstream], [], [], left)
            for one in ready:
                piece = one.recv(PIECE)
                if not piece:
                    return None
                if one is upstream:
                    received += len(piece)
                    self.count(received=len(piece))
                else:
                    sent += len(piece)
                    if sent > may_send:
                        return None
                    self.count(sent=len(piece))
                if received > self.limits.request_bytes:
                    mib = self.limits.request_bytes >> 20
                    return self.refuse(host, FetchFailed("too_large", f"More than {mib} MiB came over one connection."))
                if self.tally.spent:
                    return None
                (upstream if one is client else client).sendall(piece)
        return self.refuse(
            host, FetchFailed("timeout", f"A connection lasted more than {self.limits.request_s:.3g} s.")
        )

    def count(self, received: int = 0, sent: int = 0) -> None:
        """Note what has crossed; where the page has used up its share, end it."""
        with self._lock:
            tally, limits = self.tally, self.limits
            tally.received += received
            tally.sent += sent
            if tally.spent:
                return
            if tally.received > limits.page_bytes:
                tally.spent = f"The page and what it loads are larger than {limits.page_bytes >> 20} MiB."
            elif tally.sent > limits.sent_bytes:
                tally.spent = f"The page sends more than {limits.sent_bytes >> 20} MiB."
            else:
                return
        self.cut()


def _handler_of(gate: Gate) -> type[BaseRequestHandler]:
    class Handler(BaseRequestHandler):
        """One connection of the browser: a tunnel, or one plain request."""

        request: socket.socket

        def handle(self) -> None:
            self.request.settimeout(gate.limits.request_s)
            (asked, *rows), body = read_head(self.request)
            method, _, rest = asked.partition(" ")
            where = rest.rpartition(" ")[0]
            headers = dict(header_of(row) for row in rows)
            if headers.get("proxy-authorization", "") != gate.authorization:
                return self._answer("407 Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="page"\r\n')
            try:
                target = target_of(method, where)
            except FetchFailed as failure:
                gate.refuse(_named(where), failure)
                return self._refuse(method)
            try:
                upstream = gate.connect(target)
            except FetchFailed as failure:
                gate.refuse(target.host, failure)
                return self._refuse(method)
            with closing(upstream):
                try:
                    self._forward(method, target, rows, body, upstream)
                finally:
                    gate.left(upstream)
            return None

        def _forward(self, method: str, target: Target, rows: list[str], body: bytes, upstream: socket.socket) -> None:
            may_send = inf
            if method == "CONNECT":
                self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                length = dict(header_of(row) for row in rows).get("content-length", "")
                body = body[: int(length) if length.isdecimal() else 0]
                may_send = int(length or 0) - len(body) if length.isdecimal() else 0
                kept = [row for row in rows if not header_of(row)[0].startswith(OURS)]
                told = [f"{method} {target.path} HTTP/1.1", f"Host: {target.authority}", *kept, "Connection: close"]
                upstream.sendall("\r\n".join([*told, "", ""]).encode("latin-1"))
            gate.count(sent=len(body))
            upstream.sendall(body)
            gate.pump(self.request, upstream, target.host, may_send)

        def _refuse(self, method: str) -> None:
            """A tunnel is refused in so many words. A plain request gets no answer: one would be shown as the page."""
            if method == "CONNECT":
                self._answer("403 Forbidden")

        def _answer(self, status: str, headers: str = "") -> None:
            told = f"HTTP/1.1 {status}\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n"
            self.request.sendall(told.encode())

    return Handler


def target_of(method: str, where: str) -> Target:
    """What a request line asks for. Raises: FetchFailed (refused) for what no page has to ask for."""
    if method == "CONNECT":
        target = parse_target(f"https://{where}/")
        if target.port != 443 or not where.endswith(":443"):
            raise FetchFailed("refused", "Only https is tunnelled, on port 443.")
        return target
    if method not in METHODS:
        raise FetchFailed("refused", f"A page that is looked at may not {method[:20]}.")
    target = parse_target(where)
    if target.scheme != "http":
        raise FetchFailed("refused", "https is not asked for in the clear.")
    return target


def _named(where: str) -> str:
    """The host of a request line that is not clean, as far as one can be told."""
    return where.removeprefix("http://").partition("/")[0].rpartition("@")[2][:100]
