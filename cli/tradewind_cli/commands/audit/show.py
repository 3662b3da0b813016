"""`tradewind audit show`: a decision with all its evidence."""

import json
from typing import Annotated

import typer

from tradewind_cli.stack.options import StateOption


def command(
    audit_id: Annotated[str, typer.Argument(help="Its id, as answers give it: au_...")],
    tenant: Annotated[str, typer.Option(help="Whose audit it is.")] = "demo",
    state: StateOption = None,
) -> None:
    """Show a decision with all its evidence, as JSON."""
    from urllib.parse import quote

    from tradewind_cli.prices.api import Api
    from tradewind_cli.stack.running import running

    found = Api(running(state), tenant).call("GET", f"/v1/audit/{quote(audit_id, safe='')}")
    print(json.dumps(found, indent=2, ensure_ascii=False))
