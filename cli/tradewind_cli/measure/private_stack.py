"""A stack for one measurement: in a folder and on ports of its own, gone afterwards."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack


@contextmanager
def private_stack(
    environment: Mapping[str, str] | None = None, settings: Mapping[str, str] = MappingProxyType({})
) -> "Iterator[Stack]":
    """A new stack with nothing in it; the user's own is not touched. `environment`: variables for its functions.
    `settings`: parameters of the root template.

    Raises: Trouble.
    """
    from tradewind_cli.progress import steps_shown
    from tradewind_cli.stack import lifecycle
    from tradewind_cli.stack.state import StateFolder

    with tempfile.TemporaryDirectory(prefix="tradewind-", ignore_cleanup_errors=True) as folder:
        state = StateFolder(Path(folder) / "stack")
        try:
            with steps_shown() as say:
                stack = lifecycle.start(state, port=0, environment=environment, say=say, settings=settings).stack
            yield stack
        finally:
            lifecycle.kill(state)
