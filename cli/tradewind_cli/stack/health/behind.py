"""What stands behind an API: the stack's tables, queues, schedules and alarms, asked of AWS itself."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from tradewind_cli.stack.health.api import ask
from tradewind_cli.stack.health.finding import Finding
from tradewind_cli.stack.lifecycle import STACK_NAME
from tradewind_cli.stack.running import local_client

LOCAL_PATH = "/_aws/execute-api/"
AWS_HOST = re.compile(r"(?P<api>[a-z0-9]+)\.execute-api\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?")
STACK_TAG = "aws:cloudformation:stack-name"
NESTED = "AWS::CloudFormation::Stack"
MANY = 1000
"""Messages that wait before a queue is called behind."""


@dataclass(frozen=True)
class Deployed:
    """A stack and the AWS it stands in. `client`: makes a boto3 client, by the service's name."""

    client: Callable[[str], Any]
    stack: str

    @cached_property
    def resources(self) -> Mapping[str, list[tuple[str, str]]]:
        """Logical and physical names by type, in the stack and those nested in it. Raises: botocore's ClientError."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        waiting = [self.stack]
        while waiting:
            for each in self.client("cloudformation").describe_stack_resources(StackName=waiting.pop())[
                "StackResources"
            ]:
                name = (each["LogicalResourceId"], each["PhysicalResourceId"])
                found[each["ResourceType"]].append(name)
                if each["ResourceType"] == NESTED:
                    waiting.append(name[1])
        return found


def find_deployed(url: str, stack: str | None) -> Deployed | None:
    """The stack behind an address; None where the address does not tell and no name is given.

    Raises: botocore's errors when AWS cannot be asked: no credentials, no right, no network.
    """
    parts = urlsplit(url)
    if parts.path.startswith(LOCAL_PATH):
        endpoint = f"{parts.scheme}://{parts.netloc}"
        return Deployed(lambda service: local_client(service, endpoint), stack or STACK_NAME)
    host = AWS_HOST.fullmatch(parts.hostname or "")
    if host is None and stack is None:
        return None
    import boto3

    session: Any = boto3.Session(region_name=host["region"]) if host else boto3.Session()
    if stack is None and host is not None:
        stack = session.client("apigatewayv2").get_api(ApiId=host["api"])["Tags"][STACK_TAG]
    return Deployed(session.client, str(stack))


def of_deployed(url: str, stack: str | None = None) -> Iterator[Finding]:
    """What AWS says of the stack behind an address, as far as it may be asked."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        deployed = find_deployed(url, stack)
        if deployed is None:
            yield Finding("AWS", "not asked: name the stack with --stack to look at its tables, queues and schedules")
            return
        yield from _of_stack(deployed)
        for look in (_of_tables, _of_issuer, _of_consumers, _of_dead_letters, _of_schedules, of_alarms):
            yield from look(deployed)
    except (BotoCoreError, ClientError, KeyError) as error:
        yield Finding("AWS", f"not asked any further: {error}")


def _of_stack(deployed: Deployed) -> Iterator[Finding]:
    stack = deployed.client("cloudformation").describe_stacks(StackName=deployed.stack)["Stacks"][0]
    status = stack["StackStatus"]
    is_well = status.endswith("_COMPLETE") and "ROLLBACK" not in status
    remedy = "" if is_well else "the last deploy did not go through: sam deploy says why; docs/deploy.md, Rollback"
    yield Finding("stack", f"{deployed.stack} is {status}", remedy)


def _of_tables(deployed: Deployed) -> Iterator[Finding]:
    client = deployed.client("dynamodb")
    tables = deployed.resources["AWS::DynamoDB::Table"]
    missing = 0
    for logical, physical in tables:
        try:
            status = client.describe_table(TableName=physical)["Table"]["TableStatus"]
        except client.exceptions.ResourceNotFoundException:
            missing += 1
            yield Finding(logical, f"{physical} is missing", "restore it: docs/deploy.md, Restore")
            continue
        if status not in ("ACTIVE", "UPDATING"):
            yield Finding(logical, f"{physical} is {status}", "wait for it, or restore it: docs/deploy.md, Restore")
    if not missing:
        yield Finding("tables", f"{len(tables)} are there")


