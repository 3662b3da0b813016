"""Listings, what is due, and the observations of each."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prices.models.listing import Claimed, Listing, Observation
from prices.rules.listing import ListingState
from prices.store import keys
from tradewind import paging
from tradewind.clock import stamp, whole
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, NotFound
from tradewind.model import Model
from tradewind.paging import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from prices.models.report import AgreedPrice


CLAIM = timedelta(minutes=15)
"""How long a check may take before its listing falls due again: the queue's delays and five tries of its worker."""


@dataclass(frozen=True, slots=True)
class Due:
    """A listing that waits to be looked at."""

    listing_id: str
    host: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A listing as it is kept. `due_at` is None while nobody watches it; `slot` is set while it is being checked.

    `seen`: the observation of that check, where it has been kept already and was asked for. `agreed`: the last price
    that enough trusted tenants saw there.
    """

    listing: Listing
    state: ListingState
    due_at: datetime | None
    slot: datetime | None
    seen: Observation | None = None
    agreed: "AgreedPrice | None" = None


class ListingStore:
    """Listings and their observations, shared by all tenants."""

    def __init__(self, table: Table, kept: timedelta) -> None:
        self._table = table
        self._kept = kept

    def get(self, listing_id: str) -> Kept:
        """A listing. Raises: NotFound."""
        item = self._table.get(keys.listing(listing_id), keys.LISTING_SK)
        if item is None:
            raise NotFound(f"no listing {listing_id}")
        return _kept(item)

    def get_many(self, listing_ids: Iterable[str]) -> dict[str, Kept]:
        """Those of the listings that exist, by id."""
        found = self._table.get_many((keys.listing(each), keys.LISTING_SK) for each in listing_ids)
        return {kept.listing.listing_id: kept for kept in map(_kept, found.values())}

    def held(self, claims: Iterable[Claimed]) -> dict[str, Kept]:
        """The listings of those claims that still hold, by id, each with what its check has observed, if it has.

        The others were removed, done, or claimed anew.
        """
        places = {
            claim.listing_id: (keys.listing(claim.listing_id), keys.observation(claim.slot), claim.slot)
            for claim in claims
        }
        found = self._table.get_many(
            (pk, sk) for pk, observation, _ in places.values() for sk in (keys.LISTING_SK, observation)
        )
        held = {}
        for listing_id, (pk, observation, slot) in places.items():
            kept = _kept(found[pk, keys.LISTING_SK]) if (pk, keys.LISTING_SK) in found else None
            if kept is not None and kept.slot == slot:
                seen = found.get((pk, observation))
                held[listing_id] = replace(kept, seen=_observation(seen) if seen else None)
        return held

    def is_watched_by(self, tenant: str, listing_id: str) -> bool:
        """Whether a tenant watches a listing."""
        found = self._table.query(
            "pk = :pk AND begins_with(sk, :theirs)",
            limit=1,
            pk=keys.listing(listing_id),
            theirs=f"{keys.WATCH}{tenant}#",
        )
        return bool(found.items)

    def due(
        self, shard: int, now: datetime, before: datetime, limit: int, *, past: datetime | None = None
    ) -> list[Due]:
        """The listings of a shard that fall due before a moment, and those whose claim has run out by now.

        The soonest first; `past`: only those that fall due then or later, for a list that goes on.
        """
        first = stamp(past) if past else "0"
        waiting = ((keys.claimed(shard), "0", now), (keys.due(shard), first, before))
        found = [
            self._table.query(
                "due_pk = :place AND due_at BETWEEN :first AND :last",
                index=keys.DUE_INDEX,
                limit=limit,
                place=place,
                first=first,
                last=stamp(moment),
            )
            for place, first, moment in waiting
            if first <= stamp(moment)
        ]
        return [
            Due(item["pk"].removeprefix(keys.listing("")), item["host"], datetime.fromisoformat(item["due_at"]))
            for part in found
            for item in part.items
        ]

    def under_check(self) -> int:
        """How many listings are being checked, for whoever waits for a sweep to end."""
        return sum(
            sum(1 for _ in self._table.query_all("due_pk = :place", index=keys.DUE_INDEX, place=keys.claimed(shard)))
            for shard in range(keys.SHARDS)
        )

    def claim(self, due: Due, slot: datetime, *, not_since: datetime | None = None) -> Claimed | None:
        """Claim a due listing for one check; None when another was quicker, or nobody watches it any more.

        `not_since`: nor when it was claimed and looked at since then.
        A claim that is not finished within CLAIM falls due again of itself. The slot is whole to the millisecond.
        """
        slot = whole(slot)
        try:
            item = self._table.update(
                (keys.listing(due.listing_id), keys.LISTING_SK),
                "SET due_pk = :claimed, due_at = :until, claimed_slot = :slot",
                "due_at = :found AND (attribute_not_exists(last_slot) OR last_slot < :since)",
                Conflict("claimed by another"),
                since=stamp(not_since) if not_since else "~",
                claimed=keys.claimed(keys.shard_of(due.host)),
                until=stamp(slot + CLAIM),
                slot=stamp(slot),
                found=stamp(due.due_at),
            )
        except Conflict:
            return None
        if item.get("watchers", 0) <= 0:
            self._rest(due.listing_id)
            return None
        return Claimed(listing_id=due.listing_id, slot=slot)

    def _rest(self, listing_id: str) -> None:
        """Take a listing that nobody watches out of the index, unless someone joined it just now."""
        with suppress(Conflict):
            self._table.update(
                (keys.listing(listing_id), keys.LISTING_SK),
                "REMOVE due_pk, due_at, claimed_slot",
                "watchers <= :none",
                Conflict("watched again"),
                none=0,
            )

    def finish(self, listing: Listing, slot: datetime, state: ListingState, due_at: datetime | None) -> None:
        """End a check: keep what it left and when the listing is due again; None: when it is watched again.

        One that was to rest and is watched since is due at once. Raises: Conflict when the claim has passed to
        another check.
        """
        at = (keys.listing(listing.listing_id), keys.LISTING_SK)
        passed = Conflict("the claim has passed to another check")
        ended = {"state": _brief(state), "slot": stamp(slot)}
        if due_at is None:
            with suppress(Conflict):
                self._table.update(
                    at,
                    "SET state_doc = :state, last_slot = :slot REMOVE claimed_slot, due_at, due_pk",
                    "claimed_slot = :slot AND watchers <= :none",
                    passed,
                    none=0,
                    **ended,
                )
                return
        self._table.update(
            at,
            "SET state_doc = :state, last_slot = :slot, due_at = :due_at, due_pk = :due_pk REMOVE claimed_slot",
            "claimed_slot = :slot",
            passed,
            due_at=stamp(due_at or slot),
            due_pk=keys.due(keys.shard_of(listing.host)),
            **ended,
        )

    def ask_for_check(self, listing_id: str, at: datetime) -> Due:
        """Make a listing due at once. A check of it that is under way keeps its observation and loses its claim.

        Raises: NotFound.
        """
        kept = self.get(listing_id)
        self._table.update(
            (keys.listing(listing_id), keys.LISTING_SK),
            "SET due_pk = :shard, due_at = :at REMOVE claimed_slot",
            "attribute_exists(pk)",
            NotFound(f"no listing {listing_id}"),
            shard=keys.due(keys.shard_of(kept.listing.host)),
            at=stamp(at),
        )
        return Due(listing_id, kept.listing.host, at)

    def bring_forward(self, listing_id: str, at: datetime) -> None:
        """Have a listing that waits fall due by then; one that is due sooner, rests or is being checked is left."""
        with suppress(Conflict):
            self._table.update(
                (keys.listing(listing_id), keys.LISTING_SK),
                "SET due_at = :at",
                "attribute_not_exists(claimed_slot) AND due_at > :at",
                Conflict("due sooner"),
                at=stamp(at),
            )

    def index(self, listing: Listing, names: Iterable[str]) -> None:
        """Have a listing found by what names its product. Done again it changes nothing.

        A name that it bears no more still leads to it: whoever follows it reads what the listing states now.
        """
        for name in names:
            self._table.put({"pk": keys.named(name), "sk": keys.listing(listing.listing_id), "host": listing.host})

    def named(self, names: Iterable[str], most: int) -> list[str]:
        """The listings that bear one of these names or bore it, at most so many of each."""
        found: dict[str, None] = {}
        for name in names:
            part = self._table.query("pk = :pk", limit=most, pk=keys.named(name))
            found |= dict.fromkeys(str(item["sk"]).removeprefix(keys.listing("")) for item in part.items)
        return list(found)

    def observe(self, seen: Observation) -> None:
        """Keep an observation, once for each slot. Raises: Conflict when that slot has one."""
        self._table.put(self._item(seen), "attribute_not_exists(pk)", Conflict("this check has its observation"))

    def observed(self, claimed: Claimed) -> Observation | None:
        """The observation of a check, if it has been kept."""
        item = self._table.get(keys.listing(claimed.listing_id), keys.observation(claimed.slot))
        return _observation(item) if item else None

    def history(
        self,
        listing_id: str,
        limit: int,
        next: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        newest_first: bool = True,
    ) -> Page[Observation]:
        """A page of a listing's observations between two moments. Raises: InvalidInput for a foreign token."""
        pk = keys.listing(listing_id)
        first = keys.observation(since) if since else keys.OBSERVATION
        last = keys.observation(until) if until else keys.OBSERVATION + "~"
        if first > last:
            return Page(items=[])
        part = self._table.query(
            "pk = :pk AND sk BETWEEN :since AND :until",
            limit=limit,
            after=paging.start(pk, next, first, last) if next else None,
            newest_first=newest_first,
            pk=pk,
            since=first,
            until=last,
        )
        return Page(
            items=[_observation(item) for item in part.items],
            next=paging.token(pk, str(part.last["sk"])) if part.last else None,
        )

    def all_history(self, listing_id: str) -> Iterator[Observation]:
        """Every observation of a listing, the oldest first."""
        for item in self._table.query_all(
            "pk = :pk AND begins_with(sk, :observation)", pk=keys.listing(listing_id), observation=keys.OBSERVATION
        ):
            yield _observation(item)

    def between(self, listing_id: str, since: datetime, until: datetime) -> Iterator[Observation]:
        """Every observation of a listing that was made from one moment to another, the oldest first."""
        first, last = keys.observation(since - CLAIM), keys.observation(until)  # the slot comes before the look
        for item in self._table.query_all(
            "pk = :pk AND sk BETWEEN :first AND :last", pk=keys.listing(listing_id), first=first, last=last
        ):
            seen = _observation(item)
            if since <= seen.at <= until:
                yield seen

    def load_past(self, listing: Listing, past: Iterable[Observation], state: ListingState) -> None:
        """Put in place what is known of a listing from elsewhere, if nothing is known of it yet.

        Loaded again, the same past is the same. Raises: Conflict when the listing has readings of its own.
        """
        self._table.put_many(self._item(each) for each in past)
        self._table.update(
            (keys.listing(listing.listing_id), keys.LISTING_SK),
            "SET doc = if_not_exists(doc, :doc), host = :host, state_doc = :state",
            "attribute_not_exists(state_doc)",
            Conflict("the listing has readings of its own"),
            doc=listing.model_dump_json(),
            host=listing.host,
            state=state.model_dump_json(),
        )

    def _item(self, seen: Observation) -> Item:
        return {
            "pk": keys.listing(seen.listing_id),
            "sk": keys.observation(seen.slot),
            "doc": _brief(seen),
            "expires_at": int((seen.slot + self._kept).timestamp()),
        }


