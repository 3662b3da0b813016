"""Coupons: added and found, tried and reported on, whose they are, and what they leave to pay."""

import json
from typing import Any

import pytest

from fakes import ANA, BOB, KETTLE, World, shows
from grants import granted, recorded
from invocations import CONTEXT, http
from prices import api_coupons, service
from prices.models.coupon import BasketRequest, CouponNow, CouponRequest, ReportRequest, ShopTermsRequest
from prices.store import coupons, open_store
from prices.store.keys import shard_of
from tradewind.caller import Caller
from tradewind.dynamo import Table
from tradewind.errors import InvalidInput, NotFound, QuotaReached

TEN = {"code": "TEN10", "kind": "percent", "percent": "10", "text": "10% off with code TEN10"}
FIVE = {"code": "FIVE", "kind": "amount", "amount": "5", "currency": "EUR", "minimum_order": "50", "text": "5 off"}


@pytest.fixture
def world(table: Table, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(table, shards={shard_of(name) for name in ("shop.test", "www.shop.test", "acme", "other")})
    world.web[KETTLE] = shows("100")
    overrides: dict[Any, Any] = api_coupons.app.dependency_overrides
    monkeypatch.setitem(overrides, open_store, lambda: world.store)
    monkeypatch.setitem(overrides, api_coupons.now, lambda: world.now)
    return world


def add(world: World, by: Caller = ANA, key: str | None = None, **terms: Any) -> CouponNow:
    wanted = CouponRequest.model_validate({"host": "shop.test", "kind": "percent", "percent": "10"} | terms)
    port: Any = {"store": world.store, "now": world.now, "new_id": world.new_id}
    return service.add_coupon(wanted, by, key or world.new_id(), **port)


def say(world: World, coupon_id: str, works: bool, by: Caller = ANA) -> CouponNow:
    return service.report_coupon(coupon_id, ReportRequest(works=works), by, store=world.store, now=world.now)


def best(world: World, *items: dict[str, Any], by: Caller = ANA, **more: Any) -> Any:
    wanted = {"host": "shop.test", "currency": "EUR", "items": items or [{"price": "100"}]} | more
    return service.best_coupons(BasketRequest.model_validate(wanted), by, store=world.store, now=world.now)


def listed(world: World, by: Caller = ANA, host: str | None = "shop.test") -> list[CouponNow]:
    return service.coupons(by, host, 100, None, store=world.store, now=world.now).items


def ask(method: str, path: str, body: object = None, role: str = "manager", **sent: Any) -> tuple[int, Any]:
    caller = {"tenant": "acme", "user": "ana", "role": role}
    event = http(method, f"/v1/prices/{path}", body, caller=caller, headers={"idempotency-key": "k"}, **sent)
    answer = api_coupons.handler(event, CONTEXT)
    return answer["statusCode"], json.loads(answer["body"] or "null")


def look_and_find(world: World, *found: dict[str, Any], url: str = KETTLE, by: Caller = ANA) -> Any:
    world.web[url] = shows("100", says={"coupons": list(found)})
    watch = world.watch(url, by=by)
    world.check()
    return watch


def test_a_coupon_that_stands_on_a_page_is_found_by_all_who_shop_there(world: World) -> None:
    look_and_find(world, TEN)
    [mine], [theirs] = listed(world), listed(world, BOB)
    assert mine == theirs
    assert (mine.code, mine.origin, mine.shared, mine.found_on, mine.created_by) == (
        "TEN10",
        "page",
        True,
        KETTLE,
        None,
    )
    assert float(mine.works.value or 0) == 0.75
    assert listed(world, host=None) == []


def test_seen_again_it_is_one_and_is_not_written_again_within_hours(world: World) -> None:
    look_and_find(world, TEN)
    [first] = listed(world)
    world.look(hours=12)
    assert [each.last_seen_at for each in listed(world)] == [first.last_seen_at]
    world.look(hours=12)
    [again] = listed(world)
    assert again.coupon_id == first.coupon_id
    assert again.last_seen_at > first.last_seen_at


def test_it_covers_the_page_that_it_stands_on_until_three_show_it(world: World) -> None:
    pages = [f"https://shop.test/p/{number}" for number in range(3)]
    watches = [look_and_find(world, TEN, url=url) for url in pages[:2]]
    [coupon] = listed(world)
    assert set(coupon.only_listings) == {watch.listing_id for watch in watches}
    assert best(world).applied == []
    look_and_find(world, TEN, url=pages[2])
    [coupon] = listed(world)
    assert coupon.only_listings == ()
    assert str(best(world).to_pay) == "90.00"


def test_a_page_that_shows_it_no_more_ends_it_after_two_weeks(world: World) -> None:
    look_and_find(world, TEN)
    world.now.pass_by(days=15)
    [coupon] = listed(world)
    assert coupon.state == "not_seen_lately"
    assert best(world).not_applied[0].reason == "its page has not shown it since 2026-03-04"


def test_of_a_code_whose_terms_change_the_newest_counts(world: World) -> None:
    look_and_find(world, TEN)
    world.web[KETTLE] = shows("100", says={"coupons": [TEN | {"percent": "15"}]})
    world.look(days=1)
    assert [str(each.percent) for each in listed(world)] == ["15"]


def test_a_day_without_a_year_is_told_anew_each_year(world: World) -> None:
    look_and_find(world, TEN | {"ends_each": [3, 31]})
    [coupon] = listed(world)
    assert f"{coupon.expires_at:%Y-%m-%d}" == "2026-04-01"
    world.look(days=360)
    assert [f"{each.expires_at:%Y-%m-%d}" for each in listed(world)] == ["2027-04-01"]


def test_what_stands_on_a_page_of_a_tenants_own_is_that_tenants(world: World) -> None:
    world.web[KETTLE] = shows("100", says={"coupons": [TEN]})
    world.watch(request_headers={"Cookie": "me"})
    world.check()
    [coupon] = listed(world)
    assert (coupon.shared, coupon.origin) == (False, "page")
    assert listed(world, BOB) == []
    with pytest.raises(NotFound):
        say(world, coupon.coupon_id, True, by=BOB)
    service.remove_coupon(coupon.coupon_id, ANA, store=world.store)
    assert listed(world) == []


def test_the_same_request_twice_is_one_coupon_and_another_tenants_is_not_found(world: World) -> None:
    one, two = add(world, key="k", code="MINE"), add(world, key="k", code="MINE")
    assert one == two
    assert [each.coupon_id for each in listed(world, host=None)] == [one.coupon_id]
    with pytest.raises(InvalidInput):
        add(world, key="k", code="OTHER")
    for act in (
        lambda: say(world, one.coupon_id, True, by=BOB),
        lambda: service.remove_coupon(one.coupon_id, BOB, store=world.store),
    ):
        with pytest.raises(NotFound):
            act()
    assert listed(world, BOB) == []


def test_a_tenant_adds_so_many_and_room_is_made_by_removing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coupons, "MOST_OWN", 2)
    first = add(world)
    add(world)
    with pytest.raises(QuotaReached):
        add(world)
    service.remove_coupon(first.coupon_id, ANA, store=world.store)
    add(world)
    with pytest.raises(NotFound):
        service.remove_coupon(first.coupon_id, ANA, store=world.store)


