"""Seals over the audit: what came in within a minute, as a Merkle root kept apart, each naming the seal before.

A seal is an object of its own in a bucket where nothing is changed or removed (object lock on AWS). It holds the id and
the hash of each entry, so a comparison names the entry that was changed, added or removed, and the hash of the seal
before, so a seal that was changed or removed is named too. Minutes without an entry have none. The root is made as RFC
9162, section 2.1.1, says (https://www.rfc-editor.org/rfc/rfc9162#section-2.1.1): to show an outsider that one entry
stands in a seal takes the hashes on its way to the root, and no other entry.

Pure: no clock, no I/O.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import groupby
from typing import Any

from pydantic import Field, ValidationError

from tradewind.audit import MAY_TAKE, Entry, hash_of, item_of, time_of
from tradewind.model import Id, Model, Moment

GRACE = MAY_TAKE + timedelta(minutes=1)
"""How long a minute is left open: whoever began to write an entry in it has written it by then, or never will."""

FOLDER = "seals/"
MINUTE = timedelta(minutes=1)
EVER = datetime.min.replace(tzinfo=UTC)


class Leaf(Model):
    """An entry as its seal knows it."""

    audit_id: Id
    hash: str = Field(pattern="^[0-9a-f]{64}$")
    writer: Id
    number: int = Field(ge=1)
    kept_until: Moment


class Link(Model):
    """Which seal another follows."""

    minute: Moment
    hash: str = Field(pattern="^[0-9a-f]{64}$")
    kept_until: Moment


class Seal(Model):
    """What came in within a minute. `leaves` by id; `before`: null for the first seal of all."""

    minute: Moment
    root: str = Field(pattern="^[0-9a-f]{64}$")
    leaves: tuple[Leaf, ...] = Field(min_length=1)
    before: Link | None


def link_to(seal: Seal, text: str) -> Link:
    """A seal, kept as that text, as the one after names it. It is asked for as long as any entry of it is kept."""
    kept_until = max(leaf.kept_until for leaf in seal.leaves)
    return Link(minute=seal.minute, hash=hash_of(text), kept_until=kept_until)


def sealed(minute: datetime, leaves: Iterable[Leaf], before: Link | None) -> Seal:
    """The seal of a minute: the same however often it is made."""
    ordered = tuple(sorted(leaves, key=lambda leaf: leaf.audit_id))
    return Seal(minute=minute, root=merkle_root(ordered), leaves=ordered, before=before)


def minute_of(moment: datetime) -> datetime:
    """The minute that a moment is in."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def place_of(minute: datetime) -> str:
    """The object that a minute's seal is; names sort by time."""
    return f"{FOLDER}{minute:%Y/%m/%d/%H%M}.json"


def merkle_root(leaves: Sequence[Leaf]) -> str:
    """The Merkle tree hash of leaves, each as `id:hash` (RFC 9162, 2.1.1: 0x00 before a leaf, 0x01 before a node)."""
    return _tree([sha256(b"\0" + f"{leaf.audit_id}:{leaf.hash}".encode()).digest() for leaf in leaves]).hex()


def _tree(hashes: list[bytes]) -> bytes:
    if not hashes:
        return sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\1" + _tree(hashes[:half]) + _tree(hashes[half:])).digest()


class Trouble(StrEnum):
    """What can be wrong with an audit."""

    CHANGED = "changed"  # an entry is another than when it was sealed, or contradicts itself
    ADDED = "added"  # an entry came in after its minute was sealed
    REMOVED = "removed"  # an entry was sealed and is gone, or a writer's numbers have a gap
    SEAL_CHANGED = "seal_changed"
    SEAL_MISSING = "seal_missing"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong. `what`: an entry's id, a writer's number, or a seal's minute."""

    trouble: Trouble
    what: str
    detail: str


@dataclass(slots=True)
class Verified:
    """What a comparison of entries and seals came to. `waiting`: entries whose minute is not sealed yet."""

    entries: int = 0
    seals: int = 0
    waiting: int = 0
    oldest_waiting: datetime | None = None
    findings: list[Finding] = field(default_factory=list)

    def tell(self, trouble: Trouble, what: str, detail: str) -> None:
        """Add a finding."""
        self.findings.append(Finding(trouble, what, detail))


def verify(
    items: Iterable[Mapping[str, Any]],
    seals: Iterable[tuple[str, str]],
    now: datetime,
    *,
    head: Link | None = None,
    since: datetime | None = None,
) -> Verified:
    """Compare entries, as the table keeps them, with the seals: pairs of place and text, by place.

    - An entry is compared with its leaf; each attribute that the table keeps beside it must follow from it.
    - An entry that is not in the seal of its minute came in later. So did one of a minute that has no seal, where the
      seals before and after follow each other.
    - A leaf without its entry is a removed one, unless its time was over.
    - Numbers of a writer have no gap. Those that no seal vouches for yet are known by that alone.
    - Each seal's root follows from its leaves, and its hash stands in the seal after; that of the last in `head`,
      which the sealing keeps in the table.

    `since`: what is from before that is not compared and not asked for.
    """
    found = Verified()
    first = minute_of(since) if since else None
    chain, unread = _read(seals, first, found)
    is_settled = _chained(chain, unread, head, now, first, found)
    leaves = {leaf.audit_id: leaf for seal, _ in chain for leaf in seal.leaves}
    unseen = dict(leaves)
    waiting: list[Entry] = []
    for item in items:
        audit_id = str(item["sk"])
        if first and _minute(audit_id) < first:
            continue
        found.entries += 1
        leaf = leaves.get(audit_id)
        unseen.pop(audit_id, None)
        entry = _sound(item)
        if entry is None or (leaf is not None and item["hash"] != leaf.hash):
            found.tell(Trouble.CHANGED, audit_id, "its text is another" if leaf else "it contradicts itself")
        elif leaf is None and is_settled(_minute(audit_id)):
            found.tell(Trouble.ADDED, audit_id, f"its minute was sealed without it; it calls itself {entry.action}")
        elif leaf is None:
            waiting.append(entry)
    for leaf in unseen.values():
        if leaf.kept_until > now:
            found.tell(Trouble.REMOVED, leaf.audit_id, f"it was sealed as number {leaf.number} of {leaf.writer}")
    begins_with_all = since is None and (not chain or chain[0][0].before is None)
    _count(waiting, leaves.values(), begins_with_all, found)
    found.seals, found.waiting = len(chain), len(waiting)
    found.oldest_waiting = min((entry.at for entry in waiting), default=None)
    found.findings.sort()
    return found


