"""The API of the price watch: what may be asked, by whom, and what is answered."""

import json
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from fakes import ANA, BOB, KETTLE, SECRET, START, Killed, World, counted, shows
from invocations import CONTEXT, http
from prices import api, api_history, api_products, service
from prices.models.listing import Ending, Observation
from prices.models.watch import WatchRequest
from prices.ports import open_checks
from prices.store import open_store
from prices.store.keys import shard_of
from tradewind.caller import Tier
from tradewind.secrets import open_sealer

if TYPE_CHECKING:
    from tradewind.dynamo import Table

WATCHES = "/v1/prices/watches"
HOOK = {"url": "https://hooks.test/t", "secret": SECRET}
CALLERS = {by.tenant: {"tenant": by.tenant, "user": by.user, "role": "manager", "tier": "pro"} for by in (ANA, BOB)}
VIEWER = {"tenant": "acme", "user": "vi", "role": "viewer"}


class Site:
    """The API over a world of the test's own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._keys = iter(range(10_000))

    def ask(
        self, method: str, path: str, body: object = None, *, tenant: str = "acme", key: str | None = None, **more: Any
    ) -> Any:
        headers = {"idempotency-key": key or f"key-{next(self._keys)}"}
        event = http(method, path, body, headers=headers, **({"caller": CALLERS[tenant]} | more))
        apps = {"/v1/prices/listings": api_history.app, "/v1/prices/products": api_products.app}
        app = next((app for start, app in apps.items() if path.startswith(start)), api.app)
        found = app.resolve(event, CONTEXT)
        return SimpleNamespace(status=found["statusCode"], json=json.loads(found["body"] or "null"))

    def watch(self, url: str = KETTLE, **wanted: Any) -> Any:
        made = self.ask("POST", WATCHES, {"url": url, **wanted})
        assert made.status == 201, made.json
        return made.json


@pytest.fixture
def site(table: "Table", monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    world = World(table, shards={shard_of(name) for name in ("shop.test", "acme", "other")})
    world.web[KETTLE] = shows("100")
    for app in (api.app, api_history.app, api_products.app):
        overrides: dict[Any, Any] = app.dependency_overrides
        for port, stand_in in {
            open_store: lambda: world.store,
            open_checks: lambda: world.checks,
            open_sealer: lambda: world.sealer,
            api.now: lambda: world.now,
            api_history.now: lambda: world.now,
            api_products.now: lambda: world.now,
        }.items():
            monkeypatch.setitem(overrides, port, stand_in)
    yield Site(world)


def test_a_watch_is_created_looked_at_and_read(site: Site) -> None:
    made = site.watch(label="Kettle", target_price="80", webhook=HOOK)
    assert (made["url"], made["label"], made["drop_percent"], made["webhook_url"]) == (
        KETTLE,
        "Kettle",
        "10",
        HOOK["url"],
    )
    assert made["now"]["price"]["value"] is None
    site.world.check()
    read = site.ask("GET", f"{WATCHES}/{made['watch_id']}").json
    assert (read["now"]["price"]["value"], read["now"]["currency"]) == ("100", "EUR")
    assert read["now"]["price"]["reasons"][0]["text"] == "json-ld says so"
    assert SECRET not in json.dumps(read)


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        ({"target_prize": "5"}, "target_prize"),
        ({"check": {"every": 5}}, "every"),
        ({"override": {"prise": ".p", "price": ".p"}}, "prise"),
        ({"webhook": HOOK | {"sekret": "x"}}, "sekret"),
        ({"webhook": HOOK | {"secret": "whsec_" + "A" * 33}}, "secret"),
        ({"request_headers": {"Transfer-Encoding": "chunked"}}, "Transfer-Encoding"),
        ({"request_headers": {"Proxy-Authorization": "x"}}, "Proxy-Authorization"),
        ({"request_headers": {"Cookie": "a", "cookie": "b"}}, "twice"),
        ({"request_headers": {"Cookie": "a\r\nHost: b"}}, "request_headers"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "https://shop.test:8443/p"}, "url"),
        ({"url": "https://127.0.0.1/p"}, "url"),
        ({"url": "https://10.0.0.8/p"}, "url"),
        ({"url": "https://[::ffff:169.254.169.254]/latest"}, "url"),
        ({"url": "https://2130706433/"}, "url"),
        ({"url": "https://localhost/p"}, "url"),
        ({"webhook": HOOK | {"url": "https://10.0.0.8/hook"}}, "webhook.url"),
        ({"check": {"every_minutes": 1}}, "every_minutes"),
        ({"check": {"time_zone": "Mars/Base"}}, "time_zone"),
        ({"tags": ["a#b"]}, "tags"),
    ],
    ids=lambda case: str(case)[:40],
)
def test_what_cannot_be_is_refused_by_its_name(site: Site, wanted: dict[str, Any], named: str) -> None:
    answer = site.ask("POST", WATCHES, {"url": KETTLE, **wanted})
    assert answer.status == 422
    assert named in json.dumps(answer.json)
    assert site.ask("GET", WATCHES).json["items"] == []


@pytest.mark.parametrize("url", ["https://no-such-host.test/p", "http://8.8.8.8/p", "https://shop.test:443/p"])
def test_a_dead_host_may_be_watched(site: Site, url: str) -> None:
    assert site.ask("POST", WATCHES, {"url": url}).status == 201


def test_a_key_used_again_gives_the_first_answer_and_makes_nothing(site: Site) -> None:
    body = {"url": KETTLE, "label": "Kettle"}
    first, second = (site.ask("POST", WATCHES, body, key="k") for _ in "ab")
    assert (first.status, second.status) == (201, 201)
    assert first.json == second.json
    assert len(site.ask("GET", WATCHES).json["items"]) == 1
    assert site.world.store.listings.get(first.json["listing_id"]).due_at is not None
    assert site.world.table.get(f"LISTING#{first.json['listing_id']}", "LISTING")["watchers"] == 1  # type: ignore[index]
    other = site.ask("POST", WATCHES, {"url": KETTLE, "label": "Another"}, key="k")
    assert (other.status, "Idempotency-Key" in other.json["detail"]) == (422, True)


def test_a_key_is_its_tenants_and_users_own(site: Site) -> None:
    body = {"url": KETTLE}
    mine = site.ask("POST", WATCHES, body, key="k").json
    theirs = site.ask("POST", WATCHES, body, key="k", tenant="other").json
    colleague = site.ask("POST", WATCHES, body, key="k", caller={**CALLERS["acme"], "user": "al"}).json
    assert len({mine["watch_id"], theirs["watch_id"], colleague["watch_id"]}) == 3


def test_the_same_request_twice_at_once_is_one_watch(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second passes the look for a first answer before the first has written one."""
    body = {"url": KETTLE}
    from prices.store.watches import WatchStore

    first = site.ask("POST", WATCHES, body, key="k")
    with monkeypatch.context() as patch:
        patch.setattr(WatchStore, "answered", lambda *_: None)
        second = site.ask("POST", WATCHES, body, key="k")
    assert (second.status, second.json["code"]) == (409, "conflict")
    assert site.ask("POST", WATCHES, body, key="k").json == first.json
    assert len(site.ask("GET", WATCHES).json["items"]) == 1


