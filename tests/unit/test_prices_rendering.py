"""Pages that only a browser can read, as the price watch treats them: shown where one is named, told where none is."""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fakes
from fakes import ANA, KETTLE, START, World, fails, shows
from invocations import CONTEXT, http
from prices import api_preview, ports, service
from prices.models.listing import Ending, Observation, Trouble
from prices.models.page import PageKind, Reading, Want
from prices.models.teaching import ExampleRequest
from prices.ports import open_client, open_reader, open_renderer
from prices.rules import rendering
from prices.rules.rendering import Rendering, Way
from prices.service.checks import BUSY_S, Outside
from prices.store import open_store
from tradewind.errors import Unavailable
from tradewind.evidence import Reason
from tradewind.fetch import Fetched, FetchFailed, Robots
from tradewind.fetch.rendering import Refusal, Rendered, RenderingBusy, RenderLimits

if TYPE_CHECKING:
    from tradewind.dynamo import Table

SHOP = "shop.test"
ROBOTS = "https://shop.test/robots.txt"
LAMP = "https://shop.test/p/lamp"
SHELL = shows("shell")


def read(content: bytes, url: str, content_type: str | None, want: Want) -> Reading:
    """As the fake reader, and of a shell that only a browser shows its price."""
    if content.startswith(b"shell"):
        why = [Reason(text="the page is a shell that its scripts fill")]
        return Reading(kind=PageKind.OTHER, confidence=0, needs_browser=True, reasons=why)
    return fakes.read(content, url, content_type, want)


