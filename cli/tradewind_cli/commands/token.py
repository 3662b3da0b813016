"""`tradewind token`: a token of the local issuer."""

import json as json_format
from datetime import timedelta
from typing import Annotated

import typer

from tradewind_cli.report import AsJson
from tradewind_cli.stack.issuer import Role, Tier, duration
from tradewind_cli.stack.options import StateOption


def command(
    user: Annotated[str, typer.Option(help="Who it stands for.")] = "demo",
    tenant: Annotated[str, typer.Option(help="Whose watches it opens.")] = "demo",
    role: Annotated[Role, typer.Option(help="What it may do.")] = "admin",
    tier: Annotated[Tier, typer.Option(help="What the tenant has booked.")] = "enterprise",
    expires: Annotated[
        timedelta, typer.Option(parser=duration, metavar="TIME", help="How long it is good: 90s, 15m, 12h, 7d.")
    ] = "7d",  # type: ignore[assignment]  # typer parses the default as well
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Print a token that the local API believes. It is signed with the local issuer's own key."""
    from tradewind_cli.stack.running import running

    token = running(state).token(tenant, user, role, tier, expires)
    print(json_format.dumps({"token": token}) if json else token)
