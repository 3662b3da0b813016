"""The emulator's own log: few lines, for the one who looks why something does not work."""

import contextlib
import sys


def say(sentence: str) -> None:
    """Writes one line. On a full disk the log may not take it either: whoever has something to say goes on."""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"local AWS: {sentence}\n")
        sys.stderr.flush()