@pytest.mark.parametrize("die_at", range(4))
def test_a_creation_cut_short_anywhere_can_be_sent_again(site: Site, die_at: int) -> None:
    wanted = WatchRequest.model_validate({"url": KETTLE, "override": {"price": ".p"}})
    with pytest.raises(Killed), counted(site.world.table, die_at):
        service.create(
            wanted, ANA, "k", store=site.world.store, checks=site.world.checks, sealer=site.world.sealer,
            now=site.world.now, new_id=site.world.new_id,
        )  # fmt: skip
        raise AssertionError("every write is reached")
    made = site.ask("POST", WATCHES, wanted.model_dump(mode="json", exclude_unset=True), key="k")
    assert made.status == 201
    site.world.look(minutes=16)
    [watch] = site.ask("GET", WATCHES).json["items"]
    assert (watch["price"]["value"], watch["private"]) == ("100", True)
    assert site.ask("GET", f"/v1/prices/listings/{watch['listing_id']}/history").json["items"][0]["price"] == "100"


def test_what_is_not_sent_does_not_change_and_null_takes_away(site: Site) -> None:
    made = site.watch(target_price="80", rise_percent="5", label="Kettle", tags=["a", "b"], webhook=HOOK)
    at = f"{WATCHES}/{made['watch_id']}"
    site.world.now.pass_by(seconds=1)
    same = site.ask("PATCH", at, {}).json
    assert {**same, "changed_at": made["changed_at"]} == made
    changed = site.ask("PATCH", at, {"drop_percent": None, "target_price": None, "label": None, "tags": []}).json
    assert (changed["drop_percent"], changed["target_price"], changed["label"], changed["tags"]) == (
        None,
        None,
        None,
        [],
    )
    assert (changed["rise_percent"], changed["webhook_url"]) == ("5", HOOK["url"])
    assert site.ask("PATCH", at, {"webhook": None}).json["webhook_url"] is None
    assert site.world.store.watches.sealed_secret("acme", made["watch_id"]) is None
    read = site.ask("GET", at).json
    assert (read["drop_percent"], read["webhook_url"], read["rise_percent"]) == (None, None, "5")


