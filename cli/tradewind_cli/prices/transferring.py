"""Files of watches, in and out through the API."""

import base64
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.request import Request

from tradewind_cli.stack.running import direct
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from tradewind_cli.prices.api import Api

IMPORTS = "/v1/prices/imports"
SMALL = 180 * 1024  # bytes; in base64 it stays below what a request may have
LARGEST = 128 * 1024 * 1024
RESTS = {"proposed", "done", "failed", "undone"}
POLL_S = 0.3


def bring_in(
    api: "Api", file: Path, wanted: dict[str, Any], patience_s: float, *, route: str = IMPORTS, most: int = LARGEST
) -> dict[str, Any]:
    """The import of a file, once it rests: proposed, done or failed. Raises: Trouble."""
    return at_rest(api, send(api, file, wanted, route=route, most=most)["import_id"], patience_s, route=route)


def send(
    api: "Api", file: Path, wanted: dict[str, Any], *, route: str = IMPORTS, most: int = LARGEST
) -> dict[str, Any]:
    """Ask for the import of a file, and send it; a large one is read as it is sent. Raises: Trouble."""
    try:
        size = file.stat().st_size
        if not 0 < size <= most:
            raise Trouble(f"{file} has {size} bytes; a file has 1 to {most}")
        asked: dict[str, Any] = {**wanted, "file_name": file.name[:200]}
        if size <= SMALL:
            return cast(
                "dict[str, Any]",
                api.call("POST", route, {**asked, "content": base64.b64encode(file.read_bytes()).decode()}),
            )
        made: dict[str, Any] = api.call("POST", route, {**asked, "size_bytes": size})
        upload = made["upload"]
        with file.open("rb") as content:
            request = Request(upload["url"], content, upload["headers"], method=upload["method"])  # noqa: S310
            with direct.open(request, timeout=600):
                pass
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error.strerror}") from error
    return made


def at_rest(api: "Api", import_id: str, patience_s: float, *, route: str = IMPORTS) -> dict[str, Any]:
    """An import once nothing is under way any more. Raises: Trouble when that takes too long."""
    ends_at = time.monotonic() + patience_s
    while True:
        found: dict[str, Any] = api.call("GET", f"{route}/{import_id}")
        if found["state"] in RESTS:
            return found
        if time.monotonic() > ends_at:
            raise Trouble(
                f"import {import_id} is still {found['state']} ({found['rows_done']} of {found['rows'] or '?'} rows); "
                f"look again with: tradewind import --look {import_id}"
            )
        time.sleep(POLL_S)


def rows(api: "Api", import_id: str, *, route: str = IMPORTS, state: str | None = None) -> list[dict[str, Any]]:
    """What became of every row, or of those in a state."""
    only = f"&state={state}" if state else ""
    found: list[dict[str, Any]] = []
    token = ""
    while True:
        page = api.call("GET", f"{route}/{import_id}/rows?limit=100{only}{token}")
        found += page["items"]
        if page["next"] is None:
            return found
        token = f"&next={page['next']}"


def content_of(export: dict[str, Any]) -> bytes:
    """The file of an export, wherever it is."""
    if export["content"] is not None:
        return base64.b64decode(export["content"])
    with direct.open(export["url"], timeout=600) as answer:
        found: bytes = answer.read()
        return found
