"""A training script as a job: where it finds its data and leaves its model, the same on a laptop and on SageMaker.

SageMaker names its folders in the environment and passes hyperparameters as arguments
(https://github.com/aws/sagemaker-training-toolkit/blob/master/ENVIRONMENT_VARIABLES.md); on a laptop the arguments
alone say it.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.tables import WrongData


@dataclass(frozen=True, slots=True)
class Job:
    """`data`: None where the script generates its own. `out`: where the bundle goes. `seed`: of all that is drawn."""

    data: Path | None
    out: Path
    seed: int
    threads: int


def run(train: Callable[[Job], object], folder: Path, arguments: Sequence[str] | None) -> int:
    """Train what is in a folder of this one: into its `shipped`, where nothing else is said.

    1 where the data is not of the stated form, which is told.
    """
    try:
        train(job_of(arguments, f"Trains {folder.name}.", folder / "shipped"))
    except WrongData as wrong:
        print(f"{folder.name}: {wrong}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def job_of(arguments: Sequence[str] | None, about: str, default_out: Path) -> Job:
    """The job that the arguments and the environment describe; arguments come first.

    `--data`, or the channel `training` (SM_CHANNEL_TRAINING); `--model-dir`, or SM_MODEL_DIR; `--threads`, or
    SM_NUM_CPUS, 2 at most.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--data", type=Path, default=_folder("SM_CHANNEL_TRAINING"), help="a folder of data")
    parser.add_argument("--model-dir", type=Path, default=_folder("SM_MODEL_DIR") or default_out)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=min(int(os.environ.get("SM_NUM_CPUS", "1")), 2))
    given = parser.parse_args(arguments)
    return Job(given.data, given.model_dir, given.seed, given.threads)


def _folder(name: str) -> Path | None:
    found = os.environ.get(name)
    return Path(found) if found else None
