"""What people searched for: their own history, kept for half a year and erased with them."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING

from catalog.models.search import PastSearch
from catalog.store import keys
from tradewind import paging
from tradewind.clock import stamp
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict
from tradewind.observability import logger
from tradewind.paging import Page

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from tradewind.audit import Act, Audit

KEPT = timedelta(days=180)


class SearchStore:
    """Searches of all users, one user at a time."""

    def __init__(self, table: Table, audit: Callable[[], "Audit"]) -> None:
        self._table = table
        self._audit = audit

    def add(self, tenant: str, user: str | None, made: PastSearch, acts: "Sequence[Act]") -> None:
        """Keep what a search showed in the audit, and the search itself for a `user` who wants their history kept."""
        own = [self._table.putting(_item(tenant, user, made))] if user else []
        with recorded(acts, self._audit) as entries:
            self._table.transact(*own, *entries, refused=[Conflict("kept already")] * (len(own) + len(entries)))

    def lately(self, tenant: str, user: str, limit: int) -> list[PastSearch]:
        """What a user searched for, the newest first."""
        found = self._table.query("pk = :pk", limit=limit, newest_first=True, pk=keys.searches(tenant, user))
        return _read(found.items)

    def page(self, tenant: str, user: str, limit: int, next: str | None) -> Page[PastSearch]:
        """A page of what a user searched for, the newest first. Raises: InvalidInput for a foreign token."""
        pk = keys.searches(tenant, user)
        after = {"pk": pk, "sk": paging.position(pk, next)} if next else None
        found = self._table.query("pk = :pk", limit=limit, after=after, newest_first=True, pk=pk)
        return Page(
            items=_read(found.items),
            next=paging.token(pk, str(found.last["sk"])) if found.last else None,
        )

    def forget(self, tenant: str, user: str, most: int, apply: bool = True) -> tuple[int, bool]:
        """Forget, or only count, what a user searched for, at most so many; and whether there is more."""
        pk = keys.searches(tenant, user)
        found = self._table.query("pk = :pk", limit=most, pk=pk)
        for item in found.items if apply else ():
            self._table.delete(pk, item["sk"])
        return len(found.items), found.last is not None


def recorded(
    acts: "Sequence[Act]", audit: Callable[[], "Audit"]
) -> "AbstractContextManager[list[TransactWriteItemTypeDef]]":
    """The parts of a transaction that record its decisions; where there is none the audit stays closed."""
    return audit().recorder.recording(acts) if acts else nullcontext([])


def _read(items: Sequence[Item]) -> list[PastSearch]:
    """The searches of these items; one that cannot be read is left out, and logged."""
    found = []
    for item in items:
        try:
            found.append(PastSearch.model_validate_json(item["doc"]))
        except (KeyError, ValueError) as error:
            logger.error("a past search that cannot be read", key=item["sk"], reason=type(error).__name__)
    return found


def _item(tenant: str, user: str, made: PastSearch) -> Item:
    return {
        "pk": keys.searches(tenant, user),
        "sk": f"{stamp(made.at)}#{made.search_id}",
        "doc": made.model_dump_json(exclude_defaults=True),
        "expires_at": int((made.at + KEPT).timestamp()),
    }
