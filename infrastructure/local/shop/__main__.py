"""`python -m local.shop --port P --state DIR` opens the demo shop; `--write DIR` writes its pages as files instead."""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from pathlib import Path

from local.shop.pages_on_disk import write_pages
from local.shop.server import serve
from local.shop.state import State


async def open_shop(state: State, host: str, port: int) -> None:
    """Serve until told to end by SIGTERM or SIGINT. The first line on stdout says where, as JSON."""
    server = await serve(state, host, port)
    ended = asyncio.Event()
    for which in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(which, ended.set)
    bound = server.sockets[0].getsockname()
    sys.stdout.write(json.dumps({"host": bound[0], "port": bound[1], "day": state.day}) + "\n")
    sys.stdout.flush()
    await ended.wait()
    server.close()


def main() -> None:
    """Parse the command line and do it; a port that is taken is one clear line and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m local.shop", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0: any free one")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--state", type=Path, help="folder in which the shop remembers its day")
    parser.add_argument("--write", type=Path, help="write every page and its label into this folder, and end")
    parser.add_argument("--day", type=int, default=0, help="the day of the pages that --write writes")
    asked = parser.parse_args()
    if asked.write:
        sys.stdout.write(f"{write_pages(asked.write, asked.day)} pages written to {asked.write}\n")
        return
    if asked.state is None:
        parser.error("--state DIR is needed to open the shop")
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(open_shop(State.load(asked.state), asked.host, asked.port))
    except OSError as wrong:
        sys.exit(f"the demo shop cannot listen on {asked.host}:{asked.port}: {wrong.strerror}; choose another --port")


if __name__ == "__main__":
    main()
