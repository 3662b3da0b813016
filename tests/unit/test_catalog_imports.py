"""Files of goods come in: what is added, what is refused and why, what an undo takes back, what a kill leaves."""

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from catalog import service
from catalog.models.importing import PART_ROWS, Confirmation, Form, ImportState, ImportStep, RowState, Undoing
from catalog.models.product import ProductRequest
from catalog.service import importing
from catalog.transfers import Row
from catalog.transfers.columns import proposed
from catalog_imports import ImportOffice
from fakes import ANA, BOB, Killed
from grants import granted, recorded
from tradewind.errors import Conflict, InvalidInput, NotFound

if TYPE_CHECKING:
    from tradewind.dynamo import Table

HEADER = "Item No.,Product Name,Unit Price (USD),Price 1000+,MOQ,Length (cm),Colour,Country of Origin,HS Code,Barcode"
GOOD = (
    HEADER
    + """
K-1,Steel kettle,4.50,4,100,10,red,China,8516.10,4006381333931
K-2,Copper pan,"1,250.00",900,1,20,copper,FR,7418.10,
"""
)


@pytest.fixture
def office(catalog_table: "Table") -> ImportOffice:
    return ImportOffice(catalog_table)


def table(rows: int, first: int = 0) -> bytes:
    return (
        "sku,name,price,currency\n"
        + "".join(f"S{number},Kettle number {number},4.5,USD\n" for number in range(first, first + rows))
    ).encode()


def workbook(rows: list[list[Any]]) -> bytes:
    from openpyxl import Workbook  # type: ignore[import-untyped]

    book = Workbook(write_only=True)
    page = book.create_sheet("Goods")
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def change(office: ImportOffice, product_id: str) -> None:
    """Somebody describes a product anew."""
    office.world.now.pass_by(seconds=5)
    wanted = ProductRequest(title="Mine")
    world = office.world
    service.replace(product_id, wanted, ANA, store=world.store, index=world.index, now=world.now)


def counts(made: Any) -> dict[str, int]:
    found: dict[str, int] = made.counts.model_dump(exclude_defaults=True)
    return found


def test_a_suppliers_sheet_comes_in_by_its_own_words_and_is_found(office: ImportOffice) -> None:
    made = office.bring_in(GOOD.encode(), file_name="goods.csv", defaults={"supplier": "Ningbo"})
    assert (made.state, made.form, counts(made), made.rows_indexed) == (ImportState.DONE, Form.CSV, {"added": 2}, 2)
    assert office.world.found("kettle") == ["Steel kettle"]
    [row] = [row for row in office.rows(made) if row.title == "Steel kettle"]
    product = service.read(row.product_id or "", ANA, store=office.world.store)
    assert (product.origin, product.hs_code, product.gtin, product.place) == (
        "CN",
        "851610",
        "04006381333931",
        "line 2",
    )
    assert [(str(each.min_quantity), str(each.unit_price)) for each in product.offers[0].price_breaks] == [
        ("100", "4.50"),
        ("1000", "4"),
    ]
    assert [(each.key, each.measure and each.measure.values[0]) for each in product.attributes] == [
        ("length", pytest.approx(product.attributes[0].measure.values[0])),  # type: ignore[union-attr]
        ("colour", None),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b'{"name": "Steel kettle", "sku": "K-1", "attributes": {"Length": "10 cm"}}\n\n{"name": "Pan", "sku": "K-2"}\n',
        workbook([["Name", "SKU", "Length (cm)"], ["Steel kettle", "K-1", 10], ["Pan", "K-2", None]]),
        "Name;SKU;Length (cm)\nSteel kettle;K-1;10\nPan;K-2;\n".encode("utf-16"),
    ],
    ids=["jsonl", "xlsx", "utf-16"],
)
def test_each_form_comes_in(content: bytes, office: ImportOffice) -> None:
    made = office.bring_in(content)
    assert (made.state, counts(made)) == (ImportState.DONE, {"added": 2}), made.reason
    assert office.titles() == ["Pan", "Steel kettle"]


