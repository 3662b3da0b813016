"""The audit of a stack compared with its seals."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tradewind_cli.checkout import use_sources
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from tradewind.seals import Verified

READERS = 8  # a client holds ten connections
OUTPUTS = ("AuditTableName", "AuditSealsBucket")


def verified(client: Any, outputs: Mapping[str, str], since: datetime | None) -> "Verified":
    """What is wrong with the audit, if anything. `client`: a boto3 client by its service's name.

    How far the sealing says it came is read first, then the seals, then the entries: what comes in meanwhile is missed,
    and never taken for wrong.
    """
    use_sources()
    from account.store.entries import AuditStore
    from account.store.seals import SealStore
    from tradewind import audit, seals
    from tradewind.dynamo import Table, plain

    table = Table(outputs["AuditTableName"], client("dynamodb"))
    kept = SealStore(outputs["AuditSealsBucket"], client("s3"))
    head = AuditStore(table).head()
    after = seals.place_of(seals.minute_of(since) - seals.MINUTE) if since else ""
    with ThreadPoolExecutor(READERS) as readers:
        places = list(kept.places(after))
        texts = zip(places, readers.map(kept.read, places), strict=True)

    def entries() -> Iterator[Mapping[str, Any]]:
        pages = table.client.get_paginator("scan").paginate(TableName=table.name, ConsistentRead=True)
        for page in pages:
            found = (plain(item) for item in page["Items"])
            yield from (item for item in found if str(item["sk"]).startswith(audit.PREFIX))

    return seals.verify(entries(), texts, datetime.now(UTC), head=head.last if head else None, since=since)


def outputs_on_aws(stack_name: str) -> dict[str, str]:
    """The outputs of a stack on AWS, read with the credentials of this shell. Raises: Trouble."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        found = boto3.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"][0]
    except (BotoCoreError, ClientError) as error:
        raise Trouble(f"stack {stack_name} cannot be read: {error}") from error
    outputs = {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])}
    if missing := [name for name in OUTPUTS if name not in outputs]:
        raise Trouble(f"stack {stack_name} has no output {', '.join(missing)}; is it one of Tradewind's?")
    return outputs
