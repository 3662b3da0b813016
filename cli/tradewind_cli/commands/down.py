"""`tradewind down`: stops the local stack."""

from tradewind_cli.stack.options import StateOption


def command(state: StateOption = None) -> None:
    """Stop the local stack. What it keeps stays: the next `tradewind up` goes on from there."""
    from tradewind_cli.stack import lifecycle
    from tradewind_cli.stack.state import state_folder

    folder = state_folder(state)
    if lifecycle.stop(folder):
        print(f"Stopped. What it keeps stays in {folder.path}; go on with: tradewind up")
    else:
        print("No stack is running here.")
