"""Steps as they are taken, on stderr: a spinner for people, a line for each step in a log."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from tradewind_cli.report import people
from tradewind_cli.stack.lifecycle import Say


@contextmanager
def steps_shown() -> Iterator[Say]:
    """Yields what names the next step; each one that took a while is listed with its seconds once it is over."""
    began = time.monotonic()
    current = ""

    def end() -> None:
        took = time.monotonic() - began
        if current and took >= 0.1:
            people.print(f"  {current} [dim]{took:.1f} s[/dim]", highlight=False)

    with people.status("") as status:

        def say(step: str) -> None:
            nonlocal began, current
            end()
            began, current = time.monotonic(), step
            status.update(step)

        yield say
        end()
