"""What a backup holds, and that nothing but a whole one is ever put in place."""

import gzip
import io
import json
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tradewind_cli.stack.backup import FORMAT, MANIFEST, load, save
from tradewind_cli.stack.state import Record, StateFolder
from tradewind_cli.trouble import Trouble

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def kept(tmp_path: Path) -> StateFolder:
    """A state that rests, with what is kept of it and what is not."""
    folder = StateFolder(tmp_path / "kept")
    folder.prepare()
    for name, text in {
        "aws/services/kms.json": "{}",
        "aws/services/kms.tmp": "half",
        "aws/objects/bucket/page.html": "<p>",
        "aws/services/lambda-blobs/code.zip": "code",
        "aws/objects/tradewind-artifacts/code.zip": "code",
        "aws/tmp/function.py": "unpacked",
        "shop/day": "3",
        "keys/signing.pem": "secret",
        "logs/emulator.log": "said",
    }.items():
        path = folder.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    with closing(sqlite3.connect(folder.path / "aws/items.sqlite")) as items, items:
        items.execute("CREATE TABLE items(table_id TEXT, pk TEXT, sk TEXT, item TEXT)")
        items.executemany("INSERT INTO items VALUES('t', ?, 's', '{}')", [(str(number),) for number in range(7)])
    folder.keep(Record(port=8470, shop_port=8471, outputs={"ApiId": "a1"}, deployed="d1", first_look_taken=True))
    return folder


@pytest.fixture
def file(kept: StateFolder, tmp_path: Path) -> Path:
    save(kept, tmp_path / "backup.tar.gz", NOW)
    return tmp_path / "backup.tar.gz"


def empty(tmp_path: Path) -> StateFolder:
    return StateFolder(tmp_path / "fresh")


def test_all_that_is_kept_comes_back_and_nothing_else(kept: StateFolder, file: Path, tmp_path: Path) -> None:
    found = load(empty(tmp_path), file)
    fresh = tmp_path / "fresh"
    assert (found.items, found.made_at) == (7, NOW.isoformat())
    assert empty(tmp_path).record() == replace(kept.record(), deployed="")  # the code is deployed anew
    files = {path.relative_to(fresh).as_posix() for path in fresh.rglob("*") if path.is_file()}
    expected = {"aws/items.sqlite", "aws/services/kms.json", "aws/objects/bucket/page.html", "shop/day"}
    assert files - {"lock", "emulator.pid", "shop.pid"} == expected | {"keys/signing.pem", "stack.json"}
    with closing(sqlite3.connect(fresh / "aws/items.sqlite")) as items:
        assert items.execute("SELECT COUNT(*) FROM items").fetchone() == (7,)


def test_only_its_owner_may_read_it(file: Path) -> None:
    assert file.stat().st_mode & 0o077 == 0


def test_a_folder_that_holds_a_stack_is_replaced_on_demand_only(kept: StateFolder, file: Path) -> None:
    (kept.path / "shop/day").write_text("9")
    with pytest.raises(Trouble, match="--replace"):
        load(kept, file)
    assert (kept.path / "shop/day").read_text() == "9"
    load(kept, file, in_place_of_another=True)
    assert (kept.path / "shop/day").read_text() == "3"


def test_nothing_to_keep_is_told(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="nothing to back up"):
        save(StateFolder(tmp_path / "none"), tmp_path / "backup.tar.gz", NOW)
    assert not (tmp_path / "backup.tar.gz").exists()


def test_a_damaged_file_touches_nothing(kept: StateFolder, file: Path) -> None:
    whole = file.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        for damaged in (whole[:place], whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]):
            file.write_bytes(damaged)
            try:
                load(kept, file, in_place_of_another=True)
            except Trouble:
                assert (kept.path / "keys/signing.pem").read_text() == "secret"
            assert kept.record().outputs == {"ApiId": "a1"}


def packed(tmp_path: Path, manifest: object, **files: str) -> Path:
    made = tmp_path / "made.tar.gz"
    with gzip.open(made, "wb") as raw, tarfile.open(fileobj=raw, mode="w") as tar:
        for name, text in {MANIFEST: json.dumps(manifest), **files}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            tar.addfile(entry, io.BytesIO(text.encode()))
    return made


def manifest(**changed: object) -> dict[str, object]:
    return {"format": FORMAT, "release": "9.9.9", "made_at": NOW.isoformat(), "items": 0, "files": {}, **changed}


def test_a_backup_of_a_later_version_says_so(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"made by Tradewind 9\.9\.9, which is later"):
        load(empty(tmp_path), packed(tmp_path, manifest(format=FORMAT + 1)))


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "aws/services/../../outside", "logs/x", "aws/lock"])
def test_a_file_that_points_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    made = packed(tmp_path, manifest(files={name: "0"}), **{name: "x"})
    with pytest.raises(Trouble, match="does not belong in it"):
        load(empty(tmp_path), made)
    assert not (tmp_path / "outside").exists()


def test_a_file_that_is_named_and_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"missing, the first is shop/day"):
        load(empty(tmp_path), packed(tmp_path, manifest(files={"shop/day": "0"})))


@pytest.mark.parametrize("text", [b"", b"no archive", gzip.compress(b"no tar")])
def test_what_is_no_backup_is_told(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "other").write_bytes(text)
    with pytest.raises(Trouble, match="no backup"):
        load(empty(tmp_path), tmp_path / "other")


def test_a_file_that_is_not_there_is_told_and_no_folder_is_made(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="there is no file"):
        load(empty(tmp_path), tmp_path / "none.tar.gz")
    assert not (tmp_path / "fresh").exists()
