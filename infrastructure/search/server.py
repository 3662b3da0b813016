"""The same function on one machine: a process on loopback that takes the calls of Lambda's Invoke API.

Only the part of it that the port uses: `POST /2015-03-31/functions/NAME/invocations` with JSON, answered with JSON, and
with `X-Amz-Function-Error` when the handler raised. What is acknowledged is in LanceDB's files, so a kill loses none of
it.
"""

import json
import re
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tradewind.observability import logger

HOST = "127.0.0.1"
CALL = re.compile(r"/2015-03-31/functions/[^/]+/invocations")
LARGEST_CALL = 6 * 1024 * 1024
"""As on AWS, both ways."""

Handler = Callable[[dict[str, Any], object], dict[str, Any]]


class Server(ThreadingHTTPServer):
    """Serves until `shutdown`; calls under way end with the process."""

    daemon_threads = True

    def __init__(self, port: int, handler: Handler) -> None:
        super().__init__((HOST, port), Calls)
        self.handler = handler


class Calls(BaseHTTPRequestHandler):
    """One connection, kept for many calls."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # an answer of two writes would wait 40 ms between them
    wbufsize = -1
    timeout = 300

    def do_GET(self) -> None:
        self._tell(*((200, b"{}") if self.path == "/health" else (404, b"{}")))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not CALL.fullmatch(self.path) or not length.isdecimal():
            self.close_connection = True
            self._tell(404, b"{}")
        elif int(length) > LARGEST_CALL:
            self.close_connection = True
            self._tell(413, b'{"Type": "User", "message": "Request must be smaller than 6 MB"}')
        else:
            self._call(self.rfile.read(int(length)))

    def _call(self, payload: bytes) -> None:
        try:
            told = json.dumps(self.server.handler(json.loads(payload), None)).encode()
        except Exception as error:  # noqa: BLE001 (the boundary of the process: it is logged and told)
            logger.exception("a call of the search failed")
            self._fail(error)
            return
        if len(told) > LARGEST_CALL:
            self._fail(ValueError("the answer is larger than 6 MB"))
        else:
            self._tell(200, told)

    def _fail(self, error: Exception) -> None:
        told = {"errorType": type(error).__name__, "errorMessage": str(error)[:500]}
        self._tell(200, json.dumps(told).encode(), {"X-Amz-Function-Error": "Unhandled"})

    def _tell(self, status: int, body: bytes, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body)), **(more or {})}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: each search would be a line."""
