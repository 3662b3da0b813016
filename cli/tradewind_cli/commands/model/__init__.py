"""`tradewind model`: which models answer, and which come next."""

from collections.abc import Callable

import typer

from tradewind_cli.commands.model import changing, looking
from tradewind_cli.trouble import told

subcommands = typer.Typer(help="Models: list, show, register, promote and roll back.", no_args_is_help=True)
COMMANDS: dict[str, Callable[..., None]] = {
    "list": looking.models,
    "show": looking.show,
    "register": changing.register,
    "promote": changing.promote,
    "rollback": changing.rollback,
}
for name, run in COMMANDS.items():
    subcommands.command(name)(told(run))
