import os
import socket
from pathlib import Path

import pytest

from tradewind_cli.commands.up import recovery, to_try
from tradewind_cli.progress import steps_shown
from tradewind_cli.stack import health, lifecycle
from tradewind_cli.stack.processes import Process
from tradewind_cli.stack.running import Stack, known
from tradewind_cli.stack.state import Record, StateFolder
from tradewind_cli.trouble import Trouble


def stack(folder: Path, port: int = 8470) -> Stack:
    return Stack(StateFolder(folder), port, port + 1, {"ApiId": "a1b2"})


def test_the_addresses_of_a_stack(tmp_path: Path) -> None:
    told = stack(tmp_path)
    assert told.api_url == "http://127.0.0.1:8470/_aws/execute-api/a1b2"
    assert told.docs_url == f"{told.api_url}/v1/docs"
    assert told.shop_url == "http://127.0.0.1:8471"
    assert told.local_hosts == "*.shop.test=127.0.0.1:8471"


def test_a_folder_that_was_never_deployed_to_has_no_stack(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path)
    assert known(folder) is None
    folder.keep(Record(port=8470, shop_port=8471, outputs={"ApiId": "a1b2"}))
    assert known(folder) == stack(tmp_path)


def test_port_zero_is_any_free_one() -> None:
    assert lifecycle.choose_port(0) > 1023


def test_a_taken_port_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=f"port {port} is taken .* --port N"):
            lifecycle.choose_port(port)


def test_a_port_of_the_systems_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: socket.socket, address: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(Trouble, match="port 80 is reserved"):
        lifecycle.choose_port(80)


def test_the_shop_keeps_its_port_or_takes_the_next_one_or_any() -> None:
    free = lifecycle.choose_port(0)
    assert lifecycle.choose_near(free, 2) == free
    assert lifecycle.choose_near(0, free) == free
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert lifecycle.choose_near(port, port) not in (0, port)


def test_what_runs_inherits_nothing_that_names_an_account_or_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL_S3", "PYTHONPATH", "PYTHONHASHSEED"):
        monkeypatch.setenv(name, "theirs")
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    given = lifecycle.child_environment()
    assert [name for name in given if name.startswith("AWS_")] == []
    assert given["PYTHONPATH"].endswith("infrastructure")
    assert "127.0.0.1" in given["no_proxy"]
    assert given["PATH"] == os.environ["PATH"]


def test_a_process_that_ends_at_its_start_leaves_its_last_words(tmp_path: Path) -> None:
    process = Process("emulator", tmp_path)
    process.start(["/bin/sh", "-c", "echo the folder is in use; exit 1"], os.environ, tmp_path)
    with pytest.raises(Trouble, match="emulator ended at its start: the folder is in use"):
        lifecycle.wait_for(process, f"http://127.0.0.1:{lifecycle.choose_port(0)}/")


def test_a_process_that_never_answers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "START_S", 0.3)
    process = Process("emulator", tmp_path)
    process.start(["/bin/sleep", "60"], os.environ, tmp_path)
    with pytest.raises(Trouble, match="does not answer"):
        lifecycle.wait_for(process, f"http://127.0.0.1:{lifecycle.choose_port(0)}/")
    assert not process.is_running()


def test_a_missing_uv_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    from local import packages

    monkeypatch.setattr(packages, "find_uv", lambda: "/nowhere/uv")
    with pytest.raises(Trouble, match=r"uv is missing.*make setup"):
        lifecycle.check_tools()


def test_a_deploy_is_decided_by_parts_parameters_and_templates() -> None:
    one = lifecycle.digest_of(["a"], {"Issuer": "x"})
    assert one == lifecycle.digest_of(["a"], {"Issuer": "x"})
    assert one != lifecycle.digest_of(["b"], {"Issuer": "x"})
    assert one != lifecycle.digest_of(["a"], {"Issuer": "y"})


def test_recovery_says_what_came_back_and_what_did_not() -> None:
    assert recovery({}) == []
    told = " ".join(recovery({"items": 12_480, "messages": 3, "functions": 7, "seconds": 0.42}))
    assert "12,480 items, 3 messages, 7 functions in 0.4 s" in told
    assert "Not recovered: workflows that were running" in told


def test_three_commands_are_named_to_try_next() -> None:
    tried = to_try("http://127.0.0.1:8470/api", " --state /s", [])
    assert len(tried) == 3
    assert all("/s" in line for line, _ in tried)


def test_a_step_is_listed_once_it_is_over(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tradewind_cli.progress.WORTH_A_LINE_S", 0)
    with steps_shown() as say:
        say("looking: 1 of 2")
        say("looking: 2 of 2")
        say("deploying")
    told = capsys.readouterr().err
    assert (told.count("looking"), told.count("deploying")) == (1, 1)


@pytest.mark.parametrize(
    ("line", "is_error"),
    [
        ('{"level": "ERROR", "message": "message not handled"}', True),
        ('{"level": "CRITICAL", "message": "x"}', True),
        ('{"level": "INFO", "message": "an ERROR was mended"}', False),
        ("2026-01-01 Task timed out after 3.00 seconds", True),
        ("START RequestId: 1", False),
        ("[]", False),
    ],
)
def test_errors_are_told_from_other_lines(line: str, is_error: bool) -> None:
    assert health.is_error(line) is is_error


def test_the_doctor_says_that_no_stack_runs_and_what_to_do(tmp_path: Path) -> None:
    (finding,) = health.of_stack(StateFolder(tmp_path))
    assert (finding.is_well, finding.remedy) == (False, "run: tradewind up")


def test_the_doctor_finds_an_address_at_which_no_api_is() -> None:
    (finding,) = health.of_api(f"http://127.0.0.1:{lifecycle.choose_port(0)}")
    assert not finding.is_well
    assert "is it deployed" in finding.remedy


def test_the_doctor_knows_what_only_aws_has() -> None:
    assert {kind for _, _, kind in health.only_on_aws()} >= {"AWS::Logs::LogGroup"}


def test_the_doctor_makes_nothing(tmp_path: Path) -> None:
    told = {finding.about: finding for finding in health.of_machine(StateFolder(tmp_path / "none"))}
    assert {"Python", "make", "uv", "state", "port"} <= told.keys()
    assert told["Python"].is_well
    assert not (tmp_path / "none").exists()


def test_the_doctor_finds_a_folder_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    told = {finding.about: finding for finding in health.of_machine(StateFolder(tmp_path))}
    assert "choose another folder" in told["state"].remedy


def test_an_operator_sets_parameters_by_name_and_not_those_that_are_ours() -> None:
    given = ["HomeServers=ntfy.lan:8080,192.168.1.10:443", "MailRelay=smtp.example.org:587", "MailFrom="]
    assert lifecycle.read_settings(given) == {
        "HomeServers": "ntfy.lan:8080,192.168.1.10:443",
        "MailRelay": "smtp.example.org:587",
        "MailFrom": "",
    }
    for wrong in ("HomeServers", "Homeservers=x", "LocalHosts=*.x=127.0.0.1:1", "OnAws=true", "=x"):
        with pytest.raises(Trouble, match="NAME=VALUE"):
            lifecycle.read_settings([wrong])
