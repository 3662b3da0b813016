"""How fast is the search, beside the library that people take first, and beside the engine bare?"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from tradewind_cli.checkout import use_sources
from tradewind_cli.report import AsJson, Metrics, Report, steps
from tradewind_cli.trouble import Trouble

KEYWORD_RATIO, HYBRID_RATIO, SLOWER_LEG = 25, 10, 2
FEWEST_TERMS = 30_000
MOST_QUESTIONS = 1000
WARMED = 8
"""Each eighth question is asked of each side before it counts."""
AT_ONCE = 48
"""Questions that a side is asked in a row before the next side's turn: rank_bm25 goes through a gigabyte for each, and
who was asked right after it found the processor's caches cold and took three times as long."""


def command(
    data: Annotated[
        Path | None,
        typer.Option(
            help="A folder with search_wands_queries_only/common/query.csv: 480 questions of people, tab-separated.",
            show_default="sixty questions of its own",
        ),
    ] = None,
    products: Annotated[int, typer.Option(min=100, help="Generated products.")] = 100_000,
    opensearch: Annotated[
        str | None, typer.Option(help="Measure OpenSearch too, at this address.", metavar="http://HOST:PORT")
    ] = None,
    ngrams: Annotated[bool, typer.Option("--ngrams", help="Questions by the stand-in too, not by MiniLM.")] = False,
    json: AsJson = False,
) -> None:
    """Products from a generator, real questions; LanceDB by the port and bare, OpenSearch, rank_bm25, in turns."""
    measure(data, products, opensearch, ngrams).show(json)


def measure(data: Path | None, products: int, opensearch: str | None = None, ngrams: bool = False) -> Report:
    """Every question is asked of each side, 48 in a row, in one process where each computes with one thread, after a
    warming round; an OpenSearch node has its own threads.

    `keyword_p95_ms`, `vector_p95_ms`, `hybrid_p95_ms`: the first ten hits with their title and price; those that need
    the question's vector compute it within (`embed_p50_ms`). `ratio_...`: the sum of rank_bm25's times over the sum of
    ours. `docs_per_s_indexed`: written, indexed and found, without making their vectors, which the n-gram stand-in
    does: neighbours mean nothing here, and are searched for all the same. `distinct_terms`, `median_words`: of the
    products. The engine bare computes no vectors of questions. Raises: Trouble.
    """
    use_sources()
    questions = read_questions(data) if data else own_questions()
    with get_context("spawn").Pool(1) as pool:  # a process whose libraries are told how many threads to take
        found = pool.apply(run, (questions, products, opensearch, ngrams))
    metrics = rounded(found.engines["lancedb"])
    metrics |= {"products": products, "questions": len(questions), **found.spread}
    engines = {name: rounded(figures) for name, figures in found.engines.items()}
    baselines = {name: rounded(figures) for name, figures in found.baselines.items()}
    details = [
        f"questions embedded by {found.embedder}, products by the n-gram stand-in",
        f"hits of a question by words: {found.matches:.1f} of ten in the mean",
    ]
    return Report("search", metrics, baselines, list(short(metrics)), details, by_engine=engines)


@dataclass(frozen=True)
class Measured:
    """What the process answers with."""

    engines: dict[str, dict[str, float]]
    baselines: dict[str, dict[str, float]]
    spread: dict[str, int | float]
    embedder: str
    matches: float


