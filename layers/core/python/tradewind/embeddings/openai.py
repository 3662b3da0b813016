"""OpenAI's embeddings, over the wire.

`POST /embeddings` takes texts and answers vectors, each with the place of its text
(https://platform.openai.com/docs/api-reference/embeddings). Asked by urllib3, which the SDK of AWS brings into every
function: OpenAI's own package would add 15 MB and most of a second to a cold start for this one request.

Up to 100 texts go into a call. What passes is tried again, three times in all: no connection, a broken answer, 408,
409, 429 and 5xx, after as long as Retry-After asks, 4 s at most. Bad input, a refused key and a spent account are not.
"""

import json
from base64 import b64decode
from collections.abc import Callable, Sequence
from random import uniform
from time import sleep
from typing import TYPE_CHECKING, Any

from tradewind.clock import now
from tradewind.embeddings.port import LONGEST, Vectors
from tradewind.errors import TradewindError, Unavailable
from tradewind.fetch.retry import retry_after_s
from tradewind.observability import logger

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BATCH = 100
TRIES = 3
FIRST_WAIT_S, LONGEST_WAIT_S = 0.25, 4.0
PASSES = {408, 409, 429, 500, 502, 503, 504}
SPENT = "insufficient_quota"
"""A 429 that does not pass by waiting (https://platform.openai.com/docs/guides/error-codes)."""


class OpenAiEmbedder:
    """Vectors from OpenAI, or from a server that speaks as it does."""

    is_degraded = False

    def __init__(self, key: str, model: str, dimensions: int, url: str, wait: Callable[[float], None] = sleep) -> None:
        import urllib3

        self.name = f"{model}-{dimensions}"
        self.dimensions = dimensions
        self._key = key
        self._model = model
        self._url = f"{url.rstrip('/')}/embeddings"
        self._wait = wait
        self._http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=2, read=20), retries=False)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See Embedder. A text is sent to its first 20,000 characters, an empty one as a space, which none refuses."""
        import numpy as np

        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for first in range(0, len(texts), BATCH):
            batch = [text[:LONGEST] or " " for text in texts[first : first + BATCH]]
            vectors[first : first + len(batch)] = self._batch(batch)
        return vectors

    def _batch(self, texts: list[str]) -> Vectors:
        asked = {"model": self._model, "input": texts, "dimensions": self.dimensions, "encoding_format": "base64"}
        answer = self._asked(json.dumps(asked).encode())
        import numpy as np

        try:
            rows = sorted(json.loads(answer)["data"], key=lambda each: int(each["index"]))
            places = [int(each["index"]) for each in rows]
            vectors = np.array([_numbers(each["embedding"]) for each in rows], np.float32)
        except (ValueError, KeyError, TypeError) as error:
            raise Unavailable("OpenAI answered what holds no embeddings", retry_after_s=60) from error
        lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
        if (
            places != list(range(len(texts)))
            or vectors.shape != (len(texts), self.dimensions)
            or not np.isfinite(lengths).all()
            or not lengths.all()
        ):
            raise Unavailable("OpenAI answered other embeddings than were asked for", retry_after_s=60)
        normed: Vectors = vectors / lengths
        return normed

    def _asked(self, body: bytes) -> bytes:
        """The body of an answer 200. Raises: Unavailable once all tries failed, or none can help."""
        tries = 0
        while True:
            tries += 1
            asked_s = None
            try:
                status, headers, content = self._sent(body)
            except _failures() as failure:
                told, passes = f"it does not answer ({type(failure).__name__})", True
            else:
                if status == 200:
                    return content
                told, passes = _refusal(status, content)
                asked_s = retry_after_s(headers, now())
            wait_s = FIRST_WAIT_S * 2 ** (tries - 1) * uniform(0.5, 1) if asked_s is None else float(asked_s)  # noqa: S311
            if not passes or tries == TRIES or wait_s > LONGEST_WAIT_S:
                raise Unavailable(f"OpenAI makes no embeddings: {told}", retry_after_s=60)
            logger.warning("embeddings are asked for again", reason=told, tries=tries)
            self._wait(wait_s)

    def _sent(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._key}"}
        answer = self._http.request("POST", self._url, body=body, headers=headers)
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.data


def read_key(parameter: str) -> str:
    """The key, from an SSM parameter of that name (without the leading slash). Raises: TradewindError, Unavailable."""
    if not parameter:
        raise TradewindError("EMBEDDER is openai and OPENAI_KEY_PARAMETER names no parameter")
    import boto3

    from tradewind.dynamo import CONFIG, translated

    with translated():
        found = boto3.client("ssm", config=CONFIG).get_parameter(Name=f"/{parameter}", WithDecryption=True)
    return found["Parameter"]["Value"].strip()


def _numbers(embedding: Any) -> "NDArray[np.float32]":
    """A vector as it was sent: base64 of little-endian float32, or a list from servers that know no base64."""
    import numpy as np

    if isinstance(embedding, str):
        return np.frombuffer(b64decode(embedding, validate=True), "<f4")
    return np.asarray(embedding, np.float32)


def _refusal(status: int, content: bytes) -> tuple[str, bool]:
    """What an answer other than 200 says, and whether it passes. Of its text the code alone: the rest may quote us."""
    try:
        code = json.loads(content)["error"]["code"]
    except (ValueError, KeyError, TypeError):
        code = None
    told = f"status {status}" + (f", {code[:60]}" if isinstance(code, str) else "")
    return told, status in PASSES and code != SPENT


def _failures() -> tuple[type[Exception], ...]:
    import urllib3

    return (urllib3.exceptions.HTTPError,)
