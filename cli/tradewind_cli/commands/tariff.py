"""`tradewind tariff`: duties, taxes, freight, insurance and exchange rates, loaded from a file of yours."""

import json as json_format
from pathlib import Path
from typing import Annotated, Any

import typer

from tradewind_cli.report import AsJson
from tradewind_cli.stack.options import StateOption
from tradewind_cli.trouble import Trouble, told

TARIFFS = "/v1/catalog/tariffs"
TenantOption = Annotated[str, typer.Option("--tenant", help="Whose tariffs they are.")]


def load(
    file: Annotated[Path, typer.Argument(help="A table (CSV) of lines, or JSON as the API takes it.")],
    kind: Annotated[str | None, typer.Option(help="duty, tax, freight, insurance or exchange.")] = None,
    name: Annotated[str | None, typer.Option(help="One of a later date takes the place of the one before.")] = None,
    destination: Annotated[str | None, typer.Option(help="The country, as DE.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="From which day it holds, as 2026-01-01.")] = None,
    until: Annotated[str | None, typer.Option(help="The last day it holds.")] = None,
    source: Annotated[str | None, typer.Option(help="Who published or quoted it.")] = None,
    currency: Annotated[str | None, typer.Option(help="Of its amounts, as EUR.")] = None,
    valuation: Annotated[str | None, typer.Option(help="Of duties: cif or fob, as the country values goods.")] = None,
    tenant: TenantOption = "demo",
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Load a tariff; one of more than a request holds is loaded chapter by chapter. What is loaded already stays."""
    from tradewind_cli.catalog.tariff_files import requests
    from tradewind_cli.prices.api import Api
    from tradewind_cli.stack.running import running

    named = {
        "kind": kind, "name": name, "destination": destination, "as_of": as_of, "until": until, "source": source,
        "currency": currency, "valuation": valuation,
    }  # fmt: skip
    wanted = requests(file, named)
    api = Api(running(state), tenant)
    loaded, there = [], 0
    for each in wanted:
        try:
            loaded.append(api.call("POST", TARIFFS, each))
        except Trouble as trouble:
            if "is loaded already" not in str(trouble):
                raise Trouble(
                    f"{each.get('name', file.name)}: {trouble}; {len(loaded)} of {len(wanted)} loaded"
                ) from trouble
            there += 1
    if json:
        print(json_format.dumps({"loaded": loaded, "there_already": there}))
        return
    for each in loaded:
        print(
            f"{each['tariff_id']}  {each['kind']} {each['name']}, {each['line_count']} lines, from {each['as_of']} on"
        )
    if there:
        print(f"{there} were there already")


def show(tenant: TenantOption = "demo", state: StateOption = None, json: AsJson = False) -> None:
    """The tariffs that are loaded."""
    from tradewind_cli.prices.api import Api
    from tradewind_cli.stack.running import running

    api = Api(running(state), tenant)
    found: list[dict[str, Any]] = []
    next_page: str | None = ""
    while next_page is not None:
        page = api.call("GET", f"{TARIFFS}?limit=100" + (f"&next={next_page}" if next_page else ""))
        found += page["items"]
        next_page = page["next"]
    if json:
        print(json_format.dumps(found))
        return
    for each in sorted(found, key=lambda each: (each["kind"], each["destination"] or "", each["name"], each["as_of"])):
        where = f" to {each['destination']}" if each["destination"] else ""
        print(f"{each['tariff_id']}  {each['as_of']}  {each['kind']}{where}: {each['name']} ({each['source']})")


def remove(
    tariff_id: Annotated[str, typer.Argument(help="As `tradewind tariff show` tells it.")],
    tenant: TenantOption = "demo",
    state: StateOption = None,
) -> None:
    """Remove a tariff; the one before it, if any, holds again."""
    from tradewind_cli.prices.api import Api
    from tradewind_cli.stack.running import running

    Api(running(state), tenant).call("DELETE", f"{TARIFFS}/{tariff_id}")
    print(f"removed {tariff_id}")


subcommands = typer.Typer(help="What costs at the door are worked out from: load it, show it.", no_args_is_help=True)
for function in (load, show, remove):
    subcommands.command()(told(function))
