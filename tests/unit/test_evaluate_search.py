"""Judging a search: collections, the measure, and the command on a small one."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fake_search import FakeSearch
from tradewind.embeddings.ngrams import NgramEmbedder
from tradewind_cli.evaluate import search
from tradewind_cli.retrieval import engines
from tradewind_cli.retrieval.collection import Paper, read_collection
from tradewind_cli.retrieval.scores import mean_ndcg, ndcg
from tradewind_cli.trouble import Trouble

THINGS = ["kettle", "wing", "nozzle", "panel", "valve", "beam"]


def collection_in(folder: Path, with_documents: bool = True) -> Path:
    (folder / "dev").mkdir(parents=True)
    papers = [
        {"doc_id": str(at), "title": f"the {thing} {at}", "text": f"the {thing} {at} of steel, tested at speed {at}"}
        for at, thing in enumerate(THINGS * 4)
    ]
    if with_documents:
        with gzip.open(folder / "docs.jsonl.gz", "wt") as file:
            file.writelines(json.dumps(each) + "\n" for each in papers)
    questions = [{"query_id": at, "text": f"which {thing} is tested?"} for at, thing in enumerate(THINGS)]
    (folder / "dev/queries.jsonl").write_text("\n".join(json.dumps(each) for each in questions))
    codes = [f"{at % 6}\t{at}\t{1 + at // 6 if at // 6 < 3 else -1}" for at in range(24)]
    (folder / "dev/qrels.tsv").write_text("\n".join(codes) + "\n")
    return folder


def test_a_collection_is_read_with_its_gains(tmp_path: Path) -> None:
    found = read_collection(collection_in(tmp_path))
    assert len(found.papers) == 24
    assert found.papers[0].whole == "the kettle 0 of steel, tested at speed 0"
    assert found.questions["1"] == "which wing is tested?"
    assert found.gains["0"] == {"0": 4, "6": 3, "12": 2, "18": 0}


def test_a_title_that_the_text_does_not_repeat_is_part_of_the_whole() -> None:
    assert Paper("1", "Kettles", "Of steel").whole == "Kettles Of steel"


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("docs.jsonl", '{"doc_id": "1"}', "line 1: an object with doc_id, text"),
        ("dev/queries.jsonl", "\n[1]", "line 2: an object with query_id, text"),
        ("dev/qrels.tsv", "0 1", "a question, a document and a code"),
        ("dev/qrels.tsv", "0 1 5", "the code is 5"),
        ("dev/qrels.tsv", "77 1 1", "no question 77"),
        ("dev/qrels.tsv", "0 1 -1", "no question of the collection has a relevant document"),
    ],
)
def test_what_is_wrong_with_a_collection_is_told_by_its_place(
    tmp_path: Path, file: str, content: str, told: str
) -> None:
    folder = collection_in(tmp_path)
    (folder / file).write_text(content)
    with pytest.raises(Trouble, match=told):
        read_collection(folder)


def test_documents_may_come_from_another_folder(tmp_path: Path) -> None:
    documents = collection_in(tmp_path / "data")
    test = collection_in(tmp_path / "test", with_documents=False)
    assert len(read_collection(test, documents).papers) == 24
    with pytest.raises(Trouble, match=r"holds no docs\.jsonl"):
        read_collection(test)


def test_files_are_found_wherever_they_lie_alone_and_a_header_is_no_judgement(tmp_path: Path) -> None:
    folder = collection_in(tmp_path / "data")
    (folder / "dev").rename(folder / "march")
    judged = folder / "march/qrels.tsv"
    judged.write_text("query\tdocument\tcode\n" + judged.read_text())
    assert read_collection(folder).gains["0"]["0"] == 4
    (folder / "april").mkdir()
    (folder / "april/qrels.tsv").write_text("0 1 1")
    with pytest.raises(Trouble, match=r"holds no qrels\.tsv"):
        read_collection(folder)


def test_the_measure_is_as_reckoned_by_hand() -> None:
    gains = {"a": 4, "b": 2, "c": 0}
    assert ndcg(["a", "b", "c"], gains) == 1
    assert ndcg(["c", "a"], gains) == pytest.approx((4 / 1.5849625) / (4 + 2 / 1.5849625))
    assert ndcg([*"defghijklm", "a"], gains) == 0, "what comes after ten counts nothing"
    assert ndcg(["a"], {"a": 0}) is None
    assert mean_ndcg({"1": ["a", "b"]}, {"1": gains, "2": gains, "3": {}}) == 0.5, "no answer is an answer of nothing"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> FakeSearch:
    """The engine in memory, and spellings in the place of meanings."""
    engine = FakeSearch()

    @contextmanager
    def opened() -> Iterator[FakeSearch]:
        yield engine

    monkeypatch.setattr(engines, "lance", opened)
    monkeypatch.setattr(engines, "bare_lance", lambda collection, meanings: {"keyword": {}})
    monkeypatch.setattr(search, "_embedder", NgramEmbedder)
    return engine


def test_the_legs_both_and_the_rerank_are_judged_beside_what_is_simpler(small: FakeSearch, tmp_path: Path) -> None:
    data = collection_in(tmp_path / "data")
    report = search.measure(data)
    assert report.metrics["questions"] == 6
    assert all(0.4 < (report.metrics[f"ndcg10_{kind}"] or 0) <= 1 for kind in ("keyword", "vector", "hybrid", "rerank"))
    assert 0 < (report.baselines["rank_bm25"]["ndcg10_keyword"] or 0) <= 1
    assert report.baselines["engine_default"] == {"ndcg10_keyword": 0}
    assert "ndcg10_rerank" in report.baselines["rerank_shipped"]
    assert report.by_engine == {"lancedb": report.metrics}
    assert small.count(engines.schema_of(384), engines.TENANT) == 0, "nothing is left in the engine"


def test_a_collection_of_ones_own_is_judged_by_a_model_of_the_other(small: FakeSearch, tmp_path: Path) -> None:
    data, test = collection_in(tmp_path / "data"), collection_in(tmp_path / "test", with_documents=False)
    (test / "dev/queries.jsonl").write_text('{"query_id": 0, "text": "kettle"}')
    (test / "dev/qrels.tsv").write_text("0 0 1")
    report = search.measure(data, test)
    assert report.metrics["questions"] == 1
    assert report.metrics["documents"] == 24


def test_without_a_folder_it_is_told_what_to_name() -> None:
    with pytest.raises(Trouble, match="--data or --test"):
        search.measure(None)
