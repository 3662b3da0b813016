"""A Chromium for the tests of the console, and people who look through it at the run's own stack."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from browsing import Visitor
from tradewind_cli.measure.browser import DESKTOP, Screen, Theme, chromium, looking

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tradewind_cli.stack.running import Stack

Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """One for all tests of a file; each visitor has a context of their own in it."""
    with chromium() as found:
        yield found


@pytest.fixture
def visit(browser: "Browser", stack: "Stack", tenant: str) -> Iterator[Visit]:
    """Lets somebody of the test's tenant in; at the end what their browser complained of fails the test."""
    with ExitStack() as opened:
        came: list[Visitor] = []

        def let_in(screen: Screen = DESKTOP, theme: Theme = "light", language: str = "en-GB") -> Visitor:
            context = opened.enter_context(looking(browser, screen, theme, language))
            came.append(Visitor(context.new_page(), stack, tenant))
            return came[-1]

        yield let_in
        for visitor in came:
            assert visitor.complaints == []
