"""`tradewind replay`: put back what was given up."""

import json as json_format
from typing import Annotated

import typer

from tradewind_cli.report import AsJson
from tradewind_cli.stack.options import StateOption


def command(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what waits and why; put nothing back.")] = False,
    most: Annotated[int, typer.Option(min=1, max=100_000, help="How many messages at most.")] = 10_000,
    stack: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A stack on AWS, with the credentials and region of the environment."),
    ] = None,
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Put messages that were given up back into the queue they came from, once the cause is mended."""
    from rich.console import Console
    from rich.table import Table

    from tradewind_cli.prices.replaying import dead_letters, replay
    from tradewind_cli.stack.deployed import deployed_on_aws
    from tradewind_cli.stack.running import running

    there = deployed_on_aws(stack) if stack else running(state)
    letters = dead_letters(there, most) if dry_run else replay(there, most)
    if json:
        rows = [{"queue": each.queue, "reason": each.reason, "put_back": each.put_back} for each in letters]
        print(json_format.dumps({"messages": rows}))
        return
    if not letters:
        print("No message was given up.")
        return
    table = Table("queue", "reason", "messages", header_style="bold", box=None)
    reasons: dict[tuple[str, str], int] = {}
    for each in letters:
        reasons[each.queue, each.reason] = reasons.get((each.queue, each.reason), 0) + 1
    for (queue, reason), count in sorted(reasons.items()):
        table.add_row(queue, reason, str(count))
    Console().print(table)
    back = sum(each.put_back for each in letters)
    print(f"{len(letters)} messages wait." if dry_run else f"{back} of {len(letters)} messages were put back.")
