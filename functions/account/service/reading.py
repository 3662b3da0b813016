"""Reading the audit: who did what in a tenant, and why."""

from collections.abc import Callable
from datetime import datetime

from account.models.audit import AuditEntry
from account.store.entries import AuditStore
from tradewind import audit
from tradewind.caller import Caller
from tradewind.paging import Page


def entry(audit_id: str, by: Caller, *, store: AuditStore) -> AuditEntry:
    """An entry with all its evidence. Raises: NotFound, also for another tenant's."""
    found, text_hash = store.entry(by.tenant, audit_id)
    return AuditEntry(**dict(found), hash=text_hash)


def entries(
    by: Caller,
    limit: int,
    next: str | None,
    *,
    subject: str | None,
    user: str | None,
    since: datetime | None,
    until: datetime | None,
    store: AuditStore,
    persons: Callable[[], audit.Persons],
) -> Page[audit.Entry]:
    """A page of the tenant's entries, the newest first. `user`: only what that user did; nobody's, once forgotten.

    Raises: InvalidInput for a foreign token.
    """
    actor = persons().known(by.tenant, user) if user else None
    if user and actor is None:
        return Page(items=[])
    return store.entries(by.tenant, limit, next, subject=subject, actor=actor, since=since, until=until)
