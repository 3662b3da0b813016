"""The writers that a kill interrupts, and what they were promised."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

PROMPT_S = 1.0
"""What a message or a schedule must be older than to be promised (design: "What survives a kill")."""
WRITERS = 4
PARTS = 3


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

    def compare(self, writers: "Writers") -> Found:
        """What a round was promised against what is there, once the queue is drained."""
        found, number = Found(), writers.number
        rows = set(self.rows(f"ROW#{number}"))
        parts = Counter(sk.rpartition("#")[0] for sk in self.rows(f"PARTS#{number}"))
        seen = set(self.rows(f"SEEN#{number}"))
        alerts = Counter(sk.rpartition("#")[0] for sk in self.rows(f"ALERT#{number}"))
        listed = self.objects.get_paginator("list_objects_v2").paginate(
            Bucket=self.outputs["Bucket"], Prefix=f"{number}/"
        )
        objects = {each["Key"].partition("/")[2] for page in listed for each in page.get("Contents", [])}
        schedules = {
            each["Name"]
            for page in self.schedules.get_paginator("list_schedules").paginate()
            for each in page["Schedules"]
        }
        there = {"row": rows, "parts": set(parts), "object": objects, "schedule": schedules, "message": seen}
        for kind, name, at in writers.promised:
            if name in there[kind]:
                continue
            if kind in {"message", "schedule"} and writers.killed_at - at < PROMPT_S:
                found.young_gone += 1
            else:
                found.missing.append(f"round {number}: {kind} {name}, {writers.killed_at - at:.2f} s before the kill")
        found.twice += [
            f"round {number}: transaction {name} in part" for name, count in parts.items() if count != PARTS
        ]
        found.twice += [f"round {number}: slot {slot} has {n} alerts" for slot, n in alerts.items() if n != 1]
        found.twice += [f"round {number}: alert without its slot {slot}" for slot in alerts if slot not in seen]
        return found


class Writers:
    """Clients that write until the stack is gone and keep what was acknowledged to them, and when."""

    def __init__(self, stack: Stack, number: int) -> None:
        self.number = number
        self.killed_at = 0.0
        self.promised: list[tuple[str, str, float]] = []
        self._stack = stack
        self._threads = [threading.Thread(target=self._write, args=(each,), daemon=True) for each in range(WRITERS)]

    @property
    def acknowledged(self) -> int:
        return len(self.promised)

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

    def _acknowledge(self, kind: str, name: str) -> None:
        self.promised.append((kind, name, time.monotonic()))
