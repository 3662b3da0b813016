"""The local AWS as a process: `python -m local.emulator --port 4566 --state DIR`.

The emulator (ministack) runs in this process, bound to the loopback interface only, and what it holds survives a
kill: `journal.py` for items, `snapshots.py` for the rest, its own files for objects. SIGTERM ends it in order.

Besides AWS's own calls it answers:

* `GET /_ministack/health`: 200 once it serves.
* `GET /_tradewind/recovered`: what it found on disk when it started, `items`, `messages`, `functions`, `seconds`
  and its process id as `pid`.
* `POST /_tradewind/flush`: 204 once all that was acknowledged before is on disk.

With `--door ADDR:PORT`, once or more often, it listens there too, and answers `/v1/...` of the deployed API, the
console's files from `--console DIR`, and nothing else: the local AWS believes everyone, the API asks for a token.
"""

import argparse
import asyncio
import fcntl
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

HOST = "127.0.0.1"
DEFAULT_PORT = 4566
CONSOLE = Path(__file__).parents[2] / "clients/web/dist"
ANOTHER_FOLDER = "Choose another one: --state DIR"
LOOK_S = 0.2
GRACE_S = 1.0
"""How long requests under way may take once the emulator was told to stop."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m local.emulator", description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=int(os.environ.get("TRADEWIND_PORT", DEFAULT_PORT)))
    parser.add_argument("--state", type=Path, default=Path(os.environ.get("TRADEWIND_STATE", ".state/aws")))
    parser.add_argument(
        "--door", action="append", default=[], help="another address, of the console and the API, as 192.0.2.7:8480"
    )
    parser.add_argument("--console", type=Path, default=CONSOLE, help="the console as it was built")
    given = parser.parse_args()
    state = given.state.resolve()
    prepare(given.port, state)
    refuse_taken_port(given.port)
    with claim(state) as lock:
        asyncio.run(serve(given.port, state, lock, given.door, given.console))


def prepare(port: int, state: Path) -> None:
    """Sets what the emulator reads from the environment when it is imported, and makes its folders."""
    try:
        for folder in ("services", "objects", "tmp"):
            (state / folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sys.exit(f"local AWS: the state folder {state} cannot be made: {error.strerror}. {ANOTHER_FOLDER}")
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


async def leave_when_replaced(lock: Path, held: TextIO) -> None:
    """Ends the process at once, saving nothing, when its folder was removed or put in place of another: whoever runs
    there now would find this one's files over its own."""
    while True:
        await asyncio.sleep(LOOK_S)
        try:
            is_ours = os.path.samestat(os.fstat(held.fileno()), lock.stat())
        except FileNotFoundError:
            is_ours = False
        if not is_ours:
            os._exit(1)


async def serve(port: int, state: Path, held: TextIO, doors: Sequence[str] = (), console: Path = CONSOLE) -> None:
    """Runs the emulator until SIGTERM or SIGINT, saves, and ends the process."""
    from hypercorn.asyncio import serve as serve_http
    from hypercorn.config import Config

    from local.door import with_door
    from local.gateway import Gateway  # imports the emulator, which reads the environment

    gateway = Gateway(state, port)
    application = with_door(gateway.answer, port, console) if doors else gateway.answer
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    config = Config()
    config.bind = [f"{HOST}:{port}", *doors]
    config.loglevel = "WARNING"
    config.keep_alive_timeout = 75
    config.graceful_timeout = GRACE_S
    saving = asyncio.create_task(gateway.save_as_it_changes())
    watching = asyncio.create_task(leave_when_replaced(state / "lock", held))
    await serve_http(application, config, shutdown_trigger=stop.wait)  # type: ignore[arg-type]
    saving.cancel()
    watching.cancel()
    await gateway.close()
    os._exit(0)  # threads that wait for a function would hold the process until it ends; all that counts is on disk


if __name__ == "__main__":
    main()
