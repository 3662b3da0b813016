"""How good are recommendations? Baskets of a real shop, split by time, and what simpler recommenders say."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.report import AsJson, Metrics, Report

if TYPE_CHECKING:
    from recommend.asking import Question
    from tradewind_cli.recommending.judged import Judged, Model

BUNDLE = ROOT / "sagemaker/recommend/shipped"
GOALS = ("popular", "item_knn", "als")


def command(
    data: Annotated[Path, typer.Option(help="A folder with baskets, see docs/decisions/recommendations.md.")],
    shipped: Annotated[bool, typer.Option("--shipped", help="Judge the model in the repository instead.")] = False,
    json: AsJson = False,
) -> None:
    """Learn from the first four fifths of a shop's days, and recommend once for the last fifth."""
    measure(data, shipped).show(json)


def measure(data: Path, shipped: bool = False) -> Report:
    """Of each customer with a past: what they buy after the split that they had not bought before, of what was sold
    before. `ndcg10`, `recall10`, `coverage`, `novelty`, `popularity`: see recommend.scores; `diversity`: one less the
    mean likeness of two in a list. Lists are varied as they are served; `unvaried` are those that are not.

    Rows: `as_served` (the same with the bounds that serving reads within; `item_knn` is the rule that answers there
    without a model), `with_repeats` (what they had bought counts as well), `cold_users` (customers without a past,
    asked for at the split as all are), `cold_users_as_they_come` (the same on the day that each first comes, by what
    was known before it), `cold_items` (what nobody had bought before the split), `together` (one thing of a basket is
    known, the others are to be found).

    With `shipped` the same of the model in the repository, and `trained_on_panel` stands among the baselines.
    """
    use_sources()
    from catalog.rules.recommending.varying import KEPT
    from tradewind_cli.recommending import beside
    from tradewind_cli.recommending.judged import Judged
    from tradewind_cli.recommending.retail import read_baskets

    judged = Judged(read_baskets(data))
    trained = judged.trained()
    model = _shipped() if shipped else trained
    metrics = judged.figures(judged.by(model, judged.asked, KEPT))
    baselines = _rivals(judged, judged.asked, again=False)
    baselines["unvaried"] = judged.figures(judged.by(model, judged.asked, 1.0))
    if shipped:
        baselines["trained_on_panel"] = judged.figures(judged.by(trained, judged.asked, KEPT))
    together = beside.figures(judged.past, judged.baskets.last + 1)
    rows = {
        "as_served": Report(
            "as_served",
            judged.figures(judged.by(model, judged.asked_as_served, KEPT)),
            {"item_knn": judged.figures(judged.by_rule(judged.asked_as_served, KEPT))},
        ),
        "with_repeats": Report(
            "with_repeats",
            judged.figures(judged.by(model, judged.asked_again, KEPT, again=True)),
            _rivals(judged, judged.asked_again, again=True),
        ),
        "cold_users": Report(
            "cold_users",
            judged.figures(judged.to_cold_users()),
            {"popular": judged.figures(judged.popular_to_cold_users())},
        ),
        "cold_users_as_they_come": Report(
            "cold_users_as_they_come",
            judged.figures(judged.to_cold_users(as_they_come=True)),
            {"popular": judged.figures(judged.popular_to_cold_users(as_they_come=True))},
        ),
        "cold_items": Report(
            "cold_items",
            judged.figures_of_cold_items(model, KEPT),
            {name: judged.figures_of_rival_on_cold_items(name) for name in GOALS},
        ),
        "together": Report("together", together.pop("together"), together),
    }
    return Report("recommend", metrics, baselines, _missed(metrics, baselines), [_of_what(judged)], rows)


def _rivals(judged: "Judged", asked: "list[Question]", again: bool) -> dict[str, Metrics]:
    from tradewind_cli.recommending.judged import RIVALS

    return {name: judged.figures(judged.by_rival(name, asked, again)) for name in RIVALS}


def _shipped() -> "Model":
    from tradewind.registry.bundle import read_bundle
    from tradewind.registry.session import Session

    session = Session((BUNDLE / "model.onnx").read_bytes(), read_bundle(BUNDLE).signature)
    return lambda rows, again: session.run({"features": rows})["again" if again else "new"].astype(float)


def _of_what(judged: "Judged") -> str:
    from datetime import UTC, datetime

    baskets = judged.baskets
    split = datetime.fromtimestamp(judged.split * 86_400, UTC).date()
    return (
        f"{baskets.size} lines of {len(baskets.country)} customers and {len(baskets.titles)} items; "
        f"{judged.past.baskets.size} before {split}, the rest from then on"
    )


def _missed(metrics: Metrics, baselines: dict[str, Metrics]) -> list[str]:
    """The goals: better than each of the three."""
    return [
        f"{figure} {metrics[figure]}, that of {name} is {baselines[name][figure]}"
        for name in GOALS
        for figure in ("ndcg10", "recall10")
        if (metrics[figure] or 0) <= (baselines[name][figure] or 0)
    ]
