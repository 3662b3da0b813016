"""`tradewind up`: the whole system on this machine."""

import json as json_format
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind_cli.report import AsJson
from tradewind_cli.stack.options import StateOption

if TYPE_CHECKING:
    from tradewind_cli.prices.found import Found
    from tradewind_cli.stack.lifecycle import Say, Started


class Engine(StrEnum):
    lancedb = "lancedb"
    opensearch = "opensearch"


SIGNED_IN = timedelta(hours=12)
"""How long the link signs in: a working day. It stands in a terminal, and then in the browser's history."""

OPEN_DOOR = (
    "Whoever reaches this machine reaches the console and the API at that address. Each call needs a token (tradewind "
    "token) or an API key, and goes unencrypted: put a proxy with TLS in front of it before it leaves your own network."
)


def command(
    state: StateOption = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="The port of the local AWS; 0 for any.", show_default="the last one, or 8470"
        ),
    ] = None,
    bind: Annotated[
        str | None,
        typer.Option(
            metavar="ADDR",
            help="Let other machines use the console and the API, at this address; each call needs a token.",
            show_default="loopback alone",
        ),
    ] = None,
    bind_port: Annotated[int, typer.Option(min=1, max=65535, help="The port of --bind.")] = 8480,
    boot: Annotated[
        bool, typer.Option("--boot", help="Start nothing; print the unit that starts this at boot (systemd, launchd).")
    ] = False,
    settings: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="A parameter of template.yaml, as HomeServers=ntfy.lan:8080; remembered.",
        ),
    ] = [],  # noqa: B006 (typer reads it once)
    browser: Annotated[
        bool | None,
        typer.Option(
            "--browser/--no-browser",
            help="Read pages that only a browser can, with a Chromium of this machine; remembered.",
            show_default="as before; at first without",
        ),
    ] = None,
    search: Annotated[
        Engine | None,
        typer.Option(
            help="What searches: LanceDB, or an OpenSearch node of this machine (needs Java 21); remembered.",
            show_default="as before; at first lancedb",
        ),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget all that was kept and begin anew.")] = False,
    json: AsJson = False,
) -> None:
    """Start Tradewind on this machine: local AWS, functions, demo shop, and a first look at its prices.

    Returns when all of it is up. What runs already is left running.
    """
    from tradewind_cli.progress import steps_shown
    from tradewind_cli.stack import lifecycle
    from tradewind_cli.stack.state import state_folder

    folder = state_folder(state)
    door = lifecycle.door_address(bind, bind_port) if bind else ""
    if boot:
        from tradewind_cli.stack.boot import unit

        print(unit(folder.path, port, bind, bind_port), end="")
        return
    with steps_shown() as say:
        given = lifecycle.read_settings(settings)
        started = lifecycle.start(
            folder, port, fresh, say=say, door=door, settings=given, browser=browser, search=search and search.value
        )
        rows = look_once(started, say)
    if json:
        stack = started.stack
        addresses = {"api_url": stack.api_url, "docs_url": stack.docs_url, "shop_url": stack.shop_url}
        addresses |= {"console_url": console_url} if (console_url := stack.console_url) else {}
        addresses |= {"door_url": door_url} if (door_url := stack.door_url) else {}
        addresses |= {"sign_in_url": sign_in} if (sign_in := stack.sign_in_url(stack.token(lasts=SIGNED_IN))) else {}
        more = {"token": stack.token(), "state": str(folder.path), "recovered": started.recovered}
        print(json_format.dumps({**addresses, **more}))
    else:
        show(started, rows)


def look_once(started: "Started", say: "Say") -> "list[Found]":
    """The first look at the demo shop's prices, once in a state's life; nothing afterwards."""
    from tradewind_cli.stack.processes import alone

    folder = started.stack.state
    with alone(folder.lock):
        if folder.record().first_look_taken:
            return []
        from tradewind_cli.prices.first_look import first_look

        rows = first_look(started.stack, say)
        started.stack.flush()
        folder.keep(replace(folder.record(), first_look_taken=True))
        return rows


def show(started: "Started", rows: "list[Found]") -> None:
    """What was found, where everything is, and what to try next."""
    from rich.console import Console

    from tradewind_cli.stack.state import DEFAULT

    console = Console(highlight=False, soft_wrap=True)
    stack = started.stack
    if started.was_running:
        console.print("The stack was running already.")
    for line in recovery(started.recovered):
        console.print(line)
    if rows:
        from tradewind_cli.prices.first_look import telling, told_apart
        from tradewind_cli.prices.found import print_discounts, print_table

        chosen = telling(rows)
        console.print(f"\n[bold]{len(rows)} pages of the demo shop are watched; a day later:[/bold]\n")
        print_table(chosen)
        console.print(f"... and {len(rows) - len(chosen)} more.")
        if discounts := told_apart(rows):
            console.print("\n[bold]Two that show a higher price before, told apart by their past:[/bold]\n")
            print_discounts(discounts)
    where = {"console": stack.console_url} if stack.console_url else {}
    where |= {"API": stack.api_url, "docs": stack.docs_url, "shop": stack.shop_url, "state": str(stack.state.path)}
    if stack.door_url:
        where["for others"] = stack.door_url
    console.print()
    for name, address in where.items():
        console.print(f"[bold]{name:11}[/bold]{address}")
    console.print("[bold]token[/bold]      tenant demo, admin, enterprise tier, 7 days:")
    print(stack.token())
    if stack.door_url:
        console.print(f"\n[bold yellow]Others can reach it.[/bold yellow] {OPEN_DOOR}")
    if sign_in := stack.sign_in_url(stack.token(lasts=SIGNED_IN)):
        console.print(
            "[bold]sign in[/bold]    open this, good for 12 hours; the page takes the token out of the address:"
        )
        print(sign_in)
    option = "" if stack.state.path == DEFAULT else f" --state {stack.state.path}"
    console.print("\n[bold]Try next[/bold]")
    for command_line, what in to_try(stack.api_url, option, rows):
        console.print(f"  {command_line}  [dim]# {what}[/dim]")


def to_try(api_url: str, option: str, rows: "list[Found]") -> list[tuple[str, str]]:
    """Three commands and what each is for."""
    tradewind = ".venv/bin/tradewind"
    watch = f" {rows[0].watch_id}" if rows else ""
    return [
        (f"{tradewind} history{watch}{option}", "what it cost over time"),
        (f"{tradewind} sweep --all{option}", "look at every page now"),
        (f'curl -H "Authorization: Bearer $({tradewind} token{option})" {api_url}/v1/prices/watches', "ask the API"),
    ]


def recovery(recovered: dict[str, float]) -> list[str]:
    """What came back from disk, and what never does."""
    if not recovered:
        return []
    found = ", ".join(f"{recovered.get(what, 0):,.0f} {what}" for what in ("items", "messages", "functions"))
    return [
        f"Recovered {found} in {recovered.get('seconds', 0):.1f} s.",
        "Not recovered: workflows that were running, change records not yet read, log lines of the last second;",
        "the next sweep finds their work again.",
    ]
