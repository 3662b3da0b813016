"""The local AWS as a process: `python -m local.emulator --port 4566 --state DIR`.

The emulator (ministack) runs in this process, bound to the loopback interface only, and what it holds survives a
kill: `journal.py` for items, `snapshots.py` for the rest, its own files for objects. SIGTERM ends it in order.

Besides AWS's own calls it answers:

* `GET /_ministack/health`: 200 once it serves.
* `GET /_tradewind/recovered`: what it found on disk when it started, `items`, `messages`, `functions`, `seconds`
  and its process id as `pid`.
* `POST /_tradewind/flush`: 204 once all that was acknowledged before is on disk.
"""

import argparse
import asyncio
import fcntl
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, TextIO

HOST = "127.0.0.1"
DEFAULT_PORT = 4566
ANOTHER_FOLDER = "Choose another one: --state DIR"
GRACE_S = 1.0
"""How long requests under way may take once the emulator was told to stop."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m local.emulator", description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=int(os.environ.get("TRADEWIND_PORT", DEFAULT_PORT)))
    parser.add_argument("--state", type=Path, default=Path(os.environ.get("TRADEWIND_STATE", ".state/aws")))
    given = parser.parse_args()
    state = given.state.resolve()
    prepare(given.port, state)
    refuse_taken_port(given.port)
    with claim(state):
        asyncio.run(serve(given.port, state))
    sys.stdout.flush()
    os._exit(0)  # the emulator's own threads would hold the process for seconds; all they had is on disk


def prepare(port: int, state: Path) -> None:
    """Sets what the emulator reads from the environment when it is imported, and makes its folders."""
    try:
        for folder in ("services", "objects", "tmp"):
            (state / folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sys.exit(
            f"local AWS: the state folder {state} cannot be made: {error.strerror}. Choose another one: --state DIR"
        )
    os.environ.update(
        BIND_HOST=HOST,
        GATEWAY_PORT=str(port),
        PERSIST_STATE="1",
        STATE_DIR=str(state / "services"),
        S3_PERSIST="1",
        S3_DATA_DIR=str(state / "objects"),
        TMPDIR=str(state / "tmp"),  # functions are unpacked here
        IOT_MTLS_ENABLED="0",  # would open port 8883
        SFTP_ENABLED="0",
        # What the functions inherit: their AWS is this one, and nothing is looked for elsewhere.
        AWS_ENDPOINT_URL=f"http://{HOST}:{port}",
        AWS_DISABLE_HOST_PREFIX_INJECTION="true",
        AWS_EC2_METADATA_DISABLED="true",
        AWS_CONFIG_FILE=os.devnull,  # the developer's own settings do not reach AWS either
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    )
    os.environ.setdefault("LOG_LEVEL", "WARNING")


def refuse_taken_port(port: int) -> None:
    """Ends the process with one line when somebody else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            sys.exit(f"local AWS: port {port} is taken or not allowed ({error.strerror}). Choose another one: --port N")


def claim(state: Path) -> TextIO:
    """Holds the state folder for this process while the file is open; the system lets go of it after a kill."""
    try:
        lock = (state / "lock").open("w")
    except OSError as error:
        sys.exit(
            f"local AWS: the state folder {state} cannot be written: {error.strerror}. Choose another one: --state DIR"
        )
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit(f"local AWS: the state folder {state} is in use by another emulator. {ANOTHER_FOLDER}")
    return lock


async def serve(port: int, state: Path) -> None:
    """Runs the emulator until SIGTERM or SIGINT, then saves."""
    import ministack.app as gateway  # type: ignore[import-untyped]
    from hypercorn.asyncio import serve as serve_http
    from hypercorn.config import Config

    from local.journal import Journal
    from local.mends import mend_all
    from local.snapshots import Snapshots, is_change, release_deliveries

    mend_all()
    snapshots = Snapshots(state / "services")
    journal = Journal(state / "items.sqlite", lambda: snapshots.take_now(["dynamodb"]))
    journal.attach()
    recovered: dict[str, float] = {}
    load_services = gateway._load_persisted_state

    def load() -> None:
        began = time.monotonic()
        load_services()
        release_deliveries()
        recovered.update(items=journal.restore(), **counts(), pid=os.getpid())
        recovered["seconds"] = round(time.monotonic() - began, 2)

    gateway._load_persisted_state = load
    gateway.save_all = lambda services: None  # its own way of saving, which takes the items as well

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await gateway.app(scope, receive, send)  # type: ignore[no-any-return]
        path, method = scope["path"], scope["method"]
        if path == "/_tradewind/recovered":
            return await reply(send, 200, recovered)
        if path == "/_tradewind/flush":
            try:
                await snapshots.take()
            except OSError as error:
                return await reply(send, 507, {"detail": f"the state cannot be saved: {error}"})
            return await reply(send, 204, None)
        await gateway.app(scope, receive, send)
        if is_change(method, path, action_of(scope)):
            snapshots.ask()
        return None

    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    config = Config()
    config.bind = [f"{HOST}:{port}"]
    config.loglevel = "WARNING"
    config.keep_alive_timeout = 75
    config.graceful_timeout = GRACE_S

    async def keep() -> None:
        while not recovered:  # nothing may be saved over what is not loaded yet
            await asyncio.sleep(0.05)
        await snapshots.run()

    keeping = asyncio.create_task(keep())
    await serve_http(answer, config, shutdown_trigger=stop.wait)  # type: ignore[arg-type]
    keeping.cancel()
    await snapshots.take()
    journal.close()


def action_of(scope: Scope) -> str:
    """The action that a request of AWS's JSON protocols names in its header; empty for the others."""
    target = next((value for name, value in scope["headers"] if name == b"x-amz-target"), b"")
    return str(target.decode("latin-1").rpartition(".")[2])


def counts() -> dict[str, int]:
    """How many messages and functions there are."""
    from ministack.services import lambda_svc, sqs  # type: ignore[import-untyped]

    return {
        "messages": sum(len(queue["messages"]) for queue in sqs._queues.all_values()),
        "functions": len(lambda_svc._functions._data),
    }


async def reply(send: Send, status: int, body: object) -> None:
    """A JSON answer; None is an empty one."""
    content = b"" if body is None else json.dumps(body).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


if __name__ == "__main__":
    main()
