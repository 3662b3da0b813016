"""Everybody can use the console, at a desk and on a phone, in both themes and languages, and by the keyboard alone."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tradewind_cli.measure.browser import DESKTOP, PHONE, Screen, Theme
from tradewind_cli.prices.api import Api

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browsing import Visitor
    from tradewind_cli.stack.running import Stack

pytestmark = [pytest.mark.stack, pytest.mark.needs("chromium")]
PAGES = (
    "/",
    "/add",
    "/search",
    "/compare",
    "/goods",
    "/teach",
    "/alerts",
    "/channels",
    "/transfers",
    "/health",
    "/models",
)
KETTLE = "http://harbour.shop.test/p/steel-kettle"

Visit = Callable[..., "Visitor"]


@pytest.mark.parametrize(
    ("screen", "theme", "language"), [(DESKTOP, "light", "en-GB"), (PHONE, "dark", "fr-FR")], ids=["desk", "phone"]
)
def test_everybody_can_use_every_page(
    visit: Visit, stack: "Stack", tenant: str, screen: Screen, theme: Theme, language: str
) -> None:
    """Nothing serious by axe, no page wider than its screen, no request to another, no breach of the policy."""
    Api(stack, tenant, user="ana").call("POST", "/v1/prices/watches", {"url": KETTLE, "label": "Kettle"})
    visitor = visit(screen, theme, language)
    visitor.sign_in()
    barriers = []
    for path in PAGES:
        page = visitor.go(path)
        barriers += visitor.barriers()
        assert not visitor.is_wider_than_its_screen(), path
        page.emulate_media(color_scheme="dark" if theme == "light" else "light")
        barriers += visitor.barriers("color-contrast")  # all that another theme changes
        page.emulate_media(color_scheme=theme)
    assert barriers == []


def test_the_keyboard_reaches_the_page_past_the_menu(visit: Visit) -> None:
    page = visit().sign_in("/transfers")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the page"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "Choose a file"


def focused(page: "Page") -> str:
    return str(page.evaluate("document.activeElement.textContent")).strip()
