"""`tradewind seed`: the demo shop's past."""

import json as json_format
from typing import Annotated

import typer

from tradewind_cli.report import AsJson, steps
from tradewind_cli.stack.options import StateOption


def command(
    days: Annotated[int, typer.Option(min=1, max=365, help="How much of the shop's past to load.")] = 120,
    tenant: Annotated[str, typer.Option(help="Who watches the pages.")] = "demo",
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Watch every page of the demo shop and load its past, marked as seeded. Done again it changes nothing."""
    from tradewind_cli.prices.seeding import seed
    from tradewind_cli.stack.running import running

    seeded = seed(running(state), days, tenant, each=lambda pages: steps(pages, "loading the shop's past"))
    if json:
        print(json_format.dumps({"pages": seeded.pages, "observations": seeded.observations}))
    else:
        print(f"{seeded.pages} pages are watched; {seeded.observations:,} observations of their past were loaded.")
