"""Deploys the SAM template, with the stacks nested in it, to the local AWS.

What is rendered differently from `sam deploy`, because the emulator needs it so:

* a Python function runs as `provided.al2023` with a `bootstrap` that starts `runtime.py`, and sees its built package
  and the layers that its template gives it as folders of this machine;
* a nested template is uploaded to the emulator's S3 and named by its content, so an unchanged one is skipped;
* a function behind an alias has the template's known parameters named in its package, so that a changed one
  publishes a version;
* the keys of an HTTP API's `CorsConfiguration` are in lower camel case, as the emulator reads them.
"""

import hashlib
import io
import json
import logging
import os
import shlex
import sys
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from local.packages import Built
from local.templates import NESTED_KEYS, Template, load_template

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_s3 import S3Client

BUCKET = "tradewind-artifacts"
REGION = "us-east-1"
RUNTIME_CLIENT = Path(__file__).with_name("runtime.py").resolve()
CAPABILITIES = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
POLL_S = 0.05
BEGINNINGS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS")
"""A stack's own event with which a deploy begins."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold: the same files give the same bytes."""

Layers = Mapping[str, Path]
"""Where each layer lies, by the name that a template has for it: its own logical id, or a parameter."""


class DeployError(Exception):
    """The template was not deployed; the text names each failing resource and its reason."""


def deploy(
    endpoint: str, template: Path, built: Built, parameters: dict[str, str], stack_name: str = "tradewind"
) -> dict[str, str]:
    """Creates or updates the stack and returns the root template's outputs. Nothing changed: nothing is done.

    Raises: DeployError.
    """
    deployment = Deployment(endpoint, built)
    body = deployment.render(load_template(template), parameters, {})
    return deployment.apply(stack_name, body, parameters)


