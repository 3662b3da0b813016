"""What a page is allowed while a browser shows it, and what comes of it."""

from dataclasses import dataclass
from typing import Protocol

from tradewind.errors import Unavailable
from tradewind.fetch.outcome import Fetched
from tradewind.fetch.robots import Robots


class RenderingBusy(Unavailable):
    """The browser shows as many pages as it can; waiting helps."""


@dataclass(frozen=True, slots=True)
class RenderLimits:
    """How much a page may take while a browser shows it. Seconds and bytes.

    `total_s` from the first command to the page's source; `settle_s` after the document has come, for scripts that
    never rest; `source_s` for the page to give its source, once as it runs and once
    with its scripts stopped; `html_bytes` of that source. `page_bytes`, `request_bytes` and `sent_bytes` count what
    crosses the proxy, as it is coded there; a request of more than `request_s` is cut off.
    """

    total_s: float = 15
    settle_s: float = 5
    source_s: float = 2
    html_bytes: int = 4 * 1024 * 1024
    page_bytes: int = 24 * 1024 * 1024
    request_bytes: int = 8 * 1024 * 1024
    sent_bytes: int = 1024 * 1024
    request_s: float = 12
    requests: int = 150


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that the page asked for and did not get. `what`: the host at most, or the kind of thing."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as a browser showed it.

    `page`: its source at that moment in UTF-8, under its last address and with the status of its document, as a
    fetch would have it. `refused`: what it asked for and did not get, each once.
    """

    page: Fetched
    refused: tuple[Refusal, ...]
    requests: int
    received_bytes: int


class Renderer(Protocol):
    """Shows pages in a browser. For one thread at a time."""

    def render(self, url: str, *, robots: Robots, limits: RenderLimits = ...) -> Rendered:
        """The page at `url` once its scripts have settled. What `robots` asks not to look at on that host is left out.

        Raises: FetchFailed where the page cannot be shown, Unavailable where the browser cannot, RenderingBusy among
        it.
        """
