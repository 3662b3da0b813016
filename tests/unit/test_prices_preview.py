"""A preview answers, whatever the page."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

import fakes
from fakes import KETTLE, World, fails, shows
from invocations import CONTEXT, http
from prices import api_preview
from prices.ports import open_client, open_reader
from prices.store import open_store

if TYPE_CHECKING:
    from tradewind.dynamo import Table

ROBOTS = "https://shop.test/robots.txt"


@pytest.fixture
def world(table: "Table", monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    world = World(table)
    overrides: dict[Any, Any] = api_preview.app.dependency_overrides
    monkeypatch.setitem(overrides, open_store, lambda: world.store)
    monkeypatch.setitem(overrides, open_client, lambda: world.web.client)
    monkeypatch.setitem(overrides, open_reader, lambda: fakes.read)
    yield world


def preview(url: str = KETTLE, **more: Any) -> Any:
    caller = {"caller": more.pop("caller")} if "caller" in more else {}
    found = api_preview.app.resolve(http("POST", "/v1/prices/preview", {"url": url, **more}, **caller), CONTEXT)
    return SimpleNamespace(status=found["statusCode"], json=json.loads(found["body"]))


def test_a_preview_tells_the_price_its_reasons_and_keeps_nothing(world: World) -> None:
    world.web[KETTLE] = shows("19.90")
    told = preview(KETTLE + "?utm_source=mail").json
    assert (told["url"], told["price"]["value"], told["reading"]["currency"]) == (KETTLE, "19.90", "EUR")
    assert told["price"]["reasons"]
    assert world.table.client.scan(TableName="prices")["Items"] == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (fails("dns", "The name shop.test does not resolve."), "does not resolve"),
        (fails("timeout", "shop.test did not answer in time."), "did not answer"),
        (fails("too_large", "The page is larger than 8 MB."), "larger"),
        (fails("unsupported_type", "shop.test answered with application/pdf."), "application/pdf"),
        (fails("refused", "shop.test is not on the public internet."), "not on the public internet"),
        (shows("5", status=404), "answered 404"),
        (shows("5", status=403), "answered 403"),
        (shows("5", status=500), "answered 500"),
        (shows(None), "no price could be read"),
        (shows(None, status=304), "no price could be read"),
        (shows("bug"), "our reader failed"),
    ],
)
def test_a_page_that_cannot_be_read_is_an_unknown_that_says_why(world: World, answer: Any, said: str) -> None:
    world.web[KETTLE] = answer
    told = preview()
    assert (told.status, told.json["price"]["value"]) == (200, None)
    assert said in json.dumps(told.json["price"]["reasons"])


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/p", "https://10.0.0.8/p", "http://[::1]/p", "https://shop.test:8443/"]
)
def test_an_address_that_no_fetch_reaches_is_an_unknown_too(table: "Table", url: str) -> None:
    """Through the real client: the guard refuses before anything is asked."""
    from tradewind.fetch import Client, Guard

    world = World(table)
    overrides: dict[Any, Any] = api_preview.app.dependency_overrides
    with pytest.MonkeyPatch.context() as patch, Client(Guard()) as client:
        for port, stand_in in {
            open_store: lambda: world.store,
            open_client: lambda: client,
            open_reader: lambda: fakes.read,
        }.items():
            patch.setitem(overrides, port, stand_in)
        told = preview(url)
    assert (told.status, told.json["price"]["value"]) == (200, None)
    assert told.json["price"]["reasons"]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "shop", "https://", "https://a b.test/", 7])
def test_what_is_no_web_address_is_refused(world: World, url: Any) -> None:
    assert preview(url).status == 422
    assert world.web.asked == []


def test_robots_rules_are_kept_and_a_missing_file_forbids_nothing(world: World) -> None:
    world.web[KETTLE] = shows("5")
    world.web[ROBOTS] = shows("User-agent:", "*\nDisallow:", "/p/")
    assert "robots.txt asks" in json.dumps(preview().json)
    world.web[ROBOTS] = fails("timeout")
    assert preview().json["price"]["value"] == "5"
    world.web[ROBOTS] = shows(None, status=503)
    assert "could not be read just now" in json.dumps(preview().json)


def test_a_viewer_may_not_send_us_out_and_a_typo_is_told(world: World) -> None:
    viewer = {"tenant": "acme", "user": "vi", "role": "viewer"}
    assert preview(caller=viewer).status == 403
    answer = preview(curency="EUR")
    assert (answer.status, "curency" in json.dumps(answer.json)) == (422, True)
    assert world.web.asked == []
