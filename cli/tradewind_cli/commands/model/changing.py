"""`tradewind model register`, `promote`, `rollback`: a version comes, answers, and goes."""

import json as json_format
from pathlib import Path
from typing import Annotated

import typer

from tradewind_cli.models.registry import AwsOption, ByOption, TenantOption, open_registry, register_shipped
from tradewind_cli.report import AsJson, people
from tradewind_cli.stack.options import StateOption
from tradewind_cli.trouble import Trouble


def register(
    folder: Annotated[
        Path | None,
        typer.Argument(help="A bundle: model.onnx, signature.json, metrics.json, card.md.", show_default=False),
    ] = None,
    shipped: Annotated[
        bool,
        typer.Option("--shipped", help="What comes with this release: production where a model has none."),
    ] = False,
    tenant: TenantOption = "demo",
    by: ByOption = "operator",
    aws: AwsOption = None,
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Register a bundle as the next version of its model: a candidate. Registered again it is the same version."""
    if (folder is None) is not shipped:
        raise Trouble("give a folder, or --shipped")
    registry = open_registry(state, aws, tenant, by)
    versions = [registry.register(folder)] if folder else register_shipped(registry)
    if json:
        print(json_format.dumps([each.model_dump(mode="json") for each in versions]))
        return
    for version in versions:
        print(f"{version.label} is registered: {version.stage}")
        if version.stage == "candidate":
            print(f"let it answer with: tradewind model promote {version.name} {version.version}")


def promote(
    name: Annotated[str, typer.Argument(help="The model, as price_drop.")],
    version: Annotated[int, typer.Argument(min=1, help="Which of its versions.")],
    share: Annotated[float, typer.Option(min=0.001, max=0.5, help="Of the callers, while it is a canary.")] = 0.05,
    watch_minutes: Annotated[float, typer.Option(min=0, max=1380, help="How long it is a canary.")] = 60,
    least_answers: Annotated[int, typer.Option(min=0, help="What it must have answered by then.")] = 20,
    wait: Annotated[
        bool, typer.Option("--wait", help="Return when it is over; exit code 1 if it was not promoted.")
    ] = False,
    tenant: TenantOption = "demo",
    by: ByOption = "operator",
    aws: AwsOption = None,
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Have a version answer: through the gate, then tried on a share of the callers, then promoted or taken back."""
    registry = open_registry(state, aws, tenant, by)
    from learning.models import PromotionRequest

    wanted = PromotionRequest(version=version, share=share, watch_minutes=watch_minutes, least_answers=least_answers)
    promotion = registry.promote(name, wanted)
    if wait:
        with people.status(f"{name}@{version} is tried"):
            promotion = registry.ended(promotion)
    if json:
        print(promotion.model_dump_json())
    elif wait:
        print(f"{name}@{version}: {promotion.state.replace('_', ' ')}: {'; '.join(promotion.reasons)}")
    else:
        print(f"{promotion.promotion_id} is under way; see: tradewind model show {name}")
    if wait and promotion.state != "promoted":
        raise typer.Exit(1)


def rollback(
    name: Annotated[str, typer.Argument(help="The model, as price_drop.")],
    reason: Annotated[str, typer.Option(help="Why, for the audit and for who reads it next.")],
    tenant: TenantOption = "demo",
    by: ByOption = "operator",
    aws: AwsOption = None,
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Take the canary back, if there is one; else production, for the version before it. It holds within a minute."""
    found = open_registry(state, aws, tenant, by).roll_back(name, reason)
    if json:
        print(found.model_dump_json())
        return
    answers = f"{name}@{found.production} answers" if found.production else "the baseline answers"
    print(f"{name}@{found.rolled_back} is taken back; {answers}")
