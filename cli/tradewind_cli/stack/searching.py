"""The search engine of a stack: LanceDB in a process of its own, or an OpenSearch node; never both."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.stack.state import Record, StateFolder
from tradewind_cli.trouble import Trouble

HOST = "127.0.0.1"
HEALTH = "/_cluster/health?wait_for_status=green&timeout=1s"
"""Answers 200 once every index of a node is there, 408 while some are not."""
NODE_STARTS_S = 240.0
"""Alone on two processors it takes 7 s, with five others that want them too 90."""

Say = Callable[[str], None]


def with_search(folder: StateFolder, record: Record, engine: str | None, say: Say) -> Record:
    """Start the engine that is wanted and end the other; both where the operator has named one elsewhere.

    `engine`: `lancedb` or `opensearch`; null: as it was before. Raises: Trouble.
    """
    if "SearchEndpoint" in record.settings:
        if engine:
            raise Trouble("an engine elsewhere is set; first take it back: tradewind up --set SearchEndpoint=")
        folder.search.stop()
        folder.opensearch.stop()
        return replace(record, search_port=0, opensearch_port=0)
    if engine == "opensearch" or (engine is None and record.opensearch_port):
        record = with_node(folder, record, say)
        folder.search.stop()
        return replace(record, search_port=0)
    record = with_function(folder, record, say)
    folder.opensearch.stop()
    return replace(record, opensearch_port=0)


def search_endpoint(record: Record) -> str:
    """Where the functions find the search, as `tradewind.search` reads it; empty where no process of ours serves it."""
    if record.opensearch_port:
        return f"opensearch+http://{HOST}:{record.opensearch_port}"
    return f"lambda:search@http://{HOST}:{record.search_port}" if record.search_port else ""


def with_function(folder: StateFolder, record: Record, say: Say) -> Record:
    """Start the search function as a process over the folder's `search/`. Raises: Trouble."""
    from tradewind_cli.stack.lifecycle import child_environment, choose_near, wait_for

    if folder.search.is_running():
        return record
    record = replace(record, search_port=choose_near(record.search_port, record.port + 4))
    folder.keep(record)
    say("starting the search")
    state = folder.path / "search"
    state.mkdir(exist_ok=True)
    sources = os.pathsep.join(str(ROOT / each) for each in ("infrastructure", "layers/core/python"))
    settings = {"PYTHONPATH": sources, "SEARCH_ENDPOINT": f"lance+{state.as_uri()}", "LANCEDB_LOG": "error"}
    command = [sys.executable, "-m", "search", "--port", str(record.search_port)]
    folder.search.start(command, {**child_environment(), **settings}, ROOT)
    wait_for(folder.search, f"http://{HOST}:{record.search_port}/health")
    return record


def with_node(folder: StateFolder, record: Record, say: Say) -> Record:
    """Start an OpenSearch node over the folder's `opensearch/`, and wait until its indexes are there.

    Raises: Trouble without a Java that it runs on, without its program, or where its user cannot reach its folder.
    """
    from tradewind_cli.stack.lifecycle import child_environment, choose_near, wait_for

    if folder.opensearch.is_running():
        return record
    use_sources()
    from local.opensearch import java
    from local.opensearch.distribution import Unfetched, unpacked

    if (found := java.find()) is None:
        raise Trouble(f"OpenSearch needs Java: {java.why_none()}; {java.INSTALL}")
    try:
        program = unpacked(say)
    except Unfetched as error:
        raise Trouble(str(error)) from error
    check_reach(folder.path, program, found.home)
    record = replace(record, opensearch_port=choose_near(record.opensearch_port, record.port + 5))
    folder.keep(record)
    say("starting OpenSearch")
    listening = ["--port", str(record.opensearch_port), "--state", str(folder.path / "opensearch")]
    folder.opensearch.start([sys.executable, "-m", "local.opensearch", *listening], child_environment(), ROOT)
    wait_for(folder.opensearch, f"http://{HOST}:{record.opensearch_port}{HEALTH}", NODE_STARTS_S)
    return record


def check_reach(*paths: Path) -> None:
    """Raises: Trouble where the user that runs the node in root's place cannot enter one of these folders."""
    from local.opensearch.node import OTHER_USER, closed_to_others

    if closed := closed_to_others(*paths):
        raise Trouble(
            f"OpenSearch does not run as root, and the user {OTHER_USER} cannot enter {closed}; run tradewind as "
            "another user, or take a folder that all may enter, as --state /var/lib/tradewind"
        )
