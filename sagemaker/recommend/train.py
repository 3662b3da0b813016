"""Trains the order of recommendations and writes its bundle. Runs the same on a laptop and as a SageMaker job.

    python sagemaker/recommend/train.py --model-dir OUT [--data DIR] [--seed 1]

Without `--data` it learns from drawn baskets alone (`generated.py`), which is what the shipped model does.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

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
from training.bundle import card_of, judged_on, write_bundle  # noqa: E402
from training.job import Job, run  # noqa: E402
from training.tables import WrongData, title_of  # noqa: E402

WORLDS, TEST_WORLDS, TEST_SEED = 10, 2, 1000
MOST_ASKED = 60
"""Users asked of at one moment of a drawn world."""
ORIGINS = 4
"""Moments that are learned from, AHEAD_DAYS apart, the last one as long before the end."""
HELD_BACK = 0.2
LEAST_QUESTIONS = 50
FOLDER = Path(__file__).parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, measure, write. 1 where the data is not of the stated form."""
    return run(train, FOLDER, arguments)


def train(job: Job, count: int = WORLDS) -> Sequence[Path]:
    """The files of the bundle, written: the same bytes for the same data and seed on one platform. `count`: of drawn
    worlds.

    Raises: WrongData for a folder that is not of the stated form or holds too little.
    """
    if job.data is None:
        asked = joined(learned_from(world, job.seed, MOST_ASKED) for world in worlds(job.seed, count))
        fitted = fit(*asked, job.seed, job.threads)
        metrics = {"trained_on": len(asked.new) + len(asked.again), **_on_worlds(fitted)}
        signature, learned = SIGNATURE, "baskets drawn by `generated.py`, and nothing else"
    else:
        fitted, metrics, name = _of_a_folder(job.data, job)
        signature = judged_on(SIGNATURE, f"the last fifth of {name}")
        learned = f"the baskets of `{name}`, whose terms are whoever's who trained it"
    return write_bundle(
        job.out,
        fitted.onnx(),
        signature,
        metrics,
        card_of(FOLDER / "card.md", learned, job.seed, metrics),
        {},
    )


class Asked(NamedTuple):
    """Questions to learn from: of what is new to people, and of all that they might take to."""

    new: list[Question]
    again: list[Question]


def joined(parts: Iterable[Asked]) -> Asked:
    """Several as one."""
    found = Asked([], [])
    for part in parts:
        found.new.extend(part.new)
        found.again.extend(part.again)
    return found


def learned_from(baskets: Baskets, seed: int, most: int | None = None, until: float = np.inf) -> Asked:
    """Questions of some moments before `until`, none of which looks beyond it. `most`: people asked of at a moment."""
    rng = np.random.default_rng([seed, 0])
    until = min(until, baskets.last + 1)
    found = Asked([], [])
    for back in range(1, ORIGINS + 1):
        now = until - back * AHEAD_DAYS
        if now - baskets.first < AHEAD_DAYS:
            break
        past = Past(baskets, now)
        found.new.extend(to_learn_from(past, until, False, most, rng))
        found.again.extend(to_learn_from(past, until, True, most, rng))
    return found


def _on_worlds(fitted: Fitted) -> dict[str, float | int]:
    """How well it does in worlds that it has not seen, beside the baseline."""
    return _figures(fitted, joined(_held_back(world) for world in worlds(TEST_SEED, TEST_WORLDS)))


def _held_back(baskets: Baskets) -> Asked:
    split = baskets.last - (baskets.last - baskets.first) * HELD_BACK
    past, end = Past(baskets, split), baskets.last + 1
    return Asked(questions(past, end, again=False), questions(past, end, again=True))


def _figures(fitted: Fitted, asked: Asked) -> dict[str, float | int]:
    """`ndcg10` and `recall10` of what was new to people, with `_again` of all that they took to."""
    found: dict[str, float | int] = {"questions": len(asked.new)}
    for suffix, some, again in (("", asked.new, False), ("_again", asked.again, True)):
        model = of_questions(some, [fitted.score(each.rows, again) for each in some])
        plain = of_questions(some, [each.plain for each in some])
        found |= {f"{name}{suffix}": value for name, value in model.items()}
        found |= {f"{name}{suffix}_of_item_knn": value for name, value in plain.items()}
    return found


def _of_a_folder(folder: Path, job: Job) -> tuple[Fitted, dict[str, float | int], str]:
    """Trained on all of it; measured by one that was trained on the first four fifths of its days, on the last."""
    baskets = read_folder(folder)
    split = baskets.last - (baskets.last - baskets.first) * HELD_BACK
    rehearsed = fit(*_enough(learned_from(baskets, job.seed, until=split)), job.seed, job.threads)
    asked = _held_back(baskets)
    if not asked.new:
        raise WrongData(folder, "its last fifth holds nobody with a past who bought something new")
    whole = _enough(learned_from(baskets, job.seed))
    metrics = {"trained_on": len(whole.new) + len(whole.again), **_figures(rehearsed, asked)}
    return fit(*whole, job.seed, job.threads), metrics, title_of(folder, folder.glob("*.csv*"))


def _enough(asked: Asked) -> Asked:
    if len(asked.new) < LEAST_QUESTIONS:
        told = f"{len(asked.new)} questions can be asked of it, {LEAST_QUESTIONS} are needed; more history"
        raise WrongData(Path("baskets.csv"), told)
    return asked


if __name__ == "__main__":
    raise SystemExit(main())
