"""The search measurement in a small form: what it measures by, what it tells, and when it falls short."""

from pathlib import Path

import pytest

from tradewind_cli.bench import search
from tradewind_cli.bench.search import Measured
from tradewind_cli.measure import searching
from tradewind_cli.measure.goods import goods, spread
from tradewind_cli.trouble import Trouble

FIGURES = {
    "keyword_p95_ms", "vector_p95_ms", "slower_leg_p95_ms", "hybrid_p95_ms", "embed_p50_ms",
    "ratio_keyword_vs_rank_bm25", "ratio_hybrid_vs_rank_bm25", "docs_per_s_indexed",
}  # fmt: skip


def test_goods_are_the_same_each_time_and_say_what_is_asked_for() -> None:
    made = list(goods(1500, ["salon chair", "smart coffee table"]))
    assert made == list(goods(1500, ["salon chair", "smart coffee table"]))
    told = spread(made)
    assert told["median_words"] == 40
    assert told["distinct_terms"] > 12_000
    said = " ".join(each.whole for each in made).split()
    assert min(said.count(word) for word in ("salon", "chair", "smart", "coffee", "table")) > 0


def test_each_side_is_asked_each_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "with_one_thread", lambda: None)
    monkeypatch.setattr(search, "use_sources", lambda: None)
    found = search.run(["salon chair", 'shelf 36" wide', "?"], 120, None, ngrams=True)
    assert found.engines["lancedb"].keys() == FIGURES
    assert found.baselines.keys() == {"rank_bm25", "lancedb_bare"}
    assert min(found.engines["lancedb"].values()) > 0


def test_a_report_tells_each_engine_and_what_falls_short(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = dict.fromkeys(FIGURES, 3.0) | {"hybrid_p95_ms": 7.0}
    measured = Measured({"lancedb": slow, "opensearch": slow}, {}, {"distinct_terms": 9, "median_words": 40}, "x", 9)

    class Pool:
        def __init__(self, processes: int) -> None:
            assert processes == 1

        def __enter__(self) -> "Pool":
            return self

        def __exit__(self, *_: object) -> None:
            return

        def apply(self, run: object, asked: object) -> Measured:
            assert (run, asked) == (search.run, (["oak shelf"], 100, None, True))
            return measured

    monkeypatch.setattr(search, "get_context", lambda how: type("Context", (), {"Pool": Pool}))
    file = tmp_path / "search_wands_queries_only/common/query.csv"
    file.parent.mkdir(parents=True)
    file.write_text("query_id\tquery\tquery_class\n0\toak shelf\tShelves\n1\t\t\n")
    report = search.measure(tmp_path, 100, ngrams=True)
    assert report.by_engine.keys() == {"lancedb", "opensearch"}
    assert report.metrics.items() >= {"products": 100, "questions": 1, "keyword_p95_ms": 3.0}.items()
    assert len(report.falls_short) == 4
    with pytest.raises(Trouble, match="holds no questions"):
        search.measure(tmp_path / "none", 100)
