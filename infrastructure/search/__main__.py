"""`python -m search --port P`: the search function as a process of this machine, by the setting SEARCH_ENDPOINT."""

import argparse
import signal
import sys
from threading import Thread

from search.function import handler
from search.server import HOST, Server


def main() -> None:
    """Serve until told to end by SIGTERM or SIGINT; a port that is taken is one clear line and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m search", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="port of loopback to listen on")
    asked = parser.parse_args()
    try:
        server = Server(asked.port, handler)
    except OSError as wrong:
        sys.exit(f"the search cannot listen on {HOST}:{asked.port}: {wrong.strerror}")
    for which in (signal.SIGTERM, signal.SIGINT):
        signal.signal(which, lambda *_: Thread(target=server.shutdown).start())
    server.serve_forever()


if __name__ == "__main__":
    main()