@pytest.mark.parametrize(
    "body",
    [
        {"back_in_stock": None},
        {"paused": None},
        {"check": None},
        {"tags": None},
        {"url": "https://shop.test/p/other"},
        {"variant": "red"},
        {"lable": "x"},
        {"webhook": {"url": "https://127.0.0.1/", "secret": SECRET}},
        {"drop_percent": 0},
        {"target_price": -1},
        {"target_price": "1e-9999999"},
    ],
    ids=str,
)
def test_a_change_that_makes_no_sense_is_refused(site: Site, body: dict[str, Any]) -> None:
    at = f"{WATCHES}/{site.watch()['watch_id']}"
    assert site.ask("PATCH", at, body).status == 422


def test_a_change_between_reading_and_writing_is_a_conflict(site: Site) -> None:
    made = site.watch()
    store = site.world.store.watches
    before = store.get("acme", made["watch_id"])
    site.ask("PATCH", f"{WATCHES}/{made['watch_id']}", {"label": "first"})
    from tradewind.errors import Conflict

    with pytest.raises(Conflict):
        store.change("acme", before, before.model_copy(update={"label": "second"}), None, tier=Tier.FREE)
    with pytest.raises(Conflict):
        store.remove("acme", before)


def test_a_changed_rule_holds_from_the_next_look_on(site: Site) -> None:
    made = site.watch(drop_percent="50")
    site.world.check()
    site.world.web[KETTLE] = shows("80")
    site.ask("PATCH", f"{WATCHES}/{made['watch_id']}", {"drop_percent": "20"})
    site.world.look()
    alerts = site.ask("GET", f"{WATCHES}/{made['watch_id']}/alerts").json["items"]
    assert [(alert["kind"], alert["from_price"], alert["to_price"]) for alert in alerts] == [("drop", "100", "80")]


def test_a_rule_that_changes_while_a_check_runs_judges_what_it_finds(site: Site) -> None:
    made = site.watch(drop_percent="50")
    site.world.check()

    def changed_meanwhile(_: object) -> Any:
        site.ask("PATCH", f"{WATCHES}/{made['watch_id']}", {"drop_percent": "20"})
        return shows("80")

    site.world.web[KETTLE] = changed_meanwhile
    site.world.look()
    assert len(site.ask("GET", f"{WATCHES}/{made['watch_id']}/alerts").json["items"]) == 1


