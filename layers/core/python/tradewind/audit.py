"""Who did what, and why: one entry a decision, written in the decision's own transaction and never changed.

    made = audit.act("acme", "service:prices", "prices.alert_raised", f"watch:{watch_id}", decision, at=now())
    with recorder.recording([made]) as entries:
        table.transact(*writes, *entries, refused=...)

There is no chain per tenant, whose last row every write would wait for: an entry carries its writer's id and number.
A number is used up only by an entry that was kept; after a failure that leaves open whether it was, the writer goes on
under a new id. So the numbers of a writer have no gap, and a missing one is a removed entry. Each minute a Merkle root
of what came in is stored apart; `tradewind audit verify` compares.

Persons stand here as keyed hashes; each person's key (the salt) is kept in the account table and forgotten with the
person, and then nothing leads from an entry to anyone, while the entry and its proof stay as they are.

The audit table:

pk                 sk           item
TENANT#<t>#AUDIT   <audit_id>   an entry; ids sort by time
index `sealing`    DAY#<day>#<shard>, audit_id       for the sealing, all tenants' entries of a day
index `subject`    TENANT#<t>#SUBJECT#<s>, audit_id  for lists by subject

In the account table: TENANT#<t>#PERSONS, USER#<user>: the person's salt.
"""

import hmac
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from threading import RLock
from typing import TYPE_CHECKING, Annotated, Any
from zlib import crc32

from pydantic import Field, StringConstraints

from tradewind.clock import whole
from tradewind.config import Settings
from tradewind.dynamo import Item, table, wire
from tradewind.errors import Conflict, TradewindError
from tradewind.evidence import Decision
from tradewind.model import Id, Model, Moment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from tradewind.dynamo import Table

SHARDS = 4  # of a day in the index `sealing`: a partition takes 1,000 writes a second
SEALING, SUBJECT = "sealing", "subject"  # the indexes
PREFIX = "au_"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MAY_TAKE = timedelta(minutes=4)
"""Between an act and its entry: longer than any function that writes entries may run. Sealing waits longer."""

AuditId = Annotated[str, StringConstraints(pattern=r"^au_[A-Za-z0-9_-]{1,61}$")]
Actor = Annotated[str, StringConstraints(pattern="^(person:[0-9a-f]{32}|service:[a-z_]{1,40})$")]
"""A person as a keyed hash, or the capability that decided by itself."""
Action = Annotated[str, StringConstraints(pattern="^[a-z_]{1,40}\\.[a-z_]{1,60}$")]
"""The capability and what happened, as `prices.alert_raised`."""
Reference = Annotated[str, StringConstraints(pattern="^[a-z_]{1,40}:[^\\s#]{1,200}$")]
"""A thing by its kind and id, as `watch:4f1c`."""
Facts = dict[
    Annotated[str, StringConstraints(max_length=60)],
    Annotated[str, StringConstraints(max_length=2048)] | bool | Annotated[int, Field(ge=-(2**53), le=2**53)] | None,
]
"""What was decided, by name. Amounts as decimal text; nothing that says who a person is."""


class Act(Model):
    """A decision that is to be recorded: by whom, on what, with all its evidence."""

    audit_id: AuditId
    tenant: Id
    at: Moment
    actor: Actor
    action: Action
    subject: Reference
    decision: Decision[Facts]
    inputs: tuple[Reference, ...] = Field(default=(), max_length=50, description="what the decision was made from")


class Entry(Act):
    """An act as it is kept. `number` counts the entries of one writer from 1, all tenants together."""

    writer: Id
    number: int = Field(ge=1, le=10**12)
    kept_until: Moment


def act(
    tenant: str,
    actor: str,
    action: str,
    subject: str,
    decision: Decision[Facts],
    *,
    at: datetime,
    inputs: Sequence[str] = (),
) -> Act:
    """A decision to record. `at` is now, not when what it is about happened: by it the entry is sealed."""
    return Act(
        audit_id=new_id(at),
        tenant=tenant,
        at=whole(at),
        actor=actor,
        action=action,
        subject=subject,
        decision=decision,
        inputs=tuple(inputs),
    )


class Recorder:
    """Writes the entries of one process. It numbers them, so a process has one."""

    def __init__(self, table_name: str, kept: timedelta) -> None:
        self.table_name = table_name
        self._kept = kept
        self._lock = RLock()
        self._begin_anew()

    @contextmanager
    def recording(self, acts: Sequence[Act]) -> "Iterator[list[TransactWriteItemTypeDef]]":
        """The parts of a transaction that record `acts`; the transaction is made inside the `with`.

        An act that was recorded already refuses the transaction as a failed condition does.
        """
        with self._lock:
            entries = [self._entry(each, number) for number, each in enumerate(acts, self._next)]
            try:
                yield [self._putting(entry) for entry in entries]
            except TradewindError as error:
                if error.status >= 500:  # it may have been written all the same
                    self._begin_anew()
                raise
            except BaseException:
                self._begin_anew()
                raise
            self._next += len(entries)

    def _entry(self, made: Act, number: int) -> Entry:
        return Entry(**dict(made), writer=self._writer, number=number, kept_until=made.at + self._kept)

    def _putting(self, entry: Entry) -> "TransactWriteItemTypeDef":
        put: Any = {
            "TableName": self.table_name,
            "Item": wire(item_of(entry)),
            "ConditionExpression": "attribute_not_exists(pk)",
        }
        return {"Put": put}

    def _begin_anew(self) -> None:
        self._writer, self._next = f"w_{os.urandom(10).hex()}", 1


