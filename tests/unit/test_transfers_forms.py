"""Files of watches: what each form says, what of it does not map, and that what goes out comes in again."""

import io
import json
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, get_args

import pytest

import transfer_files as files
from prices.models.transfer import Form, ImportDefaults, WatchField
from prices.models.watch import Joined, Watch, WatchRequest
from prices.transfers import Asked, File, Row, Unreadable, form_of, read, write
from prices.transfers.amazon import MARKETPLACES
from tradewind_cli.checkout import ROOT

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
FORMS = pytest.mark.parametrize("form", list(Form))


def rows(form: Form, content: bytes, **asked: Any) -> list[Row]:
    return file(form, content, **asked).rows


def file(form: Form, content: bytes, **asked: Any) -> File:
    return read(form, io.BytesIO(content), Asked(**asked))


def wanted(row: Row) -> WatchRequest:
    assert row.wanted is not None, row.refused
    return row.wanted


def watched(found: list[Row]) -> list[Watch]:
    """The watches that these rows become."""
    made = []
    for number, row in enumerate(found):
        fields: dict[str, Any] = wanted(row).model_dump(exclude={"webhook", "request_headers"})
        fields |= {name: f"{name}-{number}" for name in ("watch_id", "product_id", "listing_id")}
        fields |= {"host": "shop.example", "private": False, "created_by": "ana", "created_at": AT, "changed_at": AT}
        made.append(Watch(**fields, paused=row.paused))
    return made


def said(found: list[Row]) -> list[tuple[str, bool]]:
    return sorted((wanted(row).model_dump_json(), row.paused) for row in found)


def unmapped(row: Row) -> dict[str, str]:
    return {each.field: each.value for each in row.unmapped}


@FORMS
def test_a_file_written_to_its_documentation_maps_goes_out_and_comes_in_again_unchanged(form: Form) -> None:
    content = files.DOCUMENTED[form]()
    found = rows(form, content)
    assert [row.refused for row in found] == [None] * len(found)
    assert [row.unmapped for row in found if row.unmapped] == []
    written = write(form, watched(found))
    assert written.left_out == ()
    assert written.watches == len(found)
    again = rows(form, written.content)
    assert said(again) == said(found)
    assert [row.unmapped for row in again if row.unmapped] == []
    assert write(form, watched(again)).watches == len(found)


@FORMS
def test_a_form_is_told_by_the_file(form: Form) -> None:
    assert form_of(io.BytesIO(files.DOCUMENTED[form]())) is form
    assert form_of(io.BytesIO(write(form, watched(rows(form, files.DOCUMENTED[form]()))).content)) is form


def test_secrets_and_the_other_shops_of_a_product_are_named_as_left_out_by_every_form() -> None:
    [watch] = watched(rows(Form.KEEPA, b"ASIN,Locale\nB000000001,de\n"))
    other = Joined(listing_id="l2", url="https://shop.example/b", host="shop.example")
    watch = watch.model_copy(update={"joined": (other,), "webhook_url": "https://hooks.example/t", "private": True})
    for form in Form:
        named = {each.field for each in write(form, [watch]).left_out}
        assert named >= {"joined", "webhook", "request_headers"}, form


@FORMS
def test_what_a_form_cannot_say_of_a_watch_is_named(form: Form) -> None:
    [row] = rows(
        Form.JSON,
        json.dumps({
            "watches": [{
                "url": "https://www.amazon.de/dp/B000000001", "variant": "red", "currency": "EUR", "target_price": "5",
                "rise_percent": "7", "all_time_low": True, "any_change": True, "paused": True, "label": "=1+1",
                "check": {"every_minutes": 90, "fastest_minutes": 30, "from_hour": 22, "until_hour": 6},
                "override": {"price": ".now", "availability": ".stock"},
            }]
        }).encode(),
    )  # fmt: skip
    [watch] = watched([row])
    written = write(form, [watch])
    lost = {each.field for each in written.left_out}
    [again] = watched(rows(form, written.content))
    before, after = watch.model_dump(), again.model_dump()
    differs = {name for name in before if before[name] != after[name]} - {"check", "url"}
    differs |= {f"check.{part}" for part in before["check"] if before["check"][part] != after["check"][part]}
    assert differs <= lost, "what comes back otherwise was named"
    assert lost or form in (Form.CSV, Form.JSON)


