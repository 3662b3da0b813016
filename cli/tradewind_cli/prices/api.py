"""The HTTP API, as any client calls it."""

import json
import time
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request
from uuid import uuid4

from tradewind_cli.stack.running import direct
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

TOO_MANY = 429
LONGEST_WAIT_S = 70
"""A minute's window and a slot of it; a limit by the hour is told at once."""


class Api:
    """A stack's API, called for one tenant: by its admin, unless another user is named."""

    def __init__(self, stack: "Stack", tenant: str, user: str = "demo", role: str = "admin") -> None:
        self._url = stack.api_url
        self._token = stack.token(tenant=tenant, user=user, role=role)

    def call(self, method: str, path: str, body: object = None) -> Any:
        """The answer's JSON; who has asked too often waits as long as the API says.

        Raises: Trouble with what the API said was wrong.
        """
        headers = {
            "authorization": f"Bearer {self._token}",
            "content-type": "application/json",
            "idempotency-key": uuid4().hex,
        }
        text = None if body is None else json.dumps(body).encode()
        request = Request(self._url + path, text, headers, method=method)  # noqa: S310 (the stack's own address)
        while True:
            try:
                with direct.open(request, timeout=60) as answer:
                    return json.loads(answer.read() or b"null")
            except HTTPError as error:
                with error:
                    wait_s = int(error.headers.get("Retry-After") or 0)
                    if error.code != TOO_MANY or wait_s > LONGEST_WAIT_S:
                        raise Trouble(_told(error.read()) or f"the API answered {error.code}") from error
                time.sleep(max(wait_s, 1))


def _told(body: bytes) -> str:
    try:
        problem = json.loads(body)
    except ValueError:
        return ""
    fields = "; ".join(f"{each['field']}: {each['problem']}" for each in problem.get("fields", []))
    return fields or str(problem.get("detail", problem.get("message", "")))
