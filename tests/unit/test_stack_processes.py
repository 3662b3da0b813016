import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tradewind_cli.checkout import ROOT
from tradewind_cli.stack.processes import Process, alone
from tradewind_cli.trouble import Trouble

SLEEPS = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    made = Process("sleeper", tmp_path)
    yield made
    made.kill()


def start(process: Process, command: list[str] = SLEEPS) -> None:
    process.start(command, os.environ, ROOT)
    come_true(lambda: process.last_words() == "up")


def come_true(claim: Callable[[], bool], seconds: float = 10) -> None:
    ends_at = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < ends_at, "it did not come true in time"
        time.sleep(0.01)


def test_what_was_never_started_does_not_run(process: Process) -> None:
    assert not process.is_running()
    assert not process.stop()


def test_a_process_runs_until_it_is_stopped(process: Process) -> None:
    start(process)
    assert process.is_running()
    assert process.stop()
    assert not process.is_running()


def test_a_process_outlives_the_command_that_started_it(process: Process) -> None:
    starter = f"""
import os, pathlib
from tradewind_cli.stack.processes import Process
Process("sleeper", pathlib.Path({str(process.folder)!r})).start({SLEEPS!r}, os.environ, pathlib.Path("/"))
"""
    subprocess.run([sys.executable, "-c", starter], check=True, env={**os.environ, "PYTHONPATH": str(ROOT / "cli")})
    assert process.is_running()
    assert process.stop()


def test_a_killed_process_is_seen_as_dead_at_once(process: Process) -> None:
    start(process)
    os.kill(int(process.lock.read_text()), signal.SIGKILL)
    come_true(lambda: not process.is_running(), seconds=2)


def test_an_id_that_the_system_gave_to_another_is_never_signalled(process: Process) -> None:
    with subprocess.Popen(SLEEPS, stdout=subprocess.DEVNULL) as other:
        process.lock.write_text(str(other.pid))
        assert not process.is_running()
        assert not process.stop()
        assert other.poll() is None
        other.kill()


def test_the_same_process_is_not_started_twice(process: Process) -> None:
    start(process)
    with pytest.raises(Trouble, match="running already"):
        process.start(SLEEPS, os.environ, ROOT)


def test_what_does_not_listen_is_killed(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tradewind_cli.stack.processes.STOP_S", 0.2)
    start(process, DEAF)
    assert process.stop()
    assert not process.is_running()


def test_it_can_be_started_again_and_its_log_goes_on(process: Process) -> None:
    start(process)
    process.stop()
    start(process)
    come_true(lambda: process.log.read_text() == "up\nup\n")


def test_the_last_words_of_a_process_are_its_last_line(process: Process) -> None:
    assert process.last_words() == "it left no word"
    process.log.parent.mkdir()
    process.log.write_text("Traceback\n  port 1 is taken\n\n")
    assert process.last_words() == "port 1 is taken"


def test_two_commands_on_one_folder_take_turns(tmp_path: Path) -> None:
    order: list[str] = []
    is_inside = threading.Event()

    def second() -> None:
        is_inside.wait()
        with alone(tmp_path / "lock") as waited:
            order.append(f"second, waited: {waited}")

    other = threading.Thread(target=second)
    other.start()
    with alone(tmp_path / "lock") as waited:
        is_inside.set()
        time.sleep(0.1)
        order.append(f"first, waited: {waited}")
    other.join()
    assert order == ["first, waited: False", "second, waited: True"]
