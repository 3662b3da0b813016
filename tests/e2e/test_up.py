"""The main job as a newcomer meets it: one command, and then a stack that survives what happens to it."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from tradewind_cli.stack import lifecycle
from tradewind_cli.stack.running import running
from tradewind_cli.stack.state import StateFolder

pytestmark = pytest.mark.stack

TRADEWIND = Path(sys.executable).with_name("tradewind")
open_directly = build_opener(ProxyHandler({})).open


@dataclass(frozen=True)
class Machine:
    """A machine on which nobody has run Tradewind yet: a state folder of its own."""

    state: Path

    def tradewind(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(TRADEWIND), *arguments, "--state", str(self.state)],
            env={**os.environ, "COLUMNS": "140", "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def up(self, *arguments: str) -> dict[str, Any]:
        """What `tradewind up --json` says on its last line."""
        done = self.tradewind("up", "--port", "0", "--json", *arguments)
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return told

    def kill(self) -> None:
        """kill -9 of all that runs."""
        for process in (StateFolder(self.state).emulator, StateFolder(self.state).shop):
            os.killpg(int(process.lock.read_text()), signal.SIGKILL)


def get(url: str, token: str = "") -> tuple[int, str]:
    request = Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with open_directly(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    made = Machine(tmp_path_factory.mktemp("machine") / "state")
    yield made
    lifecycle.kill(StateFolder(made.state))


@pytest.fixture(scope="module")
def first(machine: Machine) -> "subprocess.CompletedProcess[str]":
    return machine.tradewind("up", "--port", "0")


@pytest.fixture(scope="module")
def told(machine: Machine, first: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    """What a second `up` says as JSON."""
    return machine.up()


def test_up_returns_and_shows_what_it_found(first: "subprocess.CompletedProcess[str]") -> None:
    assert first.returncode == 0, first.stderr
    told = first.stdout
    changes = [word for word in told.split() if word[0] in "+-" and word[1:2].isdigit()]
    assert any(change.startswith("-") for change in changes)
    assert any(change.startswith("+") for change in changes)
    assert "unknown" in told
    assert "drop alert" in told
    assert len([line for line in told.splitlines() if line.strip().startswith((".venv/bin/tradewind", "curl"))]) == 3


def test_up_tells_a_real_discount_from_one_that_is_none(first: "subprocess.CompletedProcess[str]") -> None:
    told = first.stdout
    assert re.search(r"Cast Iron Skillet.*drop alert, a real discount", told)
    assert re.search(r"Lampadaire Roseau.*drop alert, 'was' rarely true", told)
    why = " ".join(told.partition("told apart by their past")[2].split())
    assert "was charged on each of the 30 days before" in why
    assert "was charged on 2 of the 30 days before" in why


def test_up_shows_how_far_it_is(first: "subprocess.CompletedProcess[str]") -> None:
    steps = ["starting the local AWS", "deploying the template", "loading 120 days", "looking at the pages"]
    assert [step for step in steps if step not in first.stderr] == []


def test_a_second_up_does_nothing_and_says_where_everything_is(
    machine: Machine, first: "subprocess.CompletedProcess[str]"
) -> None:
    before = StateFolder(machine.state).emulator.lock.read_text()
    again = machine.tradewind("up")
    assert again.returncode == 0, again.stderr
    assert "running already" in again.stdout
    assert [line for line in first.stdout.splitlines() if line.startswith(("API", "docs", "shop"))] == [
        line for line in again.stdout.splitlines() if line.startswith(("API", "docs", "shop"))
    ]
    assert StateFolder(machine.state).emulator.lock.read_text() == before


def test_the_docs_are_open_and_the_api_takes_the_token(told: dict[str, Any]) -> None:
    assert get(told["docs_url"])[0] == 200
    assert get(f"{told['api_url']}/v1/health")[0] == 200
    watches = f"{told['api_url']}/v1/prices/watches"
    assert get(watches)[0] == 401
    status, body = get(watches, told["token"])
    assert status == 200
    assert len(json.loads(body)["items"]) > 10


def test_the_console_is_on_one_origin_with_the_api_and_a_link_signs_in(
    machine: Machine, first: "subprocess.CompletedProcess[str]", told: dict[str, Any]
) -> None:
    assert told["console_url"] in first.stdout
    status, page = get(told["console_url"])
    assert (status, "<title>Tradewind</title>" in page) == (200, True)
    link, _, token = told["sign_in_url"].partition("#token=")
    assert link == told["console_url"]
    assert get(f"{told['console_url']}v1/prices/watches", token)[0] == 200
    assert get(f"{told['console_url']}v1/prices/watches")[0] == 401
    printed = machine.tradewind("token", "--link", "--role", "viewer", "--expires", "5m").stdout.strip()
    assert printed.startswith(f"{told['console_url']}#token=ey")


def test_a_token_opens_its_own_tenant_alone(machine: Machine, told: dict[str, Any]) -> None:
    token = machine.tradewind("token", "--tenant", "stranger", "--role", "viewer").stdout.strip()
    status, body = get(f"{told['api_url']}/v1/prices/watches", token)
    assert (status, json.loads(body)["items"]) == (200, [])


def test_the_doctor_finds_nothing_wrong(machine: Machine, told: dict[str, Any]) -> None:
    found = machine.tradewind("doctor")
    assert found.returncode == 0, found.stdout
    assert "WRONG" not in found.stdout
    assert "only on AWS" in found.stdout
    api = told["api_url"]
    assert subprocess.run([str(TRADEWIND), "doctor", "--api", api], capture_output=True, check=False).returncode == 0


def test_the_functions_logs_can_be_read(machine: Machine, first: "subprocess.CompletedProcess[str]") -> None:
    assert '"message":"swept"' in machine.tradewind("logs", "prices/steps").stdout
    wrong = machine.tradewind("logs", "prices/nothing")
    assert (wrong.returncode, len(wrong.stderr.splitlines())) == (1, 1)
    assert "prices/api" in wrong.stderr


def test_what_was_kept_survives_a_kill_and_up_says_what_came_back(machine: Machine, told: dict[str, Any]) -> None:
    watches = json.loads(get(f"{told['api_url']}/v1/prices/watches", told["token"])[1])
    machine.kill()
    assert machine.tradewind("status").returncode == 1
    after = machine.tradewind("up")
    assert after.returncode == 0, after.stderr
    assert "Recovered" in after.stdout
    assert "Not recovered" in after.stdout
    now = running(machine.state)
    assert json.loads(get(f"{now.api_url}/v1/prices/watches", told["token"])[1]) == watches


def test_what_was_kept_survives_down_and_up_on_another_port(
    machine: Machine, first: "subprocess.CompletedProcess[str]"
) -> None:
    before = running(machine.state)
    assert machine.tradewind("down").returncode == 0
    assert machine.tradewind("down").stdout == "No stack is running here.\n"
    assert get_nothing(before.docs_url)
    told = machine.up()
    assert told["api_url"] != before.api_url
    assert told["recovered"]["items"] > 1000
    status, body = get(f"{told['api_url']}/v1/prices/watches", told["token"])
    assert (status, len(json.loads(body)["items"]) > 10) == (200, True)


def get_nothing(url: str) -> bool:
    try:
        open_directly(url, timeout=2)
    except OSError:
        return True
    return False
