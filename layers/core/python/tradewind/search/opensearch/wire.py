"""The client of a cluster: where it is, how requests are signed, and its errors in the house's words."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from opensearchpy import ConnectionError as Unreachable
from opensearchpy import OpenSearch, TransportError, Urllib3AWSV4SignerAuth

from tradewind.errors import NotFound, TradewindError, Unavailable

TIMEOUT_S = 5
"""A query takes some 10 ms, a bulk of 1,000 vectors on a laptop a second."""
TRIES_AGAIN = 2
CONNECTIONS = 8
BUSY = {429, 502, 503, 504}
OF_AWS = re.compile(
    r"\.(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)\.(?P<service>es|aoss)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$"
)
"""A domain's or a collection's host, which says where requests are signed for."""


def client_of(url: str) -> OpenSearch:
    """A client of the cluster at `https://HOST[:PORT]`. One of AWS is asked with this function's own rights (SigV4)."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise TradewindError("wrong settings: SEARCH_ENDPOINT (opensearch+https://HOST[:PORT][/PREFIX], no password)")
    is_encrypted = parts.scheme == "https"
    return OpenSearch(
        hosts=[{"host": parts.hostname, "port": parts.port or (443 if is_encrypted else 9200)}],
        use_ssl=is_encrypted,
        verify_certs=True,
        http_auth=_signer(parts.hostname),
        http_compress=is_encrypted,  # vectors written as text shrink to a half; on loopback it only costs
        timeout=TIMEOUT_S,
        max_retries=TRIES_AGAIN,
        retry_on_timeout=False,
        pool_maxsize=CONNECTIONS,
    )


def _signer(host: str) -> Urllib3AWSV4SignerAuth | None:
    found = OF_AWS.search(host)
    if found is None:
        return None
    from botocore.session import Session

    return Urllib3AWSV4SignerAuth(Session().get_credentials(), found["region"], found["service"])


@contextmanager
def translated() -> Iterator[None]:
    """Turn the client's errors into ours."""
    try:
        yield
    except Unreachable as error:
        raise Unavailable("the search engine cannot be reached", retry_after_s=5) from error
    except TransportError as error:
        kind = error.error if isinstance(error.error, str) else ""
        raise ours(error.status_code, kind) from error


def ours(status: int | str, kind: str) -> TradewindError:
    """What a status and the kind of an error mean."""
    if kind == "index_not_found_exception":
        return NotFound("no such index")
    if status in BUSY:
        return Unavailable("the search engine is busy", retry_after_s=1)
    return TradewindError(f"the search engine refused the request: {status} {kind}")


def failed(answer: Mapping[str, Any]) -> TradewindError | None:
    """Why one search of several has no answer; None when it has one, of every shard."""
    if "error" in answer:
        error = answer["error"]
        return ours(answer.get("status", 500), error.get("type", "") if isinstance(error, dict) else "")
    if answer.get("timed_out") or answer["_shards"]["failed"]:
        return Unavailable("a part of the index does not answer", retry_after_s=1)
    return None
