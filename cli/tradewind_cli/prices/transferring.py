"""Files of watches, in and out through the API."""

import base64
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
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


def bring_in(api: "Api", file: Path, wanted: dict[str, Any], patience_s: float) -> dict[str, Any]:
    """The import of a file, once it rests: proposed, done or failed. Raises: Trouble."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error.strerror}") from error
    if not 0 < len(content) <= LARGEST:
        raise Trouble(f"{file} has {len(content)} bytes; a file of watches has 1 to {LARGEST}")
    asked: dict[str, Any] = {**wanted, "file_name": file.name[:200]}
    if len(content) <= SMALL:
        made = api.call("POST", IMPORTS, {**asked, "content": base64.b64encode(content).decode()})
    else:
        made = api.call("POST", IMPORTS, {**asked, "size_bytes": len(content)})
        upload = made["upload"]
        request = Request(upload["url"], content, upload["headers"], method=upload["method"])  # noqa: S310
        with direct.open(request, timeout=600):
            pass
    return at_rest(api, made["import_id"], patience_s)


def at_rest(api: "Api", import_id: str, patience_s: float) -> dict[str, Any]:
    """An import once nothing is under way any more. Raises: Trouble when that takes too long."""
    ends_at = time.monotonic() + patience_s
    while True:
        found: dict[str, Any] = api.call("GET", f"{IMPORTS}/{import_id}")
        if found["state"] in RESTS:
            return found
        if time.monotonic() > ends_at:
            raise Trouble(
                f"import {import_id} is still {found['state']} ({found['rows_done']} of {found['rows'] or '?'} rows); "
                f"look again with: tradewind import --look {import_id}"
            )
        time.sleep(POLL_S)


def rows(api: "Api", import_id: str) -> list[dict[str, Any]]:
    """What became of every row."""
    found: list[dict[str, Any]] = []
    token = ""
    while True:
        page = api.call("GET", f"{IMPORTS}/{import_id}/rows?limit=100{token}")
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
