"""A web of a test's own for a rendering browser: hosts at public addresses that are a server here, and traps where no
page may get to."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from tradewind.fetch.guard import Guard

PUBLIC = "93.184.215.14"


@dataclass
class Web:
    """`pages` by path: markup, or what writes an answer itself. `resolves`: the answers of a name, one a look-up and
    the last for good; other names are public. `dialled`: every address that the gate connected to."""

    pages: dict[str, str | Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    resolves: dict[str, list[str]] = field(default_factory=dict)
    dialled: list[str] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    def guard(self) -> Guard:
        return Guard(resolver=self._resolve)

    def dial(self, address: str, _: int, timeout_s: float) -> socket.socket:
        self.dialled.append(address)
        return socket.create_connection(("127.0.0.1", self.port), timeout_s)

    def visits(self, path: str) -> int:
        return sum(asked == path for _, asked, _ in self.asked)

    def _resolve(self, host: str, _: float) -> list[str]:
        answers = self.resolves.get(host, [PUBLIC])
        return [answers.pop(0)] if len(answers) > 1 else list(answers)


@contextmanager
def web() -> Iterator[Web]:
    """A web whose every host is one server on this machine."""
    made = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}))
            if length := int(self.headers.get("content-length", 0)):
                self.rfile.read(length)
            page = made.pages.get(self.path.partition("?")[0])
            if callable(page):
                page(self)
                return
            content = (page or "").encode()
            self.send_response(200 if page is not None else 404)
            kind = "application/json" if content.startswith(b"{") else "text/html; charset=utf-8"
            kind = "text/javascript" if self.path.endswith(".js") else kind
            for name, value in {"Content-Type": kind, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 (http.server's own name)

        def log_message(self, *_: Any) -> None:
            pass

    server = Quiet(("127.0.0.1", 0), Handler)
    made.port = server.server_address[1]
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


class Quiet(ThreadingHTTPServer):
    """A server that does not tell of visitors who hang up."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@dataclass
class Trap:
    """A port of this machine that nothing may reach: over TCP and over UDP."""

    port: int
    caught: list[str] = field(default_factory=list)


@contextmanager
def trap() -> Iterator[Trap]:
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        set_up = Trap(tcp.getsockname()[1])
        udp.bind(("127.0.0.1", set_up.port))

        def wait_tcp() -> None:
            while True:
                try:
                    connection, _ = tcp.accept()
                except OSError:
                    return
                set_up.caught.append("tcp")
                connection.close()

        def wait_udp() -> None:
            while True:
                try:
                    udp.recvfrom(2048)
                except OSError:
                    return
                set_up.caught.append("udp")

        for wait in (wait_tcp, wait_udp):
            Thread(target=wait, daemon=True).start()
        yield set_up
        for one in (tcp, udp):
            one.shutdown(socket.SHUT_RDWR) if one is tcp else one.close()
