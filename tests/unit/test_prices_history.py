"""What was read over time, through the API: bars, currencies, files; and feeds of what was told."""

import csv
import io
import json
from base64 import b64decode
from datetime import datetime, timedelta
from decimal import Decimal
from gzip import decompress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urljoin, urlsplit
from xml.etree import ElementTree as Xml

import pytest

from fakes import ANA, BOB, KETTLE, START, World, shows
from invocations import CONTEXT, http
from prices import api_history, service
from prices.models.listing import Ending, Observation
from prices.models.rates import RateDay
from prices.models.watch import WatchChange, WatchRequest
from prices.rules import sparkline
from prices.service import histories
from prices.store import open_store
from tradewind.evidence import Reason

if TYPE_CHECKING:
    from tradewind.dynamo import Table

PRICES = "/v1/prices"
CALLERS: dict[str, dict[str, str]] = {
    name: {"tenant": by.tenant, "user": by.user, "role": role, "tier": tier}
    for name, by, role, tier in (
        ("acme", ANA, "manager", "pro"),
        ("viewer", ANA, "viewer", "pro"),
        ("free", ANA, "manager", "free"),
        ("colleague", ANA.model_copy(update={"user": "cem"}), "manager", "pro"),
        ("other", BOB, "manager", "pro"),
    )
}
ATOM = "{http://www.w3.org/2005/Atom}"


class Site:
    """The API over a world of the test's own."""

    def __init__(self, world: World) -> None:
        self.world = world

    def ask(self, method: str, path: str, body: object = None, *, by: str | None = "acme", **more: Any) -> Any:
        headers = {"idempotency-key": more.pop("key", self.world.new_id()), **more.pop("headers", {})}
        event = http(method, PRICES + path, body, headers=headers, caller=CALLERS[by] if by else None, **more)
        found = api_history.app.resolve(event, CONTEXT)
        text = found.get("body") or ""
        if found["isBase64Encoded"]:
            raw = b64decode(text)
            text = (decompress(raw) if found["headers"].get("Content-Encoding") == "gzip" else raw).decode()
        kind = found["headers"].get("Content-Type", "")
        told = json.loads(text) if "json" in kind and text else None
        return SimpleNamespace(status=found["statusCode"], text=text, json=told, headers=found["headers"], kind=kind)

    def feed(self, **wanted: Any) -> str:
        made = self.ask("POST", "/feeds", {"name": "Kitchen", **wanted})
        assert made.status == 201, made.text
        return str(made.json["path"]).removeprefix(PRICES)

    def entries(self, path: str) -> list[dict[str, str]]:
        read = self.ask("GET", path, by=None)
        assert read.status == 200, read.text
        root = Xml.fromstring(read.text)
        return [
            {part.tag.removeprefix(ATOM): part.text or part.get("href") or "" for part in entry}
            for entry in root.iter(f"{ATOM}entry")
        ]


@pytest.fixture
def site(table: "Table", monkeypatch: pytest.MonkeyPatch) -> Site:
    world = World(table)
    world.web[KETTLE] = shows("100")
    overrides: dict[Any, Any] = api_history.app.dependency_overrides
    monkeypatch.setitem(overrides, open_store, lambda: world.store)
    monkeypatch.setitem(overrides, api_history.now, lambda: world.now)
    return Site(world)


def watched(world: World, *prices: str | None, hours: int = 12, **wanted: Any) -> str:
    """A listing that showed these prices, one look after another; None: the page failed."""
    watch = world.watch(check={"every_minutes": 60}, **wanted)
    for price in prices:
        world.web[KETTLE] = shows(price, status=200 if price else 500)
        world.check()
        world.look(hours=hours)
        world.check()
    return watch.listing_id


def known_rates(world: World, **rates: str) -> None:
    days = [START.date() - timedelta(days=1) + timedelta(days=n) for n in range(4)]
    world.store.rates.put(
        RateDay(day=day, rates={name: Decimal(rate) for name, rate in rates.items()}, source="the bank") for day in days
    )


