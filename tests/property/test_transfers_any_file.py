"""Whatever a file holds, it is read or refused with a reason; nothing else ever comes of it."""

import io
import json
import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import transfer_files as files
from prices.models.transfer import Form
from prices.transfers import Asked, Unreadable, form_of, read
from tradewind.tables.delimited import guarded, unguarded

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CONTENTS = {form: make() for form, make in files.DOCUMENTED.items()}
FORMS = st.sampled_from(list(Form))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def taken(form: Form, content: bytes) -> None:
    """A file is read, each row wanted or refused with a reason; or it is refused as a whole, with one."""
    try:
        found = read(form, io.BytesIO(content), Asked())
    except Unreadable as error:
        assert error.detail
        return
    for row in found.rows:
        assert (row.wanted is None) == bool(row.refused)
        assert row.place


@QUICK
@given(form=FORMS, data=st.data())
def test_a_mutated_file(form: Form, data: st.DataObject) -> None:
    content = bytearray(CONTENTS[form])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        kind = data.draw(st.sampled_from(["flip", "drop", "insert", "cut"]))
        if kind == "flip":
            content[at] = data.draw(st.integers(0, 255))
        elif kind == "drop":
            del content[at : at + data.draw(st.integers(1, 40))]
        elif kind == "insert":
            content[at:at] = data.draw(st.binary(max_size=20))
        else:
            del content[at:]
        content = content or bytearray(b"x")
    taken(form, bytes(content))


@QUICK
@given(data=st.data())
def test_a_workbook_with_a_mutated_part(data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(CONTENTS[Form.CHANGEDETECTION_XLSX])) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    at = data.draw(st.integers(0, len(parts[name]) - 1))
    put = data.draw(st.sampled_from([b"<", b">", b'"', b"/", b"&", b"9", b"<c/>", b"=", b""]))
    parts[name] = parts[name][:at] + put + parts[name][at + data.draw(st.integers(0, 30)) :]
    taken(Form.CHANGEDETECTION_XLSX, files.zipped(parts))


@QUICK
@given(form=st.sampled_from([Form.CSV, Form.URLS, Form.KEEPA, Form.JSON, Form.DISTILL]), text=st.text(max_size=200))
def test_any_text(form: Form, text: str) -> None:
    taken(form, text.encode("utf-8", "surrogatepass"))
    try:
        form_of(io.BytesIO(text.encode("utf-8", "surrogatepass")))
    except Unreadable as error:
        assert error.detail


@QUICK
@given(
    fields=st.dictionaries(
        st.sampled_from([
            "url", "label", "tags", "check", "override", "paused", "target_price", "drop_percent", "request_headers",
            "webhook", "variant", "back_in_stock",
        ]),
        JSON,
    )
)  # fmt: skip
def test_any_types_in_our_own_json(fields: dict[str, object]) -> None:
    taken(Form.JSON, json.dumps({"watches": [fields]}).encode())


@QUICK
@given(
    fields=st.dictionaries(
        st.sampled_from([
            "url", "title", "tags", "tag", "paused", "time_between_check", "time_schedule_limit", "headers",
            "include_filters", "processor", "notification_urls", "trigger_text", "browser_steps", "proxy",
        ]),
        JSON,
    ),
    restock=JSON,
    group=JSON,
)  # fmt: skip
def test_any_types_in_a_backup(fields: dict[str, object], restock: object, group: object) -> None:
    taken(
        Form.CHANGEDETECTION,
        files.zipped(
            {
                f"{files.KETTLE_ID}/watch.json": {**files.kettle(), **fields},
                f"{files.KETTLE_ID}/restock_diff.json": {"restock_diff": restock},
                f"{files.KITCHEN}/tag.json": {"title": "kitchen", "overrides_watch": True, "restock_settings": group},
            }
        ),
    )


@QUICK
@given(config=JSON, schedule=JSON, name=JSON, tags=JSON)
def test_any_types_in_a_monitor_of_distill(config: object, schedule: object, name: object, tags: object) -> None:
    monitor = {"uri": "https://shop.example/a", "name": name, "tags": tags}
    monitor |= {"config": json.dumps({"selections": config}), "schedule": json.dumps(schedule)}
    taken(Form.DISTILL, json.dumps({"data": [monitor]}).encode())


@given(cell=st.text(alphabet="'=+-@\t\rab,\"", max_size=6))
def test_a_cell_that_is_guarded_comes_back_as_it_was(cell: str) -> None:
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(cell)) == cell
