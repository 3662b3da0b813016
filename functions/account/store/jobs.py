"""Jobs on people's rights: in the account table, and the files of exports in their bucket.

pk                 sk                    item
TENANT#<t>#JOBS    <job_id>              a job; what an erasure found beside it, noted before anything was removed
JOBS               <kind>#<t>#<user|*>   the job that is open for that user or tenant: there is one at a time

In the bucket: parts/<t>/<user>/<job>/<run>/... while it is made, then exports/<t>/<user>/<job>.zip.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from account.models.rights import KEPT, Counts, Job, JobKind, JobState
from tradewind import audit, paging
from tradewind.dynamo import Item, Table, translated
from tradewind.errors import Conflict, NotFound
from tradewind.idempotency import Once
from tradewind.paging import Page

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

OPEN = "JOBS"
PREFIXES = {JobKind.EXPORT: "ex_", JobKind.ERASURE: "er_"}
OPENS_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class OpenJob:
    """A job that is not over, and whose it is."""

    tenant: str
    job: Job


class JobStore:
    """Jobs of all tenants, one tenant at a time."""

    def __init__(self, table: Table, recorder: audit.Recorder) -> None:
        self._table = table
        self._recorder = recorder

    def answered(self, once: Once) -> Job | None:
        """The job this key was answered with before, if any. Raises: InvalidInput."""
        return once.first_answer(self._table, Job)

    def add(self, tenant: str, job: Job, once: Once, act: audit.Act) -> Job:
        """Keep a new job. Where one is open for the same user or tenant, that one is answered.

        Raises: Conflict when the key is taken.
        """
        is_open = Conflict("such a job is open already")
        writes = [
            self._table.putting(
                {"pk": OPEN, "sk": _subject(tenant, job), "tenant": tenant, "job_id": job.job_id},
                "attribute_not_exists(pk)",
            ),
            self._table.putting(_item(tenant, job), "attribute_not_exists(pk)"),
            once.kept(job, self._table),
        ]
        try:
            with self._recorder.recording([act]) as entries:
                self._table.transact(*writes, *entries, refused=[is_open, is_open, once.taken])
        except Conflict as refusal:
            opened = self._table.get(OPEN, _subject(tenant, job)) if refusal is is_open else None
            if opened is None:
                raise
            return self.get(tenant, opened["job_id"])
        return job

    def get(self, tenant: str, job_id: str) -> Job:
        """A job. Raises: NotFound, also for another tenant's."""
        item = self._table.get(_jobs(tenant), job_id)
        if item is None:
            raise NotFound(f"no job {job_id}")
        return Job.model_validate_json(item["doc"])

    def page(self, tenant: str, kind: JobKind, limit: int, next: str | None, *, asked_by: str | None) -> Page[Job]:
        """A page of a tenant's jobs, the newest first. Raises: InvalidInput for a foreign token."""
        pk = _jobs(tenant)
        place = f"{pk}#{kind}"
        after = {"pk": pk, "sk": paging.position(place, next)} if next else None
        filtered: dict[str, Any] = {"where": "asked_by = :by", "by": asked_by} if asked_by else {}
        part = self._table.query(
            "pk = :pk AND begins_with(sk, :kind)",
            limit=limit,
            after=after,
            newest_first=True,
            pk=pk,
            kind=PREFIXES[kind],
            **filtered,
        )
        items = [Job.model_validate_json(item["doc"]) for item in part.items]
        return Page(items=items, next=paging.token(place, str(part.last["sk"])) if part.last else None)

    def opened(self) -> Iterator[OpenJob]:
        """Every job that is not over."""
        for item in list(self._table.query_all("pk = :pk", pk=OPEN)):
            with suppress(NotFound):
                yield OpenJob(item["tenant"], self.get(item["tenant"], item["job_id"]))

    def change(self, tenant: str, before: Job, after: Job, *acts: audit.Act) -> None:
        """Put `after` in the place of `before`; one that is over is open no more. Raises: Conflict when it changed."""
        writes = [
            self._table.updating(
                (_jobs(tenant), before.job_id),
                "SET doc = :after, asked_by = :by",
                "doc = :before",
                after=after.model_dump_json(),
                by=after.asked_by,
                before=before.model_dump_json(),
            )
        ]
        if after.state is not JobState.RUNNING:
            writes.append(self._table.deleting((OPEN, _subject(tenant, before))))
        with self._recorder.recording(acts) as entries:
            self._table.transact(*writes, *entries, refused=[Conflict("the job changed meanwhile")])

    def note_found(self, tenant: str, job_id: str, capability: str, counts: Counts) -> None:
        """Remember what an erasure found at first; what a later run finds is what was left of it."""
        self._table.update(
            (_jobs(tenant), job_id),
            f"SET found_{capability} = if_not_exists(found_{capability}, :counts)",
            "attribute_exists(pk)",
            NotFound(f"no job {job_id}"),
            counts=json.dumps(counts),
        )

    def found(self, tenant: str, job_id: str) -> dict[str, Counts]:
        """What an erasure found, by capability."""
        item = self._table.get(_jobs(tenant), job_id) or {}
        return {
            name.removeprefix("found_"): json.loads(value)
            for name, value in sorted(item.items())
            if name.startswith("found_")
        }

    def all_of(self, tenant: str, user: str | None) -> Iterator[Job]:
        """Every job of a tenant, or those about one user or asked for by them."""
        for item in self._table.query_all("pk = :pk", pk=_jobs(tenant)):
            job = Job.model_validate_json(item["doc"])
            if user is None or user in (job.user, job.asked_by):
                yield job

    def forget(self, tenant: str, job: Job) -> None:
        """Forget a job; one that was open is not carried on."""
        self._table.delete(_jobs(tenant), job.job_id)
        with suppress(Conflict):
            self._table.transact(
                self._table.deleting((OPEN, _subject(tenant, job)), "job_id = :job", job=job.job_id),
                refused=[Conflict("another job is open by now")],
            )


