"""Somebody who looks at the console in a browser."""

import json
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tradewind_cli.checkout import ROOT
from tradewind_cli.measure.browser import settled

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page

    from tradewind_cli.stack.running import Stack

AXE = ROOT / "clients/web/node_modules/axe-core/axe.min.js"
SERIOUS = {"serious", "critical"}


class Visitor:
    """A page of the console, who looks at it, and what the browser complained of meanwhile."""

    def __init__(self, page: "Page", stack: "Stack", tenant: str) -> None:
        self.page = page
        self.stack = stack
        self.tenant = tenant
        self.complaints: list[str] = []
        self.expected: set[int] = set()
        self.base = str(stack.console_url).rstrip("/")
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", lambda request: self._asked(request.url))

    def token(self, lasts: timedelta = timedelta(hours=1), role: str = "admin") -> str:
        return self.stack.token(self.tenant, "ana", role, lasts=lasts)

    def sign_in(self, path: str = "/", lasts: timedelta = timedelta(hours=1), role: str = "admin") -> "Page":
        """Come by the link that `up` prints, to a page."""
        self.page.goto(f"{self.base}{path}#token={self.token(lasts, role)}")
        settled(self.page)
        return self.page

    def go(self, path: str) -> "Page":
        self.page.goto(self.base + path)
        settled(self.page)
        return self.page

    @property
    def path(self) -> str:
        """Where the visitor is, with all that stands in the address behind the host."""
        at = urlsplit(self.page.url)
        return at.path + (f"?{at.query}" if at.query else "") + (f"#{at.fragment}" if at.fragment else "")

    def barriers(self, *rules: str) -> list[str]:
        """What keeps people out, as axe finds it, by all of its rules or by these: serious things and worse."""
        asked: dict[str, Any] = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
        if not self.page.evaluate("'axe' in window"):  # 0.5 MB, once for each document
            self.page.evaluate(axe())
        found: dict[str, Any] = self.page.evaluate(f"axe.run(document, {json.dumps(asked)})")
        return [
            f"{each['id']} at {self.path}: {node['html'][:200]}"
            for each in found["violations"]
            if each["impact"] in SERIOUS
            for node in each["nodes"]
        ]

    def is_wider_than_its_screen(self) -> bool:
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(self.page.evaluate(wide))

    def _heard(self, message: "ConsoleMessage") -> None:
        refused = any(f"status of {status}" in message.text for status in self.expected)
        if message.type in {"error", "warning"} and not refused:
            self.complaints.append(f"{message.type}: {message.text[:500]}")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:")):
            self.complaints.append(f"asked another: {url[:200]}")


@cache
def axe() -> str:
    return AXE.read_text()
