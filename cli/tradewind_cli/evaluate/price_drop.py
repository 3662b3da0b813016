"""How good is the forecast of prices? Panels of real prices, split by time, and what simpler forecasts say."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.report import AsJson, Metrics, Report
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from tradewind_cli.forecast.judged import Asked, Model
    from tradewind_cli.forecast.panels import Panel

BUNDLE = ROOT / "sagemaker/price_drop/shipped"
OF_QUANTILES = ("last_price", "seasonal_naive", "lightgbm")
LEAST_AUC, MOST_OF_ROLLING, COVERAGE = 0.78, 0.9, (0.78, 0.82)


def command(
    data: Annotated[Path, typer.Option(help="A folder with panels of prices, see docs/decisions/price-forecast.md.")],
    shipped: Annotated[bool, typer.Option("--shipped", help="Judge the model in the repository instead.")] = False,
    json: AsJson = False,
) -> None:
    """Train on a panel's first weeks and forecast its last fifth, week by week; or let the shipped model do so."""
    measure(data, shipped).show(json)


def measure(data: Path, shipped: bool = False) -> Report:
    """The weekly shelf-price panel, and the daily retail panel as a row of its own.

    `log_loss`, `brier`, `calibration_error`, `auc` of the probability that the next price (of the next seven days: the
    lowest) is at most 0.85 of today's. `pinball` (percent of today's price) and `coverage_80` of the 10, 50 and 90
    percent points of the next price. `saving_vs_buy_now`, `saving_vs_always_wait`: percent of the price for a shopper
    who needs one piece within four weeks. With `shipped` the same of the model in the repository; `trained_on_panel`
    stands among the baselines, and `cost_log_loss` is what it costs not to have seen the panel.
    """
    use_sources()
    from tradewind_cli.forecast.panels import read_panels

    reports = {("weekly" if panel.weekly else "daily"): _judged(panel, shipped) for panel in read_panels(data)}
    main = reports.pop("weekly", None) or reports.pop("daily")
    return Report(
        "price_drop",
        main.metrics,
        main.baselines,
        falls_short=_missed(main.metrics, main.baselines) if main.name == "weekly" else [],
        details=main.details,
        rows=reports,
    )


def _judged(panel: "Panel", shipped: bool) -> Report:
    from tradewind_cli.forecast.judged import Asked

    asked = Asked(panel)
    if not asked.test.size or not asked.train.dropped.any() or asked.train.dropped.all():
        raise Trouble(f"{panel.files[0]}: it is too short: its first weeks hold no drop, or its last ones no price")
    baselines = asked.baselines()
    metrics = asked.trained()
    if shipped:
        baselines["trained_on_panel"] = metrics
        metrics = asked.by(_shipped())
        metrics["cost_log_loss"] = _difference(metrics["log_loss"], baselines["trained_on_panel"]["log_loss"])
    return Report("weekly" if panel.weekly else "daily", metrics, baselines, details=[_of_what(panel, asked)])


def _shipped() -> "Model":
    from tradewind.registry.bundle import read_bundle
    from tradewind.registry.session import Session

    bundle = read_bundle(BUNDLE)
    return Session((BUNDLE / "model.onnx").read_bytes(), bundle.signature).run


def _difference(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else round(one - other, 5)


def _of_what(panel: "Panel", asked: "Asked") -> str:
    from datetime import date

    form = "weekly shelf prices" if panel.weekly else "daily retail prices"
    files = ", ".join(str(path) for path in panel.files)
    split = date.fromordinal(asked.first)
    return f"{form}: {files}; {asked.train.size} rows before {split}, {asked.test.size} from then on"


def _missed(metrics: Metrics, baselines: dict[str, Metrics]) -> list[str]:
    """The goals, which are on the weekly panel alone."""
    rolling = MOST_OF_ROLLING * (baselines["rolling_base_rate"]["log_loss"] or 0)
    goals = [
        ("log_loss", metrics["log_loss"], "at most", rolling),
        ("log_loss", metrics["log_loss"], "below", baselines["lightgbm"]["log_loss"]),
        ("auc", metrics["auc"], "at least", LEAST_AUC),
        *(("pinball", metrics["pinball"], "below", baselines[name]["pinball"]) for name in OF_QUANTILES),
        ("coverage_80", metrics["coverage_80"], "at least", COVERAGE[0]),
        ("coverage_80", metrics["coverage_80"], "at most", COVERAGE[1]),
        ("saving_vs_buy_now", metrics["saving_vs_buy_now"], "above", 0),
        ("saving_vs_always_wait", metrics["saving_vs_always_wait"], "above", 0),
    ]
    is_met = {
        "at most": lambda value, goal: value <= goal,
        "at least": lambda value, goal: value >= goal,
        "below": lambda value, goal: value < goal,
        "above": lambda value, goal: value > goal,
    }
    return [
        f"{name} {value}, goal {how} {goal:.4g}"
        for name, value, how, goal in goals
        if value is None or (goal is not None and not is_met[how](value, goal))
    ]
