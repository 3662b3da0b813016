"""What a price is told to be worth, and the record of it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import count
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from fakes import ANA, BOB, KETTLE, Killed, World, counted, shows
from grants import granted, recorded
from invocations import CONTEXT, http
from prices import api_deals, service
from prices.models.deal import DealOrder, DealVerdict
from prices.models.listing import Ending, Observation
from prices.models.page import Availability
from prices.models.product import JoinRequest
from prices.models.watch import WatchRequest
from prices.service import judging
from prices.store import keys, open_store
from prices.store.deals import DealStore
from tradewind.dynamo import Table
from tradewind.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from prices.models.answers import WatchedPrice

OTHER = "https://other.test/kettle"


@pytest.fixture
def world(table: Table) -> World:
    return World(table)


def known(world: World, url: str, *prices: str) -> "WatchedPrice":
    """A watched page with a price for each of the days before today, the last one now."""
    wanted = WatchRequest(url=url)
    days = len(prices) - 1
    past = [
        Observation(
            listing_id="seeded",
            slot=world.now() - timedelta(days=days - number),
            at=world.now() - timedelta(days=days - number),
            ending=Ending.READ,
            price=Decimal(price),
            currency="EUR",
            availability=Availability.IN_STOCK,
        )
        for number, price in enumerate(prices)
    ]
    service.load_past(wanted, past, ANA, store=world.store, now=world.now)
    return world.watch(url)


def deal(world: World, watch: "WatchedPrice", by: Any = ANA, listing_id: str | None = None) -> Any:
    return service.deal(watch.product_id, by, listing_id=listing_id, store=world.store, now=world.now)


def deals(world: World, limit: int = 20, next: str | None = None, order: DealOrder = DealOrder.BEST) -> Any:
    return service.deals(ANA, limit, next, order=order, store=world.store, now=world.now)


def entries(world: World) -> list[dict[str, Any]]:
    found = Table("audit", world.table.client).query_all("pk = :pk", pk="TENANT#acme#AUDIT")
    return [each for each in map(lambda item: json.loads(item["doc"]), found) if each["action"] == "prices.deal_judged"]


def test_a_real_discount_is_told_with_its_number_and_its_record(world: World) -> None:
    watch = known(world, KETTLE, *["100"] * 60, "80")
    found = deal(world, watch)
    assert (found.verdict, found.sentence) == (DealVerdict.DISCOUNT, "20 % under its 60-day median")
    [entry] = entries(world)
    assert (entry["audit_id"], entry["subject"]) == (found.score.audit_id, f"product:{watch.product_id}")
    assert entry["decision"]["value"]["score"] == found.score.value


def test_the_same_answer_is_recorded_once_and_another_one_again(world: World) -> None:
    watch = known(world, KETTLE, *["100"] * 60, "80")
    first = deal(world, watch)
    world.now.pass_by(minutes=5)
    assert deal(world, watch).score.audit_id == first.score.audit_id
    world.web[KETTLE] = shows("70")
    world.look()
    assert deal(world, watch).score.audit_id != first.score.audit_id
    assert len(entries(world)) == 2


def test_anothers_product_and_a_listing_that_is_not_its_own_are_not_found(world: World) -> None:
    watch = known(world, KETTLE, *["100"] * 30)
    other = known(world, OTHER, *["100"] * 30)
    with pytest.raises(NotFound):
        deal(world, watch, by=BOB)
    with pytest.raises(NotFound):
        deal(world, watch, listing_id=other.listing_id)
    assert service.deals(BOB, 20, None, order=DealOrder.BEST, store=world.store, now=world.now).items == []


def test_a_list_has_the_best_first_and_pages(world: World) -> None:
    for number, price in enumerate(("100", "80", "60", "130")):
        known(world, f"https://shop.test/p/{number}", *["100"] * 30, price)
    world.watch("https://shop.test/p/new")
    first = deals(world, 2)
    second = deals(world, 2, first.next)
    third = deals(world, 2, second.next)
    prices = [str(each.price) for each in (*first.items, *second.items, *third.items)]
    assert prices == ["60", "80", "100", "130", "None"]
    assert third.next is None
    assert third.items[0].verdict is DealVerdict.UNKNOWN
    with pytest.raises(InvalidInput):
        deals(world, 2, first.next, DealOrder.WATCH)
    watches = [each.watch_id for each in deals(world, 20, order=DealOrder.WATCH).items]
    assert watches == sorted(watches)


def test_a_list_judges_anew_what_is_an_hour_old_and_nothing_before(world: World) -> None:
    watch = known(world, KETTLE, *["100"] * 30, "80")
    assert [str(each.price) for each in deals(world).items] == ["80"]
    world.web[KETTLE] = shows("70")
    world.look(minutes=30)
    with recorded(world.table) as done:
        assert [str(each.price) for each in deals(world).items] == ["80"]
    assert ("dynamodb:PutItem", "prices", None) not in done
    assert str(deal(world, watch).price) == "70"
    assert [str(each.price) for each in deals(world).items] == ["70"]
    world.now.pass_by(hours=1)
    assert deals(world).items[0].at == world.now()


def test_what_is_left_when_the_time_is_over_comes_first_the_next_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "A_STEP", 2)
    for number in range(5):
        known(world, f"https://shop.test/p/{number}", *["100"] * 8)
    at = world.now()
    seconds = count()
    slow = lambda: at + timedelta(seconds=next(seconds))  # noqa: E731
    found = service.deals(ANA, 100, None, order=DealOrder.BEST, store=world.store, now=slow)
    assert [each.verdict for each in found.items].count(DealVerdict.UNKNOWN) == 2
    assert found.items[-1].sentence == "not judged yet: ask again"
    assert all(each.verdict is DealVerdict.USUAL_PRICE for each in deals(world, 100).items)


def test_two_that_judge_at_the_same_moment_keep_and_record_it_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = known(world, KETTLE, *["100"] * 30, "80")
    known(world, OTHER, *["100"] * 30, "70")
    told = deal(world, first).score.audit_id
    monkeypatch.setattr(DealStore, "every", lambda *_: iter(()))  # read before the other's was kept
    listed = {each.product_id: each.audit_id for each in deals(world).items}
    assert listed[first.product_id] == told
    assert len(entries(world)) == 2


def test_a_death_after_a_deal_was_kept_records_nothing_twice(world: World) -> None:
    watch = known(world, KETTLE, *["100"] * 30, "80")
    with counted(world.table, die_at=0), pytest.raises(Killed):
        deal(world, watch)
    deal(world, watch)
    assert len(entries(world)) == 1


def test_a_product_at_several_shops_is_judged_at_the_cheapest_or_the_one_asked_for(world: World) -> None:
    watch = known(world, KETTLE, *["100"] * 30)
    other = known(world, OTHER, *["90"] * 30)
    join = JoinRequest(product_id=other.product_id)
    service.join(watch.product_id, join, ANA, store=world.store, checks=world.checks, now=world.now)
    found = deal(world, watch)
    assert (found.host, str(found.elsewhere.lowest), found.elsewhere.host) == ("other.test", "100", "shop.test")
    asked = deal(world, watch, listing_id=watch.listing_id)
    assert (asked.host, asked.elsewhere.host) == ("shop.test", "other.test")
    assert (asked.score.value or 0) < (found.score.value or 0)
    assert "the other shop asks 90.00 EUR" in asked.sentence
    assert asked.score.audit_id != found.score.audit_id


def test_the_deals_functions_grants(world: World) -> None:
    watch = known(world, KETTLE, *["100"] * 30, "80")
    with recorded(world.table) as done:
        deal(world, watch)
        deals(world)
    assert done == granted("prices.api_deals")


def test_a_deal_stands_under_its_tenant_and_is_forgotten_when_nobody_asks(world: World) -> None:
    watch = known(world, KETTLE, *["100"] * 30, "80")
    deal(world, watch)
    deal(world, watch, listing_id=watch.listing_id)
    items = list(world.table.query_all("pk = :pk", pk=keys.deals("acme")))
    assert [each["sk"] for each in items] == [f"AT#{watch.product_id}#{watch.listing_id}", f"DEAL#{watch.product_id}"]
    assert all(each["expires_at"] == int((world.now() + timedelta(days=30)).timestamp()) for each in items)


@pytest.fixture
def ask(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    overrides: dict[Any, Any] = api_deals.app.dependency_overrides
    monkeypatch.setitem(overrides, open_store, lambda: world.store)
    monkeypatch.setitem(overrides, api_deals.now, lambda: world.now)

    def call(path: str, by: Any = ANA, **query: str) -> Any:
        caller = {"tenant": by.tenant, "user": by.user, "role": "viewer", "tier": "free"}
        found = api_deals.app.resolve(http("GET", path, caller=caller, query=query or None), CONTEXT)
        return SimpleNamespace(status=found["statusCode"], body=json.loads(found["body"]))

    yield call


def test_the_routes(world: World, ask: Any) -> None:
    watch = known(world, KETTLE, *["100"] * 60, "80")
    told = ask(f"/v1/prices/products/{watch.product_id}/deal")
    assert (told.status, told.body["verdict"], told.body["usual"]["median"]) == (200, "discount", "100")
    assert told.body["score"]["provenance"] == "rule:prices.deals@1"
    assert ask(f"/v1/prices/products/{watch.product_id}/deal", by=BOB).status == 404
    assert ask(f"/v1/prices/products/{watch.product_id}/deal", listing_id="no").status == 404
    listed = ask("/v1/prices/deals", limit="1")
    assert (listed.status, listed.body["items"][0]["audit_id"]) == (200, told.body["score"]["audit_id"])
    assert ask("/v1/prices/deals", order="cheapest").status in (400, 422)
