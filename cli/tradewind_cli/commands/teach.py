"""`tradewind teach URL`: where the price stands, from the price that you see."""

import json as json_format
from typing import Annotated, Any

import typer

from tradewind_cli.report import AsJson, people
from tradewind_cli.stack.options import StateOption
from tradewind_cli.trouble import Trouble


def command(
    url: Annotated[str, typer.Argument(help="The address of a product page.")],
    price: Annotated[str, typer.Option(help="The price as you see it on the page, such as '€ 12,90'.")],
    title: Annotated[str | None, typer.Option(help="The product's name as you see it.")] = None,
    stock: Annotated[str | None, typer.Option(help="The words that say whether it can be bought.")] = None,
    accept: Annotated[
        int | None, typer.Option(min=1, max=5, help="Have the shop's pages read by the proposal of this number.")
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Begin the history anew: what was read before is wrong.")
    ] = False,
    tenant: Annotated[str, typer.Option(help="Who teaches.")] = "demo",
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Propose selectors for the price that you see, tried on saved pages of that shop; with --accept, use one.

    An accepted one holds for the tenant's pages of that host, those that are watched already included.
    """
    from tradewind_cli.prices.api import Api
    from tradewind_cli.stack.running import running

    api = Api(running(state), tenant)
    asked = {"url": url, "price": price, "title": title, "availability": stock}
    with people.status("looking where it stands"):
        told = api.call(
            "POST", "/v1/prices/teaching/proposals", {name: value for name, value in asked.items() if value is not None}
        )
    proposals = told["proposals"]
    taught = None
    if accept is not None:
        if accept > len(proposals):
            raise Trouble(told["missing"] or f"there are {len(proposals)} proposals; choose one of them")
        taught = accepted(api, url, proposals[accept - 1]["override"], anew=anew)
    if json:
        print(json_format.dumps({**told, "taught": taught}))
        return
    if not proposals:
        raise Trouble(f"no proposal: {told['missing']}")
    show(proposals)
    if taught is None:
        print("take one with: tradewind teach ... --accept NUMBER")
    else:
        print(f"{taught['host']} is read by {taught['own']['override']['price']} from now on")
        print(f"{len(taught['moved'])} watches read by it; the next sweep looks at them")


def accepted(api: Any, url: str, override: dict[str, Any], *, anew: bool) -> dict[str, Any]:
    """What holds once the host's pages are read so, every watch of them included."""
    wanted = {"url": url, "override": override, "move_watches": True, "history": "anew" if anew else "continue"}
    moved: list[Any] = []
    while True:
        told: dict[str, Any] = api.call("POST", "/v1/prices/teaching/overrides", wanted)
        moved += told["moved"]
        if not told["watches_left"] or not told["moved"]:
            return {**told, "moved": moved}


def show(proposals: list[dict[str, Any]]) -> None:
    """The proposals with what they find, the surest first."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("", "selector", "sure", "why", "finds")
    for number, each in enumerate(proposals, 1):
        selector = each["selector"]
        reasons = "; ".join(reason["text"] for reason in selector["reasons"])
        found = ", ".join(trial["price"] or "nothing" for trial in each["tried"][:6])
        table.add_row(str(number), Text(selector["value"]), f"{selector['confidence']:.0%}", Text(reasons), found)
    Console().print(table)