@pytest.mark.parametrize("form", [Form.JSON, Form.CHANGEDETECTION, Form.CHANGEDETECTION_XLSX, Form.DISTILL])
@pytest.mark.parametrize("cut", [0.1, 0.4, 0.7, 0.95])
def test_an_archive_or_json_that_is_cut_off_is_refused_as_a_whole(form: Form, cut: float) -> None:
    content = files.DOCUMENTED[form]()
    with pytest.raises(Unreadable):
        read(form, io.BytesIO(content[: int(len(content) * cut)]), Asked())


def test_a_table_that_is_cut_off_inside_quotes_or_inside_a_row_says_where() -> None:
    content = files.csv()
    with pytest.raises(Unreadable, match="line 3: a quote is opened and never closed"):
        rows(Form.CSV, content[: content.index(b"big")])
    found = rows(Form.CSV, content[: content.index(b",15,")])
    assert found[0].refused is None
    assert found[1].refused == "4 cells where the table has 10 columns; was it cut off?"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"url": 5}, "url: Input should be a valid string"),
        ({"url": "shop.example"}, "url: an address starts with http:// or https:// and has no spaces"),
        ({"paused": "perhaps"}, "paused: neither true nor false"),
        ({"tags": [1]}, "tags: not a list of texts"),
        ({"tags": "kitchen"}, "tags: not a list of texts"),
        ({"include_filters": ".price"}, "include_filters: not a list of texts"),
        ({"headers": ["Cookie"]}, "headers: Input should be a valid dictionary"),
        ({"headers": {"Host": "x"}}, "headers: Host is set by the fetcher; leave it out"),
        ({"title": 7}, "title: Input should be a valid string"),
        ({"time_between_check": "soon"}, 'time_between_check: soon is no span of time'),
        ({"url": "https://shop.example/{{ 1 }}"}, "url: a template; write out the address"),
    ],
)  # fmt: skip
def test_a_wrong_field_of_a_backup_refuses_its_watch_by_its_name(change: dict[str, Any], reason: str) -> None:
    content = files.backup({f"{files.KETTLE_ID}/watch.json": files.kettle(**change)})
    refused = {row.place: row.refused for row in rows(Form.CHANGEDETECTION, content)}
    assert reason in (refused[f"watch {files.KETTLE_ID}"] or "")
    assert refused[f"watch {files.TOASTER_ID}"] is None


def test_a_watch_of_changedetection_becomes_one_of_ours() -> None:
    found = {row.place: row for row in rows(Form.CHANGEDETECTION, files.backup())}
    kettle = wanted(found[f"watch {files.KETTLE_ID}"])
    assert (kettle.label, kettle.tags, kettle.target_price) == ("Kettle", ("kitchen",), Decimal("39.9"))
    assert (kettle.back_in_stock, kettle.drop_percent, kettle.any_change) == (True, None, False)
    assert kettle.check.every_minutes == 150
    assert kettle.override is not None
    assert kettle.override.price == ".price"
    toaster = found[f"watch {files.TOASTER_ID}"]
    assert toaster.paused
    assert wanted(toaster).drop_percent == wanted(toaster).rise_percent == 5
    assert wanted(toaster).check.every_minutes == 180, "the backup's own default"


def test_what_a_watch_cannot_hold_is_listed_with_its_reason_and_without_secrets() -> None:
    kettle = files.kettle(
        include_filters=[".price", "xpath://b", "jq:.x"],
        notification_urls=["tgram://123456:secret-token/99", "mailto://ana:hunter2@mail.example"],
        trigger_text=["sold out"],
        fetch_backend="html_webdriver",
        proxy="http://ana:hunter2@proxy.example",
        notification_muted=True,
        tags=["no-such-group"],
        a_field_of_tomorrow="x",
    )
    content = files.backup(
        {
            f"{files.KETTLE_ID}/watch.json": kettle,
            f"{files.KETTLE_ID}/restock_diff.json": {"restock_diff": {**files.RESTOCK, "price_change_max": 99}},
            f"{files.KETTLE_ID}/history.txt": "1770000000,a.txt\n1770000900,b.txt\n",
        }
    )
    [row] = [row for row in rows(Form.CHANGEDETECTION, content) if files.KETTLE_ID in row.place]
    assert row.refused is None
    assert unmapped(row) == {
        "include_filters": "jq:.x",
        "notification_urls": "2: mailto, tgram",
        "trigger_text": '["sold out"]',
        "fetch_backend": "html_webdriver",
        "proxy": "http://...@proxy.example",
        "notification_muted": "true",
        "tags": "no-such-group",
        "a_field_of_tomorrow": "x",
        "price_change_max": "99",
        "history.txt": "2 snapshots",
    }
    assert [each.value for each in row.unmapped if each.field == "include_filters"] == ["xpath://b", "jq:.x"]
    assert "hunter2" not in str(row)


