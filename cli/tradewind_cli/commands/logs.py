"""`tradewind logs`: what a function logged."""

from datetime import timedelta
from typing import Annotated

import typer

from tradewind_cli.stack.issuer import duration
from tradewind_cli.stack.options import StateOption


def command(
    function: Annotated[str, typer.Argument(help="Which one, such as prices/api.")],
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as more comes, until Ctrl-C.")] = False,
    since: Annotated[
        timedelta, typer.Option(parser=duration, metavar="TIME", help="How far back: 90s, 15m, 12h, 7d.")
    ] = "1h",  # type: ignore[assignment]  # typer parses the default as well
    state: StateOption = None,
) -> None:
    """Print what a function of the local stack logged."""
    from datetime import UTC, datetime

    from tradewind_cli.stack.functions import followed, function_named, log_lines
    from tradewind_cli.stack.running import running
    from tradewind_cli.trouble import tell

    stack = running(state)
    found = function_named(stack, function)
    begin = datetime.now(UTC) - since
    is_silent = True
    try:
        for line in followed(stack, found, begin) if follow else log_lines(stack, found, begin):
            is_silent = False
            print(f"{line.at:%H:%M:%S.%f} {line.text}", flush=follow)
    except KeyboardInterrupt:
        return
    if is_silent:
        tell(f"{function} has logged nothing since {begin:%d %b, %H:%M} UTC; look further back with --since 7d")