def test_a_coupon_of_a_public_page_is_nobodys_to_remove(world: World) -> None:
    look_and_find(world, TEN)
    [coupon] = listed(world)
    with pytest.raises(NotFound):
        service.remove_coupon(coupon.coupon_id, ANA, store=world.store)


NO_TERMS: list[tuple[dict[str, Any], str]] = [
    ({"percent": None}, "needs percent"),
    ({"amount": "5"}, "has no amount"),
    ({"kind": "amount", "percent": None, "amount": "5"}, "currency"),
    ({"minimum_order": "5"}, "currency"),
    ({"percent": "101"}, "percent"),
    ({"starts_at": "2026-04-02T00:00:00Z", "expires_at": "2026-04-01T00:00:00Z"}, "expires_at"),
    ({"code": "two words"}, "code"),
    ({"host": "Shop Test"}, "host"),
    ({"unknown": 1}, "unknown"),
]


def test_terms_that_make_no_coupon_are_refused_by_name(world: World) -> None:
    for terms, field in NO_TERMS:
        status, problem = ask("POST", "coupons", {"host": "shop.test", "kind": "percent", "percent": "10"} | terms)
        assert status == 422
        assert field in json.dumps(problem)


def test_one_that_has_ended_is_not_added(world: World) -> None:
    with pytest.raises(InvalidInput, match="expires_at"):
        add(world, expires_at="2026-03-01T00:00:00Z")


