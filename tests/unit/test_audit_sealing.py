"""Each minute with entries is sealed once, none is left out, and what is done to either is found."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from account import service
from account.store.entries import AuditStore
from account.store.seals import SealStore
from fakes import Clock, Killed, counted
from tradewind import audit, seals
from tradewind.dynamo import Table, plain
from tradewind.errors import InvalidInput, NotFound
from tradewind.evidence import Decision, Reason

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

NOON = datetime(2026, 3, 4, 23, 50, tzinfo=UTC)  # so that a day turns within the tests
LONG = 1000.0


@dataclass
class Desk:
    """The audit on a table and a bucket, with its clock in the test's hands."""

    table: Table
    s3: "S3Client"
    now: Clock
    recorder: audit.Recorder

    @property
    def entries(self) -> AuditStore:
        return AuditStore(self.table)

    @property
    def kept(self) -> SealStore:
        return SealStore("seals", self.s3)

    def act(self, subject: str = "watch:w", tenant: str = "acme", actor: str = "service:prices") -> str:
        decision: Decision[audit.Facts] = Decision(
            value={"kind": "drop"}, basis="rule", reasons=[Reason(text="it fell")], provenance="rule:prices.alerts@1"
        )
        made = audit.act(tenant, actor, "prices.alert_raised", subject, decision, at=self.now())
        with self.recorder.recording([made]) as writes:
            self.table.transact(*writes)
        return made.audit_id

    def seal(self, seconds_left: float = LONG) -> int:
        return service.seal(entries=self.entries, kept=self.kept, now=self.now, seconds_left=lambda: seconds_left)

    def verify(self) -> seals.Verified:
        items = [plain(item) for item in self.table.client.scan(TableName="audit")["Items"]]
        head = self.entries.head()
        return seals.verify(
            (item for item in items if item["sk"].startswith(audit.PREFIX)),
            [(place, self.kept.read(place)) for place in self.kept.places()],
            self.now(),
            head=head.last if head else None,
        )


@pytest.fixture
def desk(table: Table) -> Iterator[Desk]:
    import boto3

    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="seals")
    yield Desk(Table("audit", table.client), s3, Clock(NOON), audit.Recorder("audit", timedelta(days=365)))


def test_a_minute_is_sealed_when_its_grace_is_over_and_one_without_entries_never(desk: Desk) -> None:
    for minute in range(3):
        desk.act(tenant=f"t{minute}")
        desk.now.pass_by(minutes=2)
    assert desk.seal() == 1
    assert [desk.seal(), desk.seal()] == [0, 0]
    assert desk.verify().waiting == 2
    desk.now.pass_by(minutes=10)
    assert desk.seal() == 2
    assert list(desk.kept.places()) == [f"seals/2026/03/04/23{minute}.json" for minute in (50, 52, 54)]
    assert (desk.verify().findings, desk.verify().waiting) == ([], 0)


def test_grace_is_longer_than_a_writer_may_take(desk: Desk) -> None:
    desk.act()
    desk.now.pass_by(seconds=audit.MAY_TAKE.total_seconds() + 1)
    assert desk.seal() == 0


def test_after_a_pause_of_days_nothing_is_left_out(desk: Desk) -> None:
    desk.act()
    desk.now.pass_by(minutes=6)
    assert desk.seal() == 1
    for _ in range(9):
        desk.act()
        desk.now.pass_by(hours=9)
    assert desk.seal(seconds_left=1.0) == 0, "a round without time leaves it to the next"
    assert desk.seal() == 9
    assert (desk.verify().findings, desk.verify().seals) == ([], 10)


@pytest.mark.parametrize("die_at", range(-1, 2))
def test_a_round_that_dies_or_runs_beside_another_makes_no_seal_twice(desk: Desk, die_at: int) -> None:
    for _ in range(3):
        desk.act()
        desk.now.pass_by(minutes=1)
    desk.now.pass_by(minutes=9)
    with counted(desk.table, die_at), contextlib.suppress(Killed):
        desk.seal()
    before = {place: desk.kept.read(place) for place in desk.kept.places()}
    desk.act()
    desk.now.pass_by(minutes=9)
    behind = desk.entries.head()
    desk.seal()
    if behind:
        desk.entries.keep_head(behind)  # as a slower round leaves it
    desk.seal()
    after = {place: desk.kept.read(place) for place in desk.kept.places()}
    assert {**after, **before} == after
    assert (desk.verify().findings, len(after)) == ([], 4)


def test_a_seal_is_never_written_over(desk: Desk) -> None:
    assert desk.kept.write("seals/a.json", "first")
    assert not desk.kept.write("seals/a.json", "second")
    assert desk.kept.read("seals/a.json") == "first"


def test_what_is_done_behind_the_back_is_found_in_table_and_bucket(desk: Desk) -> None:
    made = [desk.act() for _ in range(5)]
    desk.now.pass_by(minutes=6)
    desk.seal()
    desk.table.delete(audit.partition("acme"), made[1])
    changed = dict(desk.table.get(audit.partition("acme"), made[3]) or {})
    desk.table.put({**changed, "doc": changed["doc"].replace("it fell", "it rose")})
    desk.now.at = NOON
    added = desk.act()
    desk.now.pass_by(days=1)
    told = [(str(each.trouble), each.what) for each in desk.verify().findings]
    assert told == [("added", added), ("changed", made[3]), ("removed", made[1])]


def test_a_list_of_entries_is_one_tenants_newest_first_and_pages(desk: Desk) -> None:
    made = []
    for number in range(7):
        made.append(desk.act("watch:a" if number % 2 else "watch:b"))
        desk.now.pass_by(minutes=1)
    desk.act("watch:a", tenant="other")
    person = audit.Persons(Table("account", desk.table.client)).actor("acme", "ana")
    ours = desk.act("key:k", actor=person)

    def ids(**asked: Any) -> list[str]:
        found: list[str] = []
        token = None
        while True:
            page = desk.entries.entries("acme", 2, token, **asked)
            found += [entry.audit_id for entry in page.items]
            token = page.next
            if token is None:
                return found

    newest_first = [ours, *reversed(made)]
    assert ids() == newest_first
    assert ids(subject="watch:a") == [made[5], made[3], made[1]]
    assert ids(actor=person) == [ours]
    assert ids(subject="watch:a", actor=person) == []
    assert ids(since=NOON + timedelta(minutes=2), until=NOON + timedelta(minutes=4)) == made[4:1:-1]
    assert ids(since=NOON + timedelta(minutes=4), until=NOON) == []
    token = desk.entries.entries("acme", 2).next
    with pytest.raises(InvalidInput):
        desk.entries.entries("other", 2, token)
    with pytest.raises(NotFound):
        desk.entries.entry("other", made[0])
    entry, text_hash = desk.entries.entry("acme", made[0])
    assert (entry.audit_id, len(text_hash)) == (made[0], 64)
