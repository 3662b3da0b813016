"""`tradewind restore`: a backup becomes the state of the local stack."""

from pathlib import Path
from typing import Annotated

import typer

from tradewind_cli.stack.options import StateOption


def command(
    file: Annotated[Path, typer.Argument(help="What `tradewind backup` wrote.")],
    state: StateOption = None,
    replace: Annotated[bool, typer.Option("--replace", help="Forget the stack that the folder holds now.")] = False,
) -> None:
    """Put the state of a backup in place; `tradewind up` goes on from there, upgrading it where it is older.

    The file is checked whole before anything is touched.
    """
    from tradewind_cli.stack.backup import load
    from tradewind_cli.stack.state import state_folder

    folder = state_folder(state)
    found = load(folder, file.expanduser().resolve(), in_place_of_another=replace)
    print(f"Restored {found.items:,} items of {found.made_at[:16]} UTC, release {found.release}, into {folder.path}.")
    print("Start it with: tradewind up" + (f" --state {folder.path}" if state else ""))
