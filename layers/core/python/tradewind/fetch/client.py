"""Fetching: hop by hop through the guard, within limits."""

import re
from collections.abc import Iterator, Mapping
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING

from tradewind.fetch.body import read_body
from tradewind.fetch.guard import Guard
from tradewind.fetch.outcome import Failure, Fetched, FetchFailed, Limits
from tradewind.fetch.target import Target, follow_location, parse_target

if TYPE_CHECKING:
    from httpcore import Response

KEPT_CONNECTIONS = 8

REPEATABLE = frozenset({"GET", "HEAD"})

REDIRECTS = frozenset({301, 302, 303, 307, 308})

OUR_HEADERS = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""Set by the transport alone: with these a caller could change which site answers or where a request ends."""

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_REDIRECT_BODY_BYTES = 64 * 1024


class Client:
    """Fetches one after another and keeps connections between them. For one thread; close it or use `with`."""

    def __init__(self, guard: Guard, limits: Limits = Limits()) -> None:  # noqa: B008 (frozen)
        from tradewind.fetch.transport import Connections, Deadline

        self._guard = guard
        self._limits = limits
        self._deadline = Deadline()
        self._connections = Connections(guard.connector, self._deadline, KEPT_CONNECTIONS)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the kept connections."""
        self._connections.close()

    def fetch(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        limits: Limits | None = None,
        method: str = "GET",
        body: bytes | None = None,
        follow: bool = True,
    ) -> Fetched:
        """What `url` answers with, whatever the status.

        `headers` (cookies and authorization among them), the validators `etag` and `last_modified` and credentials
        in the URL are for the host of `url` alone: from the first redirect to another host or port, or from https
        to http, they stay behind for good. Redirects are followed for GET and HEAD; the answer to any other method
        is what the first host said.

        Raises: FetchFailed.
        """
        limits = limits or self._limits
        private = _private_headers(headers or {}, etag, last_modified)
        started = monotonic()
        self._deadline.at = started + limits.total_s
        target = parse_target(url)
        if target.authorization and not any(name.lower() == "authorization" for name in private):
            private["Authorization"] = target.authorization
        hops = [target.url]
        while True:
            status, answer, content, location = self._ask(target, private, method, body, limits)
            if location is None or not follow or method not in REPEATABLE:
                break
            onward = follow_location(target, location)
            if len(hops) > limits.redirects or onward.url in hops:
                raise FetchFailed("too_many_redirects", f"{target.host} redirects in a circle or too often.")
            if not _stays(target, onward):
                private = {}
            target = onward
            hops.append(target.url)
        return Fetched(
            url=target.url,
            status=status,
            headers=answer,
            body=content,
            hops=tuple(hops),
            elapsed_ms=round((monotonic() - started) * 1000),
            not_modified=status == 304,
        )

    def _ask(
        self, target: Target, private: Mapping[str, str], method: str, body: bytes | None, limits: Limits
    ) -> tuple[int, dict[str, str], bytes, str | None]:
        """One hop: status, headers, body, and where it sends on."""
        import httpcore

        endpoint = self._guard.endpoint(target, min(limits.connect_s, self._left()))
        request = httpcore.Request(
            method=method,
            url=httpcore.URL(
                scheme=target.scheme.encode(),
                host=target.host.encode(),
                port=target.port,
                target=target.path.encode(),
            ),
            headers=self._request_headers(target, private, body),
            content=body,
            extensions={
                "timeout": {"connect": limits.connect_s, "read": limits.read_s, "write": limits.read_s},
            },
        )
        # What must not be sent twice takes no connection that the server may be about to close.
        kept = self._connections.take(target, endpoint) if method in REPEATABLE else None
        connection, backend = kept or self._connections.open(target, endpoint)
        try:
            try:
                response = connection.handle_request(request)
            except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError):
                # The server may close a kept connection at the moment we use it: RFC 9112 section 9.3.1.
                if kept is None:
                    raise
                connection.close()
                connection, backend = self._connections.open(target, endpoint)
                response = connection.handle_request(request)
            try:
                return self._read(target, response, method, limits)
            finally:
                response.close()
        except FetchFailed:
            raise
        except httpcore.TimeoutException:
            raise FetchFailed("timeout", f"{target.host} did not answer in time.") from None
        except (httpcore.ConnectError, httpcore.NetworkError, httpcore.ProtocolError) as failure:
            raise FetchFailed(*_in_words(target, failure)) from None
        finally:
            self._connections.give_back(target, endpoint.port, connection, backend.address)

    def _read(
        self, target: Target, response: "Response", method: str, limits: Limits
    ) -> tuple[int, dict[str, str], bytes, str | None]:
        answer: dict[str, str] = {}
        for raw_name, raw_value in response.headers:
            name, value = raw_name.decode("latin-1").lower(), _text(raw_value)
            answer[name] = f"{answer[name]}, {value}" if name in answer else value
        status = response.status
        location = answer.get("location") if status in REDIRECTS else None
        if location is not None:
            return status, answer, _drain(response), location
        kind = answer.get("content-type", "").partition(";")[0].strip().lower()
        wanted = limits.content_types if method == "GET" and 200 <= status < 300 and kind else None
        if wanted is not None and kind not in wanted:
            raise FetchFailed("unsupported_type", f"{target.host} answered with {kind[:80]}, which is not read.")
        if method == "HEAD" or status in (204, 304):
            return status, answer, b"", None
        return status, answer, read_body(_chunks(response), answer.get("content-encoding", ""), limits), None

    def _request_headers(
        self, target: Target, private: Mapping[str, str], body: bytes | None
    ) -> list[tuple[bytes, bytes]]:
        lines = {
            "Host": target.authority,
            "User-Agent": self._guard.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
        }
        given = {name.lower() for name in private}
        lines = {name: value for name, value in lines.items() if name.lower() not in given} | dict(private)
        if body is not None:
            lines["Content-Length"] = str(len(body))
        return [(name.encode(), value.encode("latin-1")) for name, value in lines.items()]

    def _left(self) -> float:
        left = self._deadline.at - monotonic()
        if left <= 0:
            raise FetchFailed("timeout", "The redirects took too long.")
        return left


