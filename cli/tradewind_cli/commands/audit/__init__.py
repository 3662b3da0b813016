"""`tradewind audit`: who did what, and why; and that nobody changed it."""

import typer

from tradewind_cli.commands.audit import listing, show, verify
from tradewind_cli.trouble import told

subcommands = typer.Typer(help="The audit: verify it, list it, show a decision.", no_args_is_help=True)
for name, module in {"verify": verify, "list": listing, "show": show}.items():
    subcommands.command(name)(told(module.command))
