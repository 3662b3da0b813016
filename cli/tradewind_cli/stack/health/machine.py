"""This machine, and the stack on it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.stack.functions import functions, log_lines
from tradewind_cli.stack.health.api import of_api
from tradewind_cli.stack.health.behind import of_deployed
from tradewind_cli.stack.health.finding import Finding
from tradewind_cli.stack.lifecycle import DEFAULT_PORT, TEMPLATE, browser_url, choose_port
from tradewind_cli.stack.running import HOST, Stack, known, status_of
from tradewind_cli.stack.searching import HEALTH, search_endpoint
from tradewind_cli.stack.state import StateFolder
from tradewind_cli.trouble import Trouble

OLDEST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 14)
RECENT = timedelta(hours=1)
ON_AWS = "IsOnAws"
REMEDY = {
    True: "run: tradewind down, then up",
    False: "start it as docs/rendering.md says, or take another with --set BrowserUrl=http://HOST:PORT",
}
"""What to do about a rendering browser, of this stack's own or not."""


def of_machine(folder: StateFolder) -> Iterator[Finding]:
    """Python, tools, the state folder, the port."""
    version = sys.version_info[:2]
    fits = OLDEST_PYTHON <= version <= NEWEST_PYTHON
    yield Finding(
        "Python",
        f"{version[0]}.{version[1]} at {sys.executable}",
        "" if fits else "install Python 3.11 to 3.14, then: make clean setup",
    )
    yield tool(
        "make", ["make", "--version"], "install make (Debian: apt-get install make, macOS: xcode-select --install)"
    )
    yield tool("uv", find_uv(), "run: make setup")
    yield of_java(folder)
    if not folder.path.exists():
        yield Finding("state", f"{folder.path}, made by the first tradewind up")
        yield of_port(DEFAULT_PORT)
        return
    try:
        folder.prepare()
        yield Finding("state", f"{folder.path}, {shutil.disk_usage(folder.path).free >> 30} GB free")
    except Trouble as trouble:
        yield Finding("state", str(folder.path), str(trouble))
        return
    if not folder.emulator.is_running():
        yield of_port(folder.record().port or DEFAULT_PORT)


def of_java(folder: StateFolder) -> Finding:
    """The Java that an OpenSearch node would run on. Without one nothing is wrong until a stack is to have a node."""
    use_sources()
    from local.opensearch import java

    found = java.find()
    if found:
        return Finding("Java", f"{found.version} at {found.home}, for tradewind up --search opensearch")
    is_wanted = folder.path.exists() and bool(folder.record().opensearch_port)
    return Finding("Java", f"none that OpenSearch runs on: {java.why_none()}", java.INSTALL if is_wanted else "")


def of_port(port: int) -> Finding:
    """Whether the next `tradewind up` can have its port."""
    try:
        choose_port(port)
    except Trouble as trouble:
        return Finding("port", f"{port} is taken", str(trouble))
    return Finding("port", f"{port} is free")


def of_stack(folder: StateFolder) -> Iterator[Finding]:
    """The stack on this machine: processes, API, functions, dead letters."""
    stack = known(folder)
    if stack is None or not folder.emulator.is_running():
        yield Finding("stack", "not running", "run: tradewind up")
        return
    yield Finding(
        "stack", stack.endpoint, "" if stack.answers() else "it does not answer; run: tradewind down, then up"
    )
    shop_answers = status_of(stack.shop_url, 2) is not None
    yield Finding("shop", stack.shop_url, "" if folder.shop.is_running() and shop_answers else "run: tradewind up")
    yield from of_browser(folder)
    yield from of_search(folder)
    yield from of_api(stack.api_url, stack.token(lasts=timedelta(minutes=1)))
    for name, told in last_errors(stack):
        yield Finding(name, told, f"read: tradewind logs {name}")
    yield from of_deployed(stack.api_url)


def of_browser(folder: StateFolder) -> Iterator[Finding]:
    """Whether the browser that pages are rendered with answers, and was started so that it may be used."""
    record = folder.record()
    address = browser_url(record) or record.settings.get("BrowserUrl", "")
    if not address:
        return
    use_sources()
    from tradewind.errors import TradewindError
    from tradewind.fetch.rendering.browser import why_unusable

    try:
        why = why_unusable(address)
    except TradewindError as error:
        why = error.detail
    yield Finding("browser", f"{address}{f', {why}' if why else ''}", why and REMEDY[bool(record.browser_port)])


def of_search(folder: StateFolder) -> Iterator[Finding]:
    """Whether the search engine of this stack answers, with all its indexes; one elsewhere is named alone."""
    record = folder.record()
    if elsewhere := record.settings.get("SearchEndpoint"):
        yield Finding("search", elsewhere)
    elif where := search_endpoint(record):
        health = HEALTH if record.opensearch_port else "/health"
        answers = status_of(f"http://{HOST}:{record.opensearch_port or record.search_port}{health}", 5) == HTTPStatus.OK
        yield Finding("search", where, "" if answers else "run: tradewind down, then up")


def tool(name: str, command: list[str], remedy: str) -> Finding:
    try:
        done = subprocess.run([*command], capture_output=True, text=True, timeout=20, check=False)
    except OSError:
        return Finding(name, "missing", remedy)
    first = next(iter(done.stdout.splitlines()), "")
    return Finding(name, first or "does not run", "" if done.returncode == 0 else remedy)


def find_uv() -> list[str]:
    """How the build runs uv."""
    use_sources()
    from local import packages

    return [*packages.find_uv().split(" "), "--version"]


def last_errors(stack: Stack) -> Iterator[tuple[str, str]]:
    """Each function's last error of the past hour."""
    since = datetime.now(UTC) - RECENT
    for name, function in functions(stack).items():
        errors = [line for line in log_lines(stack, function, since) if is_error(line.text)]
        if errors:
            yield name, f"at {errors[-1].at:%H:%M:%S}: {message_of(errors[-1].text)}"


def is_error(text: str) -> bool:
    return said(text).get("level") in {"ERROR", "CRITICAL"} or "Runtime.ExitError" in text or "Task timed out" in text


def message_of(text: str) -> str:
    return str(said(text).get("message", text))[:200]


def said(text: str) -> dict[str, object]:
    """A log line's JSON object; empty for another kind of line."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def only_on_aws() -> Iterator[tuple[Path, str, str]]:
    """What the local stack lacks: the resources that the templates make on AWS alone, as template, name and type."""
    use_sources()
    from local.templates import load_templates

    for template in load_templates(TEMPLATE):
        for name, resource in template.resources.items():
            if template.holds_only_with(resource.get("Condition"), ON_AWS):
                yield template.path.relative_to(ROOT), name, resource["Type"]
