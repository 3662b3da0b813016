"""`tradewind up`: the whole system on this machine."""

import json as json_format
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind_cli.report import AsJson
from tradewind_cli.stack.options import StateOption

if TYPE_CHECKING:
    from tradewind_cli.stack.lifecycle import Started


def command(
    state: StateOption = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="The port of the local AWS; 0 for any.", show_default="the last one, or 8470"
        ),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget all that was kept and begin anew.")] = False,
    json: AsJson = False,
) -> None:
    """Start Tradewind on this machine: local AWS, functions, demo shop, and a first look at its prices.

    Returns when all of it is up. What runs already is left running.
    """
    from tradewind_cli.progress import steps_shown
    from tradewind_cli.stack import lifecycle
    from tradewind_cli.stack.state import state_folder

    folder = state_folder(state)
    with steps_shown() as say:
        started = lifecycle.start(folder, port, fresh, say=say)
    if json:
        stack = started.stack
        addresses = {"api_url": stack.api_url, "docs_url": stack.docs_url, "shop_url": stack.shop_url}
        more = {"token": stack.token(), "state": str(folder.path), "recovered": started.recovered}
        print(json_format.dumps({**addresses, **more}))
    else:
        show(started)


def show(started: "Started") -> None:
    """Where everything is, and what to try next."""
    stack = started.stack
    if started.was_running:
        print("The stack was running already.")
    for line in recovery(started.recovered):
        print(line)
    print(f"API     {stack.api_url}")
    print(f"docs    {stack.docs_url}")
    print(f"shop    {stack.shop_url}")
    print(f"state   {stack.state.path}")
    print("token   (tenant demo, admin, enterprise, 7 days)")
    print(stack.token())


def recovery(recovered: dict[str, float]) -> list[str]:
    """What came back from disk, and what never does."""
    if not recovered:
        return []
    found = ", ".join(f"{recovered.get(what, 0):,.0f} {what}" for what in ("items", "messages", "functions"))
    return [
        f"Recovered {found} in {recovered.get('seconds', 0):.1f} s.",
        "Not recovered: workflows that were running, change records not yet read, log lines of the last second;",
        "the next sweep finds their work again.",
    ]
