"""Files of watches come in and go out again: what is added, what is not and why, and what an undo takes back."""

import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import transfer_files as files
from fakes import ANA, BOB, KETTLE, LONG, Killed, World, counted, shows
from grants import granted, recorded
from prices import service
from prices.models.transfer import (
    Confirmation,
    Form,
    ImportState,
    ImportStep,
    RowState,
    Undoing,
)
from prices.models.watch import Joined, WatchChange
from prices.store.files import import_of
from prices.worker_imports import steps
from tradewind.caller import Caller, Tier
from tradewind.errors import Conflict, InvalidInput, NotFound, TierRequired
from transfer_world import Office

if TYPE_CHECKING:
    from tradewind.dynamo import Table

FREE = ANA.model_copy(update={"tier": Tier.FREE})
FORMS = pytest.mark.parametrize("form", list(Form))


@pytest.fixture
def office(table: "Table") -> Office:
    return Office(World(table))


def everything(table: "Table") -> dict[tuple[str, str], str]:
    """All items but the imports' own and what is kept of requests."""
    client = table.client
    items = client.scan(TableName=table.name)["Items"]
    return {
        (item["pk"]["S"], item["sk"]["S"]): json.dumps(item, sort_keys=True)
        for item in items
        if not any(part in item["pk"]["S"] for part in ("#IMPORT", "#ONCE#", "#MAPPINGS"))
    }


@FORMS
def test_a_file_goes_in_comes_out_and_goes_in_again_unchanged_and_its_undo_leaves_nothing(
    form: Form, office: Office, table: "Table"
) -> None:
    office.world.watch("https://elsewhere.test/own")
    before = everything(table)
    made = office.bring_in(files.DOCUMENTED[form]())
    assert (made.state, made.form, made.reason) == (ImportState.DONE, form, None)
    assert made.counts.added == made.rows == len(office.rows(made))
    out = office.export(form, tag=None)
    mine = [each for each in out.left_out if "elsewhere" not in each.field]
    again = office.bring_in(base64.b64decode(out.content), by=BOB)
    assert again.state is ImportState.DONE

    def said(by: Caller) -> list[dict[str, Any]]:
        own = {"watch_id", "product_id", "listing_id", "created_by", "private", "created_at", "changed_at"}
        watches = [each for each in office.world.store.watches.every(by.tenant) if "elsewhere" not in each.url]
        return sorted((each.model_dump(exclude=own) for each in watches), key=lambda each: str(each["url"]))

    assert said(BOB) == said(ANA), mine
    assert office.undo(again, BOB).counts.undone == again.counts.added
    assert office.undo(made).state is ImportState.UNDONE
    after = everything(table)
    assert {key for key in after if key[0].startswith("TENANT#acme")} == {
        key for key in before if key[0].startswith("TENANT#acme")
    }
    assert {key for key in after if "#WATCHES" in key[0]} == {key for key in before if "#WATCHES" in key[0]}
    assert not [key for key in after if key[1].startswith("WATCH#other")]
    assert office.files.held == {}


@pytest.mark.parametrize("form", [Form.CSV, Form.CHANGEDETECTION, Form.KEEPA])
def test_the_same_file_twice_is_harmless(form: Form, office: Office) -> None:
    first = office.bring_in(files.DOCUMENTED[form]())
    watched = office.watched()
    second = office.bring_in(files.DOCUMENTED[form]())
    assert (second.state, second.counts.already_watched, second.counts.added) == (ImportState.DONE, first.rows, 0)
    assert office.watched() == watched
    office.undo(second)
    assert office.watched() == watched, "an undo takes back what its own import added"


@pytest.mark.parametrize("form", [Form.JSON, Form.CHANGEDETECTION_XLSX])
def test_a_dry_run_reports_and_stores_nothing_until_it_is_confirmed(form: Form, office: Office, table: "Table") -> None:
    before = everything(table)
    made = office.bring_in(files.DOCUMENTED[form](), dry_run=True)
    assert (made.state, made.reason) == (ImportState.PROPOSED, "a dry run was asked for")
    assert made.counts.ready == made.rows
    assert everything(table) == before
    assert office.confirm(made).counts.added == made.rows


