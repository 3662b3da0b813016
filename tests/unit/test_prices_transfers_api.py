"""The API of files of watches: what may be asked, by whom, and what is answered."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

import transfer_files as files
from fakes import START, World
from invocations import CONTEXT, http
from prices import api_transfers
from prices.models.transfer import Form, ImportStep
from prices.ports import open_imports
from prices.store import open_store
from prices.store.files import open_files
from tradewind.errors import NotFound
from transfer_world import Office

if TYPE_CHECKING:
    from tradewind.dynamo import Table

IMPORTS, EXPORTS = "/v1/prices/imports", "/v1/prices/exports"
VIEWER = {"tenant": "acme", "user": "vi", "role": "viewer"}
OTHER = {"tenant": "other", "user": "bob", "role": "manager"}


class Site:
    """The API over an office of the test's own."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._keys = iter(range(10_000))

    def ask(self, method: str, path: str, body: object = None, **more: Any) -> Any:
        headers = {"idempotency-key": f"key-{next(self._keys)}"}
        found = api_transfers.app.resolve(http(method, path, body, headers=headers, **more), CONTEXT)
        return SimpleNamespace(status=found["statusCode"], json=json.loads(found["body"] or "null"))


@pytest.fixture
def site(table: "Table", monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    office = Office(World(table))
    overrides: dict[Any, Any] = api_transfers.app.dependency_overrides
    for port, stand_in in {
        open_store: lambda: office.world.store,
        open_files: lambda: office.files,
        open_imports: lambda: office.queue,
        api_transfers.now: lambda: office.world.now,
    }.items():
        monkeypatch.setitem(overrides, port, stand_in)
    yield Site(office)


def test_a_small_file_comes_in_with_the_request_and_its_rows_are_told(site: Site) -> None:
    content = base64.b64encode(files.backup()).decode()
    asked = site.ask("POST", IMPORTS, {"content": content, "dry_run": True})
    assert (asked.status, asked.json["state"], asked.json["upload"]) == (202, "awaiting_upload", None)
    site.office.work()
    place = f"{IMPORTS}/{asked.json['import_id']}"
    found = site.ask("GET", place, caller=VIEWER).json
    assert (found["state"], found["form"], found["counts"]["ready"]) == ("proposed", "changedetection", 2)
    assert "by" not in found
    rows = site.ask("GET", f"{place}/rows", caller=VIEWER, query={"state": "ready", "limit": "1"}).json
    assert (rows["items"][0]["label"], rows["next"] is not None) == ("Kettle", True)
    assert site.ask("POST", f"{place}/confirm", {}).status == 202
    site.office.work()
    assert site.ask("GET", place).json["counts"]["added"] == 2
    assert site.ask("POST", f"{place}/undo", {"force": True}).json["state"] == "undoing"
    site.office.work()
    assert site.ask("GET", IMPORTS).json["items"][0]["state"] == "undone"


def test_an_export_is_the_file_and_what_it_leaves_out(site: Site) -> None:
    site.office.bring_in(files.own_json())
    out = site.ask("GET", EXPORTS, caller=VIEWER, query={"form": "urls"}).json
    assert base64.b64decode(out["content"]).startswith(b"https://shop.example/p/kettle")
    assert {each["field"] for each in out["left_out"]} >= {"label", "target_price", "paused"}
    assert site.ask("GET", EXPORTS, query={"form": "csv"}).json["code"] == "tier_required"


def test_viewers_look_and_managers_act(site: Site) -> None:
    for method, path, body, status in (
        ("POST", IMPORTS, {"content": "aGk="}, 403),
        ("POST", f"{IMPORTS}/im1/confirm", {}, 403),
        ("POST", f"{IMPORTS}/im1/undo", {}, 403),
        ("GET", f"{IMPORTS}/im1", None, 404),
        ("GET", f"{IMPORTS}/im1/rows", None, 404),
    ):
        assert site.ask(method, path, body, caller=VIEWER).status == status, path


def test_another_tenants_import_is_not_found(site: Site) -> None:
    made = site.office.bring_in(files.urls())
    for method, path in (("GET", ""), ("GET", "/rows"), ("POST", "/confirm"), ("POST", "/undo")):
        assert site.ask(method, f"{IMPORTS}/{made.import_id}{path}", {}, caller=OTHER).status == 404


def test_a_wrong_request_is_told_by_its_field(site: Site) -> None:
    cases: list[tuple[object, str | None]] = [
        ({"content": "x" * 300_000}, None),
        ({"content": "aGk=", "form": "xml"}, "form"),
        ({"content": "aGk=", "mapping": {"a": "nothing"}}, "mapping.a"),
        ({"content": "aGk=", "defaults": {"rule": {"target": 1}}}, "rule"),
        ({"size_bytes": 10**9}, "size_bytes"),
        ({"content": "aGk=", "more": 1}, "more"),
    ]
    for body, field in cases:
        answer = site.ask("POST", IMPORTS, body)
        assert answer.status in (413, 422)
        assert field is None or field in str(answer.json["fields"])


def test_the_bucket_takes_a_file_by_an_address_and_gives_it_back(
    credentials_open_nothing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import boto3

    from mended_moto import mock_aws

    monkeypatch.setenv("TRANSFERS_BUCKET", "transfers")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    of = ImportStep(tenant="acme", import_id="im1")
    with mock_aws():
        boto3.client("s3").create_bucket(
            Bucket="transfers", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        store = open_files.__wrapped__()
        upload = store.upload(of, 5, START)
        assert upload.url.startswith("https://transfers.s3.eu-west-1.amazonaws.com/imports/acme/im1?")
        assert "SignedHeaders=content-length%3Bcontent-type%3Bhost" in upload.url, "no more bytes than were said"
        assert (upload.headers["Content-Length"], upload.expires_at) == ("5", START + timedelta(hours=1))
        with pytest.raises(NotFound, match="no file was uploaded"), store.open(of, 10):
            pass
        store.put(of, b"0123456789" * 300_000)
        with store.open(of, 1_000_000) as file:
            assert 1_000_000 < file.seek(0, 2) < 3_000_000, "no more is taken than shows that it is too much"
        store.delete(of)
        url, _ = store.offer("acme", "t/watches.csv", b"x", "text/csv", START)
        assert url.startswith("https://transfers.s3.eu-west-1.amazonaws.com/exports/acme/t/watches.csv?")
        assert "attachment" in url


def test_every_form_is_named_in_the_document() -> None:
    assert {form.value for form in Form} == set(files.DOCUMENTED)