class Deployment:
    """One deploy: its clients, and what it has uploaded."""

    def __init__(self, endpoint: str, built: Built) -> None:
        import boto3
        from botocore.config import Config

        self._endpoint = endpoint
        self._built = built
        session = boto3.Session("test", "test", region_name=REGION)
        config = Config(read_timeout=300, retries={"max_attempts": 0}, s3={"addressing_style": "path"})
        self._s3: S3Client = session.client("s3", endpoint_url=endpoint, config=config)
        self._stacks: CloudFormationClient = session.client("cloudformation", endpoint_url=endpoint, config=config)
        self._s3.create_bucket(Bucket=BUCKET)
        self._uploaded = {
            found["Key"]
            for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
            for found in page.get("Contents", [])
        }

    def render(self, template: Template, parameters: Mapping[str, str], passed_layers: Layers) -> str:
        """A template as CloudFormation takes it here, in JSON, with all it needs uploaded; nested ones first."""
        body = json.loads(json.dumps(template.body, default=str))
        values = {**template.parameter_defaults, **parameters}
        own_layers = {
            logical_id: self._built.folder(template.path, logical_id)
            for logical_id, resource in template.resources.items()
            if resource["Type"] == "AWS::Serverless::LayerVersion"
        }
        layers = {**passed_layers, **own_layers}
        nested = dict(template.nested())
        shared = body.get("Globals", {}).get("Function", {})
        shared_layers = shared.pop("Layers", [])
        rendered = Template(template.path, body)
        for logical_id, resource in rendered.resources.items():
            properties = resource.setdefault("Properties", {})
            if logical_id in nested:
                self._render_nested(nested[logical_id], resource, values, layers)
            elif resource["Type"] == "AWS::Serverless::LayerVersion":
                properties["ContentUri"] = self._upload_layer(own_layers[logical_id])
            elif resource["Type"] == "AWS::Serverless::Function":
                named = [*shared_layers, *properties.pop("Layers", [])]
                folders = [layer_folder(template, logical_id, each, layers) for each in named]
                known = values if "AutoPublishAlias" in properties else {}
                code = self._built.folder(template.path, logical_id)
                properties["CodeUri"] = self._upload_function(code, folders, known)
                properties["Runtime"] = local_runtime(properties.get("Runtime", shared.get("Runtime", "")))
            elif resource["Type"] == "AWS::Serverless::StateMachine":
                self._render_state_machine(template, properties)
            elif resource["Type"] == "AWS::ApiGatewayV2::Api" and "CorsConfiguration" in properties:
                properties["CorsConfiguration"] = lower_camel_keys(properties["CorsConfiguration"])
        return json.dumps(translate(rendered, values), sort_keys=True)

    def _render_nested(
        self, path: Path, resource: dict[str, Any], parameters: Mapping[str, str], layers: Layers
    ) -> None:
        properties = resource["Properties"]
        given = {name: value for name, value in properties.get("Parameters", {}).items()}
        passed_layers = {name: layers[value["Ref"]] for name, value in given.items() if is_layer(value, layers)}
        passed = {name: text for name, value in given.items() if (text := literal(value, parameters)) is not None}
        properties.pop(NESTED_KEYS[resource["Type"]])
        body = self.render(load_template(path), passed, passed_layers).encode()
        key = self._upload(body, ".template.json")
        resource["Type"] = "AWS::CloudFormation::Stack"
        properties["TemplateURL"] = f"{self._endpoint}/{BUCKET}/{key}"

    def _render_state_machine(self, template: Template, properties: dict[str, Any]) -> None:
        """A definition kept beside the template, YAML or JSON, goes up as JSON."""
        location = properties.get("DefinitionUri")
        if isinstance(location, str) and "://" not in location:
            definition = yaml.safe_load((template.path.parent / location).read_text())
            key = self._upload(json.dumps(definition, sort_keys=True).encode(), ".asl.json")
            properties["DefinitionUri"] = f"s3://{BUCKET}/{key}"

    def _upload_function(self, folder: Path, layers: list[Path], parameters: Mapping[str, str]) -> str:
        """A `bootstrap` that starts the function where it was built; its folder is named by what is in it.

        To send the packages themselves, and have them unpacked, took a third of a deploy and 20 MB in each snapshot.

        A version is published when the code changes: the parameters are named in the code, or a function behind an
        alias would keep the environment of the deploy before (such as the port of the demo shop).
        """
        interpreter = getattr(sys, "_base_executable", sys.executable)  # not the virtual environment's: it adds paths
        command = [interpreter, "-I", "-S", "-u", str(RUNTIME_CLIENT), *(str(layer / "python") for layer in layers)]
        edition = hashlib.sha256(repr(sorted(parameters.items())).encode()).hexdigest()[:16]
        package = shlex.quote(str(folder))
        bootstrap = (
            f"#!/bin/sh\n# parameters: {edition}\n"
            f"export LAMBDA_TASK_ROOT={package} && cd {package} && exec {shlex.join(command)}\n"
        )
        return f"s3://{BUCKET}/{self._upload(zipped({'bootstrap': bootstrap.encode()}), '.zip')}"

    def _upload_layer(self, folder: Path) -> str:
        """A layer's ARN must exist, its content lies on this machine already: the zip only names it."""
        return f"s3://{BUCKET}/{self._upload(zipped({'folder': str(folder).encode()}), '.zip')}"

    def _upload(self, content: bytes, suffix: str) -> str:
        key = hashlib.sha256(content).hexdigest()[:32] + suffix
        if key not in self._uploaded:
            self._s3.put_object(Bucket=BUCKET, Key=key, Body=content)
            self._uploaded.add(key)
        return key

    def apply(self, stack_name: str, body: str, parameters: Mapping[str, str]) -> dict[str, str]:
        """Creates the stack or updates it, waits, and returns its outputs. Raises: DeployError."""
        from botocore.exceptions import ClientError

        request: dict[str, Any] = {
            "StackName": stack_name,
            "TemplateBody": body,
            "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
            "Capabilities": CAPABILITIES,
        }
        try:
            status = self._status(stack_name)
            if status in {"ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED"}:  # a first deploy that failed
                self._stacks.delete_stack(StackName=stack_name)
                self._wait(stack_name)
                status = None
            if status is None:
                self._stacks.create_stack(**request)
            else:
                self._stacks.update_stack(**request)
        except ClientError as error:
            if "No updates are to be performed" not in str(error):
                raise DeployError(error.response["Error"]["Message"]) from error
            return self._outputs(stack_name)
        status = self._wait(stack_name)
        if status is None or "ROLLBACK" in status or "FAILED" in status:
            reasons = "\n".join(self._failures(stack_name)) or "the emulator gives no reason"
            raise DeployError(f"stack {stack_name} is {status}:\n{reasons}")
        return self._outputs(stack_name)

    def _outputs(self, stack_name: str) -> dict[str, str]:
        stack = self._stacks.describe_stacks(StackName=stack_name)["Stacks"][0]
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}

    def _status(self, stack_name: str) -> str | None:
        """Where a stack stands; None when there is none."""
        from botocore.exceptions import ClientError

        try:
            status = self._stacks.describe_stacks(StackName=stack_name)["Stacks"][0]["StackStatus"]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        return None if status == "DELETE_COMPLETE" else status

    def _wait(self, stack_name: str) -> str | None:
        while (status := self._status(stack_name)) is not None and status.endswith("IN_PROGRESS"):
            time.sleep(POLL_S)
        return status

    def _failures(self, stack_name: str, above: str = "") -> Iterator[str]:
        """The resources of a stack and of its children that failed in the last deploy, each with its reason."""
        latest: set[str] = set()
        for event in self._stacks.describe_stack_events(StackName=stack_name)["StackEvents"]:  # newest first
            logical_id, status = event["LogicalResourceId"], event["ResourceStatus"]
            if event["PhysicalResourceId"] == event["StackId"] and status in BEGINNINGS:
                return
            if "FAILED" not in status or logical_id in latest:
                continue
            latest.add(logical_id)
            yield f"{above}{logical_id}: {event.get('ResourceStatusReason', status)}"
            child = event.get("PhysicalResourceId", "")
            if event.get("ResourceType") == "AWS::CloudFormation::Stack" and child and child != event.get("StackId"):
                yield from self._failures(child, f"{above}{logical_id}/")


