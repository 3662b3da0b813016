"""`tradewind audit list`: what was decided, newest first."""

import json as json_format
from datetime import timedelta
from typing import Annotated

import typer

from tradewind_cli.report import AsJson
from tradewind_cli.stack.issuer import duration
from tradewind_cli.stack.options import StateOption

WIDE = 160  # an id and a subject stand on one line


def command(
    subject: Annotated[str | None, typer.Option(help="What it was about, as watch:ID or key:ID.")] = None,
    actor: Annotated[str | None, typer.Option(help="Only what this user did.")] = None,
    since: Annotated[
        timedelta | None, typer.Option(parser=duration, metavar="TIME", help="How far back: 15m, 12h, 7d. Else all.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many at most.")] = 20,
    tenant: Annotated[str, typer.Option(help="Whose audit it is.")] = "demo",
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """List decisions, the newest first."""
    from datetime import UTC, datetime
    from urllib.parse import urlencode

    from rich.console import Console
    from rich.table import Table

    from tradewind_cli.prices.api import Api
    from tradewind_cli.stack.running import running

    begin = (datetime.now(UTC) - since).isoformat() if since else None
    asked = {"subject": subject, "actor": actor, "since": begin, "limit": limit}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    items = Api(running(state), tenant).call("GET", f"/v1/audit?{query}")["items"]
    if json:
        print(json_format.dumps({"entries": items}))
        return
    if not items:
        print(f"tenant {tenant} has no such entry")
        return
    table = Table("at", "action", "subject", "why", "id", header_style="bold", box=None)
    for each in items:
        why = "; ".join(reason["text"] for reason in each["decision"]["reasons"][:1])
        table.add_row(each["at"][:19].replace("T", " "), each["action"], each["subject"], why, each["audit_id"])
    Console(width=max(Console().width, WIDE)).print(table)
