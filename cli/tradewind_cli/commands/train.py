"""Train a model of `sagemaker/`, as its SageMaker job would."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from tradewind_cli.checkout import ROOT
from tradewind_cli.trouble import Trouble

MODELS = ROOT / "sagemaker"


def command(
    model: Annotated[str, typer.Argument(help="Which one: a folder of sagemaker/ with a train.py.")],
    data: Annotated[
        Path | None, typer.Option(help="A folder of data, see sagemaker/README.md; the model's own when left out.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where the bundle goes; .build/models/MODEL when left out.")] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="The same seed gives the same bytes.")] = 1,
) -> None:
    """Train a model and write its bundle: model, signature, metrics, card; `tradewind model register` takes it."""
    folder = train(model, data, out, seed)
    print(folder)


def train(model: str, data: Path | None, out: Path | None, seed: int) -> Path:
    """The folder of the bundle. Raises: Trouble for a model that is not there, or a training that failed."""
    script = MODELS / model / "train.py"
    trainable = sorted(path.parent.name for path in MODELS.glob("*/train.py"))
    if model not in trainable:
        raise Trouble(f"no model {model!r} to train; there is {', '.join(trainable)}")
    if data is not None and not data.is_dir():
        raise Trouble(f"{data} is no folder; its form is in sagemaker/README.md")
    folder = (out or ROOT / ".build/models" / model).resolve()
    asked = [sys.executable, str(script), "--model-dir", str(folder), "--seed", str(seed)]
    if data is not None:
        asked += ["--data", str(data.resolve())]
    alone = {name: value for name, value in os.environ.items() if not name.startswith("SM_")}
    ended = subprocess.run(asked, check=False, env=alone, stderr=subprocess.PIPE, text=True)
    if ended.returncode != 0:
        why = ended.stderr.strip().splitlines() or ["it ended without a word"]
        raise Trouble(f"training {model} failed: {why[-1]}")
    return folder
