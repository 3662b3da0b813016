"""`tradewind audit verify`: compare the audit with its seals."""

import json as json_format
from datetime import timedelta
from typing import Annotated, Any

import typer

from tradewind_cli.report import AsJson
from tradewind_cli.stack.issuer import duration
from tradewind_cli.stack.options import StateOption


def command(
    since: Annotated[
        timedelta | None,
        typer.Option(parser=duration, metavar="TIME", help="Only what came in since then: 15m, 12h, 7d. Else all."),
    ] = None,
    aws: Annotated[
        str | None,
        typer.Option("--aws", metavar="STACK", help="A stack on AWS, read with the credentials of this shell."),
    ] = None,
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Name each entry of the audit that was changed, added or removed, and each seal that is; exit code 1 if any."""
    from datetime import UTC, datetime

    from rich.console import Console
    from rich.table import Table

    from tradewind_cli.account.proof import outputs_on_aws, verified
    from tradewind_cli.stack.running import running

    client: Any
    if aws:
        import boto3

        client, outputs = boto3.client, outputs_on_aws(aws)
    else:
        stack = running(state)
        client, outputs = stack.client, dict(stack.outputs)
    found = verified(client, outputs, datetime.now(UTC) - since if since else None)
    if json:
        rows = [{"trouble": each.trouble, "what": each.what, "detail": each.detail} for each in found.findings]
        counts = {"entries": found.entries, "seals": found.seals, "waiting": found.waiting}
        oldest = found.oldest_waiting.isoformat() if found.oldest_waiting else None
        print(json_format.dumps({**counts, "oldest_waiting": oldest, "findings": rows}))
    else:
        if found.findings:
            table = Table("trouble", "what", "detail", header_style="bold", box=None)
            for each in found.findings:
                table.add_row(each.trouble, each.what, each.detail)
            Console().print(table)
        print(
            f"{found.entries} entries, {found.seals} seals, {found.waiting} not sealed yet: "
            + (f"{len(found.findings)} findings." if found.findings else "nothing was changed, added or removed.")
        )
    if found.findings:
        raise typer.Exit(1)
