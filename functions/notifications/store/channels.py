"""Channels with their destinations, and what each person has and asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from notifications.models.channel import Asked, Channel, ChannelState
from notifications.rules.proving import ASKED_WITHIN, MOST_ASKED
from notifications.store import keys
from tradewind import paging
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, NotFound, QuotaReached, TooManyRequests
from tradewind.paging import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from tradewind.idempotency import Once

M = TypeVar("M", bound=BaseModel)
MOST_CHANNELS = 20
"""Of one person."""


def changed() -> Conflict:
    """What it means that something else was done at the same moment."""
    return Conflict("the channel changed at the same moment; send it again", retry_after_s=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """A channel with what is not shown: its destination, sealed, and the code that was asked for."""

    channel: Channel
    sealed_to: str
    asked: Asked | None
    rev: int


@dataclass(frozen=True, slots=True)
class Owner:
    """What one person has, and asked to be sent since `since`."""

    tenant: str
    user: str
    channels: int = 0
    since: datetime | None = None
    asked: int = 0
    rev: int = 0

    def with_channel(self) -> "Owner":
        """With one channel more. Raises: QuotaReached."""
        if self.channels >= MOST_CHANNELS:
            raise QuotaReached(f"you have {MOST_CHANNELS} channels, as many as there may be; remove one first")
        return replace(self, channels=self.channels + 1)

    def asking(self, now: datetime) -> "Owner":
        """With one more message asked for. Raises: TooManyRequests past ten within an hour."""
        if self.since is None or now - self.since >= ASKED_WITHIN:
            return replace(self, since=now, asked=1)
        if self.asked >= MOST_ASKED:
            left = self.since + ASKED_WITHIN - now
            raise TooManyRequests(
                f"{MOST_ASKED} codes and tests were asked for within an hour",
                retry_after_s=int(left.total_seconds()) + 1,
            )
        return replace(self, asked=self.asked + 1)


class ChannelStore:
    """Channels and their owners."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def answered(self, once: "Once", model: type[M]) -> M | None:
        """What this idempotency key was answered with before, if anything."""
        return once.first_answer(self._table, model)

    def get(self, tenant: str, channel_id: str) -> Kept:
        """A channel. Raises: NotFound."""
        item = self._table.get(keys.channels(tenant), keys.channel(channel_id))
        if item is None:
            raise NotFound(f"no channel {channel_id}")
        return _kept(item)

    def all(self, tenant: str) -> Iterator[Channel]:
        """Every channel of a tenant."""
        for item in self._table.query_all("pk = :pk", pk=keys.channels(tenant)):
            yield _kept(item).channel

    def page(self, tenant: str, owner: str, limit: int, next: str | None) -> Page[Channel]:
        """A page of a person's channels. Raises: InvalidInput for a foreign token."""
        pk = keys.channels(tenant)
        found: list[Channel] = []
        after = {"pk": pk, "sk": paging.position(f"{pk}#{owner}", next)} if next else None
        while True:
            part = self._table.query("pk = :pk", where="belongs_to = :owner", after=after, pk=pk, owner=owner)
            for item in part.items:
                if len(found) == limit:
                    token = paging.token(f"{pk}#{owner}", keys.channel(found[-1].channel_id))
                    return Page(items=found, next=token)
                found.append(_kept(item).channel)
            if part.last is None:
                return Page(items=found)
            after = part.last

    def owner(self, tenant: str, user: str) -> Owner:
        """What a person has and asked for."""
        item = self._table.get(keys.owners(tenant), keys.owner(user))
        if item is None:
            return Owner(tenant, user)
        since = datetime.fromisoformat(item["since"]) if "since" in item else None
        return Owner(tenant, user, int(item["channels"]), since, int(item["asked"]), int(item["rev"]))

    def add(self, tenant: str, kept: Kept, owner: Owner, *more: "TransactWriteItemTypeDef", once: "Once") -> None:
        """Keep a new channel, counted for its owner, with `more` that belongs to it, once for its key.

        Raises: Conflict when the owner did something else at that moment, or the same request is being carried out.
        """
        self._table.transact(
            once.kept(kept.channel, self._table),
            self._table.putting(_item(tenant, kept), "attribute_not_exists(pk)"),
            self._counting(owner),
            *more,
            refused=[once.taken, Conflict("the channel exists"), changed()],
        )

    def change(
        self, tenant: str, before: Kept, after: Kept, *more: "TransactWriteItemTypeDef", owner: Owner | None = None
    ) -> None:
        """Keep a channel as it is now, with what else happens at that moment. Raises: Conflict."""
        now = replace(after, rev=before.rev + 1)
        counted = [self._counting(owner)] if owner else []
        self._table.transact(
            self._table.putting(_item(tenant, now), "rev = :rev", rev=before.rev),
            *counted,
            *more,
            refused=[changed()] * (1 + len(counted)),
        )

    def add_trial(self, owner: Owner, message: "TransactWriteItemTypeDef", answer: BaseModel, *, once: "Once") -> None:
        """Keep that a person asked for a message, with the message, once for its key. Raises: Conflict."""
        self._table.transact(
            once.kept(answer, self._table),
            self._counting(owner),
            message,
            refused=[once.taken, changed(), Conflict("asked for already")],
        )

    def remove(self, tenant: str, kept: Kept) -> None:
        """Forget a channel and its deliveries. Raises: Conflict when it changed at that moment."""
        channel = kept.channel
        fewer = self._table.updating(
            (keys.owners(tenant), keys.owner(channel.owner)),
            "SET channels = channels - :one, rev = rev + :one",
            "channels >= :one",
            one=1,
        )
        place = (keys.channels(tenant), keys.channel(channel.channel_id))
        self._table.transact(
            self._table.deleting(place, "rev = :rev", rev=kept.rev), fewer, refused=[changed(), changed()]
        )
        pk = keys.deliveries(tenant, channel.channel_id)
        for item in self._table.query_all("pk = :pk", pk=pk):
            self._table.delete(pk, item["sk"])

    def close(self, tenant: str, channel_id: str, state: ChannelState, at: datetime) -> bool:
        """Send nothing more to a channel. False when there is none."""
        try:
            kept = self.get(tenant, channel_id)
        except NotFound:
            return False
        if kept.channel.state is not state:
            closed = kept.channel.model_copy(update={"state": state, "changed_at": at})
            self.change(tenant, kept, replace(kept, channel=closed, asked=None))
        return True

    def sealed_key(self, name: str) -> str | None:
        """A key of ours, sealed; None before there is one."""
        item = self._table.get(keys.KEYS, name)
        return str(item["sealed"]) if item else None

    def keep_key(self, name: str, sealed: str) -> None:
        """Keep a key of ours. Raises: Conflict when there is one."""
        self._table.put(
            {"pk": keys.KEYS, "sk": name, "sealed": sealed}, "attribute_not_exists(pk)", Conflict("there is a key")
        )

    def _counting(self, owner: Owner) -> "TransactWriteItemTypeDef":
        item: Item = {
            "pk": keys.owners(owner.tenant),
            "sk": keys.owner(owner.user),
            "channels": owner.channels,
            "since": owner.since.isoformat() if owner.since else None,
            "asked": owner.asked,
            "rev": owner.rev + 1,
        }
        return self._table.putting(item, "attribute_not_exists(pk) OR rev = :rev", rev=owner.rev)


def _item(tenant: str, kept: Kept) -> Item:
    return {
        "pk": keys.channels(tenant),
        "sk": keys.channel(kept.channel.channel_id),
        "belongs_to": kept.channel.owner,
        "doc": kept.channel.model_dump_json(),
        "sealed_to": kept.sealed_to,
        "asked_doc": kept.asked.model_dump_json() if kept.asked else None,
        "rev": kept.rev,
    }


def _kept(item: Item) -> Kept:
    asked = Asked.model_validate_json(item["asked_doc"]) if "asked_doc" in item else None
    return Kept(Channel.model_validate_json(item["doc"]), item["sealed_to"], asked, int(item["rev"]))
