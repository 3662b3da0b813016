"""Makes docs/console, pictures of the console at a desk and on a phone, light and dark, from a stack with the demo.

.venv/bin/python infrastructure/generate/console_pictures.py            # on a stack of its own, gone afterwards
.venv/bin/python infrastructure/generate/console_pictures.py STATE_DIR  # on one that runs
"""

import base64
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tradewind_cli.checkout import ROOT
from tradewind_cli.measure.browser import DESKTOP, PHONE, Screen, Theme, chromium, looking, settled
from tradewind_cli.prices.api import Api
from tradewind_cli.stack.running import Stack, running

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER = ROOT / "docs/console"
QUALITY = 60
PAGES = {
    "watches": "/",
    "product": "",
    "alerts": "/alerts",
    "channels": "/channels",
    "transfers": "/transfers",
    "health": "/health",
    "models": "/models",
}
"""Where each picture is taken; which product it is, is found by `SALE`."""
IN_BOTH_THEMES = {"watches", "product"}
LOOKS: tuple[tuple[Screen, Theme, str], ...] = (
    (DESKTOP, "light", "en-GB"),
    (DESKTOP, "dark", "en-GB"),
    (PHONE, "light", "fr-FR"),
    (PHONE, "dark", "fr-FR"),
)
SALE = "steel-kettle"


def main(state: Path | None) -> None:
    FOLDER.mkdir(exist_ok=True)
    with demo(state) as stack, chromium() as browser:
        [watch, *_] = Api(stack, "demo").call("GET", f"/v1/prices/watches?q={SALE}")["items"]
        product = f"/products/{watch['product_id']}"
        for screen, theme, language in LOOKS:
            with looking(browser, screen, theme, language) as context:
                page = context.new_page()
                page.goto(str(stack.sign_in_url(stack.token())))
                settled(page)
                for name, path in PAGES.items():
                    is_usual = (screen.is_phone, theme) in {(False, "light"), (True, "dark")}
                    if is_usual or name in IN_BOTH_THEMES:
                        page.goto(str(stack.console_url).rstrip("/") + (path or product))
                        settled(page)
                        take(page, FOLDER / f"{name}-{screen.name}-{theme}.webp")


def take(page: "Page", file: Path) -> None:
    """What the screen shows, without what is below it."""
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    file.write_bytes(base64.b64decode(taken["data"]))
    print(file.relative_to(ROOT), f"{file.stat().st_size / 1024:.0f} kB")  # noqa: T201  a command for people


@contextmanager
def demo(state: Path | None) -> Iterator[Stack]:
    """The stack of that folder, or one of its own with the demo's first look."""
    if state is not None:
        yield running(state)
        return
    from tradewind_cli.measure.private_stack import private_stack
    from tradewind_cli.prices.first_look import first_look

    with private_stack() as stack:
        first_look(stack, lambda step: None)
        yield stack


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
