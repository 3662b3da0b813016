"""`tradewind browser`: what starts a browser that pages may be rendered with."""

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from tradewind_cli.checkout import use_sources
from tradewind_cli.trouble import Trouble


def command(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where its debugger is to listen, on loopback.")] = 9222,
    profile: Annotated[Path, typer.Option(help="A folder of its own, empty at first.")] = Path("/var/lib/rendering"),
    gate: Annotated[
        str, typer.Option(metavar="ADDR", help="Where it finds this machine: what BrowserFindsUsAt says.")
    ] = "127.0.0.1",
    chromium: Annotated[
        str | None, typer.Option(help="The browser.", show_default="the Chromium or Chrome of this machine")
    ] = None,
) -> None:
    """Print what starts a browser to render with, for BrowserUrl; `up --browser` starts one by itself."""
    use_sources()
    from tradewind.fetch.rendering.chromium import command, find

    if (found := chromium or find()) is None:
        raise Trouble("no Chromium is on this machine; name one with --chromium PATH")
    print(shlex.join(command(found, port, profile, sandboxed=os.geteuid() != 0, gate=gate)))