def test_every_bad_row_is_reported_by_its_line_and_its_own_column_and_every_good_one_comes_in(
    office: ImportOffice,
) -> None:
    bad = [
        "K-3,Lid,cheap,,,,,,,",
        "K-4,,1,,,,,,,",
        "K-5,Lid,1,,,,,Narnia,,",
        "K-6,Lid,1,,,,,,85161,",
        "K-7,Lid,1,,,,,,,4006381333932",
        "K-8,Lid,1,2,,,,,,",
        "K-9,Lid,1",
        "K-1,Steel kettle again,1,,,,,,,",
        "K-3,Lid,1,,,,,,,",  # the first K-3 makes no goods, so this is the first that does
        "K-3,Lid,2,,,,,,,",
    ]
    made = office.bring_in((GOOD + "\n".join(bad) + "\n").encode())
    assert (made.state, counts(made)) == (ImportState.DONE, {"added": 3, "refused": 9})
    refused = [(row.place, row.reason) for row in office.rows(made, RowState.REFUSED)]
    assert refused == [
        ("line 4", "Unit Price (USD): cheap: no price that can be read"),
        ("line 5", "Product Name: nothing stands there"),
        ("line 6", "Country of Origin: Narnia: no country; use two letters, as CN"),
        ("line 7", "HS Code: 4, 6, 8 or 10 digits"),
        ("line 8", "Barcode: 4006381333932 is no GTIN; its length or its check digit is wrong"),
        ("line 9", "Price 1000+: from 1000 on a unit is dearer than from 1 on"),
        ("line 10", "3 cells where the table has 10 columns; was it cut off?"),
        ("line 11", "the same goods as line 2 of this file"),
        ("line 13", "the same goods as line 12 of this file"),
    ]


def test_a_column_of_a_name_nobody_knows_is_proposed_confirmed_and_remembered(office: ImportOffice) -> None:
    content = b"sku,name,Zustand,price,currency\nA,Pan,neu,1,USD\n"
    made = office.bring_in(content)
    assert (made.state, counts(made)) == (ImportState.PROPOSED, {"added": 1})
    assert "columns are taken for" in (made.reason or "")
    assert [(column.name, column.field) for column in made.columns if not column.certain] == [("Zustand", "attribute")]
    assert office.titles() == []
    mapping = {column.name: column.field for column in made.columns} | {"Zustand": None}
    done = office.confirm(made, mapping=mapping)
    assert (done.state, counts(done)) == (ImportState.DONE, {"added": 1})
    assert office.rows(done)[0].unmapped == ("Zustand",)
    again = office.bring_in(content.replace(b"A,Pan", b"B,Lid"))
    assert (again.state, counts(again)) == (ImportState.DONE, {"added": 1}), "remembered"
    other = office.bring_in(content, BOB)
    assert other.state is ImportState.PROPOSED, "each tenant's own"


@pytest.mark.parametrize(
    ("field", "names"),
    [
        (
            "lead_time_days",
            "Lead time (days)|Lead Time [weeks]|Lead time, days|Delivery time (working days)|Délai (jours)|Délai jours|"
            "Prazo (dias)|Prazo de entrega (dias)|Lieferzeit (Tage)|交货期（天）",
        ),
        ("moq", "MOQ (pcs)|MOQ, pcs|Quantité minimum (pièces)|Pedido mínimo (un)|Mindestbestellmenge (Stück)"),
        ("price", "Price (USD)|Price USD|Unit price ($)|Price (EUR/pc)|Prix unitaire (€)|Preço (R$)|Prix en EUR"),
        ("stock", "Stock (pcs)|Estoque (un)"),
        ("unit_weight_kg", "Packed weight (kg)|Packed weight (lb)"),
        ("attribute", "Weight (kg)|Lead time (hours)|MOQ (kg)|Price/kg|Brand/Model|Price MIN|Battery life (hours)"),
    ],
)
def test_a_column_is_known_whatever_its_heading_says_that_it_counts_in(field: str, names: str) -> None:
    for name in names.split("|"):
        (column,) = proposed((name,), [Row("line 2", ["15"], [])], None)
        assert column.field == field, name
        assert column.certain or field == "attribute", name


