"""What a person may ask of a tenant's data: a copy of all that is theirs, and that it is erased.

The state machines `account_export` and `account_erasure` ask each capability in turn, by its function `steps_rights`,
and ask again with what it answered until it is through. A capability says what it holds, kind by kind:

    sources = {"watches": watches_of, ...}      a page of rows, and where the next one begins
    erasers = {"watches": erase_watches, ...}   how many were found on a page, and where the next one begins

- A task may be cut short and done again: an eraser that finds nothing to erase has nothing to do.
- What is to be erased is counted first and after: the certificate says what was found, and that nothing is left.
- A person's things go with them; what they made for the tenant stays, without their name (`ERASED`).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol

import boto3
from pydantic import BaseModel, Field

from tradewind.config import Settings
from tradewind.dynamo import CONFIG, translated
from tradewind.model import Count, Id, Model

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from tradewind.dynamo import Item, Table

ERASED = "erased"
"""Who made a thing, once that person is erased."""

NAMES = frozenset({"created_by", "taught_by", "promoted_by", "joined_by", "asked_by", "owner", "by"})
"""The fields that say who did something."""

ENOUGH_S = 15.0
"""What a page may take; with less left a step answers where it came to."""


Counts = dict[Annotated[str, Field(max_length=60)], Count]
Source = Callable[[str | None], tuple[Sequence[BaseModel], str | None]]
Eraser = Callable[[str | None, bool], tuple[int, str | None]]
"""Erases one page where the second argument says so, else only counts what it would erase."""


class Task(Model):
    """What a capability is asked. `user`: null means the whole tenant."""

    task: Literal["export", "count", "erase"]
    job_id: Id
    run: Id = Field(description="tells the parts of this run from those of one that was cut short")
    tenant: Id
    user: Id | None = None
    next: str | None = Field(default=None, max_length=2048, description="where the answer before ended; null at first")
    counts: Counts = Field(default_factory=dict, description="what was counted up to there")


class Done(Model):
    """How far a capability came. `next`: null when it is through. `notes`: what the certificate is to say besides."""

    capability: Id
    next: str | None
    counts: Counts
    notes: list[Annotated[str, Field(max_length=300)]] = Field(default_factory=list, max_length=10)


class Parts(Protocol):
    """Where the parts of a copy go."""

    def write(self, task: Task, capability: str, kind: str, number: str, rows: Sequence[BaseModel]) -> None:
        """Keep some rows. Written again under the same number, they are the same."""


def carry_out(
    task: Task,
    capability: str,
    *,
    sources: Mapping[str, Source],
    erasers: Mapping[str, Eraser],
    parts: Parts,
    seconds_left: Callable[[], float],
) -> Done:
    """Do as much of a task as there is time for, page by page, one kind after another."""
    kinds = list(sources if task.task == "export" else erasers)
    kind, place = json.loads(task.next) if task.next else [kinds[0] if kinds else None, None]
    counts = dict(task.counts)
    while kind is not None:
        if task.task == "export":
            rows, following = sources[kind](place)
            found = len(rows)
            if rows:
                parts.write(task, capability, kind, f"{counts.get(kind, 0):09}", rows)
        else:
            found, following = erasers[kind](place, task.task == "erase")
        counts[kind] = counts.get(kind, 0) + found
        place = following
        if place is None:
            kind = next((each for each in kinds[kinds.index(kind) + 1 :]), None)
        if kind is not None and seconds_left() < ENOUGH_S:
            return Done(capability=capability, next=json.dumps([kind, place]), counts=counts)
    return Done(capability=capability, next=None, counts=counts)


def unnamed(item: "Item", user: str) -> "Item":
    """An item without a user's name, in its attributes and in its document."""
    after = {name: ERASED if name in NAMES and value == user else value for name, value in item.items()}
    if "doc" in item:
        document = json.loads(item["doc"])
        cleared = _cleared(document, user)
        if cleared != document:
            after["doc"] = json.dumps(cleared, separators=(",", ":"), ensure_ascii=False)
    return after


def _cleared(value: Any, user: str) -> Any:
    if isinstance(value, dict):
        return {
            name: ERASED if name in NAMES and each == user else _cleared(each, user) for name, each in value.items()
        }
    return [_cleared(each, user) for each in value] if isinstance(value, list) else value


def erase_partition(table: "Table", pk: str, apply: bool) -> int:
    """Erase, or only count, all that is kept under one partition key."""
    found = list(table.query_all("pk = :pk", pk=pk))
    for item in found if apply else ():
        table.delete(item["pk"], item["sk"])
    return len(found)


def erase_answers(table: "Table", tenant: str, user: str, apply: bool) -> int:
    """Erase, or only count, the first answers that are kept for a user's retries (tradewind.idempotency)."""
    return erase_partition(table, f"TENANT#{tenant}#ONCE#{user}", apply)


def erase_scanned(
    table: "Table", where: str, place: str | None, apply: bool, **values: object
) -> tuple[int, str | None]:
    """Erase, or only count, what meets `where` on one page of the whole table; returns where the next one begins.

    It reads all tenants' items, so it is for a whole tenant alone: that nothing is left is worth a scan of a table.
    """
    part = table.scan(where, after=json.loads(place) if place else None, **values)
    for item in part.items if apply else ():
        table.delete(item["pk"], item["sk"])
    return len(part.items), json.dumps(part.last) if part.last else None


def erase_objects(client: "S3Client", bucket: str, prefix: str, apply: bool) -> int:
    """Erase, or only count, what lies in a bucket under a prefix."""
    with translated():
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        found = [each["Key"] for page in pages for each in page.get("Contents", [])]
        for place in found if apply else ():
            client.delete_object(Bucket=bucket, Key=place)
    return len(found)


class BucketParts:
    """Parts of a copy in a bucket, as JSON lines: parts/<t>/<user>/<job>/<run>/<capability>/<kind>/<number>.jsonl."""

    def __init__(self, bucket: str, client: "S3Client") -> None:
        self._bucket = bucket
        self._client = client

    def write(self, task: Task, capability: str, kind: str, number: str, rows: Sequence[BaseModel]) -> None:
        """See Parts."""
        lines = "".join(f"{row.model_dump_json()}\n" for row in rows)
        place = f"{folder('parts', task.tenant, task.user)}{task.job_id}/{task.run}/{capability}/{kind}/{number}.jsonl"
        with translated():
            self._client.put_object(
                Bucket=self._bucket, Key=place, Body=lines.encode(), ContentType="application/x-ndjson"
            )


def folder(what: str, tenant: str, user: str | None) -> str:
    """Where a user's parts or exports lie in the bucket; `None`: those of the whole tenant. No id begins with a dot."""
    return f"{what}/{tenant}/{user or '.tenant'}/"


class PartsSettings(Settings):
    exports_bucket: str


@cache
def open_parts() -> BucketParts:
    """Where this Lambda puts the parts of a copy, opened on first use."""
    return BucketParts(PartsSettings.load().exports_bucket, boto3.client("s3", config=CONFIG))