def loaded(world: World, count: int, every: timedelta, currencies: int = 1, **more: Any) -> str:
    """A listing with many observations, put there at once, in currencies by turns."""
    listing_id = watched(world)
    world.table.put_many(
        {
            "pk": f"LISTING#{listing_id}",
            "sk": f"OBS#{each.slot.isoformat(timespec='milliseconds')}",
            "doc": each.model_dump_json(),
        }
        for each in (
            Observation(
                listing_id=listing_id,
                slot=START - every * (n + 1),
                at=START - every * (n + 1),
                ending=Ending.READ,
                price=Decimal(100 + n % 7),
                currency="EUR" if currencies == 1 else f"A{chr(65 + n % currencies)}A",
                **more,
            )
            for n in range(count)
        )
    )
    return listing_id


def test_bars_show_what_was_read_and_the_empty_days_between(site: Site) -> None:
    listing_id = watched(site.world, "100", "90", None)
    answer = site.ask("GET", f"/listings/{listing_id}/bars", query={"step": "day", "time_zone": "Europe/Paris"})
    assert answer.status == 200, answer.text
    bars = answer.json["items"]
    assert (answer.json["step"], answer.json["time_zone"], len(bars)) == ("day", "Europe/Paris", 121)
    assert [bar["start"][11:] for bar in bars[:2]] == ["23:00:00Z", "23:00:00Z"]
    read = [bar for bar in bars if bar["count"]]
    assert sum(bar["gaps"] for bar in read) == 1
    assert (read[0]["open"], min(Decimal(bar["low"]) for bar in read if bar["low"])) == ("100", Decimal(90))
    assert bars[0]["open"] is None
    assert bars[0]["count"] == 0


def test_a_look_counts_when_it_was_made_and_not_when_it_was_claimed(site: Site) -> None:
    listing_id = watched(site.world)
    midnight = START.replace(hour=0)
    seen = Observation(
        listing_id=listing_id,
        slot=midnight - timedelta(minutes=2),
        at=midnight + timedelta(minutes=2),
        ending=Ending.READ,
        price=Decimal(7),
    )
    site.world.store.listings.observe(seen)
    [bar] = site.ask("GET", f"/listings/{listing_id}/bars", query={"since": midnight.isoformat()}).json["items"]
    assert (bar["open"], bar["count"]) == ("7", 1)


def test_bars_in_another_currency_state_the_rate_and_its_day(site: Site) -> None:
    known_rates(site.world, USD="1.1")
    listing_id = watched(site.world, "100")
    since = {"since": START.isoformat(), "currency": "USD"}
    [bar, *_] = site.ask("GET", f"/listings/{listing_id}/bars", query=since).json["items"]
    assert (bar["close"], bar["currency"], bar["read_in"], bar["rate"]) == ("110.00", "USD", "EUR", "1.1")
    assert bar["rate_date"] in {"2026-03-03", "2026-03-04"}
    [none, *_] = site.ask("GET", f"/listings/{listing_id}/bars", query=since | {"currency": "CHF"}).json["items"]
    assert (none["close"], none["rate"], none["count"]) == (None, None, bar["count"])
    assert "no rate of CHF" in none["reason"]


def test_a_product_s_bars_are_those_of_its_listings(site: Site) -> None:
    watch = site.world.watch()
    site.world.check()
    found = site.ask("GET", f"/products/{watch.product_id}/bars", query={"step": "week"}).json
    assert [each["listing_id"] for each in found["listings"]] == [watch.listing_id]
    assert found["listings"][0]["items"][-1]["close"] == "100"


def test_what_no_bars_can_be_drawn_of_is_refused_by_its_name(site: Site) -> None:
    path = f"/listings/{watched(site.world, '100')}/bars"
    for named, query in (
        ("step", {"step": "minute"}),
        ("time_zone", {"time_zone": "Mars/Base"}),
        ("time_zone", {"time_zone": "../etc/passwd"}),
        ("currency", {"currency": "euro"}),
        ("since", {"since": "2026-03-09T00:00:00Z"}),
        ("since", {"since": "yesterday"}),
        ("1000 bars", {"since": "2020-01-01T00:00:00Z"}),
        ("1000 bars", {"step": "hour", "since": "2026-01-01T00:00:00Z"}),
    ):
        answer = site.ask("GET", path, query=query)
        assert (answer.status, named in answer.text) == (422, True), query


