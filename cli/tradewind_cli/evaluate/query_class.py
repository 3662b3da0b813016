"""How well requests find their class of goods: real product queries with the class that people gave each."""

import csv
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind_cli.checkout import use_sources
from tradewind_cli.report import AsJson, Metrics, Report
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

QUERIES = "search_wands_queries_only/common/query.csv"
FOLDS = 5
SEED = 7
RIDGE = 1.0


def command(
    data: Annotated[Path, typer.Option(help="A folder with search_wands_queries_only, or a CSV of its columns.")],
    meanings: Annotated[bool, typer.Option("--meanings/--no-meanings", help="With or without MiniLM.")] = True,
    json: AsJson = False,
) -> None:
    """Classify queries by the names of all classes and the examples of four fifths, each query in its turn."""
    measure(data, meanings).show(json)


def measure(data: Path, with_meanings: bool = True) -> Report:
    """By cross-validation, five folds. `accuracy`: the class is the likeliest; `accuracy_top3`: among the first three.

    `accuracy_names_only`: no example is shown, as with a catalogue's own categories. `accuracy_spelling`: no model of
    meaning. `accuracy_when_sure`, `sure_share`: as a search tells a category, by names and spelling alone and only
    where it is sure. `accuracy_when_told`, `told_share`: of those where the class is not left unknown, and how many
    those are. `calibration_error`: by how much the confidence is off, over ten bins. Baselines: `majority`, the
    commonest class of the four fifths; `tfidf_linear`, a ridge classifier over TF-IDF of words, which cannot name a
    class that it has not seen (`seen_share` of the queries have one). Raises: Trouble for a file that cannot be read.
    """
    use_sources()
    import numpy as np

    from catalog.rules.classifying import Classes

    queries, labels = _read(data)
    names = sorted(set(labels))
    fold_of = np.random.default_rng(SEED).permutation(len(queries)) % FOLDS
    vectors = _vectors(queries, names) if with_meanings else None
    hits: Counter[str] = Counter()
    confidences: list[tuple[float, bool, bool]] = []
    took: list[float] = []
    for fold in range(FOLDS):
        known = [at for at in range(len(queries)) if fold_of[at] != fold]
        asked = [at for at in range(len(queries)) if fold_of[at] == fold]
        examples = {name: [queries[at] for at in known if labels[at] == name] for name in names}
        shown, bare = Classes(names, examples), Classes(names)
        seen = {labels[at] for at in known}
        common = Counter(labels[at] for at in known).most_common(1)[0][0]
        linear = _linear([queries[at] for at in known], [labels[at] for at in known], [queries[at] for at in asked])
        for at, by_words in zip(asked, linear, strict=True):
            meant = _meant(vectors, at, names, known, labels) if vectors is not None else (None, None)
            began = time.perf_counter()
            ranked = shown.rank(queries[at], *meant)
            took.append(time.perf_counter() - began)
            decision = shown.classify(queries[at], *meant)
            right = labels[at]
            hits["accuracy"] += ranked[0].name == right
            hits["accuracy_top3"] += right in [each.name for each in ranked[:3]]
            hits["accuracy_names_only"] += bare.rank(queries[at], meant[0])[0].name == right
            if sure := bare.sure(queries[at]):
                hits["sure"] += 1
                hits["right_when_sure"] += sure.value == right
            hits["accuracy_spelling"] += shown.rank(queries[at])[0].name == right
            hits["seen_share"] += right in seen
            hits["majority"] += common == right
            hits["tfidf_linear"] += by_words == right
            confidences.append((decision.confidence or 0.0, ranked[0].name == right, decision.value is not None))
    total = len(queries)
    told = [is_right for _, is_right, is_told in confidences if is_told]
    metrics: Metrics = {
        "queries": total,
        "classes": len(names),
        **{name: round(hits[name] / total, 4) for name in ("accuracy", "accuracy_top3", "accuracy_names_only",
                                                           "accuracy_spelling", "seen_share")},
        "sure_share": round(hits["sure"] / total, 4),
        "accuracy_when_sure": round(hits["right_when_sure"] / hits["sure"], 4) if hits["sure"] else None,
        "told_share": round(len(told) / total, 4),
        "accuracy_when_told": round(sum(told) / len(told), 4) if told else None,
        "calibration_error": _calibration_error(confidences),
        "classify_p50_ms": round(sorted(took)[len(took) // 2] * 1000, 3),
    }  # fmt: skip
    baselines: dict[str, Metrics] = {
        name: {"accuracy": round(hits[name] / total, 4)} for name in ("majority", "tfidf_linear")
    }
    short = [
        f"accuracy {metrics['accuracy']}, {name} {figures['accuracy']}"
        for name, figures in baselines.items()
        if (metrics["accuracy"] or 0) <= (figures["accuracy"] or 0)
    ]
    return Report("query_class", metrics, baselines, short)


def _read(data: Path) -> tuple[list[str], list[str]]:
    file = data / QUERIES if data.is_dir() else data
    if not file.is_file():
        raise Trouble(f"{file}: no such file; --data names a folder with {QUERIES}, or that file")
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    if len(rows) < FOLDS or not {"query", "query_class"} <= rows[0].keys():
        raise Trouble(f"{file}: columns query and query_class, tabs between, and {FOLDS} rows at least")
    return [row["query"] for row in rows], [row["query_class"] or "" for row in rows]


def _vectors(queries: Sequence[str], names: Sequence[str]) -> "tuple[NDArray[np.float32], NDArray[np.float32]]":
    from tradewind.embeddings.minilm import MiniLmEmbedder
    from tradewind_cli.models.minilm import minilm

    embedder = MiniLmEmbedder(minilm())
    return embedder.embed(list(queries)), embedder.embed([name.replace("&", "and") or "unknown" for name in names])


def _meant(
    vectors: "tuple[NDArray[np.float32], NDArray[np.float32]]",
    at: int,
    names: Sequence[str],
    known: Sequence[int],
    labels: Sequence[str],
) -> tuple[dict[str, float], dict[str, float]]:
    """What a query's vector has in common with those of the names, and with the likest example of each class."""
    of_queries, of_names = vectors
    by_name = dict(zip(names, (of_names @ of_queries[at]).tolist(), strict=True))
    by_example: dict[str, float] = {}
    for other, likeness in zip(known, (of_queries[list(known)] @ of_queries[at]).tolist(), strict=True):
        by_example[labels[other]] = max(likeness, by_example.get(labels[other], -1.0))
    return by_name, by_example


def _linear(texts: Sequence[str], labels: Sequence[str], asked: Sequence[str]) -> list[str]:
    """The baseline: one-against-all ridge regression over TF-IDF of words, solved in its dual form."""
    import numpy as np

    cut = [text.lower().split() for text in texts]
    words = sorted({word for each in cut for word in each})
    column = {word: number for number, word in enumerate(words)}
    many = Counter(word for each in cut for word in set(each))
    rarity = np.array([np.log((1 + len(cut)) / (1 + many[word])) + 1 for word in words])

    def weighed(rows: Sequence[Sequence[str]]) -> "NDArray[np.float64]":
        matrix = np.zeros((len(rows), len(words)))
        for row, each in enumerate(rows):
            for word in each:
                if word in column:
                    matrix[row, column[word]] += 1
        matrix *= rarity
        matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
        return matrix

    names = sorted(set(labels))
    wanted = np.array([[1.0 if label == name else -1.0 for name in names] for label in labels])
    learned = weighed(cut)
    dual = np.linalg.solve(learned @ learned.T + RIDGE * np.eye(len(cut)), wanted)
    scores = weighed([text.lower().split() for text in asked]) @ learned.T @ dual
    return [names[best] for best in scores.argmax(axis=1)]


def _calibration_error(confidences: Sequence[tuple[float, bool, bool]]) -> float:
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, is_right, _ in confidences:
        bins.setdefault(min(int(confidence * 10), 9), []).append((confidence, is_right))
    off = sum(abs(sum(c for c, _ in each) - sum(right for _, right in each)) for each in bins.values())
    return round(off / len(confidences), 4)
