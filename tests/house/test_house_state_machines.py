"""What every state machine must say."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from house.templates import Resource, definitions, of_type
from tradewind_cli.checkout import ROOT

LINTER = "asl-validator@4.0.0"  # from npm: no linter of the Amazon States Language is on PyPI
PATHS = sorted(definitions())
MACHINES = of_type("AWS::Serverless::StateMachine")
each_definition = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)


def states(definition: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every state, those inside maps and branches too."""
    for name, state in definition["States"].items():
        yield name, state
        for inner in [state.get("ItemProcessor"), *state.get("Branches", [])]:
            if inner:
                yield from states(inner)


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text())
    return found


@each_definition
def test_a_definition_is_used_by_one_resource_and_given_all_that_it_asks_for(path: Path) -> None:
    (machine,) = definitions()[path]
    asked = set(re.findall(r"\$\{(\w+)\}", path.read_text()))
    assert asked == machine.properties["DefinitionSubstitutions"].keys()


@each_definition
def test_a_run_ends_by_itself(path: Path) -> None:
    definition = read(path)
    assert definition["TimeoutSeconds"] <= 24 * 3600
    for name, state in states(definition):
        if state["Type"] == "Task":
            assert state["TimeoutSeconds"] <= definition["TimeoutSeconds"], name
        assert "Seconds" not in state or state["Seconds"] <= 3600, name


@each_definition
def test_a_task_that_fails_is_tried_again_or_caught(path: Path) -> None:
    for name, state in states(read(path)):
        if state["Type"] == "Task":
            assert state.get("Retry") or state.get("Catch"), name
            for retry in state.get("Retry", []):
                assert (retry["MaxAttempts"] >= 1, retry["BackoffRate"] > 1) == (True, True), name


@each_definition
def test_a_choice_has_a_way_out_and_a_map_a_bound(path: Path) -> None:
    for name, state in states(read(path)):
        assert state["Type"] != "Choice" or "Default" in state, name
        assert state["Type"] != "Map" or 1 <= state["MaxConcurrency"] <= 40, name


@each_definition
def test_a_definition_is_explained(path: Path) -> None:
    assert len(read(path)["Comment"]) > 30
    assert path.name.removesuffix(".asl.yaml") in (ROOT / "state_machines/README.md").read_text()


@pytest.mark.parametrize("machine", MACHINES, ids=str)
def test_a_machine_logs_its_errors_without_what_it_was_given(machine: Resource) -> None:
    assert machine.at("Logging.Level") in {"ERROR", "ALL"}
    assert machine.at("Logging.IncludeExecutionData") is False
    group = machine.properties["Logging"]["Destinations"][0]["CloudWatchLogsLogGroup"]["LogGroupArn"]
    assert machine.beside(group).type == "AWS::Logs::LogGroup"


@pytest.mark.parametrize("machine", MACHINES, ids=str)
def test_somebody_hears_of_a_machine_that_fails(machine: Resource) -> None:
    watched = [
        alarm
        for alarm in of_type("AWS::CloudWatch::Alarm")
        if alarm.properties["MetricName"] == "ExecutionsFailed"
        and alarm.properties["Dimensions"] == [{"Name": "StateMachineArn", "Value": {"Ref": machine.name}}]
    ]
    assert watched


@pytest.mark.needs("npx")
def test_the_linter_finds_nothing() -> None:
    command = ["npx", "--yes", LINTER, *(part for path in PATHS for part in ("--yaml-path", str(path)))]
    found = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.needs("npx")
def test_the_linter_would_find_a_state_that_leads_nowhere(tmp_path: Path) -> None:
    broken = read(PATHS[0])
    broken["StartAt"] = "Nowhere"
    path = tmp_path / "broken.asl.yaml"
    path.write_text(yaml.safe_dump(broken))
    command = ["npx", "--yes", LINTER, "--yaml-path", str(path)]
    assert subprocess.run(command, capture_output=True, timeout=180, check=False).returncode != 0
