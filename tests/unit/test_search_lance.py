"""LanceDB behind the search port: what its files survive, who may write at once, what is left when a part is gone."""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import lancedb
import pytest

from tradewind.errors import Conflict, Unavailable
from tradewind.search import Document, Field, Query, Schema
from tradewind.search.lance import LanceSearch, open_folder, tenant
from tradewind.search.remote import open_function
from tradewind_cli.checkout import ROOT
from tradewind_cli.stack.lifecycle import child_environment, choose_port, wait_for
from tradewind_cli.stack.processes import Process

GOODS = Schema(
    "goods",
    (
        Field("title", "text", language="en"),
        Field("brand", "keyword"),
        Field("meaning", "vector", dimensions=2),
    ),
)


def boards(first: int, number: int, brand: str = "a", version: int = 0) -> list[Document]:
    return [
        Document(f"p{at}", {"title": f"oak board {at}", "brand": brand, "meaning": (1.0, at / 100)}, version)
        for at in range(first, first + number)
    ]


@pytest.fixture
def search(tmp_path: Path) -> LanceSearch:
    search = open_folder(f"file://{tmp_path}")
    search.create(GOODS)
    return search


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    process = Process("search", tmp_path)
    yield process
    process.kill()


def started(process: Process, port: int) -> None:
    sources = os.pathsep.join(str(ROOT / each) for each in ("infrastructure", "layers/core/python"))
    settings = {"PYTHONPATH": sources, "SEARCH_ENDPOINT": f"lance+file://{process.folder}/tables"}
    process.start([sys.executable, "-m", "search", "--port", str(port)], {**child_environment(), **settings}, ROOT)
    wait_for(process, f"http://127.0.0.1:{port}/health")


def test_a_kill_in_the_middle_of_writing_loses_nothing_acknowledged(process: Process) -> None:
    port = choose_port(0)
    started(process, port)
    search = open_function(f"search@http://127.0.0.1:{port}")
    search.create(GOODS)
    kept = 0

    def write() -> None:
        nonlocal kept
        while kept < 4000:
            search.upsert(GOODS, "acme", boards(kept, 40))
            kept += 40

    with ThreadPoolExecutor(1) as writing:
        written = writing.submit(write)
        while kept < 200 and not written.done():
            pass
        os.killpg(int(process.lock.read_text()), signal.SIGKILL)
        with pytest.raises(Unavailable):
            written.result()
    after = open_folder(f"file://{process.folder}/tables")
    assert kept <= after.count(GOODS, "acme") <= kept + 40
    found = {hit.id for hit in after.query(GOODS, "acme", Query("oak", limit=1000)).hits}
    assert len(found) == min(1000, after.count(GOODS, "acme"))
    if kept <= 1000:
        assert {f"p{at}" for at in range(kept)} <= found


def test_writers_of_several_processes_keep_each_document_once(tmp_path: Path, search: LanceSearch) -> None:
    """Each engine has connections of its own, as two containers of a function have."""
    engines = [search, *(open_folder(f"file://{tmp_path}") for _ in range(3))]

    def write(at: int) -> None:
        for version in range(5):
            engines[at].upsert(GOODS, "acme", boards(0, 20, str(version), version))
            engines[at].upsert(GOODS, "acme", boards(1000 + 100 * at, 2))

    with ThreadPoolExecutor(len(engines)) as writing:
        list(writing.map(write, range(len(engines))))
    search.refresh(GOODS, "acme")
    assert search.count(GOODS, "acme") == 20 + 2 * len(engines)
    found = search.query(GOODS, "acme", Query(limit=100)).hits
    assert len({hit.id for hit in found}) == len(found) == 28
    assert {hit.fields["brand"] for hit in found if len(hit.id) < 4} == {"4"}


def test_another_process_sees_what_was_written_and_what_was_swapped(tmp_path: Path, search: LanceSearch) -> None:
    other = open_folder(f"file://{tmp_path}")
    search.upsert(GOODS, "acme", boards(0, 3))
    assert other.count(GOODS, "acme") == 3
    name = other.rebuild(GOODS)
    search.upsert(GOODS, "acme", boards(3, 1))
    other.swap(GOODS, name)
    search.refresh(GOODS, "acme")
    assert [hit.id for hit in search.query(GOODS, "acme", Query("oak")).hits] == ["p3"]
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("goods.1.")] == []