def test_a_time_counts_what_its_column_says(office: ImportOffice) -> None:
    office.bring_in(b"name,supplier,Lead time (weeks)\nPan,A,3\nPot,A,2-3\nLid,A,15 days\nCup,A,2 mois\n")
    found = service.page(ANA, 9, None, store=office.world.store).items
    assert {each.title: each.offers[0].lead_time_days for each in found} == {"Pan": 21, "Pot": 21, "Lid": 15, "Cup": 60}


def test_a_mapping_that_does_not_fit_is_told(office: ImportOffice) -> None:
    made = office.bring_in(b"a,b\n1,2\n")
    assert (made.state, "no column is taken for the title" in (made.reason or "")) == (ImportState.PROPOSED, True)
    for mapping in ({"a": None}, {"a": "title", "x": "sku"}, {"a": "title", "b": "title"}):
        with pytest.raises(InvalidInput):
            office.confirm(made, mapping=mapping)
    assert counts(office.confirm(made, mapping={"a": "title", "b": "sku"})) == {"added": 1}


def test_a_dry_run_reports_and_stores_nothing_until_it_is_confirmed(office: ImportOffice) -> None:
    made = office.bring_in(table(3), dry_run=True)
    assert (made.state, made.reason, counts(made)) == (ImportState.PROPOSED, "a dry run was asked for", {"added": 3})
    assert [row.state for row in office.rows(made)] == [RowState.ADDED] * 3
    assert (office.titles(), office.world.index.wishes) == ([], [])
    assert counts(office.confirm(made)) == {"added": 3}


def test_what_was_only_looked_at_when_it_failed_is_not_said_to_be_undone_and_takes_nothing_along(
    office: ImportOffice,
) -> None:
    made = office.ask(table(3), dry_run=True)
    of = ImportStep(tenant="acme", import_id=made.import_id)
    office.arrive(of)
    lanes = service.open_import(of, outside=office.outside)
    assert lanes
    service.go_through(of, 0, None, outside=office.outside)
    service.give_up_import(of, "the step died", outside=office.outside)
    failed = office.state(made)
    assert (failed.state, failed.reason) == (ImportState.FAILED, "stopped, and nothing is stored: the step died")
    office.machine.begun.clear()
    other = office.bring_in(table(3))
    there = office.titles()
    assert there
    for force in (False, True):  # by its report the goods of the other import would go
        undone = office.undo(made, force=force)
        assert (undone.state, undone.counts.undone) == (ImportState.UNDONE, 0)
        assert undone.reason == "nothing was stored, and nothing is taken back"
        assert {row.reason for row in office.rows(made)} == {"looked at, and not stored"}
    assert office.titles() == there
    assert office.undo(other).counts.undone == len(there)


def test_a_file_that_is_dropped_again_is_harmless(office: ImportOffice) -> None:
    office.drop("goods.csv", table(3))
    office.drop("goods.csv", table(3))
    [made] = service.imports(ANA, 10, None, store=office.world.store).items
    assert (made.state, counts(made)) == (ImportState.DONE, {"added": 3})
    office.drop("goods renamed.csv", table(3))
    newest = service.imports(ANA, 10, None, store=office.world.store).items
    assert sorted(str(counts(each)) for each in newest) == ["{'added': 3}", "{'unchanged': 3}"]
    office.drop("goods.csv", table(4).replace(b"Kettle number 1", b"Pan"))
    told = [counts(each) for each in service.imports(ANA, 10, None, store=office.world.store).items]
    assert {"added": 1, "changed": 1, "unchanged": 2} in told


def test_what_does_not_change_is_not_indexed_anew(office: ImportOffice) -> None:
    office.bring_in(table(3))
    embedded: list[int] = []
    embed = office.world.embedder.embed
    office.world.embedder.embed = lambda texts: (embedded.append(len(texts)), embed(texts))[1]  # type: ignore
    again = office.bring_in(table(3).replace(b"number 1,4.5", b"number 1,4"))
    assert (counts(again), again.rows_indexed, embedded) == ({"unchanged": 2, "changed": 1}, 1, [1])


