"""The network as httpcore sees it: one connection to a checked address, and a deadline over all it does.

Loaded on the first fetch: httpcore and h11 take 60 ms to import, and most functions never fetch.
"""

import ssl
from collections.abc import Iterable
from functools import lru_cache
from time import monotonic
from typing import Any

import httpcore

from tradewind.fetch.guard import Connector, Endpoint
from tradewind.fetch.target import Target

ADDRESSES_TRIED = 3


class Deadline:
    """The moment by which a fetch has to be over. One object for all connections of a client, set anew each fetch.

    httpcore's time-outs are for one read each: a server that sends a byte a second never meets one.
    """

    def __init__(self) -> None:
        self.at = monotonic()

    def cap(self, timeout_s: float | None, too_late: type[Exception]) -> float:
        """The shorter of `timeout_s` and what is left. Raises: `too_late` where nothing is."""
        left = self.at - monotonic()
        if left <= 0:
            raise too_late("The fetch took too long.")
        return left if timeout_s is None else min(timeout_s, left)


class TimedStream(httpcore.NetworkStream):
    """A connection whose every operation ends by the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.cap(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.cap(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._deadline.cap(timeout, httpcore.ConnectTimeout)
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to the addresses of one endpoint, whatever host it is asked for."""

    def __init__(self, endpoint: Endpoint, connector: Connector, deadline: Deadline) -> None:
        self._endpoint = endpoint
        self._connector = connector
        self._deadline = deadline
        self.address: str | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError("no address")
        for address in self._endpoint.addresses[:ADDRESSES_TRIED]:
            left = self._deadline.cap(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._connector(address, self._endpoint.port, left)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                failure = failed
            else:
                self.address = address
                return TimedStream(stream, self._deadline)
        raise failure


class Connections:
    """Kept-alive connections of one thread, by host and by the checked address they lead to.

    A kept connection serves a hop only if its address is among those that this hop's look-up gave.
    """

    def __init__(self, connector: Connector, deadline: Deadline, keep: int) -> None:
        self._connector = connector
        self._deadline = deadline
        self._keep = keep
        self._idle: dict[tuple[str, str, str, int], httpcore.HTTPConnection] = {}

    def take(self, target: Target, endpoint: Endpoint) -> "tuple[httpcore.HTTPConnection, CheckedBackend] | None":
        """An idle connection that leads to `endpoint`, or None."""
        for address in endpoint.addresses:
            connection = self._idle.pop((target.scheme, target.host, address, endpoint.port), None)
            if connection is None:
                continue
            if connection.is_available() and not connection.has_expired():
                backend = CheckedBackend(endpoint, self._connector, self._deadline)
                backend.address = address
                return connection, backend
            connection.close()
        return None

    def open(self, target: Target, endpoint: Endpoint) -> tuple[httpcore.HTTPConnection, CheckedBackend]:
        """A new connection that leads to `endpoint` once it is used."""
        backend = CheckedBackend(endpoint, self._connector, self._deadline)
        origin = httpcore.Origin(target.scheme.encode(), target.host.encode(), target.port)
        context = trust() if target.scheme == "https" else None
        return httpcore.HTTPConnection(origin, ssl_context=context, network_backend=backend), backend

    def give_back(self, target: Target, port: int, connection: httpcore.HTTPConnection, address: str | None) -> None:
        """Keep `connection` for the next fetch from its host if it can serve one."""
        if address is None or not connection.is_available():
            connection.close()
            return
        key = (target.scheme, target.host, address, port)
        if key in self._idle:
            self._idle.pop(key).close()
        self._idle[key] = connection
        if len(self._idle) > self._keep:
            self._idle.pop(next(iter(self._idle))).close()

    def close(self) -> None:
        for connection in self._idle.values():
            connection.close()
        self._idle.clear()


@lru_cache(maxsize=1)
def trust() -> ssl.SSLContext:
    """TLS 1.2 or later with the system's authorities, certifi's where the system has none. 20 ms once."""
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    if paths.cafile is None and paths.capath is None:
        import certifi

        context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context