def test_a_watch_removed_or_paused_while_a_check_runs_tells_nothing(site: Site) -> None:
    removed, paused, stays = site.watch(), site.watch(), site.watch()
    site.world.check()

    def gone_meanwhile(_: object) -> Any:
        assert site.ask("DELETE", f"{WATCHES}/{removed['watch_id']}").status == 204
        assert site.ask("PATCH", f"{WATCHES}/{paused['watch_id']}", {"paused": True}).status == 200
        return shows("80")

    site.world.web[KETTLE] = gone_meanwhile
    site.world.look()
    assert [site.world.store.alerts.page("acme", each["watch_id"], 5).items for each in (removed, paused)] == [[], []]
    assert len(site.world.store.alerts.page("acme", stays["watch_id"], 5).items) == 1


def test_a_paused_page_rests_and_a_resumed_one_is_due(site: Site) -> None:
    made = site.watch()
    at = f"{WATCHES}/{made['watch_id']}"
    site.world.check()
    assert site.ask("PATCH", at, {"paused": True}).json["paused"] is True
    assert site.ask("POST", f"{at}/check").status == 422
    site.world.look()
    assert site.world.web.visits() == 1
    assert site.world.store.listings.get(made["listing_id"]).due_at is None
    site.ask("PATCH", at, {"paused": True})
    site.ask("PATCH", at, {"paused": False})
    site.world.look(seconds=1)
    assert site.world.web.visits() == 2


def test_a_page_resumed_while_its_last_check_runs_does_not_rest(site: Site) -> None:
    made = site.watch()
    at = f"{WATCHES}/{made['watch_id']}"
    site.world.check()
    site.world.now.pass_by(hours=12)
    site.world.sweep()
    site.ask("PATCH", at, {"paused": True})
    from prices.store.listings import ListingStore

    finish = ListingStore.finish

    def resumed_first(self: ListingStore, *told: Any) -> None:
        site.ask("PATCH", at, {"paused": False})
        finish(self, *told)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ListingStore, "finish", resumed_first)
        site.world.check()
    site.world.look(seconds=1)
    assert site.world.web.visits() == 3


def test_the_page_of_the_last_watch_rests_and_wakes_for_a_new_one(site: Site) -> None:
    one, two = site.watch(), site.watch()
    site.world.check()
    for each in (one, two):
        assert site.ask("DELETE", f"{WATCHES}/{each['watch_id']}").status == 204
        assert site.ask("GET", f"{WATCHES}/{each['watch_id']}").status == 404
        assert site.ask("GET", f"/v1/prices/products/{each['product_id']}").status == 404
    assert site.ask("DELETE", f"{WATCHES}/{one['watch_id']}").status == 404
    site.world.look()
    assert site.world.web.visits() == 1
    assert site.world.store.listings.get(one["listing_id"]).due_at is None
    site.watch()
    site.world.look(seconds=1)
    assert site.world.web.visits() == 2


def test_the_more_impatient_of_two_schedules_decides(site: Site) -> None:
    slow = site.watch(check={"every_minutes": 10_000})
    site.world.check()

    def wait() -> timedelta:
        due_at = site.world.store.listings.get(slow["listing_id"]).due_at
        assert due_at is not None
        return due_at - site.world.now()

    assert wait() > timedelta(days=6)
    quick = site.watch(check={"every_minutes": 30})
    assert wait() <= timedelta(minutes=30)
    site.world.look(minutes=31)
    assert wait() <= timedelta(minutes=30)
    at = f"{WATCHES}/{quick['watch_id']}"
    site.ask("PATCH", at, {"check": {"every_minutes": 5}})
    assert wait() <= timedelta(minutes=5)
    site.ask("PATCH", at, {"paused": True})
    site.world.look(minutes=6)
    assert wait() > timedelta(days=6)