def test_a_damaged_file_gets_a_report_and_nothing_is_stored(office: Office, table: "Table") -> None:
    before = everything(table)
    made = office.bring_in(files.backup()[:-40])
    assert (made.state, made.reason) == (ImportState.FAILED, "not a zip file, or cut off")
    wrong = files.backup({f"{files.KETTLE_ID}/watch.json": files.kettle(url=5)})
    made = office.bring_in(wrong)
    assert (made.state, made.reason) == (ImportState.PROPOSED, "1 rows are refused; confirm to add the others")
    assert [row.state for row in office.rows(made)] == [RowState.REFUSED, RowState.READY]
    assert office.rows(made)[0].reason == "url: Input should be a valid string"
    assert everything(table) == before
    assert office.confirm(made).counts.model_dump(exclude_defaults=True) == {"added": 1, "refused": 1}


def test_a_row_that_no_fetch_can_reach_or_that_stands_twice_is_told(office: Office) -> None:
    office.world.watch(KETTLE)
    made = office.bring_in(
        f"{KETTLE}?utm_source=x\nhttp://127.0.0.1/a\nhttps://shop.test/b t\nhttps://SHOP.test/b\n".encode(), form="urls"
    )
    found = [(row.place, row.state.value, row.reason) for row in office.rows(made)]
    assert found[0][:2] == ("line 1", "already_watched")
    assert found[1] == ("line 2", "refused", "url: 127.0.0.1 is not on the public internet")
    assert found[2] == ("line 3", "ready", None)
    assert found[3] == ("line 4", "already_watched", "already watched, by line 3")


def test_a_page_that_was_joined_to_a_product_is_watched_already(office: Office) -> None:
    office.world.watch(KETTLE)
    [watch] = office.world.store.watches.every("acme")
    joined = (Joined(listing_id="l2", url="https://other.test/kettle", host="other.test"),)
    item = office.world.table.get("TENANT#acme#WATCHES", f"WATCH#{watch.watch_id}") or {}
    office.world.table.put({**item, "doc": watch.model_copy(update={"joined": joined}).model_dump_json()})
    made = office.bring_in(b"https://other.test/kettle\n")
    assert (made.counts.already_watched, made.counts.added) == (1, 0)


def test_rows_over_the_quota_are_refused_and_the_others_stay(office: Office) -> None:
    content = "".join(f"https://shop.test/{number}\n" for number in range(11)).encode()
    made = office.bring_in(content, by=FREE)
    assert (made.state, made.counts.added, made.counts.refused) == (ImportState.DONE, 10, 1)
    assert "the free tier holds 10 watches" in (office.rows(made)[10].reason or "")


def test_a_paused_watch_takes_no_room_and_is_not_looked_at(office: Office) -> None:
    watches = [{"url": f"https://shop.test/{number}", "paused": number > 0} for number in range(12)]
    made = office.bring_in(json.dumps({"watches": watches}).encode(), by=FREE)
    assert made.counts.added == 12
    assert len(office.world.checks.take()) == 1
    assert office.undo(made, FREE).counts.undone == 12
    office.world.sweep()
    assert office.world.checks.take() == []