def test_a_table_is_tended_while_it_is_written(search: LanceSearch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tenant, "LOOSE_WRITES", 4)
    monkeypatch.setattr(tenant, "LOOSE_S", 0.0)
    monkeypatch.setattr(tenant, "INDEXED_FROM", 300)
    for first in range(0, 400, 40):
        search.upsert(GOODS, "acme", boards(first, 40))
    search.delete(GOODS, "acme", [f"p{at}" for at in range(0, 400, 2)])
    search.refresh(GOODS, "acme")
    assert search.count(GOODS, "acme") == 200
    found = search.query(GOODS, "acme", Query("boards 7", (1.0, 0.07), limit=3)).hits
    assert found[0].id == "p7"
    assert found[0].vector_score == pytest.approx(1.0, abs=0.01)


def test_a_table_that_grows_slowly_has_few_segments_of_vectors(
    tmp_path: Path, search: LanceSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"LOOSE_WRITES": 1, "LOOSE_S": 0.0, "INDEXED_FROM": 300}.items():
        monkeypatch.setattr(tenant, name, value)
    search.upsert(GOODS, "acme", boards(0, 300))
    for first in range(300, 308):
        search.upsert(GOODS, "acme", boards(first, 1))
    indexes = lancedb.connect(tmp_path).open_table("goods.1.acme").list_indices()
    [vectors] = [index for index in indexes if index.columns == ["f_meaning"]]
    assert (vectors.num_segments or 0) <= tenant.MOST_SEGMENTS
    assert vectors.name != "meaning_300"
    assert search.query(GOODS, "acme", Query(vector=(1.0, 3.07), limit=1)).hits[0].id == "p307"


def test_equal_hits_more_than_a_first_page_brings_keep_their_order(search: LanceSearch) -> None:
    """The rows of the first page bring what they show; equal ones after it are asked for again, and shown apart."""
    same = [Document(f"p{at}", {"title": "oak board", "brand": f"b{at}", "meaning": (1.0, 0.0)}) for at in range(60)]
    search.upsert(GOODS, "acme", same)
    for asked in (Query("oak", limit=7), Query(vector=(1.0, 0.0), limit=7)):
        page = search.query(GOODS, "acme", asked)
        seen = list(page.hits)
        while page.next:
            page = search.query(GOODS, "acme", replace(asked, next=page.next))
            seen += page.hits
        assert [(hit.id, hit.fields["brand"]) for hit in seen] == [(f"p{at}", f"b{at}") for at in range(60)]


def test_a_leg_whose_files_are_gone_is_named_and_the_other_answers(
    tmp_path: Path, search: LanceSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tenant, "INDEXED_FROM", 300)
    search.upsert(GOODS, "acme", boards(0, 400))
    search.refresh(GOODS, "acme")
    for index in (tmp_path / "goods.1.acme.lance/_indices").iterdir():
        if any(file.name == "auxiliary.idx" for file in index.iterdir()):
            shutil.rmtree(index)
    again = open_folder(f"file://{tmp_path}")
    found = again.query(GOODS, "acme", Query("board 7", (1.0, 0.07)))
    assert (found.legs_down, found.hits[0].id) == (("vector",), "p7")
    with pytest.raises(Unavailable, match="no leg"):
        again.query(GOODS, "acme", Query(vector=(1.0, 0.07)))


def test_an_engine_that_cannot_read_its_folder_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Unavailable):
        open_folder(f"file://{tmp_path}/file").create(GOODS)


def test_an_index_of_an_earlier_definition_takes_what_it_knows_and_answers_once_it_is_rebuilt(
    search: LanceSearch,
) -> None:
    later = replace(GOODS, fields=(*GOODS.fields, Field("price", "number")))
    with pytest.raises(Conflict, match="rebuild"):
        search.create(later)
    name = search.rebuild(later)
    assert search.upsert(later, "acme", [Document("p1", {"title": "oak", "price": 3})]) == []
    assert [hit.fields for hit in search.query(GOODS, "acme", Query("oak")).hits] == [{"title": "oak"}]
    with pytest.raises(Unavailable, match="rebuild"):
        search.query(later, "acme", Query("oak"))
    search.swap(later, name)
    assert [hit.fields["price"] for hit in search.query(later, "acme", Query("oak")).hits] == [3]
