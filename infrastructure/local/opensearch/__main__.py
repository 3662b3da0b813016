"""The node as a process: `PYTHONPATH=infrastructure python -m local.opensearch --port 9200 --state DIR`.

It listens on the loopback interface alone, to everyone who reaches that. SIGTERM ends it in order; what it
acknowledged is on disk then, and after a kill too.
"""

import argparse
import sys
from pathlib import Path

from local.opensearch import java
from local.opensearch.distribution import Unfetched, unpacked
from local.opensearch.node import Node


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m local.opensearch", description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=9200)
    parser.add_argument("--state", type=Path, default=Path(".state/search"), help="the folder of what it holds")
    parser.add_argument("--brief", action="store_true", help="for minutes: starts in half the time, and works slower")
    parser.add_argument("--fetch", action="store_true", help="start nothing; fetch what a start would fetch")
    given = parser.parse_args()
    found = java.find()
    if found is None:
        sys.exit(f"OpenSearch: {java.why_none()}; {java.INSTALL}")
    try:
        program = unpacked()
    except Unfetched as error:
        sys.exit(f"OpenSearch: {error}")
    if given.fetch:
        return
    node = Node(found, program, given.state.resolve(), given.port, given.brief)
    node.prepare()
    node.run()


if __name__ == "__main__":
    main()
