"""What the templates declare, made on moto (tables, queues, buckets, keys, buses, workflows), and the environment
that each function gets of it. So an API under test finds whatever its template gives it."""

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import boto3

from house.templates import RESOURCES, TEMPLATES, Resource, of_type
from local.templates import Template
from tradewind_cli.checkout import ROOT

REGION = "us-east-1"
ACCOUNT = "123456789012"
PACKAGES = ("account", "api", "learning", "notifications", "prices", "tradewind")


class Deployed:
    """The templates' resources by reference; each is made when it is first referred to. Lives inside `mock_aws`."""

    def __init__(self) -> None:
        self._made: dict[str, dict[str, str]] = {}

    def environment(self, function: Resource) -> dict[str, str]:
        """The variables of a function, as a deployment would set them."""
        everyones = function.template.function_globals.get("Environment", {}).get("Variables", {})
        own = function.at("Environment.Variables") or {}
        return {name: self.value(value, function.template) for name, value in {**everyones, **own}.items()}

    @contextmanager
    def as_function(self, function: Resource) -> Iterator[None]:
        """The environment of one function, for the time of a call."""
        before = dict(os.environ)
        os.environ.update(self.environment(function))
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    def value(self, written: Any, template: Template) -> str:
        """What a value of a template comes to."""
        match written:
            case {"Ref": str(name)}:
                return self._referred(name, "Ref", template)
            case {"Fn::GetAtt": [str(name), str(attribute)]}:
                return self._referred(name, attribute, template)
            case {"Fn::Sub": str(text)}:
                return re.sub(r"\$\{([^}]+)\}", lambda found: self._named(found[1], template), text)
            case {"Fn::If": [_, _, otherwise]}:  # conditions are those of AWS
                return self.value(otherwise, template)
            case {"Fn::Join": [str(sign), list(parts)]}:
                return sign.join(self.value(part, template) for part in parts)
        return str(written)

    def _named(self, text: str, template: Template) -> str:
        name, _, attribute = text.partition(".")
        return self._referred(name, attribute or "Ref", template)

    def _referred(self, name: str, attribute: str, template: Template) -> str:
        if name.startswith("AWS::"):
            known = {"AWS::Region": REGION, "AWS::AccountId": ACCOUNT, "AWS::Partition": "aws", "AWS::NoValue": ""}
            return known.get(name, "tradewind")
        if name in template.resources:
            return self._resource(Resource(name, template.resources[name], template), attribute)
        given = self._given.get(str(template.path), {})
        if name in given:
            return self.value(given[name], self._root)
        return template.parameter_defaults.get(name, name)

    def _resource(self, resource: Resource, attribute: str) -> str:
        if resource.type == "AWS::Serverless::Application":
            inner = (resource.template.path.parent / resource.properties["Location"]).resolve()
            nested = next(each for each in TEMPLATES if each.path == inner)
            return self.value(nested.body["Outputs"][attribute.removeprefix("Outputs.")]["Value"], nested)
        if str(resource) not in self._made:
            self._made[str(resource)] = _made(resource)
        return self._made[str(resource)].get(attribute, f"{resource.name}.{attribute}")

    @property
    def _root(self) -> Template:
        return next(template for template in TEMPLATES if template.path == ROOT / "template.yaml")

    @cached_property
    def _given(self) -> dict[str, dict[str, Any]]:
        """What the root gives each nested template for its parameters."""
        return {
            str((stack.template.path.parent / stack.properties["Location"]).resolve()): stack.properties["Parameters"]
            for stack in of_type("AWS::Serverless::Application")
        }


def _made(resource: Resource) -> dict[str, str]:
    """A resource on moto, and what refers to it. One that holds nothing is only named."""
    name = f"{resource.template.path.parent.name}-{resource.name}".lower()
    match resource.type:
        case "AWS::DynamoDB::Table":
            kept = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")
            declared = {key: value for key, value in resource.properties.items() if key in kept}
            made = boto3.client("dynamodb", REGION).create_table(TableName=name, **declared)["TableDescription"]
            return {"Ref": name, "Arn": made["TableArn"]}
        case "AWS::SQS::Queue":
            url = boto3.client("sqs", REGION).create_queue(QueueName=name)["QueueUrl"]
            return {"Ref": url, "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}", "QueueName": name}
        case "AWS::S3::Bucket":
            boto3.client("s3", REGION).create_bucket(Bucket=name)
            return {"Ref": name, "Arn": f"arn:aws:s3:::{name}"}
        case "AWS::KMS::Key":
            key = boto3.client("kms", REGION).create_key()["KeyMetadata"]
            return {"Ref": key["KeyId"], "Arn": key["Arn"]}
        case "AWS::Events::EventBus":
            boto3.client("events", REGION).create_event_bus(Name=name)
            return {"Ref": name, "Name": name, "Arn": f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/{name}"}
        case "AWS::Serverless::StateMachine":
            does_nothing = json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Pass", "End": True}}})
            arn = boto3.client("stepfunctions", REGION).create_state_machine(
                name=name, definition=does_nothing, roleArn=f"arn:aws:iam::{ACCOUNT}:role/workflow"
            )["stateMachineArn"]
            return {"Ref": arn, "Arn": arn, "Name": name}
    return {"Ref": resource.name}


def forget_what_is_open() -> None:
    """Lambdas keep what they have opened: every such memory of ours is cleared."""
    for module in [module for name, module in sys.modules.items() if name.partition(".")[0] in PACKAGES]:
        for kept in list(vars(module).values()):
            if callable(getattr(kept, "cache_clear", None)):
                kept.cache_clear()


def function_named(handler: str) -> Resource:
    """The function of a handler, as `prices.api.handler`."""
    return next(each for each in RESOURCES if each.properties.get("Handler") == handler)
