"""Trains the forecast of prices and writes its bundle. Runs the same on a laptop and as a SageMaker job.

    python sagemaker/price_drop/train.py --model-dir OUT [--data DIR] [--seed 1]

Without `--data` it learns from drawn histories alone (`generated.py`), which is what the shipped model does.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
for source in ("functions", "layers/core/python", "sagemaker"):
    if str(ROOT / source) not in sys.path:
        sys.path.insert(0, str(ROOT / source))

import numpy as np  # noqa: E402

from price_drop.examples import Examples, Waits, asked_of, joined, joined_waits  # noqa: E402
from price_drop.fitting import OF_WORLDS, SIGNATURE, Fitted, fit  # noqa: E402
from price_drop.folder import read_folder  # noqa: E402
from price_drop.generated import Drawn, worlds  # noqa: E402
from prices.forecasting.features import OF_THE_CALENDAR  # noqa: E402
from prices.forecasting.market import Market  # noqa: E402
from prices.forecasting.series import Array, PriceSeries  # noqa: E402
from training.bundle import card_of, judged_on, write_bundle  # noqa: E402
from training.job import Job, run  # noqa: E402
from training.tables import WrongData, title_of  # noqa: E402

WORLDS, TEST_WORLDS, TEST_SEED = 12, 4, 1000
ORIGINS, TEST_ORIGINS = 20, 10
HELD_BACK = 0.2
BESIDES = 0.01
"""Drops in a week that are no promotion: beside what the worlds themselves call the chance of one."""
TWO_YEARS = 730
LEAST_EXAMPLES = 500
FOLDER = Path(__file__).parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, measure, write. 1 where the data is not of the stated form."""
    return run(train, FOLDER, arguments)


def train(job: Job) -> Sequence[Path]:
    """The files of the bundle, written: the same bytes for the same data and seed on one platform.

    Raises: WrongData for a folder that is not of the stated form or holds too little.
    """
    if job.data is None:
        examples, waits = _of_worlds(worlds(job.seed, WORLDS), job.seed, ORIGINS)
        fitted = fit(examples, waits, OF_WORLDS, job.seed, job.threads)
        metrics = {"trained_on": examples.size, **_on_worlds(fitted)}
        signature, learned = SIGNATURE, "histories drawn by `generated.py`, and nothing else"
    else:
        fitted, metrics, name = _of_a_folder(job.data, job)
        signature = judged_on(SIGNATURE, f"the last fifth of {name}")
        learned = f"the histories of `{name}`, whose terms are whoever's who trained it"
    return write_bundle(
        job.out,
        fitted.onnx(),
        signature,
        metrics,
        card_of(FOLDER / "card.md", learned, job.seed, metrics),
        {"trees.npz": fitted.trees["drop"][0].save()},
    )


def _of_worlds(drawn: Iterable[Sequence[Drawn]], seed: int, origins: int) -> tuple[Examples, Waits]:
    rng = np.random.default_rng([seed, 0])
    found = []
    for world in drawn:
        market = Market([each.series for each in world])
        found += [asked_of(each.series, market, rng, origins) for each in world]
    asked = [each for each in found if each is not None]
    return joined([each[0] for each in asked]), joined_waits([each[1] for each in asked])


def _on_worlds(fitted: Fitted) -> dict[str, float]:
    """How well it does in worlds that it has not seen, beside the worlds' own truth and their mean."""
    rng = np.random.default_rng(TEST_SEED)
    parts, truths = [], []
    for world in worlds(TEST_SEED, TEST_WORLDS):
        market = Market([each.series for each in world])
        for each in world:
            asked = asked_of(each.series, market, rng, TEST_ORIGINS, extra=0)
            if asked is not None:
                parts.append(asked[0])
                truths.append(each.chance[np.searchsorted(each.series.days, asked[0].todays)])
    examples, truth = joined(parts), np.concatenate(truths)
    answer = fitted.session().run({"features": examples.rows})
    rate = np.full(examples.size, examples.dropped.mean())
    return {
        **_figures(answer["drop"].astype(float), np.sort(answer["quantiles"].astype(float), axis=1), examples),
        "log_loss_of_truth": _log_loss(np.maximum(truth, BESIDES), examples),
        "log_loss_of_mean": _log_loss(rate, examples),
    }


def _of_a_folder(folder: Path, job: Job) -> tuple[Fitted, dict[str, float], str]:
    """Trained on all of it; measured by one that was trained on the first four fifths of its days, on the last."""
    series = read_folder(folder)
    first, last = min(int(each.days[0]) for each in series), max(int(each.days[-1]) for each in series)
    split = last - int((last - first) * HELD_BACK)
    size = replace(OF_WORLDS, least=0.01, leaves=8, pull=50.0)
    without = OF_THE_CALENDAR if last - first < TWO_YEARS else ()
    market = Market(series)
    early = _asked_before(series, market, split, job.seed)
    rehearsed = fit(*early, size, job.seed, job.threads, without)
    whole = _asked_before(series, market, last, job.seed)
    rng = np.random.default_rng([job.seed, 1])
    held = [asked_of(each, market, rng, TEST_ORIGINS, extra=0, since=split) for each in series]
    test = [each[0] for each in held if each is not None]
    if not test:
        raise WrongData(folder, "its last fifth holds no price with four weeks after it; more days are needed")
    examples = joined(test)
    answer = rehearsed.session().run({"features": examples.rows})
    metrics = {
        "trained_on": whole[0].size,
        **_figures(answer["drop"].astype(float), np.sort(answer["quantiles"].astype(float), axis=1), examples),
    }
    fitted = fit(*whole, size, job.seed, job.threads, without)
    return fitted, metrics, title_of(folder, folder.glob("*.csv*"))


def _asked_before(series: Sequence[PriceSeries], market: Market, day: int, seed: int) -> tuple[Examples, Waits]:
    rng = np.random.default_rng([seed, 0])
    known = [each.known_on(day) for each in series]
    found = [asked_of(each, market, rng, ORIGINS) for each in known if each.days.size]
    asked = [each for each in found if each is not None]
    count = sum(each[0].size for each in asked)
    if count < LEAST_EXAMPLES:
        raise WrongData(
            Path("prices.csv"), f"{count} questions can be asked of it, {LEAST_EXAMPLES} are needed; more history"
        )
    return joined([each[0] for each in asked]), joined_waits([each[1] for each in asked])


def _figures(log_odds: Array, spans: Array, examples: Examples) -> dict[str, float]:
    chances = 1 / (1 + np.exp(-log_odds))
    short = examples.later[:, None] - spans
    levels = np.array([0.1, 0.5, 0.9])
    at_an_end = (np.abs(short[:, 0]) < 1e-4) | (np.abs(short[:, 2]) < 1e-4)
    inside = (short[:, 0] > 0) & (short[:, 2] < 0) & ~at_an_end
    return {
        "rows": examples.size,
        "drops": int(examples.dropped.sum()),
        "log_loss": _log_loss(chances, examples),
        "brier": _round(((chances - examples.dropped) ** 2).mean()),
        "pinball": _round(100 * np.maximum(levels * short, (levels - 1) * short).mean()),
        "coverage_80": _round(inside.mean() + 0.5 * at_an_end.mean()),
    }


def _log_loss(chances: Array, examples: Examples) -> float:
    bounded = np.clip(chances, 1e-6, 1 - 1e-6)
    return _round(-np.log(np.where(examples.dropped, bounded, 1 - bounded)).mean())


def _round(value: float) -> float:
    """To five digits, so that another platform's last bits do not show."""
    return round(float(value), 5)


if __name__ == "__main__":
    raise SystemExit(main())