class ExportFiles:
    """The files of exports, and the parts that they are made of."""

    def __init__(self, bucket: str, client: "S3Client") -> None:
        self._bucket = bucket
        self._client = client

    def parts(self, tenant: str, job: Job, run: str) -> Iterator[tuple[str, str]]:
        """The parts of a run: the name of the file that each belongs to, and its place; in order."""
        from tradewind import rights

        root = f"{rights.folder('parts', tenant, job.user)}{job.job_id}/{run}/"
        for place in self.places(root):
            capability, kind, _ = place.removeprefix(root).split("/")
            yield f"{capability}/{kind}.jsonl", place

    def places(self, prefix: str) -> Iterator[str]:
        """What lies under a prefix."""
        with translated():
            for part in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
                yield from (each["Key"] for each in part.get("Contents", []))

    def all_of(self, tenant: str, user: str | None) -> list[str]:
        """Every file of a user, finished or not; `None`: of everybody in the tenant."""
        from tradewind import rights

        ours = (rights.folder(what, tenant, user) if user else f"{what}/{tenant}/" for what in ("parts", "exports"))
        return [place for prefix in ours for place in self.places(prefix)]

    def read(self, place: str) -> Iterator[bytes]:
        """What lies there, piece by piece."""
        with translated():
            yield from self._client.get_object(Bucket=self._bucket, Key=place)["Body"].iter_chunks(1 << 20)

    def keep(self, place: str, path: str) -> None:
        """Keep a file of this machine there."""
        with translated():
            self._client.upload_file(path, self._bucket, place)

    def remove(self, place: str) -> None:
        """Remove what lies there."""
        with translated():
            self._client.delete_object(Bucket=self._bucket, Key=place)

    def address(self, place: str) -> str:
        """An address that opens without a token, for OPENS_FOR."""
        return self._client.generate_presigned_url(
            "get_object", {"Bucket": self._bucket, "Key": place}, ExpiresIn=int(OPENS_FOR.total_seconds())
        )


def new_job_id(kind: JobKind, at: datetime) -> str:
    """An id that sorts by time among those of its kind."""
    return PREFIXES[kind] + audit.new_id(at).removeprefix(audit.PREFIX)


def zip_of(tenant: str, job: Job) -> str:
    """Where the file of an export lies."""
    from tradewind import rights

    return f"{rights.folder('exports', tenant, job.user)}{job.job_id}.zip"


def _jobs(tenant: str) -> str:
    return f"TENANT#{tenant}#JOBS"


def _subject(tenant: str, job: Job) -> str:
    return f"{job.kind}#{tenant}#{job.user or '*'}"


def _item(tenant: str, job: Job) -> Item:
    return {
        "pk": _jobs(tenant),
        "sk": job.job_id,
        "doc": job.model_dump_json(),
        "asked_by": job.asked_by,
        "expires_at": int((job.asked_at + KEPT).timestamp()),
    }