def test_a_target_that_the_known_price_meets_is_told_at_once(site: Site) -> None:
    site.watch()
    site.world.check()
    site.world.now.pass_by(minutes=10)
    met = site.watch(target_price="120", webhook=HOOK)
    assert met["now"]["price"]["value"] == "100"
    [alert] = site.ask("GET", f"{WATCHES}/{met['watch_id']}/alerts").json["items"]
    assert (alert["kind"], alert["to_price"], alert["delivery"]) == ("target", "100", "pending")
    assert site.world.checks.sent == [], "its price is known, so nobody is sent"
    site.world.look()
    assert len(site.ask("GET", f"{WATCHES}/{met['watch_id']}/alerts").json["items"]) == 1
    assert len(site.world.deliveries.sent) == 1


def test_a_price_of_last_week_is_not_what_a_new_watch_is_measured_from(site: Site) -> None:
    first = site.watch()
    site.world.check()
    site.ask("DELETE", f"{WATCHES}/{first['watch_id']}")
    site.world.look(days=7)
    site.world.web[KETTLE] = shows("200")
    late = site.watch(target_price="120")
    site.world.check()
    assert site.ask("GET", f"{WATCHES}/{late['watch_id']}/alerts").json["items"] == []
    assert site.ask("GET", f"{WATCHES}/{late['watch_id']}").json["now"]["price"]["value"] == "200"


def test_many_new_watches_on_one_new_page_send_one_visitor(site: Site) -> None:
    for _ in range(4):
        site.watch()
    site.world.check()
    assert site.world.web.visits() == 1


def past(days: int) -> list[Observation]:
    known = {"listing_id": "past", "ending": Ending.READ, "currency": "EUR"}
    moments = [START - timedelta(days=days - number) for number in range(days)]
    return [
        Observation.model_validate({**known, "slot": at, "at": at, "price": str(50 + number)})
        for number, at in enumerate(moments)
    ]


def test_a_loaded_past_is_what_a_watch_begins_with(site: Site) -> None:
    wanted = WatchRequest(url=KETTLE)

    def load() -> int:
        return service.load_past(wanted, past(30), ANA, store=site.world.store, now=site.world.now)

    assert (load(), load()) == (30, 0)
    made = site.watch(drop_percent="10")
    assert made["now"]["price"]["value"] == "79"
    site.world.web[KETTLE] = shows("60")
    site.world.look(hours=1)
    assert site.world.told(service.read(made["watch_id"], ANA, store=site.world.store)) == ["drop"]
    history = site.ask("GET", f"/v1/prices/listings/{made['listing_id']}/history", query={"limit": "100"}).json["items"]
    assert (len(history), history[0]["seeded"], history[1]["seeded"]) == (31, False, True)
    assert load() == 0, "it has readings of its own now"


ROUTES = [
    ("GET", "/v1/prices/watches/{watch_id}", None),
    ("PATCH", "/v1/prices/watches/{watch_id}", {"label": "mine"}),
    ("DELETE", "/v1/prices/watches/{watch_id}", None),
    ("POST", "/v1/prices/watches/{watch_id}/check", None),
    ("GET", "/v1/prices/watches/{watch_id}/alerts", None),
    ("GET", "/v1/prices/products/{product_id}", None),
    ("GET", "/v1/prices/listings/{listing_id}", None),
    ("GET", "/v1/prices/listings/{listing_id}/history", None),
]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES, ids=str)
def test_another_tenants_ids_are_nothing(site: Site, method: str, path: str, body: object) -> None:
    made = site.watch()
    site.world.check()
    assert site.ask(method, path.format_map(made), body, tenant="other").status == 404
    assert site.ask("GET", f"{WATCHES}/{made['watch_id']}").json["label"] is None
    assert site.ask("GET", WATCHES, tenant="other").json["items"] == []
    assert site.ask("GET", "/v1/prices/products", tenant="other").json["items"] == []


