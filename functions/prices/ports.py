"""The ports of this capability's Lambdas, opened on first use. A service takes them as arguments."""

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from tradewind.config import Settings
from tradewind.queue import Queue, queue

if TYPE_CHECKING:
    from prices.models.page import Reading, Want
    from prices.service.pages import Read
    from tradewind.dead_letters import DeadLetters
    from tradewind.fetch import Client
    from tradewind.fetch.rendering import Renderer


class ChecksSettings(Settings):
    checks_queue_url: str


class DeliveriesSettings(Settings):
    deliveries_queue_url: str


class ForecastsSettings(Settings):
    forecasts_queue_url: str


class ImportsSettings(Settings):
    imports_queue_url: str


class TiersSettings(Settings):
    tiers_queue_url: str


class DeadLettersSettings(Settings):
    dead_letters_queue_url: str


class FetchSettings(Settings):
    local_hosts: str = ""


class RenderingSettings(Settings):
    """`browser_url`: where a browser's debugger listens, as http://127.0.0.1:9222; `browser_finds_us_at`: the address
    of this machine for that browser; `rendering_function`: a Lambda function that bears one. Empty: there is none."""

    browser_url: str = ""
    browser_finds_us_at: str = "127.0.0.1"
    rendering_function: str = ""


class RatesSettings(Settings):
    rates_url: str


@cache
def open_checks() -> Queue:
    """The queue of checks."""
    return queue(ChecksSettings.load().checks_queue_url)


@cache
def open_deliveries() -> Queue:
    """The queue of deliveries."""
    return queue(DeliveriesSettings.load().deliveries_queue_url)


@cache
def open_forecasts() -> Queue:
    """The queue of forecasts."""
    return queue(ForecastsSettings.load().forecasts_queue_url)


@cache
def open_imports() -> Queue:
    """The queue of imports."""
    return queue(ImportsSettings.load().imports_queue_url)


@cache
def open_tiers() -> Queue:
    """The queue of what tenants book."""
    return queue(TiersSettings.load().tiers_queue_url)


@cache
def open_letters() -> "DeadLetters":
    """What was given up, to be looked at and put back."""
    from tradewind.dead_letters import dead_letters

    return dead_letters(DeadLettersSettings.load().dead_letters_queue_url)


@cache
def open_dead_letters() -> Queue:
    """The dead-letter queue of this function's own queue."""
    return queue(DeadLettersSettings.load().dead_letters_queue_url)


@cache
def open_client() -> "Client":
    """The one way out, for a function that fetches one page at a time."""
    return new_client()


def new_client() -> "Client":
    """A way out of its own, for each of several that fetch at once. Every fetch passes the guard.

    `LOCAL_HOSTS` is empty on AWS.
    """
    from tradewind.fetch import Client, open_guard

    return Client(open_guard(FetchSettings.load().local_hosts))


@cache
def open_renderer() -> "Renderer | None":
    """The browser for pages that only one can read, where the operator has named any."""
    settings = RenderingSettings.load()
    if settings.rendering_function:
        from tradewind.fetch.rendering.remote import open_function

        return open_function(settings.rendering_function)
    if settings.browser_url:
        from tradewind.fetch import open_guard
        from tradewind.fetch.rendering.browser import BrowserRenderer

        guard = open_guard(FetchSettings.load().local_hosts)
        return BrowserRenderer(settings.browser_url, guard, settings.browser_finds_us_at)
    return None


@cache
def open_reader() -> "Read":
    """The reader of product pages: one page at a time, whoever asks.

    Reading is all processor time, so threads gain nothing by it; and a page may hold 8 MB, and many times that as a
    tree.
    """
    from prices.reading import read

    turn = Lock()

    def read_in_turn(content: bytes, url: str, content_type: str | None, want: "Want") -> "Reading":
        with turn:
            return read(content, url=url, content_type=content_type, want=want)

    return read_in_turn
