"""`tradewind token`: a token of the local issuer."""

import json as json_format
from datetime import timedelta
from typing import Annotated

import typer

from tradewind_cli.report import AsJson
from tradewind_cli.stack.issuer import Role, Tier, duration
from tradewind_cli.stack.options import StateOption
from tradewind_cli.trouble import Trouble


def command(
    user: Annotated[str, typer.Option(help="Who it stands for.")] = "demo",
    tenant: Annotated[str, typer.Option(help="Whose watches it opens.")] = "demo",
    role: Annotated[Role, typer.Option(help="What it may do.")] = "admin",
    tier: Annotated[Tier, typer.Option(help="What the tenant has booked.")] = "enterprise",
    expires: Annotated[
        timedelta, typer.Option(parser=duration, metavar="TIME", help="How long it is good: 90s, 15m, 12h, 7d.")
    ] = "7d",  # type: ignore[assignment]  # typer parses the default as well
    link: Annotated[
        bool, typer.Option("--link", help="Print an address that signs in to the console; it holds the token.")
    ] = False,
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Print a token that the local API believes. It is signed with the local issuer's own key."""
    from tradewind_cli.stack.running import running

    stack = running(state)
    token = stack.token(tenant, user, role, tier, expires)
    sign_in = stack.sign_in_url(token)
    if link and sign_in is None:
        raise Trouble("this stack has no console yet; run: tradewind down, then tradewind up")
    told = {"token": token, **({"sign_in_url": sign_in} if sign_in else {})}
    print(json_format.dumps(told) if json else sign_in if link else token)
