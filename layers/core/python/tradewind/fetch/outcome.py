"""What a fetch ends as."""

from dataclasses import dataclass
from typing import Literal

Failure = Literal[
    "refused",
    "dns",
    "connect",
    "tls",
    "timeout",
    "too_large",
    "too_many_redirects",
    "bad_response",
    "unsupported_type",
]


class FetchFailed(Exception):
    """There is no answer. `kind` is for programs, `detail` for the person who gave the address.

    `detail` names the host at most: paths, headers and addresses behind a name stay out of it.
    """

    def __init__(self, kind: Failure, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind: Failure = kind
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, whatever its status. `url` is where it came from, `hops` every address asked, in order.

    Names in `headers` are lower case, `body` is decoded (gzip, deflate). No credentials stand in `url` or `hops`.
    """

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    hops: tuple[str, ...]
    elapsed_ms: int
    not_modified: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a server's answer and of our time one fetch may take. Seconds and bytes.

    `total_s` holds over all hops and against a server that drips. `body_bytes` bounds the decoded body and what is
    read for it; `inflation` is how many times its coded size a body may decode to once it is past 1 MiB
    (pages compress 5 to 30 times, zlib's bound is 1,032). `content_types` of a 2xx answer to GET; None takes any.
    """

    connect_s: float = 5
    read_s: float = 10
    total_s: float = 20
    body_bytes: int = 8 * 1024 * 1024
    redirects: int = 5
    inflation: int = 200
    content_types: tuple[str, ...] | None = ("text/html", "application/xhtml+xml", "text/plain", "application/json")
