"""`tradewind backup`: the state of the local stack in one file."""

import json as json_format
from pathlib import Path
from typing import Annotated

import typer

from tradewind_cli.report import AsJson
from tradewind_cli.stack.options import StateOption


def command(
    file: Annotated[Path, typer.Argument(help="Where to write it, such as tradewind-2026-11-21.tar.gz.")],
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Write all that the local stack keeps into one file; the stack may go on running.

    The file holds the keys that sign tokens and seal secrets: keep it as you keep a password.
    """
    from datetime import UTC, datetime

    from tradewind_cli.stack.backup import save
    from tradewind_cli.stack.state import state_folder

    folder = state_folder(state)
    made = save(folder, file.expanduser().resolve(), datetime.now(UTC))
    size = file.expanduser().stat().st_size
    if json:
        told = {"file": str(file), "bytes": size, "items": made.items, "files": len(made.files)}
        print(json_format.dumps({**told, "release": made.release, "made_at": made.made_at}))
    else:
        print(f"{file}: {made.items:,} items, {len(made.files):,} files, {size / 1e6:.1f} MB, release {made.release}.")
        print("It holds the stack's keys; keep it as you keep a password.")
