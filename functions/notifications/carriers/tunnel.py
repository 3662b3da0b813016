"""One request, once, through the guard's forwarding proxy; and how it ended."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Any

from notifications.rules.retrying import Ending, Outcome, judged
from tradewind.fetch.forwarding import Forwarder, Way
from tradewind.fetch.outcome import FetchFailed
from tradewind.fetch.retry import retry_after_s

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

CONNECT_S = 6.0
ANSWER_S = 15.0
LONGEST_ANSWER = 16 * 1024  # bytes; a rate limit is told in a few hundred
LOST = "it went out and no answer came; sending it again might tell it twice"


class Tunnel:
    """The only way out for messages. It trusts no environment, follows no redirect, and sends nothing twice."""

    def __init__(self, forwarder: Forwarder, now: Callable[[], datetime], authorities: str | bool = True) -> None:
        self.forwarder = forwarder
        self._now = now
        self._authorities = authorities

    def send(self, request: "PreparedRequest", *, again: bool, ends: bool = False) -> Outcome:
        """Send a request and read the answer's status. `again`: told twice it is shown once, so a lost answer is no
        reason to stop. `ends`: as in `judged`."""
        from requests import RequestException
        from requests.exceptions import SSLError

        try:
            with self.forwarder.way_to(request.url or "") as way:
                proxies = {"http": way.proxy, "https": way.proxy}
                try:
                    answer = self._session.send(
                        request, proxies=proxies, timeout=(CONNECT_S, ANSWER_S), allow_redirects=False, stream=True
                    )
                    with answer:
                        wait_s = _asked_wait(answer, self._now())
                        outcome = judged(answer.status_code, ends=ends, wait_s=wait_s)
                except SSLError:
                    return Outcome(Ending.AGAIN, f"no secure connection to {way.place.host} could be made")
                except (RequestException, OSError):
                    outcome = _unanswered(way)
        except FetchFailed as failure:
            return _not_sent(failure)
        if outcome.ending is Ending.UNCERTAIN and again:
            return Outcome(Ending.AGAIN, outcome.reason, outcome.wait_s)
        return outcome

    @cached_property
    def _session(self) -> "Session":
        import requests
        from requests.adapters import HTTPAdapter

        session = requests.Session()
        session.trust_env = False
        session.verify = self._authorities
        # Each message makes its own connection: a kept one may end at the moment of use, and leave the message open.
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(pool_connections=1, pool_maxsize=1, max_retries=0))
        return session


def _unanswered(way: Way) -> Outcome:
    """What it means that no answer came: before the connection stood nothing went out."""
    if way.failure is not None:
        return _not_sent(way.failure)
    if not way.reached:
        return Outcome(Ending.AGAIN, f"{way.place.host} was not reached")
    return Outcome(Ending.UNCERTAIN, LOST)


def _not_sent(failure: FetchFailed) -> Outcome:
    refused = failure.kind == "refused"
    return Outcome(Ending.REFUSED if refused else Ending.AGAIN, failure.detail)


def _asked_wait(answer: "Response", now: datetime) -> float | None:
    """Seconds for which a service wants to be left alone: Retry-After, else as Telegram (`parameters.retry_after`),
    Discord (`retry_after`) and Matrix (`retry_after_ms`) write it in the body."""
    if answer.status_code < 400:
        return None
    waits: list[float] = []
    if (told := retry_after_s({name.lower(): value for name, value in answer.headers.items()}, now)) is not None:
        waits.append(told)
    try:
        body = json.loads(_read(answer))
    except ValueError:
        body = None
    if isinstance(body, dict):
        parameters = body.get("parameters")
        for found, unit in (
            (body.get("retry_after"), 1),
            (body.get("retry_after_ms"), 1000),
            (parameters.get("retry_after") if isinstance(parameters, dict) else None, 1),
        ):
            if isinstance(found, int | float) and not isinstance(found, bool) and 0 <= found < 10**9:
                waits.append(found / unit)
    return max(waits, default=None)


def _read(answer: "Response") -> bytes:
    """The beginning of the answer's body, as much as comes in time."""
    from requests import RequestException

    read, ends_at = b"", monotonic() + CONNECT_S
    chunks: Any = answer.iter_content(4096)
    try:
        for chunk in chunks:
            read += chunk
            if len(read) > LONGEST_ANSWER or monotonic() > ends_at:
                break
    except (RequestException, OSError):
        return b""
    return read
