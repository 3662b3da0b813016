"""Deliveries. One attempt at a time works on one: it claims it by its revision, and keeps how it ended by the claim."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from notifications.models.delivery import FINAL, DeliveryState, MessageDelivery, Pointer
from notifications.store import keys
from tradewind import paging
from tradewind.clock import stamp
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, InvalidInput
from tradewind.paging import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Found:
    """A delivery as it was read; `rev` counts its changes."""

    delivery: MessageDelivery
    rev: int


class DeliveryStore:
    """Messages and how far they have come."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, at: Pointer) -> Found | None:
        """A delivery; None when it was removed with its channel, or its time is over."""
        item = self._table.get(keys.deliveries(at.tenant, at.channel_id), at.key)
        return _found(item) if item else None

    def add(self, tenant: str, delivery: MessageDelivery) -> bool:
        """Keep a new delivery. False when there is one already."""
        try:
            self._table.transact(self.adding(tenant, delivery), refused=[Conflict("there is one")])
        except Conflict:
            return False
        return True

    def adding(self, tenant: str, delivery: MessageDelivery) -> "TransactWriteItemTypeDef":
        """The part of a transaction that keeps a new delivery; refused where there is one already."""
        return self._table.putting(_item(tenant, delivery, 0), "attribute_not_exists(pk)")

    def add_to_digest(self, tenant: str, delivery: MessageDelivery, digest: MessageDelivery) -> bool:
        """Keep an alert's delivery as a part of a digest that waits, which begins with its first.

        False when the alert is in one already. Raises: Conflict when the digest is on its way: take the next.
        """
        begun = self._table.updating(
            (keys.deliveries(tenant, digest.channel_id), keys.delivery(digest.at, digest.delivery_id)),
            "SET doc = if_not_exists(doc, :doc), due_pk = :due_pk, due_at = :due_at, expires_at = :expires,"
            " how = :held, rev = if_not_exists(rev, :zero)",
            "attribute_not_exists(pk) OR how = :held",
            doc=digest.model_dump_json(),
            due_pk=keys.due(keys.shard_of(tenant)),
            due_at=stamp(digest.next_at or digest.at),
            expires=_expires(digest),
            held=str(DeliveryState.HELD),
            zero=0,
        )
        there = Conflict("there is one")
        try:
            self._table.transact(
                self.adding(tenant, delivery), begun, refused=[there, Conflict("the digest is on its way")]
            )
        except Conflict as refused:
            if refused is there:
                return False
            raise
        return True

    def keep(self, tenant: str, before: Found, after: MessageDelivery) -> Found:
        """Keep a delivery as it is now. Raises: Conflict when another attempt changed it meanwhile, or it is gone."""
        rev = before.rev + 1
        self._table.put(
            _item(tenant, after, rev), "rev = :rev", Conflict("another attempt works on it"), rev=before.rev
        )
        return Found(after, rev)

    def in_digest(self, tenant: str, digest: MessageDelivery, since: timedelta = timedelta(days=9)) -> Iterator[Found]:
        """What a digest tells, oldest first."""
        for item in self._table.query_all(
            "pk = :pk AND sk BETWEEN :first AND :last",
            where="digest_id = :digest",
            pk=keys.deliveries(tenant, digest.channel_id),
            first=f"{keys.DELIVERY}{stamp(digest.at - since)}",
            last=f"{keys.DELIVERY}{stamp(digest.at + timedelta(days=1))}",
            digest=digest.delivery_id,
        ):
            yield _found(item)

    def digest_of(self, tenant: str, delivery: MessageDelivery) -> MessageDelivery | None:
        """The digest that tells a delivery; None when it is gone."""
        if delivery.digest_id is None or delivery.digest_at is None:
            return None
        key = keys.delivery(delivery.digest_at, delivery.digest_id)
        found = self.get(Pointer(tenant=tenant, channel_id=delivery.channel_id, key=key))
        return found.delivery if found else None

    def due(self, shard: int, before: datetime, limit: int) -> list[tuple[Pointer, str]]:
        """Deliveries of a shard that fall due by then, each with the due time it was found under."""
        found = self._table.query(
            "due_pk = :shard AND due_at <= :before",
            index=keys.DUE_INDEX,
            limit=limit,
            shard=keys.due(shard),
            before=stamp(before),
        )
        return [(_pointer(item), str(item["due_at"])) for item in found.items]

    def postpone(self, at: Pointer, found_due: str, until: datetime) -> bool:
        """Claim the sending on of a delivery until then. False when another did."""
        return self._table.postpone((keys.deliveries(at.tenant, at.channel_id), at.key), found_due, stamp(until))

    def of_channel(self, tenant: str, channel_id: str, limit: int, next: str | None) -> Page[MessageDelivery]:
        """A page of a channel's deliveries, the newest first. Raises: InvalidInput for a foreign token."""
        pk = keys.deliveries(tenant, channel_id)
        after = {"pk": pk, "sk": _position(pk, next)} if next else None
        part = self._table.query("pk = :pk", limit=limit, after=after, newest_first=True, pk=pk)
        return Page(
            items=[_found(item).delivery for item in part.items],
            next=paging.token(pk, str(part.last["sk"])) if part.last else None,
        )

    def of_alert(self, tenant: str, alert_id: str) -> list[MessageDelivery]:
        """An alert's deliveries on all channels."""
        found = self._table.query_all("alert_pk = :alert", index=keys.ALERT_INDEX, alert=keys.alert(tenant, alert_id))
        items = self._table.get_many([(item["pk"], item["sk"]) for item in found])
        return [_found(item).delivery for item in items.values()]


def pointer(tenant: str, delivery: MessageDelivery) -> Pointer:
    """Where a delivery is kept, as a message says it."""
    return Pointer(tenant=tenant, channel_id=delivery.channel_id, key=keys.delivery(delivery.at, delivery.delivery_id))


def _item(tenant: str, delivery: MessageDelivery, rev: int) -> Item:
    waits = delivery.state not in FINAL and delivery.next_at is not None
    return {
        "pk": keys.deliveries(tenant, delivery.channel_id),
        "sk": keys.delivery(delivery.at, delivery.delivery_id),
        "doc": delivery.model_dump_json(),
        "how": str(delivery.state),
        "digest_id": delivery.digest_id,
        "rev": rev,
        "alert_pk": keys.alert(tenant, delivery.alert_id) if delivery.alert_id else None,
        "due_pk": keys.due(keys.shard_of(tenant)) if waits else None,
        "due_at": stamp(delivery.next_at) if waits and delivery.next_at else None,
        "expires_at": _expires(delivery),
    }


def _expires(delivery: MessageDelivery) -> int:
    return int((delivery.at + KEPT).timestamp())


def _found(item: Item) -> Found:
    return Found(MessageDelivery.model_validate_json(item["doc"]), int(item["rev"]))


def _pointer(item: Item) -> Pointer:
    _, tenant, _, channel_id = item["pk"].split("#")
    return Pointer(tenant=tenant, channel_id=channel_id, key=item["sk"])


def _position(pk: str, next: str) -> str:
    sk = paging.position(pk, next)
    if not sk.startswith(keys.DELIVERY):
        raise InvalidInput("next: not a token of this list")
    return sk
