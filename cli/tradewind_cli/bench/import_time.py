"""How long the API functions take to import, beside a bare function with the same libraries."""

from collections.abc import Collection
from statistics import median
from typing import Annotated

import typer

from tradewind_cli.report import AsJson, Metrics, Report, steps

GOAL = 1.5


def command(
    rounds: Annotated[int, typer.Option(min=3, help="Fresh processes of each side; the medians count.")] = 21,
    json: AsJson = False,
) -> None:
    """Import of each API function's package, clocked inside a fresh process, over that of a bare function."""
    report = measure(rounds)
    report.show(json)


def measure(rounds: int, *, is_busy: bool = False, only: Collection[str] | None = None) -> Report:
    """Interleaved rounds of fresh processes, started as the runtime starts a function, all byte-compiled beforehand.

    The bare function imports powertools' resolver, boto3 and pydantic from the same layer. A ratio is the median of
    the rounds' own: both sides of a round share what else the machine was doing. `is_busy`: for a machine that does
    other work meanwhile, the processor's time is clocked, and each side's quickest round counts; noise only ever adds.
    `only`: the names of those to clock, as `prices/api`; None: all that answer routes.
    """
    from tradewind_cli.measure.bare import IMPORTS
    from tradewind_cli.measure.functions import packaged, run_fresh

    functions = [each for each in packaged() if each.routes and (only is None or each.name in only)]
    clocked = "import_cpu_s" if is_busy else "import_s"
    seconds: dict[str, list[float]] = {"bare": [], **{function.name: [] for function in functions}}
    base = next(function.layers["BaseLayerArn"] / "python" for function in functions)
    run_fresh([base], code=IMPORTS)  # reads the files from disk once
    for _ in steps(range(rounds), "Fresh processes"):
        seconds["bare"].append(run_fresh([base], code=IMPORTS)[clocked])
        for function in functions:
            seconds[function.name].append(run_fresh(function.folders, handler=function.handler)[clocked])
    ms = {name: median(times) * 1000 for name, times in seconds.items()}
    ratios = {
        name: min(times) / min(seconds["bare"])
        if is_busy
        else median(ours / bare for ours, bare in zip(times, seconds["bare"], strict=True))
        for name, times in seconds.items()
        if name != "bare"
    }
    metrics: Metrics = {"max_ratio": round(max(ratios.values()), 3)}
    metrics |= {f"{name}_ratio": round(ratio, 3) for name, ratio in ratios.items()}
    metrics |= {f"{name}_ms": round(ms[name], 1) for name in ratios}
    short = [
        f"{name} takes {ratio:.2f} times a bare function's import, the goal is {GOAL}"
        for name, ratio in ratios.items()
        if ratio > GOAL
    ]
    return Report("import_time", metrics, {"bare": {"ms": round(ms["bare"], 1)}}, short)
