"""What lets an operator sleep: what holds data is guarded, what costs is tagged, what is shown is there."""

import ast
import json
import re
from typing import Any

import pytest

from house.templates import RESOURCES, TEMPLATES, Resource, functions, of_type, statements
from tradewind_cli.checkout import ROOT

TAGGED = {
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::DomainName",
    "AWS::ApiGatewayV2::Stage",
    "AWS::DynamoDB::Table",
    "AWS::Events::EventBus",
    "AWS::KMS::Key",
    "AWS::S3::Bucket",
    "AWS::SNS::Topic",
}
"""Types of the root template that are tagged one by one. What stands in a nested stack takes the stack's tags."""

ROLLED_OUT_BY_THEIR_OWN_ALARM = {"prices.worker_checks.handler": "ChecksFaultsAlarm"}
"""Workers whose new version is tried on a tenth of the messages, and the alarm that takes it back."""


def named(resources: list[Resource]) -> Any:
    return pytest.mark.parametrize("resource", resources, ids=map(str, resources))


def dashboards() -> dict[str, dict[str, Any]]:
    """Each dashboard's body, with something in the place of what CloudFormation fills in."""
    return {
        board.name: json.loads(re.sub(r"\$\{[\w:]+\}", "x", board.properties["DashboardBody"]["Fn::Sub"]))
        for board in of_type("AWS::CloudWatch::Dashboard")
    }


def tags_of(resource: Resource) -> dict[str, Any]:
    tags = resource.properties.get("Tags", {})
    return tags if isinstance(tags, dict) else {each["Key"]: each["Value"] for each in tags}


@named(of_type("AWS::DynamoDB::Table"))
def test_a_table_refuses_to_be_deleted_and_is_encrypted(resource: Resource) -> None:
    assert resource.properties["DeletionProtectionEnabled"] is True
    assert resource.at("SSESpecification.SSEEnabled") is True


@named(of_type("AWS::S3::Bucket"))
def test_a_bucket_is_encrypted_shut_to_the_public_and_asked_over_tls_only(resource: Resource) -> None:
    assert resource.at("BucketEncryption.ServerSideEncryptionConfiguration")
    shut = resource.properties["PublicAccessBlockConfiguration"]
    assert shut == dict.fromkeys(
        ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
    )
    [policy] = [
        each
        for each in of_type("AWS::S3::BucketPolicy")
        if each.template == resource.template and each.properties["Bucket"] == {"Ref": resource.name}
    ]
    denials = [each for each in policy.at("PolicyDocument.Statement") if each["Effect"] == "Deny"]
    assert {"Bool": {"aws:SecureTransport": "false"}} in [each["Condition"] for each in denials]


@named([each for each in of_type(*TAGGED) if each.template == TEMPLATES[0]])
def test_what_costs_in_the_root_says_whose_it_is(resource: Resource) -> None:
    tags = tags_of(resource)
    assert tags["app"] == "tradewind"
    assert tags["stage"] == {"Ref": "StageName"}


@named(of_type("AWS::Serverless::Application"))
def test_a_nested_stack_says_which_capability_it_costs_for(resource: Resource) -> None:
    assert re.fullmatch(r"[a-z]+", resource.properties["Tags"]["capability"])


@named([each for each in functions() if "DeploymentPreference" in each.properties])
def test_a_rollout_has_an_alias_and_an_alarm_to_take_it_back(resource: Resource) -> None:
    assert resource.properties["AutoPublishAlias"] == "live"
    preference = resource.properties["DeploymentPreference"]
    assert preference["Enabled"] == {"Ref": "Canary"}
    alarm = ROLLED_OUT_BY_THEIR_OWN_ALARM.get(resource.properties["Handler"], "ApiFaultsAlarm")
    assert preference["Alarms"] == [{"Ref": alarm}]
    if alarm != "ApiFaultsAlarm":
        watched = resource.beside({"Ref": alarm}).properties["Dimensions"]
        assert watched == [{"Name": "FunctionName", "Value": {"Ref": resource.name}}]