def test_the_pages_of_a_long_file_are_left_to_the_sweep(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prices.service.importing.LOOKED_AT_ONCE", 2)
    office.bring_in("".join(f"https://shop.test/{number}\n" for number in range(6)).encode())
    assert len(office.world.checks.take()) == 2
    office.world.sweep()
    [swept] = office.world.checks.take()
    assert len(swept.claimed) == 4


def test_a_wait_that_the_tier_does_not_hold_is_lengthened_and_told(office: Office) -> None:
    made = office.bring_in(b"url,every_minutes\nhttps://shop.test/a,10\n", by=FREE)
    [row] = office.rows(made)
    assert row.state is RowState.ADDED
    assert [(each.field, each.value, each.why) for each in row.unmapped] == [
        ("every_minutes", "10 minutes", "60 minutes instead")
    ]
    assert office.world.store.watches.get("acme", row.watch_id or "").check.every_minutes == 60


def test_columns_that_are_guessed_wait_for_the_confirmation_and_are_remembered(office: Office) -> None:
    content = b"Shop page;Notes\nhttps://shop.test/a;Kettle\n"
    made = office.bring_in(content)
    assert made.state is ImportState.PROPOSED
    assert [(each.name, each.field, each.certain) for each in made.columns] == [
        ("Shop page", "url", False), ("Notes", None, False),
    ]  # fmt: skip
    done = office.confirm(made, mapping={"Shop page": "url", "Notes": "label"})
    assert (done.state, done.counts.added) == (ImportState.DONE, 1)
    assert office.rows(done)[0].label == "Kettle"
    next_time = office.bring_in(content.replace(b"/a", b"/b"))
    assert (next_time.state, next_time.counts.added) == (ImportState.DONE, 1)
    assert office.bring_in(content, by=BOB).state is ImportState.PROPOSED, "another tenant confirmed nothing"


def test_an_undo_leaves_what_was_changed_since_unless_it_is_forced(office: Office) -> None:
    made = office.bring_in(files.own_json())
    kettle = office.rows(made)[0].watch_id or ""
    service.change(
        kettle,
        WatchChange(label="mine"),
        ANA,
        store=office.world.store,
        sealer=office.world.sealer,
        now=office.world.now,
    )
    undone = office.undo(made)
    assert undone.counts.model_dump(exclude_defaults=True) == {"undone": 1, "kept": 1}
    assert office.rows(made)[0].reason == "its watch was changed since; undo with force to remove it all the same"
    assert office.watched() == ["https://shop.example/p/kettle"]
    assert office.undo(made, force=True).counts.undone == 2
    assert office.watched() == []


def test_an_undo_is_at_ease_with_a_watch_that_is_gone(office: Office) -> None:
    made = office.bring_in(files.urls())
    service.remove(office.rows(made)[0].watch_id or "", ANA, store=office.world.store)
    assert office.undo(made).counts.undone == 2


def killed(table: "Table", die_at: int, step: ImportStep, office: Office) -> bool:
    """Have a worker go on, and die right after that write; whether it came so far."""
    try:
        with counted(table, die_at):
            service.go_on(step, outside=office.outside)
    except Killed:
        return True
    return False


def test_a_worker_that_is_killed_after_any_write_leaves_no_doubles_and_nothing_out(
    office: Office, table: "Table"
) -> None:
    kills = 0
    for die_at in range(-1, 30):
        by = ANA.model_copy(update={"tenant": f"t{die_at + 1}"})
        asked = office.ask(files.backup(), by)
        [step] = office.queue.take()
        adding = killed(table, die_at, step, office)
        service.go_on(step, outside=office.outside)
        made = office.state(asked, by)
        assert (made.state, made.counts.added) == (ImportState.DONE, 2)
        assert len(office.watched(by)) == 2
        service.undo_import(
            made.import_id, Undoing(), by, store=office.world.store, queue=office.queue, now=office.world.now
        )
        undoing = killed(table, die_at, office.queue.take()[0], office)
        service.go_on(step, outside=office.outside)
        assert office.state(asked, by).counts.undone == 2
        assert office.watched(by) == []
        kills += adding + undoing
        if not adding and not undoing:
            break
    assert kills > 12


def test_a_long_file_is_handed_on_from_worker_to_worker(office: Office) -> None:
    content = "".join(f"https://shop.test/{number}\n" for number in range(12)).encode()
    asked = office.ask(content)
    office.seconds_left = [LONG] * 5 + [1.0, 1.0]
    [step] = office.queue.take()
    service.go_on(step, outside=office.outside)
    half = office.state(asked)
    assert half.state is ImportState.ADDING
    assert 0 < half.rows_done < 12
    office.work()
    assert office.state(asked).counts.added == 12


def test_two_workers_at_once_add_nothing_twice(office: Office) -> None:
    asked = office.ask(files.urls(), dry_run=True)
    office.work()
    service.confirm_import(
        asked.import_id, Confirmation(), ANA, store=office.world.store, queue=office.queue, now=office.world.now
    )
    [step] = office.queue.take()
    entered: list[int] = []

    def meanwhile() -> str:
        if not entered:
            entered.append(1)
            service.go_on(step, outside=office.outside)
        return office.world.new_id()

    service.go_on(step, outside=replace(office.outside, new_id=meanwhile))
    assert office.state(asked).counts.added == 2
    assert len(office.watched()) == 2


def test_of_two_imports_at_once_one_waits_for_its_turn_and_finds_the_pages_watched(office: Office) -> None:
    first, second = office.ask(files.urls()), office.ask(files.urls())
    step_first, step_second = office.queue.take()
    outside = office.outside

    def meanwhile() -> str:
        if not office.queue.sent:
            service.go_on(step_second, outside=office.outside)
            assert office.queue.sent == [(step_second, 20)]
        return office.world.new_id()

    service.go_on(step_first, outside=replace(outside, new_id=meanwhile))
    office.work()
    assert (office.state(first).counts.added, office.state(second).counts.added) == (2, 0)
    assert office.state(second).counts.already_watched == 2
    assert len(office.watched()) == 2


def test_a_turn_that_a_dead_worker_held_ends_by_itself(office: Office) -> None:
    assert office.world.store.imports.take_turn("acme", "im-dead", office.world.now())
    asked = office.ask(files.urls())
    [step] = office.queue.take()
    service.go_on(step, outside=office.outside)
    assert office.state(asked).counts.added == 0
    office.world.now.pass_by(minutes=4)
    office.work()
    assert office.state(asked).counts.added == 2


def test_a_file_that_is_another_at_the_second_reading_is_not_added(office: Office) -> None:
    made = office.bring_in(files.urls(), dry_run=True)
    office.files.held[made.import_id] = b"https://shop.test/other\n"
    done = office.confirm(made)
    assert (done.state, office.watched()) == (ImportState.FAILED, [])
    assert "another than the one that was read" in (done.reason or "")


def test_the_same_request_twice_is_one_import_and_a_lost_message_is_sent_again_by_a_confirmation(
    office: Office,
) -> None:
    first = office.ask(files.urls(), key="k")
    assert office.ask(files.urls(), key="k").import_id == first.import_id
    office.queue.take()
    assert office.state(first).state is ImportState.AWAITING_UPLOAD
    assert office.confirm(first).state is ImportState.DONE
    with pytest.raises(InvalidInput, match="another request"):
        office.ask(files.csv(), key="k")


def test_a_large_file_is_uploaded_by_itself(office: Office) -> None:
    asked = office.ask(b"", content=None, size_bytes=70)
    assert asked.upload is not None
    assert office.confirm(asked).state is ImportState.AWAITING_UPLOAD, "nothing has come yet"
    office.files.put(ImportStep(tenant="acme", import_id=asked.import_id), files.urls())
    office.work()
    assert office.state(asked).counts.added == 2


@pytest.mark.parametrize("wanted", [{"content": None}, {"size_bytes": 5}, {"content": "&"}, {"content": ""}])
def test_a_request_with_no_file_or_two_is_refused(wanted: dict[str, Any], office: Office) -> None:
    with pytest.raises(InvalidInput, match="content"):
        office.ask(b"x", **wanted)


def test_another_tenants_import_is_not_found_and_one_under_way_is_not_undone(office: Office) -> None:
    made = office.bring_in(files.urls())
    for call in (office.state, office.rows, office.confirm, office.undo):
        with pytest.raises(NotFound):
            call(made, BOB)
    asked = office.ask(files.urls(), dry_run=True)
    office.work()
    kept = office.world.store.imports.get("acme", asked.import_id)
    office.world.store.imports.change("acme", kept, kept.model_copy(update={"state": ImportState.ADDING}))
    with pytest.raises(Conflict, match="under way"):
        office.undo(asked)


def test_imports_and_rows_page(office: Office) -> None:
    ids = [office.bring_in(f"https://shop.test/{number}\n".encode()).import_id for number in range(3)]
    office.world.now.pass_by(seconds=1)
    newest = office.bring_in("".join(f"https://shop.test/r{number}\n" for number in range(5)).encode())
    listed: list[str] = []
    token: str | None = None
    while True:
        page = service.imports(ANA, 2, token, store=office.world.store)
        listed += [each.import_id for each in page.items]
        token = page.next
        if token is None:
            break
    assert listed[0] == newest.import_id
    assert set(listed) == {*ids, newest.import_id}
    first = service.import_rows(newest.import_id, ANA, 3, None, state=RowState.ADDED, store=office.world.store)
    rest = service.import_rows(newest.import_id, ANA, 3, first.next, state=RowState.ADDED, store=office.world.store)
    assert [row.place for row in first.items + rest.items] == [f"line {number}" for number in range(1, 6)]


def test_an_import_teaches_nothing_of_a_host_and_keeps_headers_sealed(office: Office, table: "Table") -> None:
    kettle = files.kettle(headers={"Cookie": "session=hunter2"})
    made = office.bring_in(files.backup({f"{files.KETTLE_ID}/watch.json": kettle}))
    assert made.counts.added == 2
    assert not [key for key in everything(table) if "#OVERRIDES" in key[0]]
    assert "hunter2" not in json.dumps(table.client.scan(TableName=table.name)["Items"], default=str)
    office.undo(made)
    assert office.watched() == []


def test_csv_goes_out_from_the_premium_tier_up_and_everything_else_to_all(office: Office) -> None:
    office.world.watch(KETTLE, tags=["kitchen"])
    with pytest.raises(TierRequired):
        office.export(Form.CSV, FREE)
    assert office.export(Form.JSON, FREE).watches == 1
    assert office.export(Form.URLS, tag="garden").watches == 0
    assert base64.b64decode(office.export(Form.URLS, tag="kitchen").content) == f"{KETTLE} kitchen\n".encode()


def test_what_the_quota_paused_goes_out_running(office: Office) -> None:
    office.world.watch(KETTLE)
    [watch] = office.world.store.watches.every("acme")
    held = watch.model_copy(update={"paused": True, "paused_because": "quota"})
    office.world.store.watches.change("acme", watch, held, None, tier=Tier.PRO)
    out = json.loads(base64.b64decode(office.export(Form.JSON).content))
    assert out["watches"][0]["paused"] is False


def test_a_large_export_is_fetched_from_the_bucket(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prices.service.exports.LARGEST_INLINE", 10)
    office.world.watch(KETTLE)
    out = office.export(Form.URLS)
    assert (out.content, out.watches) == (None, 1)
    assert out.url.endswith("/tradewind-urls-2026-03-04.txt")


def test_the_worker_understands_the_bucket_and_us() -> None:
    step = ImportStep(tenant="acme", import_id="im1")
    told = {"Records": [{"s3": {"object": {"key": "imports/acme/im1"}}}, {"s3": {"object": {"key": "exports/a/b/c"}}}]}
    assert list(steps(json.dumps(told))) == [step]
    assert list(steps(step.model_dump_json())) == [step]
    assert list(steps(json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent"}))) == []
    assert import_of("imports/ac%2Dme/im1") == ImportStep(tenant="ac-me", import_id="im1")


def test_each_function_may_do_with_the_table_what_it_does_and_nothing_else(office: Office, table: "Table") -> None:
    lamp = "https://shop.example/p/lamp"
    office.world.web[lamp] = shows("50")
    office.world.watch(lamp, by=BOB)
    office.world.check()
    made = office.ask(files.own_json())  # one of its watches is to be paused
    office.ask(f"{lamp}\n".encode(), defaults={"rule": {"target_price": "60"}})
    with recorded(table) as added:
        office.work()
    service.undo_import(
        made.import_id, Undoing(), ANA, store=office.world.store, queue=office.queue, now=office.world.now
    )
    with recorded(table) as undone:
        office.work()
    assert added | undone == granted("prices.worker_imports")
    with recorded(table) as asked:
        made = office.ask(b"Shop page\nhttps://shop.test/a\n")
        office.rows(made)
        office.state(made)
        office.export(Form.JSON)
        service.imports(ANA, 5, None, store=office.world.store)
        waiting = office.queue.take()
    for step in waiting:
        service.go_on(step, outside=office.outside)
    with recorded(table) as confirmed:
        service.confirm_import(
            made.import_id, Confirmation(), ANA, store=office.world.store, queue=office.queue, now=office.world.now
        )
    assert asked | confirmed == granted("prices.api_transfers")
