"""What every template must say, whoever writes it."""

import json
from importlib import import_module
from typing import Any

import pytest

from house.templates import RESOURCES, TEMPLATES, Resource, functions, of_type, statements
from tradewind.openapi import needs_caller, routes
from tradewind.queue import MOST_TRIES
from tradewind_cli.checkout import ROOT
from tradewind_cli.commands.documents import apps

GATEWAY_WAITS_S = 30

OPEN_ROUTES = {
    "GET /v1/docs": "reading about the API needs no token",
    "GET /v1/openapi.json": "the same",
    "GET /v1/health": "monitors carry no token; it tells the version and no more",
    "GET /v1/catalog/comparisons/shared/{address}": "whoever has the secret address may read that comparison",
    "GET /v1/prices/rates": "what currencies are worth is published by a bank, and belongs to nobody here",
    "GET /v1/prices/feeds/{feed}": "readers of news carry no token; the address is the secret",
    "GET /v1/notifications/unsubscribe/{token}": "whoever has a message may stop it; the link is signed",
    "POST /v1/notifications/unsubscribe/{token}": "the same, as mail programs do it (RFC 8058)",
}

WIDE_GRANTS = {
    ("functions/prices/template.yaml:SweepStateMachine", "*"): "log delivery is granted on no narrower resource",
    ("functions/account/template.yaml:RightsMachineRole", "*"): "the same",
    ("functions/learning/template.yaml:PromotionMachineRole", "*"): "the same",
    ("functions/catalog/template.yaml:ImportStateMachine", "*"): "the same",
}

ONLY_ON_AWS = {
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::CloudWatch::AnomalyDetector",
    "AWS::CodeDeploy::Application",
    "AWS::CodeDeploy::DeploymentGroup",
    "AWS::Budgets::Budget",
    "AWS::Events::Archive",
    "AWS::Events::Connection",
    "AWS::Events::ApiDestination",
    "AWS::SecretsManager::RotationSchedule",
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::Logs::QueryDefinition",
}
"""Types that the local stack refuses in whole templates unless a false condition hides them."""


SERVICES = (
    {"sealer": "kms", "keyring": "kms", "bus": "events", "machines": "states", "mailer": "ses", "relay_secret": "ssm"}
    | dict.fromkeys(("store", "audit", "counts", "entries", "jobs"), "dynamodb")
    | dict.fromkeys(("pages", "seals", "files", "parts"), "s3")
    | {"models": "dynamodb s3"}
)
"""What a port of the kernel's kinds reaches, by the `open_...` that opens it; a queue's is found by its address."""

PUTS_BACK = {"letters": "DeadLettersQueue"}
"""A queue that messages are taken out of by hand, by the `open_...` that opens it."""
TAKES_OUT = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")

REACH_NOTHING_OF_AWS = {
    "client", "reader", "reach", "tunnel", "public_url", "renderer", "search", "schema", "embedder",
}  # fmt: skip
"""The renderer and the search engine may be functions or AWS's own; who may call them is said apart, where there is one
(test_rendering_stack.py, and the policies of those who search)."""


def named(resources: list[Resource]) -> Any:
    return pytest.mark.parametrize("resource", resources, ids=map(str, resources))


def integrated() -> dict[str, Resource]:
    """The function behind each route key."""
    found = {}
    for route in of_type("AWS::ApiGatewayV2::Route"):
        target = route.properties["Target"]["Fn::Sub"].removeprefix("integrations/${").removesuffix("}")
        integration = route.beside({"Ref": target})
        found[route.properties["RouteKey"]] = integration.beside(integration.properties["IntegrationUri"])
    return found


def integrated_functions() -> list[Resource]:
    """Every function that answers callers, once."""
    return list({str(function): function for function in integrated().values()}.values())


def alarms_on(resource: Resource, attribute: str | None = None) -> list[Resource]:
    """The alarms of the same template with a dimension that is this resource."""
    wanted = {"Fn::GetAtt": [resource.name, attribute]} if attribute else {"Ref": resource.name}
    return [
        alarm
        for alarm in of_type("AWS::CloudWatch::Alarm")
        if alarm.template == resource.template
        and any(dimension["Value"] == wanted for dimension in alarm.properties.get("Dimensions", []))
    ]


@named(functions())
def test_a_function_says_its_timeout_and_memory_and_keeps_its_log_for_a_set_time(resource: Resource) -> None:
    assert isinstance(resource.properties.get("Timeout"), int)
    assert isinstance(resource.properties.get("MemorySize"), int)
    assert resource.at("LoggingConfig.LogFormat") == "JSON"
    assert resource.beside(resource.at("LoggingConfig.LogGroup")).type == "AWS::Logs::LogGroup"