def agreeing(table: Table, listing_id: str, agreed: "AgreedPrice") -> "TransactWriteItemTypeDef":
    """The part of a transaction that keeps a price that enough trusted tenants saw on a listing that is watched."""
    place = (keys.listing(listing_id), keys.LISTING_SK)
    return table.updating(place, "SET agreed_doc = :agreed", "attribute_exists(pk)", agreed=agreed.model_dump_json())


def joining(table: Table, listing: Listing, at: datetime) -> "TransactWriteItemTypeDef":
    """The part of a transaction by which one more watch joins a listing; the first makes it, due at once."""
    return table.updating(
        (keys.listing(listing.listing_id), keys.LISTING_SK),
        "SET doc = if_not_exists(doc, :doc), host = :host, "
        "due_pk = if_not_exists(due_pk, :shard), due_at = if_not_exists(due_at, :at) "
        "ADD watchers :one",  # those that are not paused
        doc=listing.model_dump_json(),
        host=listing.host,
        shard=keys.due(keys.shard_of(listing.host)),
        at=stamp(at),
        one=1,
    )


def joining_paused(table: Table, listing: Listing, at: datetime) -> "TransactWriteItemTypeDef":
    """The same for a watch that is paused: the listing is made, if it is not there, and nobody waits for it."""
    return table.updating(
        (keys.listing(listing.listing_id), keys.LISTING_SK),
        "SET doc = if_not_exists(doc, :doc), host = :host",
        doc=listing.model_dump_json(),
        host=listing.host,
    )


