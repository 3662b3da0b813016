"""`tradewind doctor`: what is wrong, and what to do about it."""

from typing import Annotated

import typer

from tradewind_cli.stack.options import StateOption


def command(
    api: Annotated[
        str | None, typer.Option(metavar="URL", help="Look at an API elsewhere, not at this machine.")
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(envvar="TRADEWIND_TOKEN", help="With --api: a token that it should believe."),
    ] = None,
    stack: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="With --api: the stack behind it, where the address does not tell."),
    ] = None,
    state: StateOption = None,
) -> None:
    """Look at this machine and the stack on it, or at an API elsewhere. Exit code 1 when something is wrong.

    With --api also the AWS behind it is asked, with the credentials that the AWS command line would take.
    """
    from tradewind_cli.stack import health
    from tradewind_cli.stack.state import state_folder

    folder = state_folder(state)
    is_well = True
    there = [health.of_api(api, token), health.of_deployed(api, stack)] if api else []
    for look in there or [health.of_machine(folder), health.of_stack(folder)]:
        for finding in look:
            is_well = is_well and finding.is_well
            told = f"{finding.about}: {finding.told}"
            print(f"ok     {told}" if finding.is_well else f"WRONG  {told}; {finding.remedy}", flush=True)
    if not api:
        for template, name, kind in health.only_on_aws():
            print(f"note   only on AWS: {name} ({kind}, {template})")
    if not is_well:
        raise typer.Exit(1)
