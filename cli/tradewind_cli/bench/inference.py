"""What the registry adds to a prediction, beside the bare call of ONNX Runtime on the same arrays."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind_cli.checkout import use_sources
from tradewind_cli.report import AsJson, Metrics, Report, steps
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from tradewind_cli.measure.functions import Packaged

MOST_OVERHEAD_MS, MOST_RATIO = 0.2, 2.0
LARGEST_PACKAGE_MB = 250


def command(
    bundle: Annotated[
        Path | None, typer.Option(help="The folder of a model.", show_default="the price_drop of this release")
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Fresh processes; the medians count.")] = 5,
    calls: Annotated[int, typer.Option(min=20, help="Predictions in each.")] = 2000,
    json: AsJson = False,
) -> None:
    """Predictions by the registry and by the bare session in turns, in a function's own package and layers."""
    measure(bundle, rounds, calls).show(json)


def measure(bundle: Path | None, rounds: int, calls: int) -> Report:
    """Fresh processes with the package and layers of a function that forecasts, on this machine; no network.

    `load_ms`: from nothing of numpy or ONNX Runtime imported to the first answer, files read and verified.
    `p95_ms`, `overhead_ms`: one row by the registry, and what of it is the registry's own. `ratio_vs_raw_onnx`: 256
    rows by the registry over the bare call, in turns. `feature_ms`, `contributions_ms`: the features of a week's
    forecast, and what each feature adds to one row's score; neither is in the others. `rss_mb`: the largest the process
    was when it had answered. `package_mb`: the function with its layers as AWS gets them, unzipped.

    Raises: Trouble when there is no bundle.
    """
    from tradewind_cli.measure.functions import packaged, run_fresh
    from tradewind_cli.models.registry import shipped_bundles

    use_sources()
    folder = bundle or next((each for each in shipped_bundles() if each.parent.name == "price_drop"), None)
    if folder is None or not (folder / "signature.json").is_file():
        raise Trouble("there is no such model; make one with: tradewind train price_drop")
    function = forecasting(packaged())
    code = Path(__file__).parents[1].joinpath("measure/predicting.py").read_text()
    asked = {"bundle": str(folder.resolve()), "calls": calls}
    found: list[dict[str, float]] = [
        run_fresh(function.folders, code=code, events=[asked])["answers"][0]
        for _ in steps(range(rounds), "Fresh processes")
    ]
    typical = {name: median(each[name] for each in found) for name in found[0]}
    raw = {"p95_ms": typical.pop("raw_ms"), "batch_ms": typical.pop("raw_batch_ms")}
    metrics: Metrics = {name: round(value, 4) for name, value in typical.items()}
    metrics["package_mb"] = round(size_mb(forecasting(packaged("aws"))), 1)
    baselines: dict[str, Metrics] = {"raw_onnx": {name: round(value, 4) for name, value in raw.items()}}
    return Report("inference", metrics, baselines, list(short(metrics)), [f"model: {folder}", f"as {function.name}"])


def forecasting(functions: "Sequence[Packaged]") -> "Packaged":
    """A function that forecasts: its package makes the features, and it takes the layer with what runs models."""
    return next(
        each
        for each in functions
        if "InferenceLayerArn" in each.layers and (each.folders[0] / "prices/forecasting").is_dir()
    )


def size_mb(function: "Packaged") -> float:
    """A function with its layers, unzipped, in MB of 1024 x 1024 bytes as AWS counts them."""
    folders = (function.folders[0], *function.layers.values())
    return sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file()) / 2**20


def short(metrics: Metrics) -> Iterator[str]:
    """A sentence for each goal that was missed."""
    overhead, ratio, package = (metrics[name] or 0 for name in ("overhead_ms", "ratio_vs_raw_onnx", "package_mb"))
    if overhead > MOST_OVERHEAD_MS:
        yield f"the registry adds {overhead:.2f} ms to one row, the goal is {MOST_OVERHEAD_MS}"
    if ratio > MOST_RATIO:
        yield f"256 rows take {ratio:.2f} times the bare call, the goal is {MOST_RATIO}"
    if package > LARGEST_PACKAGE_MB:
        yield f"function and layers are {package:.0f} MB unzipped, AWS takes {LARGEST_PACKAGE_MB}"