def translate(template: Template, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The SAM template as plain CloudFormation. Raises: DeployError with every complaint of the translator."""
    os.environ.setdefault("AWS_DEFAULT_REGION", REGION)  # the translator asks the SDK for a region
    logging.getLogger("samtranslator").setLevel(logging.ERROR)  # it warns of its own metrics and feature toggles
    from samtranslator.model.exceptions import InvalidDocumentException  # type: ignore[import-untyped]
    from samtranslator.translator.transform import transform  # type: ignore[import-untyped]

    try:
        plain: dict[str, Any] = transform(template.body, dict(parameters), NoManagedPolicies())
    except InvalidDocumentException as error:
        reasons = "\n".join(cause.message for cause in error.causes)
        raise DeployError(f"{template.path}: {reasons}") from error
    plain.pop("Transform", None)
    return plain


class NoManagedPolicies:
    """The translator's port to the account's managed policies: the emulator enforces none."""

    def load(self) -> dict[str, str]:
        return {}


def local_runtime(runtime: str) -> str:
    """`runtime.py` runs Python functions, whichever version the template names; others stay as they are."""
    return "provided.al2023" if runtime.startswith("python") else runtime


def lower_camel_keys(value: Any) -> Any:
    """A property's keys in lower camel case, in each branch of an `Fn::If` too; a `Ref` stays as it is."""
    if not isinstance(value, dict) or "Ref" in value:
        return value
    if "Fn::If" in value:
        condition, *branches = value["Fn::If"]
        return {"Fn::If": [condition, *(lower_camel_keys(branch) for branch in branches)]}
    return {key[0].lower() + key[1:]: each for key, each in value.items()}


def is_layer(value: object, layers: Layers) -> bool:
    return isinstance(value, dict) and value.get("Ref") in layers


def literal(value: object, parameters: Mapping[str, str]) -> str | None:
    """A parameter's text where it is known before the deploy; None when a resource decides it."""
    if isinstance(value, dict):
        return parameters.get(value.get("Ref", ""))
    return str(value)


def layer_folder(template: Template, logical_id: str, value: object, layers: Layers) -> Path:
    """The folder of one entry of a function's `Layers`. Raises: DeployError when it cannot be told."""
    if isinstance(value, dict) and value.get("Ref") in layers:
        return layers[value["Ref"]]
    raise DeployError(f"{template.path}: layer {value} of {logical_id} is no layer of the template or of its parent")


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of the files, the same bytes for the same content."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = (0o755 if name == "bootstrap" else 0o644) << 16
            archive.writestr(entry, content)
    return target.getvalue()
