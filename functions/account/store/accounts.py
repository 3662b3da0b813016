"""The account table: tenants, keys, and events that wait.

pk                    sk            item
TENANT#<t>#ACCOUNT    TENANT        what the tenant has booked, as the newest token said
TENANT#<t>#KEYS       KEY#<key>     an API key, all but the key itself
TENANT#<t>#QUOTAS     api_keys      how many there are, see tradewind.quotas
TENANT#<t>#PERSONS    USER#<user>   what the audit calls a person, see tradewind.audit
TENANT#<t>#ONCE#...   ...           first answers, see tradewind.idempotency
KEY#<hash>            KEY           whose key has that hash: the authorizer knows no tenant yet
OUTBOX                <event>       an event that waits to be sent
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from account.events import TierChanged
from account.models import ApiKey, MadeKey, Tenant
from tradewind import paging, quotas
from tradewind.caller import Caller, Tier
from tradewind.clock import stamp
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, NotFound, TradewindError
from tradewind.idempotency import Once
from tradewind.paging import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from tradewind.audit import Act, Recorder

KEY_SK = "KEY"
TENANT_SK = "TENANT"
KEYS_COUNTED = "api_keys"
OUTBOX = "OUTBOX"
USE_NOTED = timedelta(minutes=1)


class KnownKey(NamedTuple):
    """An API key that somebody presented: whose it is, and what its tenant has booked."""

    tenant: str
    key: ApiKey
    tier: Tier


class AccountStore:
    """Tenants, their API keys, and the events that wait to be sent."""

    def __init__(self, table: Table) -> None:
        self.table = table

    # ---- Tenants ----

    def tenant(self, tenant: str) -> Tenant | None:
        """What a tenant has booked; None for one that has never been seen."""
        item = self.table.get(_tenant(tenant), TENANT_SK)
        return _booked(tenant, item) if item else None

    def keep_issue(self, known: Tenant, issued_at: datetime) -> None:
        """Remember that a newer token says the same tier. One that changed meanwhile is left."""
        with suppress(Conflict):
            self.table.update(
                (_tenant(known.tenant), TENANT_SK),
                "SET issued_at = :issued",
                "changes = :changes AND issued_at < :issued",
                Conflict("a newer token was seen meanwhile"),
                issued=stamp(issued_at),
                changes=known.changes,
            )

    def keep_tier(
        self, before: Tenant | None, after: Tenant, told: TierChanged, *entries: "TransactWriteItemTypeDef"
    ) -> None:
        """Keep what a tenant has booked, together with the event that is to tell of it and what records it.

        Raises: Conflict when it changed meanwhile.
        """
        changed = Conflict("the tenant's tier changed meanwhile")
        self.table.transact(
            self.table.putting(
                {
                    "pk": _tenant(after.tenant),
                    "sk": TENANT_SK,
                    "tier": after.tier.value,
                    "issued_at": stamp(after.issued_at),
                    "changes": after.changes,
                },
                "changes = :changes" if before else "attribute_not_exists(pk)",
                **({"changes": before.changes} if before else {}),
            ),
            self.table.putting({"pk": OUTBOX, "sk": told.id, "doc": told.model_dump_json()}),
            *entries,
            refused=[changed],
        )

    # ---- Events that wait to be sent ----

    def unsent(self, limit: int) -> list[TierChanged]:
        """Events that wait, at most `limit`."""
        found = self.table.query("pk = :pk", limit=limit, pk=OUTBOX)
        return [TierChanged.model_validate_json(item["doc"]) for item in found.items]

    def sent(self, event_id: str) -> None:
        """Forget an event that has been sent."""
        self.table.delete(OUTBOX, event_id)

    # ---- API keys ----

    def answered(self, once: Once) -> MadeKey | None:
        """The key that this request was answered with before, without the key itself. Raises: InvalidInput."""
        return once.first_answer(self.table, MadeKey)

    def add(self, by: Caller, key: ApiKey, key_hash: str, once: Once, recorder: "Recorder", act: "Act") -> None:
        """Keep a new key, with its entry in the audit. Raises: QuotaReached, Conflict when `once` is taken."""
        most = by.tier.allowance.api_keys
        exists = Conflict("this key exists already")
        writes: list[tuple[TransactWriteItemTypeDef, TradewindError]] = [
            (self.table.putting(_key_item(by.tenant, key, key_hash), "attribute_not_exists(pk)"), exists),
            (self.table.putting(_pointer_item(by.tenant, key, key_hash), "attribute_not_exists(pk)"), exists),
            (quotas.taking(self.table, by.tenant, KEYS_COUNTED, most), quotas.reached("API keys", by.tier, most)),
            (once.kept(MadeKey(**dict(key)), self.table), once.taken),
        ]

        def write() -> None:
            with recorder.recording([act]) as entries:
                self.table.transact(*(each for each, _ in writes), *entries, refused=[refusal for _, refusal in writes])

        quotas.within(self.table, by.tenant, KEYS_COUNTED, lambda: 0, write)

    def key(self, tenant: str, key_id: str) -> ApiKey:
        """A key. Raises: NotFound, also for another tenant's."""
        item = self.table.get(_keys(tenant), f"KEY#{key_id}")
        if item is None:
            raise NotFound(f"no API key {key_id}")
        return _api_key(item)

    def keys(self, tenant: str, limit: int, next: str | None = None) -> Page[ApiKey]:
        """A page of a tenant's keys, by id. Raises: InvalidInput for a foreign token."""
        pk = _keys(tenant)
        after = {"pk": pk, "sk": f"KEY#{paging.position(pk, next)}"} if next else None
        part = self.table.query("pk = :pk", limit=limit, after=after, pk=pk)
        token = paging.token(pk, str(part.last["sk"]).removeprefix("KEY#")) if part.last else None
        return Page(items=[_api_key(item) for item in part.items], next=token)

    def keys_of(self, tenant: str, user: str | None = None) -> Iterator[ApiKey]:
        """Every key of a tenant, or those that one user made."""
        for item in self.table.query_all("pk = :pk", pk=_keys(tenant)):
            key = _api_key(item)
            if user is None or key.created_by == user:
                yield key

    def remove(self, tenant: str, key_id: str, recorder: "Recorder", acts: "Sequence[Act]") -> None:
        """Forget a key: it opens nothing from now on. Raises: NotFound when it is gone."""
        item = self.table.get(_keys(tenant), f"KEY#{key_id}")
        gone = NotFound(f"no API key {key_id}")
        if item is None:
            raise gone
        with recorder.recording(acts) as entries:
            self.table.transact(
                self.table.deleting((_keys(tenant), f"KEY#{key_id}"), "attribute_exists(pk)"),
                self.table.deleting((f"KEY#{item['hash']}", KEY_SK)),
                quotas.giving_back(self.table, tenant, KEYS_COUNTED),
                *entries,
                refused=[gone],
            )

    def find(self, key_hash: str) -> KnownKey | None:
        """The key of that hash, and what its tenant has booked; None when there is none."""
        pointer = self.table.get(f"KEY#{key_hash}", KEY_SK)
        if pointer is None:
            return None
        tenant, place = pointer["tenant"], (_keys(pointer["tenant"]), f"KEY#{pointer['key_id']}")
        found = self.table.get_many([place, (_tenant(tenant), TENANT_SK)])
        if place not in found:
            return None
        booked = found.get((_tenant(tenant), TENANT_SK))
        return KnownKey(tenant, _api_key(found[place]), Tier(booked["tier"]) if booked else Tier.FREE)

    def note_use(self, tenant: str, key: ApiKey, at: datetime) -> None:
        """Remember when a key was last used; written at most once a minute."""
        if key.last_used_at is not None and at - key.last_used_at < USE_NOTED:
            return
        with suppress(Conflict):
            self.table.update(
                (_keys(tenant), f"KEY#{key.key_id}"),
                "SET last_used_at = :at",
                "attribute_exists(pk) AND (attribute_not_exists(last_used_at) OR last_used_at <= :before)",
                Conflict("noted meanwhile, or the key is gone"),
                at=stamp(at.replace(second=0, microsecond=0)),
                before=stamp(at - USE_NOTED),
            )

    def keys_counted(self, tenant: str) -> int:
        """How many keys a tenant has."""
        return quotas.used(self.table, tenant, KEYS_COUNTED) or 0


def _tenant(tenant: str) -> str:
    return f"TENANT#{tenant}#ACCOUNT"


def _keys(tenant: str) -> str:
    return f"TENANT#{tenant}#KEYS"


def _booked(tenant: str, item: Item) -> Tenant:
    return Tenant(
        tenant=tenant,
        tier=Tier(item["tier"]),
        issued_at=datetime.fromisoformat(item["issued_at"]),
        changes=int(item["changes"]),
    )


def _key_item(tenant: str, key: ApiKey, key_hash: str) -> Item:
    return {"pk": _keys(tenant), "sk": f"KEY#{key.key_id}", "doc": key.model_dump_json(), "hash": key_hash}


def _pointer_item(tenant: str, key: ApiKey, key_hash: str) -> Item:
    return {"pk": f"KEY#{key_hash}", "sk": KEY_SK, "tenant": tenant, "key_id": key.key_id}


def _api_key(item: Item) -> ApiKey:
    key = ApiKey.model_validate_json(item["doc"])
    used = item.get("last_used_at")
    return key.model_copy(update={"last_used_at": datetime.fromisoformat(used)}) if used else key
