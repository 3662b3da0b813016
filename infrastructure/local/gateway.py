"""The emulator's HTTP application, with what keeps its state and the calls of our own.

To import this module starts the emulator's services: `emulator.prepare` must have set the environment before.
"""

import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import ministack.app  # type: ignore[import-untyped]
from ministack.services import lambda_svc, sqs  # type: ignore[import-untyped]

from local.journal import Journal
from local.log import say
from local.mends import mend_all
from local.snapshots import Snapshots, follow_port, is_change, release_deliveries, signed_for

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LOADED_POLL_S = 0.05


class Gateway:
    """One emulator over one state folder. There is one in a process: it changes the emulator's modules."""

    def __init__(self, state: Path, port: int) -> None:
        mend_all()
        follow_port(state / "services", port)
        self._snapshots = Snapshots(state / "services")
        self._journal = Journal(state / "items.sqlite", lambda: self._snapshots.take_now(["dynamodb"]))
        self._journal.attach()
        self._recovered: dict[str, float] = {}
        self._load_services = ministack.app._load_persisted_state
        ministack.app._load_persisted_state = self._load
        ministack.app.save_all = lambda services: None  # its own way of saving, which takes the items as well

    def _load(self) -> None:
        """What the emulator calls when it starts, before it serves."""
        began = time.monotonic()
        self._load_services()
        release_deliveries()
        self._recovered.update(
            items=self._journal.restore(),
            messages=sum(len(queue["messages"]) for queue in sqs._queues.all_values()),
            functions=len(lambda_svc._functions._data),
            pid=os.getpid(),
        )
        self._recovered["seconds"] = round(time.monotonic() - began, 2)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http":
            await ministack.app.app(scope, receive, send)
        elif scope["path"] == "/_tradewind/recovered":
            await reply(send, 200, self._recovered)
        elif scope["path"] == "/_tradewind/flush":
            await self._flush(send)
        else:
            await ministack.app.app(scope, receive, send)
            if is_change(scope["method"], scope["path"], action_of(scope)):
                self._snapshots.ask(signed_for(header(scope, b"authorization")))

    async def _flush(self, send: Send) -> None:
        try:
            await self._snapshots.take()
        except OSError as error:
            await reply(send, 507, {"detail": f"the state cannot be saved: {error}"})
        else:
            await reply(send, 204, None)

    async def save_as_it_changes(self) -> None:
        """Runs beside the server until cancelled."""
        while not self._recovered:  # nothing may be saved over what is not loaded yet
            await asyncio.sleep(LOADED_POLL_S)
        await self._snapshots.run()

    async def close(self) -> None:
        """Saves what has changed since the last look."""
        try:
            await self._snapshots.take()
        except OSError as error:
            say(f"the last changes are not saved: {error}")
        self._journal.close()


def action_of(scope: Scope) -> str:
    """The action that a request of AWS's JSON protocols names in its header; empty for the others."""
    return header(scope, b"x-amz-target").rpartition(".")[2]


def header(scope: Scope, wanted: bytes) -> str:
    """A header of a request; empty where it has none."""
    found: bytes = next((value for name, value in scope["headers"] if name == wanted), b"")
    return found.decode("latin-1")


async def reply(send: Send, status: int, body: object) -> None:
    """A JSON answer; None is an empty one."""
    content = b"" if body is None else json.dumps(body).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
