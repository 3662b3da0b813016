"""Trains the order of recommendations and writes its bundle. Runs the same on a laptop and as a SageMaker job.

    python sagemaker/recommend/train.py --model-dir OUT [--data DIR] [--seed 1]

Without `--data` it learns from drawn baskets alone (`generated.py`), which is what the shipped model does.
"""

import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
for source in ("functions", "layers/core/python", "sagemaker"):
    if str(ROOT / source) not in sys.path:
        sys.path.insert(0, str(ROOT / source))

import numpy as np  # noqa: E402

from recommend.asking import AHEAD_DAYS, Question, questions, to_learn_from  # noqa: E402
from recommend.baskets import Baskets, read_folder  # noqa: E402
from recommend.fitting import SIGNATURE, Fitted, fit  # noqa: E402
from recommend.generated import worlds  # noqa: E402
from recommend.past import Past  # noqa: E402
from recommend.scores import of_questions  # noqa: E402
from training.bundle import write_bundle  # noqa: E402
from training.job import Job, job_of  # noqa: E402
from training.tables import WrongData  # noqa: E402

WORLDS, TEST_WORLDS, TEST_SEED = 10, 2, 1000
MOST_ASKED = 60
"""Users asked of at one moment of a drawn world."""
ORIGINS = 4
"""Moments that are learned from, AHEAD_DAYS apart, the last one as long before the end."""
HELD_BACK = 0.2
LEAST_QUESTIONS = 50
CARD = Path(__file__).with_name("card.md")
SHIPPED = Path(__file__).with_name("shipped")


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, measure, write. 1 where the data is not of the stated form."""
    job = job_of(arguments, "Trains recommend.", SHIPPED)
    try:
        train(job)
    except WrongData as wrong:
        print(f"recommend: {wrong}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def train(job: Job, count: int = WORLDS) -> Sequence[Path]:
    """The files of the bundle, written: the same bytes for the same data and seed on one platform. `count`: of drawn
    worlds.

    Raises: WrongData for a folder that is not of the stated form or holds too little.
    """
    if job.data is None:
        asked = [each for world in worlds(job.seed, count) for each in learned_from(world, job.seed, MOST_ASKED)]
        fitted = fit(asked, job.seed, job.threads)
        metrics = {"trained_on": len(asked), **_on_worlds(fitted)}
        signature, learned = SIGNATURE, "baskets drawn by `generated.py`, and nothing else"
    else:
        fitted, metrics, name = _of_a_folder(job.data, job)
        gate = SIGNATURE.gate.model_copy(update={"on": f"the last fifth of {name}"})
        signature = SIGNATURE.model_copy(update={"gate": gate})
        learned = f"the baskets of `{name}`, whose terms are whoever's who trained it"
    return write_bundle(
        job.out,
        fitted.onnx(),
        signature,
        metrics,
        _card(learned, job.seed, metrics),
        {"trees.npz": fitted.trees.save()},
    )


def learned_from(baskets: Baskets, seed: int, most: int | None = None, until: float = np.inf) -> list[Question]:
    """Questions of some moments before `until`, none of which looks beyond it: of each with and without what was bought
    before, as one model is asked both."""
    rng = np.random.default_rng([seed, 0])
    until = min(until, baskets.last + 1)
    found: list[Question] = []
    for back in range(1, ORIGINS + 1):
        now = until - back * AHEAD_DAYS
        if now - baskets.first < AHEAD_DAYS:
            break
        past = Past(baskets, now)
        for again in (False, True):
            found += to_learn_from(past, until, again, most, rng)
    return found


def _on_worlds(fitted: Fitted) -> dict[str, float | int]:
    """How well it does in worlds that it has not seen, beside the baseline."""
    asked = [each for world in worlds(TEST_SEED, TEST_WORLDS) for each in _held_back(world)]
    return _figures(fitted, asked)


def _held_back(baskets: Baskets) -> list[Question]:
    split = baskets.last - (baskets.last - baskets.first) * HELD_BACK
    return questions(Past(baskets, split), baskets.last + 1, again=False)


def _figures(fitted: Fitted, asked: Sequence[Question]) -> dict[str, float | int]:
    model = of_questions(asked, [fitted.score(each.rows) for each in asked])
    plain = of_questions(asked, [each.plain for each in asked])
    return {
        "questions": len(asked),
        **model,
        **{f"{name}_of_item_knn": value for name, value in plain.items()},
    }


def _of_a_folder(folder: Path, job: Job) -> tuple[Fitted, dict[str, float | int], str]:
    """Trained on all of it; measured by one that was trained on the first four fifths of its days, on the last."""
    baskets = read_folder(folder)
    split = baskets.last - (baskets.last - baskets.first) * HELD_BACK
    rehearsed = fit(_enough(learned_from(baskets, job.seed, until=split)), job.seed, job.threads)
    asked = _held_back(baskets)
    if not asked:
        raise WrongData(folder, "its last fifth holds nobody with a past who bought something new")
    whole = _enough(learned_from(baskets, job.seed))
    metrics = {"trained_on": len(whole), **_figures(rehearsed, asked)}
    digest = sha256(b"".join(path.read_bytes() for path in sorted(folder.glob("*.csv*")))).hexdigest()[:12]
    return fit(whole, job.seed, job.threads), metrics, f"{folder.name} {digest}"


def _enough(asked: list[Question]) -> list[Question]:
    if len(asked) < LEAST_QUESTIONS:
        told = f"{len(asked)} questions can be asked of it, {LEAST_QUESTIONS} are needed; more history"
        raise WrongData(Path("baskets.csv"), told)
    return asked


def _card(learned: str, seed: int, metrics: dict[str, float | int]) -> str:
    table = "\n".join(f"| `{name}` | {value} |" for name, value in metrics.items())
    return (
        CARD.read_text(encoding="utf-8")
        .replace("{learned}", learned)
        .replace("{seed}", str(seed))
        .replace("{figures}", f"| figure | value |\n| --- | --- |\n{table}")
    )


if __name__ == "__main__":
    raise SystemExit(main())