def test_each_user_has_one_say_and_the_newest_counts(world: World) -> None:
    coupon = add(world)
    for works in (True, False, True):
        told = say(world, coupon.coupon_id, works)
    assert (told.reports, round(told.works.value or 0, 3)) == (1, 0.667)
    told = say(world, coupon.coupon_id, False, by=ANA.model_copy(update={"user": "eve"}))
    assert (told.reports, told.works.value) == (2, 0.5)


def test_what_works_for_one_tenant_helps_the_others_and_a_tenant_of_many_users_counts_as_three(world: World) -> None:
    look_and_find(world, TEN)
    [coupon] = listed(world)
    for number in range(8):
        say(world, coupon.coupon_id, False, by=ANA.model_copy(update={"user": f"u{number}"}))
    [seen] = listed(world, BOB)
    assert (seen.reports, seen.works.value) == (3, round(3 / 7, 4))
    say(world, coupon.coupon_id, True, by=BOB)
    [seen] = listed(world)
    assert (seen.reports, seen.works.value) == (4, 0.5)


def test_reports_fade(world: World) -> None:
    coupon = add(world)
    told = [say(world, coupon.coupon_id, False).works.value or 0]
    for _ in range(3):
        world.now.pass_by(days=60)
        told.append(listed(world)[0].works.value or 0)
    assert told == sorted(told)
    assert told[-1] == 0.5


def test_a_coupon_that_hardly_ever_works_is_left_out_and_said_so(world: World) -> None:
    coupon = add(world, code="DEAD")
    for number in range(6):
        say(world, coupon.coupon_id, False, by=ANA.model_copy(update={"user": f"u{number}"}))
    assert best(world, least_chance=0.3).not_applied[0].reason == "reports say that it works 20% of the time"
    assert [each.code for each in best(world).applied] == ["DEAD"]


def test_the_best_is_told_with_what_each_takes_off_and_why_the_others_do_not(world: World) -> None:
    add(world, code="TEN10")
    add(world, code="BIG", kind="amount", percent=None, amount="15", currency="EUR", stacking="stacks")
    add(world, code="LATER", starts_at="2026-05-01T00:00:00Z")
    add(world, code="RICH", minimum_order="150", currency="EUR")
    add(world, code="DOLLARS", kind="amount", percent=None, amount="99", currency="USD")
    add(world, code="SHIP", kind="free_shipping", percent=None, stacking="stacks")
    add(world, code="ELSEWHERE", host="other.test")
    found = best(world, shipping="4.95")
    assert [(each.code, str(each.takes_off), str(each.of)) for each in found.applied] == [
        ("TEN10", "10.00", "100.00"),
        ("BIG", "15.00", "90.00"),
        ("SHIP", "4.95", "4.95"),
    ]
    assert (str(found.to_pay), str(found.saving), str(found.best.value)) == ("75.00", "29.95", "75.00")
    assert found.proof.is_proven
    assert found.proof.least_possible == found.to_pay
    assert {each.code: each.reason for each in found.not_applied} == {
        "LATER": "it starts on 2026-05-01",
        "RICH": "it needs an order of 150 EUR, 50.00 more",
        "DOLLARS": "it is in USD, the basket in EUR",
    }
    assert found.if_refused is not None
    assert len(found.if_refused.applied) == 2


