"""What can be done with API keys, and what is told of a tenant."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from account.models import Account, ApiKey, KeyRequest, MadeKey, Quota, RateLimit
from account.rules import check_may_make, hash_of, hint_of, written
from account.store.accounts import AccountStore
from tradewind import limits, quotas
from tradewind.audit import Act, Audit, Facts, act
from tradewind.caller import Caller, Role, Tier
from tradewind.clock import Clock, NewId
from tradewind.errors import Forbidden
from tradewind.evidence import Decision, Reason
from tradewind.idempotency import Once
from tradewind.paging import Page

if TYPE_CHECKING:
    from tradewind.dynamo import Table

KEY_ID = "key_"


def account(by: Caller, *, store: AccountStore, counted_in: "Mapping[str, Table]") -> Account:
    """What the caller's tenant has booked, what that holds, and what of it is used.

    `counted_in`: the tables of other capabilities that count a quota, by what is counted.
    """
    allowance = by.tier.allowance
    most = allowance._asdict()
    used = {what: quotas.used(table, by.tenant, what) or 0 for what, table in counted_in.items()}
    used["api_keys"] = store.keys_counted(by.tenant)
    return Account(
        tenant=by.tenant,
        tier=by.tier,
        least_minutes=allowance.least_minutes,
        csv_export=by.tier.holds(Tier.PREMIUM),
        quotas=[Quota(name=what, used=max(count, 0), most=most[what]) for what, count in sorted(used.items())],
        rate_limits=[
            RateLimit(name=name, requests=quota, window_s=int(window.total_seconds()))
            for name, quota, window in limits.CLASSES
        ],
    )


def make_key(
    wanted: KeyRequest,
    by: Caller,
    once_key: str,
    *,
    store: AccountStore,
    audit: Audit,
    now: Clock,
    new_id: NewId,
    new_secret: Callable[[int], bytes],
) -> MadeKey:
    """A new API key of the caller's tenant, once for each `once_key`; the key itself is told the first time only.

    Raises: Forbidden for a role above the caller's, QuotaReached, InvalidInput for a key that was used for another
    request.
    """
    at = now()
    check_may_make(wanted, by)
    once = Once.of(by, "account.make_key", once_key, wanted, at)
    if first := store.answered(once):
        return first
    secret = written(new_secret(32))
    key = ApiKey(
        key_id=KEY_ID + new_id(),
        name=wanted.name,
        hint=hint_of(secret),
        role=wanted.role,
        scopes=wanted.scopes,
        created_by=by.user,
        created_at=at,
        expires_at=at + timedelta(days=wanted.expires_in_days),
    )
    made = _recorded(
        "account.key_made",
        key.key_id,
        by,
        {"role": key.role.value, "scopes": " ".join(key.scopes), "expires_at": key.expires_at.isoformat()},
        f"asked for by a {by.role.name.lower()} of a tenant of the {by.tier} tier",
        at,
        audit,
    )
    store.add(by, key, hash_of(secret), once, audit.recorder, made)
    return MadeKey(**dict(key), key=secret)


def keys(by: Caller, limit: int, next: str | None, *, store: AccountStore) -> Page[ApiKey]:
    """A page of the API keys of the caller's tenant. Raises: InvalidInput for a foreign token."""
    return store.keys(by.tenant, limit, next)


def key(key_id: str, by: Caller, *, store: AccountStore) -> ApiKey:
    """An API key of the caller's tenant. Raises: NotFound."""
    return store.key(by.tenant, key_id)


def revoke(key_id: str, by: Caller, *, store: AccountStore, audit: Audit, now: Clock) -> None:
    """Take an API key back: the caller's own, or, for an admin, anybody's of the tenant. It opens nothing after 60 s.

    Raises: NotFound, Forbidden for another's key.
    """
    key = store.key(by.tenant, key_id)
    is_own = key.created_by == by.user
    if not is_own and by.role < Role.ADMIN:
        raise Forbidden("this key is another's: who made it takes it back, or an admin")
    why = "asked for by its maker" if is_own else "asked for by an admin"
    revoked = _recorded("account.key_revoked", key_id, by, {"revoked": True}, why, now(), audit)
    store.remove(by.tenant, key_id, audit.recorder, [revoked])


def _recorded(action: str, key_id: str, by: Caller, value: Facts, why: str, at: datetime, audit: Audit) -> Act:
    decision = Decision(value=value, basis="rule", reasons=[Reason(text=why)], provenance="rule:account.keys@1")
    actor = audit.persons().actor(by.tenant, by.user)
    return act(by.tenant, actor, action, f"key:{key_id}", decision, at=at)
