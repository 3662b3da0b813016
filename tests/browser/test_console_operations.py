"""The console as people use it to keep things going, in a real browser on a real stack: being let in and coming back,
channels, files, what was given up, models."""

import json
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tradewind.queue import Message, queue
from tradewind_cli.measure.browser import settled
from tradewind_cli.stack.running import direct

if TYPE_CHECKING:
    from browsing import Visitor
    from tradewind_cli.stack.running import Stack

pytestmark = [pytest.mark.stack, pytest.mark.needs("chromium")]
PATIENCE_S = 40.0
KETTLE = "http://harbour.shop.test/p/steel-kettle"

Visit = Callable[..., "Visitor"]


def until(found: Callable[[], Any]) -> Any:
    """What `found` returns once it is something."""
    ends_at = time.monotonic() + PATIENCE_S
    while not (what := found()):
        assert time.monotonic() < ends_at, "it did not come"
        time.sleep(0.2)
    return what


def test_the_link_signs_in_and_the_token_leaves_the_address(visit: Visit) -> None:
    visitor = visit()
    page = visitor.sign_in("/alerts")
    assert visitor.path == "/alerts"
    page.get_by_role("heading", name="Nothing was told yet").wait_for()
    page.reload()
    settled(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Alerts"


def test_a_deep_link_reloads_and_who_is_not_signed_in_comes_back_to_it(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    page.goto(f"{visitor.base}/health?host=harbour.shop.test")
    page.get_by_role("heading", name="Sign in to Tradewind").wait_for()
    page.get_by_label("Token or API key").fill(visitor.token())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Pages of harbour.shop.test that are not read").wait_for()
    assert visitor.path == "/health?host=harbour.shop.test"
    page.reload()
    page.get_by_role("heading", name="Pages of harbour.shop.test that are not read").wait_for()


def test_an_expired_token_shows_the_sign_in_and_the_next_one_comes_back(visit: Visit) -> None:
    visitor = visit()
    began = time.monotonic()
    page = visitor.sign_in("/alerts?kind=drop", lasts=timedelta(seconds=6))
    time.sleep(max(began + 6.5 - time.monotonic(), 0))
    page.reload()
    page.get_by_text("Your token is past its time").wait_for()
    page.get_by_label("Token or API key").fill(visitor.token())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Nothing of this kind was told").wait_for()
    assert visitor.path == "/alerts?kind=drop"


def test_who_may_only_look_sees_nothing_that_would_be_refused(visit: Visit) -> None:
    page = visit().sign_in("/health", role="viewer")
    assert page.get_by_role("heading", name="Given up").count() == 0
    page.get_by_role("link", name="Import and export").click()
    page.get_by_role("heading", name="What came in").wait_for()
    assert page.get_by_role("heading", name="Bring in watches").count() == 0


def test_a_channel_is_proven_by_the_code_that_came_through_it(visit: Visit, stack: "Stack") -> None:
    chat = str(int(time.time() * 1000))

    def told(what: str) -> str | None:
        with direct.open(f"{stack.shop_url}/_hook/telegram", timeout=10) as answer:
            came = json.load(answer)["deliveries"]
        return next((each["text"] for each in came if each["chat"] == chat and what in each["text"]), None)

    visitor = visit()
    visitor.expected |= {422}  # the browser itself tells of each refused request
    page = visitor.sign_in("/channels")
    page.get_by_role("button", name="Add a channel").click()
    page.get_by_label("Address").fill(f"tgram://123456789:{'A' * 35}/{chat}")
    page.get_by_label("Server").fill("http://telegram.shop.test")
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Send a code").click()
    card = page.get_by_role("region", name="My phone")
    card.get_by_text("not proven yet").wait_for()
    code = re.search("[0-9]{8}", until(lambda: told("code")))
    assert code is not None
    card.get_by_label("The code that came through it").fill(code[0])
    card.get_by_role("button", name="Prove").click()
    card.get_by_text("active", exact=True).wait_for()
    card.get_by_role("button", name="What and when").click()
    wishes = page.get_by_role("dialog")
    wishes.get_by_label("From").fill("22:00")
    wishes.get_by_label("Until").fill("07:00")
    wishes.get_by_label("Time zone").fill("Nowhere/At all")
    wishes.get_by_role("button", name="Save").click()
    wishes.get_by_text("no such time zone").first.wait_for()
    wishes.get_by_label("Time zone").fill("Europe/Paris")
    wishes.get_by_role("button", name="Save").click()
    card.get_by_text("quiet from 22:00 to 07:00").wait_for()
    card.get_by_role("button", name="Send a test").click()
    until(lambda: told("test"))
    card.get_by_role("button", name="Remove My phone").click()
    page.get_by_role("heading", name="You are told nowhere yet").wait_for()


def test_a_file_is_read_first_then_added_and_taken_back(visit: Visit, tmp_path: Path) -> None:
    table = tmp_path / "kitchen.csv"
    table.write_text(
        f"Shop page,Name\n{KETTLE},Kettle\nhttp://harbour.shop.test/p/oak-chopping-board,Board\nno address,Bad\n"
    )
    page = visit().sign_in("/transfers")
    page.get_by_label("File of watches").set_input_files(table)
    page.get_by_text("waits for you").wait_for(timeout=PATIENCE_S * 1000)
    page.get_by_label("What Shop page holds").wait_for()
    rows = page.get_by_role("table", name="Rows")
    rows.get_by_text("would be added").nth(1).wait_for()
    rows.get_by_text("refused").wait_for()
    page.get_by_role("button", name="Add 2 watches").click()
    page.get_by_role("button", name="Take back what was added").wait_for(timeout=PATIENCE_S * 1000)
    page.get_by_role("combobox", name="Show").select_option("added")
    assert "rows=added" in page.url
    rows.get_by_text("Kettle").wait_for()
    page.get_by_role("button", name="Take back what was added").click()
    page.get_by_text("taken back", exact=True).first.wait_for(timeout=PATIENCE_S * 1000)


def test_what_was_given_up_is_put_back_by_an_administrator(visit: Visit, stack: "Stack", tenant: str) -> None:
    """An import that was never asked for: put back, it is given up again for the same reason."""
    sqs = stack.client("sqs")
    dead = queue.__wrapped__(stack.outputs["PricesDeadLettersQueueUrl"])
    dead._client = sqs
    source = stack.outputs["PricesImportsQueueUrl"].rpartition("/")[2]
    dead.bury(
        Message("m", json.dumps({"tenant": tenant, "import_id": "im1"}), 5, source), "Unavailable: the table rests"
    )
    page = visit().sign_in("/health")
    given_up = page.get_by_role("region", name="Given up")
    given_up.get_by_text("Unavailable: the table rests").wait_for()
    given_up.get_by_role("button", name="Put back").click()
    page.get_by_text("1 message was put back").wait_for()
    given_up.get_by_text("Unavailable: the table rests").wait_for(state="detached")


def test_a_model_is_shown_with_its_stage_its_figures_and_its_card(visit: Visit, stack: "Stack", tmp_path: Path) -> None:
    from model_world import bundle_in, signature
    from tradewind_cli.models.registry import Registry

    name = f"shown_{int(time.time())}"
    registered = Registry(stack, "demo", "operator").register(bundle_in(tmp_path, says=signature(name=name)))
    page = visit().sign_in("/models")
    model = page.get_by_role("region", name=name)
    model.get_by_text("candidate").wait_for()
    model.get_by_role("button", name=f"Open the card of {registered.label}").click()
    card = page.get_by_role("dialog", name=registered.label)
    card.get_by_text("Made for tests.").wait_for()
    card.get_by_text("log loss").wait_for()
    assert f"version={name}%401" in page.url or f"version={name}@1" in page.url
    page.reload()
    card.get_by_text("Made for tests.").wait_for()
