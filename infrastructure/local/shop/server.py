"""The shop's HTTP server: h11 for the protocol, asyncio for the rest. One process, one thread."""

import asyncio
from http import HTTPStatus
from typing import Any, cast

import h11

from local.shop.answer import Answer, Ask
from local.shop.site import answer
from local.shop.state import State

LARGEST_BODY = 1_000_000


class Connection(asyncio.Protocol):
    """One visitor's connection, kept alive between requests."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.h11 = h11.Connection(h11.SERVER)
        self.transport: asyncio.Transport | None = None
        self.request: h11.Request
        self.body = b""
        self.task: asyncio.Task[None] | None = None
        self.writable = asyncio.Event()
        self.writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        self.writable.set()
        if self.task is not None:
            self.task.cancel()

    def pause_writing(self) -> None:
        self.writable.clear()

    def resume_writing(self) -> None:
        self.writable.set()

    def data_received(self, data: bytes) -> None:
        self.h11.receive_data(data)
        if self.task is None:
            self._read()

    def eof_received(self) -> None:
        self.h11.receive_data(b"")

    def _read(self) -> None:
        """Take what h11 has understood so far, and answer each request that is whole."""
        while self.transport is not None and self.task is None:
            try:
                event = self.h11.next_event()
            except h11.RemoteProtocolError:
                self._close()
                return
            match event:
                case h11.Request():
                    self.request, self.body = event, b""
                    if self.h11.they_are_waiting_for_100_continue:
                        self._write(h11.InformationalResponse(status_code=100, headers=[]))
                case h11.Data():
                    self.body += event.data
                    if len(self.body) > LARGEST_BODY:
                        self._close()
                        return
                case h11.EndOfMessage():
                    self._answer()
                case h11.ConnectionClosed():
                    self._close()
                    return
                case h11.PAUSED:
                    if self.h11.our_state is h11.MUST_CLOSE:
                        self._close()
                        return
                    self.h11.start_next_cycle()
                case _:
                    if self.h11.our_state is h11.MUST_CLOSE:
                        self._close()
                    return

    def _answer(self) -> None:
        ask = _ask(self.request, self.body)
        visits = self.state.visits
        is_visit = not ask.path.startswith(("/_shop/", "/_hook/"))
        if is_visit:
            visits.begin(ask.host, ask.url)
        made = answer(ask, self.state)
        wait_s = made.wait_s + (self.state.delay_s if is_visit else 0)
        if wait_s or made.stream or made.hang:
            self.task = asyncio.get_running_loop().create_task(self._answer_later(ask, made, wait_s, is_visit))
            return
        self._send(ask, made)
        if is_visit:
            visits.end(ask.host)

    async def _answer_later(self, ask: Ask, made: Answer, wait_s: float, is_visit: bool) -> None:
        try:
            if made.hang:
                await asyncio.get_running_loop().create_future()
            await asyncio.sleep(wait_s)
            if made.stream is None:
                self._send(ask, made)
            else:
                self._write(h11.Response(status_code=made.status, headers=_headers(made, length=None)))
                async for piece in made.stream():
                    self._write(h11.Data(data=piece))
                    await self.writable.wait()
                self._write(h11.EndOfMessage())
        finally:
            self.task = None
            if is_visit:
                self.state.visits.end(ask.host)
        self._read()

    def _send(self, ask: Ask, made: Answer) -> None:
        if made.cut:
            self._cut(made)
            return
        has_body = ask.method != "HEAD" and made.status not in {204, 304}
        length = None if made.status in {204, 304} else len(made.body)
        events = [h11.Response(status_code=made.status, reason=_reason(made.status), headers=_headers(made, length))]
        sent = [self.h11.send(event) for event in events]
        if has_body:
            sent.append(self.h11.send(h11.Data(data=made.body)))
        sent.append(self.h11.send(h11.EndOfMessage()))
        if self.transport is not None:
            self.transport.writelines([piece for piece in sent if piece])

    def _cut(self, made: Answer) -> None:
        """Announce more than there is, send what there is, and hang up; with nothing to send just hang up."""
        if made.body:
            self._write(h11.Response(status_code=made.status, headers=_headers(made, len(made.body) + 10_000)))
            self._write(h11.Data(data=made.body))
        self._close()

    def _write(self, event: Any) -> None:
        data = self.h11.send(event)
        if self.transport is not None and data:
            self.transport.write(data)

    def _close(self) -> None:
        if self.transport is not None:
            self.transport.close()


async def serve(state: State, host: str, port: int) -> asyncio.Server:
    """Start answering on that address (port 0: any free one).

    Raises OSError when the port is taken.
    """
    return await asyncio.get_running_loop().create_server(lambda: Connection(state), host, port, backlog=512)


def _ask(request: h11.Request, body: bytes) -> Ask:
    headers = {name.decode(): value.decode("latin-1") for name, value in request.headers}
    host = headers.get("host", "").rpartition("@")[2].partition(":")[0].lower()
    return Ask(request.method.decode(), host, request.target.decode("latin-1"), headers, body)


def _headers(made: Answer, length: int | None) -> list[tuple[str, str]]:
    headers = [("Content-Type", made.content_type), ("Server", "demo-shop"), *made.headers]
    return headers if length is None else [*headers, ("Content-Length", str(length))]


def _reason(status: int) -> bytes:
    try:
        return HTTPStatus(status).phrase.encode()
    except ValueError:
        return b""