@dataclass
class Screen:
    """The browser: shows each page as it was set, and remembers what it was asked for."""

    pages: dict[str, Fetched | Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    limits: list[RenderLimits] = field(default_factory=list)
    refused: tuple[Refusal, ...] = ()

    def render(self, url: str, *, robots: Robots, limits: RenderLimits = RenderLimits()) -> Rendered:  # noqa: B008
        self.asked.append(url)
        self.limits.append(limits)
        page = self.pages.get(url, shows("19.90"))
        if isinstance(page, Exception):
            raise page
        return Rendered(replace(page, url=url), self.refused, requests=7, received_bytes=90_000)


@dataclass
class ShownWorld(World):
    """The price watch with a browser, or with none."""

    screen: Screen | None = None

    @property
    def outside(self) -> Outside:
        return replace(super().outside, renderer=self.screen)

    @property
    def known(self) -> Rendering:
        return self.store.hosts.get(SHOP).rendering


@pytest.fixture
def world(table: "Table") -> ShownWorld:
    made = ShownWorld(table, reader=read, screen=Screen())
    made.web[KETTLE] = SHELL
    return made


def latest(world: World, listing_id: str) -> Observation:
    seen = world.store.listings.get(listing_id).state.latest
    assert seen is not None
    return seen


def test_without_a_browser_the_listing_says_what_it_needs_and_what_to_do(world: ShownWorld) -> None:
    world.screen = None
    watch = world.watch()
    world.check()
    seen = latest(world, watch.listing_id)
    assert (seen.ending, seen.trouble, seen.rendered) == (Ending.UNKNOWN, Trouble.NEEDS_BROWSER, False)
    assert "only a browser" in seen.reasons[0].text and "docs/rendering.md" in seen.reasons[0].text
    now = world.watch().now
    assert (now.trouble, now.price.value) == (Trouble.NEEDS_BROWSER, None)
    assert world.known == Rendering()


def test_with_one_it_is_read_and_says_how(world: ShownWorld) -> None:
    assert world.screen is not None
    world.screen.refused = (Refusal("10.0.0.8", "10.0.0.8 is not on the public internet."),)
    watch = world.watch()
    world.check()
    seen = latest(world, watch.listing_id)
    assert (str(seen.price), seen.ending, seen.rendered, seen.trouble) == ("19.90", Ending.READ, True, None)
    told = [each.text for each in seen.reasons]
    assert any("as a browser shows it, after 7 requests" in text for text in told)
    assert "not let through: 10.0.0.8: 10.0.0.8 is not on the public internet." in told
    state = world.store.listings.get(watch.listing_id).state
    assert (state.etag, state.last_modified) == (None, None)


def test_a_host_is_learned_after_three_pages_and_tried_plainly_after_a_week(world: ShownWorld) -> None:
    watch = world.watch()
    world.check()
    for _ in range(2):
        world.look()
    assert (world.web.visits(), world.known.found) == (3, 3)
    world.look()
    assert world.web.visits() == 3, "known: shown without being fetched"
    assert world.prices(watch) == ["19.90"] * 4
    world.look(days=7)
    assert (world.web.visits(), world.known.fetched_at) == (4, world.now.at)
    world.look()
    assert world.web.visits() == 4
    world.web[KETTLE] = shows("18.90")
    world.look(days=8)
    assert world.known == Rendering(), "a price that is read plainly forgets it"
    assert world.screen is not None
    shown = len(world.screen.asked)
    world.look()
    assert len(world.screen.asked) == shown
    assert world.prices(watch)[-2:] == ["18.90", "18.90"]


def test_a_host_whose_pages_no_browser_helps_is_given_a_rest(world: ShownWorld) -> None:
    assert world.screen is not None
    world.screen.pages[KETTLE] = shows(None)
    watch = world.watch(check={"every_minutes": 60})
    world.check()
    for _ in range(4):
        world.look(days=8)
    assert (len(world.screen.asked), world.known.rests) == (5, 1)
    seen = latest(world, watch.listing_id)
    assert (seen.trouble, seen.rendered) == (Trouble.NO_PRICE, True)
    world.now.pass_by(hours=1)
    world.watch(LAMP)
    world.web[LAMP] = SHELL
    world.check()
    assert len(world.screen.asked) == 5
    assert "of late" in latest(world, world.watch(LAMP).listing_id).reasons[0].text


def test_a_browser_that_is_down_costs_no_look_and_teaches_nothing(world: ShownWorld) -> None:
    assert world.screen is not None
    world.screen.pages[KETTLE] = Unavailable("no browser answers at 127.0.0.1:9222: ConnectionRefusedError")
    watch = world.watch()
    world.check()
    seen = latest(world, watch.listing_id)
    assert (seen.trouble, world.known) == (Trouble.NEEDS_BROWSER, Rendering())
    assert "does not answer" in seen.reasons[0].text
    world.store.hosts.keep_rendering(SHOP, Rendering(found=3, fetched_at=world.now()))
    world.web[KETTLE] = shows("21")
    world.look()
    assert world.prices(watch) == [None, "21"], "known for it, and fetched all the same"


def test_a_page_waits_in_the_queue_for_its_turn_at_the_browser(world: ShownWorld) -> None:
    assert world.screen is not None
    world.screen.pages[KETTLE] = RenderingBusy("as many pages as it can")
    watch = world.watch()
    world.check()
    [(message, delay_s)] = world.checks.sent
    assert ([each.listing_id for each in message.claimed], delay_s) == ([watch.listing_id], BUSY_S)
    assert world.prices(watch) == []
    world.screen.pages.clear()
    world.check()
    assert world.prices(watch) == ["19.90"]


@pytest.mark.parametrize(
    ("failure", "trouble"),
    [
        (FetchFailed("timeout", "The scripts of the page do not end."), Trouble.UNREACHABLE),
        (FetchFailed("too_large", "The page takes more memory than a page may."), Trouble.REFUSED),
        (FetchFailed("refused", "shop.test is not on the public internet."), Trouble.REFUSED),
        (shows("5", status=503), Trouble.UNREACHABLE),
        (shows(None, status=404), Trouble.GONE),
        (shows("5", status=403), Trouble.REFUSED),
    ],
)
def test_what_goes_wrong_in_the_browser_is_a_gap_that_says_so(
    world: ShownWorld, failure: Any, trouble: Trouble
) -> None:
    assert world.screen is not None
    world.screen.pages[KETTLE] = failure
    watch = world.watch()
    world.check()
    seen = latest(world, watch.listing_id)
    assert (seen.price, seen.trouble) == (None, trouble)
    assert seen.reasons and world.known.found == 0


def test_a_page_that_robots_txt_forbids_is_shown_to_no_browser(world: ShownWorld) -> None:
    assert world.screen is not None
    world.web[ROBOTS] = Fetched("", 200, {}, b"User-agent: *\nDisallow: /p/\n", (), 1, False)
    watch = world.watch()
    world.check()
    assert latest(world, watch.listing_id).trouble is Trouble.FORBIDDEN
    assert world.screen.asked == []


def test_a_host_that_asks_for_a_delay_is_not_visited_twice_in_one_look(world: ShownWorld) -> None:
    assert world.screen is not None
    world.web[ROBOTS] = Fetched("", 200, {}, b"User-agent: *\nCrawl-delay: 2\n", (), 1, False)
    watch = world.watch()
    while world.checks.sent:
        world.check()
        world.now.pass_by(seconds=20)
    assert (world.screen.asked, world.known.shown_next) == ([], True)
    assert "at the next" in latest(world, watch.listing_id).reasons[0].text
    world.look()
    while world.checks.sent:
        world.check()
        world.now.pass_by(seconds=20)
    assert (world.screen.asked, world.known.shown_next) == ([KETTLE], False)
    assert world.prices(watch) == [None, "19.90"]


def test_a_page_with_headers_of_a_users_own_is_given_to_no_browser(world: ShownWorld) -> None:
    assert world.screen is not None
    watch = world.watch(request_headers={"Cookie": "club=yes"})
    world.check()
    assert world.screen.asked == []
    assert "of your own" in latest(world, watch.listing_id).reasons[0].text


def test_nor_is_one_whose_address_is_a_users_own(world: ShownWorld) -> None:
    assert world.screen is not None
    mine = f"{KETTLE}?access_token=7f3a9c"
    world.web[mine] = SHELL
    watch = world.watch(mine)
    world.check()
    assert world.screen.asked == []
    assert "of your own" in latest(world, watch.listing_id).reasons[0].text


def test_what_is_taught_of_such_a_page_is_tried_on_what_the_browser_showed(world: ShownWorld) -> None:
    watch = world.watch()
    world.check()
    visits = world.web.visits()
    wanted = ExampleRequest(listing_id=watch.listing_id, price="19.90")
    told = service.propose(wanted, ANA, store=world.store, pages=world.pages, client=world.web.client)
    assert (told.page_from, world.web.visits()) == ("saved", visits)


def test_a_look_is_not_begun_when_the_browser_might_not_get_done(world: ShownWorld) -> None:
    world.watch()
    world.seconds_left = lambda: 45.0
    world.check()
    assert len(world.checks.sent) == 1
    assert world.web.asked == [] or world.web.visits() == 0


def test_what_is_kept_of_a_host_is_read_back(world: ShownWorld) -> None:
    world.store.hosts.keep_robots(SHOP, "User-agent: *\n", START + timedelta(days=1))
    known = Rendering(found=2, missed=1, rests=3, fetched_at=START, rest_until=START)
    world.store.hosts.keep_rendering(SHOP, known)
    host = world.store.hosts.get(SHOP)
    assert (host.rendering, host.robots_text) == (known, "User-agent: *\n")
    assert world.store.hosts.get("other.test").rendering == Rendering()


@given(st.lists(st.tuples(st.sampled_from(["price", "shell", "nothing"]), st.integers(0, 10**6)), max_size=40))
def test_whatever_a_host_does_it_is_neither_given_up_for_good_nor_shown_needlessly(pages: list[Any]) -> None:
    known, now, in_a_row = Rendering(), START, 0
    for kind, minutes in pages:
        now += timedelta(minutes=minutes)
        way = rendering.way(known, now)
        assert way is not Way.SHOWN or known.found == 3
        if kind == "price" and way is not Way.SHOWN:
            known = rendering.fetched(known)
            assert known == Rendering()
        elif way is not Way.FETCHED:
            known = rendering.shown(known, way, now, has_price=kind != "nothing")
        in_a_row = in_a_row + 1 if kind == "nothing" else 0
    assert known.rest_until is None or known.rest_until - now <= rendering.LONGEST_REST
    later = now + rendering.LONGEST_REST + rendering.FETCHED_AGAIN_AFTER
    assert rendering.way(known, later) is Way.FETCHED_FIRST


@pytest.fixture
def screen(table: "Table", monkeypatch: pytest.MonkeyPatch) -> Screen:
    """The preview, with a browser."""
    world, screen = World(table), Screen()
    world.web.pages |= {KETTLE: SHELL, f"{KETTLE}?access_token=7f3a9c": SHELL}
    overrides: dict[Any, Any] = api_preview.app.dependency_overrides
    monkeypatch.setitem(overrides, open_store, lambda: world.store)
    monkeypatch.setitem(overrides, open_client, lambda: world.web.client)
    monkeypatch.setitem(overrides, open_reader, lambda: read)
    monkeypatch.setitem(overrides, open_renderer, lambda: screen)
    monkeypatch.setitem(overrides, api_preview.seconds_left, lambda: lambda: 20.0)
    return screen


def preview(url: str = KETTLE) -> Any:
    found = api_preview.app.resolve(http("POST", "/v1/prices/preview", {"url": url}), CONTEXT)
    return SimpleNamespace(status=found["statusCode"], json=json.loads(found["body"]))


def test_a_preview_shows_what_a_browser_would(screen: Screen) -> None:
    told = preview().json
    assert (told["price"]["value"], told["rendered"], told["trouble"]) == ("19.90", True, None)
    assert [each.total_s for each in screen.limits] == [15]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (Unavailable("down"), "does not answer"),
        (RenderingBusy("full"), "is busy"),
        (fails("timeout", "The scripts of the page do not end."), "do not end"),
    ],
)
def test_a_preview_says_why_no_browser_showed_it(screen: Screen, page: Exception, said: str) -> None:
    screen.pages[KETTLE] = page
    told = preview().json
    assert (told["price"]["value"], told["trouble"], told["rendered"]) == (None, "needs_browser", False)
    assert said in told["price"]["reasons"][0]["text"]


