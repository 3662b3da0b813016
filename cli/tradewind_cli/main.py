"""The `tradewind` command: one module a command; benches and evaluations are found in their folders."""

import pkgutil
from importlib import import_module
from types import ModuleType

import typer

from tradewind_cli import bench, commands, evaluate
from tradewind_cli.trouble import told

app = typer.Typer(
    name="tradewind",
    help="Commerce intelligence on this machine or on AWS: find, vet, price, move, sell, ask.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
bench_app = typer.Typer(help="Measure how fast and how sure Tradewind is.", no_args_is_help=True)
evaluate_app = typer.Typer(help="Score Tradewind against labelled examples.", no_args_is_help=True)
app.add_typer(bench_app, name="bench")
app.add_typer(evaluate_app, name="evaluate")


def register(package: ModuleType, group: typer.Typer) -> None:
    """Add each module of `package` under its name, with `_` read as it stands: its `command`, or its `subcommands`.

    A module that cannot have its command's name, for it is a word of Python or has a hyphen, states it as `NAME`.
    """
    for found in pkgutil.iter_modules(package.__path__):
        module = import_module(f"{package.__name__}.{found.name}")
        if hasattr(module, "command"):
            group.command(name=getattr(module, "NAME", found.name))(told(module.command))
        elif hasattr(module, "subcommands"):
            group.add_typer(module.subcommands, name=found.name)


register(commands, app)
register(bench, bench_app)
register(evaluate, evaluate_app)

if __name__ == "__main__":
    app()
