"""`tradewind model list`, `tradewind model show`: what answers, and how good it is."""

import json as json_format
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind_cli.models.registry import AwsOption, open_registry
from tradewind_cli.report import AsJson
from tradewind_cli.stack.options import StateOption
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from learning.models import VersionLine

MOST_METRICS = 8  # in a row of a table; --json has them all


def models(aws: AwsOption = None, state: StateOption = None, json: AsJson = False) -> None:
    """List the models: what answers, what is tried, and what comes next."""
    from rich.console import Console
    from rich.table import Table

    registry = open_registry(state, aws)
    from learning import service

    found = service.models(100, None, store=registry.store).items
    if json:
        print(json_format.dumps([each.model_dump(mode="json") for each in found]))
        return
    if not found:
        print("no model is registered; the baselines answer")
        return
    table = Table("model", "production", "canary", "latest", header_style="bold", box=None)
    for each in found:
        production = f"{each.production.version}, since {each.production.since:%Y-%m-%d}" if each.production else "none"
        canary = f"{each.canary.version}, {each.canary.share:.0%} of the callers" if each.canary else "none"
        table.add_row(each.name, production, canary, str(each.latest))
    Console().print(table)


def show(
    name: Annotated[str, typer.Argument(help="The model, as price_drop; or one version of it, as price_drop@3.")],
    aws: AwsOption = None,
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Show a model with its versions; or one version with its metrics and card."""
    from rich.console import Console
    from rich.markdown import Markdown

    registry = open_registry(state, aws)
    from learning import service
    from tradewind.errors import NotFound

    model, _, version = name.partition("@")
    try:
        if version:
            one = service.version(model, _number(version), store=registry.store)
            if json:
                print(one.model_dump_json())
                return
            Console().print(_lines([one]))
            Console().print(Markdown(one.card))
            return
        versions = service.versions(model, 100, None, store=registry.store).items
        if json:
            shown = service.model(model, store=registry.store).model_dump(mode="json")
            print(json_format.dumps({**shown, "versions": [each.model_dump(mode="json") for each in versions]}))
            return
        Console().print(_lines(versions))
    except NotFound as error:
        raise Trouble(f"{error.detail}; see: tradewind model list") from error


def _number(text: str) -> int:
    if not text.isdecimal() or not text.isascii():
        raise Trouble(f"{text} is no version; write it as price_drop@3")
    return int(text[:9])


def _lines(versions: "Sequence[VersionLine]") -> "Table":
    from rich.table import Table

    table = Table("version", "stage", "since", "share", "metrics", "why", header_style="bold", box=None)
    for each in versions:
        metrics = "\n".join(f"{name} {value:.4g}" for name, value in list(each.metrics.items())[:MOST_METRICS])
        share = "" if each.share is None else f"{each.share:.0%}"
        table.add_row(each.model, each.stage, f"{each.since:%Y-%m-%d %H:%M}", share, metrics, "\n".join(each.reasons))
    return table
