"""The doctor on a stack that is broken, one part after another, and mended again."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tradewind_cli.stack import lifecycle
from tradewind_cli.stack.functions import physical_names
from tradewind_cli.stack.health import Finding, of_api, of_deployed
from tradewind_cli.stack.state import StateFolder

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Stack]":
    folder = StateFolder(tmp_path_factory.mktemp("doctor") / "state")
    yield lifecycle.start(folder, port=0).stack
    lifecycle.kill(folder)


def wrong(stack: "Stack", *, from_outside: bool = True) -> dict[str, Finding]:
    """What is wrong by the doctor, with a token that no authorizer has seen before."""
    looks = [*(of_api(stack.api_url, stack.token()) if from_outside else ()), *of_deployed(stack.api_url)]
    return {each.about.rpartition("/")[2]: each for each in looks if not each.is_well}


def named(stack: "Stack", kind: str, part: str) -> str:
    """The physical name of the one resource of that kind with this in its name."""
    [name] = [each for each in physical_names(stack, kind) if part in each]
    return name


def test_a_good_stack_is_told_from_broken_ones(private: "Stack") -> None:
    assert wrong(private) == {}
    for breakage, about, remedy in BREAKAGES:
        mend = breakage(private)
        found = wrong(private, from_outside=breakage is authorizer_taken_off)  # which asks every route
        assert about in found, f"{breakage.__name__}: {found}"
        assert remedy in found[about].remedy, breakage.__name__
        assert len(found) <= 2, f"{breakage.__name__} is told as more than it is: {found}"
        mend()
    url = private.outputs["PricesDeadLettersQueueUrl"]  # not mended again: its alarm would ring on for a minute
    private.client("sqs").send_message(QueueUrl=url, MessageBody="{}")
    assert "tradewind replay" in wrong(private, from_outside=False)[url.rpartition("/")[2]].remedy
    table = private.outputs["PricesTableName"]
    client = private.client("dynamodb")
    client.update_table(TableName=table, DeletionProtectionEnabled=False)
    client.delete_table(TableName=table)
    found = wrong(private)
    assert "docs/deploy.md" in found["PricesTable"].remedy
    assert not found["token"].is_well


def issuer_changed(stack: "Stack") -> Callable[[], object]:
    return _authorizer_trusts(stack, "https://127.0.0.1:1/elsewhere")


def _authorizer_trusts(stack: "Stack", issuer: str) -> Callable[[], object]:
    client, name = stack.client("lambda"), stack.outputs["AuthorizerFunctionName"]
    told = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    client.update_function_configuration(
        FunctionName=name, Environment={"Variables": {**told, "TOKEN_ISSUER": issuer, "TOKEN_JWKS_URL": ""}}
    )
    return lambda: client.update_function_configuration(FunctionName=name, Environment={"Variables": told})


def authorizer_taken_off(stack: "Stack") -> Callable[[], object]:
    api, client = stack.outputs["ApiId"], stack.client("apigatewayv2")
    routes = client.get_routes(ApiId=api)["Items"]
    [route] = [each for each in routes if each["RouteKey"] == "GET /v1/prices/watches"]
    client.update_route(ApiId=api, RouteId=route["RouteId"], AuthorizationType="NONE")
    return lambda: client.update_route(
        ApiId=api, RouteId=route["RouteId"], AuthorizationType="CUSTOM", AuthorizerId=route["AuthorizerId"]
    )


def queue_left_alone(stack: "Stack") -> Callable[[], object]:
    client = stack.client("lambda")
    [mapping] = [
        each
        for each in client.list_event_source_mappings()["EventSourceMappings"]
        if "ChecksQueue" in each["EventSourceArn"]
    ]
    client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    return lambda: client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


def schedule_switched_off(stack: "Stack") -> Callable[[], object]:
    client, name = stack.client("scheduler"), named(stack, "AWS::Scheduler::Schedule", "SweepSchedule")
    schedule = client.get_schedule(Name=name)
    asked = ("Name", "ScheduleExpression", "FlexibleTimeWindow", "Target")
    told: dict[str, Any] = {key: schedule[key] for key in asked}
    client.update_schedule(**told, State="DISABLED")
    return lambda: client.update_schedule(**told, State="ENABLED")


BREAKAGES: list[tuple[Callable[["Stack"], Callable[[], object]], str, str]] = [
    (issuer_changed, "issuer", "deploy with the Issuer that signs your tokens"),
    (authorizer_taken_off, "routes", "their authorizer is gone"),
    (queue_left_alone, "ChecksQueue", "aws lambda update-event-source-mapping --enabled"),
    (schedule_switched_off, "SweepSchedule", "SweepEnabled=ENABLED"),
]
