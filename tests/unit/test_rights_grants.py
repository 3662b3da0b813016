"""Each function of audit and rights may do with each table what it does with it, and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from account import service
from account.models.rights import JobKind
from account.store.seals import SealStore
from fakes import ANA, KETTLE, World, shows
from grants import Done, granted, recorded
from house.templates import functions
from office import BUCKETS, Office
from tradewind.audit import MAY_TAKE
from tradewind.caller import Caller, Role, Tier

if TYPE_CHECKING:
    from tradewind.dynamo import Table

EVE = Caller(tenant="acme", user="eve", role=Role.ADMIN, tier=Tier.PRO)


@pytest.fixture
def office(table: "Table", tmp_path: Path) -> Iterator[Office]:
    import boto3

    s3 = boto3.client("s3", region_name="us-east-1")
    for bucket in BUCKETS:
        s3.create_bucket(Bucket=bucket)
    world = World(table)
    world.web[KETTLE] = shows("100")
    office = Office(world, s3, tmp_path)
    world.watch(by=ANA, override={"price": ".now"}, request_headers={"Cookie": "a=b"}, target_price="200")
    world.check()
    office.key(ANA)
    yield office


def test_reading_and_asking(office: Office) -> None:
    with recorded(office.world.table) as done:
        job = office.ask_export(EVE)
        office.job(job, EVE)
        service.jobs(JobKind.EXPORT, EVE, 10, None, store=office.jobs)
        asked: dict[str, Any] = {"user": "ana", "since": None, "until": None}
        read: dict[str, Any] = {"store": office.entries, "persons": office.world.audit.persons}
        [entry, *_] = service.entries(EVE, 10, None, subject=None, **asked, **read).items
        service.entries(EVE, 10, None, subject=entry.subject, **asked, **read)
        service.entry(entry.audit_id, EVE, store=office.entries)
    assert done == granted("account.api_audit")


def test_sealing(office: Office) -> None:
    office.world.now.pass_by(minutes=10)
    with recorded(office.world.table) as done:
        service.seal(
            entries=office.entries, kept=SealStore("seals", office.s3), now=office.world.now, seconds_left=lambda: 100.0
        )
    assert done == granted("account.schedule_seals")


@pytest.mark.parametrize("capability", ["account", "prices"])
def test_a_capabilitys_own_step(office: Office, capability: str) -> None:
    office.ask_export(ANA, "hers")
    office.run_export(office.ask_export(EVE, "of-ana", user="ana"))
    wanted: list[dict[str, Any]] = [{"user": "ana"}, {"whole_tenant": True}]
    done: Done = set()
    for number, each in enumerate(wanted):
        copy, job = office.ask_export(EVE, f"copy-{number}", **each), office.ask_erasure(EVE, f"job-{number}", **each)
        with recorded(office.world.table) as stepping:
            for task, asked in (("export", copy), ("count", job), ("erase", job)):
                office.through(task, "acme", asked, "r1", [capability])
        done |= stepping
    assert done == granted(f"{capability}.steps_rights")


def test_the_steps_on_a_job(office: Office) -> None:
    copy, job = office.ask_export(EVE), office.ask_erasure(EVE, "job", user="ana")
    office.through("export", "acme", copy, "r1")
    found = office.through("count", "acme", job, "r1")
    with recorded(office.world.table) as done:
        service.bundle(
            "acme", copy.job_id, "r1", store=office.jobs, files=office.files, folder=office.folder, now=office.world.now
        )
        service.note_found("acme", job.job_id, found, store=office.jobs)
    office.through("erase", "acme", job, "r1")
    left = office.through("count", "acme", job, "r1")
    with recorded(office.world.table) as certified:
        service.certify("acme", job.job_id, left, store=office.jobs, now=office.world.now)
    assert done | certified == granted("account.steps_jobs")


def test_beginning_anew(office: Office) -> None:
    office.ask_export(EVE)
    with recorded(office.world.table) as done:
        for _ in range(5):
            service.resume(store=office.jobs, machines=office.machines, now=office.world.now)
    assert done == granted("account.schedule_jobs")


def test_what_writes_entries_ends_before_sealing() -> None:
    writers = {
        str(each): each.properties["Timeout"]
        for each in functions()
        if ("dynamodb:PutItem", "audit", None) in granted(each.properties["Handler"].removesuffix(".handler"))
    }
    assert len(writers) > 5
    assert max(writers.values()) < MAY_TAKE.total_seconds()
