import errno
import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from tradewind_cli.stack.state import DEFAULT, OWN, Record, StateFolder, state_folder
from tradewind_cli.trouble import Trouble

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    made = StateFolder(tmp_path / "state")
    made.prepare()
    return made


def test_a_folder_without_a_record_is_a_new_one(folder: StateFolder) -> None:
    assert folder.record() == Record()


def test_what_is_recorded_is_read_again(folder: StateFolder) -> None:
    record = Record(port=8470, shop_port=8471, outputs={"ApiId": "a1"}, deployed="d1", first_look_taken=True)
    folder.keep(record)
    assert folder.record() == record


def test_a_record_of_a_later_version_is_read_as_far_as_it_is_known(folder: StateFolder) -> None:
    (folder.path / "stack.json").write_text('{"port": 8470, "colour": "red"}')
    assert folder.record() == Record(port=8470)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"port"'])
def test_a_damaged_record_is_told_and_what_to_do(folder: StateFolder, text: str) -> None:
    (folder.path / "stack.json").write_text(text)
    with pytest.raises(Trouble, match="--fresh"):
        folder.record()


def test_a_folder_of_something_else_is_never_used(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(Trouble, match=r"thesis\.txt.*--state"):
        StateFolder(tmp_path).prepare()


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(Trouble, match="is a file"):
        StateFolder(tmp_path / "state").prepare()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, content: bytes) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(Trouble, match="cannot be written; correct its permissions"):
        StateFolder(tmp_path / "state").prepare()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_of_another_user_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Trouble, match="cannot be written"):
        StateFolder(tmp_path / "state").prepare()
    tmp_path.chmod(0o700)


def test_a_disk_that_is_nearly_full_is_told_before_anything_starts(
    folder: StateFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 10**12 - 2**20, 2**20))
    with pytest.raises(Trouble, match=r"only 1 MB are free .* 300 MB are needed; free some"):
        folder.prepare()


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(Trouble, match="no space left"):
        StateFolder(tmp_path / "state").prepare()


def test_clearing_removes_what_a_stack_wrote_and_nothing_else(folder: StateFolder) -> None:
    for name in OWN:
        (folder.path / name).write_text("")
    (folder.path / "aws").unlink()
    (folder.path / "aws").mkdir()
    (folder.path / "aws/items").write_text("")
    (folder.path / "mine.txt").write_text("")
    folder.clear()
    assert {path.name for path in folder.path.iterdir()} == {"lock", "mine.txt"}


def test_the_folder_is_the_one_named_else_the_environments_else_the_checkouts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert state_folder(None).path == DEFAULT
    monkeypatch.setenv("TRADEWIND_STATE", str(tmp_path / "a"))
    assert state_folder(None).path == tmp_path / "a"
    assert state_folder(tmp_path / "b").path == tmp_path / "b"
