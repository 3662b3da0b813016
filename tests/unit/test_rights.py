"""What is a person's is copied whole and erased whole, whatever is cut short, and the audit's proof holds after."""

import json
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from account import service
from account.models import KeyRequest
from account.models_rights import ErasureRequest, ExportRequest, Job, JobKind, JobState, ShownJob
from account.service.own_rights import Holdings
from account.store import AccountStore
from account.store_audit import AuditStore
from account.store_jobs import ExportFiles, JobStore
from fakes import ANA, KETTLE, Killed, World, counted, shows
from prices import service as prices
from tradewind import audit, seals
from tradewind.caller import Caller, Role, Tier
from tradewind.dynamo import Table, plain
from tradewind.errors import Forbidden, InvalidInput, NotFound, TradewindError, Unavailable
from tradewind.rights import BucketParts, Done, Task

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

EVE = Caller(tenant="acme", user="eve", role=Role.ADMIN, tier=Tier.PRO)
OTHER = Caller(tenant="other", user="ana", role=Role.ADMIN, tier=Tier.PRO)
LONG = 1000.0


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

    def _through(self, task: str, tenant: str, job: ShownJob, run: str) -> list[Done]:
        """Each capability asked until it is through, as the state machines do."""
        own = Holdings(
            accounts=self.accounts, jobs=self.jobs, entries=self.entries, files=self.files, audit=self.world.audit,
            now=self.world.now,
        )  # fmt: skip
        parts = BucketParts("exports", self.s3)
        through = []
        for capability in ("account", "prices"):
            asked: dict[str, Any] = {"task": task, "job_id": job.job_id, "run": run, "tenant": tenant, "user": job.user}
            while True:
                wanted = Task.model_validate(asked)
                if capability == "account":
                    done = service.carry_out(wanted, own=own, parts=parts, seconds_left=lambda: self.seconds_left)
                else:
                    done = prices.carry_out(
                        wanted, store=self.world.store, parts=parts, seconds_left=lambda: self.seconds_left
                    )
                asked |= {"next": done.next, "counts": done.counts}
                if done.next is None:
                    break
            through.append(done)
        return through

    def run_export(self, job: ShownJob, tenant: str = "acme", run: str = "r1") -> None:
        self._through("export", tenant, job, run)
        service.bundle(
            tenant, job.job_id, run, store=self.jobs, files=self.files, folder=self.folder, now=self.world.now
        )

    def run_erasure(self, job: ShownJob, tenant: str = "acme", run: str = "r1") -> None:
        self.world.now.pass_by(seconds=1)
        found = self._through("count", tenant, job, run)
        service.note_found(tenant, job.job_id, found, store=self.jobs)
        self._through("erase", tenant, job, run)
        left = self._through("count", tenant, job, run)
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


@pytest.fixture
def office(table: Table, tmp_path: Path) -> Iterator[Office]:
    import boto3

    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="exports")
    world = World(table)
    world.web[KETTLE] = shows("100")
    office = Office(world, s3, tmp_path)
    world.watch(by=ANA, override={"price": ".now"}, label="kitchen")
    world.watch("https://shop.test/p/pan", by=EVE, label="hall")
    world.watch(by=OTHER, label="elsewhere")
    world.check()
    world.web[KETTLE] = shows("80")
    world.look()
    office.key(ANA)
    office.key(EVE)
    office.key(OTHER)
    yield office


def test_a_copy_holds_what_is_a_users_and_nothing_of_others(office: Office) -> None:
    job = office.ask_export(ANA)
    assert office.machines.begun == [("acme", job.job_id, 1)]
    office.run_export(job)
    done = office.job(job, ANA)
    content = office.content("acme", job)
    assert (done.state, done.rows) == (JobState.DONE, {name: len(rows) for name, rows in content.items()})
    assert [each["label"] for each in content["prices/watches.jsonl"]] == ["kitchen"]
    assert [each["content"]["kind"] for each in content["prices/alerts.jsonl"]] == ["drop"]
    assert [each["created_by"] for each in content["account/keys.jsonl"]] == ["ana"]
    assert {each["action"] for each in content["account/audit.jsonl"]} >= {"account.key_made", "account.export_asked"}
    assert '"eve"' not in json.dumps(content) and "other" not in json.dumps(content)
    assert done.download_url and "Signature" in done.download_url