def test_more_looks_than_one_answer_is_drawn_of_are_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    listing_id = loaded(site.world, 30, timedelta(hours=1))
    monkeypatch.setattr(histories, "MOST_LOOKS", 20)
    answer = site.ask("GET", f"/listings/{listing_id}/bars")
    assert (answer.status, "20 looks" in answer.text) == (422, True)


def test_a_page_that_changes_its_currency_at_every_look_fills_no_answer(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing_id = loaded(site.world, 30, timedelta(minutes=1), currencies=26)
    path = f"/listings/{listing_id}/bars"
    assert len(site.ask("GET", path).json["items"]) == 26 + 120
    monkeypatch.setattr(histories, "MOST_IN_ALL", 140)
    answer = site.ask("GET", path)
    assert (answer.status, "140 bars" in answer.text) == (422, True)


def test_an_exported_table_opens_as_one_and_holds_no_formula(site: Site) -> None:
    listing_id = loaded(
        site.world,
        3,
        timedelta(hours=1),
        title='=HYPERLINK("http://x.test","Kettle")',
        reasons=[Reason(text='a "b", c\nd')],
    )
    answer = site.ask("GET", f"/listings/{listing_id}/history/export", query={"format": "csv"})
    assert answer.status == 200
    assert answer.kind == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="history-{listing_id}.csv"'
    assert "Link" not in answer.headers
    assert answer.text.startswith("\ufeffat,ending,price,currency,")
    assert answer.text.count("\r\n") == 4
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
    assert [row["price"] for row in rows] == ["102", "101", "100"], "the oldest first"
    assert rows[2]["at"] == "2026-03-04T11:00:00Z"
    assert rows[0]["currency"] == "EUR"
    assert rows[0]["title"].startswith("'=HYPERLINK")
    assert rows[0]["reasons"] == 'a "b", c\nd'


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_long_history_comes_in_parts_and_leaves_nothing_out(
    site: Site, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(histories, "A_READ", 10)
    monkeypatch.setattr(histories, "LONGEST_PART", 2000)
    listing_id = loaded(site.world, 95, timedelta(minutes=7))
    query: dict[str, str] | None = {"format": form, "since": "2026-01-01T00:00:00Z", "until": START.isoformat()}
    texts = []
    while query:
        answer = site.ask("GET", f"/listings/{listing_id}/history/export", query=query)
        texts.append(answer.text)
        link = answer.headers.get("Link")
        query = (
            {name: each[0] for name, each in parse_qs(urlsplit(link.split(">")[0][1:]).query).items()} if link else None
        )
    assert len(texts) >= 3
    if form == "csv":
        moments = [row["at"] for row in csv.DictReader(io.StringIO("".join(texts).removeprefix("\ufeff")))]
    else:
        moments = [each["at"] for text in texts for each in json.loads(text)["observations"]]
    assert len(set(moments)) == 95
    assert moments == sorted(moments)


def test_a_table_is_for_those_who_booked_it_and_json_for_all(site: Site) -> None:
    listing_id = watched(site.world, "100")
    path = f"/listings/{listing_id}/history/export"
    refused = site.ask("GET", path, by="free", query={"format": "csv"})
    assert (refused.status, refused.json["code"]) == (403, "tier_required")
    assert site.ask("GET", path, by="free").json["observations"][0]["price"] == "100"
    assert site.ask("GET", path, query={"format": "xlsx"}).status == 422


def test_the_largest_export_is_an_answer_that_can_be_sent(site: Site) -> None:
    listing_id = loaded(
        site.world, 1200, timedelta(minutes=5), title="k" * 500, variant="v" * 300, reasons=[Reason(text="r" * 2500)]
    )
    answer = site.ask("GET", f"/listings/{listing_id}/history/export")
    assert answer.status == 200
    assert len(answer.json["observations"]) < 1200
    assert "Link" in answer.headers


def test_another_tenant_s_listing_is_not_there(site: Site) -> None:
    listing_id = watched(site.world, "100")
    for path in ("", "/bars", "/history", "/history/export"):
        asked = {
            by: site.ask("GET", f"/listings/{listing_id}{path}", by=by).status for by in ("acme", "viewer", "other")
        }
        assert asked == {"acme": 200, "viewer": 200, "other": 404}
        assert site.ask("GET", f"/listings/{listing_id}{path}", by=None).status == 401


def test_rates_are_public_and_those_of_the_last_day_that_has_some(site: Site) -> None:
    assert site.ask("GET", "/rates", by=None).json["reason"].startswith("no rates of 2026-03-04")
    known_rates(site.world, USD="1.1")
    told = site.ask("GET", "/rates", by=None, query={"date": "2026-03-09"}).json
    assert (told["base"], told["day"], told["asked"], told["rates"]) == (
        "EUR",
        "2026-03-06",
        "2026-03-09",
        {"USD": "1.1"},
    )
    assert site.ask("GET", "/rates", by=None, query={"date": "2026-3-9"}).status == 422


def test_a_feed_tells_each_alert_once_with_an_id_that_stays(site: Site) -> None:
    path = site.feed()
    assert site.entries(path) == []
    watched(site.world, "100", "80", label="Kettle & <co>\x08")
    [entry] = site.entries(path)
    assert entry["title"] == "Kettle & <co>\ufffd: price fell, 100 to 80 EUR"
    assert entry["link"] == KETTLE
    assert entry["id"].startswith("urn:tradewind:alert:al_")
    site.world.look(days=2)
    assert [each["id"] for each in site.entries(path)] == [entry["id"]]


def test_a_feed_is_what_the_format_asks_for(site: Site) -> None:
    """RFC 4287: what a feed and an entry must have once, and that an entry has a link or content."""
    path = site.feed()
    watched(site.world, "100", "80", any_change=True)
    site.world.watch(KETTLE, request_headers={"Cookie": "a=b"})
    feed = Xml.fromstring(site.ask("GET", path, by=None).text)
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    for part in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1
        datetime.fromisoformat(part.findtext(f"{ATOM}updated") or "")
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    [own] = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert urljoin(f"https://api.test/base{PRICES}{path}", own.get("href")) == f"https://api.test/base{PRICES}{path}"
    assert all(entry.find(f"{ATOM}content") is not None for entry in entries)
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)


def test_a_reader_that_has_the_feed_is_told_so_and_no_more(site: Site) -> None:
    path = site.feed()
    watched(site.world, "100", "80")
    first = site.ask("GET", path, by=None)
    etag = first.headers["ETag"]
    assert first.kind == "application/atom+xml; charset=utf-8"
    assert first.headers["Cache-Control"] == "private, max-age=300"
    for known in (etag, f'"x", {etag}', etag.removeprefix("W/"), "*"):
        again = site.ask("GET", path, by=None, headers={"if-none-match": known})
        assert (again.status, again.text, again.headers["ETag"]) == (304, "", etag)
    assert site.ask("GET", path, by=None, headers={"if-none-match": 'W/"other"'}).status == 200


def test_a_feed_of_a_tag_tells_of_its_watches_alone_and_of_no_other_tenant_s(site: Site) -> None:
    tagged, untagged, others = site.feed(tag="kitchen"), site.feed(tag="garden"), None
    others = site.ask("POST", "/feeds", {"name": "b"}, by="other").json["path"].removeprefix(PRICES)
    watched(site.world, "100", "80", tags=("kitchen",))
    assert (len(site.entries(tagged)), len(site.entries(untagged)), len(site.entries(others))) == (1, 0, 0)


def test_a_page_of_the_tenant_s_own_is_told_without_its_address(site: Site) -> None:
    path = site.feed()
    url = KETTLE + "?token=s3cret-s3cret-s3cret-s3cret"
    watch = site.world.watch(KETTLE, check={"every_minutes": 60}, request_headers={"Cookie": "a=b"})
    for price in ("100", "80"):
        site.world.web[KETTLE] = shows(price)
        site.world.check()
        site.world.look()
        site.world.check()
    assert watch.private
    [entry] = site.entries(path)
    assert "link" not in entry
    assert url not in json.dumps(entry)


def test_what_is_told_of_a_watch_goes_with_it(site: Site) -> None:
    path = site.feed()
    watch = site.world.watch(check={"every_minutes": 60})
    for price in ("100", "80"):
        site.world.web[KETTLE] = shows(price)
        site.world.check()
        site.world.look()
        site.world.check()
    assert len(site.entries(path)) == 1
    service.remove(watch.watch_id, ANA, store=site.world.store)
    assert site.entries(path) == []


def test_a_feed_is_bounded_and_ends_its_search(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from prices.service import atom_feeds

    path, empty = site.feed(), site.feed(tag="none")
    monkeypatch.setattr(atom_feeds, "MOST_ENTRIES", 3)
    watched(site.world, *["100", "80"] * 4, any_change=True)
    assert len(site.entries(path)) == 3
    stamps = [each["updated"] for each in site.entries(path)]
    assert stamps == sorted(stamps, reverse=True)
    assert site.entries(empty) == []


def test_an_address_that_is_wrong_anywhere_is_not_there(site: Site) -> None:
    path = site.feed()
    tenant, feed_id, secret, _ = path.removeprefix("/feeds/").split(".")
    other = ("A" if secret[0] != "A" else "B") + secret[1:]
    for wrong in ((tenant, feed_id, other), (tenant, "nope", secret), ("other", feed_id, secret)):
        assert site.ask("GET", f"/feeds/{'.'.join(wrong)}.atom", by=None).status == 404
    assert site.ask("GET", path, by=None).status == 200
    assert site.ask("GET", f"/feeds/{feed_id}", by=None).status == 422


def test_a_renewed_address_opens_and_the_one_before_does_not_nor_a_removed_one(site: Site) -> None:
    old = site.feed()
    feed_id = old.split(".")[1]
    renewed = site.ask("POST", f"/feeds/{feed_id}/renew", {}).json["path"].removeprefix(PRICES)
    assert site.ask("GET", old, by=None).status == 404
    assert site.ask("GET", renewed, by=None).status == 200
    assert site.ask("DELETE", f"/feeds/{feed_id}", by="other").status == 404
    assert site.ask("DELETE", f"/feeds/{feed_id}").status == 204
    assert site.ask("GET", renewed, by=None).status == 404
    assert site.ask("DELETE", f"/feeds/{feed_id}").status == 404


def test_a_feed_that_is_asked_for_twice_is_made_once_and_its_secret_told_once_and_kept_nowhere(site: Site) -> None:
    first = site.ask("POST", "/feeds", {"name": "Kitchen"}, key="k").json
    again = site.ask("POST", "/feeds", {"name": "Kitchen"}, key="k").json
    assert (again["feed_id"], again["path"]) == (first["feed_id"], None)
    assert [each["feed_id"] for each in site.ask("GET", "/feeds", by="viewer").json["items"]] == [first["feed_id"]]
    assert site.ask("POST", "/feeds", {"name": "Garden"}, key="k").status == 422
    secret = first["path"].split(".")[2]
    kept = site.world.table.client.scan(TableName="prices")["Items"]
    assert secret not in json.dumps(kept)


def test_a_viewer_makes_no_feed_and_a_tenant_has_twenty_at_most(site: Site) -> None:
    assert site.ask("POST", "/feeds", {"name": "x"}, by="viewer").status == 403
    paths = [site.feed() for _ in range(20)]
    full = site.ask("POST", "/feeds", {"name": "x"})
    assert (full.status, full.json["code"]) == (403, "quota_reached")
    site.ask("DELETE", f"/feeds/{paths[0].split('.')[1]}")
    site.feed()


def test_a_feed_s_address_is_in_the_audit_without_its_secret(site: Site) -> None:
    path = site.feed()
    feed_id, secret = path.split(".")[1:3]
    site.ask("POST", f"/feeds/{feed_id}/renew", {})
    site.ask("DELETE", f"/feeds/{feed_id}")
    entries = site.world.table.client.scan(TableName="audit")["Items"]
    told = json.dumps(entries)
    assert all(f"prices.feed_{how}" in told for how in ("made", "renewed", "removed"))
    assert secret not in told


def test_a_paused_watch_keeps_what_it_told(site: Site) -> None:
    path = site.feed()
    watch = site.world.watch(check={"every_minutes": 60})
    for price in ("100", "80"):
        site.world.web[KETTLE] = shows(price)
        site.world.check()
        site.world.look()
        site.world.check()
    service.change(
        watch.watch_id,
        WatchChange(paused=True),
        ANA,
        store=site.world.store,
        sealer=site.world.sealer,
        now=site.world.now,
    )
    assert len(site.entries(path)) == 1


def test_the_feeds_of_a_user_who_is_erased_open_nothing_and_those_of_others_do(site: Site) -> None:
    own = site.feed()
    others = site.ask("POST", "/feeds", {"name": "b"}, by="colleague").json["path"].removeprefix(PRICES)
    feeds = site.world.store.feeds
    assert [feeds.remove_of("acme", "ana", apply) for apply in (False, True, True)] == [1, 1, 0]
    assert site.ask("GET", own, by=None).status == 404
    assert site.ask("GET", others, by=None).status == 200


def test_a_past_that_two_load_at_once_is_loaded_by_one(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    past = [Observation(listing_id="l", slot=START - timedelta(days=1), at=START, ending=Ending.READ, price=Decimal(9))]
    listings = site.world.store.listings
    load: Any = type(listings).load_past

    def other_is_quicker(self: Any, *asked: Any) -> None:
        load(self, *asked)
        load(self, *asked)

    def load_past() -> int:
        return service.load_past(WatchRequest(url=KETTLE), past, ANA, store=site.world.store, now=site.world.now)

    with monkeypatch.context() as patch:
        patch.setattr(type(listings), "load_past", other_is_quicker)
        assert load_past() == 0
    watch = site.world.watch()
    assert site.world.prices(watch) == ["9"]


def test_sparklines_come_in_the_order_asked_and_only_of_ones_own_watches(site: Site) -> None:
    world = site.world
    kettle = world.watch()
    other = world.watch("https://shop.test/p/pan")
    foreign = world.watch("https://shop.test/p/theirs", by=BOB)
    world.check()
    world.web[KETTLE] = shows("80")
    world.look(days=10)
    ids = f"{other.watch_id},{kettle.watch_id},{foreign.watch_id},none"
    found = site.ask("GET", "/sparklines", query={"watch_id": ids, "days": "30"})
    assert found.status == 200, found.text
    assert [each["watch_id"] for each in found.json["items"]] == [other.watch_id, kettle.watch_id]
    assert found.json["items"][1]["closes"] == [None] * 19 + ["100"] * 10 + ["80"]
    assert found.json["items"][1]["change"] == -0.2
    assert found.json["items"][0]["change"] is None


def test_too_many_sparklines_are_refused_by_their_field(site: Site) -> None:
    found = site.ask("GET", "/sparklines", query={"watch_id": ",".join(f"w{each}" for each in range(51))})
    assert (found.status, found.json["fields"][0]["field"]) == (422, "query.watch_id")
    assert site.ask("GET", "/sparklines").status == 422


def test_a_sparkline_knows_nothing_from_a_look_that_read_nothing_on_and_mixes_no_currencies() -> None:
    def look(day: int, price: str | None, currency: str = "EUR") -> Observation:
        at = START + timedelta(days=day)
        ending = Ending.UNKNOWN if price is None else Ending.READ
        amount = None if price is None else Decimal(price)
        return Observation(listing_id="li", slot=at, at=at, ending=ending, price=amount, currency=currency)

    until = START + timedelta(days=6)
    seen = [look(1, "10"), look(3, None), look(4, "9", "USD"), look(5, "8")]
    assert sparkline.closes(seen, START, until, 6) == ("EUR", [10, 10, None, None, 8, 8])
    assert sparkline.change([None, Decimal(10), None, Decimal(8)]) == -0.2
    assert sparkline.change([Decimal(0), Decimal(8)]) is None
    assert sparkline.closes([], START, until, 2) == (None, [None, None])
