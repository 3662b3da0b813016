"""The processes of a stack's functions, by their handlers; on Linux, where `/proc` tells."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack


def workers(stack: "Stack", capability: str = "") -> dict[int, str]:
    """The processes that serve a capability's functions, each with its handler."""
    emulator = int(stack.state.emulator.lock.read_text())
    found = {}
    for pid in children(emulator):
        handler = _variables(pid).get("_HANDLER", "")
        if handler.startswith(capability):
            found[pid] = handler
    return found


def children(parent: int) -> list[int]:
    """The processes that a process has started."""
    import subprocess

    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = (line.split() for line in listed.splitlines())
    return sorted(int(pid) for pid, above in pairs if int(above) == parent)


def largest_mb(pid: int) -> float:
    """The most memory that a process ever held; 0 where it is gone or nobody tells."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _variables(pid: int) -> dict[str, str]:
    with suppress(OSError):
        pairs = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace").split("\0")
        return dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    return {}
