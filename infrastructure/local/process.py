"""Starts and ends the emulator as a process of its own: for tests and for measurements, on a port nobody uses."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from local.emulator import HOST

START_LIMIT_S = 30.0
STOP_LIMIT_S = 10.0
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ")
"""The functions inherit the emulator's environment: it gets what a shell needs and none of the developer's own."""


class EmulatorDied(Exception):
    """The emulator ended, or did not answer in time; the text is the end of what it wrote."""


class EmulatorProcess:
    """One emulator over one state folder; started again after a kill, it goes on with what the folder holds."""

    def __init__(self, state: Path, port: int | None = None) -> None:
        self.state = state
        self.port = port or free_port()
        self.endpoint = f"http://{HOST}:{self.port}"
        self.log = state / "emulator.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id; None when it does not run."""
        return self._process.pid if self._process else None

    def start(self) -> float:
        """Starts it and waits until it serves; returns how many seconds that took. Raises: EmulatorDied."""
        self.state.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[1])
        command = [sys.executable, "-m", "local.emulator", "--port", str(self.port), "--state", str(self.state)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )
        while not self._is_serving():
            if self._process.poll() is not None or time.monotonic() - began > START_LIMIT_S:
                self.kill()
                raise EmulatorDied(self.log.read_text()[-2000:])
            time.sleep(0.02)
        return time.monotonic() - began

    def _is_serving(self) -> bool:
        """Whether this very process answers: on a taken port another one would."""
        try:
            with urllib.request.urlopen(f"{self.endpoint}/_tradewind/recovered", timeout=2) as answer:  # noqa: S310  loopback
                return bool(json.load(answer)["pid"] == self.pid)
        except OSError:
            return False

    def kill(self) -> None:
        """Ends it and every function's process at once, with nothing said (SIGKILL)."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)  # the functions are of its process group
            self._process.wait()
            self._process = None

    def stop(self) -> float:
        """Ends it in order (SIGTERM); returns how many seconds that took."""
        began = time.monotonic()
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_LIMIT_S)
            finally:
                self.kill()
        return time.monotonic() - began


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
