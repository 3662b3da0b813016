"""`tradewind reindex`: make the catalogue's search index anew."""

import json as json_format
from typing import Annotated

import typer

from tradewind_cli.report import AsJson
from tradewind_cli.stack.options import StateOption


def command(
    wait_minutes: Annotated[int, typer.Option(min=1, max=1440, help="How long it may take.")] = 60,
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Make the search index of this machine's stack anew from the catalogue's table: after another engine was chosen,
    or when the index was lost. What searches goes on with the one before until the new one is whole."""
    from tradewind_cli.catalog.reindexing import reindex
    from tradewind_cli.progress import steps_shown
    from tradewind_cli.stack.running import running

    stack = running(state)
    with steps_shown() as say:
        products = reindex(stack, say, wait_minutes * 60)
    print(json_format.dumps({"products": products}) if json else f"{products:,} products are in the index.")
