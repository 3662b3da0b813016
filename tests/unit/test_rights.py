"""What is a person's is copied whole and erased whole, whatever is cut short, and the audit's proof holds after."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from account import service
from account.models.rights import JobKind, JobState
from fakes import ANA, KETTLE, Killed, World, counted, shows
from office import BUCKETS, Office
from tradewind import audit
from tradewind.caller import Caller, Role, Tier
from tradewind.dynamo import Table, plain
from tradewind.errors import Forbidden, InvalidInput, NotFound, TradewindError
from tradewind.rights import Done

EVE = Caller(tenant="acme", user="eve", role=Role.ADMIN, tier=Tier.PRO)
OTHER = Caller(tenant="other", user="ana", role=Role.ADMIN, tier=Tier.PRO)


@pytest.fixture
def office(table: Table, tmp_path: Path) -> Iterator[Office]:
    import boto3

    s3 = boto3.client("s3", region_name="us-east-1")
    for bucket in BUCKETS:
        s3.create_bucket(Bucket=bucket)
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
    found = office.through("count", "acme", job, "r1")
    service.note_found("acme", job.job_id, found, store=office.jobs)
    for die_at in (0, 1, 2, 0, 4):
        with counted(office.world.table, die_at), suppress(Killed):
            office.through("erase", "acme", job, "r1")
    office.run_erasure(job, run="r2")
    certificate = office.job(job, EVE).certificate
    assert certificate is not None
    assert certificate.found == {each.capability: each.counts for each in found}
    assert office.verify().findings == []


def test_while_something_is_left_nothing_is_certified(office: Office) -> None:
    job = office.ask_erasure(EVE, user="ana")
    left = office.through("count", "acme", job, "r1")
    with pytest.raises(TradewindError):
        service.certify("acme", job.job_id, left, store=office.jobs, now=office.world.now)
    assert office.job(job, EVE).state is JobState.RUNNING


def test_a_certificate_says_what_a_capability_has_to_say_of_it(office: Office) -> None:
    job = office.ask_erasure(EVE, user="ana")
    left = [Done(capability="catalog", next=None, counts={"index": 0}, notes=["nothing in an index: there is none"])]
    service.certify("acme", job.job_id, left, store=office.jobs, now=office.world.now)
    certificate = office.job(job, EVE).certificate
    assert certificate and certificate.kept[-1] == "nothing in an index: there is none"


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
