"""What a demo server is asked and what it answers, as plain values."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlsplit

HTML = "text/html; charset=utf-8"

Headers = tuple[tuple[str, str], ...]
Stream = Callable[[], AsyncIterator[bytes]]


@dataclass(frozen=True)
class Ask:
    """One request. `headers` have lower-case names."""

    method: str
    host: str
    target: str
    headers: dict[str, str]
    body: bytes = b""

    @cached_property
    def path(self) -> str:
        return urlsplit(self.target).path or "/"

    @cached_property
    def query(self) -> dict[str, str]:
        """The parameters; of a name given twice the last one."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def url(self) -> str:
        return f"http://{self.host}{self.target}"

    def number(self, name: str, default: float) -> float:
        """A number among the parameters. Raises ValueError when it is none."""
        return float(self.query.get(name, default))


@dataclass(frozen=True)
class Answer:
    """One response. `stream` sends a body of unknown length piece by piece, `wait_s` comes before the first byte,
    `cut` ends the connection after the body although more was announced, `hang` never answers."""

    status: int = 200
    body: bytes = b""
    content_type: str = HTML
    headers: Headers = ()
    stream: Stream | None = None
    wait_s: float = 0.0
    cut: bool = False
    hang: bool = False


def as_json(document: Any, status: int = 200) -> Answer:
    """An answer for programs."""
    return Answer(status, json.dumps(document, ensure_ascii=False).encode(), "application/json")


def as_text(text: str, status: int = 200) -> Answer:
    """An answer in plain text."""
    return Answer(status, text.encode(), "text/plain; charset=utf-8")


def redirect(location: str, status: int = 302) -> Answer:
    """Go there instead."""
    return Answer(status, headers=(("Location", location),))
