"""`tradewind channel`: where you are told of alerts."""

import json as json_format
import time
from typing import Annotated, Any

import typer

from tradewind_cli.report import AsJson, people
from tradewind_cli.stack.options import StateOption
from tradewind_cli.trouble import Trouble, told

CHANNELS = "/v1/notifications/channels"
PATIENCE_S = 30.0
POLL_S = 0.3
WAITS = ("queued", "sending")

subcommands = typer.Typer(help="Where you are told of alerts: open a channel, prove it, try it.", no_args_is_help=True)

TenantOption = Annotated[str, typer.Option(help="Whose channels.")]
ChannelArgument = Annotated[str, typer.Argument(help="The channel's id.")]


@subcommands.command("add")
@told
def add(
    address: Annotated[
        str, typer.Argument(help="An address in Apprise's form, as ntfys://ntfy.sh/mine, or an e-mail address.")
    ],
    server: Annotated[str | None, typer.Option(help="A Telegram Bot API server of your own.")] = None,
    name: Annotated[str | None, typer.Option(help="A name for it.")] = None,
    language: Annotated[str, typer.Option(help="en, fr, pt, zh or hi.")] = "en",
    zone: Annotated[str, typer.Option(help="The time zone of its hours.")] = "UTC",
    quiet: Annotated[str | None, typer.Option(metavar="HH:MM-HH:MM", help="Send nothing between these.")] = None,
    digest: Annotated[
        str | None, typer.Option(metavar="HOUR|WEEKDAY@HOUR", help="All in one message: at 8 each day, at mon@8.")
    ] = None,
    tag: Annotated[list[str], typer.Option(help="Only of watches with this tag; may be given again.")] = [],  # noqa: B006
    kind: Annotated[list[str], typer.Option(help="Only of this kind, as drop; may be given again.")] = [],  # noqa: B006
    everyone: Annotated[bool, typer.Option("--all", help="Of all watches of the tenant, not only your own.")] = False,
    tenant: TenantOption = "demo",
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Open a channel. A code goes out through it; type it into: tradewind channel prove."""
    to: dict[str, Any] = {"by": "service" if "://" in address else "mail", "address": address}
    if server:
        to["server"] = server
    start, _, end = (quiet or "").partition("-")
    weekday, _, hour = (digest or "").rpartition("@")
    if digest and not hour.isdigit():
        raise Trouble(f"--digest {digest}: give an hour, as 8, or a weekday and an hour, as mon@8")
    asked = {
        "to": to,
        "name": name,
        "language": language,
        "time_zone": zone,
        "quiet": {"start": start, "end": end} if quiet else None,
        "digest": {"every": "week" if weekday else "day", "hour": int(hour), "weekday": weekday or "mon"}
        if digest
        else None,
        "tags": tag,
        "kinds": kind,
        "whose": "all" if everyone else "own",
    }
    made = _api(tenant, state).call("POST", CHANNELS, asked)
    if json:
        print(json_format.dumps(made))
        return
    print(f"channel  {made['channel_id']}")
    print(f"leads to {made['service']}, {made['shown']}")
    print(f"A code is on its way there. Then: tradewind channel prove {made['channel_id']} CODE")


@subcommands.command("list")
@told
def show(tenant: TenantOption = "demo", state: StateOption = None, json: AsJson = False) -> None:
    """Show your channels."""
    from rich.console import Console
    from rich.table import Column, Table

    api, found, next = _api(tenant, state), [], ""
    while True:
        page = api.call("GET", f"{CHANNELS}?limit=100{next}")
        found += page["items"]
        if page["next"] is None:
            break
        next = f"&next={page['next']}"
    if json:
        print(json_format.dumps(found))
        return
    table = Table(Column("channel", no_wrap=True), "leads to", "state", "told of", header_style="bold", box=None)
    for each in found:
        of = "all watches" if each["whose"] == "all" else "your watches"
        tags = f", tagged {', '.join(each['tags'])}" if each["tags"] else ""
        paused = " (paused)" if each["paused"] else ""
        table.add_row(each["channel_id"], f"{each['service']}, {each['shown']}", each["state"] + paused, of + tags)
    Console().print(table)


@subcommands.command("prove")
@told
def prove(
    channel: ChannelArgument,
    code: Annotated[str, typer.Argument(help="The eight digits that came through it.")],
    tenant: TenantOption = "demo",
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Prove that a channel is yours, by the code that came through it."""
    proven = _api(tenant, state).call("POST", f"{CHANNELS}/{channel}/proof", {"code": code})
    print(json_format.dumps(proven) if json else f"{proven['service']}, {proven['shown']}: {proven['state']}")


@subcommands.command("test")
@told
def try_out(
    channel: ChannelArgument, tenant: TenantOption = "demo", state: StateOption = None, json: AsJson = False
) -> None:
    """Send a test through a channel, and tell what became of it."""
    api = _api(tenant, state)
    asked = api.call("POST", f"{CHANNELS}/{channel}/test", {})
    with people.status("sending"):
        sent = _settled(api, channel, asked["delivery_id"])
    if json:
        print(json_format.dumps(sent))
    else:
        print(sent["state"] + (f": {sent['reason']}" if sent["reason"] else ""))


@subcommands.command("deliveries")
@told
def deliveries(
    channel: ChannelArgument,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many, the newest first.")] = 20,
    tenant: TenantOption = "demo",
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Show what became of a channel's messages."""
    from rich.console import Console
    from rich.table import Column, Table

    found = _api(tenant, state).call("GET", f"{CHANNELS}/{channel}/deliveries?limit={limit}")["items"]
    if json:
        print(json_format.dumps(found))
        return
    table = Table(
        Column("at", no_wrap=True), "what", "state", "why", "tries", "goes on at", header_style="bold", box=None
    )
    for each in found:
        why, later = each["reason"] or "", (each["next_at"] or "")[:19]
        row = [each["at"][:19], each["what"], each["state"], why, str(each["tries"]), later]
        table.add_row(*row)
    Console().print(table)


@subcommands.command("remove")
@told
def remove(channel: ChannelArgument, tenant: TenantOption = "demo", state: StateOption = None) -> None:
    """Remove a channel, with what is kept of its messages."""
    _api(tenant, state).call("DELETE", f"{CHANNELS}/{channel}")
    print("removed")


def _api(tenant: str, state: Any) -> Any:
    from tradewind_cli.prices.api import Api
    from tradewind_cli.stack.running import running

    return Api(running(state), tenant)


def _settled(api: Any, channel: str, delivery_id: str) -> dict[str, Any]:
    """A delivery once it was tried. Raises: Trouble when that takes too long."""
    ends_at = time.monotonic() + PATIENCE_S
    while True:
        found = api.call("GET", f"{CHANNELS}/{channel}/deliveries?limit=20")["items"]
        mine: dict[str, Any] | None = next((each for each in found if each["delivery_id"] == delivery_id), None)
        if mine is not None and mine["state"] not in WAITS:
            return mine
        if time.monotonic() > ends_at:
            raise Trouble(
                f"it was not tried within {PATIENCE_S:.0f} s; see: tradewind logs notifications/worker_messages"
            )
        time.sleep(POLL_S)