@pytest.mark.parametrize(("method", "path", "body"), ROUTES, ids=str)
def test_a_viewer_looks_and_changes_nothing(site: Site, method: str, path: str, body: object) -> None:
    made = site.watch()
    status = site.ask(method, path.format_map(made), body, caller=VIEWER).status
    assert status == (200 if method == "GET" else 403)
    assert site.ask("POST", WATCHES, {"url": KETTLE}, caller=VIEWER).status == 403
    assert site.ask("GET", path.format_map(made), caller=None).status in (401, 405, 404)


def test_a_shared_page_shows_each_tenant_the_same_price_and_neither_the_other(site: Site) -> None:
    mine, theirs = site.watch(), site.ask("POST", WATCHES, {"url": KETTLE + "?utm_source=x"}, tenant="other").json
    assert mine["listing_id"] == theirs["listing_id"]
    site.world.check()
    for tenant in ("acme", "other"):
        told = site.ask("GET", f"/v1/prices/listings/{mine['listing_id']}", tenant=tenant).json
        assert (told["now"]["price"]["value"], told["private"]) == ("100", False)


def test_what_one_tenant_teaches_changes_nothing_for_another(site: Site) -> None:
    shared = site.ask("POST", WATCHES, {"url": KETTLE}, tenant="other").json
    taught = site.watch(override={"price": ".now"})
    again = site.watch(KETTLE)
    elsewhere = site.watch("https://elsewhere.test/p")
    other_way = site.watch(override={"price": ".was"})
    assert taught["private"] and taught["override"]["price"] == ".now"
    assert again["listing_id"] == taught["listing_id"], "remembered for the tenant's pages of this host"
    assert elsewhere["override"] is None
    assert len({each["listing_id"] for each in (shared, taught, other_way)}) == 3
    assert site.world.store.listings.get(other_way["listing_id"]).listing.want.override is not None
    assert site.ask("POST", WATCHES, {"url": KETTLE}, tenant="other").json["listing_id"] == shared["listing_id"]


def test_an_address_with_credentials_is_never_shared(site: Site) -> None:
    mine = site.watch("https://ana:pw@shop.test/p/kettle")
    theirs = site.ask("POST", WATCHES, {"url": "https://ana:pw@shop.test/p/kettle"}, tenant="other").json
    assert mine["private"] and theirs["private"]
    assert mine["listing_id"] != theirs["listing_id"]


def test_the_headers_of_a_removed_watch_are_forgotten(site: Site) -> None:
    made = site.watch(request_headers={"Cookie": "club=sesame"})
    sealed = site.world.store.listings.get(made["listing_id"]).listing.sealed_headers
    assert sealed is not None
    site.ask("DELETE", f"{WATCHES}/{made['watch_id']}")
    kept = site.world.store.listings.get(made["listing_id"])
    assert kept.listing.sealed_headers is None
    site.world.look(minutes=16)
    assert site.world.web.visits() == 0


def walk(site: Site, path: str, **query: str) -> list[Any]:
    found: list[Any] = []
    token: str | None = None
    for _ in range(50):
        answer = site.ask("GET", path, query={**query, **({"next": token} if token else {})})
        assert answer.status == 200, answer.json
        assert len(answer.json["items"]) <= int(query.get("limit", "20"))
        found += answer.json["items"]
        token = answer.json["next"]
        if token is None:
            return found
    raise AssertionError("the list has no end")


@pytest.mark.parametrize("limit", ["1", "2", "3", "100"])
def test_filters_find_all_of_theirs_and_each_once_over_pages(site: Site, limit: str) -> None:
    for number in range(7):
        site.watch(
            f"https://{'ab'[number % 2]}.test/p/{number}",
            label=f"Straße {number}",
            tags=["odd"] if number % 2 else [],
        )
    [first, *_] = site.ask("GET", WATCHES).json["items"]
    site.ask("PATCH", f"{WATCHES}/{first['watch_id']}", {"paused": True})
    for query, count in [
        ({}, 7),
        ({"tag": "odd"}, 3),
        ({"tag": "none"}, 0),
        ({"host": "a.test"}, 4),
        ({"paused": "true"}, 1),
        ({"paused": "false"}, 6),
        ({"q": "STRASSE 3"}, 1),
        ({"q": "test/p/"}, 7),
        ({"product_id": first["product_id"]}, 1),
        ({"tag": "odd", "host": "a.test"}, 0),
    ]:
        found = [each["watch_id"] for each in walk(site, WATCHES, limit=limit, **query)]
        assert (len(found), len(set(found))) == (count, count), query