def fetch(
    url: str,
    *,
    guard: Guard,
    headers: Mapping[str, str] | None = None,
    etag: str | None = None,
    last_modified: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    method: str = "GET",
    body: bytes | None = None,
    follow: bool = True,
) -> Fetched:
    """One fetch with connections of its own: `Client.fetch`.

    Raises: FetchFailed.
    """
    with Client(guard, limits) as client:
        return client.fetch(
            url, headers=headers, etag=etag, last_modified=last_modified, method=method, body=body, follow=follow
        )


def _private_headers(headers: Mapping[str, str], etag: str | None, last_modified: str | None) -> dict[str, str]:
    private = dict(headers)
    if etag:
        private["If-None-Match"] = etag
    if last_modified:
        private["If-Modified-Since"] = last_modified
    for name, value in private.items():
        if name.lower() in OUR_HEADERS or name.lower().startswith("proxy-"):
            raise FetchFailed("refused", f"The header {name} cannot be set.")
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            raise FetchFailed("refused", "A header holds characters that no header has.")
    return private


def _stays(here: Target, onward: Target) -> bool:
    """Whether what is private to `here` may travel on: same host, same port, or up from http to https."""
    return here.host == onward.host and (
        (here.scheme, here.port) == (onward.scheme, onward.port)
        or (here.scheme, here.port, onward.scheme, onward.port) == ("http", 80, "https", 443)
    )


def _in_words(target: Target, failure: Exception) -> tuple[Failure, str]:
    import ssl

    cause: BaseException | None = failure
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "tls", f"The certificate of {target.host} is not valid: {cause.verify_message}."
        if isinstance(cause, ssl.SSLError):
            return "tls", f"No secure connection to {target.host} could be made."
        cause = cause.__cause__ or cause.__context__
    import httpcore

    if isinstance(failure, httpcore.ConnectError):
        return "connect", f"{target.host} takes no connection."
    return "bad_response", f"{target.host} broke off or did not answer with clean HTTP."


def _chunks(response: "Response") -> Iterator[bytes]:
    yield from response.iter_stream()


def _drain(response: "Response") -> bytes:
    """Read away a redirect's short body, so that the connection can be kept. A long one is left unread."""
    read = 0
    for chunk in response.iter_stream():
        read += len(chunk)
        if read > _REDIRECT_BODY_BYTES:
            break
    return b""


def _text(value: bytes) -> str:
    """A header's value: UTF-8 where it is that (browsers read Location so), else Latin-1."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