def test_a_copy_of_a_tenant_holds_all_of_it(office: Office) -> None:
    job = office.ask_export(EVE, whole_tenant=True)
    office.run_export(job)
    content = office.content("acme", job)
    assert {each["label"] for each in content["prices/watches.jsonl"]} == {"kitchen", "hall"}
    assert {each["created_by"] for each in content["account/keys.jsonl"]} == {"ana", "eve"}
    assert "elsewhere" not in json.dumps(content)


def test_a_step_that_has_no_time_goes_on_where_it_was(office: Office) -> None:
    job = office.ask_export(ANA)
    office.run_export(job)
    whole = office.content("acme", job)
    office.files.remove(f"exports/acme/ana/{job.job_id}.zip")
    office.seconds_left = 0.0
    slow = office.ask_export(ANA, "again")
    office.run_export(slow)
    pieces = office.content("acme", slow)
    for name in ("prices/watches.jsonl", "prices/alerts.jsonl", "account/keys.jsonl"):
        assert pieces[name] == whole[name]


def test_only_an_admin_asks_for_others_and_a_wrong_word_erases_nothing(office: Office) -> None:
    for wanted in ({"user": "eve"}, {"whole_tenant": True}):
        with pytest.raises(Forbidden):
            office.ask_export(ANA, **wanted)
        with pytest.raises(Forbidden):
            office.ask_erasure(ANA, **wanted)
    with pytest.raises(InvalidInput):
        office.ask_export(EVE, user="ana", whole_tenant=True)
    with pytest.raises(InvalidInput, match='write "erase eve"'):
        office.ask_erasure(EVE, confirm="erase ana")
    assert office.machines.begun == []


def test_a_job_is_its_own_persons_and_an_admins(office: Office) -> None:
    job = office.ask_export(EVE)
    assert office.job(job, EVE).job_id == job.job_id
    for stranger in (ANA, OTHER):
        with pytest.raises(NotFound):
            office.job(job, stranger)
    theirs = office.ask_export(ANA, "theirs")
    seen = {by: service.jobs(JobKind.EXPORT, by, 10, None, store=office.jobs).items for by in (ANA, EVE, OTHER)}
    assert {by.user + by.tenant: len(jobs) for by, jobs in seen.items()} == {"anaacme": 1, "eveacme": 2, "anaother": 0}
    assert seen[ANA][0].job_id == theirs.job_id


def test_a_second_request_for_the_same_person_is_the_same_job_until_it_is_over(office: Office) -> None:
    first = office.ask_erasure(ANA)
    assert office.ask_erasure(ANA).job_id == first.job_id, "the same key"
    assert office.ask_erasure(EVE, "other-key", user="ana").job_id == first.job_id
    assert office.ask_erasure(EVE, "eves").job_id != first.job_id
    office.run_erasure(first)
    office.world.now.pass_by(seconds=1)
    again = office.ask_erasure(EVE, "third", user="ana")
    assert again.job_id != first.job_id
    office.run_erasure(again)
    certificate = office.job(again, EVE).certificate
    assert certificate is not None
    assert sum(sum(counts.values()) for counts in certificate.found.values()) <= 2, "the first job, a name in the audit"


def test_an_erased_user_is_nowhere_and_what_they_made_for_the_tenant_stays(office: Office) -> None:
    copy = office.ask_export(ANA)
    office.run_export(copy)
    copy_of = office.content("acme", copy)
    job = office.ask_erasure(ANA, "erase")
    office.run_erasure(job)
    done = office.job(job, EVE)
    certificate = done.certificate
    assert certificate is not None
    account = certificate.found["account"]
    assert [account[kind] for kind in ("keys", "jobs", "persons")] == [1, 1, 1]
    assert account["exports"] == len(copy_of) + 1, "the parts, and the file made of them"
    assert certificate.found["prices"]["names"] == 2, "her watch, and what she taught"
    assert {count for counts in certificate.left.values() for count in counts.values()} == {0}
    assert done.certificate_sha256 == sha256(audit.canonical(certificate).encode()).hexdigest()
    watches = office.world.store.watches.page("acme", 10).items
    assert {(watch.label, watch.created_by) for watch in watches} == {("kitchen", "erased"), ("hall", "eve")}
    assert [item["sk"] for item in office.naming("ana")] == [job.job_id], "the job itself, for 30 days"
    assert office.accounts.keys("other", 10).items, "another tenant's ana keeps her key"
    assert office.files.all_of("acme", "ana") == []


