"""A stack in any AWS, the local one or a region's: clients, outputs, resources."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from tradewind_cli.stack.lifecycle import STACK_NAME
from tradewind_cli.stack.running import local_client

LOCAL_PATH = "/_aws/execute-api/"
AWS_HOST = re.compile(r"(?P<api>[a-z0-9]+)\.execute-api\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?")
STACK_TAG = "aws:cloudformation:stack-name"
NESTED = "AWS::CloudFormation::Stack"


@dataclass(frozen=True)
class Deployed:
    """A stack and the AWS it stands in. `client`: makes a boto3 client, by the service's name.

    What it reads raises botocore's errors where AWS cannot be asked: no credentials, no right, no such stack.
    """

    client: Callable[[str], Any]
    name: str

    @cached_property
    def outputs(self) -> Mapping[str, str]:
        """The root template's outputs."""
        return {each["OutputKey"]: each["OutputValue"] for each in self.described.get("Outputs", [])}

    @cached_property
    def described(self) -> Mapping[str, Any]:
        """The root stack as CloudFormation describes it."""
        found: Mapping[str, Any] = self.client("cloudformation").describe_stacks(StackName=self.name)["Stacks"][0]
        return found

    @cached_property
    def resources(self) -> Mapping[str, list[tuple[str, str]]]:
        """Logical and physical names by type, in the stack and those nested in it."""
        client = self.client("cloudformation")
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        waiting = [self.name]
        while waiting:
            for each in client.describe_stack_resources(StackName=waiting.pop())["StackResources"]:
                name = (each["LogicalResourceId"], each["PhysicalResourceId"])
                found[each["ResourceType"]].append(name)
                if each["ResourceType"] == NESTED:
                    waiting.append(name[1])
        return found


def deployed_on_aws(name: str) -> Deployed:
    """A stack of the account and region that the environment names, as for the AWS command line."""
    import boto3

    session: Any = boto3.Session()
    return Deployed(session.client, name)


def deployed_behind(url: str, name: str | None) -> Deployed | None:
    """The stack behind an address; None where the address does not tell and no name is given."""
    parts = urlsplit(url)
    if parts.path.startswith(LOCAL_PATH):
        endpoint = f"{parts.scheme}://{parts.netloc}"
        return Deployed(lambda service: local_client(service, endpoint), name or STACK_NAME)
    host = AWS_HOST.fullmatch(parts.hostname or "")
    if host is None:
        return deployed_on_aws(name) if name else None
    import boto3

    session: Any = boto3.Session(region_name=host["region"])
    name = name or session.client("apigatewayv2").get_api(ApiId=host["api"])["Tags"][STACK_TAG]
    return Deployed(session.client, str(name))
