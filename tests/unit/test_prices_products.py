"""A product at several shops: what joins and leaves it, what is proposed, and where it is cheapest."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from fakes import ANA, BOB, KETTLE, Killed, World, counted, shows
from grants import granted, recorded
from invocations import CONTEXT, http
from prices import api_products, service
from prices.models.product import JoinRequest, ProductChange
from prices.models.rates import RateDay
from prices.models.watch import WatchChange
from prices.ports import open_checks
from prices.store import open_store
from prices.store.keys import shard_of
from tradewind.caller import Tier
from tradewind.dynamo import Table
from tradewind.errors import InvalidInput, NotFound, QuotaReached

if TYPE_CHECKING:
    from prices.models.answers import WatchedPrice

D = Decimal
OTHER = "https://other.test/kettle"
THIRD = "https://third.test/k"
GTIN = {"identifiers": {"gtin13": "4006381333931"}, "brand": "Acme"}


@pytest.fixture
def world(table: Table) -> World:
    world = World(table, shards={shard_of(name) for name in ("shop.test", "other.test", "third.test", "acme", "other")})
    world.web[KETTLE] = shows("100", says=GTIN)
    world.web[OTHER] = shows("90", says=GTIN)
    world.web[THIRD] = shows("95")
    return world


def join(world: World, to: str, /, **wanted: Any) -> Any:
    request = JoinRequest.model_validate(wanted)
    return service.join(to, request, ANA, store=world.store, checks=world.checks, now=world.now)


def two_shops(world: World, **wanted: Any) -> "WatchedPrice":
    watch = world.watch(**wanted)
    world.check()
    join(world, watch.product_id, url=OTHER)
    world.check()
    return watch


def looked_at_by(world: World, listing_id: str) -> list[str]:
    return [tracker.watch_id for tracker in world.store.alerts.trackers(listing_id)]


def test_a_watch_watches_every_shop_of_its_product_each_measured_for_itself(world: World) -> None:
    watch = two_shops(world)
    shown = service.product(watch.product_id, ANA, store=world.store)
    assert [(each.host, each.now.price.value) for each in shown.listings] == [
        ("shop.test", D(100)),
        ("other.test", D(90)),
    ]
    world.web[OTHER] = shows("80", says=GTIN)
    world.look()
    [alert] = world.store.alerts.page(ANA.tenant, watch.watch_id, 10).items
    assert (alert.listing_id, alert.from_price, alert.to_price) == (shown.listing_ids[1], D(90), D(80))
    world.web[KETTLE] = shows("85", says=GTIN)
    world.web[OTHER] = shows("70", says=GTIN)
    world.look()
    told = world.store.alerts.page(ANA.tenant, watch.watch_id, 10).items
    assert {(each.listing_id, each.to_price) for each in told[:2]} == {
        (shown.listing_ids[0], D(85)),
        (shown.listing_ids[1], D(70)),
    }


def test_what_joins_says_how_like_it_is_and_is_recorded(world: World) -> None:
    world.watch(OTHER, by=BOB)
    watch = world.watch()
    world.check()
    found = join(world, watch.product_id, url=OTHER)
    assert found.joined[0].match.value is True
    assert found.joined[0].match.audit_id.startswith("au_")
    assert "GTIN" in found.joined[0].match.reasons[0].text
    assert join(world, watch.product_id, url=OTHER).joined == []
    assert join(world, watch.product_id, listing_id=found.joined[0].listing_id).joined == []


def test_an_unknown_page_joins_and_is_looked_at_at_once(world: World) -> None:
    watch = world.watch()
    world.check()
    found = join(world, watch.product_id, url=THIRD)
    assert found.joined[0].match.value is None
    world.check()
    assert world.web.visits(THIRD) == 1


def test_pausing_and_removing_cover_every_shop(world: World) -> None:
    watch = two_shops(world)
    listings = service.product(watch.product_id, ANA, store=world.store).listing_ids
    for paused in (True, False):
        service.change(
            watch.watch_id, WatchChange(paused=paused), ANA, store=world.store, sealer=world.sealer, now=world.now
        )
        assert [each.paused for id_ in listings for each in world.store.alerts.trackers(id_)] == [paused] * 2
        visits = world.web.visits(OTHER)
        world.look()
        assert (world.web.visits(OTHER) > visits) is not paused
    service.remove(watch.watch_id, ANA, store=world.store)
    assert [looked_at_by(world, each) for each in listings] == [[], []]
    visits = world.web.visits(OTHER)
    world.look(days=5)
    assert world.web.visits(OTHER) == visits
    with pytest.raises(NotFound):
        service.product(watch.product_id, ANA, store=world.store)


def test_another_product_is_merged_with_what_it_was_measured_from(world: World) -> None:
    kept = world.watch()
    ended = world.watch(OTHER)
    world.check()
    found = join(world, kept.product_id, product_id=ended.product_id)
    assert [each.host for each in found.product.listings] == ["shop.test", "other.test"]
    with pytest.raises(NotFound):
        service.read(ended.watch_id, ANA, store=world.store)
    with pytest.raises(NotFound):
        service.product(ended.product_id, ANA, store=world.store)
    world.web[OTHER] = shows("80", says=GTIN)
    world.look()
    [alert] = world.store.alerts.page(ANA.tenant, kept.watch_id, 10).items
    assert (alert.from_price, alert.to_price) == (D(90), D(80))


@pytest.mark.parametrize("kept_paused", [True, False])
@pytest.mark.parametrize("ended_paused", [True, False])
def test_merged_listings_are_looked_at_where_the_watch_is_not_paused(
    world: World, kept_paused: bool, ended_paused: bool
) -> None:
    kept, ended = world.watch(), world.watch(OTHER)
    world.check()
    for watch, paused in ((kept, kept_paused), (ended, ended_paused)):
        service.change(
            watch.watch_id, WatchChange(paused=paused), ANA, store=world.store, sealer=world.sealer, now=world.now
        )
    join(world, kept.product_id, listing_id=ended.listing_id)
    visits = world.web.visits(OTHER)
    world.look(days=3)
    assert (world.web.visits(OTHER) > visits) is not kept_paused
    service.change(kept.watch_id, WatchChange(paused=False), ANA, store=world.store, sealer=world.sealer, now=world.now)
    service.remove(kept.watch_id, ANA, store=world.store)
    visits = world.web.visits(OTHER)
    world.look(days=3)
    assert world.web.visits(OTHER) == visits


def test_the_quota_counts_products_and_a_merge_makes_room(world: World) -> None:
    free = ANA.model_copy(update={"tier": Tier.FREE})
    made = [world.watch(f"https://shop.test/p/{number}", by=free) for number in range(10)]
    join(world, made[0].product_id, url=OTHER)
    with pytest.raises(QuotaReached):
        world.watch(THIRD, by=free)
    join(world, made[0].product_id, product_id=made[1].product_id)
    world.watch(THIRD, by=free)


def test_a_listing_leaves_and_the_last_one_stays(world: World) -> None:
    watch = two_shops(world)
    first, second = service.product(watch.product_id, ANA, store=world.store).listing_ids
    service.leave(watch.product_id, first, ANA, store=world.store, now=world.now)
    read = service.read(watch.watch_id, ANA, store=world.store)
    assert (read.listing_id, read.url, read.joined) == (second, OTHER, ())
    assert looked_at_by(world, first) == []
    with pytest.raises(InvalidInput, match="only listing"):
        service.leave(watch.product_id, second, ANA, store=world.store, now=world.now)
    with pytest.raises(NotFound):
        service.leave(watch.product_id, first, ANA, store=world.store, now=world.now)


def test_a_page_with_headers_of_its_own_forgets_them_when_it_leaves(world: World) -> None:
    watch = world.watch(request_headers={"Cookie": "session=1"})
    world.check()
    join(world, watch.product_id, url=OTHER)
    service.leave(watch.product_id, watch.listing_id, ANA, store=world.store, now=world.now)
    assert world.store.listings.get(watch.listing_id).listing.sealed_headers is None
    other = world.watch(THIRD, request_headers={"Cookie": "session=2"})
    with pytest.raises(InvalidInput, match="headers"):
        join(world, watch.product_id, product_id=other.product_id)


def test_a_product_holds_twenty_listings_and_they_change_together(world: World) -> None:
    watch = world.watch()
    world.check()
    for number in range(19):
        join(world, watch.product_id, url=f"https://other.test/p/{number}")
    with pytest.raises(InvalidInput, match="20"):
        join(world, watch.product_id, url=OTHER)
    service.change(watch.watch_id, WatchChange(paused=True), ANA, store=world.store, sealer=world.sealer, now=world.now)
    service.remove(watch.watch_id, ANA, store=world.store)


def test_a_page_with_the_same_identifier_is_proposed_whoever_watches_it(world: World) -> None:
    world.watch(OTHER, by=BOB)
    world.watch("https://other.test/private?token=abcdef123456", by=BOB)
    world.web["https://other.test/private?token=abcdef123456"] = shows("1", says=GTIN)
    watch = world.watch()
    world.check()
    [proposal] = service.matches(watch.product_id, ANA, store=world.store).items
    assert (proposal.url, proposal.price.value, proposal.product_id) == (OTHER, D(90), None)
    assert proposal.match.value is True
    assert proposal.match.confidence is not None
    assert proposal.match.provenance == "rule:prices.matching@1"
    joined = join(world, watch.product_id, listing_id=proposal.listing_id)
    assert [each.listing_id for each in joined.joined] == [proposal.listing_id]
    assert service.matches(watch.product_id, ANA, store=world.store).items == []


def test_a_product_of_the_same_name_is_proposed_among_ones_own(world: World) -> None:
    says = {"title": "Acme WK-2200X kettle 1.7 l black"}
    world.web[KETTLE] = shows("100", says=says)
    world.web[THIRD] = shows("95", says={"title": "ACME electric kettle WK2200X, 1,7 litres, black"})
    world.web[OTHER] = shows("95", says={"title": "Acme WK-2200X kettle 1.7 l white"})
    watch, third, _ = world.watch(), world.watch(THIRD), world.watch(OTHER)
    world.watch("https://third.test/x", by=BOB)
    world.check()
    [proposal] = service.matches(watch.product_id, ANA, store=world.store).items
    assert proposal.product_id == third.product_id


def test_a_refused_proposal_is_not_shown_again(world: World) -> None:
    world.watch(OTHER, by=BOB)
    watch = world.watch()
    world.check()
    [proposal] = service.matches(watch.product_id, ANA, store=world.store).items
    for _ in range(2):
        found = service.refuse(watch.product_id, proposal.listing_id, ANA, store=world.store, now=world.now)
        assert found.refused == (proposal.listing_id,)
    assert service.matches(watch.product_id, ANA, store=world.store).items == []
    with pytest.raises(InvalidInput):
        service.refuse(watch.product_id, watch.listing_id, ANA, store=world.store, now=world.now)
    with pytest.raises(NotFound):
        service.refuse(watch.product_id, "nothing", ANA, store=world.store, now=world.now)


def test_the_index_is_written_when_what_a_page_states_changes_and_not_else(world: World) -> None:
    world.watch()
    with counted(world.table) as first:
        world.check()
    world.now.pass_by(hours=12)
    world.sweep()
    with counted(world.table) as second:
        world.check()
    assert len(first) - len(second) == 1 + 1  # the GTIN; and what a host is first asked for, its robots.txt


def test_a_join_that_is_cut_short_is_whole_or_nothing_and_can_be_done_again(world: World) -> None:
    watch = world.watch()
    other = world.watch(THIRD)
    world.check()
    for die_at in (-1, 0, 1):
        with counted(world.table, die_at=die_at), pytest.raises(Killed):
            join(world, watch.product_id, url=OTHER)
            raise Killed
    join(world, watch.product_id, url=OTHER)
    for die_at in (-1, 0, 1):
        with counted(world.table, die_at=die_at), pytest.raises((Killed, NotFound)):
            join(world, watch.product_id, product_id=other.product_id)
            raise Killed
    shown = service.product(watch.product_id, ANA, store=world.store)
    assert [each.host for each in shown.listings] == ["shop.test", "other.test", "third.test"]
    for each in shown.listing_ids:
        assert looked_at_by(world, each) == [watch.watch_id]


def test_a_product_is_called_as_one_likes(world: World) -> None:
    watch = world.watch()
    world.check()
    assert service.product(watch.product_id, ANA, store=world.store).title == "Steel kettle"
    for title in ("Mum's kettle", None):
        service.retitle(watch.product_id, ProductChange(title=title), ANA, store=world.store)
        [listed] = service.products(ANA, 10, None, store=world.store).items
        assert listed.title == (title or "Steel kettle")


def best(world: World, watch: "WatchedPrice", currency: str | None = None, days: int = 30) -> Any:
    return service.best(watch.product_id, ANA, currency=currency, days=days, store=world.store, now=world.now)


def test_the_best_price_counts_shipping_where_it_is_stated(world: World) -> None:
    world.web[KETTLE] = shows("92", says=GTIN | {"shipping": "0", "unit_price": "54.12", "unit": "l"})
    world.web[OTHER] = shows("90", says=GTIN | {"shipping": "4.95"})
    watch = two_shops(world)
    found = best(world, watch)
    assert [(each.host, each.total, each.shipping) for each in found.offers] == [
        ("shop.test", 92, 0),
        ("other.test", Decimal("94.95"), Decimal("4.95")),
    ]
    assert (found.best.value, found.currency) == (watch.listing_id, "EUR")
    assert (found.offers[0].unit_price, found.offers[0].unit) == (Decimal("54.12"), "l")


def test_the_best_price_is_of_one_currency_by_a_stated_rate_or_not_at_all(world: World) -> None:
    world.web[OTHER] = shows("99", "USD", says=GTIN)
    watch = two_shops(world)
    found = best(world, watch)
    assert [each.host for each in found.offers] == ["shop.test"]
    assert "rate" in found.excluded[0].reason
    world.store.rates.put([RateDay(day=date(2026, 3, 3), rates={"USD": Decimal("1.10")}, source="ECB")])
    found = best(world, watch)
    assert [(each.host, each.total) for each in found.offers] == [("other.test", 90), ("shop.test", 100)]
    assert (found.offers[0].exchange.rate_date, found.offers[0].stated_price) == (date(2026, 3, 3), 99)
    assert best(world, watch, "USD").offers[1].total == 110


def test_what_cannot_be_had_or_is_stale_is_left_out_with_its_reason(world: World) -> None:
    world.web[OTHER] = shows("90", stock="out_of_stock", says=GTIN)
    watch = two_shops(world)
    assert best(world, watch).excluded[0].reason == "it is out of stock"
    world.web[KETTLE] = shows(None, status=500)
    world.look(hours=13)
    assert best(world, watch).best.degraded
    world.now.pass_by(days=8)
    found = best(world, watch)
    assert (found.best.value, found.offers) == (None, [])
    assert "more than 7 days" in found.excluded[0].reason


def test_who_was_the_cheapest_when(world: World) -> None:
    watch = two_shops(world)
    began = world.now()
    world.web[KETTLE] = shows("80", says=GTIN)
    world.look(hours=12)
    world.web[KETTLE] = shows("80", stock="out_of_stock", says=GTIN)
    world.look(hours=12)
    world.now.pass_by(hours=1)
    spells = best(world, watch, days=2).spells
    told = [(each.host, each.total) for each in spells]
    assert told == [(None, None), ("other.test", 90), ("shop.test", 80), ("other.test", 90)]
    assert (spells[1].since, spells[2].since) == (began, began + timedelta(hours=12))
    assert all(one.until == other.since for one, other in pairwise(spells))


def test_products_may_do_with_the_table_what_they_do_with_it(world: World) -> None:
    world.watch(OTHER, by=BOB)
    watch, ended, more = world.watch(), world.watch(THIRD), world.watch("https://third.test/2")
    world.check()
    account = Table("account", world.table.client)
    with recorded(world.table, account) as done:
        join(world, watch.product_id, url=OTHER)
        join(world, watch.product_id, product_id=ended.product_id)
        join(world, watch.product_id, url="https://third.test/new")
        service.products(ANA, 10, None, store=world.store)
        service.matches(watch.product_id, ANA, store=world.store)
        service.refuse(watch.product_id, more.listing_id, ANA, store=world.store, now=world.now)
        service.leave(watch.product_id, watch.listing_id, ANA, store=world.store, now=world.now)
        best(world, watch)
    assert done == granted("prices.api_products")


CALLERS = {by.tenant: {"tenant": by.tenant, "user": by.user, "role": "manager", "tier": "pro"} for by in (ANA, BOB)}


@pytest.fixture
def ask(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    overrides: dict[Any, Any] = api_products.app.dependency_overrides
    ports = {open_store: lambda: world.store, open_checks: lambda: world.checks, api_products.now: lambda: world.now}
    for port, stand_in in ports.items():
        monkeypatch.setitem(overrides, port, stand_in)

    def asked(method: str, path: str, body: object = None, by: Any = CALLERS["acme"], **query: str) -> Any:
        found = api_products.app.resolve(http(method, path, body, caller=by, query=query or None), CONTEXT)
        return SimpleNamespace(status=found["statusCode"], json=json.loads(found["body"] or "null"))

    yield asked


ROUTES = [
    ("GET", "", None),
    ("PATCH", "", {"title": "x"}),
    ("POST", "/listings", {"url": THIRD}),
    ("DELETE", "/listings/{listing_id}", None),
    ("GET", "/matches", None),
    ("POST", "/matches/{listing_id}/reject", None),
    ("GET", "/best", None),
]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
def test_another_tenants_product_is_nothing(world: World, ask: Any, method: str, path: str, body: object) -> None:
    watch = two_shops(world)
    place = f"/v1/prices/products/{watch.product_id}" + path.format(listing_id=watch.listing_id)
    assert ask(method, place, body, by=CALLERS["other"]).status == 404
    viewer = CALLERS["acme"] | {"role": "viewer"}
    assert ask(method, place, body, by=viewer).status == (200 if method == "GET" else 403)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"url": KETTLE, "listing_id": "a"},
        {"url": "ftp://x"},
        {"listing_id": "a", "variant": "red"},
        {"what": 1},
        [],
    ],
)
def test_a_wrong_join_says_what_is_accepted(world: World, ask: Any, body: object) -> None:
    watch = world.watch()
    assert ask("POST", f"/v1/prices/products/{watch.product_id}/listings", body).status == 422


def test_what_another_tenant_has_cannot_be_merged_or_joined_by_its_id(world: World, ask: Any) -> None:
    watch, theirs = world.watch(), world.watch(THIRD, by=BOB)
    private = world.watch("https://other.test/x", by=BOB, override={"price": ".p"})
    world.check()
    place = f"/v1/prices/products/{watch.product_id}/listings"
    assert ask("POST", place, {"product_id": theirs.product_id}).status == 404
    assert ask("POST", place, {"listing_id": private.listing_id}).status == 404
    assert ask("POST", place, {"url": "https://10.0.0.1/x"}).status == 422


def test_the_whole_path_over_http(world: World, ask: Any) -> None:
    watch = two_shops(world)
    place = f"/v1/prices/products/{watch.product_id}"
    shown = ask("GET", place).json
    assert [each["now"]["price"]["value"] for each in shown["listings"]] == ["100", "90"]
    assert ask("GET", f"{place}/best", days="91").status == 422
    assert ask("GET", f"{place}/best", currency="EUR", days="1").json["best"]["value"] == shown["listing_ids"][1]
    assert ask("DELETE", f"{place}/listings/{watch.listing_id}").status == 204
    assert ask("GET", "/v1/prices/products").json["items"][0]["listing_ids"] == [shown["listing_ids"][1]]
