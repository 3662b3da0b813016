"""Rendering in a function of its own: how a page is asked for, and told back.

The one side is a `Renderer` that calls the function, the other what the function does with the call. The page's source
travels packed: an answer of a function is 6 MB at most.
"""

import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tradewind.errors import Unavailable
from tradewind.fetch.outcome import Fetched, FetchFailed
from tradewind.fetch.rendering.outcome import Refusal, Rendered, Renderer, RenderingBusy, RenderLimits
from tradewind.fetch.robots import Robots

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

STARTS_S = 15.0
"""How long a function may take to start its container and its browser, beside the page itself."""
PACKED_BYTES = 4 * 1024 * 1024
"""As base64 5.6 MB: what an answer of 6 MB holds beside a few thousand characters more."""


class FunctionRenderer:
    """Shows pages in a Lambda function that bears its browser."""

    def __init__(self, function: str, client: "LambdaClient") -> None:
        self._function = function
        self._client = client

    def render(self, url: str, *, robots: Robots, limits: RenderLimits = RenderLimits()) -> Rendered:  # noqa: B008
        """As `Renderer.render`. Raises: FetchFailed, Unavailable, RenderingBusy."""
        from botocore.exceptions import BotoCoreError, ClientError

        asked = {"url": url, "robots": robots.text, "limits": asdict(limits)}
        try:
            answer = self._client.invoke(FunctionName=self._function, Payload=json.dumps(asked).encode())
            told = json.loads(answer["Payload"].read())
        except self._client.exceptions.TooManyRequestsException as busy:
            raise RenderingBusy("the rendering function is called as often as it may be", retry_after_s=15) from busy
        except (BotoCoreError, ClientError, ValueError) as failure:
            raise Unavailable(f"the rendering function does not answer: {type(failure).__name__}") from failure
        if "FunctionError" in answer:
            raise Unavailable(f"the rendering function failed: {str(told.get('errorType'))[:100]}")
        return read_answer(told)


def open_function(name: str) -> FunctionRenderer:
    """The function of that name, in this account."""
    import boto3
    from botocore.config import Config

    longest = RenderLimits().total_s + STARTS_S
    config = Config(connect_timeout=2, read_timeout=longest, retries={"total_max_attempts": 1})
    return FunctionRenderer(name, boto3.client("lambda", config=config))


def answer(asked: dict[str, Any], renderer: Renderer) -> dict[str, Any]:
    """What the function tells of the page that was asked for. A page that cannot be shown is an answer too.

    Raises: Unavailable where the browser does not work, so that the call fails.
    """
    try:
        rendered = renderer.render(
            asked["url"], robots=Robots(asked["robots"]), limits=RenderLimits(**asked.get("limits", {}))
        )
    except FetchFailed as failure:
        return {"failed": {"kind": failure.kind, "detail": failure.detail}}
    page = rendered.page
    packed = zlib.compress(page.body)
    if len(packed) > PACKED_BYTES:
        return {"failed": {"kind": "too_large", "detail": "The page's source is larger than an answer may be."}}
    return {
        "page": {
            "url": page.url,
            "status": page.status,
            "headers": page.headers,
            "hops": list(page.hops),
            "elapsed_ms": page.elapsed_ms,
            "body": b64encode(packed).decode(),
        },
        "refused": [asdict(each) for each in rendered.refused],
        "requests": rendered.requests,
        "received_bytes": rendered.received_bytes,
    }


def read_answer(told: dict[str, Any]) -> Rendered:
    """An answer as it came. Raises: FetchFailed as the function did, Unavailable for what is no answer."""
    if failed := told.get("failed"):
        raise FetchFailed(failed["kind"], failed["detail"])
    try:
        page = dict(told["page"])
        body = zlib.decompressobj().decompress(b64decode(page.pop("body")), RenderLimits().html_bytes)
        fetched = Fetched(**{**page, "hops": tuple(page["hops"]), "body": body, "not_modified": False})
        refused = tuple(Refusal(**each) for each in told["refused"])
        return Rendered(fetched, refused, told["requests"], told["received_bytes"])
    except (KeyError, TypeError, ValueError, zlib.error) as failure:
        raise Unavailable("the rendering function answers with what is no page") from failure
