"""The writers that a kill interrupts, and what they were promised."""

import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

PROMPT_S = 1.0
"""What a message or a schedule must be older than to be promised (design: "What survives a kill")."""
WRITERS = 4
PARTS = 3
Kind = Literal["row", "parts", "message", "object", "schedule"]


@dataclass(frozen=True)
class Promise:
    """A write that was acknowledged: what it was, and when, in seconds of the monotonic clock."""

    kind: Kind
    name: str
    at: float


@dataclass
class Found:
    """What one round left behind."""

    missing: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    young_gone: int = 0


class Stack:
    """The deployed stack, as its clients see it."""

    def __init__(self, endpoint: str, outputs: dict[str, str]) -> None:
        import boto3
        from botocore.config import Config

        session: Any = boto3.Session("test", "test", region_name="us-east-1")
        config = Config(
            retries={"max_attempts": 1, "mode": "standard"}, read_timeout=20, s3={"addressing_style": "path"}
        )

        def client(name: str) -> Any:
            return session.client(name, endpoint_url=endpoint, config=config)

        self.tables, self.queues, self.objects = client("dynamodb"), client("sqs"), client("s3")
        self.schedules = client("scheduler")
        self.outputs = outputs

    def put(self, pk: str, sk: str) -> None:
        """One row that must not be there yet."""
        self.tables.put_item(**self._new(pk, sk))

    def put_together(self, pk: str, sks: list[str]) -> None:
        """Several rows in one transaction."""
        self.tables.transact_write_items(TransactItems=[{"Put": self._new(pk, sk)} for sk in sks])

    def _new(self, pk: str, sk: str) -> dict[str, Any]:
        item = {"pk": {"S": pk}, "sk": {"S": sk}, "filling": {"S": "x" * 200}}
        return {
            "TableName": self.outputs["Table"],
            "Item": item,
            "ConditionExpression": "attribute_not_exists(pk)",
        }

    def schedule(self, name: str) -> None:
        """A schedule that is far from due."""
        self.schedules.create_schedule(
            Name=name,
            ScheduleExpression="rate(30 days)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": self.outputs["QueueArn"], "RoleArn": "arn:aws:iam::000000000000:role/scheduler"},
        )

    def rows(self, pk: str) -> list[str]:
        """The sort keys under one partition key."""
        pages = self.tables.get_paginator("query").paginate(
            TableName=self.outputs["Table"],
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ProjectionExpression="sk",
            ConsistentRead=True,
        )
        return [row["sk"]["S"] for page in pages for row in page["Items"]]

    def drain(self, seconds: float) -> None:
        """Waits until the worker has taken every message. Raises: TimeoutError."""
        deadline = time.monotonic() + seconds
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        while True:
            answer = self.queues.get_queue_attributes(QueueUrl=self.outputs["QueueUrl"], AttributeNames=names)
            if not any(int(answer["Attributes"][name]) for name in names):
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"the queue still holds {answer['Attributes']}")
            time.sleep(0.2)

    def left(self, number: int) -> "Left":
        """What is there of one round, once the queue is drained."""
        listed = self.objects.get_paginator("list_objects_v2").paginate(
            Bucket=self.outputs["Bucket"], Prefix=f"{number}/"
        )
        schedules = self.schedules.get_paginator("list_schedules").paginate()
        return Left(
            row=set(self.rows(f"ROW#{number}")),
            parts=Counter(sk.rpartition("#")[0] for sk in self.rows(f"PARTS#{number}")),
            message=set(self.rows(f"SEEN#{number}")),
            alerts=Counter(sk.rpartition("#")[0] for sk in self.rows(f"ALERT#{number}")),
            object={each["Key"].partition("/")[2] for page in listed for each in page.get("Contents", [])},
            schedule={each["Name"] for page in schedules for each in page["Schedules"]},
        )


@dataclass(frozen=True)
class Left:
    """What a round left behind, by the kind of the promise; of transactions and alerts, how many rows each."""

    row: set[str] = field(default_factory=set)
    parts: Counter[str] = field(default_factory=Counter)
    message: set[str] = field(default_factory=set)
    object: set[str] = field(default_factory=set)
    schedule: set[str] = field(default_factory=set)
    alerts: Counter[str] = field(default_factory=Counter)


def compare(promised: Iterable[Promise], left: Left, killed_at: float) -> Found:
    """What was promised against what is there."""
    found = Found()
    for promise in promised:
        if promise.name in getattr(left, promise.kind):
            continue
        age_s = killed_at - promise.at
        if promise.kind in {"message", "schedule"} and age_s < PROMPT_S:
            found.young_gone += 1
        else:
            found.missing.append(f"{promise.kind} {promise.name}, acknowledged {age_s:.2f} s before the kill")
    found.twice += [f"transaction {name} in part" for name, rows in left.parts.items() if rows != PARTS]
    found.twice += [f"slot {slot} has {alerts} alerts" for slot, alerts in left.alerts.items() if alerts != 1]
    found.twice += [f"alert without its slot {slot}" for slot in left.alerts if slot not in left.message]
    return found


class Writers:
    """Clients that write until the stack is gone and keep what was acknowledged to them, and when."""

    def __init__(self, stack: Stack, number: int) -> None:
        self.number = number
        self.killed_at = 0.0
        self.promised: list[Promise] = []
        self._stack = stack
        self._threads = [threading.Thread(target=self._write, args=(each,), daemon=True) for each in range(WRITERS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self, killed_at: float) -> None:
        """Waits for the writers, whose connections are gone."""
        self.killed_at = killed_at
        for thread in self._threads:
            thread.join()

    def _write(self, writer: int) -> None:
        """Of twenty writes twelve are rows, three transactions, four messages, one is an object."""
        from botocore.exceptions import BotoCoreError

        stack, count = self._stack, 0
        try:
            if writer == 0:
                stack.schedule(f"round-{self.number}")
                self._acknowledge("schedule", f"round-{self.number}")
            while True:
                name, turn = f"{writer}-{count}", count % 20
                if turn < 12:
                    stack.put(f"ROW#{self.number}", name)
                    self._acknowledge("row", name)
                elif turn < 15:
                    stack.put_together(f"PARTS#{self.number}", [f"{name}#{part}" for part in range(PARTS)])
                    self._acknowledge("parts", name)
                elif turn < 19:
                    stack.queues.send_message(QueueUrl=stack.outputs["QueueUrl"], MessageBody=f"{self.number}/{name}")
                    self._acknowledge("message", name)
                else:
                    stack.objects.put_object(Bucket=stack.outputs["Bucket"], Key=f"{self.number}/{name}", Body=b"seen")
                    self._acknowledge("object", name)
                count += 1
        except BotoCoreError:  # the kill
            return

    def _acknowledge(self, kind: Kind, name: str) -> None:
        self.promised.append(Promise(kind, name, time.monotonic()))
