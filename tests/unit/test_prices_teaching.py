"""Teaching over HTTP: from the price that somebody sees to pages that are read by it, and what broke."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from fakes import ANA, BOB, KETTLE, World, fails
from invocations import CONTEXT, http
from prices import api_teaching, service
from prices.models.page import Override
from prices.models.product import JoinRequest
from prices.models.teaching import Taught
from prices.ports import open_client
from prices.reading import read
from prices.store import open_store
from prices.store.keys import shard_of
from prices.store.pages import open_pages
from tradewind.errors import NotFound
from tradewind.fetch import Fetched

if TYPE_CHECKING:
    from tradewind.dynamo import Table

LAMP = "https://shop.test/p/lamp"
CALLERS = {by.tenant: {"tenant": by.tenant, "user": by.user, "role": "manager"} for by in (ANA, BOB)}
VIEWER = {"tenant": "acme", "user": "vi", "role": "viewer"}
TEACHING = "/v1/prices/teaching"


def page(now: str, was: str = "99,00 €", look: str = "old", name: str = "Kettle", script: str = "") -> Fetched:
    """A shop's page before (`old`) and after (`new`) a redesign."""
    looks = {
        "old": f'<div class="buy"><s class="price-was">{was}</s> <b class="price-now">{now}</b>'
        f'<p class="stock">In stock</p></div>',
        "new": f'<section data-test="offer"><span class="css-1q2w3e">{now}</span><em>In stock</em></section>',
        "gone": '<section data-test="offer">Ask us</section>',
    }
    related = '<ul class="related-products"><li class="product-card">Cup <b class="price-now">5,00 €</b></li></ul>'
    html = f"<html lang=de><title>{name}</title><h1>{name}</h1>{looks[look]}{related}{script}</html>"
    return Fetched(
        f"https://shop.test/p/{name.lower()}", 200, {"content-type": "text/html"}, html.encode(), (), 1, False
    )


