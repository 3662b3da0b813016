"""A browser that looks at the console: Playwright drives the Chromium that the machine has."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, NamedTuple

from tradewind_cli.checkout import use_sources
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

Theme = Literal["light", "dark"]
PATIENCE_MS = 15_000


class Screen(NamedTuple):
    """A size that people look at pages in, in CSS pixels."""

    name: str
    width: int
    height: int
    is_phone: bool


DESKTOP = Screen("desktop", 1440, 900, False)
PHONE = Screen("phone", 390, 844, True)


@contextmanager
def chromium() -> "Iterator[Browser]":
    """A Chromium without a window. Raises: Trouble when there is none, or nothing to drive it."""
    use_sources()
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise Trouble("Playwright is missing; run: make setup") from None
    from tradewind.fetch.rendering.chromium import find

    found = find()
    if found is None:
        raise Trouble("there is no Chromium on this machine; install it (Debian: apt-get install chromium)")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(found), args=["--no-sandbox", "--disable-dev-shm-usage"])
        try:
            yield browser
        finally:
            browser.close()


def looking(
    browser: "Browser", screen: Screen = DESKTOP, theme: Theme = "light", language: str = "en-GB"
) -> "BrowserContext":
    """A visitor with nothing kept from before, at a screen of that size. Nothing moves: pictures are the same."""
    context = browser.new_context(
        viewport={"width": screen.width, "height": screen.height},
        is_mobile=screen.is_phone,
        has_touch=screen.is_phone,
        color_scheme=theme,
        locale=language,
        reduced_motion="reduce",
        timezone_id="Europe/Paris",
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


def settled(page: "Page") -> None:
    """Return once the page has its heading, no answer is under way, and no grey bars stand in for what is to come."""
    from playwright.sync_api import expect

    page.wait_for_selector("main h1")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[class*=bones]")).to_have_count(0, timeout=PATIENCE_MS)
