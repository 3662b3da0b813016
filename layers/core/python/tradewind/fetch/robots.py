"""What a site asks of robots: robots.txt (RFC 9309)."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tradewind.fetch.guard import ROBOT

if TYPE_CHECKING:
    from protego import Protego

MAX_ROBOTS_BYTES = 500 * 1024
"""RFC 9309 section 2.5: what must at least be read. The rest is ignored."""

NOTHING_ALLOWED = "User-agent: *\nDisallow: /\n"

MAX_CRAWL_DELAY_S = 3600.0


def robots_address(url: str) -> str:
    """Where the robots.txt stands that speaks for a page (RFC 9309 section 2.3): same scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt"


@dataclass(frozen=True)
class Robots:
    """The rules of one host. `text` is all there is to keep: `Robots(text)` reads the same again."""

    text: str

    @classmethod
    def parse(cls, body: bytes, status: int) -> "Robots":
        """The answer to `/robots.txt`: 2xx is rules, 4xx means there are none, anything else forbids all for now.

        429 forbids for now as well: a host that asks for patience has not said that it has no rules.
        """
        if 200 <= status < 300:
            return cls(body[:MAX_ROBOTS_BYTES].decode("utf-8", "replace").removeprefix("\ufeff"))
        return cls("" if 400 <= status < 500 and status != 429 else NOTHING_ALLOWED)

    def allows(self, url: str) -> bool:
        """Whether `url` may be fetched. /robots.txt itself always may."""
        return self._rules.can_fetch(url, ROBOT)

    @property
    def crawl_delay_s(self) -> float | None:
        """Seconds between two fetches, at most an hour, or None where nothing is asked."""
        delay = self._rules.crawl_delay(ROBOT)
        return None if delay is None else min(max(float(delay), 0.0), MAX_CRAWL_DELAY_S)

    @cached_property
    def _rules(self) -> "Protego":
        from protego import Protego

        return Protego.parse(self.text)
