"""What stands behind an API: the stack's tables, queues, schedules and alarms, asked of AWS itself."""

from collections.abc import Iterator
from typing import Any

from tradewind_cli.stack.deployed import Deployed, deployed_behind
from tradewind_cli.stack.health.api import ask
from tradewind_cli.stack.health.finding import Finding
from tradewind_cli.stack.health.models import of_models

MANY = 1000
"""Messages that wait before a queue is called behind."""


def of_deployed(url: str, stack: str | None = None) -> Iterator[Finding]:
    """What AWS says of the stack behind an address, as far as it may be asked."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        deployed = deployed_behind(url, stack)
        if deployed is None:
            yield Finding("AWS", "not asked: name the stack with --stack to look at its tables, queues and schedules")
            return
        yield from _of_stack(deployed)
        for look in (_of_tables, _of_issuer, _of_consumers, _of_dead_letters, _of_schedules, of_alarms, of_models):
            yield from look(deployed)
    except (BotoCoreError, ClientError, KeyError) as error:
        yield Finding("AWS", f"not asked any further: {error}")


def _of_stack(deployed: Deployed) -> Iterator[Finding]:
    status = deployed.described["StackStatus"]
    is_well = status.endswith("_COMPLETE") and "ROLLBACK" not in status
    remedy = "" if is_well else "the last deploy did not go through: sam deploy says why; docs/deploy.md, Rollback"
    yield Finding("stack", f"{deployed.name} is {status}", remedy)


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
    """Each schedule runs, unless the deploy switched it off: SweepSchedule by the parameter SweepEnabled."""
    client = deployed.client("scheduler")
    told = {each["ParameterKey"]: each["ParameterValue"] for each in deployed.described.get("Parameters", [])}
    running = 0
    for logical, physical in deployed.resources["AWS::Scheduler::Schedule"]:
        switch = logical.removesuffix("Schedule") + "Enabled"
        try:
            state = client.get_schedule(Name=physical)["State"]
        except client.exceptions.ResourceNotFoundException:
            yield Finding(logical, "the schedule is missing", "deploy again")
            continue
        if state == "ENABLED":
            running += 1
        elif told.get(switch) == state:
            yield Finding(logical, f"switched off, as {switch} says")
        else:
            yield Finding(logical, f"the schedule is {state}", f"enable it, or deploy again with {switch}=ENABLED")
    yield Finding("schedules", f"{running} run")


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