def _of_issuer(deployed: Deployed) -> Iterator[Finding]:
    """Whom the authorizer trusts must publish what it trusts them by."""
    client = deployed.client("lambda")
    for logical, physical in deployed.resources["AWS::Lambda::Function"]:
        if logical != "AuthorizerFunction":
            continue
        try:
            told = client.get_function_configuration(FunctionName=physical)["Environment"]["Variables"]
        except client.exceptions.ResourceNotFoundException:
            yield Finding("authorizer", f"{physical} is missing", "deploy again: until then every caller gets 500")
            return
        issuer = told.get("TOKEN_ISSUER", "")
        where = told.get("TOKEN_JWKS_URL") or f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        document = ask(where).document()
        if "keys" in document or document.get("issuer") == issuer:
            yield Finding("issuer", f"{issuer} publishes its keys")
        else:
            says = f"calls itself {document['issuer']}" if "issuer" in document else "publishes no keys"
            yield Finding(
                "issuer",
                f"{where} {says}",
                f"no token is believed: deploy with the Issuer that signs your tokens (it is {issuer} now)",
            )


def _of_consumers(deployed: Deployed) -> Iterator[Finding]:
    """Each queue that is no dead-letter queue is listened to, and not left behind."""
    mappings = deployed.client("lambda").get_paginator("list_event_source_mappings").paginate()
    listening = {
        each["EventSourceArn"].rpartition(":")[2]: each for page in mappings for each in page["EventSourceMappings"]
    }
    sqs, well = deployed.client("sqs"), 0
    for logical, url in _queues(deployed, dead=False):
        mapping = listening.get(url.rpartition("/")[2])
        if mapping is None or mapping["State"] not in ("Enabled", "Enabling", "Updating", "Creating"):
            uuid = mapping["UUID"] if mapping else None
            remedy = f"run: aws lambda update-event-source-mapping --enabled --uuid {uuid}" if uuid else "deploy again"
            yield Finding(
                logical, f"nothing listens: its messages wait ({mapping['State'] if mapping else 'no'} mapping)", remedy
            )
            continue
        waiting = _depth(sqs, url)
        if waiting > MANY:
            yield Finding(
                logical, f"{waiting} messages wait", "look at its worker's errors and throttles (tradewind logs)"
            )
            continue
        well += 1
    yield Finding("queues", f"{well} are listened to")


def _of_dead_letters(deployed: Deployed) -> Iterator[Finding]:
    sqs = deployed.client("sqs")
    for _, url in _queues(deployed, dead=True):
        depth = _depth(sqs, url)
        remedy = "look at their reasons, mend the cause, and bring them back: tradewind replay" if depth else ""
        yield Finding(url.rpartition("/")[2], f"{depth} dead letters", remedy)


def _queues(deployed: Deployed, *, dead: bool) -> Iterator[tuple[str, str]]:
    for logical, url in deployed.resources["AWS::SQS::Queue"]:
        if ("DeadLetter" in logical) is dead:
            yield logical, url


def _depth(sqs: Any, url: str) -> int:
    asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(asked["Attributes"]["ApproximateNumberOfMessages"])


def _of_schedules(deployed: Deployed) -> Iterator[Finding]:
    client = deployed.client("scheduler")
    schedules = deployed.resources["AWS::Scheduler::Schedule"]
    well = 0
    for logical, physical in schedules:
        try:
            state = client.get_schedule(Name=physical)["State"]
        except client.exceptions.ResourceNotFoundException:
            yield Finding(logical, "the schedule is missing", "deploy again")
            continue
        if state == "ENABLED":
            well += 1
        else:
            yield Finding(
                logical,
                f"the schedule is {state}",
                "nothing is looked at: deploy with SweepEnabled=ENABLED, or enable it",
            )
    yield Finding("schedules", f"{well} of {len(schedules)} run")


def of_alarms(deployed: Deployed) -> Iterator[Finding]:
    """Each alarm that rings, with what it means."""
    names = [physical for _, physical in deployed.resources["AWS::CloudWatch::Alarm"]]
    if not names:
        return
    ringing = [
        alarm
        for alarm in deployed.client("cloudwatch").describe_alarms(AlarmNames=names).get("MetricAlarms", [])
        if alarm["StateValue"] == "ALARM"
    ]
    for alarm in ringing:
        yield Finding(alarm["AlarmName"], "rings", alarm.get("AlarmDescription", "look at its metric"))
    if not ringing:
        yield Finding("alarms", f"{len(names)} are quiet")
