"""The account and the price watch beside each other, with a bucket for what is copied, as people's rights need them."""

import json
import os
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from account import service
from account.models import KeyRequest
from account.models.rights import ErasureRequest, ExportRequest, Job, ShownJob
from account.service.own_rights import Holdings
from account.store.accounts import AccountStore
from account.store.entries import AuditStore
from account.store.jobs import ExportFiles, JobStore
from fakes import World
from prices import service as prices
from prices.service.rights import Holdings as PricesHoldings
from prices.store.files import FileStore
from prices.store.pages import PageStore
from tradewind import audit, seals
from tradewind.caller import Caller
from tradewind.dynamo import Table, plain
from tradewind.errors import Unavailable
from tradewind.files import Bucket
from tradewind.rights import BucketParts, Done, Task

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LONG = 1000.0
BUCKETS = ("exports", "seals", "pages", "transfers")
CAPABILITIES = ("account", "prices")


class Machines:
    """Begins nothing; remembers what was to begin."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, str, int]] = []
        self.running = False
        self.down = False

    def start(self, tenant: str, job: Job) -> None:
        if self.down:
            raise Unavailable("no answer")
        self.begun.append((tenant, job.job_id, job.runs))

    def is_running(self, job: Job) -> bool:
        return self.running


@dataclass
class Office:
    """The account and the price watch beside each other, with a bucket for what is copied."""

    world: World
    s3: "S3Client"
    folder: Path
    machines: Machines = field(default_factory=Machines)
    seconds_left: float = LONG

    @property
    def accounts(self) -> AccountStore:
        return AccountStore(Table("account", self.world.table.client))

    @property
    def jobs(self) -> JobStore:
        return JobStore(Table("account", self.world.table.client), self.world.recorder)

    @property
    def files(self) -> ExportFiles:
        return ExportFiles("exports", self.s3)

    @property
    def entries(self) -> AuditStore:
        return AuditStore(Table("audit", self.world.table.client))

    @property
    def prices(self) -> PricesHoldings:
        return PricesHoldings(self.world.store, PageStore("pages", self.s3), FileStore(Bucket("transfers", self.s3)))

    def key(self, by: Caller) -> str:
        made = service.make_key(
            KeyRequest(name="sheet"), by, self.world.new_id(), store=self.accounts, audit=self.world.audit,
            now=self.world.now, new_id=self.world.new_id, new_secret=os.urandom,
        )  # fmt: skip
        return made.key_id

    def _ports(self) -> dict[str, Any]:
        return {
            "store": self.jobs,
            "persons": self.world.audit.persons,
            "machines": self.machines,
            "now": self.world.now,
        }

    def ask_export(self, by: Caller, key: str = "k", **wanted: Any) -> ShownJob:
        return service.ask_export(ExportRequest(**wanted), by, key, **self._ports())

    def ask_erasure(self, by: Caller, key: str = "k", **wanted: Any) -> ShownJob:
        whom = by.tenant if wanted.get("whole_tenant") else wanted.get("user", by.user)
        return service.ask_erasure(ErasureRequest(**{"confirm": f"erase {whom}", **wanted}), by, key, **self._ports())

    def job(self, job: ShownJob, by: Caller) -> ShownJob:
        return service.job(job.kind, job.job_id, by, store=self.jobs, files=self.files, now=self.world.now)

    def through(
        self, task: str, tenant: str, job: ShownJob, run: str, capabilities: Sequence[str] = CAPABILITIES
    ) -> list[Done]:
        """Each capability asked until it is through, as the state machines do."""
        own = Holdings(
            accounts=self.accounts, jobs=self.jobs, entries=self.entries, files=self.files, audit=self.world.audit,
            now=self.world.now,
        )  # fmt: skip
        parts = BucketParts("exports", self.s3)
        through = []
        for capability in capabilities:
            asked: dict[str, Any] = {"task": task, "job_id": job.job_id, "run": run, "tenant": tenant, "user": job.user}
            while True:
                wanted = Task.model_validate(asked)
                if capability == "account":
                    done = service.carry_out(wanted, own=own, parts=parts, seconds_left=lambda: self.seconds_left)
                else:
                    done = prices.carry_out(
                        wanted, own=self.prices, parts=parts, seconds_left=lambda: self.seconds_left
                    )
                asked |= {"next": done.next, "counts": done.counts}
                if done.next is None:
                    break
            through.append(done)
        return through

    def run_export(self, job: ShownJob, tenant: str = "acme", run: str = "r1") -> None:
        self.through("export", tenant, job, run)
        service.bundle(
            tenant, job.job_id, run, store=self.jobs, files=self.files, folder=self.folder, now=self.world.now
        )

    def run_erasure(self, job: ShownJob, tenant: str = "acme", run: str = "r1") -> None:
        self.world.now.pass_by(seconds=1)
        found = self.through("count", tenant, job, run)
        service.note_found(tenant, job.job_id, found, store=self.jobs)
        self.through("erase", tenant, job, run)
        left = self.through("count", tenant, job, run)
        service.certify(tenant, job.job_id, left, store=self.jobs, now=self.world.now)

    def content(self, tenant: str, job: ShownJob) -> dict[str, list[dict[str, Any]]]:
        """The files of an export."""
        [place] = [each for each in self.files.all_of(tenant, job.user) if each.startswith("exports/")]
        archive = zipfile.ZipFile(BytesIO(b"".join(self.files.read(place))))
        return {
            name: [json.loads(line) for line in archive.read(name).splitlines()]
            for name in archive.namelist()
            if name.endswith(".jsonl")
        }

    def kept(self, tenant: str) -> list[dict[str, Any]]:
        """All that either table keeps of a tenant, by whatever key."""
        found = [self.world.table.client.scan(TableName=name)["Items"] for name in ("prices", "account")]
        items = [plain(item) for items in found for item in items]
        return [item for item in items if re.search(rf"\b{tenant}\b", str(item))]

    def naming(self, user: str, tenant: str = "acme") -> list[dict[str, Any]]:
        """Of these, what names a user."""
        return [item for item in self.kept(tenant) if re.search(rf"\b{user}\b", str(item))]

    def verify(self) -> seals.Verified:
        items = [plain(item) for item in self.world.table.client.scan(TableName="audit")["Items"]]
        return seals.verify([item for item in items if item["sk"].startswith(audit.PREFIX)], [], self.world.now())
