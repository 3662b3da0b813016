"""Who put back what was given up: the first answers, and the record in the audit."""

from typing import TYPE_CHECKING

from prices.models.sweep import PutBack
from tradewind.dynamo import Table
from tradewind.idempotency import Once

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tradewind.audit import Act, Audit


class ReplayStore:
    """Replays of all tenants, one tenant at a time."""

    def __init__(self, table: Table, audit: "Callable[[], Audit]") -> None:
        self._table = table
        self._audit = audit

    def answered(self, once: Once) -> PutBack | None:
        """What this key was answered with before, if anything. Raises: InvalidInput."""
        return once.first_answer(self._table, PutBack)

    def keep(self, done: PutBack, once: Once, acts: "Sequence[Act]") -> None:
        """Keep what was put back as the answer of `once`, with its record. Raises: Conflict when the key is taken."""
        from prices.store.alerts import recorded

        with recorded(acts, self._audit) as entries:
            self._table.transact(once.kept(done, self._table), *entries, refused=[once.taken])