def test_an_undo_takes_back_what_was_added_and_puts_back_what_was_changed(office: ImportOffice) -> None:
    first = office.bring_in(table(3))
    second = office.bring_in(table(5).replace(b"Kettle number 1,", b"Pan,"))
    assert counts(second) == {"added": 2, "changed": 1, "unchanged": 2}
    undone = office.undo(second)
    assert (undone.state, counts(undone)) == (ImportState.UNDONE, {"undone": 3})
    assert office.titles() == ["Kettle number 0", "Kettle number 1", "Kettle number 2"]
    assert len(office.world.found("kettle")) == 3
    assert {row.state for row in office.rows(second)} == {RowState.UNDONE, RowState.UNCHANGED}
    assert office.undo(first).counts.undone == 3
    assert (office.titles(), office.world.found("kettle")) == ([], [])
    assert office.undo(first).state is ImportState.UNDONE


def test_what_was_changed_since_is_kept_unless_forced(office: ImportOffice) -> None:
    made = office.bring_in(table(2))
    product = office.world.store.products.get("acme", office.rows(made)[0].product_id or "")
    change(office, product.product_id)
    undone = office.undo(made)
    assert (counts(undone), office.titles()) == ({"undone": 1, "kept": 1}, ["Mine"])
    assert [row.state for row in office.rows(made)] == [RowState.KEPT, RowState.UNDONE]
    forced = office.undo(made, force=True)
    assert (forced.counts.kept, office.titles()) == (0, [])