def test_a_group_that_overrides_lends_its_restock_settings() -> None:
    group = {
        "title": "kitchen",
        "overrides_watch": True,
        "processor_config_restock_diff": {"in_stock_processing": "off"},
    }
    found = rows(Form.CHANGEDETECTION, files.backup({f"{files.KITCHEN}/tag.json": group}))
    kettle = wanted(found[0])
    assert (kettle.back_in_stock, kettle.any_change, kettle.target_price) == (False, True, None)


def test_the_first_release_with_a_restore_kept_restock_settings_in_the_watch() -> None:
    content = files.backup(
        {
            f"{files.KETTLE_ID}/restock_diff.json": None,
            f"{files.KETTLE_ID}/watch.json": files.kettle(restock_settings=files.RESTOCK),
        }
    )
    assert wanted(rows(Form.CHANGEDETECTION, content)[0]).target_price == Decimal("39.9")


def test_a_weekly_limit_of_whole_hours_maps_and_another_is_listed() -> None:
    def limit(**day: Any) -> dict[str, Any]:
        hours = {"enabled": True, "start_time": "08:00", "duration": {"hours": "10", "minutes": "00"}, **day}
        return {"enabled": True, "timezone": "Europe/Paris", "monday": hours, "friday": hours}

    for given, expected in ((limit(), ("mon", "fri")), (limit(start_time="08:15"), None)):
        kettle = files.kettle(time_schedule_limit=given)
        [row] = rows(Form.CHANGEDETECTION, files.backup({
            f"{files.KETTLE_ID}/watch.json": kettle, f"{files.TOASTER_ID}/watch.json": None,
        }))  # fmt: skip
        check = wanted(row).check
        if expected:
            assert (check.days, check.from_hour, check.until_hour) == (expected, 8, 18)
            assert check.time_zone == "Europe/Paris"
        else:
            assert "time_schedule_limit" in unmapped(row)


def test_a_watch_of_a_text_tells_of_any_change_of_the_price() -> None:
    kettle = files.kettle(processor="text_json_diff")
    row = rows(Form.CHANGEDETECTION, files.backup({f"{files.KETTLE_ID}/watch.json": kettle}))[0]
    assert wanted(row).any_change
    assert unmapped(row)["processor"] == "text_json_diff"


def test_the_layout_before_with_all_watches_in_one_file_is_read() -> None:
    older = {"watching": {files.KETTLE_ID: files.kettle(restock_settings=files.RESTOCK)}, "settings": {
        "application": {"tags": {files.KITCHEN: {"title": "kitchen"}}, "notification_urls": ["discord://1/2"]},
        "requests": {},
    }}  # fmt: skip
    found = file(Form.CHANGEDETECTION, files.zipped({"url-watches.json": older}))
    assert wanted(found.rows[0]).tags == ("kitchen",)
    assert [(each.field, each.value) for each in found.unmapped] == [("notification_urls", "1: discord")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (files.zipped({"../evil.txt": "x"}), "leads out of the archive"),
        (files.zipped({"/etc/passwd": "x"}), "leads out of the archive"),
        (files.zipped({"a\\..\\..\\b": "x"}), "leads out of the archive"),
        (files.zipped({"url-list.txt": "x"}), "no watch in the archive"),
        (files.zipped({"changedetection.json": "[1]", "url-watches.json": "{}"}), "not an object of JSON"),
        (files.backup({f"{files.KETTLE_ID}/watch.json": "{"}), "no JSON from line 1"),
        (files.backup({f"{files.KETTLE_ID}/watch.json": "{" + " " * 3 * 1024 * 1024}), "unpacks to more than 2097152"),
        (b"PK\x03\x04 and nothing", "not a zip file"),
        (b"", "not a zip file"),
    ],
)
def test_an_archive_that_is_none_or_means_harm_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        rows(Form.CHANGEDETECTION, content)


