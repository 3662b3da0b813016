"""How good is the search? Questions with documents that people judged, beside what is simpler."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.report import AsJson, Metrics, Report, steps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from rerank.judged import Judged
    from tradewind.embeddings import Embedder
    from tradewind.search import Search
    from tradewind_cli.retrieval.collection import Collection
    from tradewind_cli.retrieval.engines import Meanings
    from tradewind_cli.retrieval.judging import Asked

BUNDLE = ROOT / "sagemaker/rerank/shipped"
HYBRID_GAIN, RERANK_GAIN = 1.25, 1.30
"""By how much hybrid and rerank are to be better than rank_bm25."""


def command(
    data: Annotated[
        Path | None, typer.Option(help="A folder with a collection, see docs/evaluating-search.md.")
    ] = None,
    test: Annotated[
        Path | None, typer.Option(help="Judge on this collection; the rerank is trained on that of --data, if any.")
    ] = None,
    opensearch: Annotated[
        str | None, typer.Option(help="Judge OpenSearch too, at this address.", metavar="http://HOST:PORT")
    ] = None,
    json: AsJson = False,
) -> None:
    """Ask a collection's questions by words, by meaning, by both and reranked; judge the orders."""
    measure(data, test, opensearch).show(json)


def measure(data: Path | None, test: Path | None = None, opensearch: str | None = None) -> Report:
    """NDCG at 10 of the legs, of both and of the rerank, on LanceDB; `by_engine` on each.

    The rerank is by models that have not seen the question: of five folds, or, with `test`, of the collection of
    `data`. `rerank_shipped` among the baselines is the model in the repository, which has seen no judgement of people.
    `engine_default` is the engine called bare, as its guide has it (`opensearch_default` that of OpenSearch), and
    `rank_bm25` the library over plain words. Raises: Trouble.
    """
    use_sources()
    from tradewind_cli.retrieval.collection import read_collection
    from tradewind_cli.retrieval.engines import bare_lance, bare_opensearch, lance, opensearch_at
    from tradewind_cli.trouble import Trouble

    if data is None and test is None:
        raise Trouble("--data or --test names a folder with a collection; its form is in docs/evaluating-search.md")
    judged_on = read_collection(test, documents=data) if test else read_collection(data or Path())
    learned_on = read_collection(data) if test and data else None
    embedder = _embedder()
    meanings = _meanings(embedder, judged_on)
    learned_meanings = _meanings(embedder, learned_on) if learned_on else None
    with lance() as engine:
        report = _judged(engine, judged_on, meanings, learned_on, learned_meanings)
    report.baselines["engine_default"] = _bare(bare_lance(judged_on, meanings), judged_on)
    report.by_engine["lancedb"] = report.metrics
    if opensearch:
        with opensearch_at(opensearch) as engine:
            other = _judged(engine, judged_on, meanings, learned_on, learned_meanings)
        report.by_engine["opensearch"] = other.metrics
        report.baselines["opensearch_default"] = _bare(bare_opensearch(opensearch, judged_on, meanings), judged_on)
        report.falls_short.extend(f"OpenSearch: {sentence}" for sentence in other.falls_short)
    return report


def _judged(
    engine: "Search",
    judged_on: "Collection",
    meanings: "Meanings",
    learned_on: "Collection | None",
    learned_meanings: "Meanings | None",
) -> Report:
    from tradewind_cli.retrieval.engines import rank_bm25
    from tradewind_cli.retrieval.judging import by, by_folds, figures
    from tradewind_cli.retrieval.scores import mean_ndcg

    asked = _asked(engine, judged_on, meanings)
    if learned_on is not None and learned_meanings is not None:
        from rerank.fitting import fit

        rated = by(fit(list(_asked(engine, learned_on, learned_meanings).judged.values()), 1, 1).relevances, asked)
    else:
        rated = by_folds(asked)
    metrics = figures(asked, rated, judged_on)
    plain = round(mean_ndcg(rank_bm25(judged_on), judged_on.gains), 4)
    baselines: dict[str, Metrics] = {"rank_bm25": {"ndcg10_keyword": plain}}
    if (BUNDLE / "model.onnx").is_file():
        baselines["rerank_shipped"] = figures(asked, by(_shipped(), asked), judged_on)
    counted = sum(any(gains.values()) for gains in judged_on.gains.values())
    return Report(
        "search",
        {"questions": counted, "documents": len(judged_on.papers), **metrics},
        baselines,
        falls_short=_missed(metrics, plain),
    )


def _asked(engine: "Search", collection: "Collection", meanings: "Meanings") -> "Asked":
    from tradewind_cli.retrieval.engines import Indexed
    from tradewind_cli.retrieval.judging import ask_all

    indexed = Indexed(engine, collection, meanings)
    try:
        return ask_all(indexed, collection, meanings)
    finally:
        indexed.remove()


def _bare(orders: "Mapping[str, Mapping[str, Sequence[str]]]", collection: "Collection") -> Metrics:
    from tradewind_cli.retrieval.scores import mean_ndcg

    return {f"ndcg10_{name}": round(mean_ndcg(each, collection.gains), 4) for name, each in orders.items()}


def _shipped() -> "Callable[[Judged], NDArray[np.float64]]":
    """The model of the repository, as the registry serves it."""
    from rerank.fitting import relevances_of, rows_of
    from tradewind.registry.bundle import read_bundle
    from tradewind.registry.session import Session

    session = Session((BUNDLE / "model.onnx").read_bytes(), read_bundle(BUNDLE).signature)
    return lambda judged: relevances_of(session.run({"features": rows_of(judged)})["relevance"].astype(float))


def _embedder() -> "Embedder":
    from tradewind.embeddings.minilm import MiniLmEmbedder
    from tradewind_cli.models.minilm import minilm

    return MiniLmEmbedder(minilm())


def _meanings(embedder: "Embedder", collection: "Collection") -> "Meanings":
    """The vectors of titles with texts, and of questions: some 20 ms a document of 150 words."""
    import numpy as np

    from tradewind_cli.retrieval.engines import Meanings

    said = [f"{paper.title} {paper.text}" for paper in collection.papers]
    papers = [embedder.embed([text])[0] for text in steps(said, "embedding documents")]
    return Meanings(np.array(papers), embedder.embed(list(collection.questions.values())))


def _missed(metrics: Metrics, least: float) -> list[str]:
    hybrid, rerank = metrics["ndcg10_hybrid"] or 0.0, metrics["ndcg10_rerank"] or 0.0
    goals = [
        ("ndcg10_hybrid", hybrid, HYBRID_GAIN * least),
        *(("ndcg10_hybrid", hybrid, metrics[f"ndcg10_{leg}"] or 0.0) for leg in ("keyword", "vector")),
        ("ndcg10_rerank", rerank, RERANK_GAIN * least),
    ]
    return [f"{name} {value}, goal above {goal:.4f}" for name, value, goal in goals if value < goal]