def canonical(model: Model) -> str:
    """A model as the one text that its hash is taken of: keys sorted, no spaces, UTF-8."""
    return json.dumps(model.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of(text: str) -> str:
    """The SHA-256 of a canonical text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def item_of(entry: Entry) -> Item:
    """An entry as the audit table keeps it: each attribute follows from the entry alone."""
    doc = canonical(entry)
    return {
        "pk": partition(entry.tenant),
        "sk": entry.audit_id,
        "doc": doc,
        "hash": hash_of(doc),
        "writer": entry.writer,
        "number": entry.number,
        "actor": entry.actor,
        "action": entry.action,
        "day_pk": day(entry.at, shard_of(entry.writer)),
        "subject_pk": of_subject(entry.tenant, entry.subject),
        "expires_at": int(entry.kept_until.timestamp()),
    }


def partition(tenant: str) -> str:
    return f"TENANT#{tenant}#AUDIT"


def of_subject(tenant: str, subject: str) -> str:
    return f"TENANT#{tenant}#SUBJECT#{subject}"


def day(at: datetime, shard: int) -> str:
    return f"DAY#{at.astimezone(UTC):%Y-%m-%d}#{shard}"


def shard_of(writer: str) -> int:
    """The shard of a writer's entries; the same in every process."""
    return crc32(writer.encode()) % SHARDS


def new_id(at: datetime) -> str:
    """An id that nobody can guess and that sorts by time: `au_` and a ULID (https://github.com/ulid/spec)."""
    random = int.from_bytes(os.urandom(10))
    return earliest_id(at) + "".join(CROCKFORD[random >> shift & 31] for shift in range(75, -1, -5))


def earliest_id(at: datetime) -> str:
    """What the ids of that millisecond and later sort behind."""
    ms = round(whole(at).timestamp() * 1000)
    return PREFIX + "".join(CROCKFORD[ms >> shift & 31] for shift in range(45, -1, -5))


def time_of(audit_id: str) -> datetime:
    """The moment in an id, whole to the millisecond. Raises: ValueError for an id that is none of ours."""
    ms = 0
    for each in audit_id.removeprefix(PREFIX)[:10]:
        ms = ms * 32 + CROCKFORD.index(each)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)


class Persons:
    """What persons are called in the audit. Forgotten, a person cannot be found in it by anyone."""

    def __init__(self, accounts: "Table") -> None:
        self._accounts = accounts

    def actor(self, tenant: str, user: str) -> str:
        """What a user is called, from now on if not before. Raises: Unavailable."""
        found = self.known(tenant, user)
        if found:
            return found
        salt = os.urandom(32)
        try:
            self._accounts.put(
                {"pk": _persons(tenant), "sk": f"USER#{user}", "salt": salt.hex()},
                "attribute_not_exists(pk)",
                Conflict("named at the same moment"),
            )
        except Conflict:
            return self.actor(tenant, user)
        return _named(salt, user)

    def known(self, tenant: str, user: str) -> str | None:
        """What a user is called; None for one who did nothing, or is forgotten."""
        item = self._accounts.get(_persons(tenant), f"USER#{user}")
        return _named(bytes.fromhex(item["salt"]), user) if item else None

    def forget(self, tenant: str, user: str) -> bool:
        """Forget a user. False when there is nothing to forget."""
        is_known = self.known(tenant, user) is not None
        self._accounts.delete(_persons(tenant), f"USER#{user}")
        return is_known

    def users(self, tenant: str) -> list[str]:
        """Every user of a tenant who has a name here."""
        found = self._accounts.query_all("pk = :pk", pk=_persons(tenant))
        return [str(item["sk"]).removeprefix("USER#") for item in found]


def _persons(tenant: str) -> str:
    return f"TENANT#{tenant}#PERSONS"


def _named(salt: bytes, user: str) -> str:
    return f"person:{hmac.digest(salt, user.encode(), 'sha256').hex()[:32]}"


@dataclass(frozen=True, slots=True)
class Audit:
    """What a store whose writes are decisions needs. `persons` is opened by the first act of a person."""

    recorder: Recorder
    persons: Callable[[], Persons]


class AuditSettings(Settings):
    audit_table: str
    audit_kept_days: int = Field(default=365, ge=1, le=3650)


class PersonsSettings(Settings):
    account_table: str


@cache
def open_recorder() -> Recorder:
    """The recorder of this Lambda, opened on first use."""
    settings = AuditSettings.load()
    return Recorder(settings.audit_table, timedelta(days=settings.audit_kept_days))


@cache
def open_persons() -> Persons:
    """The persons of the audit, opened on first use."""
    return Persons(table(PersonsSettings.load().account_table))


@cache
def open_audit() -> Audit:
    """The audit of this Lambda, opened on first use."""
    return Audit(open_recorder(), open_persons)
