"""The console as buyers use it, in a real browser on a real stack: a price list is brought in, goods are found, looked
at and compared, and a comparison is read by somebody who is not signed in."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from costing import german
from tradewind_cli.measure.browser import DESKTOP, PHONE, Screen, settled
from tradewind_cli.prices.api import Api

if TYPE_CHECKING:
    from browsing import Visitor
    from tradewind_cli.stack.running import Stack

pytestmark = [pytest.mark.stack, pytest.mark.needs("chromium")]
LOADED_MS = 40_000
PRICE_LIST = """\
Item no,Product name,Description,Category,Brand,Supplier,Supplier country,Country of origin,HS code,Currency,\
Unit price,Price breaks,MOQ,Incoterm,Certifications,Unit weight kg,Unit volume m3,Capacity
HB-1,Stainless steel kettle 1.7 l,Cordless kettle,Kettles,Kivo,Ningbo Harbour Co,CN,CN,851679,EUR,\
10.00,500:9.00,200,FOB,CE,2,0.01,1.7 l
HB-2,Stainless steel kettle 1.0 l,Compact kettle,Kettles,Kivo,Ningbo Harbour Co,CN,CN,851679,EUR,\
9.20,500:8.00,200,FOB,CE,2,0.01,1.0 l
PL-1,Plastic kettle 1.7 l,Light kettle,Kettles,Everyday,Guangzhou Plastware,CN,CN,851679,EUR,\
4.20,,100,FOB,CE,1,0.01,1.7 l
BAD,Kettle without a price,,Kettles,Kivo,Ningbo Harbour Co,CN,CN,851679,EUR,call us,,200,FOB,CE,2,0.01,1 l
"""

Visit = Callable[..., "Visitor"]


@pytest.fixture
def price_list(tmp_path: Path) -> Path:
    file = tmp_path / "spring.csv"
    file.write_text(PRICE_LIST)
    return file


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_goods_are_brought_in_found_compared_and_shared(
    visit: Visit, stack: "Stack", tenant: str, price_list: Path, screen: Screen
) -> None:
    for tariff in german():
        Api(stack, tenant, user="ana").call("POST", "/v1/catalog/tariffs", tariff)
    visitor = visit(screen)
    page = visitor.sign_in("/search")
    page.get_by_role("heading", name="Your catalogue is empty").wait_for()
    page.get_by_role("link", name="Bring in goods").click()

    page.get_by_label("File of goods", exact=True).set_input_files(price_list)
    page.get_by_text("waits for you").wait_for(timeout=LOADED_MS)
    page.get_by_text("Unit price: call us: no price that can be read").wait_for()
    assert visitor.barriers() == []
    page.get_by_role("button", name="Load 3 products").click()
    page.get_by_text("All of them can be found.").wait_for(timeout=LOADED_MS)
    assert not visitor.is_wider_than_its_screen()

    page = visitor.go("/search")
    box = page.get_by_role("combobox", name="What do you look for?")
    box.press_sequentially("stai")
    page.get_by_role("option", name="Stainless steel kettle 1.0 l").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.fill("500 stainless steel kettles under 12 euros")
    box.press("Enter")
    found = page.get_by_role("region", name="What was found")
    found.get_by_text("2 products").wait_for()
    assert visitor.barriers() == []
    compact = found.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Stainless steel kettle 1.0 l"))
    assert "€8.00" in compact.inner_text(), "the price at the quantity that was asked for"
    compact.get_by_role("link", name="Stainless steel kettle 1.0 l").click()
    page.get_by_role("heading", name="Stainless steel kettle 1.0 l", level=1).wait_for()
    settled(page)
    assert "€8.00" in page.get_by_role("region", name="Offers").inner_text()
    page.get_by_role("region", name="The same goods elsewhere").get_by_text("seems to offer it").wait_for()
    assert visitor.barriers() == []
    assert not visitor.is_wider_than_its_screen()
    page.get_by_role("button", name="How to negotiate").click()
    advice = page.get_by_role("dialog")
    advice.get_by_label("Deliver to").select_option("DE")
    advice.get_by_role("button", name="Work it out").click()
    advice.get_by_text("Walk away above").wait_for()
    assert not visitor.is_wider_than_its_screen()
    page.keyboard.press("Escape")
    expect(advice).to_have_count(0)
    page.go_back()
    compact.get_by_role("button", name="Why Stainless steel kettle 1.0 l stands here").click()
    page.get_by_role("dialog").get_by_role("heading", name="Reasons").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save this search").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Steel")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Without Material stainless steel").click()
    found.get_by_text("2 products").wait_for(state="detached")
    page.get_by_role("button", name="Saved searches").click()
    page.get_by_role("dialog").get_by_role("button", name="Steel", exact=True).click()
    found.get_by_text("2 products").wait_for()

    for each in ("1.0", "1.7"):
        page.get_by_role("checkbox", name=f"Compare Stainless steel kettle {each} l").check()
    page.get_by_role("link", name="Compare 2").click()
    page.get_by_label("Deliver to").select_option("DE")
    page.get_by_label("Quantity").fill("1000")
    page.get_by_label("Currency").fill("EUR")
    page.get_by_role("button", name="Work it out").click()
    page.get_by_role("heading", name="Stainless steel kettle 1.0 l").wait_for()
    settled(page)
    page.reload()
    page.get_by_role("heading", name="Stainless steel kettle 1.0 l").wait_for()
    assert page.get_by_text("costs least at the door").is_visible()
    assert not visitor.is_wider_than_its_screen()
    assert visitor.barriers() == []
    page.get_by_role("button", name="Share").click()
    shared = page.get_by_role("dialog")
    shared.get_by_label("Title").fill("Kettles for the office")
    shared.get_by_role("button", name="Make a link").click()
    link = shared.get_by_role("code").inner_text()

    stranger = visit(screen)
    stranger.page.goto(link)
    settled(stranger.page)
    assert stranger.page.get_by_role("heading", level=1).inner_text() == "Kettles for the office"
    assert stranger.page.get_by_text("costs least at the door").is_visible()
    assert stranger.page.get_by_role("navigation").count() == 0
    assert stranger.barriers() == []
    assert not stranger.is_wider_than_its_screen()
    shared.get_by_role("button", name="Withdraw Kettles for the office").click()
    shared.get_by_text("None is open.").wait_for()
    stranger.expected = {404}
    stranger.page.reload()
    stranger.page.get_by_role("heading", name="This link is not open any more").wait_for()