def joining_again(table: Table, listing_id: str, host: str, at: datetime) -> "TransactWriteItemTypeDef":
    """The part of a transaction by which a paused watch joins its listing again; one that rested is due at once."""
    return table.updating(
        (keys.listing(listing_id), keys.LISTING_SK),
        "SET due_pk = if_not_exists(due_pk, :shard), due_at = if_not_exists(due_at, :at) ADD watchers :one",
        "attribute_exists(pk)",
        shard=keys.due(keys.shard_of(host)),
        at=stamp(at),
        one=1,
    )


def leaving(table: Table, listing_id: str) -> "TransactWriteItemTypeDef":
    """The part of a transaction by which a watch leaves a listing, for good or for a pause."""
    at = (keys.listing(listing_id), keys.LISTING_SK)
    return table.updating(at, "ADD watchers :less", "attribute_exists(pk)", less=-1)


def leaving_bare(table: Table, bare: Listing) -> "TransactWriteItemTypeDef":
    """The same for the only watch of a listing of its own: what it was asked with is forgotten."""
    at = (keys.listing(bare.listing_id), keys.LISTING_SK)
    change = "SET doc = :doc, watchers = :none"
    return table.updating(at, change, "attribute_exists(pk)", doc=bare.model_dump_json(), none=0)


def _brief(model: Model) -> str:
    """A model without what it says by default: it is written at every look, and each KB of its item is paid for."""
    return model.model_dump_json(exclude_defaults=True)


def _kept(item: Item) -> Kept:
    return Kept(
        listing=Listing.model_validate_json(item["doc"]),
        state=ListingState.model_validate_json(item["state_doc"]) if "state_doc" in item else ListingState(),
        due_at=datetime.fromisoformat(item["due_at"]) if "due_at" in item else None,
        slot=datetime.fromisoformat(item["claimed_slot"]) if "claimed_slot" in item else None,
        agreed=_agreed(item["agreed_doc"]) if "agreed_doc" in item else None,
    )


def _agreed(text: str) -> "AgreedPrice":
    from prices.models.report import AgreedPrice  # few listings have one

    return AgreedPrice.model_validate_json(text)


def _observation(item: Item) -> Observation:
    return Observation.model_validate_json(item["doc"])
