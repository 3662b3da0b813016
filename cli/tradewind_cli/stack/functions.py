"""The functions of a running stack: by the names that people know, and what they logged."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tradewind_cli.stack.lifecycle import STACK_NAME
from tradewind_cli.stack.running import Stack
from tradewind_cli.trouble import Trouble

POLL_S = 1.0
FUNCTION_TYPE = "AWS::Lambda::Function"
STACK_TYPE = "AWS::CloudFormation::Stack"


@dataclass(frozen=True)
class Function:
    """A deployed function: `prices/api` for the handler `prices.api.handler`."""

    name: str
    physical_name: str
    log_group: str


@dataclass(frozen=True)
class Line:
    at: datetime
    text: str


def functions(stack: Stack) -> dict[str, Function]:
    """Every function of the stack and of those nested in it, by name."""
    client = stack.client("lambda")
    found = {}
    for physical_name in sorted(physical_names(stack, FUNCTION_TYPE)):
        configuration = client.get_function_configuration(FunctionName=physical_name)
        name = "/".join(configuration["Handler"].split(".")[:-1])
        group = configuration.get("LoggingConfig", {}).get("LogGroup") or f"/aws/lambda/{physical_name}"
        found[name] = Function(name, physical_name, group)
    return found


def physical_names(stack: Stack, kind: str) -> Iterator[str]:
    """The physical ids of all resources of one type, in the stack and those nested in it."""
    stacks = stack.client("cloudformation")
    waiting = [STACK_NAME]
    while waiting:
        for resource in stacks.describe_stack_resources(StackName=waiting.pop())["StackResources"]:
            if resource["ResourceType"] == kind:
                yield resource["PhysicalResourceId"]
            elif resource["ResourceType"] == STACK_TYPE:
                waiting.append(resource["PhysicalResourceId"])


def function_named(stack: Stack, name: str) -> Function:
    """Raises: Trouble when there is none of that name."""
    known = functions(stack)
    if name not in known:
        raise Trouble(f"no function is called {name}; there are: {', '.join(known)}")
    return known[name]


def log_lines(stack: Stack, function: Function, since: datetime) -> list[Line]:
    """What a function logged after a moment, oldest first. The emulator filters nothing, so it is done here."""
    client: Any = stack.client("logs")
    try:
        pages = client.get_paginator("filter_log_events").paginate(
            logGroupName=function.log_group, startTime=int(since.timestamp() * 1000)
        )
        events = [event for page in pages for event in page["events"]]
    except client.exceptions.ResourceNotFoundException:
        return []  # it has not run yet
    lines = [Line(datetime.fromtimestamp(e["timestamp"] / 1000, UTC), e["message"].rstrip("\n")) for e in events]
    return sorted((line for line in lines if line.text.strip()), key=lambda line: line.at)


def followed(stack: Stack, function: Function, since: datetime) -> Iterator[Line]:
    """What a function logs, as it comes, without end."""
    told: set[tuple[datetime, str]] = set()
    while True:
        for line in log_lines(stack, function, since):
            if (line.at, line.text) not in told:
                told.add((line.at, line.text))
                yield line
        time.sleep(POLL_S)
