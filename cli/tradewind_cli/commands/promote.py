"""`tradewind promote HOST`: what one tenant taught for a shop, for all."""

import json as json_format
from typing import Annotated

import typer

from tradewind_cli.report import AsJson
from tradewind_cli.stack.options import StateOption
from tradewind_cli.trouble import Trouble


def command(
    host: Annotated[str, typer.Argument(help="The shop's host name, or an address of it.")],
    tenant: Annotated[str, typer.Option(help="Who taught it; the promotion is recorded in their audit.")] = "demo",
    by: Annotated[str, typer.Option(help="Your name, shown to all who read by it.")] = "operator",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take it back.")] = False,
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Have what a tenant taught for a shop hold for every shared page of it; pages with a way of their own keep it."""
    from tradewind_cli.checkout import use_sources
    from tradewind_cli.prices.store import open_prices
    from tradewind_cli.stack.running import running

    use_sources()
    from prices import service
    from prices.service.overrides import host_of
    from tradewind import clock
    from tradewind.errors import TradewindError

    store = open_prices(running(state))
    act = service.withdraw if withdraw else service.promote
    try:
        promoted = act(host_of(host), tenant, by, store=store, now=clock.now)
    except TradewindError as error:
        raise Trouble(error.detail) from error
    if json:
        print(promoted.model_dump_json())
    elif withdraw:
        print(f"{promoted.host} is read by our own rules again; {promoted.by} had promoted {promoted.override.price}")
    else:
        shown = json_format.dumps(promoted.override.model_dump(exclude_none=True), ensure_ascii=False)
        print(f"{promoted.host} is read by {shown} for all who have taught nothing of their own")
        print("take it back with: tradewind promote ... --withdraw")