def test_no_function_is_traced_by_an_sdk_in_maintenance() -> None:
    assert [
        str(each) for each in functions() if "Tracing" in {**each.template.function_globals, **each.properties}
    ] == []


def test_there_is_a_dashboard_of_the_business_and_one_of_the_operation() -> None:
    titles = {name: [each["properties"]["title"] for each in body["widgets"]] for name, body in dashboards().items()}
    for wanted in ("Watches", "looked at", "changed", "Alerts", "Deliveries"):
        assert any(wanted in title for title in titles["BusinessDashboard"]), wanted
    for wanted in ("faults", "how long", "errors", "throttles", "duration", "age", "dead letters", "failed", "Cost"):
        assert any(wanted in title for title in titles["OperationDashboard"]), wanted


def test_a_dashboard_reads_what_aws_counts_and_pays_for_no_metric() -> None:
    for body in dashboards().values():
        for widget in body["widgets"]:
            for metric in widget["properties"].get("metrics", []):
                expression = metric[0].get("expression", "") if isinstance(metric[0], dict) else ""
                assert expression or metric[0].startswith("AWS/"), metric
                assert not re.search(r"\{(?!AWS/)", expression), expression


def test_the_widgets_of_one_dashboard_do_not_lie_over_each_other() -> None:
    for body in dashboards().values():
        taken: set[tuple[int, int]] = set()
        for widget in body["widgets"]:
            place = {
                (x, y)
                for x in range(widget["x"], widget["x"] + widget["width"])
                for y in range(widget["y"], widget["y"] + widget["height"])
            }
            assert not taken & place, widget["properties"]["title"]
            assert max(x for x, _ in place) < 24
            taken |= place


def test_the_business_is_counted_in_the_words_that_the_worker_logs() -> None:
    [board] = [each for each in RESOURCES if each.name == "BusinessDashboard"]
    asked = set(re.findall(r"sum\((pages|read|changed|alerts|\w+)\)", board.properties["DashboardBody"]["Fn::Sub"]))
    tree = ast.parse((ROOT / "functions/prices/worker_checks.py").read_text())
    logged = {
        keyword.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and getattr(node.args[0], "value", None) == "looked"
        for keyword in node.keywords
    }
    assert asked == logged


def test_a_log_that_a_widget_reads_is_one_that_the_root_names() -> None:
    [board] = [each for each in RESOURCES if each.name == "BusinessDashboard"]
    sources = set(re.findall(r"SOURCE '\$\{(\w+)\}'", board.properties["DashboardBody"]["Fn::Sub"]))
    [stack] = [each for each in of_type("AWS::Serverless::Application") if each.name == "Observability"]
    assert sources <= stack.properties["Parameters"].keys()


def test_every_function_that_asks_a_table_is_held_to_its_policy_by_a_test() -> None:
    """`granted("prices.api") == done`, or `granted(f"{capability}.steps_rights")` for each that has one."""
    tests = "\n".join(path.read_text() for path in (ROOT / "tests/unit").glob("test_*.py"))
    held = set(re.findall(r'granted\(f?"([\w.{}]+)"\)', tests))
    asking = {
        owner.properties["Handler"].removesuffix(".handler")
        for owner, statement in statements()
        if owner.type == "AWS::Serverless::Function" and "dynamodb:" in str(statement["Action"])
    }
    everybodys = {each.partition("}.")[2] for each in held if "}." in each}
    assert {each for each in asking - held if each.partition(".")[2] not in everybodys} == set()


@named([each for each in functions() if "AutoPublishAlias" in each.properties])
def test_a_function_behind_an_alias_is_another_when_the_kernel_is(resource: Resource) -> None:
    """AWS publishes a version when the code changes: what it is released beside stands in its code."""
    folder = resource.template.path.parent
    recipe = (folder / "Makefile").read_text()
    assert f"$(call note-edition,{resource.properties['Handler'].partition('.')[0]})" in recipe
