"""The node of this machine: which Java it takes, what it is made of, and who may run it."""

import hashlib
import os
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest

from local.opensearch import distribution, java
from local.opensearch.distribution import Archive, Unfetched, unpacked
from local.opensearch.node import Node, closed_to_others
from tradewind_cli.stack.health.machine import of_java
from tradewind_cli.stack.searching import search_endpoint, with_search
from tradewind_cli.stack.state import Record, StateFolder
from tradewind_cli.trouble import Trouble

WHOLE = "java.base java.instrument jdk.incubator.vector jdk.management"
Shelf = Callable[..., Path]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A machine whose only place for Javas is a folder; puts one there."""
    for name in [name for name in os.environ if "JAVA" in name]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(java, "SHELVES", (f"{tmp_path}/jvm/*",))

    def put(name: str, version: str, modules: str = WHOLE) -> Path:
        home = tmp_path / "jvm" / name
        (home / "bin").mkdir(parents=True)
        (home / "bin/java").touch(0o755)
        (home / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\nMODULES="{modules}"\n')
        return home

    return put


def test_the_oldest_java_that_fits_is_taken(shelf: Shelf) -> None:
    shelf("seventeen", "17.0.15")
    shelf("twentyfive", "25.0.3")
    fits = shelf("twentyone", "21")
    shelf("cut-down", "21.0.9", modules="java.base java.instrument")
    assert java.find() == java.Java(fits, 21)


def test_the_one_that_is_named_is_taken_or_none(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = shelf("seventeen", "17.0.15"), shelf("twentyfive", "25.0.3")
    monkeypatch.setenv("OPENSEARCH_JAVA_HOME", str(old))
    assert java.find() is None
    assert str(old) in java.why_none()
    monkeypatch.setenv("OPENSEARCH_JAVA_HOME", str(new))
    assert java.find() == java.Java(new, 25)


def test_without_one_it_is_told_where_it_was_looked_for(shelf: Shelf, tmp_path: Path) -> None:
    old = shelf("seventeen", "17.0.15")
    assert java.find() is None
    assert str(old) in java.why_none()
    finding = of_java(StateFolder(tmp_path / "state"))
    assert finding.is_well, "nothing is wrong until a stack is to have a node"
    assert str(old) in finding.told
    folder = StateFolder(tmp_path / "state")
    folder.prepare()
    folder.keep(Record(opensearch_port=9200))
    assert "OPENSEARCH_JAVA_HOME" in of_java(folder).remedy
    with pytest.raises(Trouble, match="OPENSEARCH_JAVA_HOME"):
        with_search(folder, Record(port=8470), "opensearch", print)
    with pytest.raises(Trouble, match="SearchEndpoint="):
        with_search(folder, Record(settings={"SearchEndpoint": "opensearch+https://x"}), "opensearch", print)


def test_a_stack_searches_with_one_engine() -> None:
    assert search_endpoint(Record(search_port=1)) == "lambda:search@http://127.0.0.1:1"
    assert search_endpoint(Record(search_port=1, opensearch_port=2)) == "opensearch+http://127.0.0.1:2"
    assert search_endpoint(Record()) == ""


def packed(**files: str) -> bytes:
    with BytesIO() as held:
        with zipfile.ZipFile(held, "w") as archive:
            for name, text in files.items():
                archive.writestr(name.replace("__", "/").replace("up/", "../"), text)
        return held.getvalue()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes, str], None]:
    """One archive where Maven Central would be, with the digest that is expected of it."""
    monkeypatch.setenv("TRADEWIND_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("OPENSEARCH_REPOSITORY", (tmp_path / "repository").as_uri())

    def put(content: bytes, sha256: str) -> None:
        (tmp_path / "repository").mkdir(exist_ok=True)
        (tmp_path / "repository/it.zip").write_bytes(content)
        archive = Archive("it.zip", sha256, into=distribution.HOME, but=("big/",))
        monkeypatch.setattr(distribution, "ARCHIVES", (archive,))

    return put


def test_the_program_is_fetched_once_and_checked(repository: Callable[[bytes, str], None], tmp_path: Path) -> None:
    content = packed(lib__a="a", big__b="b")
    said: list[str] = []
    repository(content, "0" * 64)
    with pytest.raises(Unfetched, match="SHA-256"):
        unpacked(said.append)
    assert not distribution.is_unpacked()
    repository(content, hashlib.sha256(content).hexdigest())
    home = unpacked(said.append)
    assert sorted(path.relative_to(home).as_posix() for path in home.rglob("*")) == ["lib", "lib/a"]
    (tmp_path / "repository/it.zip").unlink()
    assert unpacked(said.append) == home
    assert len(said) == 2, "and says so while it fetches alone"
    assert [path.name for path in (tmp_path / "cache").iterdir() if path.name.startswith(".")] == []


def test_an_archive_writes_in_its_folder_alone(repository: Callable[[bytes, str], None], tmp_path: Path) -> None:
    content = packed(up__up__up__evil="x")
    repository(content, hashlib.sha256(content).hexdigest())
    with pytest.raises(Unfetched, match="outside"):
        unpacked()
    assert not list(tmp_path.rglob("evil"))


def test_what_cannot_be_fetched_says_from_where(repository: Callable[[bytes, str], None], tmp_path: Path) -> None:
    repository(b"", "")
    (tmp_path / "repository/it.zip").unlink()
    with pytest.raises(Unfetched, match=r"it\.zip"):
        unpacked()


def test_the_node_listens_here_alone_and_takes_no_index_that_nobody_made(tmp_path: Path) -> None:
    node = Node(java.Java(tmp_path, 21), tmp_path / "program", tmp_path / "node", 9933)
    node.prepare()
    told = (tmp_path / "node/config/opensearch.yml").read_text()
    assert "network.host: 127.0.0.1\n" in told
    assert "http.port: 9933\n" in told
    assert "action.auto_create_index: false\n" in told
    assert node.command()[0] == str(tmp_path / "bin/java")
    assert not any("TieredStopAtLevel" in word for word in node.command())


def test_a_folder_that_the_nodes_user_cannot_enter_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    (closed / "state").mkdir(parents=True)
    closed.chmod(0o700)
    for folder in (tmp_path, *tmp_path.parents):
        monkeypatch.setattr("pathlib.Path.stat", opened(Path.stat, folder))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert closed_to_others(closed / "state") is None, "only root's node is another user's"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert closed_to_others(closed / "state") == closed
    assert closed_to_others(tmp_path) is None


def opened(stat: Callable[..., os.stat_result], folder: Path) -> Callable[..., os.stat_result | SimpleNamespace]:
    """`Path.stat` on a machine where everyone may enter this folder."""

    def told(self: Path, **asked: bool) -> os.stat_result | SimpleNamespace:
        found = stat(self, **asked)
        return SimpleNamespace(st_mode=found.st_mode | 0o001) if self == folder else found

    return told
