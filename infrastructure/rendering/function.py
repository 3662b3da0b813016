"""The function: it starts its Chromium once, and shows one page a call. It has rights to nothing but its log."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tradewind.errors import Unavailable
from tradewind.fetch import open_guard
from tradewind.fetch.rendering.browser import BrowserRenderer
from tradewind.fetch.rendering.chromium import Chromium, find
from tradewind.fetch.rendering.remote import answer


@cache
def open_browser() -> Chromium:
    """The browser of this container; Lambda's own machine is its sandbox, since it gives a process none."""
    profile = Path(mkdtemp(prefix="browser-"))
    return Chromium(find() or "chromium", profile, sandboxed=False, more=["--no-zygote"])  # a fork needs what it lacks


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Show a page: `tradewind.fetch.rendering.remote` says how one is asked for and told.

    A browser that does not work is ended, so that the next call starts another. Raises: Unavailable.
    """
    browser = open_browser()
    try:
        return answer(event, BrowserRenderer(browser.address(), open_guard()))
    except Unavailable:
        browser.stop()
        raise
