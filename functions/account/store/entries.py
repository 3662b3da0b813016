"""The entries of the audit, as the account reads and seals them.

Their own keys are drawn in tradewind.audit. Beside them:

pk      sk     item
SEALS   HEAD   the seal that was made last, and up to when entries were looked for
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import merge
from typing import TYPE_CHECKING

from tradewind import audit, paging
from tradewind.audit import Entry
from tradewind.dynamo import Item, Table
from tradewind.errors import NotFound
from tradewind.paging import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tradewind import seals

READS_A_PAGE = 10  # queries that one page of a filtered list may cost before it answers with what it has


@dataclass(frozen=True, slots=True)
class Head:
    """How far the sealing has come. `last`: the seal made last; None before the first."""

    looked_until: datetime
    last: "seals.Link | None"


class AuditStore:
    """Entries of the audit, read by those who may, one tenant at a time; and sealed, all tenants' together."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def entry(self, tenant: str, audit_id: str) -> tuple[Entry, str]:
        """An entry and its hash. Raises: NotFound, also for another tenant's."""
        item = self._table.get(audit.partition(tenant), audit_id)
        if item is None:
            raise NotFound(f"no entry {audit_id}")
        return _entry(item), item["hash"]

    def entries(
        self,
        tenant: str,
        limit: int,
        next: str | None = None,
        *,
        subject: str | None = None,
        actor: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Page[Entry]:
        """A page of a tenant's entries, the newest first, of them those that meet what is given.

        Raises: InvalidInput for a token of another list.
        """
        first = audit.earliest_id(since) if since else audit.PREFIX
        last = audit.earliest_id(until) + "~" if until else audit.PREFIX + "~"
        if first > last:
            return Page(items=[])
        place = audit.of_subject(tenant, subject) if subject else audit.partition(tenant)
        after = paging.position(place, next) if next else None
        found: list[Entry] = []
        for _ in range(READS_A_PAGE):
            part, after = self._part(tenant, subject, first, last, limit - len(found), after)
            found += [entry for entry in part if actor is None or entry.actor == actor]
            if after is None or len(found) >= limit:
                break
        return Page(items=found, next=paging.token(place, after) if after else None)

    def _part(
        self, tenant: str, subject: str | None, first: str, last: str, limit: int, after: str | None
    ) -> tuple[list[Entry], str | None]:
        pk = audit.partition(tenant)
        start: Item | None = {"pk": pk, "sk": after} if after else None
        if subject is None:
            part = self._table.query(
                "pk = :pk AND sk BETWEEN :first AND :last",
                limit=limit,
                after=start,
                newest_first=True,
                pk=pk,
                first=first,
                last=last,
            )
            items = part.items
        else:
            subject_pk = audit.of_subject(tenant, subject)
            part = self._table.query(
                "subject_pk = :pk AND sk BETWEEN :first AND :last",
                index=audit.SUBJECT,
                limit=limit,
                after={**start, "subject_pk": subject_pk} if start else None,
                newest_first=True,
                pk=subject_pk,
                first=first,
                last=last,
            )
            known = self._table.get_many((pk, each["sk"]) for each in part.items)
            items = [known[pk, each["sk"]] for each in part.items if (pk, each["sk"]) in known]
        return [_entry(item) for item in items], str(part.last["sk"]) if part.last else None

    def leaves(self, first: datetime, until: datetime) -> "Iterator[seals.Leaf]":
        """What came in from one moment until another, of all tenants, by id; both are whole minutes."""
        day = first
        while day < until:
            ends = min(datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1), until)
            yield from merge(
                *(self._shard(day, ends, shard) for shard in range(audit.SHARDS)), key=lambda leaf: leaf.audit_id
            )
            day = ends

    def _shard(self, first: datetime, until: datetime, shard: int) -> "Iterator[seals.Leaf]":
        for item in self._table.query_all(
            "day_pk = :day AND sk BETWEEN :first AND :last",
            index=audit.SEALING,
            day=audit.day(first, shard),
            first=audit.earliest_id(first),
            last=audit.earliest_id(until),  # shorter than any id of that moment
        ):
            yield _leaf(item)

    def head(self) -> Head | None:
        """How far the sealing has come; None before it began."""
        item = self._table.get("SEALS", "HEAD")
        if item is None:
            return None
        from tradewind import seals

        last = seals.Link.model_validate_json(item["last"]) if "last" in item else None
        return Head(datetime.fromisoformat(item["looked_until"]), last)

    def keep_head(self, head: Head) -> None:
        """Remember how far the sealing has come. What it says of the last seal is compared with that seal."""
        self._table.put(
            {
                "pk": "SEALS",
                "sk": "HEAD",
                "looked_until": head.looked_until.isoformat(),
                "last": head.last.model_dump_json() if head.last else None,
            }
        )


def _entry(item: Item) -> Entry:
    return Entry.model_validate_json(item["doc"])


def _leaf(item: Item) -> "seals.Leaf":
    from tradewind import seals  # not for who reads alone

    return seals.Leaf(
        audit_id=item["sk"],
        hash=item["hash"],
        writer=item["writer"],
        number=int(item["number"]),
        kept_until=datetime.fromtimestamp(int(item["expires_at"]), UTC),
    )