@pytest.fixture
def world(table: "Table", monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    world = World(table)
    world.reader = lambda content, url, kind, want: read(content, url=url, content_type=kind, want=want)
    overrides: dict[Any, Any] = api_teaching.app.dependency_overrides
    for port, stand_in in {
        open_store: lambda: world.store,
        open_client: lambda: world.web.client,
        open_pages: lambda: world.pages,
        api_teaching.now: lambda: world.now,
    }.items():
        monkeypatch.setitem(overrides, port, stand_in)
    world.web[KETTLE] = page("12,90 €")
    world.web[LAMP] = page("45,00 €", name="Lamp")
    yield world


def ask(method: str, path: str, body: object = None, *, tenant: str = "acme", **more: Any) -> Any:
    path, _, query = path.partition("?")
    given = dict(pair.split("=") for pair in query.split("&")) if query else None
    event = http(method, path, body, **({"caller": CALLERS[tenant]} | ({"query": given} if given else {}) | more))
    found = api_teaching.app.resolve(event, CONTEXT)
    text = found["body"] or ""
    return SimpleNamespace(
        status=found["statusCode"],
        text=text,
        headers=found["headers"],
        json=json.loads(text) if text.startswith(("{", "[")) else None,
    )


def propose(**given: Any) -> Any:
    answer = ask("POST", f"{TEACHING}/proposals", {"price": "€ 12,90", **given})
    assert answer.status == 200, answer.text
    return answer.json


def teach(selector: str = ".buy .price-now", **more: Any) -> Any:
    answer = ask("POST", f"{TEACHING}/overrides", {"url": KETTLE, "override": {"price": selector}} | more)
    assert answer.status == 200, answer.text
    return answer.json


def test_the_price_that_somebody_sees_becomes_a_selector(world: World) -> None:
    world.watch(KETTLE)
    world.watch(LAMP)
    world.check()
    told = propose(url=KETTLE, title="Kettle", availability="In stock")
    best = told["proposals"][0]
    assert best["selector"]["value"] == best["override"]["price"]
    assert best["selector"]["confidence"] > 0.6
    assert (best["override"]["title"], best["override"]["availability"]) == ("h1", ".stock")
    assert [each["price"] for each in best["tried"]] == ["12.90", "12.90", "45.00"]
    assert all(each["agrees"] is not False for each in best["tried"])
    assert "finds what is looked for on 2 of 2 other pages of this shop" in json.dumps(best["selector"]["reasons"])


def test_a_page_nobody_watches_can_be_taught_too(world: World) -> None:
    told = propose(url=KETTLE)
    assert (told["page_from"], told["proposals"][0]["selector"]["value"]) == ("fetched", ".buy .price-now")
    assert "tried on this page only" in json.dumps(told["proposals"][0]["selector"]["reasons"])


def test_when_the_page_cannot_be_had_the_saved_one_stands_for_it(world: World) -> None:
    watch = world.watch(KETTLE)
    world.check()
    world.web[KETTLE] = fails("timeout", "shop.test did not answer in time.")
    told = propose(listing_id=watch.listing_id)
    assert (told["page_from"], bool(told["saved_at"]), bool(told["proposals"])) == ("saved", True, True)
    told = propose(url=KETTLE)
    assert (told["proposals"], told["missing"]) == ([], "shop.test did not answer in time.")


def test_a_price_that_is_not_there_and_a_text_that_is_none_say_so(world: World) -> None:
    assert "stands nowhere" in propose(url=KETTLE, price="77")["missing"]
    assert "no amount" in propose(url=KETTLE, price="cheap")["missing"]


@pytest.mark.parametrize("given", [{}, {"url": KETTLE, "listing_id": "l"}, {"url": KETTLE, "prize": "1"}, {"url": "x"}])
def test_a_request_that_means_no_page_is_refused(world: World, given: dict[str, Any]) -> None:
    assert ask("POST", f"{TEACHING}/proposals", {"price": "1", **given}).status == 422


def test_what_is_taught_is_told_with_who_and_when_and_recorded(world: World) -> None:
    told = teach()
    assert (told["host"], told["own"]["taught_by"], told["moved"]) == ("shop.test", "ana", [])
    assert ask("GET", f"{TEACHING}/overrides").json["items"] == [told["own"]]
    assert ask("GET", f"{TEACHING}/overrides/shop.test").json == {
        "host": "shop.test", "own": told["own"], "promoted": None,
    }  # fmt: skip
    assert teach()["own"] == told["own"], "taught again, it is as it was"
    entry = world.table.client.get_item(
        TableName="audit", Key={"pk": {"S": "TENANT#acme#AUDIT"}, "sk": {"S": told["own"]["audit_id"]}}
    )["Item"]
    assert '"prices.override_taught"' in entry["doc"]["S"]
    assert "ana" not in entry["doc"]["S"]


def test_another_tenant_sees_and_moves_nothing_of_it(world: World) -> None:
    watch = world.watch(KETTLE)
    theirs = world.watch(KETTLE, by=BOB)
    world.check()
    teach(move_watches=True)
    assert ask("GET", f"{TEACHING}/overrides", tenant="other").json["items"] == []
    assert ask("GET", f"{TEACHING}/overrides/shop.test", tenant="other").json["own"] is None
    assert ask("DELETE", f"{TEACHING}/overrides/shop.test", tenant="other").status == 404
    assert world.store.watches.get("other", theirs.watch_id).listing_id == watch.listing_id
    moved = world.store.watches.get("acme", watch.watch_id).listing_id
    for path in (f"/v1/prices/listings/{moved}/breakage", f"/v1/prices/listings/{moved}/pages/1772625600000"):
        assert ask("GET", path, tenant="other").status == 404
    body = {"price": "1", "listing_id": moved}
    assert ask("POST", f"{TEACHING}/proposals", body, tenant="other").status == 422


def test_a_viewer_may_look_and_may_not_teach(world: World) -> None:
    assert ask("GET", f"{TEACHING}/overrides", caller=VIEWER).status == 200
    assert (
        ask("POST", f"{TEACHING}/overrides", {"url": KETTLE, "override": {"price": "b"}}, caller=VIEWER).status == 403
    )
    assert ask("POST", f"{TEACHING}/proposals", {"url": KETTLE, "price": "1"}, caller=VIEWER).status == 403
    assert ask("DELETE", f"{TEACHING}/overrides/shop.test", caller=VIEWER).status == 403


def test_a_watch_that_is_moved_takes_its_history_along_and_goes_on_from_it(world: World) -> None:
    watch = world.watch(KETTLE)
    world.check()
    [moved] = teach(move_watches=True)["moved"]
    after = world.store.watches.get("acme", watch.watch_id)
    assert (moved["from_listing_id"], moved["listing_id"]) == (watch.listing_id, after.listing_id)
    assert (after.private, after.override) == (True, Override(price=".buy .price-now"))
    assert world.store.watches.product("acme", watch.product_id).listing_ids == (after.listing_id,)
    world.web[KETTLE] = page("10,00 €")
    world.look(hours=1)
    world.look(hours=12)
    assert [str(each.price) for each in world.store.listings.all_history(after.listing_id)][:2] == ["12.90", "10.00"]
    assert world.told(watch) == ["drop"]
    state = world.store.listings.get(after.listing_id).state
    assert state.last_read is not None and state.last_read.source == "override"
    assert world.store.listings.get(watch.listing_id).due_at is None, "nobody watches the shared one any more"


def test_a_watch_may_begin_anew_where_what_was_read_before_was_wrong(world: World) -> None:
    watch = world.watch(KETTLE)
    world.check()
    teach(move_watches=True, history="anew")
    after = world.store.watches.get("acme", watch.watch_id)
    assert list(world.store.listings.all_history(after.listing_id)) == []
    world.web[KETTLE] = page("10,00 €")
    world.look(hours=1)
    assert world.told(watch) == []


def test_a_paused_watch_is_moved_and_stays_paused(world: World) -> None:
    from prices.models.watch import WatchChange

    watch = world.watch(KETTLE)
    world.check()
    service.change(watch.watch_id, WatchChange(paused=True), ANA, store=world.store, sealer=world.sealer, now=world.now)
    teach(move_watches=True)
    after = world.store.watches.get("acme", watch.watch_id)
    assert after.paused
    assert world.store.listings.get(after.listing_id).due_at is None
    service.change(
        watch.watch_id, WatchChange(paused=False), ANA, store=world.store, sealer=world.sealer, now=world.now
    )
    assert world.store.listings.get(after.listing_id).due_at is not None


def test_a_watch_with_headers_of_its_own_keeps_its_listing(world: World) -> None:
    watch = world.watch(KETTLE, request_headers={"Cookie": "club=yes"})
    world.check()
    [moved] = teach(move_watches=True)["moved"]
    assert moved["listing_id"] == watch.listing_id
    world.look()
    state = world.store.listings.get(watch.listing_id).state
    assert state.last_read is not None and state.last_read.source == "override"


def test_of_a_product_at_several_shops_only_what_stands_at_that_shop_is_moved(world: World) -> None:
    watch = world.watch(KETTLE)
    elsewhere = "https://other.test/p/kettle"
    world.web[elsewhere] = page("11,90 €")
    world.shards.add(shard_of("other.test"))
    wanted = JoinRequest(url=elsewhere)
    service.join(watch.product_id, wanted, ANA, store=world.store, checks=world.checks, now=world.now)
    world.check()
    [moved] = teach(url=elsewhere, move_watches=True)["moved"]
    after = world.store.watches.get("acme", watch.watch_id)
    assert (after.listing_id, after.override, after.private) == (watch.listing_id, None, False)
    assert [each.listing_id for each in after.joined] == [moved["listing_id"]]
    product = world.store.watches.product("acme", watch.product_id)
    assert product.listing_ids == (watch.listing_id, moved["listing_id"])
    world.web[elsewhere] = page("9,00 €")
    world.look(hours=1)
    world.look(hours=12)
    assert world.told(watch) == ["drop"]


def test_many_watches_are_moved_ten_a_call(world: World) -> None:
    for number in range(12):
        world.watch(f"https://shop.test/p/{number}")
    told = teach(move_watches=True)
    assert (len(told["moved"]), told["watches_left"]) == (10, 2)
    told = teach(move_watches=True)
    assert (len(told["moved"]), told["watches_left"]) == (2, 0)
    assert teach(move_watches=True)["moved"] == []


def test_what_was_taught_is_forgotten_and_watches_go_back_to_the_shared_page(world: World) -> None:
    watch = world.watch(KETTLE)
    world.check()
    teach(move_watches=True)
    told = ask("DELETE", f"{TEACHING}/overrides/shop.test?move_watches=true").json
    assert (told["own"], told["moved"][0]["listing_id"]) == (None, watch.listing_id)
    assert not world.store.watches.get("acme", watch.watch_id).private
    assert ask("DELETE", f"{TEACHING}/overrides/shop.test").status == 404


def promote(world: World, selector: str = "em") -> None:
    taught = Taught(host="shop.test", override=Override(price=selector), taught_by="ana", taught_at=world.now())
    world.store.overrides.teach("acme", taught)
    service.promote("shop.test", "acme", "operator", store=world.store, now=world.now)


def test_what_is_promoted_holds_for_shared_pages_and_not_for_those_with_a_way_of_their_own(world: World) -> None:
    shared = world.watch(KETTLE, by=BOB)
    own = world.watch(KETTLE, override={"price": "s.price-was"})
    world.check()
    promote(world, ".related-products b")
    world.look()
    assert world.prices(shared) == ["12.90", "5.00"]
    assert world.prices(own) == ["99.00", "99.00"]
    told = ask("GET", f"{TEACHING}/overrides/shop.test", tenant="other").json
    assert (told["promoted"]["by"], told["own"]) == ("operator", None)
    assert told["promoted"]["at"]
    service.withdraw("shop.test", "acme", "operator", store=world.store, now=world.now)
    world.look()
    assert world.prices(shared)[-1] == "12.90"
    with pytest.raises(NotFound):
        service.withdraw("shop.test", "acme", "operator", store=world.store, now=world.now)
    with pytest.raises(NotFound):
        service.promote("shop.test", "other", "operator", store=world.store, now=world.now)


def test_a_page_is_fetched_whole_once_it_is_read_in_another_way(world: World) -> None:
    """Else "not modified" would let the reading before stand."""
    tagged = page("12,90 €")
    world.web[KETTLE] = Fetched("", 200, {"etag": '"1"', "content-type": "text/html"}, tagged.body, (), 1, False)
    world.watch(KETTLE)
    world.check()
    world.look()
    promote(world, ".related-products b")
    world.look()
    assert [asked.etag for asked in world.web.asked if asked.url == KETTLE] == [None, '"1"', None]


def test_a_robots_file_that_is_fetched_anew_takes_back_no_promotion(world: World) -> None:
    world.watch(KETTLE)
    promote(world)
    world.store.hosts.keep_robots("shop.test", "", world.now())
    assert world.store.hosts.promoted("shop.test") is not None


def test_what_broke_is_shown_with_the_page_before_and_after(world: World) -> None:
    watch = world.watch(KETTLE)
    world.check()
    world.web[KETTLE] = page("12,90 €", look="gone")
    world.look()
    told = ask("GET", f"/v1/prices/listings/{watch.listing_id}/breakage").json
    assert (told["before"]["price"], told["after"]["price"], told["is_read_again"]) == ("12.90", None, False)
    assert {each["source"] for each in told["stopped"]} == {"visible"}
    assert "stands nowhere" in told["missing"]
    shown = ask("GET", told["before"]["page_path"])
    assert 'class="price-now">12,90 €' in shown.text
    assert shown.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert shown.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "http-equiv" in shown.text[:120]


def test_a_taught_selector_that_finds_nothing_after_a_redesign_is_named_with_a_new_proposal(world: World) -> None:
    teach()
    watch = world.watch(KETTLE)
    world.check()
    world.web[KETTLE] = page("12,90 €", look="new")
    world.look()
    told = ask("GET", f"/v1/prices/listings/{watch.listing_id}/breakage").json
    assert told["is_read_again"], "the visible page is read now"
    [stopped] = told["stopped"]
    assert (stopped["source"], stopped["selector"], stopped["price_before"]) == ("override", ".buy .price-now", "12.90")
    assert (stopped["found_before"], stopped["found_after"]) == (1, 0)
    assert told["proposals"][0]["selector"]["value"] == '[data-test="offer"] span'


def test_a_listing_that_never_broke_says_so(world: World) -> None:
    watch = world.watch(KETTLE)
    assert ask("GET", f"/v1/prices/listings/{watch.listing_id}/breakage").json["broken_at"] is None
    world.check()
    told = ask("GET", f"/v1/prices/listings/{watch.listing_id}/breakage").json
    assert (told["broken_at"], told["before"], told["stopped"]) == (None, None, [])


def test_a_page_that_is_not_kept_any_more_is_not_found_and_the_rest_is_told(world: World) -> None:
    watch = world.watch(KETTLE)
    world.check()
    world.web[KETTLE] = page("", look="gone")
    world.look()
    path = ask("GET", f"/v1/prices/listings/{watch.listing_id}/breakage").json["after"]["page_path"]
    world.pages.kept.clear()
    assert ask("GET", path).status == 404
    told = ask("GET", f"/v1/prices/listings/{watch.listing_id}/breakage").json
    assert (told["before"]["price"], told["before"]["page_path"], told["proposals"]) == ("12.90", None, [])
    assert "not kept any more" in told["missing"]


def test_nothing_in_a_saved_page_runs_and_a_huge_one_is_cut(world: World) -> None:
    world.web[KETTLE] = page("12,90 €", script="<script>steal(document.cookie)</script>" + "<p>x</p>" * 700_000)
    watch = world.watch(KETTLE)
    world.check()
    [(_, slot)] = world.pages.kept
    shown = ask("GET", f"/v1/prices/listings/{watch.listing_id}/pages/{round(slot.timestamp() * 1000)}")
    assert shown.status == 200
    assert shown.headers["Content-Security-Policy"].split("; ")[:2] == ["sandbox", "default-src 'none'"]
    assert len(shown.text) < 4_100_000
