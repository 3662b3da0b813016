"""Processes that outlive the command that started them.

A process holds a lock on a file of its own for as long as it lives: it inherits the locked file, and the kernel
lets go of the lock when the process ends, however it ends. So a running one is told from a dead one without
comparing process ids, which the system gives out again.
"""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tradewind_cli.trouble import Trouble

STOP_S = 20.0
"""How long a process may take to save and end before it is killed."""
KILLED_S = 5.0
POLL_S = 0.05


@dataclass(frozen=True)
class Process:
    """A named process of a state folder: `NAME.pid` holds the lock and the id, `logs/NAME.log` what it printed."""

    name: str
    folder: Path

    @property
    def lock(self) -> Path:
        return self.folder / f"{self.name}.pid"

    @property
    def log(self) -> Path:
        return self.folder / "logs" / f"{self.name}.log"

    def start(self, command: Sequence[str], environment: Mapping[str, str], cwd: Path) -> None:
        """Start it in a session of its own, its output appended to the log. Raises: Trouble when it runs already."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.lock.open("a+") as lock, self.log.open("ab") as log:
            if not _try_lock(lock.fileno()):
                raise Trouble(f"{self.name} is running already for {self.folder}; run: tradewind down")
            started = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                cwd=cwd,
                start_new_session=True,
                pass_fds=(lock.fileno(),),
            )
            lock.truncate(0)
            lock.write(str(started.pid))
            lock.flush()
            started.returncode = 0  # nobody waits for it: it outlives this command

    def is_running(self) -> bool:
        if not self.lock.exists():
            return False
        with self.lock.open("a+") as lock:
            return not _try_lock(lock.fileno())

    def stop(self) -> bool:
        """End it in order, or by force after `STOP_S`. False when it was not running."""
        return self._end(signal.SIGTERM, STOP_S) or self._end(signal.SIGKILL, KILLED_S)

    def kill(self) -> bool:
        """End it at once, as a power cut would. False when it was not running."""
        return self._end(signal.SIGKILL, KILLED_S)

    def _end(self, signum: signal.Signals, patience_s: float) -> bool:
        if not self.is_running():
            return False
        pid = int(self.lock.read_text())
        if signum == signal.SIGKILL:
            os.killpg(pid, signum)
        else:
            os.kill(pid, signum)
        give_up_at = time.monotonic() + patience_s
        while self.is_running():
            if time.monotonic() > give_up_at:
                return False
            _reap(pid)
            time.sleep(POLL_S)
        return True

    def last_words(self) -> str:
        """The last line of its log that says something."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return next((line.strip() for line in reversed(lines) if line.strip()), "it left no word")


@contextmanager
def alone(lock: Path) -> Iterator[bool]:
    """Nobody else is between these lines for the same file. Yields whether it had to wait for another."""
    with lock.open("a+") as file:
        waited = not _try_lock(file.fileno())
        if waited:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield waited


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _reap(pid: int) -> None:
    """Take the exit status of a child of this very process, so that it does not stay as a zombie."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