def test_an_archive_with_a_directory_that_fills_the_memory_is_refused_before_it_is_read() -> None:
    content = bytearray(files.backup())
    at = content.rindex(b"PK\x05\x06")
    content[at + 12 : at + 16] = (2**31).to_bytes(4, "little")
    with pytest.raises(Unreadable, match="more files than a backup can"):
        rows(Form.CHANGEDETECTION, bytes(content))


def test_a_workbook_with_a_bomb_in_it_is_refused() -> None:
    content = files.sheet()
    out = io.BytesIO()
    bomb = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w") as packed:
        for name in given.namelist():
            text = given.read(name)
            packed.writestr(name, bomb + b"<worksheet>&b;</worksheet>" if "sheet1" in name else text)
    with pytest.raises(Unreadable, match="damaged"):
        rows(Form.CHANGEDETECTION_XLSX, out.getvalue())
    huge = io.BytesIO()
    with zipfile.ZipFile(huge, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "x")
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * (65 * 1024 * 1024))
    assert len(huge.getvalue()) < 100_000
    with pytest.raises(Unreadable, match="unpacks to more than"):
        rows(Form.CHANGEDETECTION_XLSX, huge.getvalue())


def test_a_sheet_of_another_kind_is_taken_by_a_mapping() -> None:
    content = files.sheet([["Kettle", "001", "https://shop.example/p/kettle", "soon", "//b", True, None, "a,b"]])
    [row] = rows(Form.CHANGEDETECTION_XLSX, content)
    assert row.refused == "Interval (min): soon is no number of minutes"
    mapping = {"Url": "url", "Folder": "tags", "Name": "label"}
    [row] = rows(Form.CHANGEDETECTION_XLSX, content, mapping=mapping)
    assert (wanted(row).tags, wanted(row).label) == (("a", "b"), "Kettle")
    assert unmapped(row) == {"Interval (min)": "soon", "XPath": "//b", "Dynamic Wachet": "yes"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_is_read_in_the_encodings_and_delimiters_of_spreadsheets(encoding: str, delimiter: str) -> None:
    lines = [["Link", "Titel", "Target price"], ["https://shop.example/ü", "Käse", '"12,50"']]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    found = file(
        Form.CSV, text.encode(encoding), mapping={"Link": "url", "Titel": "label", "Target price": "target_price"}
    )
    [row] = found.rows
    assert (wanted(row).label, wanted(row).target_price) == ("Käse", Decimal("12.50"))


def test_a_number_that_may_mean_two_things_is_refused() -> None:
    [row] = rows(Form.CSV, b'url,target_price\nhttps://shop.example/a,"1,234"\n')
    assert row.refused == "target_price: write the number in plain digits, as 1099.90"


def test_columns_are_proposed_and_unknown_ones_listed() -> None:
    found = file(Form.CSV, b"Shop page;Notes;Name\nhttps://shop.example/a;dear;Kettle\n")
    assert [(each.name, each.field, each.certain) for each in found.columns] == [
        ("Shop page", "url", False),
        ("Notes", None, False),
        ("Name", "label", True),
    ]
    assert unmapped(found.rows[0]) == {"Notes": "dear"}
    bare = file(Form.CSV, b"https://shop.example/a;Kettle\nhttps://shop.example/b;Pan\n")
    assert [(each.name, each.field) for each in bare.columns] == [("column 1", "url"), ("column 2", None)]
    assert len(bare.rows) == 2


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ({"Page": "url", "Other": "label"}, "the mapping names columns that the table has not: Other"),
        ({"Page": "label"}, "no column is named url"),
        ({"Page": "url", "Name": "url"}, "the mapping takes two columns for url"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(mapping: Any, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        file(Form.CSV, b"Page,Name\nhttps://shop.example/a,Kettle\n", mapping=mapping)


@pytest.mark.parametrize("label", ["=1+1", "+1", "-1", "@x", "'=x", "''-x", "'x", "plain"])
def test_a_label_that_looks_like_a_formula_is_text_in_a_spreadsheet_and_itself_when_it_comes_back(label: str) -> None:
    content = json.dumps({"watches": [{"url": "https://shop.example/a", "label": label}]}).encode()
    written = write(Form.CSV, watched(rows(Form.JSON, content))).content
    cell = written.decode("utf-8-sig").splitlines()[1].split(",")[3]
    assert not cell.startswith(("=", "+", "-", "@"))
    assert wanted(rows(Form.CSV, written)[0]).label == label
    sheet = write(Form.CHANGEDETECTION_XLSX, watched(rows(Form.JSON, content))).content
    assert wanted(rows(Form.CHANGEDETECTION_XLSX, sheet)[0]).label == label


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("B000000001,de", "https://www.amazon.de/dp/B000000001"),
        ("b000000001,3", "https://www.amazon.de/dp/B000000001"),
        ("B000000001,amazon.co.jp", "https://www.amazon.co.jp/dp/B000000001"),
        ("B000000001,UK", "https://www.amazon.co.uk/dp/B000000001"),
        ("B000000001,", "marketplace: missing; give each row one, or one for all in the defaults"),
        ("B000000001,7", "marketplace: 7 is none of com, co.uk, de, fr, co.jp, ca, it, es, in, com.mx, com.br"),
        ("B00000001,de", "ASIN: B00000001 is none"),
        ("306406152,de", "ASIN: 306406152 is none; did a spreadsheet drop its leading zeros?"),
        ("0306406153,de", "ASIN: 0306406153 is none"),
        (",de", "ASIN: missing"),
    ],
)
def test_an_asin_and_a_marketplace_are_a_page(line: str, found: str) -> None:
    [row] = rows(Form.KEEPA, f"ASIN,Domain\n{line}\n".encode())
    assert (row.url if row.refused is None else row.refused).startswith(found)  # type: ignore[union-attr]


@pytest.mark.parametrize("content", [b"B000000001,de\n0306406152,fr\n", b"B000000001\n0306406152\n"])
def test_asins_without_names_of_columns_are_known_by_what_they_are(content: bytes) -> None:
    assert form_of(io.BytesIO(content)) is Form.KEEPA
    found = file(Form.KEEPA, content, defaults=ImportDefaults(marketplace="de"))
    assert wanted(found.rows[0]).url == "https://www.amazon.de/dp/B000000001"
    assert len(found.rows) == 2
    assert not any(column.certain for column in found.columns)


def test_defaults_hold_where_a_row_says_nothing() -> None:
    defaults = ImportDefaults.model_validate({
        "check": {"every_minutes": 30}, "tags": ["moved"], "rule": {"any_change": True, "drop_percent": None},
        "marketplace": "fr",
    })  # fmt: skip
    [row] = rows(Form.KEEPA, b"ASIN,tags,drop percent\nB000000001,kitchen,20\n", defaults=defaults)
    found = wanted(row)
    assert found.url == "https://www.amazon.fr/dp/B000000001"
    assert (found.check.every_minutes, found.tags) == (30, ("kitchen", "moved"))
    assert found.any_change
    assert found.drop_percent == 20


def test_a_monitor_of_distill_lists_what_a_watch_has_not() -> None:
    given = json.loads(files.distill())
    monitor = given["data"][0]
    config = json.loads(monitor["config"])
    config["selections"][0] |= {"dynamic": True}
    frame = config["selections"][0]["frames"][0]
    frame |= {"includes": [{"type": "xpath", "expr": "//b"}], "excludes": [{"type": "css", "expr": ".ad"}]}
    monitor |= {"config": json.dumps({**config, "dataAttr": "html"}), "state": 20, "rules": "x"}
    monitor["schedule"] = json.dumps({"type": "RANDOM", "params": {}})
    [row] = rows(Form.DISTILL, json.dumps(given).encode())
    assert set(unmapped(row)) == {"config.dataAttr", "dynamic", "excludes", "includes", "rules", "schedule", "state"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{}", "neither watches nor Distill's export"),
        (b"[1, 2]", "neither watches nor Distill's export"),
        (b"   ", "empty"),
        (b"\x00\x01\x02", "not text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
        (b'{"a": ' * 5000, "no JSON"),
        (b'{"watches": NaN}', "no JSON"),
    ],
)
def test_a_file_of_no_known_form_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        form_of(io.BytesIO(content))


def test_more_rows_than_an_import_takes_are_refused_as_a_whole() -> None:
    with pytest.raises(Unreadable, match="more than 20000"):
        rows(Form.URLS, b"https://shop.example/a\n" * 20_001)
    with pytest.raises(Unreadable, match="more than 20000"):
        rows(Form.CSV, b"url\n" + b"https://shop.example/a\n" * 20_001)


def test_the_guide_names_every_form_and_column() -> None:
    guide = (ROOT / "docs/importing.md").read_text()
    assert [name for name in get_args(WatchField) if f"`{name}`" not in guide] == []
    for ending, names in MARKETPLACES.items():
        assert f"{names[0]} {ending}" in guide