def test_the_audit_still_proves_and_names_nobody_after_an_erasure(office: Office) -> None:
    before = office.entries.entries("acme", 100, actor=office.world.audit.persons().known("acme", "ana")).items
    assert before
    job = office.ask_erasure(ANA)
    office.run_erasure(job)
    assert office.verify().findings == []
    assert office.world.audit.persons().known("acme", "ana") is None
    after, _ = office.entries.entry("acme", before[0].audit_id)
    assert after == before[0]
    ended = office.entries.entries("acme", 1, subject=f"job:{job.job_id}").items[0]
    assert ended.decision.value
    assert ended.decision.value["certificate_sha256"] == office.job(job, EVE).certificate_sha256
    audited = [plain(each) for each in office.world.table.client.scan(TableName="audit")["Items"]]
    assert not re.search(r"\bana\b", str(audited))


def test_an_erased_tenant_leaves_its_jobs_and_its_audit_and_nothing_else(office: Office) -> None:
    office.world.watch("https://shop.test/p/member?token=secret-session", by=ANA, request_headers={"Cookie": "a=b"})
    office.world.check()
    job = office.ask_erasure(EVE, whole_tenant=True)
    office.run_erasure(job)
    assert {item["pk"] for item in office.kept("acme")} == {"TENANT#acme#JOBS"}
    assert [each.label for each in office.world.store.watches.page("other", 10).items] == ["elsewhere"]
    assert office.job(job, EVE).state is JobState.DONE
    assert office.verify().findings == []
    shared = office.world.store.watches.page("other", 10).items[0]
    assert office.world.store.listings.is_watched_by("other", shared.listing_id)


@pytest.mark.parametrize("whole_tenant", [False, True])
def test_a_run_that_dies_anywhere_is_finished_by_the_next_and_certifies_what_the_first_found(
    office: Office, whole_tenant: bool
) -> None:
    job = office.ask_erasure(EVE, whole_tenant=whole_tenant, **({} if whole_tenant else {"user": "ana"}))
    found = office._through("count", "acme", job, "r1")
    service.note_found("acme", job.job_id, found, store=office.jobs)
    for die_at in (0, 1, 2, 0, 4):
        with counted(office.world.table, die_at), suppress(Killed):
            office._through("erase", "acme", job, "r1")
    office.run_erasure(job, run="r2")
    certificate = office.job(job, EVE).certificate
    assert certificate is not None
    assert certificate.found == {each.capability: each.counts for each in found}
    assert office.verify().findings == []


def test_while_something_is_left_nothing_is_certified(office: Office) -> None:
    job = office.ask_erasure(EVE, user="ana")
    left = office._through("count", "acme", job, "r1")
    with pytest.raises(TradewindError):
        service.certify("acme", job.job_id, left, store=office.jobs, now=office.world.now)
    assert office.job(job, EVE).state is JobState.RUNNING


def test_a_job_whose_run_is_over_begins_anew_and_is_given_up_after_five(office: Office) -> None:
    office.machines.down = True
    job = office.ask_export(ANA)
    office.machines.down = False
    office.machines.running = True
    resumed: dict[str, Any] = {"store": office.jobs, "machines": office.machines, "now": office.world.now}
    assert service.resume(**resumed) == 0
    office.machines.running = False
    assert [service.resume(**resumed) for _ in range(6)] == [1, 1, 1, 1, 0, 0]
    assert office.machines.begun == [("acme", job.job_id, runs) for runs in (2, 3, 4, 5)]
    assert office.job(job, ANA).state is JobState.FAILED
    assert office.ask_export(ANA, "again").job_id != job.job_id


def test_what_is_kept_expires(office: Office) -> None:
    job = office.ask_export(ANA)
    item = office.world.table.client.get_item(
        TableName="account", Key={"pk": {"S": "TENANT#acme#JOBS"}, "sk": {"S": job.job_id}}
    )["Item"]
    assert int(item["expires_at"]["N"]) == int(office.world.now().timestamp()) + 30 * 86_400