@named(functions())
def test_a_function_runs_on_arm_with_the_house_python_and_is_built_by_a_makefile(resource: Resource) -> None:
    told = {**resource.template.function_globals, **resource.properties}
    assert (told["Runtime"], told["Architectures"]) == ("python3.13", ["arm64"])
    folder = (resource.template.path.parent / told["CodeUri"]).resolve()
    assert resource.body["Metadata"]["BuildMethod"] == "makefile"
    assert f"build-{resource.name}" in (folder / "Makefile").read_text()
    assert folder.name == resource.properties["Handler"].partition(".")[0]


@named(of_type("AWS::Logs::LogGroup"))
def test_a_log_is_kept_as_long_as_the_operator_says(resource: Resource) -> None:
    assert resource.properties["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@named(of_type("AWS::SQS::Queue"))
def test_a_queue_gives_up_into_a_dead_letter_queue_that_somebody_hears_of(resource: Resource) -> None:
    assert resource.properties["SqsManagedSseEnabled"] is True
    queues = [queue for queue in of_type("AWS::SQS::Queue") if queue.template == resource.template]
    ends_in = [queue.at("RedrivePolicy.deadLetterTargetArn") for queue in queues]
    ends_in += [
        schedule.at("Target.DeadLetterConfig.Arn")
        for schedule in of_type("AWS::Scheduler::Schedule")
        if schedule.template == resource.template
    ]
    if {"Fn::GetAtt": [resource.name, "Arn"]} in ends_in:
        assert resource.properties["MessageRetentionPeriod"] == 14 * 24 * 3600
        (alarm,) = alarms_on(resource, "QueueName")
        assert alarm.properties["MetricName"] == "ApproximateNumberOfMessagesVisible"
    else:
        assert resource.beside(resource.at("RedrivePolicy.deadLetterTargetArn")).type == "AWS::SQS::Queue"
        assert resource.at("RedrivePolicy.maxReceiveCount") == MOST_TRIES + 1, "the worker buries it first"


@named([function for function in functions() if function.properties.get("Events")])
def test_a_message_fails_alone_and_stays_hidden_for_six_timeouts(resource: Resource) -> None:
    for event in resource.properties["Events"].values():
        assert event["Type"] == "SQS", "other sources need a rule of their own here"
        told = event["Properties"]
        assert told["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert told["ScalingConfig"]["MaximumConcurrency"] >= 2
        queue = resource.beside(told["Queue"])
        assert queue.properties["VisibilityTimeout"] >= 6 * resource.properties["Timeout"]


@named(of_type("AWS::Scheduler::Schedule", "AWS::Events::Rule"))
def test_what_a_schedule_or_rule_cannot_hand_over_is_kept(resource: Resource) -> None:
    targets = resource.properties.get("Targets") or [resource.properties["Target"]]
    for target in targets:
        assert target["DeadLetterConfig"]["Arn"]
        assert target["RetryPolicy"]["MaximumRetryAttempts"] >= 1


@named(of_type("AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::S3::Bucket", "AWS::Cognito::UserPool"))
def test_what_holds_data_outlives_its_stack(resource: Resource) -> None:
    assert (resource.body["DeletionPolicy"], resource.body["UpdateReplacePolicy"]) == ("Retain", "Retain")


@named(of_type("AWS::DynamoDB::Table"))
def test_a_table_can_be_wound_back_and_costs_nothing_at_rest(resource: Resource) -> None:
    assert resource.at("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled") is True
    assert resource.properties["BillingMode"] == "PAY_PER_REQUEST"


@named(of_type("AWS::KMS::Key"))
def test_a_key_is_renewed_each_year(resource: Resource) -> None:
    assert resource.properties["EnableKeyRotation"] is True


def test_no_policy_grants_more_than_it_names() -> None:
    wide = set()
    for resource, statement in statements():
        grants = {what: _listed(statement.get(what)) for what in ("Action", "Resource")}
        assert "NotAction" not in statement
        assert "NotResource" not in statement
        assert not [action for action in grants["Action"] if "*" in action], str(resource)
        wide |= {(str(resource), "*") for named in grants["Resource"] if named == "*"}
    assert wide == set(WIDE_GRANTS)


def test_no_function_takes_a_policy_that_others_maintain() -> None:
    for resource in functions():
        assert not [policy for policy in resource.properties.get("Policies", []) if isinstance(policy, str)]
        assert "Role" not in resource.properties


@named(functions())
def test_a_function_may_reach_what_its_module_opens_and_nothing_else(resource: Resource) -> None:
    module = import_module(resource.properties["Handler"].rpartition(".")[0])
    opened = {name.removeprefix("open_") for name in vars(module) if name.startswith("open_")} - REACH_NOTHING_OF_AWS
    grants = [
        (action, place)
        for owner, statement in statements()
        if str(owner) == str(resource)
        for action in _listed(statement["Action"])
        for place in _listed(statement["Resource"])
    ]
    services = {action.partition(":")[0] for action, _ in grants if not action.startswith("sqs:")}
    assert services == {each for port in opened if port in SERVICES for each in SERVICES[port].split()}
    everyones = resource.template.function_globals.get("Environment", {}).get("Variables", {})
    variables = everyones | (resource.at("Environment.Variables") or {})
    queues = [port for port in opened if port not in SERVICES and port not in PUTS_BACK]
    addresses = [variables[f"{port.upper()}_QUEUE_URL"]["Ref"] for port in queues]
    sends = {(action, place["Fn::GetAtt"][0]) for action, place in grants if action.startswith("sqs:")}
    taken = {(action, PUTS_BACK[port]) for port in opened if port in PUTS_BACK for action in TAKES_OUT}
    assert sends == {("sqs:SendMessage", queue) for queue in addresses} | taken


@named(of_type("AWS::ApiGatewayV2::Route"))
def test_a_route_is_one_operation_and_asks_the_authorizer_unless_it_is_named_here(resource: Resource) -> None:
    key = resource.properties["RouteKey"]
    method, _, path = key.partition(" ")
    assert method in {"GET", "POST", "PUT", "PATCH", "DELETE"}
    assert path.startswith("/v1/")
    assert resource.properties["AuthorizationType"] == ("NONE" if key in OPEN_ROUTES else "CUSTOM")
    assert ("AuthorizerId" in resource.properties) == (key not in OPEN_ROUTES)


def test_the_gateway_has_the_routes_of_the_code_each_on_the_function_that_has_it() -> None:
    coded = {f"{route.method} {route.openapi_path}": module for module, app in apps().items() for route in routes(app)}
    assert {key: function.properties["Handler"] for key, function in integrated().items()} == {
        key: f"{module}.handler" for key, module in coded.items()
    }


@named(of_type("AWS::ApiGatewayV2::Authorizer"))
def test_a_key_that_was_taken_back_works_a_minute_longer_at_most(resource: Resource) -> None:
    assert resource.properties["AuthorizerResultTtlInSeconds"] <= 60
    assert resource.properties["IdentitySource"] == ["$request.header.Authorization"]


@named(list({str(each): each for key, each in integrated().items() if key not in OPEN_ROUTES}.values()))
def test_a_function_behind_the_authorizer_counts_who_asks(resource: Resource) -> None:
    everyones = resource.template.function_globals["Environment"]["Variables"]
    assert everyones["LIMITS_TABLE"] == {"Ref": "LimitsTableName"}
    counts = [
        statement["Action"]
        for owner, statement in statements()
        if str(owner) == str(resource) and statement["Resource"] == {"Ref": "LimitsTableArn"}
    ]
    assert counts == ["dynamodb:UpdateItem"]


def test_a_route_without_a_token_is_open_in_code_and_template_alike() -> None:
    for app in apps().values():
        for route in routes(app):
            assert needs_caller(route) == (f"{route.method} {route.openapi_path}" not in OPEN_ROUTES), (
                route.openapi_path
            )


@named(of_type("AWS::ApiGatewayV2::Integration"))
def test_the_gateway_calls_a_function_by_the_alias_that_a_rollout_shifts(resource: Resource) -> None:
    assert (resource.properties["IntegrationType"], resource.properties["PayloadFormatVersion"]) == ("AWS_PROXY", "2.0")
    uri = resource.properties["IntegrationUri"]["Ref"]
    assert uri.endswith(".Alias")
    function = resource.beside({"Ref": uri})
    assert function.properties["Timeout"] < GATEWAY_WAITS_S
    assert function.properties["DeploymentPreference"]["Enabled"] == {"Ref": "Canary"}
    assert function.properties["DeploymentPreference"]["Alarms"] == [{"Ref": "ApiFaultsAlarm"}]


def test_one_alarm_hears_of_every_fault_of_the_api_and_takes_a_rollout_back() -> None:
    [alarm] = [each for each in of_type("AWS::CloudWatch::Alarm") if each.properties["Namespace"] == "AWS/ApiGateway"]
    assert (alarm.name, alarm.properties["MetricName"]) == ("ApiFaultsAlarm", "5xx")
    assert alarm.properties["Dimensions"] == [{"Name": "ApiId", "Value": {"Ref": "Api"}}]
    assert alarm.properties["Threshold"] >= 1, "one documented 503 is no fault"
    for stack in of_type("AWS::Serverless::Application"):
        inner = (stack.template.path.parent / stack.properties["Location"]).resolve()
        if any(each.template.path == inner for each in of_type("AWS::ApiGatewayV2::Integration")):
            assert stack.properties["Parameters"]["ApiFaultsAlarm"] == {"Ref": "ApiFaultsAlarm"}, str(stack)


@named(integrated_functions())
def test_an_api_function_has_no_alarm_of_its_own(resource: Resource) -> None:
    assert alarms_on(resource) == [], "the API's own alarm hears of it, and each alarm costs 0.10 USD a month"


@named(integrated_functions())
def test_the_gateway_may_call_the_function_for_its_own_routes_only(resource: Resource) -> None:
    own = {key.partition(" ")[2] for key, function in integrated().items() if function == resource}
    sources = [
        permission.properties["SourceArn"]["Fn::Sub"].partition("${ApiId}/")[2]
        for permission in of_type("AWS::Lambda::Permission")
        if permission.template == resource.template
        and permission.properties["FunctionName"] == {"Ref": f"{resource.name}.Alias"}
    ]
    assert sources
    for path in own:
        assert any(path.startswith("/v1" + source.partition("/v1")[2].rstrip("*")) for source in sources), path


@named(of_type("AWS::CloudWatch::Alarm"))
def test_an_alarm_says_what_it_means_and_tells_somebody(resource: Resource) -> None:
    assert len(resource.properties["AlarmDescription"]) > 30
    assert resource.properties["AlarmActions"][0]["Ref"].startswith("AlarmTopic")
    assert resource.properties["TreatMissingData"] == "notBreaching"


def test_what_only_aws_has_says_so_and_nothing_else_hides() -> None:
    refused = {str(resource) for resource in RESOURCES if resource.type in ONLY_ON_AWS}
    hidden = {
        str(resource)
        for resource in RESOURCES
        if resource.template.holds_only_with(resource.body.get("Condition"), "IsOnAws")
    }
    nested = {f"template.yaml:{name}" for name in ("AccessLogs", "Console", "Rendering", "Search", "SearchDomain")}
    assert hidden == refused | nested


@pytest.mark.parametrize("stack", of_type("AWS::Serverless::Application"), ids=str)
def test_a_nested_stack_is_given_what_it_needs_and_bears_its_tags(stack: Resource) -> None:
    path = (stack.template.path.parent / stack.properties["Location"]).resolve()
    inner = next(template for template in TEMPLATES if template.path == path)
    given = stack.properties.get("Parameters", {}).keys()
    assert given <= inner.body["Parameters"].keys()
    assert inner.body["Parameters"].keys() - inner.parameter_defaults.keys() <= given
    assert stack.properties["Tags"]["app"] == "tradewind"
    assert stack.properties["Tags"]["stage"] == {"Ref": "StageName"}


def test_the_root_reads_outputs_that_the_nested_stacks_have() -> None:
    (root, *_) = [template for template in TEMPLATES if template.path == ROOT / "template.yaml"]
    for name, output in root.body["Outputs"].items():
        reference = output["Value"].get("Fn::GetAtt", ["", ""])
        if reference[1].startswith("Outputs."):
            stack = next(each for each in of_type("AWS::Serverless::Application") if each.name == reference[0])
            inner = next(each for each in TEMPLATES if each.path == (ROOT / stack.properties["Location"]).resolve())
            assert reference[1].removeprefix("Outputs.") in inner.body["Outputs"], name


def test_a_parameter_tells_what_it_is_for() -> None:
    untold = [
        f"{template.path.relative_to(ROOT)}:{name}"
        for template in TEMPLATES
        for name, each in template.body.get("Parameters", {}).items()
        if "Description" not in each and "AllowedValues" not in each and "Default" not in each
    ]
    assert untold == []


def test_no_template_holds_a_secret_an_account_or_a_region() -> None:
    for template in TEMPLATES:
        text = json.dumps(template.body)
        for wrong in ("AKIA", "aws_secret", "us-east-1", "eu-west-1", "arn:aws:iam::1"):
            assert wrong not in text, template.path


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
