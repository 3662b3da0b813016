"""Makes docs/console, pictures of the console at a desk and on a phone, light and dark, from a stack with the demo.

.venv/bin/python infrastructure/generate/console_pictures.py            # on a stack of its own, gone afterwards
.venv/bin/python infrastructure/generate/console_pictures.py STATE_DIR  # on one that runs
"""

import base64
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tradewind_cli.checkout import ROOT
from tradewind_cli.measure.browser import DESKTOP, PHONE, Screen, Theme, chromium, looking, settled
from tradewind_cli.prices.api import Api
from tradewind_cli.stack.running import Stack, running
from tradewind_cli.trouble import Trouble

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
    "search": "/search?q=500+stainless+steel+kettles+under+%2412,+CE,+not+from+plastic",
    "goods": "",
    "catalog-product": "",
    "compare": "",
}
"""Where each picture is taken; what has no address here has one of the demo's: see `addresses`."""
IN_BOTH_THEMES = {"watches", "product", "search"}
LOOKS: tuple[tuple[Screen, Theme, str], ...] = (
    (DESKTOP, "light", "en-GB"),
    (DESKTOP, "dark", "en-GB"),
    (PHONE, "light", "fr-FR"),
    (PHONE, "dark", "fr-FR"),
)
SALE = "steel-kettle"
GOODS = ROOT / "infrastructure/generate/price-list.csv"
COMPARED = ("HB-1001", "IN-310", "NV-220")
LOADED_S = 120
OF_ALL = {"as_of": "2026-01-01", "source": "the demo", "currency": "EUR", "destination": "DE"}
TARIFFS: tuple[dict[str, object], ...] = (
    {"kind": "duty", "name": "EU duties", "valuation": "cif",
     "lines": [{"hs": "8516", "percent": "2.7"}, {"hs": "7323", "percent": "3.2"}]},
    {"kind": "tax", "name": "German import VAT",
     "lines": [{"name": "VAT", "percent": "19", "base": "delivered", "is_recoverable": True}]},
    {"kind": "insurance", "name": "Cargo insurance", "lines": [{"percent": "0.5"}]},
    {"kind": "freight", "name": "Sea freight to Hamburg", "lines": [
        {"covers": ["main_carriage"], "mode": "sea", "per_kg": "0.08", "transit_days": 35},
        {"covers": ["import_terminal"], "fixed": "200"}, {"covers": ["import_carriage"], "fixed": "350"},
        {"covers": ["unloading"], "fixed": "50"}, {"covers": ["import_clearance"], "fixed": "90"}]},
)  # fmt: skip
"""Made up, of the right size."""


def main(state: Path | None) -> None:
    FOLDER.mkdir(exist_ok=True)
    with demo(state) as stack, chromium() as browser:
        pages = PAGES | addresses(Api(stack, "demo"))
        for screen, theme, language in LOOKS:
            with looking(browser, screen, theme, language) as context:
                page = context.new_page()
                page.goto(str(stack.sign_in_url(stack.token())))
                settled(page)
                for name, path in pages.items():
                    is_usual = (screen.is_phone, theme) in {(False, "light"), (True, "dark")}
                    if is_usual or name in IN_BOTH_THEMES:
                        page.goto(str(stack.console_url).rstrip("/") + path)
                        settled(page)
                        take(page, FOLDER / f"{name}-{screen.name}-{theme}.webp")


def addresses(api: Api) -> dict[str, str]:
    """Those of the demo's product and of goods that are brought in now."""
    [watch, *_] = api.call("GET", f"/v1/prices/watches?q={SALE}")["items"]
    for tariff in TARIFFS:
        api.call("POST", "/v1/catalog/tariffs", OF_ALL | tariff)
    content = base64.b64encode(GOODS.read_bytes()).decode()
    asked = {"file_name": GOODS.name, "dry_run": True, "content": content}
    path = f"/v1/catalog/imports/{api.call('POST', '/v1/catalog/imports', asked)['import_id']}"
    until(lambda: api.call("GET", path)["state"] == "proposed")
    api.call("POST", f"{path}/confirm", {})
    until(lambda: api.call("GET", path)["state"] == "done")
    until(lambda: not (kept := api.call("GET", path))["counts"]["added"] or kept["rows_indexed"] > 0)
    ids = {each["sku"]: each["product_id"] for each in api.call("GET", "/v1/catalog/products?limit=50")["items"]}
    goods = api.call("GET", f"/v1/catalog/products/{ids[COMPARED[0]]}")
    kept = {name: goods[name] for name in ("title", "description", "category", "sku", "brand", "gtin", "supplier",
            "supplier_country", "origin", "hs_code", "quality_tier", "certifications") if name in goods}  # fmt: skip
    kept["attributes"] = [{name: each[name] for name in ("name", "value", "unit")} for each in goods["attributes"]]
    kept["offers"] = [{name: value for name, value in each.items() if name != "offer_id"} for each in goods["offers"]]
    api.call("PUT", f"/v1/catalog/products/{ids[COMPARED[0]]}", kept | {"watched_product_id": watch["product_id"]})
    of = ",".join(ids[each] for each in COMPARED)
    return {
        "product": f"/products/{watch['product_id']}",
        "goods": path.replace("/v1/catalog/imports", "/goods"),
        "catalog-product": f"/catalog/{ids[COMPARED[0]]}",
        "compare": f"/compare?of={of}&to=DE&quantity=1000&currency=EUR&rates=USD+0.92",
    }


def until(is_so: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + LOADED_S
    while not is_so():
        if time.monotonic() > ends_at:
            raise Trouble("the goods did not come in")
        time.sleep(0.5)


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
