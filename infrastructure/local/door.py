"""The addresses that people and other machines use: the console, the deployed API, and nothing of the local AWS.

One origin serves both, as CloudFront does on AWS (infrastructure/console): `/v1/...` is the API, all else the console.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from ministack.services import apigateway  # type: ignore[import-untyped]

from local import console
from local.gateway import Receive, Scope, Send, reply

Application = Callable[[Scope, Receive, Send], Awaitable[None]]

OPEN = "/v1/"
READS = {"GET", "HEAD"}
TELLING = (b"host", b"x-amz-", b"x-forwarded-host")
"""Beginnings of the headers by which the emulator would tell another service, bucket or distribution."""


def with_door(answer: Application, port: int, files: Path) -> Application:
    """An application that answers everything on the emulator's own port, and on any other the console and the API.

    `files`: the console as it was built.
    """

    async def answer_by_port(scope: Scope, receive: Receive, send: Send) -> None:
        if (scope.get("server") or ("", port))[1] == port:
            await answer(scope, receive, send)
        elif scope["type"] == "http" and (base := api_path()) and leads_to_the_api(scope["path"]):
            headers = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(TELLING)]
            own = (b"host", f"127.0.0.1:{port}".encode())
            raw = base.encode() + (scope.get("raw_path") or scope["path"].encode())
            inside = {**scope, "path": base + scope["path"], "raw_path": raw, "headers": [own, *headers]}
            await answer(inside, receive, send)
        elif scope["type"] == "http" and (f"{scope['path']}/".startswith(OPEN) or scope["method"] not in READS):
            await reply(send, 404, {"title": "Not found", "status": 404, "detail": "only /v1/ is served here"})
        elif scope["type"] == "http":
            status, headers, body = console.answer(files, scope["path"], list(scope["headers"]))
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})

    return answer_by_port


def leads_to_the_api(path: str) -> bool:
    """Whether a path is one of the API's, and does not climb out of it."""
    return path.startswith(OPEN) and not {"..", "."} & set(path.split("/"))


def api_path() -> str | None:
    """Where the emulator serves the API of the deployed template; None before the first deploy."""
    deployed = [key[-1] for key in list(apigateway._apis._data)]
    return f"/_aws/execute-api/{deployed[0]}" if deployed else None
