"""The templates as CloudFormation gets them: what the translator of SAM makes of them for AWS, with a rollout."""

import copy
from functools import cache
from typing import Any

import pytest

from house.templates import TEMPLATES
from local.deployment import translate
from local.templates import Template

PACKAGED = {
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
    "AWS::Serverless::StateMachine": "DefinitionUri",
    "AWS::Serverless::Application": "Location",
}
"""What `sam deploy` uploads, by the property that it then names the upload in."""

MANAGED = {
    "AWSLambdaBasicExecutionRole": "writes the function's own log",
    "AWSLambdaSQSQueueExecutionRole": "takes the messages of the queue that the function listens to",
    "AWSCodeDeployRoleForLambda": "shifts traffic and reads alarms",
}
"""Policies of AWS's own that the translator attaches, and what for. It gives a function no way to leave them out."""

Resources = dict[str, dict[str, Any]]


@cache
def rendered(number: int) -> Resources:
    template = TEMPLATES[number]
    body = copy.deepcopy(template.body)
    body.get("Globals", {}).get("Function", {}).pop("CodeUri", None)
    for resource in body["Resources"].values():
        if resource["Type"] in PACKAGED:
            resource["Properties"][PACKAGED[resource["Type"]]] = "s3://packages/key"
    told = {**template.parameter_defaults, "Canary": "true", "OnAws": "true"}
    resources: Resources = translate(Template(template.path, body), told)["Resources"]
    return resources


def of_type(kind: str) -> list[Any]:
    """Every rendered resource of a type, with its neighbours."""
    return [
        pytest.param(name, each["Properties"], rendered(number), id=f"{template.path.parent.name}:{name}")
        for number, template in enumerate(TEMPLATES)
        for name, each in rendered(number).items()
        if each["Type"] == kind
    ]


@pytest.mark.parametrize(("name", "role", "beside"), of_type("AWS::IAM::Role"))
def test_a_role_takes_what_is_named_and_of_awss_own_only_what_it_must(
    name: str, role: dict[str, Any], beside: Resources
) -> None:
    managed = {str(arn).rpartition("/")[2] for arn in role.get("ManagedPolicyArns") or []}
    assert managed <= MANAGED.keys()
    called = [
        each["Properties"]["FunctionName"]["Ref"].removesuffix("Aliaslive")
        for each in beside.values()
        if each["Type"] == "AWS::Lambda::EventSourceMapping"
    ]
    listens = name.removesuffix("Role") in called
    assert ("AWSLambdaSQSQueueExecutionRole" in managed) == listens
    for policy in role.get("Policies", []):
        for statement in policy["PolicyDocument"]["Statement"]:
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            assert not [action for action in actions if "*" in action]
    trusted = str(role["AssumeRolePolicyDocument"])
    assert "amazonaws.com" in trusted
    assert "'AWS'" not in trusted, "no other account may take it"


@pytest.mark.parametrize(("name", "alias", "beside"), of_type("AWS::Lambda::Alias"))
def test_an_alias_is_shifted_by_a_deployment_that_alarms_take_back(
    name: str, alias: dict[str, Any], beside: Resources
) -> None:
    assert alias["Name"] == "live"
    shifted = beside[name]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]["DeploymentGroupName"]["Ref"]
    group = beside[shifted]["Properties"]
    assert group["AlarmConfiguration"]["Enabled"] is True
    assert len(group["AlarmConfiguration"]["Alarms"]) == 1
    assert {"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"} <= set(group["AutoRollbackConfiguration"]["Events"])
    assert beside[alias["FunctionVersion"]["Fn::GetAtt"][0]]["DeletionPolicy"] == "Retain", "the old one serves on"


@pytest.mark.parametrize(("name", "mapping", "beside"), of_type("AWS::Lambda::EventSourceMapping"))
def test_a_queue_calls_the_alias_where_there_is_one(name: str, mapping: dict[str, Any], beside: Resources) -> None:
    called = mapping["FunctionName"]["Ref"]
    assert f"{called.removesuffix('Aliaslive')}Aliaslive" not in beside or called.endswith("Aliaslive")
    assert mapping["ScalingConfig"]["MaximumConcurrency"] >= 2


@pytest.mark.parametrize(("name", "function", "beside"), of_type("AWS::Lambda::Function"))
def test_a_function_keeps_its_log_as_long_as_the_operator_says(
    name: str, function: dict[str, Any], beside: Resources
) -> None:
    group = beside[function["LoggingConfig"]["LogGroup"]["Ref"]]
    assert group["Type"] == "AWS::Logs::LogGroup"
    assert group["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}
    assert len(str(function.get("Environment", {}))) < 4000, "4 KB is all that a function's environment holds"
