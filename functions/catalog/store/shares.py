"""Comparisons that tenants share: each stands with its tenant, and a hash of its secret address leads to it."""

from datetime import datetime
from typing import TYPE_CHECKING

from catalog.models.comparison import MOST_SHARED, Shared, SharedComparison
from catalog.store import keys
from tradewind import paging
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, InvalidInput, NotFound, QuotaReached
from tradewind.idempotency import Once
from tradewind.paging import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from tradewind.audit import Act, Audit


LARGEST = 350_000  # bytes of a comparison; an item holds 400 KB


class ShareStore:
    """The address holds neither tenant nor id; what the hash leads to says both, and nothing else."""

    def __init__(self, table: Table, audit: "Callable[[], Audit]") -> None:
        self._table = table
        self._audit = audit

    def answered(self, once: Once) -> Shared | None:
        """The share this key was answered with before, if any. Raises: InvalidInput."""
        return once.first_answer(self._table, Shared)

    def add(
        self, tenant: str, shared: Shared, shown: SharedComparison, hashed: str, once: Once, acts: "list[Act]"
    ) -> None:
        """Keep a comparison for whoever has its address, with its records in the audit.

        Raises: QuotaReached, InvalidInput for one that no item holds, Conflict when the key is taken. Those that are
        shared at one moment may exceed the quota by as many: they end by themselves, so no counter is kept.
        """
        if len(self._living(tenant, shared.created_at, MOST_SHARED)) >= MOST_SHARED:
            raise QuotaReached(f"a tenant shares at most {MOST_SHARED} comparisons at once; withdraw one")
        doc = shown.model_dump_json(exclude_defaults=True)
        if len(doc.encode()) > LARGEST:
            raise InvalidInput("the comparison is too large to be shared; compare fewer products")
        expires_at = int(shared.expires_at.timestamp())
        named = {"tenant": tenant, "share_id": shared.share_id, "expires_at": expires_at, "secret_hash": hashed}
        items: list[Item] = [
            {"pk": keys.shares(tenant), "sk": keys.SHARE + shared.share_id, "doc": shared.model_dump_json()},
            {"pk": keys.share(tenant, shared.share_id), "sk": keys.SHOWN_SK, "doc": doc},
            {"pk": keys.shared(hashed), "sk": keys.SHARED_SK},
        ]
        taken = Conflict("this comparison is shared already")
        with self._audit().recorder.recording(acts) as entries:
            self._table.transact(
                *(
                    self._table.putting({**item, **named, "secret_hash": hashed}, "attribute_not_exists(pk)")
                    for item in items
                ),
                once.kept(shared, self._table),
                *entries,
                refused=[taken, taken, taken, once.taken],
            )

    def page(self, tenant: str, at: datetime, limit: int, next: str | None = None) -> Page[Shared]:
        """A page of what a tenant shares, by id; what has ended is left out. Raises: InvalidInput."""
        pk = keys.shares(tenant)
        after = paging.start(pk, next, keys.SHARE, keys.SHARE + "~") if next else None
        part = self._table.query(
            "pk = :pk", where="expires_at > :now", limit=limit, after=after, pk=pk, now=int(at.timestamp())
        )
        return Page(
            items=[Shared.model_validate_json(item["doc"]) for item in part.items],
            next=paging.token(pk, str(part.last["sk"])) if part.last else None,
        )

    def shown(self, hashed: str, at: datetime) -> SharedComparison:
        """What an address opens. Raises: NotFound, the same for one that never was, has ended or was withdrawn."""
        gone = NotFound("no such comparison, or it is shared no more")
        pointer = self._table.get(keys.shared(hashed), keys.SHARED_SK)
        if pointer is None:
            raise gone
        item = self._table.get(keys.share(pointer["tenant"], pointer["share_id"]), keys.SHOWN_SK)
        if item is None or item["secret_hash"] != hashed or item["expires_at"] <= at.timestamp():
            raise gone
        return SharedComparison.model_validate_json(item["doc"])

    def withdraw(self, tenant: str, share_id: str, withdrawn: "Act") -> None:
        """Close an address for good. Raises: NotFound, also for another tenant's."""
        missing = NotFound(f"no shared comparison {share_id}")
        item = self._table.get(keys.shares(tenant), keys.SHARE + share_id)
        if item is None:
            raise missing
        with self._audit().recorder.recording([withdrawn]) as entries:
            self._table.transact(
                self._table.deleting((keys.shares(tenant), keys.SHARE + share_id), "attribute_exists(pk)"),
                self._table.deleting((keys.share(tenant, share_id), keys.SHOWN_SK)),
                self._table.deleting((keys.shared(item["secret_hash"]), keys.SHARED_SK)),
                *entries,
                refused=[missing],
            )

    def record(self, act: "Act") -> None:
        """Record a decision that changes nothing else."""
        with self._audit().recorder.recording([act]) as entries:
            self._table.transact(*entries)

    def _living(self, tenant: str, at: datetime, most: int) -> list[Item]:
        items = self._table.query_all(
            "pk = :pk", where="expires_at > :now", pk=keys.shares(tenant), now=int(at.timestamp())
        )
        return [item for item, _ in zip(items, range(most), strict=False)]
