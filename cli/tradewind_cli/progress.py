"""Steps as they are taken, on stderr: a spinner for people, a line for each step in a log."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from tradewind_cli.report import people
from tradewind_cli.stack.lifecycle import Say

WORTH_A_LINE_S = 0.1


@contextmanager
def steps_shown() -> Iterator[Say]:
    """Yields what is told of each step, as `step` or `step: how far it is`.

    A step that took a while is listed with its seconds once it is over.
    """
    began = time.monotonic()
    current = ""

    def end() -> None:
        took = time.monotonic() - began
        if current and took >= WORTH_A_LINE_S:
            people.print(f"  {current} [dim]{took:.1f} s[/dim]", highlight=False)

    with people.status("") as status:

        def say(told: str) -> None:
            nonlocal began, current
            step = told.partition(":")[0]
            if step != current:
                end()
                began, current = time.monotonic(), step
            status.update(told)

        yield say
        end()
