"""`tradewind status`: whether the local stack runs, where, and what it holds."""

import json as json_format

import typer

from tradewind_cli.report import AsJson
from tradewind_cli.stack.options import StateOption


def command(state: StateOption = None, json: AsJson = False) -> None:
    """Tell whether the local stack runs and where it answers. Exit code 1 when it does not run."""
    from tradewind_cli.stack.running import known
    from tradewind_cli.stack.state import state_folder

    folder = state_folder(state)
    stack = known(folder)
    runs = {each.name: each.is_running() for each in (folder.emulator, folder.shop)}
    if json:
        where = {"api_url": stack.api_url, "docs_url": stack.docs_url, "shop_url": stack.shop_url} if stack else {}
        print(json_format.dumps({"running": runs, "state": str(folder.path), **where}))
    elif stack is None or not any(runs.values()):
        print("No stack is running here; start it with: tradewind up")
    else:
        for name, address in (("API", stack.api_url), ("docs", stack.docs_url), ("shop", stack.shop_url)):
            print(f"{name:10}{address}")
        for name, is_running in runs.items():
            print(f"{name:10}{'running' if is_running else 'not running'}")
        print(f"{'state':10}{folder.path}")
    if not all(runs.values()):
        raise typer.Exit(1)