def test_how_a_shop_takes_coupons_changes_what_is_left_to_pay(world: World) -> None:
    add(world, code="TEN10", stacking="stacks")
    add(world, code="BIG", kind="amount", percent=None, amount="20", currency="EUR", stacking="stacks")
    assert str(best(world).to_pay) == "70.00"
    terms = ShopTermsRequest(order="amount_first")
    service.set_shop_terms("shop.test", terms, ANA, store=world.store, now=world.now)
    assert str(best(world).to_pay) == "72.00"
    assert str(best(world, by=BOB).to_pay) == "100.00"
    terms = ShopTermsRequest(most_coupons=1)
    service.set_shop_terms("shop.test", terms, ANA, store=world.store, now=world.now)
    assert [each.code for each in best(world).applied] == ["BIG"]
    assert service.shop_terms("shop.test", BOB, store=world.store).created_by is None


def test_a_shop_is_the_same_with_www_and_without(world: World) -> None:
    watch = look_and_find(world, TEN, url="https://www.shop.test/p/1")
    add(world, host="m.shop.test", code="MINE", percent="20")
    assert {(each.code, each.host) for each in listed(world, host="www.shop.test")} == {
        ("TEN10", "shop.test"),
        ("MINE", "shop.test"),
    }
    terms = ShopTermsRequest(most_coupons=1)
    service.set_shop_terms("www.shop.test", terms, ANA, store=world.store, now=world.now)
    assert service.shop_terms("shop.test", ANA, store=world.store).most_coupons == 1
    found = best(world, {"listing_id": watch.listing_id}, host="m.shop.test")
    assert (found.host, found.applied[0].code) == ("shop.test", "MINE")


def test_goods_that_are_left_out_pay_in_full(world: World) -> None:
    watch = world.watch()
    world.check()
    add(world, code="NOSALE", covers_reduced=False)
    add(world, code="NOTTHIS", percent="30", excluded_listings=[watch.listing_id])
    listing = {"listing_id": watch.listing_id}
    assert best(world, listing).applied[0].code == "NOSALE"
    assert best(world, listing | {"is_reduced": True}).applied == []
    two = best(world, listing, {"price": "50", "quantity": 2})
    assert [(each.code, str(each.takes_off)) for each in two.applied] == [("NOTTHIS", "30.00")]
    terms = ShopTermsRequest(excluded_listings=(watch.listing_id,))
    service.set_shop_terms("shop.test", terms, ANA, store=world.store, now=world.now)
    assert best(world, listing).applied == []


def test_a_basket_of_what_is_not_known_is_refused_by_its_place(world: World) -> None:
    watch = world.watch()
    with pytest.raises(InvalidInput, match=r"items\.0\.price"):
        best(world, {"listing_id": watch.listing_id})
    world.check()
    with pytest.raises(InvalidInput, match=r"items\.1\.listing_id"):
        best(world, {"price": "1"}, {"listing_id": watch.listing_id}, currency="USD")
    with pytest.raises(InvalidInput, match=r"items.0.listing_id: it is of shop.test"):
        best(world, {"listing_id": watch.listing_id}, host="other.test")
    with pytest.raises(InvalidInput, match="you watch no listing"):
        best(world, {"listing_id": watch.listing_id}, by=BOB)
    for body in (
        {"host": "shop.test", "currency": "EUR", "items": []},
        {"host": "shop.test", "currency": "EUR", "items": [{}]},
        {"host": "shop.test", "currency": "EUR", "items": [{"price": "0"}]},
        {"host": "shop.test", "currency": "EUR", "items": [{"price": "5", "quantity": 0}]},
        {"host": "shop.test", "currency": "EUR", "items": [{"price": "5"}] * 51},
        {"host": "shop.test", "currency": "euro", "items": [{"price": "5"}]},
    ):
        assert ask("POST", "coupons/best", body)[0] == 422


