"""`tradewind key`: API keys of the local stack."""

import json as json_format
from typing import Annotated, Any

import typer

from tradewind_cli.report import AsJson
from tradewind_cli.stack.options import StateOption
from tradewind_cli.trouble import told

KEYS = "/v1/account/keys"

subcommands = typer.Typer(help="API keys: make one, see them, take one back.", no_args_is_help=True)

TenantOption = Annotated[str, typer.Option(help="Whose keys.")]


@subcommands.command("create")
@told
def create(
    name: Annotated[str, typer.Argument(help="Where it is used, for people.")],
    scope: Annotated[list[str], typer.Option(help="What it opens, as prices:read; may be given again.")] = [  # noqa: B006 (typer reads it once)
        "prices:read"
    ],
    role: Annotated[str, typer.Option(help="viewer, driver, manager or admin.")] = "viewer",
    days: Annotated[int, typer.Option(min=1, max=366, help="How long it is good.")] = 90,
    tenant: TenantOption = "demo",
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Make an API key, and print it. It is shown this once."""
    asked = {"name": name, "scopes": scope, "role": role, "expires_in_days": days}
    made = _api(tenant, state).call("POST", KEYS, asked)
    print(json_format.dumps(made) if json else made["key"])


@subcommands.command("list")
@told
def show(tenant: TenantOption = "demo", state: StateOption = None, json: AsJson = False) -> None:
    """Show the API keys of a tenant, each with its last use."""
    from rich.console import Console
    from rich.table import Table

    keys = _keys(_api(tenant, state))
    if json:
        print(json_format.dumps(keys))
        return
    table = Table("key", "begins", "name", "role", "scopes", "expires", "last used", title=None)
    for key in keys:
        table.add_row(
            key["key_id"],
            key["hint"],
            key["name"],
            key["role"],
            " ".join(key["scopes"]),
            key["expires_at"][:10],
            (key["last_used_at"] or "never")[:16],
        )
    Console().print(table)


@subcommands.command("revoke")
@told
def revoke(
    key_id: Annotated[str, typer.Argument(help="Its id, as `tradewind key list` shows it.")],
    tenant: TenantOption = "demo",
    state: StateOption = None,
) -> None:
    """Take an API key back. It opens nothing after 60 seconds."""
    _api(tenant, state).call("DELETE", f"{KEYS}/{key_id}")
    print(f"{key_id} is taken back")


def _keys(api: Any) -> list[dict[str, Any]]:
    """Every key of the tenant, page by page."""
    page = api.call("GET", f"{KEYS}?limit=100")
    found: list[dict[str, Any]] = page["items"]
    while page["next"]:
        page = api.call("GET", f"{KEYS}?limit=100&next={page['next']}")
        found += page["items"]
    return found


def _api(tenant: str, state: Any) -> Any:
    from tradewind_cli.prices.api import Api
    from tradewind_cli.stack.running import running

    return Api(running(state), tenant)