def run(questions: list[str], number: int, opensearch: str | None, ngrams: bool) -> Measured:
    """All that is measured; the first thing it does is to take one processor."""
    from tradewind_cli.measure import searching

    searching.with_one_thread()
    use_sources()
    from tradewind.embeddings.minilm import MiniLmEmbedder
    from tradewind.embeddings.ngrams import NgramEmbedder
    from tradewind.search import Query, Search
    from tradewind.search.lance import open_folder
    from tradewind_cli.measure.goods import goods, spread
    from tradewind_cli.models.minilm import minilm

    products = list(goods(number, questions))
    stand_in = NgramEmbedder()
    embedder = stand_in if ngrams else MiniLmEmbedder(minilm())
    vectors = stand_in.embed([each.whole for each in products])
    wanted = searching.schema(stand_in.dimensions)
    timed, speeds = searching.Timed(), {}
    asking: dict[str, searching.Ask] = {}
    with ExitStack() as stack:
        folders = [stack.enter_context(TemporaryDirectory(prefix="tradewind-bench-")) for _ in range(2)]
        engines: dict[str, Search] = {"lancedb": open_folder(f"file://{folders[0]}")}
        if opensearch:
            from tradewind.search.opensearch import open_cluster

            engines["opensearch"] = open_cluster(opensearch)
        for name, search in engines.items():
            if name == "opensearch":
                stack.callback(search.delete_tenant, wanted, searching.TENANT)
            speeds[name] = searching.fill(search, wanted, products, vectors)
            for what, ask in searching.through_the_port(search, wanted, questions, embedder).items():
                asking[what if what == "embed" else f"{name} {what}"] = ask
        bare = searching.bare_lancedb(folders[1], products, vectors, questions)
        asking |= {f"bare {what}": ask for what, ask in bare.items()}
        asking["rank_bm25"] = searching.rank_bm25(products, questions)
        for at in range(0, len(questions), WARMED):
            for ask in asking.values():
                ask(at)
        for first in steps(range(0, len(questions), AT_ONCE), "Questions"):
            for name, ask in asking.items():
                for at in range(first, min(first + AT_ONCE, len(questions))):
                    timed.ask(name, at, ask)
        hits = [
            len(engines["lancedb"].query(wanted, searching.TENANT, Query(text, shows=())).hits) for text in questions
        ]
    baselines = {
        "rank_bm25": {"keyword_p95_ms": timed.p("rank_bm25", 0.95), "keyword_p50_ms": timed.p("rank_bm25", 0.5)},
        "lancedb_bare": {f"{leg}_p95_ms": timed.p(f"bare {leg}", 0.95) for leg in bare},
    }
    told = {name: searching.told(timed, f"{name} ", speeds[name]) for name in engines}
    return Measured(told, baselines, spread(products), embedder.name, sum(hits) / len(hits))


def read_questions(data: Path) -> list[str]:
    """The questions of a folder. Raises: Trouble where there are none."""
    file = data / "search_wands_queries_only/common/query.csv"
    try:
        rows = [line.split("\t") for line in file.read_text().splitlines()]
        column = rows[0].index("query")
    except (OSError, ValueError, IndexError) as error:
        raise Trouble(f"{file} holds no questions: {error}") from error
    return [row[column].strip() for row in rows[1:] if len(row) > column and row[column].strip()][:MOST_QUESTIONS]


def own_questions() -> list[str]:
    """Questions of two to five words, for a try without a folder of real ones."""
    goods = ["lamp", "table", "chair", "sofa", "rug", "shelf", "bed", "mirror", "stool", "desk"]
    kinds = ["oak", "modern", "outdoor", "small", "white", "velvet"]
    return [f"{kind} {each} for the garden"[: 24 if len(kind) > 3 else 10].strip() for kind in kinds for each in goods]


def rounded(figures: dict[str, float]) -> Metrics:
    return {name: round(value, 3) for name, value in figures.items()}


def short(metrics: Metrics) -> Sequence[str]:
    """A sentence for each goal that was missed."""
    found = []
    for name, goal in (("keyword", KEYWORD_RATIO), ("hybrid", HYBRID_RATIO)):
        ratio = metrics[f"ratio_{name}_vs_rank_bm25"] or 0
        if ratio < goal:
            found.append(f"{name} is {ratio:.1f} times as fast as rank_bm25; the goal is {goal}")
    hybrid, slower = metrics["hybrid_p95_ms"] or 0, metrics["slower_leg_p95_ms"] or 0
    if hybrid > SLOWER_LEG * slower:
        found.append(f"hybrid takes {hybrid / slower:.1f} times the slower leg; the goal is {SLOWER_LEG}")
    if (metrics["distinct_terms"] or 0) < FEWEST_TERMS:
        found.append(f"the products have {metrics['distinct_terms']} different terms; the goal is {FEWEST_TERMS}")
    return found