def test_a_preview_begins_nothing_that_it_cannot_end(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    overrides: dict[Any, Any] = api_preview.app.dependency_overrides
    monkeypatch.setitem(overrides, api_preview.seconds_left, lambda: lambda: 7.0)
    assert "ask again" in preview().json["price"]["reasons"][0]["text"]
    monkeypatch.setitem(overrides, api_preview.seconds_left, lambda: lambda: 12.0)
    assert preview().json["rendered"] is True
    assert [each.total_s for each in screen.limits] == [10]


def test_a_preview_of_a_page_of_ones_own_is_given_to_no_browser(screen: Screen) -> None:
    told = preview(f"{KETTLE}?access_token=7f3a9c").json
    assert (told["trouble"], screen.asked) == ("needs_browser", [])
    assert "of your own" in told["price"]["reasons"][0]["text"]


def test_a_preview_without_a_browser_says_what_to_do(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    overrides: dict[Any, Any] = api_preview.app.dependency_overrides
    monkeypatch.setitem(overrides, open_renderer, lambda: None)
    told = preview().json
    assert told["trouble"] == "needs_browser"
    assert "docs/rendering.md" in told["price"]["reasons"][0]["text"]
    assert told["reading"]["needs_browser"] is True


def test_the_settings_name_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    from tradewind.fetch.rendering.browser import BrowserRenderer
    from tradewind.fetch.rendering.remote import FunctionRenderer

    found = []
    for settings in ({}, {"BROWSER_URL": "http://127.0.0.1:9222"}, {"RENDERING_FUNCTION": "arn:x"}):
        for name in ("BROWSER_URL", "RENDERING_FUNCTION"):
            monkeypatch.setenv(name, settings.get(name, ""))
        found.append(type(ports.open_renderer.__wrapped__()))
    assert found == [type(None), BrowserRenderer, FunctionRenderer]
