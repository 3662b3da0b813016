"""Prices that users saw: what is believed, whom it tells, what is kept of the page, and who is trusted."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from fakes import ANA, BOB, KETTLE, Killed, World, counted, shows
from grants import granted, recorded
from invocations import CONTEXT, http
from prices import api_reports, service
from prices.models.report import ObservationRequest, Outcome, Reported, ReportStanding
from prices.ports import open_deliveries
from prices.reading.witness import hear
from prices.rules.reports.trust import Record
from prices.service import observing
from prices.store import open_store
from prices.store.keys import shard_of
from tradewind.caller import Caller
from tradewind.dynamo import Table
from tradewind.errors import InvalidInput, NotFound, TooManyRequests

D = Decimal
SHOWN = '<div class="pdp"><span class="price member-price">€ 80,00</span></div>'


@pytest.fixture
def world(table: Table, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(table, shards={shard_of(name) for name in ("shop.test", "acme", "other")})
    world.web[KETTLE] = shows("100")
    overrides: dict[Any, Any] = api_reports.app.dependency_overrides
    monkeypatch.setitem(overrides, open_store, lambda: world.store)
    monkeypatch.setitem(overrides, open_deliveries, lambda: world.deliveries)
    monkeypatch.setitem(overrides, api_reports.now, lambda: world.now)
    return world


def who(user: str, tenant: str = "acme") -> Caller:
    return ANA.model_copy(update={"user": user, "tenant": tenant})


def shown(price: str) -> str:
    return SHOWN.replace("80,00", price.replace(".", ","))


def report(world: World, price: str = "80.00", by: Caller = ANA, key: str | None = None, **more: Any) -> Reported:
    wanted = {"url": KETTLE, "price": price, "currency": "EUR", "seen_at": world.now(), "member": True}
    wanted |= {"witness": shown(price)} | more
    return service.observe(
        ObservationRequest.model_validate(wanted),
        by,
        key or world.new_id(),
        store=world.store,
        deliveries=world.deliveries,
        now=world.now,
        new_id=world.new_id,
    )


def told_of(made: Reported) -> str:
    return "; ".join(reason.text for reason in made.report.reasons)


def known_for_long(world: World, by: Caller) -> None:
    """Have a user be known for two months, with reports that told news and were right."""
    record = Record(since=world.now() - timedelta(days=60), at=world.now(), right=8)
    place = {"pk": f"TENANT#{by.tenant}#REPORTERS", "sk": f"USER#{by.user}"}
    world.table.put({**place, "doc": record.model_dump_json(), "rev": 1})


def test_a_price_for_members_is_kept_beside_the_public_one_and_alerts_its_own_tenant(world: World) -> None:
    watch = world.watch(drop_percent="10")
    theirs = world.watch(by=BOB, drop_percent="10")
    world.check()
    made = report(world)
    assert (made.report.standing, made.report.listing_id, made.alerts) == ("accepted", watch.listing_id, 1)
    assert (str(made.observed.price.value), made.observed.holds_for) == ("80.00", "your_tenant")
    assert (world.told(watch), world.told(theirs, BOB)) == (["drop"], [])
    assert [str(each.price) for each in world.store.listings.all_history(watch.listing_id)] == ["100"]
    [pointer] = world.deliveries.take()
    assert pointer.tenant == "acme"
    [alert] = world.store.alerts.page("acme", watch.watch_id, 10).items
    assert (str(alert.from_price), str(alert.to_price), alert.audit_id is not None) == ("100", "80.00", True)
    assert "as a member" in alert.reasons[0].text


def test_what_users_saw_changes_nothing_that_a_watch_is_measured_from(world: World) -> None:
    watch = world.watch(drop_percent="10", rise_percent="10", any_change=True)
    world.check()
    report(world)
    world.look()
    assert world.told(watch) == ["drop"]


def test_it_is_told_once_a_day_unless_it_falls_by_a_tenth_more(world: World) -> None:
    watch = world.watch(drop_percent="10")
    world.check()
    for price in ("80.00", "79.00", "70.00"):
        report(world, price)
        world.now.pass_by(minutes=10)
    assert len(world.told(watch)) == 2
    world.now.pass_by(days=1)
    report(world, "70.00")
    assert len(world.told(watch)) == 2
    report(world, "80.00")
    assert len(world.told(watch)) == 3


DOUBTFUL: list[tuple[str, dict[str, Any], str]] = [
    ("1.00", {}, "it is 1% of the public price"),
    ("39.99", {}, "that is not believed of one"),
    ("151.00", {"member": False, "witness": "<b class=price>€ 151,00</b>"}, "that is not believed of one"),
    ("110.00", {}, "above the public one"),
    ("80.00", {"witness": shown("95.00")}, "the page's own markup says 95.00 EUR, not 80.00"),
    ("80.00", {"witness": None}, "no markup of the page was sent, and the reporter is not trusted yet"),
    ("80.00", {"witness": "<p>no price here</p>"}, "no price could be read in the markup"),
    ("80.00", {"witness": "<del class=old-price>€ 80,00</del>"}, "no price could be read in the markup"),
    ("80.00", {"member": False}, "no price could be read in the markup"),
]


def test_what_is_not_believed_is_held_with_its_reason_and_alerts_nobody(world: World) -> None:
    watch = world.watch(drop_percent="10", target_price="90")
    world.check()
    for price, more, why in DOUBTFUL:
        made = report(world, price, **more)
        assert (made.report.standing, made.report.weight, made.alerts) == ("held", 0, 0)
        assert why in told_of(made)
        assert made.observed.price.value is None
        assert made.report.audit_id is not None
    assert world.told(watch) == []
    assert world.deliveries.take() == []


def test_a_report_of_another_currency_is_not_held_against_the_public_price(world: World) -> None:
    watch = world.watch(drop_percent="10")
    world.check()
    made = report(world, "8000", currency="JPY", witness="<b class='member price'>¥8,000</b>")
    assert (made.report.standing, world.told(watch)) == ("accepted", [])


def test_a_report_of_a_clock_that_is_ahead_counts_from_now(world: World) -> None:
    made = report(world, seen_at=world.now() + timedelta(minutes=3))
    assert (made.report.seen_at, str(made.observed.price.value)) == (world.now(), "80.00")


def test_the_same_request_twice_is_one_report(world: World) -> None:
    watch = world.watch(drop_percent="10")
    world.check()
    seen_at = world.now()
    one = report(world, key="k", seen_at=seen_at)
    world.now.pass_by(minutes=5)
    assert report(world, key="k", seen_at=seen_at) == one
    assert len(service.reports(ANA, 10, None, store=world.store).items) == 1
    assert world.told(watch) == ["drop"]
    with pytest.raises(InvalidInput):
        report(world, "70.00", key="k", seen_at=seen_at)


def test_killed_at_any_write_and_sent_again_it_is_one_report_and_one_alert(world: World) -> None:
    watch = world.watch(drop_percent="10")
    world.check()
    seen_at = world.now()
    for die_at in (-1, 0):
        with counted(world.table, die_at=die_at), pytest.raises(Killed):
            report(world, key="k", seen_at=seen_at)
            raise Killed
    again = report(world, key="k", seen_at=seen_at)
    assert [each.report_id for each in service.reports(ANA, 10, None, store=world.store).items] == [
        again.report.report_id
    ]
    assert world.told(watch) == ["drop"]


def test_a_queue_that_is_down_costs_no_alert(world: World) -> None:
    watch = world.watch(drop_percent="10", webhook=None)
    world.check()
    world.deliveries.down = True
    report(world)
    world.deliveries.down = False
    world.now.pass_by(minutes=5)
    world.sweep()
    assert [pointer.watch_id for pointer in world.deliveries.take()] == [watch.watch_id]


def test_reports_of_another_tenant_are_not_seen_and_a_page_that_is_not_watched_is_not_found(world: World) -> None:
    watch = world.watch()
    world.check()
    report(world)
    assert service.reports(BOB, 10, None, store=world.store).items == []
    with pytest.raises(NotFound):
        service.observed_prices(watch.listing_id, BOB, store=world.store, now=world.now)
    world.watch(by=BOB)
    assert service.observed_prices(watch.listing_id, BOB, store=world.store, now=world.now).items == []
    [mine] = service.observed_prices(watch.listing_id, ANA, store=world.store, now=world.now).items
    assert (mine.member, str(mine.price.value), mine.reports) == (True, "80.00", 1)
    world.now.pass_by(days=3)
    assert service.observed_prices(watch.listing_id, ANA, store=world.store, now=world.now).items == []


def test_an_address_with_a_session_in_it_is_the_tenants_alone(world: World) -> None:
    made = report(world, url=f"{KETTLE}?sessionid=1234")
    assert made.report.listing_id != report(world).report.listing_id
    assert world.store.reports.voices(made.report.listing_id, member=True) == []


def test_what_is_no_report_is_refused_by_its_field(world: World) -> None:
    wrong: dict[str, list[Any]] = {
        "price": ["0", "1e5", "-1", None],
        "currency": ["euro"],
        "seen_at": ["2026-03-01T00:00:00Z", "2026-03-04T13:00:00Z", "today"],
        "url": ["http://10.0.0.1/x", "ftp://shop.test"],
        "witness": ["x" * 20_001, ""],
        "weight": [1],
    }
    for field, values in wrong.items():
        for value in values:
            wanted = {"url": KETTLE, "price": "80", "currency": "EUR", "seen_at": "2026-03-04T12:00:00Z", field: value}
            status, problem = ask("POST", "observations", wanted)
            assert status == 422
            assert field in json.dumps(problem)
    assert service.reports(ANA, 10, None, store=world.store).items == []


def ask(method: str, path: str, body: object = None, role: str = "manager", **query: str) -> tuple[int, Any]:
    caller = {"tenant": "acme", "user": "ana", "role": role}
    headers = {"idempotency-key": "k"}
    answer = api_reports.handler(
        http(method, f"/v1/prices/{path}", body, caller=caller, headers=headers, query=query), CONTEXT
    )
    return answer["statusCode"], json.loads(answer["body"] or "null")


def test_the_routes_and_who_may_take_them(world: World) -> None:
    watch = world.watch()
    world.check()
    wanted: dict[str, Any] = {"url": KETTLE, "price": "80", "currency": "EUR", "witness": SHOWN, "member": True}
    wanted["seen_at"] = "2026-03-04T12:00:00Z"
    assert ask("POST", "observations", wanted, role="viewer")[0] == 403
    status, made = ask("POST", "observations", wanted)
    assert (status, made["report"]["standing"], made["report"]["witness"]["agrees"]) == (201, "accepted", True)
    assert ask("GET", "observations", role="viewer")[1]["items"][0]["report_id"] == made["report"]["report_id"]
    assert ask("GET", "observations", next="x")[0] == 422
    status, told = ask("GET", f"listings/{watch.listing_id}/observed", role="viewer")
    assert (status, told["items"][0]["price"]["value"]) == (200, "80")


def test_a_user_reports_so_many_a_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observing, "MOST_A_DAY", 2)
    for _ in range(2):
        report(world)
    with pytest.raises(TooManyRequests) as refused:
        report(world)
    assert refused.value.retry_after_s == 12 * 3600 + 1
    report(world, by=who("eve"))
    world.now.pass_by(hours=12)
    report(world)


def test_of_the_markup_only_the_amount_and_words_of_prices_are_kept(world: World) -> None:
    page = (
        '<div class="header">Hello Ana Müller, ana@mail.test <a href="/account/4711">your orders</a></div>'
        '<div class="price-box user-4711 ana-m" data-user="4711" onclick="x()">Member price for Ana: '
        '<span class="price member-price ana">€ 80,00</span></div>'
        '<script>user = {"name": "Ana"}</script>'
    )
    made = report(world, witness=page)
    witness = made.report.witness
    assert witness is not None
    assert witness.markup == '<span class="price"><span class="price member">€ 80,00</span></span>'
    kept = json.dumps([item["doc"] for item in world.table.query("pk = :pk", pk="TENANT#acme#REPORTS").items])
    assert "Ana" not in kept
    assert "4711" not in kept


@pytest.mark.parametrize(
    ("markup", "price", "member", "agrees"),
    [
        ('<span class="price">€ 79,90</span>', "79.90", False, True),
        ('<meta itemprop="price" content="79.90"><b class=price>79,90 €</b>', "79.90", False, True),
        ('<span class="price member-price">79,90 €</span>', "79.90", True, True),
        ('<span class="price member-price">79,90 €</span>', "79.90", False, None),
        ('<span class="price">€ 89,90</span>', "79.90", False, False),
        ('<span class="price">$ 79.90</span>', "79.90", False, False),
        ('<del class="old-price">€ 79,90</del><span class=price>€ 69,90</span>', "79.90", False, False),
        ('<span class="shipping">€ 4,90</span>', "4.90", False, None),
        ("<<<<", "4.90", False, None),
        ("", "4.90", False, None),
        ("\x00\ud800<p>", "4.90", False, None),
        ("<div>" * 4000, "4.90", False, None),
    ],
)
def test_what_markup_says_of_a_claim(markup: str, price: str, member: bool, agrees: bool | None) -> None:
    found = hear(markup, url=KETTLE, price=D(price), currency="EUR", member=member)
    assert found.agrees is agrees


def test_a_reporter_whom_our_own_looks_confirm_is_trusted_more_and_more(world: World) -> None:
    world.watch(drop_percent="10")
    world.check()
    weights = []
    for price in ("107", "114", "121"):
        world.web[KETTLE] = shows(price)
        made = report(world, price, member=False, witness=f"<b class=price>€ {price}</b>")
        weights.append(made.report.weight)
        world.look(hours=12)
    assert weights == sorted(weights)
    assert weights[-1] > 2 * weights[0]
    outcomes = [each.outcome for each in service.reports(ANA, 100, None, store=world.store).items]
    assert outcomes == [Outcome.OPEN, Outcome.CONFIRMED, Outcome.CONFIRMED]


def test_one_who_is_trusted_is_believed_without_markup_for_half(world: World) -> None:
    world.watch(drop_percent="10")
    world.check()
    known_for_long(world, ANA)
    whole, half = report(world, "90.00"), report(world, "90.00", witness=None)
    assert whole.report.weight > 0.5
    assert half.report.standing is ReportStanding.ACCEPTED
    assert half.report.weight == round(whole.report.weight / 2, 4)
    assert report(world, "90.00", by=who("eve")).report.weight == 0.05


def test_one_who_says_what_our_own_looks_deny_loses_trust(world: World) -> None:
    world.watch(drop_percent="10")
    world.check()
    known_for_long(world, ANA)
    before = report(world).report.weight
    report(world, "120.00", member=False, witness="<b class=price>€ 120,00</b>")
    world.look(hours=12)
    assert report(world).report.weight < before * 0.8
    outcomes = {each.outcome for each in service.reports(ANA, 100, None, store=world.store).items}
    assert Outcome.CONTRADICTED in outcomes


def test_a_report_that_nothing_can_be_held_against_counts_neither_way(world: World) -> None:
    first = report(world)
    world.now.pass_by(days=3)
    report(world)
    outcomes = {each.report_id: each.outcome for each in service.reports(ANA, 10, None, store=world.store).items}
    assert outcomes[first.report.report_id] is Outcome.UNCHECKED


def test_two_reports_at_one_moment_both_count(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = world.watch()
    world.check()
    read = type(world.store.reports).read
    meanwhile = iter([True])

    def read_slowly(self: Any, *given: Any, **asked: Any) -> Any:
        found = read(self, *given, **asked)
        if next(meanwhile, False):
            report(world, "81.00", by=who("eve"))
        return found

    monkeypatch.setattr(type(world.store.reports), "read", read_slowly)
    report(world)
    [observed] = service.observed_prices(watch.listing_id, ANA, store=world.store, now=world.now).items
    assert observed.reports == 2


def test_it_may_do_with_its_tables_what_it_does_and_nothing_else(world: World) -> None:
    watch = world.watch(drop_percent="10")
    world.check()
    with recorded(world.table) as first:
        report(world)
        report(world, "100", member=False)
        service.reports(ANA, 10, None, store=world.store)
        service.observed_prices(watch.listing_id, ANA, store=world.store, now=world.now)
    world.look(hours=12)
    with recorded(world.table) as settled:
        report(world, "1.00")
    assert first | settled == granted("prices.api_reports")


def trusted_tenants(world: World, number: int, monkeypatch: pytest.MonkeyPatch) -> list[Caller]:
    """Users of so many tenants, whose word weighs as that of people known for long."""
    from prices.rules.reports import trust

    monkeypatch.setattr(trust, "PRIOR_RIGHT", 20.0)
    monkeypatch.setattr(trust, "UNRIPE", 1.0)
    return [who("u", f"tenant{n}") for n in range(number)]


def test_what_three_trusted_tenants_saw_is_told_to_all_who_watch_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = world.watch(drop_percent="10")
    world.check()
    first, second, third = trusted_tenants(world, 3, monkeypatch)
    for by in (first, second):
        assert report(world, by=by).observed.holds_for == "your_tenant"
    world.look(hours=12)
    assert world.told(watch) == []
    assert report(world, by=third).observed.holds_for == "all"
    [told] = service.observed_prices(watch.listing_id, ANA, store=world.store, now=world.now).items
    assert (str(told.price.value), told.tenants, told.reports, told.holds_for) == ("80.00", 3, 0, "all")
    for _ in range(3):
        world.look(hours=12)
    assert world.told(watch) == ["drop"]
    assert {pointer.tenant for pointer in world.deliveries.take()} == {"acme"}
    [alert] = world.store.alerts.page("acme", watch.watch_id, 10).items
    assert "3 trusted tenants saw this price as members" in alert.reasons[0].text
    assert "tenant0" not in alert.model_dump_json()
    assert world.prices(watch) == ["100"] * 5


def test_a_tenant_that_told_itself_does_not_hear_it_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    callers = trusted_tenants(world, 3, monkeypatch)
    watches = [world.watch(by=by, drop_percent="10") for by in callers]
    world.check()
    for by in callers:
        report(world, by=by)
    world.look(hours=1)
    assert [world.told(watch, by) for watch, by in zip(watches, callers, strict=True)] == [["drop"]] * 3


def test_new_accounts_that_agree_alert_nobody_but_themselves(world: World) -> None:
    watch = world.watch(drop_percent="10", target_price="70")
    world.check()
    for number in range(8):
        made = report(world, "60.00", by=who("u", f"sworn{number}"))
        assert (made.report.standing, made.observed.holds_for) == ("accepted", "your_tenant")
    world.look(hours=1)
    assert world.told(watch) == []
    assert service.observed_prices(watch.listing_id, ANA, store=world.store, now=world.now).items == []


def test_a_crowd_of_new_users_of_one_tenant_is_one_voice_and_does_not_move_what_a_trusted_one_says(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(observing, "MOST_COUNTED", 4)
    watch = world.watch(drop_percent="10")
    world.check()
    known_for_long(world, ANA)
    report(world, "90.00")
    for number in range(8):
        made = report(world, "60.00", by=who(f"sworn{number}"))
    assert str(made.observed.price.value) == "90.00"
    [voice] = world.store.reports.voices(watch.listing_id, member=True)
    assert str(voice.price) == "90.00"