def test_a_products_coupons_are_told_shop_by_shop(world: World) -> None:
    watch = look_and_find(world, TEN, FIVE)
    add(world, code="ALL", percent="3", stacking="stacks")
    status, told = ask("GET", f"products/{watch.product_id}/coupons", role="viewer")
    assert status == 200
    [shop] = told["listings"]
    assert [(each["code"], each["takes_off"]) for each in shop["coupons"]] == [
        ("TEN10", "10.00"),
        ("FIVE", "5.00"),
        ("ALL", "3.00"),
    ]
    assert (shop["best"]["to_pay"], len(shop["best"]["applied"])) == ("87.30", 2)
    with pytest.raises(NotFound):
        service.product_coupons(watch.product_id, BOB, store=world.store, now=world.now)


def test_pages_of_coupons_go_on_where_the_last_one_ended(world: World) -> None:
    ids = {add(world, code=f"C{number}").coupon_id for number in range(5)}
    seen: list[str] = []
    query: dict[str, str] = {"limit": "2", "host": "shop.test"}
    while True:
        _, page = ask("GET", "coupons", query=query)
        seen += [each["coupon_id"] for each in page["items"]]
        if page["next"] is None:
            break
        query["next"] = page["next"]
    assert (set(seen), len(seen)) == (ids, 5)
    assert ask("GET", "coupons", query={"next": query["next"], "host": "other.test"})[0] == 422


def test_who_may_do_what(world: World) -> None:
    body = {"host": "shop.test", "kind": "percent", "percent": "10"}
    assert ask("POST", "coupons", body, role="viewer")[0] == 403
    status, made = ask("POST", "coupons", body)
    assert status == 201
    place = f"coupons/{made['coupon_id']}"
    assert ask("POST", f"{place}/reports", {"works": True}, role="viewer")[0] == 403
    assert ask("POST", f"{place}/reports", {"works": True})[1]["reports"] == 1
    assert ask("PUT", "coupons/shops/shop.test", {"most_coupons": 1}, role="viewer")[0] == 403
    assert ask("PUT", "coupons/shops/shop.test", {"most_coupons": 6})[0] == 422
    assert ask("PUT", "coupons/shops/shop.test", {"most_coupons": 1})[1]["created_by"] == "ana"
    assert ask("GET", "coupons/shops/shop.test", role="viewer")[1]["most_coupons"] == 1
    assert ask("DELETE", place, role="viewer")[0] == 403
    assert ask("DELETE", place)[0] == 204
    assert ask("DELETE", place)[0] == 404


def test_two_who_report_at_once_both_count(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    coupon = add(world)
    store = world.store.coupons
    get = store.get
    others = iter([True])

    def get_slowly(tenant: str, coupon_id: str) -> Any:
        found = get(tenant, coupon_id)
        if next(others, False):
            say(world, coupon_id, True, by=ANA.model_copy(update={"user": "eve"}))
        return found

    monkeypatch.setattr(store, "get", get_slowly)
    from prices.rules.coupons.works import Vote

    kept = store.vote(ANA.tenant, "ana", coupon.coupon_id, Vote(True, world.now()))
    assert kept.tally is not None
    assert kept.tally.works == 2


def test_it_may_do_with_its_table_what_it_does_and_nothing_else(world: World) -> None:
    watch = look_and_find(world, TEN)
    with recorded(world.table) as done:
        coupon = add(world)
        say(world, coupon.coupon_id, True)
        best(world, {"listing_id": watch.listing_id})
        service.set_shop_terms("shop.test", ShopTermsRequest(), ANA, store=world.store, now=world.now)
        service.product_coupons(watch.product_id, ANA, store=world.store, now=world.now)
        service.remove_coupon(coupon.coupon_id, ANA, store=world.store)
    assert done == granted("prices.api_coupons")
