"""`tradewind sweep`: look at the watched pages now."""

import json as json_format
from typing import Annotated

import typer

from tradewind_cli.report import AsJson, people
from tradewind_cli.stack.options import StateOption


def command(
    everything: Annotated[bool, typer.Option("--all", help="Every watched page, due or not.")] = False,
    tenant: Annotated[str, typer.Option(help="Whose pages the table shows.")] = "demo",
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Run a sweep now: what is due is fetched and read, and changes are told."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    from tradewind_cli.prices.found import found, print_table
    from tradewind_cli.prices.sweeping import Progress, sweep
    from tradewind_cli.stack.running import running

    stack = running(state)
    last = Progress(0, 0)
    with Bar(TextColumn("looking"), BarColumn(), MofNCompleteColumn(), console=people, transient=True) as bar:
        task = bar.add_task("looking", total=None)
        for last in sweep(stack, everything=everything):
            bar.update(task, total=last.claimed, completed=last.done)
    if json:
        print(json_format.dumps({"looked_at": last.claimed}))
        return
    rows = found(stack, tenant)
    if rows:
        print_table(rows)
    else:
        print(f"tenant {tenant} watches no page yet; begin with: tradewind watch URL")
    if last.claimed:
        print(f"{last.claimed} pages looked at.")
    elif rows:
        print("Nothing was due; --all looks at every page.")
