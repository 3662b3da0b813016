"""What a person can mend: shown as one line on stderr, with exit code 1."""

import errno
import functools
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import typer

P = ParamSpec("P")
R = TypeVar("R")

FULL_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NO_ACCESS = (errno.EACCES, errno.EPERM, errno.EROFS)


class Trouble(Exception):
    """One sentence that says what is wrong and what to do."""


def told(command: Callable[P, R]) -> Callable[P, R]:
    """The command with its troubles told in one line instead of a traceback."""

    @functools.wraps(command)
    def telling(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except Trouble as trouble:
            tell(str(trouble))
        except OSError as error:
            if error.errno not in FULL_DISK + NO_ACCESS:
                raise
            tell(sentence_of(error))
        raise typer.Exit(1)

    return telling


def tell(sentence: str) -> None:
    """One line on stderr."""
    print(f"tradewind: {sentence}", file=sys.stderr)


def sentence_of(error: OSError) -> str:
    """A full disk or a refused path, and what to do about it."""
    where = error.filename or "the state folder"
    if error.errno in FULL_DISK:
        return f"no space left for {where}; free some, or choose another disk with --state DIR"
    return f"{where} cannot be written; correct its permissions, or choose another folder with --state DIR"
