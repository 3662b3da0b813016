"""The console as shoppers use it, in a real browser on a real stack: a page is watched, its past is seen, a reason is
followed to its evidence, and the reader is taught where a price stands."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tradewind_cli.measure.browser import PHONE, settled
from tradewind_cli.stack.running import direct

if TYPE_CHECKING:
    from browsing import Visitor
    from tradewind_cli.stack.running import Stack

pytestmark = [pytest.mark.stack, pytest.mark.needs("chromium")]
KETTLE = "http://harbour.shop.test/p/steel-kettle"
LOOKED_MS = 40_000

Visit = Callable[..., "Visitor"]


@pytest.fixture
def kettle(stack: "Stack", tenant: str) -> str:
    """The address of a page of the demo shop that nobody has looked at, and 120 days of whose past are known."""
    from prices import service
    from prices.models.watch import WatchRequest
    from tradewind_cli.prices.seeding import observation
    from tradewind_cli.prices.store import open_prices, operator

    now, url = datetime.now(UTC), f"{KETTLE}?batch={tenant}"
    with direct.open(f"{stack.shop_url}/_shop/history?days=120", timeout=60) as answer:
        shop = json.load(answer)
    [page] = [each for each in shop["pages"] if each["url"] == KETTLE]
    past = [observation(row, page, now - timedelta(days=shop["day"] - row["day"])) for row in page["observations"]]
    loaded = service.load_past(WatchRequest(url=url), past, operator(tenant), store=open_prices(stack), now=lambda: now)
    assert loaded > 100
    return url


def test_a_page_is_watched_its_past_seen_a_reason_followed_and_the_reader_taught(visit: Visit, kettle: str) -> None:
    visitor = visit()
    page = visitor.sign_in()
    page.get_by_role("heading", name="You watch nothing yet").wait_for()
    page.get_by_role("link", name="Add a watch").first.click()
    page.get_by_label("Address of a product page").fill(kettle)
    page.get_by_role("button", name="See what is read").click()
    preview = page.get_by_role("region", name="What is read")
    price = preview.get_by_text("£").first
    price.wait_for(timeout=LOOKED_MS)
    seen = price.inner_text()
    page.get_by_label("Your name for it").fill("Kettle")
    page.get_by_role("button", name="Watch this page").click()

    page.get_by_role("heading", name="Kettle", level=1).wait_for()
    over_time = page.get_by_role("region", name="Price over time")
    over_time.get_by_role("img", name="Chart of the price of Kettle").wait_for()
    over_time.get_by_text("90 d").click()
    settled(page)
    page.reload()
    over_time.get_by_role("img", name="Chart of the price of Kettle").wait_for()
    assert "90" in page.url, "the range lives in the address"
    over_time.get_by_role("button", name="As a table").click()
    assert over_time.get_by_role("table").get_by_role("row").count() > 30

    present = page.get_by_role("region", name="Present price")
    present.get_by_role("button", name="Why this price").click()
    evidence = page.get_by_role("dialog", name="Why this price")
    evidence.get_by_role("heading", name="Reasons").wait_for()
    assert evidence.get_by_role("listitem").count() >= 1
    evidence.get_by_text("rule:prices.reading").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(present.get_by_role("button", name="Why this price")).to_be_focused()
    assert visitor.barriers() == []

    page.get_by_role("link", name="Teach").click()
    page.get_by_label("The price you see").fill(seen)
    page.get_by_role("button", name="Find it").click()
    page.get_by_role("button", name="Read it here").first.click(timeout=LOOKED_MS)
    page.get_by_role("heading", name="Learned").wait_for(timeout=LOOKED_MS)
    assert visitor.barriers() == []


def test_on_a_phone_the_list_and_a_product_fit_and_can_be_used(visit: Visit, kettle: str) -> None:
    visitor = visit(PHONE, "dark", "fr-FR")
    page = visitor.sign_in(f"/add?url={kettle}")
    page.get_by_role("button", name="Surveiller").click(timeout=LOOKED_MS)
    page.get_by_role("img").first.wait_for()
    settled(page)
    barriers = visitor.barriers()
    assert not visitor.is_wider_than_its_screen()
    visitor.go("/")
    assert not visitor.is_wider_than_its_screen()
    assert barriers + visitor.barriers() == []
