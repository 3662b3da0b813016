"""`tradewind rates`: what currencies are worth, loaded from a file or from where it is published."""

import json as json_format
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind_cli.report import AsJson
from tradewind_cli.stack.options import StateOption
from tradewind_cli.trouble import Trouble, told

if TYPE_CHECKING:
    from prices.models.rates import RatesLoaded
    from prices.store import PriceStore

OnAws = Annotated[
    str | None,
    typer.Option("--stack", metavar="NAME", help="A stack on AWS, with the credentials of the environment."),
]


def load(
    source: Annotated[
        str,
        typer.Argument(metavar="FILE|URL", help="In a form of the European Central Bank's: XML, CSV, CSV in a zip."),
    ],
    stack: OnAws = None,
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Load rates; days that are known already and say the same stay as they are."""
    from tradewind.clock import now
    from tradewind.errors import TradewindError

    store, local_hosts = _opened(stack, state)
    from prices import service

    try:
        if source.startswith(("http://", "https://")):
            loaded = _fetched(source, store, local_hosts)
        else:
            loaded = service.load_rates(Path(source).read_bytes(), store=store, now=now)
    except TradewindError as error:
        raise Trouble(error.detail) from error
    except FileNotFoundError as error:
        raise Trouble(f"there is no file {source}") from error
    if json:
        print(loaded.model_dump_json())
        return
    print(
        f"{loaded.days} days from {loaded.first} to {loaded.last}: {loaded.added} added, {loaded.corrected} corrected"
    )


def show(
    date: Annotated[str | None, typer.Argument(help="As 2026-11-20; today where it is left out.")] = None,
    stack: OnAws = None,
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Show what one euro was worth on a day."""
    import datetime

    from rich.console import Console
    from rich.table import Table

    store, _ = _opened(stack, state)
    from prices import service
    from tradewind.clock import now

    try:
        day = datetime.date.fromisoformat(date) if date else None
    except ValueError as error:
        raise Trouble(f"{date} is no date; write it as 2026-11-20") from error
    found = service.rates_on(day, store=store, now=now)
    if json:
        print(json_format.dumps(found.model_dump(mode="json")))
        return
    if found.reason:
        raise Trouble(f"{found.reason}; load some: tradewind rates load FILE")
    print(f"1 EUR on {found.day} ({found.source})")
    table = Table("currency", "rate", header_style="bold", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    for currency, rate in sorted(found.rates.items()):
        table.add_row(currency, f"{rate:f}")
    Console().print(table)


def _opened(stack: str | None, state: Path | None) -> "tuple[PriceStore, str]":
    """The store of rates, and the hosts that may be fetched from this machine."""
    from tradewind_cli.prices.store import open_prices
    from tradewind_cli.stack.deployed import deployed_on_aws
    from tradewind_cli.stack.running import running

    if stack:
        return open_prices(deployed_on_aws(stack)), ""
    here = running(state)
    return open_prices(here), here.local_hosts


def _fetched(url: str, store: "PriceStore", local_hosts: str) -> "RatesLoaded":
    from prices import service
    from tradewind.clock import now
    from tradewind.fetch import Client, open_guard

    with Client(open_guard(local_hosts)) as client:
        return service.fetch_rates(url, client=client, store=store, now=now)


subcommands = typer.Typer(help="What currencies are worth: load it, show it.", no_args_is_help=True)
subcommands.command("load")(told(load))
subcommands.command("show")(told(show))
