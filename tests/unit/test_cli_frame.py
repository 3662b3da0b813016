"""The `tradewind` command as a whole: help, completion, exit codes, one line for what a person can mend."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from tradewind_cli.main import app
from tradewind_cli.trouble import Trouble, told

NEED_A_STACK = [
    ["token"],
    ["logs", "prices/api"],
    ["seed"],
    ["sweep"],
    ["watch", "https://shop.example/p/kettle"],
    ["history"],
    ["replay"],
]


def commands(group: Any = None, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    group = group or typer.main.get_command(app)
    if not hasattr(group, "commands"):
        return [path]
    return [each for name, command in group.commands.items() for each in commands(command, (*path, name))]


def run(*arguments: str, **environment: str) -> Any:
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "100", **environment}, prog_name="tradewind")


def test_it_has_the_commands_that_are_promised() -> None:
    promised = {
        "up",
        "down",
        "status",
        "logs",
        "doctor",
        "token",
        "seed",
        "watch",
        "sweep",
        "history",
        "extract",
        "replay",
    }
    assert promised <= {path[0] for path in commands()}


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_every_command_says_what_it_does_and_every_option_what_it_is_for(path: tuple[str, ...]) -> None:
    command: Any = typer.main.get_command(app)
    for name in path:
        command = command.commands[name]
    assert command.help
    assert command.help.strip()[0].isupper()
    without = [each.name for each in command.params if not getattr(each, "help", None)]
    assert without == []
    shown = run(*path, "--help")
    assert (shown.exit_code, shown.output.split()[0]) == (0, "Usage:")


def test_without_a_command_it_shows_what_there_is() -> None:
    shown = run()
    assert "doctor" in shown.output
    assert shown.exit_code in (0, 2)


@pytest.mark.parametrize(
    "arguments", [["fly"], ["up", "--port", "70000"], ["up", "--port", "x"], ["token", "--role", "king"]]
)
def test_a_wrong_call_ends_with_two(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_wrong_length_of_time_says_how_to_write_it() -> None:
    shown = run("token", "--expires", "soon")
    assert shown.exit_code == 2
    assert "90s, 15m, 12h or 7d" in " ".join(shown.output.replace("│", " ").split())


def test_completion_offers_commands_and_options() -> None:
    def offered(line: str) -> str:
        completing = {"_TRADEWIND_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        return subprocess.run(
            [str(Path(sys.executable).with_name("tradewind"))],
            env={**os.environ, **completing},
            capture_output=True,
            text=True,
            check=False,
        ).stdout

    assert {"doctor", "documents", "down"} <= set(offered("tradewind do").split())
    assert "--fresh" in offered("tradewind up --f").split()


@pytest.mark.parametrize("arguments", NEED_A_STACK, ids=lambda arguments: arguments[0])
def test_what_needs_a_stack_says_so_in_one_line(arguments: list[str], tmp_path: Path) -> None:
    shown = run(*arguments, "--state", str(tmp_path))
    assert shown.exit_code == 1
    assert shown.output == "tradewind: no stack is running here; start it with: tradewind up\n"


def test_status_of_no_stack_ends_with_one(tmp_path: Path) -> None:
    shown = run("status", "--state", str(tmp_path))
    assert (shown.exit_code, shown.stdout) == (1, "No stack is running here; start it with: tradewind up\n")
    as_json = run("status", "--state", str(tmp_path), "--json")
    assert json.loads(as_json.stdout)["running"] == {"emulator": False, "shop": False}


def test_down_without_a_stack_is_no_error(tmp_path: Path) -> None:
    assert run("down", "--state", str(tmp_path / "none")).exit_code == 0
    assert not (tmp_path / "none").exists()


def test_a_taken_port_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        shown = run("up", "--state", str(tmp_path), "--port", str(port))
    assert shown.exit_code == 1
    assert shown.output.splitlines()[-1] == (
        f"tradewind: port {port} is taken by another program; choose another with --port N, 0 for any"
    )


def test_a_missing_make_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    shown = run("up", "--state", str(tmp_path), "--port", "0", PATH=str(tmp_path))
    assert shown.exit_code == 1
    assert shown.output.splitlines()[-1].startswith("tradewind: make is missing; install it")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (errno.ENOSPC, "no space left for /state/x; free some, or choose another disk with --state DIR"),
        (errno.EDQUOT, "no space left for /state/x; free some, or choose another disk with --state DIR"),
        (
            errno.EACCES,
            "/state/x cannot be written; correct its permissions, or choose another folder with --state DIR",
        ),
        (
            errno.EROFS,
            "/state/x cannot be written; correct its permissions, or choose another folder with --state DIR",
        ),
    ],
)
def test_what_the_system_refuses_is_one_line(code: int, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    @told
    def writes() -> None:
        raise OSError(code, os.strerror(code), "/state/x")

    with pytest.raises(typer.Exit) as ended:
        writes()
    assert ended.value.exit_code == 1
    assert capsys.readouterr().err == f"tradewind: {sentence}\n"


def test_a_trouble_is_told_and_a_mistake_of_our_own_is_not_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    @told
    def fails(error: Exception) -> None:
        raise error

    with pytest.raises(typer.Exit):
        fails(Trouble("the well is dry; dig"))
    assert capsys.readouterr().err == "tradewind: the well is dry; dig\n"
    with pytest.raises(ZeroDivisionError):
        fails(ZeroDivisionError())
    with pytest.raises(ConnectionResetError):
        fails(ConnectionResetError(errno.ECONNRESET, "reset"))


def test_the_command_starts_quickly() -> None:
    """What every call pays: no SDK, no parser, no web server is loaded to show help."""
    heavy = {"boto3", "pydantic", "ministack", "jwt", "lxml"}
    lists = "import sys, tradewind_cli.main; print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", lists], capture_output=True, text=True, check=True)
    assert heavy & set(shown.stdout.split()) == set()