def test_a_filter_that_matches_few_of_many_goes_on_where_it_stopped(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prices.store.watches.READS_A_PAGE", 1)
    find = site.world.table.__class__.query
    few = {"limit": 3}
    monkeypatch.setattr(site.world.table.__class__, "query", lambda self, *a, **k: find(self, *a, **{**k, **few}))
    for number in range(10):
        site.watch(f"https://shop.test/p/{number}", tags=["rare"] if number in (1, 8) else [])
    assert len(walk(site, WATCHES, tag="rare", limit="2")) == 2


def test_a_token_of_another_list_leads_nowhere(site: Site) -> None:
    made = [site.watch(f"https://shop.test/p/{number}") for number in range(3)]
    site.world.check()
    for each in made:
        site.world.web[each["url"]] = shows("7")
    site.world.look()
    history = f"/v1/prices/listings/{made[0]['listing_id']}/history"
    lists = [WATCHES, "/v1/prices/products", f"{WATCHES}/{made[0]['watch_id']}/alerts", history]
    tokens = {path: site.ask("GET", path, query={"limit": "1"}).json["next"] for path in lists}
    assert tokens[history] and tokens[WATCHES]
    for path in lists:
        for origin, token in tokens.items():
            if token is not None:
                assert site.ask("GET", path, query={"next": token}).status == (200 if path == origin else 422)
        assert site.ask("GET", path, query={"next": "rubbish"}).status == 422
        assert site.ask("GET", path, query={"limit": "0"}).status == 422
    assert site.ask("GET", WATCHES, query={"next": tokens[WATCHES]}, tenant="other").status == 422


def test_a_token_outside_the_asked_span_is_refused(site: Site) -> None:
    made = site.watch()
    site.world.check()
    site.world.look()
    history = f"/v1/prices/listings/{made['listing_id']}/history"
    token = site.ask("GET", history, query={"limit": "1"}).json["next"]
    early = {"until": "2026-01-01T00:00:00Z", "next": token}
    assert site.ask("GET", history, query=early).status == 422
    assert (
        site.ask("GET", history, query={"since": "2027-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}).json["items"]
        == []
    )
    span = {"since": "2026-03-04T00:00:00Z", "until": "2026-03-04T18:00:00Z"}
    assert len(site.ask("GET", history, query=span).json["items"]) == 1


def test_a_product_bears_the_title_that_was_read(site: Site) -> None:
    made = site.watch()
    site.world.check()
    product = site.ask("GET", f"/v1/prices/products/{made['product_id']}").json
    assert (product["title"], product["listing_ids"]) == ("Steel kettle", [made["listing_id"]])
    assert [each["title"] for each in site.ask("GET", "/v1/prices/products").json["items"]] == ["Steel kettle"]


def test_check_now_sends_a_visitor_and_a_queue_that_is_down_leaves_it_to_the_sweep(site: Site) -> None:
    made = site.watch()
    site.world.check()
    site.world.now.pass_by(minutes=1)
    asked = site.ask("POST", f"{WATCHES}/{made['watch_id']}/check")
    assert (asked.status, asked.json["watch_id"]) == (202, made["watch_id"])
    site.world.check()
    read = site.ask("GET", f"{WATCHES}/{made['watch_id']}").json
    assert read["now"]["checked_at"] >= asked.json["requested_at"]
    site.world.checks.down = True
    assert site.ask("POST", f"{WATCHES}/{made['watch_id']}/check").status == 202
    site.world.checks.down = False
    site.world.look(minutes=16)
    assert site.world.web.visits() == 3
