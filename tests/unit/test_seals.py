"""Whatever is done to entries or seals behind the writers' backs is named."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind import audit, seals
from tradewind.evidence import Decision, Reason
from tradewind.seals import Trouble

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
NOW = NOON + timedelta(days=1)
YEAR = timedelta(days=365)
Items = dict[str, dict[str, Any]]


class Kept:
    """Entries and their seals, as table and bucket keep them."""

    def __init__(self, entries: int, *, minutes: int = 10, writers: int = 3, waiting: int = 0) -> None:
        self.items: Items = {}
        self.seals: dict[str, str] = {}
        self.head: seals.Link | None = None
        self._numbers = [0] * writers
        for number in range(entries):
            self.add(NOON + number * timedelta(minutes=minutes) / entries, number % writers)
        self.seal()
        for number in range(waiting):
            self.add(NOON + timedelta(minutes=minutes + 1, seconds=number), number % writers)

    def add(self, at: datetime, writer: int = 0, **changed: Any) -> str:
        self._numbers[writer] += 1
        decision: Decision[audit.Facts] = Decision(
            value={"kind": "drop"}, basis="rule", reasons=[Reason(text="it fell")], provenance="rule:prices.alerts@1"
        )
        act = audit.act("acme", "service:prices", "prices.alert_raised", "watch:w", decision, at=at)
        told = {**dict(act), "writer": f"w_{writer}", "number": self._numbers[writer], "kept_until": at + YEAR}
        entry = audit.Entry(**{**told, **changed})
        self.items[entry.audit_id] = audit.item_of(entry)
        return entry.audit_id

    def seal(self) -> None:
        for minute, leaves in seals.by_minute(leaf_of(item) for _, item in sorted(self.items.items())):
            seal = seals.sealed(minute, leaves, self.head)
            self.seals[seals.place_of(minute)] = text = audit.canonical(seal)
            self.head = seals.link_to(seal, text)

    def verify(self, now: datetime = NOW, since: datetime | None = None) -> seals.Verified:
        kept = list(self.items.values())
        random.Random(4).shuffle(kept)
        return seals.verify(kept, sorted(self.seals.items()), now, head=self.head, since=since)

    def findings(self) -> list[tuple[Trouble, str]]:
        return [(each.trouble, each.what) for each in self.verify().findings]


def leaf_of(item: dict[str, Any]) -> seals.Leaf:
    kept_until = datetime.fromtimestamp(item["expires_at"], UTC)
    return seals.Leaf(
        audit_id=item["sk"], hash=item["hash"], writer=item["writer"], number=item["number"], kept_until=kept_until
    )


def test_what_nobody_touched_is_sound() -> None:
    kept = Kept(200, waiting=7)
    verified = kept.verify()
    assert verified.findings == []
    assert (verified.entries, verified.seals, verified.waiting) == (207, 10, 7)
    assert verified.oldest_waiting == NOON + timedelta(minutes=11)


def test_of_ten_thousand_the_one_changed_the_one_added_and_the_one_removed_are_named() -> None:
    kept = Kept(10_000, minutes=60, writers=20)
    ids = sorted(kept.items)
    changed, removed = ids[1234], ids[8765]
    doc = kept.items[changed]["doc"].replace('"drop"', '"rise"')
    kept.items[changed] |= {"doc": doc, "hash": audit.hash_of(doc)}
    del kept.items[removed]
    added = kept.add(NOON + timedelta(minutes=30, seconds=3), 5)
    assert kept.findings() == [(Trouble.ADDED, added), (Trouble.CHANGED, changed), (Trouble.REMOVED, removed)]


@pytest.mark.parametrize(
    "name", ["doc", "hash", "writer", "number", "actor", "subject_pk", "day_pk", "expires_at", "pk"]
)
@pytest.mark.parametrize("is_sealed", [True, False])
def test_no_attribute_of_an_entry_changes_unnoticed(name: str, is_sealed: bool) -> None:
    kept = Kept(20, waiting=0 if is_sealed else 5)
    audit_id = sorted(kept.items)[3 if is_sealed else -2]
    was = kept.items[audit_id][name]
    kept.items[audit_id][name] = was + 1 if isinstance(was, int) else was.replace("a", "b") + "#"
    assert (Trouble.CHANGED, audit_id) in kept.findings()


def test_a_waiting_entry_that_is_removed_is_known_by_its_number_unless_it_was_the_writers_last() -> None:
    kept = Kept(9, waiting=9)
    waiting = sorted(kept.items)[9:]
    gone = kept.items.pop(waiting[3])
    assert kept.findings() == [(Trouble.REMOVED, f"{gone['writer']}/{gone['number']}")]


def test_a_first_entry_that_is_removed_before_any_seal_is_known_by_its_number() -> None:
    kept = Kept(0, waiting=6)
    del kept.items[min(kept.items)]
    assert kept.findings() == [(Trouble.REMOVED, "w_0/1")]


def test_an_entry_that_takes_anothers_number_is_named() -> None:
    kept = Kept(9, waiting=3)
    forged = kept.add(NOON + timedelta(minutes=20), 0, number=2)
    assert kept.findings() == [(Trouble.ADDED, forged)]


def test_an_entry_of_a_minute_that_had_none_is_named() -> None:
    kept = Kept(4, minutes=8, writers=1)
    added = kept.add(NOON + timedelta(minutes=1, seconds=5))
    assert kept.findings() == [(Trouble.ADDED, added)]


def removed(kept: Kept, place: str) -> None:
    del kept.seals[place]


def emptied(kept: Kept, place: str) -> None:
    kept.seals[place] = "{}"


def rooted(kept: Kept, place: str) -> None:
    kept.seals[place] = kept.seals[place].replace('"root":"', '"root":"0')[:-1] + "}"


@pytest.mark.parametrize("which", [0, 4, 9])
@pytest.mark.parametrize(
    ("harm", "trouble"),
    [
        (removed, Trouble.SEAL_MISSING),
        (emptied, Trouble.SEAL_CHANGED),
        (rooted, Trouble.SEAL_CHANGED),
    ],
)
def test_a_seal_that_is_harmed_is_named_and_no_sound_entry_is(
    which: int, harm: Callable[[Kept, str], None], trouble: Trouble
) -> None:
    kept = Kept(100)
    place = sorted(kept.seals)[which]
    harm(kept, place)
    assert kept.findings() == [(trouble, place.removeprefix("seals/").removesuffix(".json"))]


@pytest.mark.parametrize("which", [0, 4, 9])
def test_a_seal_that_is_made_anew_without_an_entry_hides_nothing(which: int) -> None:
    kept = Kept(100)
    place = sorted(kept.seals)[which]
    seal = seals.Seal.model_validate_json(kept.seals[place])
    gone = kept.items.pop(seal.leaves[0].audit_id)
    kept.seals[place] = audit.canonical(seals.sealed(seal.minute, seal.leaves[1:], seal.before))
    assert kept.findings() == [
        (Trouble.REMOVED, f"{gone['writer']}/{gone['number']}"),
        (Trouble.SEAL_CHANGED, f"2026/03/04/12{which:02}"),
    ]


def test_what_is_over_is_not_asked_for() -> None:
    kept = Kept(100)
    for place in sorted(kept.seals)[:4]:
        seal = seals.Seal.model_validate_json(kept.seals.pop(place))
        for leaf in seal.leaves:
            del kept.items[leaf.audit_id]
    early = kept.verify(NOON + YEAR + timedelta(minutes=3))
    assert [each.trouble for each in early.findings] == [Trouble.SEAL_MISSING]
    assert kept.verify(NOON + YEAR + timedelta(minutes=5)).findings == []
    del kept.items[min(kept.items)]
    late = kept.verify(NOON + YEAR + timedelta(minutes=3, seconds=59))
    assert [each.trouble for each in late.findings] == [Trouble.REMOVED]
    assert kept.verify(NOON + YEAR + timedelta(minutes=5)).findings == []


def test_what_is_from_before_is_not_compared() -> None:
    kept = Kept(100, waiting=5)
    del kept.items[min(kept.items)]
    assert kept.verify(since=NOON + timedelta(minutes=5)).findings == []
    later = kept.verify(since=NOON + timedelta(minutes=5, seconds=30))
    assert (later.entries, later.seals) == (55, 5)
    assert kept.verify(since=NOON + timedelta(minutes=11)).findings == []


def numbered(count: int) -> Iterator[seals.Leaf]:
    for number in range(count):
        text = f"{number:064x}"
        yield seals.Leaf(audit_id=f"au_{number:04}", hash=text, writer="w", number=number + 1, kept_until=NOW)


@given(st.integers(1, 70))
def test_a_root_is_that_of_two_roots_split_at_the_largest_power_of_two(count: int) -> None:
    leaves = list(numbered(count))
    if count == 1:
        assert seals.merkle_root(leaves) == sha256(b"\0au_0000:" + b"0" * 64).hexdigest()
        return
    half = max(power for power in (1, 2, 4, 8, 16, 32, 64) if power < count)
    low, high = (bytes.fromhex(seals.merkle_root(part)) for part in (leaves[:half], leaves[half:]))
    assert seals.merkle_root(leaves) == sha256(b"\1" + low + high).hexdigest()


@given(st.permutations(list(numbered(9))))
def test_a_seal_is_the_same_in_whatever_order_its_entries_are_found(leaves: list[seals.Leaf]) -> None:
    assert seals.sealed(NOON, leaves, None) == seals.sealed(NOON, list(numbered(9)), None)