def _read(
    seals: Iterable[tuple[str, str]], first: datetime | None, found: Verified
) -> tuple[list[tuple[Seal, Link]], set[str]]:
    """The seals by their minute, and the places of those that cannot be read. A root that is wrong is told."""
    chain, unread = [], set()
    for place, text in seals:
        try:
            seal = Seal.model_validate_json(text)
        except ValidationError:
            found.tell(Trouble.SEAL_CHANGED, _minute_at(place), "it cannot be read")
            unread.add(place)
            continue
        if first and seal.minute < first:
            continue
        if place_of(seal.minute) != place or merkle_root(seal.leaves) != seal.root:
            found.tell(Trouble.SEAL_CHANGED, _minute_at(place), "its root is not that of its leaves")
        chain.append((seal, link_to(seal, text)))
    return chain, unread


def _chained(
    chain: Sequence[tuple[Seal, Link]],
    unread: set[str],
    head: Link | None,
    now: datetime,
    first: datetime | None,
    found: Verified,
) -> Callable[[datetime], bool]:
    """Tell of seals that do not follow each other. Returns whether it is certain what a minute was sealed with."""
    gaps: list[tuple[datetime, datetime]] = []
    before: Link | None = None
    for seal, link in chain:
        named = seal.before
        if named is None:
            if before is not None:
                found.tell(Trouble.SEAL_CHANGED, _shown(seal.minute), "it says that none comes before it")
        elif before is not None and named.minute == before.minute:
            if named.hash != before.hash:
                found.tell(Trouble.SEAL_CHANGED, _shown(before.minute), "the seal after it names another hash")
        elif before is not None or (named.kept_until > now and (first is None or named.minute >= first)):
            gaps.append((before.minute if before else EVER, seal.minute))
            if place_of(named.minute) not in unread:
                found.tell(Trouble.SEAL_MISSING, _shown(named.minute), "the seal after it names it, and it is gone")
        before = link
    last = before
    if head is not None and (last is None or head.minute > last.minute):
        if head.kept_until > now and (first is None or head.minute >= first):
            gaps.append((last.minute if last else EVER, head.minute + MINUTE))
            if place_of(head.minute) not in unread:
                found.tell(Trouble.SEAL_MISSING, _shown(head.minute), "it was made last, and it is gone")
    elif head is not None and last is not None and head.minute == last.minute and head.hash != last.hash:
        found.tell(Trouble.SEAL_CHANGED, _shown(last.minute), "it is another than the one that was made last")
    made = {seal.minute for seal, _ in chain}

    def is_settled(minute: datetime) -> bool:
        if minute in made:
            return True
        return last is not None and minute < last.minute and not any(low < minute < high for low, high in gaps)

    return is_settled


def _sound(item: Mapping[str, Any]) -> Entry | None:
    """The entry of an item each attribute of which follows from its text; None for any other."""
    text = str(item.get("doc"))
    try:
        entry = Entry.model_validate_json(text)
    except ValidationError:
        return None
    # The text is not written anew: another version of the model may have a field more.
    follows = item_of(entry) | {"doc": text, "hash": hash_of(text)}
    return entry if follows == dict(item) and _minute(entry.audit_id) == minute_of(entry.at) else None


def _count(waiting: Iterable[Entry], leaves: Iterable[Leaf], begins_with_all: bool, found: Verified) -> None:
    """Tell of the numbers that a writer has not, and of those that two entries have."""
    numbers: dict[str, dict[int, str]] = defaultdict(dict)
    for leaf in leaves:
        numbers[leaf.writer][leaf.number] = leaf.audit_id
    for entry in sorted(waiting, key=lambda entry: entry.audit_id):
        other = numbers[entry.writer].setdefault(entry.number, entry.audit_id)
        if other != entry.audit_id:
            found.tell(Trouble.ADDED, entry.audit_id, f"number {entry.number} of {entry.writer} is {other}")
    for writer, known in numbers.items():
        first = 1 if begins_with_all else min(known)
        for missing in set(range(first, max(known) + 1)) - known.keys():
            found.tell(Trouble.REMOVED, f"{writer}/{missing}", "the writer's entries before and after it are there")


def _minute(audit_id: str) -> datetime:
    try:
        return minute_of(time_of(audit_id))
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)


def _minute_at(place: str) -> str:
    return place.removeprefix(FOLDER).removesuffix(".json")


def _shown(minute: datetime) -> str:
    return f"{minute:%Y/%m/%d/%H%M}"


def by_minute(leaves: Iterable[Leaf]) -> Iterator[tuple[datetime, list[Leaf]]]:
    """Leaves, given by id, as the minutes that they came in within."""
    for minute, found in groupby(leaves, key=lambda leaf: _minute(leaf.audit_id)):
        yield minute, list(found)
