"""Trains the rater of search results and writes its bundle. Runs the same on a laptop and as a SageMaker job.

    python sagemaker/rerank/train.py --model-dir OUT [--data DIR] [--seed 1]

Without `--data` it learns from drawn worlds alone (`generated.py`), which is what the shipped model does.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
for source in ("functions", "layers/core/python", "sagemaker"):
    if str(ROOT / source) not in sys.path:
        sys.path.insert(0, str(ROOT / source))

import numpy as np  # noqa: E402

from rerank.fitting import SIGNATURE, fit, ndcg, rows_of  # noqa: E402
from rerank.generated import worlds  # noqa: E402
from rerank.judged import FILE, Judged, read_folder  # noqa: E402
from training.bundle import card_of, judged_on, write_bundle  # noqa: E402
from training.job import Job, run  # noqa: E402
from training.tables import title_of  # noqa: E402

WORLDS, TEST_WORLDS, TEST_SEED = 12, 4, 1000
FOLDS = 5
FOLDER = Path(__file__).parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, measure, write. 1 where the data is not of the stated form."""
    return run(train, FOLDER, arguments)


def train(job: Job, count: int = WORLDS, tested: int = TEST_WORLDS) -> Sequence[Path]:
    """The files of the bundle, written: the same bytes for the same data and seed on one platform.

    `count` and `tested`: of drawn worlds. Raises: WrongData for a folder that is not of the stated form.
    """
    if job.data is None:
        questions = [each for world in worlds(job.seed, count) for each in world]
        fitted = fit(questions, job.seed, job.threads)
        asked = [each for world in worlds(TEST_SEED, tested) for each in world]
        metrics = _figures(asked, [fitted.relevances(each) for each in asked])
        signature, learned = SIGNATURE, "questions drawn by `generated.py`, and nothing else"
    else:
        questions = read_folder(job.data)
        fitted = fit(questions, job.seed, job.threads)
        metrics = _figures(questions, rated_by_others(questions, job.seed, job.threads))
        name = title_of(job.data, [job.data / FILE])
        signature = judged_on(SIGNATURE, f"five folds of {name}")
        learned = f"the judgements of `{name}`, whose terms are whoever's who trained it"
    metrics = {"trained_on": len(questions), **metrics}
    return write_bundle(
        job.out,
        fitted.onnx(),
        signature,
        metrics,
        card_of(FOLDER / "card.md", learned, job.seed, metrics),
        {"trees.npz": fitted.trees.save()},
    )


def rated_by_others(questions: Sequence[Judged], seed: int, threads: int) -> "list[np.ndarray]":
    """Each question's relevances by a model that has not seen it: trained on four fifths of the others."""
    rows = [rows_of(each) for each in questions]
    fold = np.random.default_rng([seed, 2]).permutation(len(questions)) % FOLDS
    found: list[np.ndarray] = [np.empty(0)] * len(questions)
    for each in range(FOLDS):
        seen = np.flatnonzero(fold != each).tolist()
        fitted = fit([questions[at] for at in seen], seed, threads, [rows[at] for at in seen])
        for at in np.flatnonzero(fold == each).tolist():
            found[at] = fitted.relevances(questions[at], rows[at])
    return found


def _figures(questions: Sequence[Judged], rated: "Sequence[np.ndarray]") -> dict[str, float]:
    """How good the order is, beside that of the search and of its legs."""
    found = {
        "ndcg10": rated,
        "ndcg10_of_hybrid": [-np.arange(float(len(each.candidates))) for each in questions],
        "ndcg10_of_keyword": [_by_rank([one.keyword_rank for one in each.candidates]) for each in questions],
        "ndcg10_of_vector": [_by_rank([one.vector_rank for one in each.candidates]) for each in questions],
    }
    squares = [(given - judged.relevance) ** 2 for judged, given in zip(questions, rated, strict=True)]
    return {
        "questions": len(questions),
        **{name: _mean(questions, scores) for name, scores in found.items()},
        "brier": round(float(np.concatenate(squares).mean()), 5),
    }


def _mean(questions: Sequence[Judged], scores: "Sequence[np.ndarray]") -> float:
    each = [ndcg(judged, given) for judged, given in zip(questions, scores, strict=True)]
    return round(float(np.mean([value for value in each if value is not None])), 5)


def _by_rank(ranks: "Sequence[int | None]") -> "np.ndarray":
    return np.array([-float(rank) if rank is not None else -np.inf for rank in ranks])


if __name__ == "__main__":
    raise SystemExit(main())