@pytest.mark.parametrize("parts", [1, 2])
def test_a_worker_killed_anywhere_leaves_nothing_lost_and_nothing_twice(
    office: ImportOffice, monkeypatch: pytest.MonkeyPatch, parts: int
) -> None:
    """Killed before each write in turn: of an import with changed, repeated and bad rows, and of its undo."""
    monkeypatch.setattr(importing, "PART_ROWS", 6 // parts)
    before = office.bring_in(table(2))
    rows = table(5).replace(b"number 1,", b"one,") + b"S0,again,1,USD\n"
    struck = Strikes(office)
    made = office.ask(rows)
    of = ImportStep(tenant="acme", import_id=made.import_id)
    struck.until_done(lambda: office.arrive(of), lambda: office.run(of))
    office.world.hear()
    done = office.state(made)
    assert (done.state, counts(done)) == (
        ImportState.DONE,
        {"added": 3, "changed": 1, "unchanged": 1, "refused": 1},
    )
    assert done.rows_done == 6
    assert done.rows_indexed == 4
    assert office.world.search.count(office.world.schema, "acme") == 5
    service.undo_import(
        made.import_id, Undoing(), ANA, store=office.world.store, machine=office.machine, now=office.world.now
    )
    struck.until_done(lambda: None, lambda: office.run(of))
    office.world.hear()
    assert counts(office.state(made)) == {"undone": 4}
    assert office.titles() == ["Kettle number 0", "Kettle number 1"]
    assert office.world.search.count(office.world.schema, "acme") == 2
    assert counts(office.undo(before)) == {"undone": 2}
    assert struck.kills >= 7


class Strikes:
    """Kills the worker before its first write, then before its second, and so on, until it gets through."""

    def __init__(self, office: ImportOffice) -> None:
        self.office = office
        self.left = 0
        self.kills = 0
        office.bucket.strikes = lambda place: self.strike()
        office.world.table.client.meta.events.register("before-call.dynamodb", self.before_call)

    def before_call(self, model: Any, **_: Any) -> None:
        if model.name not in ("GetItem", "Query", "BatchGetItem"):
            self.strike()

    def strike(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.kills += 1
            raise Killed

    def until_done(self, *steps: Any) -> None:
        for step in steps:
            survives = 1
            while True:
                self.left = survives
                try:
                    step()
                except Killed:
                    survives += 1
                    continue
                break
            self.left = 0


def test_a_lane_stops_when_time_is_short_and_the_next_goes_on(
    office: ImportOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PART_ROWS", 2)
    made = office.ask(table(9))
    of = ImportStep(tenant="acme", import_id=made.import_id)
    office.arrive(of)
    assert service.open_import(of, outside=office.outside) == 2
    office.seconds_left = [100, 1]
    assert service.go_through(of, 0, None, outside=office.outside).next == 2
    assert service.go_through(of, 0, 2, outside=office.outside).next is None
    assert office.state(made).rows_done == 5
    assert service.go_through(of, 1, None, outside=office.outside).next is None
    assert service.close_import(of, outside=office.outside) is ImportState.DONE


def test_an_import_whose_run_was_lost_begins_anew(office: ImportOffice) -> None:
    made = office.ask(table(2))
    of = ImportStep(tenant="acme", import_id=made.import_id)
    office.arrive(of)
    [(_, run)] = office.machine.begun
    office.machine.begun.clear()
    world: dict[str, Any] = {"store": office.world.store, "machine": office.machine, "now": office.world.now}
    assert service.resume_imports(**world) == 0, "it is left alone for a while"
    office.world.now.pass_by(minutes=11)
    office.machine.running = {(made.import_id, run)}
    assert service.resume_imports(**world) == 0, "it runs"
    office.machine.running = set()
    office.world.now.pass_by(minutes=11)
    assert service.resume_imports(**world) == 1
    office.work()
    assert office.state(made).state is ImportState.DONE
    office.world.now.pass_by(minutes=60)
    assert service.resume_imports(**world) == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04 nonsense", "not a zip file, or cut off"),
        (b'sku,name\n"A,Pan\n', "a quote is opened and never closed"),
        (b"\x00\x01\x02", "the file is not text"),
        (b" \n \n", "the file is empty"),
    ],
)
def test_a_file_that_is_none_fails_as_a_whole(content: bytes, told: str, office: ImportOffice) -> None:
    made = office.bring_in(content)
    assert made.state is ImportState.FAILED
    assert told in (made.reason or "")
    assert office.titles() == []


def test_another_tenant_sees_no_import_and_its_products_are_its_own(office: ImportOffice) -> None:
    made = office.bring_in(table(2))
    ports: dict[str, Any] = {"store": office.world.store}
    for ask in (
        lambda: service.import_state(made.import_id, BOB, **ports),
        lambda: service.import_rows(made.import_id, BOB, 9, None, state=None, files=office.files, **ports),
        lambda: office.undo(made, BOB),
        lambda: office.confirm(made, BOB),
    ):
        with pytest.raises(NotFound):
            ask()
    office.bring_in(table(2), BOB)
    assert office.undo(made).counts.undone == 2
    assert len(office.titles("other")) == 2


def test_a_product_that_somebody_changes_while_it_is_loaded_is_left_and_told(office: ImportOffice) -> None:
    first = office.bring_in(table(2))
    product = office.world.store.products.get("acme", office.rows(first)[0].product_id or "")
    made = office.ask(table(2).replace(b"Kettle", b"Pan"))
    of = ImportStep(tenant="acme", import_id=made.import_id)
    office.arrive(of)

    def meanwhile(place: str) -> None:
        if place.startswith("reports/"):
            change(office, product.product_id)

    office.bucket.strikes = meanwhile
    office.run(of)
    assert counts(office.state(made)) == {"changed": 1, "refused": 1}
    assert office.titles() == ["Mine", "Pan number 1"]
    assert "changed by somebody" in str(office.rows(made, RowState.REFUSED)[0].reason)


def test_a_request_with_neither_file_nor_size_or_with_both_is_refused(office: ImportOffice) -> None:
    for asked in ({}, {"content": b"hi", "size_bytes": 2}, {"content": b""}):
        with pytest.raises(InvalidInput):
            office.ask(**asked)
    made = office.ask(size_bytes=5)
    assert made.upload is not None
    with pytest.raises(Conflict):
        busy = office.ask(table(1))
        office.arrive(ImportStep(tenant="acme", import_id=busy.import_id))
        office.undo(busy)


def test_long_parts_are_no_longer_than_they_may_be(office: ImportOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PART_BYTES", 100)
    made = office.bring_in(table(8))
    assert office.world.store.imports.get("acme", made.import_id).parts > 1
    assert (counts(made), PART_ROWS) == ({"added": 8}, 1000)


def test_each_function_may_do_with_the_table_what_it_does(office: ImportOffice) -> None:
    store = office.world.store
    table_ = office.world.table
    ports: dict[str, Any] = {"store": store, "machine": office.machine, "now": office.world.now}
    with recorded(table_) as api:
        made = office.ask(b"sku,name,odd\nA,Pan,1\n")
        of = ImportStep(tenant="acme", import_id=made.import_id)
        service.imports(ANA, 10, None, store=store)
    with recorded(table_) as uploaded:
        office.drop_only("x.csv", b"name\nLid\n")
        office.arrive(of)
    with recorded(table_) as stepped:
        office.run(of)
    with recorded(table_) as confirmed:
        office.rows(made)
        service.confirm_import(made.import_id, Confirmation(), ANA, **ports)
    with recorded(table_) as loaded:
        office.run(of)
        office.state(made)
    with recorded(table_) as indexed:
        office.world.hear()
    undo = office.ask(b"sku,name\nA,Lid\nZ,Pot\n")
    office.arrive(ImportStep(tenant="acme", import_id=undo.import_id))
    with recorded(table_) as undone:
        office.run(ImportStep(tenant="acme", import_id=undo.import_id))
    service.undo_import(undo.import_id, Undoing(), ANA, **ports)
    with recorded(table_) as taken_back:
        office.run(ImportStep(tenant="acme", import_id=undo.import_id))
    office.world.hear()
    office.world.index.is_down = True
    office.world.add(sku="new")
    office.world.index.is_down = False
    office.world.now.pass_by(minutes=30)
    with recorded(table_) as swept:
        service.resume_imports(**ports)
        service.tell_overdue(store=store, index=office.world.index, now=office.world.now)
    with recorded(table_) as heard:
        office.world.hear()
    assert api | confirmed == granted("catalog.api_imports")
    assert uploaded == granted("catalog.upload")
    assert stepped | loaded | undone | taken_back == granted("catalog.steps_import")
    assert indexed | heard == granted("catalog.worker_index")
    assert swept == granted("catalog.schedule_imports")


def test_a_price_and_those_of_quantities_go_together_whatever_the_least_order_is(office: ImportOffice) -> None:
    rows = ["A,Pan,5,4,3,USD,100", "B,Pot,5,4,,USD,500", "C,Lid,5,,3,USD,20"]
    made = office.bring_in("\n".join(["sku,name,price,price 100+,price 1000+,currency,moq", *rows]).encode())
    assert counts(made) == {"added": 3}
    found = {product.title: product for product in service.page(ANA, 9, None, store=office.world.store).items}
    tiers = {
        title: [(each.min_quantity, int(each.unit_price)) for each in product.offers[0].price_breaks]
        for title, product in found.items()
    }
    assert tiers == {"Pan": [(1, 5), (100, 4), (1000, 3)], "Pot": [(1, 5), (100, 4)], "Lid": [(20, 5), (1000, 3)]}


def test_half_a_character_in_a_cell_stops_no_other_row(office: ImportOffice) -> None:
    broken = [{"title": "\ud800"}, {"title": "Pan", "attributes": {"a\udfff": "\ud800"}}, {"title": "\x00Lid"}]
    made = office.bring_in("\n".join(map(json.dumps, [*broken, {"title": "Pot"}])).encode())
    assert made.state is ImportState.DONE
    assert made.counts.added + made.counts.refused == 4
    assert "Pot" in office.titles()


def test_json_lines_that_are_none_are_told_by_their_line(office: ImportOffice) -> None:
    lines = [
        json.dumps({"title": "Pan", "sku": "A", "price": 1.5, "currency": "USD"}),
        "{broken",
        "[1]",
        '{"sku": "B"}',
    ]
    made = office.bring_in("\n".join(lines).encode())
    assert counts(made) == {"added": 1, "refused": 3}
    assert [(row.place, row.reason) for row in office.rows(made, RowState.REFUSED)] == [
        ("line 2", "no JSON that can be read; was the line cut off?"),
        ("line 3", "no JSON object"),
        ("line 4", "title: nothing stands there"),
    ]


def test_that_a_bucket_can_tell_of_files_is_no_file() -> None:
    from catalog.upload import arrivals

    assert list(arrivals(json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "imports"}))) == []
