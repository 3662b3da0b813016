"""Chromium's debugging protocol over one websocket: commands that are waited for, and what the browser says meanwhile.

https://chromedevtools.github.io/devtools-protocol/
"""

import json
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from time import monotonic
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from tradewind.errors import Unavailable

CONNECT_S = 3.0
CALL_S = 5.0
LOOK_UP_S = 0.25
"""How often a silent browser is looked up from: what ends the waiting may come from elsewhere."""

Heard = Callable[[str, dict[str, Any], str], None]
"""Takes an event: its name, what it says, and the session it comes from ("" for the browser itself)."""


class Refused(Exception):
    """The browser will not carry out a command, and says why."""


class CallTimedOut(Exception):
    """The browser did not carry out a command in time; it may still be at it."""


class Protocol:
    """A connection to a browser. For one thread; close it or use `with`."""

    def __init__(self, address: str) -> None:
        """Connect. `address`: `http://HOST:PORT`, where a browser was told to listen, or its own `ws://` address.

        Raises: Unavailable when no browser answers there.
        """
        self.heard: Heard = lambda name, said, session: None
        self._last = 0
        self._answers: dict[int, dict[str, Any]] = {}
        self._awaited: set[int] = set()
        self._socket, self._stream = _connected(address)

    def __enter__(self) -> "Protocol":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up: what was made to be disposed of on detach goes with it."""
        with suppress(OSError):
            self._stream.close()

    def call(
        self, method: str, params: Mapping[str, Any] | None = None, session: str = "", within_s: float = CALL_S
    ) -> dict[str, Any]:
        """Have a command carried out, and hear events until it is.

        Raises: Refused, CallTimedOut, Unavailable when the browser hangs up.
        """
        number = self.tell(method, params, session)
        self._awaited.add(number)
        if not self.listen(lambda: number in self._answers, monotonic() + within_s):
            raise CallTimedOut(method)
        answer = self._answers.pop(number)
        self._awaited.discard(number)
        if "error" in answer:
            raise Refused(f"{method}: {answer['error'].get('message', 'no reason given')}")
        result: dict[str, Any] = answer.get("result", {})
        return result

    def tell(self, method: str, params: Mapping[str, Any] | None = None, session: str = "") -> int:
        """Send a command without waiting for it. Returns its number. Raises: Unavailable."""
        self._last += 1
        command: dict[str, Any] = {"id": self._last, "method": method, "params": dict(params or {})}
        if session:
            command["sessionId"] = session
        import websocket

        try:
            self._socket.send(json.dumps(command))
        except (OSError, websocket.WebSocketException) as failure:
            raise Unavailable("the rendering browser hung up") from failure
        return self._last

    def listen(self, until: Callable[[], bool], ends_at: float) -> bool:
        """Hear events until something holds. False when the time is over before. Raises: Unavailable."""
        import websocket

        while not until():
            left = ends_at - monotonic()
            if left <= 0:
                return False
            self._socket.settimeout(min(left, LOOK_UP_S))
            try:
                text = self._socket.recv()
            except websocket.WebSocketTimeoutException:
                continue
            except (OSError, websocket.WebSocketException) as failure:
                raise Unavailable("the rendering browser hung up") from failure
            message = json.loads(text) if text else {}
            if "method" in message:
                self.heard(message["method"], message.get("params", {}), message.get("sessionId", ""))
            elif message.get("id") in self._awaited:
                self._answers[message["id"]] = message
        return True


def _connected(address: str) -> tuple[Any, socket.socket]:
    """A websocket to the browser, and the connection below it. Raises: Unavailable."""
    import websocket

    stream: socket.socket | None = None
    try:
        url = address if address.startswith("ws://") else _socket_address(address)
        parts = urlsplit(url)
        # The connection is ours, so no variable of the environment puts a proxy before it.
        stream = socket.create_connection((parts.hostname or "", parts.port or 80), CONNECT_S)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Without Origin: Chromium lets no page of the web in, and takes whoever names one for a page.
        return websocket.create_connection(
            url, timeout=CONNECT_S, socket=stream, suppress_origin=True, skip_utf8_validation=True
        ), stream
    except (OSError, ValueError, KeyError, HTTPException, websocket.WebSocketException) as failure:
        if stream is not None:
            stream.close()
        raise Unavailable(f"no browser answers at {_shown(address)}: {type(failure).__name__}") from failure


def _socket_address(address: str) -> str:
    """The websocket of the browser that listens at an address. Raises: OSError, HTTPException, ValueError."""
    parts = urlsplit(address)
    if parts.scheme != "http" or not parts.hostname:
        raise ValueError("the address of a browser begins with http:// or ws://")
    connection = HTTPConnection(parts.hostname, parts.port or 80, timeout=CONNECT_S)
    try:
        connection.request("GET", "/json/version")
        told = json.loads(connection.getresponse().read(64 * 1024))
    finally:
        connection.close()
    path = urlsplit(str(told["webSocketDebuggerUrl"])).path
    return f"ws://{parts.netloc}{path}"


def _shown(address: str) -> str:
    return urlsplit(address).netloc or "that address"
