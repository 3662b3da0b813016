"""Products side by side through the API: what each costs at the door, who may see it, and links that end."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from catalog import api_compare as api
from catalog import service
from catalog.models.comparison import CompareRequest
from catalog.store import CatalogStore, open_store
from catalog_world import CatalogWorld
from costing import german, tariff
from fakes import ANA, BOB
from grants import granted, recorded
from invocations import CONTEXT, http
from tradewind.audit import Audit, Persons, Recorder
from tradewind.dynamo import Table
from tradewind.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable

OFFER = {
    "supplier": "Ningbo Kettles",
    "supplier_country": "CN",
    "currency": "EUR",
    "incoterm": "FOB",
    "unit_weight_kg": "2",
    "unit_volume_m3": "0.01",
    "lead_time_days": 20,
    "price_breaks": [{"min_quantity": 1, "unit_price": "10.00"}],
}
ASKED = {"destination": "DE", "quantity": 1000, "currency": "EUR"}


class Desk:
    """A catalogue with its audit, and somebody who asks its API."""

    def __init__(self, world: CatalogWorld, audit: Table, accounts: Table) -> None:
        self.world = world
        self.audit_table = audit
        self.audit = Audit(Recorder(audit.name, timedelta(days=365)), lambda: Persons(accounts))
        self.store = CatalogStore(world.table, lambda: self.audit)

    def ask(
        self, method: str, path: str, body: object = None, *, key: str = "k", role: str = "manager",
        tenant: str | None = "acme",
    ) -> tuple[int, Any]:  # fmt: skip
        api.app.dependency_overrides |= {open_store: lambda: self.store, api.now: lambda: self.world.now}
        caller = {"tenant": tenant, "user": "ana", "role": role} if tenant else None
        event = http(method, f"/v1/catalog/{path}", body, headers={"idempotency-key": key}, caller=caller)
        answer = api.handler(event, CONTEXT)
        return answer["statusCode"], json.loads(answer["body"]) if answer.get("body") else None

    def add(self, sku: str, *offers: dict[str, Any], **fields: Any) -> str:
        """Goods made in China of code 851679; by default at OFFER."""
        product = self.world.add(
            sku=sku, title=f"Kettle {sku}", origin="CN", hs_code="8516.79", offers=list(offers or [OFFER]), **fields
        )
        return product.product_id

    def load(self, *requests: dict[str, Any]) -> list[str]:
        """Load tariffs; their ids."""
        return [
            self.ask("POST", "tariffs", each, key=f"t{number}")[1]["tariff_id"] for number, each in enumerate(requests)
        ]

    def acts(self) -> list[str]:
        """What the audit has of it, by name."""
        items = self.audit_table.client.scan(TableName=self.audit_table.name)["Items"]
        return sorted(item["action"]["S"] for item in items)


@pytest.fixture
def desk(catalog_on_moto: "Callable[[str], Table]", catalog_table: Table) -> Desk:
    tables = [catalog_on_moto(f"{name}-{catalog_table.name}") for name in ("audit", "account")]
    return Desk(CatalogWorld(catalog_table), *tables)


def test_products_stand_side_by_side_and_the_cheapest_at_the_door_is_named_with_what_would_change_it(
    desk: Desk,
) -> None:
    desk.load(*german())
    fob = desk.add("fob", attributes=[{"name": "Length", "value": "100 mm"}, {"name": "Colour", "value": "red"}])
    ddp = desk.add("ddp", {**OFFER, "incoterm": "DDP", "price_breaks": [{"min_quantity": 1, "unit_price": "14.50"}]},
                   attributes=[{"name": "length", "value": "10 cm"}])  # fmt: skip
    few = desk.add("few", {**OFFER, "moq": 5000, "price_breaks": [{"min_quantity": 5000, "unit_price": "1"}]})
    items = [{"product_id": each} for each in (fob, ddp, few)]
    status, found = desk.ask("POST", "compare", {**ASKED, "items": items})
    assert status == 200
    assert [item["cost"]["total"] for item in found["items"]] == ["14066.50", "14550.00", None]
    assert found["items"][2]["excluded"] == "at least 5000 are sold at once"
    assert found["verdict"]["value"] == fob
    texts = [reason["text"] for reason in found["verdict"]["reasons"]]
    assert texts[0] == "Kettle fob costs 14066.50 EUR at the door, 14.0665 a unit"
    assert texts[1] == "Kettle ddp costs 483.50 EUR more (3.4 %)"
    assert "Kettle few: at least 5000 are sold at once" in texts
    turns = [(change["turn"], change["product_id"], change["value"]) for change in found["changes"]]
    assert turns[0] == ("quantity", few, "5000")
    assert turns[1][:2] == ("quantity", ddp)
    assert [turn for turn, *_ in turns[2:]] == ["freight", "duty", "price"]
    rows = {row["key"]: row for row in found["attributes"]}
    assert rows["length"] == {
        "key": "length", "name": "Length", "unit": "m", "values": ["0.1", "0.1", "0.1"], "differs": False,
    }  # fmt: skip
    assert found["verdict"]["audit_id"].startswith("au_")
    assert "catalog.compared" in desk.acts()
    assert {each["as_of"] for each in found["tariffs"]} == {"2026-01-01"}


def test_what_cannot_be_bought_as_asked_says_why_and_takes_no_part(desk: Desk) -> None:
    desk.load(*german())
    fine = desk.add("fine")
    over = desk.add("over", {**OFFER, "valid_until": "2020-01-01"})
    foreign = desk.add("foreign", {**OFFER, "currency": "USD"})
    bare = desk.world.add(sku="bare", title="Kettle bare", offers=[]).product_id
    items = [{"product_id": each} for each in (over, foreign, bare, fine)]
    found = desk.ask("POST", "compare", {**ASKED, "items": items})[1]
    assert [item["excluded"] for item in found["items"]] == [
        "its offer ended on 2020-01-01",
        "no rate from USD to EUR is stated, or of the last 31 days loaded",
        "nobody offers it",
        None,
    ]
    assert (found["verdict"]["value"], found["changes"]) == (fine, [])
    rates = [{"currency": "USD", "rate": "0.90", "date": "2026-11-20"}]
    stated = desk.ask("POST", "compare", {**ASKED, "items": items, "rates": rates})[1]
    assert (stated["items"][1]["cost"]["lines"][0]["amount"], stated["verdict"]["value"]) == ("9000.00", foreign)
    assert [(each["currency"], each["date"]) for each in stated["rates"]] == [("USD", "2026-11-20")]
    nothing = desk.ask("POST", "compare", {**ASKED, "items": items[:3]})[1]["verdict"]
    assert (nothing["value"], nothing["reasons"][0]["text"]) == (None, "none of the products can be bought as asked")


def test_while_nothing_can_be_recorded_nothing_is_told_and_nothing_kept(desk: Desk) -> None:
    items = [{"product_id": desk.add(sku)} for sku in ("one", "two")]
    before = desk.world.table.client.scan(TableName=desk.world.table.name)["Count"]
    desk.audit = Audit(Recorder("gone", timedelta(days=1)), desk.audit.persons)
    assert desk.ask("POST", "compare", {**ASKED, "items": items})[0] == 500
    assert desk.ask("POST", "comparisons", {**ASKED, "items": items, "title": "x"})[0] == 500
    assert desk.ask("POST", "tariffs", german()[0])[0] == 500
    kept = desk.world.table.client.scan(TableName=desk.world.table.name)["Items"]
    assert len([item for item in kept if not item["pk"]["S"].endswith("#QUOTAS")]) == before


def test_more_pieces_turn_a_verdict_at_the_very_piece(desk: Desk) -> None:
    desk.load(tariff("freight", [{"covers": ["unloading"], "fixed": "0"}]))
    ddp = {**OFFER, "incoterm": "DDP"}
    one = desk.add("one", {**ddp, "price_breaks": [{"min_quantity": 1, "unit_price": "10"}]})
    more = desk.add("more", {**ddp, "price_breaks": [{"min_quantity": 1, "unit_price": "11"},
                                                    {"min_quantity": 777, "unit_price": "9"}]})  # fmt: skip
    body = {**ASKED, "quantity": 500, "items": [{"product_id": one}, {"product_id": more}]}
    found = desk.ask("POST", "compare", body)[1]
    assert found["verdict"]["value"] == one
    turns = [(each["turn"], each["product_id"], each["value"], each["unit"]) for each in found["changes"]]
    # 500 at 11.000009 are 5,500.00 as well
    assert turns == [("quantity", more, "777", "pieces"), ("price", more, "11.000009", "EUR")]


def test_what_is_unknown_leaves_the_verdict_open_and_says_at_which_duty_it_turns(desk: Desk) -> None:
    _, tax, freight, insurance = german()
    desk.load(tax, freight, insurance, tariff("duty", [{"hs": "8516", "percent": "5", "origin": "VN"}]))
    cheap = desk.add("cheap")
    dear = desk.world.add(sku="dear", title="Kettle dear", origin="VN", hs_code="851679", offers=[
        {**OFFER, "price_breaks": [{"min_quantity": 1, "unit_price": "11"}]}]).product_id  # fmt: skip
    items = [{"product_id": cheap}, {"product_id": dear}]
    found = desk.ask("POST", "compare", {**ASKED, "items": items})[1]
    assert found["verdict"]["value"] is None
    assert "Kettle cheap does as far as known, but its duty, tax is unknown" in found["verdict"]["reasons"][0]["text"]
    assert found["items"][0]["cost"]["leaves_out"] == ["duty", "tax"]


def test_a_shared_comparison_is_read_by_its_link_until_it_ends_or_is_withdrawn(desk: Desk) -> None:
    desk.load(*german())
    items = [{"product_id": desk.add("one")}, {"product_id": desk.add("two")}]
    wanted = {**ASKED, "items": items, "title": "Kettles for spring", "days": 7}
    status, made = desk.ask("POST", "comparisons", wanted)
    assert status == 201
    assert desk.ask("POST", "comparisons", wanted)[1] == {**made, "path": None}
    path = made["path"].removeprefix("/v1/catalog/")
    status, shown = desk.ask("GET", path, tenant=None)
    assert (status, shown["title"]) == (200, "Kettles for spring")
    assert shown["comparison"]["items"][0]["cost"]["total"] == "14066.50"
    text = json.dumps(shown)
    assert "acme" not in text + made["path"]
    assert "ana" not in text.replace("unloading", "")
    assert shown["comparison"]["verdict"]["audit_id"] is None
    assert [each["share_id"] for each in desk.ask("GET", "comparisons")[1]["items"]] == [made["share_id"]]
    assert desk.ask("DELETE", f"comparisons/{made['share_id']}", tenant="rivals")[0] == 404
    assert desk.ask("GET", path, tenant=None)[0] == 200
    assert desk.ask("DELETE", f"comparisons/{made['share_id']}")[0] == 204
    assert desk.ask("GET", path, tenant=None)[0] == 404
    assert desk.ask("DELETE", f"comparisons/{made['share_id']}")[0] == 404
    again = desk.ask("POST", "comparisons", wanted, key="again")[1]["path"].removeprefix("/v1/catalog/")
    assert again != path
    desk.world.now.pass_by(days=6, hours=23)
    assert desk.ask("GET", again, tenant=None)[0] == 200
    desk.world.now.pass_by(hours=2)
    assert desk.ask("GET", again, tenant=None)[0] == 404
    assert desk.ask("GET", "comparisons")[1]["items"] == []
    assert desk.ask("GET", "comparisons/shared/" + "A" * 43, tenant=None)[0] == 404
    acts = desk.acts()
    assert [acts.count(f"catalog.share_{how}") for how in ("made", "withdrawn")] == [2, 1]


def test_a_link_keeps_nothing_of_its_secret_and_its_pointer_nothing_but_where_it_leads(desk: Desk) -> None:
    items = [{"product_id": desk.add("one")}, {"product_id": desk.add("two")}]
    path = desk.ask("POST", "comparisons", {**ASKED, "items": items, "title": "x"})[1]["path"]
    kept = desk.world.table.client.scan(TableName=desk.world.table.name)["Items"]
    assert path.rsplit("/", 1)[1] not in json.dumps(kept)
    [pointer] = [item for item in kept if item["pk"]["S"].startswith("SHARED#")]
    assert set(pointer) == {"pk", "sk", "tenant", "share_id", "expires_at", "secret_hash"}


def test_a_tariff_is_loaded_once_listed_and_removed(desk: Desk) -> None:
    request = german()[0]
    status, made = desk.ask("POST", "tariffs", request)
    assert (status, made["kind"], made["chapters"], made["line_count"]) == (201, "duty", ["85"], 1)
    assert desk.ask("POST", "tariffs", request)[1] == made
    assert desk.ask("POST", "tariffs", request, key="other")[0] == 409
    assert desk.ask("POST", "tariffs", {**request, "as_of": "2026-02-01"})[0] == 422  # the key of another request
    assert [each["tariff_id"] for each in desk.ask("GET", "tariffs")[1]["items"]] == [made["tariff_id"]]
    assert desk.ask("GET", "tariffs", tenant="rivals")[1]["items"] == []
    assert desk.ask("DELETE", f"tariffs/{made['tariff_id']}", tenant="rivals")[0] == 404
    assert desk.ask("DELETE", f"tariffs/{made['tariff_id']}", role="viewer")[0] == 403
    assert desk.ask("DELETE", f"tariffs/{made['tariff_id']}")[0] == 204
    assert desk.ask("DELETE", f"tariffs/{made['tariff_id']}")[0] == 404
    left = desk.world.table.client.scan(TableName=desk.world.table.name)["Items"]
    assert not [item for item in left if "TARIFF#" in item["sk"]["S"] or "LINES#" in item["sk"]["S"]]
    assert desk.acts() == ["catalog.tariff_loaded", "catalog.tariff_removed"]


def test_more_lines_than_an_answer_can_read_are_refused_with_what_to_do(desk: Desk) -> None:
    lines = [{"covers": ["unloading"], "fixed": "1"}] * 1000
    desk.load(*(tariff("freight", lines, name=f"forwarder {number}") for number in range(6)))
    body = {**ASKED, "items": [{"product_id": desk.add(sku)} for sku in ("one", "two")]}
    status, problem = desk.ask("POST", "compare", body)
    assert (status, problem["code"]) == (422, "invalid_input")
    assert "remove tariffs" in problem["detail"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"items": [{"product_id": "a"}]}, "items"),
        ({"items": [{"product_id": "a"}] * 2}, "items"),
        ({"items": [{"product_id": f"p{number}"} for number in range(11)]}, "items"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": "many"}, "quantity"),
        ({"destination": "Germany"}, "destination"),
        ({"rates": [{"currency": "USD", "rate": "0", "date": "2026-11-20"}]}, "rate"),
        ({"rates": [{"currency": "USD", "rate": "1.1"}]}, "date"),
        ({"notes": "x"}, "notes"),
    ],
)
def test_a_request_that_cannot_be_meant_is_refused_by_its_field(
    desk: Desk, changed: dict[str, Any], field: str
) -> None:
    body = {**ASKED, "items": [{"product_id": "a"}, {"product_id": "b"}], **changed}
    status, problem = desk.ask("POST", "compare", body)
    assert (status, problem["code"]) == (422, "invalid_input")
    assert field in problem["fields"][0]["field"]


def test_another_tenants_products_are_not_found(desk: Desk) -> None:
    mine, theirs = desk.add("mine"), desk.world.add(by=BOB, sku="theirs").product_id
    wanted = CompareRequest.model_validate({**ASKED, "items": [{"product_id": mine}, {"product_id": theirs}]})
    with pytest.raises(InvalidInput, match=f"items: not in the catalogue: {theirs}"):
        service.compare(wanted, ANA, store=desk.store, now=desk.world.now)
    status, problem = desk.ask("POST", "compare", {**ASKED, "items": [{"product_id": mine},
                                                                     {"product_id": mine + "x"}]})  # fmt: skip
    assert (status, problem["code"]) == (422, "invalid_input")
    wrong = [{"product_id": mine, "offer_id": "none"}, {"product_id": desk.add("two")}]
    assert desk.ask("POST", "compare", {**ASKED, "items": wrong})[0] == 422


def test_the_function_may_do_with_the_tables_what_it_does(desk: Desk) -> None:
    with recorded(desk.world.table) as done:
        first = desk.load(*german())[0]
        items = [{"product_id": desk.add("one")}, {"product_id": desk.add("two")}]
        desk.ask("POST", "compare", {**ASKED, "items": items})
        made = desk.ask("POST", "comparisons", {**ASKED, "items": items, "title": "x"})[1]
        desk.ask("GET", made["path"].removeprefix("/v1/catalog/"), tenant=None)
        desk.ask("POST", "negotiate", {**ASKED, **items[0], "alternatives": items[1:]})
        desk.ask("GET", "comparisons")
        desk.ask("DELETE", f"comparisons/{made['share_id']}")
        desk.ask("GET", "tariffs")
        desk.ask("DELETE", f"tariffs/{first}")
    assert done == granted("catalog.api_compare")


def test_a_negotiation_walks_away_where_the_alternative_costs_as_much_at_the_door(desk: Desk) -> None:
    desk.load(*german())
    breaks = [{"min_quantity": 1, "unit_price": "10.00"}, {"min_quantity": 1500, "unit_price": "9.00"}]
    mine = desk.add("mine", {**OFFER, "price_breaks": breaks})
    ddp = {**OFFER, "incoterm": "DDP", "price_breaks": [{"min_quantity": 1, "unit_price": "13.40"}]}
    other = desk.add("other", ddp)
    asked = {**ASKED, "product_id": mine, "alternatives": [{"product_id": other}]}
    status, found = desk.ask("POST", "negotiate", asked)
    assert status == 200
    # The other is 13,400 and 50 of unloading at the door. Ours is as much where its value for customs V is 10,355.29:
    # 1.027 x 1.19 V and 1.19 x 550, 50 and 90. V is (1,000 p + 800) / 0.9945, so a unit's price p is 9.4983.
    equal = found["alternative"]["equal_price"]
    assert equal.startswith("9.4983")
    assert (found["alternative"]["product_id"], found["alternative"]["total"]) == (other, "13450.00")
    at_equal = {**OFFER, "price_breaks": [{"min_quantity": 1, "unit_price": equal}]}
    again = desk.add("again", at_equal)
    items = [{"product_id": each} for each in (again, other)]
    totals = [each["cost"]["total"] for each in desk.ask("POST", "compare", {**ASKED, "items": items})[1]["items"]]
    assert abs(float(totals[0]) - float(totals[1])) < 0.02
    assert [found[each]["value"] for each in ("opening", "target", "walk_away")] == ["8.55", "9.00", equal[:4]]
    assert found["steps"] == ["8.55", "8.77", "8.88", "9.00"]
    assert [each["tactic"] for each in found["tactics"]] == ["ask_next_break", "name_alternative"]
    assert found["message"]["language"] == "zh"
    assert "8.55 EUR" in found["message"]["body"]
    assert found["walk_away"]["audit_id"].startswith("au_")
    assert "catalog.negotiation_advised" in desk.acts()


def test_good_units_are_compared_where_the_share_of_defects_is_known_of_both(desk: Desk) -> None:
    desk.load(tariff("freight", [{"covers": ["unloading"], "fixed": "0"}]))
    ddp = {**OFFER, "incoterm": "DDP"}
    mine, other = desk.add("mine", ddp), desk.add("other", ddp)
    asked = {**ASKED, "product_id": mine, "alternatives": [{"product_id": other}]}
    records = [
        {"product_id": mine, "orders": 5, "on_time": 5, "defect_percent": "10"},
        {"product_id": other, "orders": 5, "on_time": 5, "defect_percent": "0"},
    ]
    assert desk.ask("POST", "negotiate", asked)[1]["walk_away"]["value"] == "10.00"
    assert desk.ask("POST", "negotiate", {**asked, "records": records[:1]})[1]["walk_away"]["value"] == "10.00"
    assert desk.ask("POST", "negotiate", {**asked, "records": records})[1]["walk_away"]["value"] == "9.00"


def test_an_alternative_of_which_less_is_known_is_no_measure(desk: Desk) -> None:
    desk.load(*german())
    mine, other = desk.add("mine"), desk.add("other", {**OFFER, "unit_weight_kg": None})
    asked = {**ASKED, "product_id": mine, "alternatives": [{"product_id": other}]}
    found = desk.ask("POST", "negotiate", asked)[1]
    assert found["alternative"] is None
    said = [each["text"] for each in found["walk_away"]["reasons"]]
    assert "Kettle other of Ningbo Kettles is no measure: duty, insurance, main_carriage, tax is unknown" in said


def test_without_named_alternatives_the_same_goods_of_others_and_other_offers_are_weighed(desk: Desk) -> None:
    def offer(supplier: str, price: str) -> dict[str, Any]:
        breaks = [{"min_quantity": 1, "unit_price": price}]
        return {**OFFER, "incoterm": "DDP", "supplier": supplier, "price_breaks": breaks}

    desk.load(tariff("freight", [{"covers": ["unloading"], "fixed": "0"}]))
    gtin = "4006381333931"
    mine = desk.add("mine", offer("A", "10"), offer("B", "10.20"), gtin=gtin)
    same = desk.add("same", offer("C", "9.70"), supplier="C", gtin=gtin)
    desk.add("unlike", offer("D", "1"), supplier="D")
    theirs = desk.world.add(by=BOB, sku="theirs", gtin=gtin, offers=[offer("E", "1")])
    found = desk.ask("POST", "negotiate", {**ASKED, "product_id": mine})[1]
    assert (found["supplier"], found["alternative"]["product_id"]) == ("A", same)
    assert found["walk_away"]["value"] == "9.70"
    assert theirs.product_id not in json.dumps(found)
    now = desk.world.now()
    desk.store.links.say("acme", mine, same, "different", "ana", now)
    found = desk.ask("POST", "negotiate", {**ASKED, "product_id": mine})[1]
    assert (found["alternative"]["product_id"], found["walk_away"]["value"]) == (mine, "10.00")
    assert desk.ask("POST", "negotiate", {**ASKED, "product_id": mine, "alternatives": []})[1]["alternative"] is None


def test_what_was_paid_in_another_currency_counts_by_the_rates_that_are_stated(desk: Desk) -> None:
    mine = desk.add("mine", {**OFFER, "currency": "CNY", "price_breaks": [{"min_quantity": 1, "unit_price": "80"}]})
    history = [{"date": "2025-12-01", "unit_price": "10.00", "currency": "USD"}]
    rates = [{"currency": "CNY", "rate": "0.125", "date": "2026-11-20"},
             {"currency": "USD", "rate": "0.90", "date": "2026-11-20"}]  # fmt: skip
    asked = {**ASKED, "product_id": mine, "history": history}
    assert desk.ask("POST", "negotiate", asked)[1]["target"]["value"] == "77.60"  # 3 % under
    found = desk.ask("POST", "negotiate", {**asked, "rates": rates})[1]
    assert (found["target"]["value"], found["currency"]) == ("72.00", "CNY")  # 10 USD are 9 EUR are 72 CNY
    assert {each["currency"]: each["date"] for each in found["rates"]} == {"CNY": "2026-11-20", "USD": "2026-11-20"}


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"quantity": 5}, 422),  # no price for so few
        ({"product_id": "nobody"}, 422),
        ({"offer_id": "none"}, 422),
        ({"most_unit_price": "0.001"}, 422),
        ({"words": "x" * 501}, 422),
        ({"language": "xx"}, 422),
        ({"history": [{"date": "2026-05-01", "unit_price": "-1", "currency": "USD"}]}, 422),
        ({"history": [{"date": "2099-05-01", "unit_price": "1", "currency": "USD"}]}, 422),
        ({"records": [{"product_id": "a", "orders": 1, "on_time": 2}]}, 422),
        ({"alternatives": [{"product_id": "PRODUCT"}]}, 422),
    ],
)
def test_a_negotiation_of_nothing_is_refused(desk: Desk, changed: dict[str, Any], status: int) -> None:
    mine = desk.add("mine", {**OFFER, "price_breaks": [{"min_quantity": 10, "unit_price": "10.00"}]})
    body = json.loads(json.dumps({**ASKED, "product_id": mine, **changed}).replace("PRODUCT", mine))
    answered, problem = desk.ask("POST", "negotiate", body)
    assert answered == status, problem
