"""What users do with products: by user, by product, and of a whole tenant of late.

pk                               sk             item
TENANT#<t>#USER#<u>              TASTE          what a user did, by product: the newest 200
TENANT#<t>#USER#<u>#DID          <at>#<id>      what a user did, as it came
TENANT#<t>#PRODUCT#<p>#TAKERS    <at>#<u>#<id>  who did something with a product
TENANT#<t>#PRODUCT#<p>#TAKERS    PEOPLE         how many users did, ever: of all, and of each country
TENANT#<t>#LATELY                <at>#<id>      what all users did, for 90 days
TENANT#<t>#LATELY                USERS          how many users did anything, ever: the same
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.models.interaction import Interaction, InteractionKind, Popular, Recorded, Taste, TasteLine
from catalog.rules.recommending.popularity import counted
from tradewind import paging
from tradewind.clock import stamp
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, TradewindError
from tradewind.idempotency import Once
from tradewind.observability import logger
from tradewind.paging import Page

KEPT = timedelta(days=400)
"""A year and a month, so that what was bought for last year's season is in a taste."""
LATELY = timedelta(days=90)
MOST_LATELY = 1000
"""Requests that what is popular is counted from: 200 KB to read, 25 read units."""
PART = 20
"""Products of a taste that are taken back in one transaction."""

TASTE, PEOPLE, USERS = "TASTE", "PEOPLE", "USERS"


@dataclass(frozen=True, slots=True)
class Taker:
    """That a user did something with a product, at a moment."""

    user: str
    at: str


class InteractionStore:
    """What users of all tenants did, one tenant at a time."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def answered(self, once: Once) -> Recorded | None:
        """What this key was answered with before, if anything. Raises: InvalidInput."""
        return once.first_answer(self._table, Recorded)

    def taste(self, tenant: str, user: str) -> Taste:
        """What a user did, by product; empty for one who did nothing yet."""
        return _taste(self._table.get(_user(tenant, user), TASTE))

    def tastes(self, tenant: str, users: Iterable[str]) -> Mapping[str, Taste]:
        """The same of many users; those who did nothing are left out."""
        found = self._table.get_many((_user(tenant, user), TASTE) for user in users)
        prefix = _user(tenant, "")
        return {pk.removeprefix(prefix): _taste(item) for (pk, _), item in found.items()}

    def add(self, tenant: str, done: Interaction, before: Taste, after: Taste, once: Once) -> None:
        """Keep an interaction with the taste it leaves, and that it answers `once`.

        How many people took to a product is counted afterwards, at most once: a count may be too low, never twice.

        Raises: Conflict when the taste is no longer `before`, or the key is taken.
        """
        at, expires_at = stamp(done.at), int((done.at + KEPT).timestamp())
        doc = done.model_dump_json(exclude_none=True)
        did = {"pk": _did(tenant, done.user), "sk": f"{at}#{done.interaction_id}", "doc": doc, "expires_at": expires_at}
        lately = {
            "pk": _lately(tenant), "sk": f"{at}#{done.interaction_id}",
            "doc": done.model_copy(update={"query": None, "search_id": None}).model_dump_json(exclude_none=True),
            "expires_at": int((done.at + LATELY).timestamp()),
        }  # fmt: skip
        taste = {"pk": _user(tenant, done.user), "sk": TASTE, "doc": _doc(after), "expires_at": expires_at}
        condition = "doc = :before" if before.lines else "attribute_not_exists(pk) OR doc = :before"
        meanwhile = Conflict("the same user did something else meanwhile; send it again", retry_after_s=1)
        takers = [
            self._table.putting(
                {
                    "pk": _takers(tenant, each),
                    "sk": _taker(at, done.user, done.interaction_id),
                    "expires_at": expires_at,
                }
            )
            for each in done.product_ids
        ]
        self._table.transact(
            self._table.putting(taste, condition, before=_doc(before)),
            once.kept(Recorded(interaction_id=done.interaction_id), self._table),
            self._table.putting(did),
            self._table.putting(lately),
            *takers,
            refused=[meanwhile, once.taken],
        )
        lines = {line.product_id: line for line in before.lines}
        new = {(_takers(tenant, each), PEOPLE): _new(lines.get(each), done.country) for each in done.product_ids}
        had = {each for line in before.lines for each in _counted(line.country)}
        new[_lately(tenant), USERS] = sorted({each for counts in new.values() for each in counts} - had)
        try:
            for place, counts in new.items():
                if counts:
                    self._table.update(place, _adding(counts), one=1)
        except TradewindError as error:
            logger.warning("who took to a product was not counted", reason=error.detail)

    def takers(self, tenant: str, product_id: str, limit: int) -> list[Taker]:
        """Who did something with a product, the newest first; one who did so several times is there several times."""
        found = self._table.query(
            "pk = :pk AND sk < :people", limit=limit, newest_first=True, pk=_takers(tenant, product_id), people=PEOPLE
        )
        return [Taker(user=user, at=at) for at, user, _ in (item["sk"].split("#") for item in found.items)]

    def people(self, tenant: str, product_ids: Iterable[str], country: str | None = None) -> dict[str, int]:
        """How many users took to each product, of one country where that is named; 0 for one that nobody did."""
        wanted = list(dict.fromkeys(product_ids))
        found = self._table.get_many((_takers(tenant, each), PEOPLE) for each in wanted)
        counts = {pk: _count(item, country) for (pk, _), item in found.items()}
        return {each: counts.get(_takers(tenant, each), 0) for each in wanted}

    def page(self, tenant: str, user: str, limit: int, next: str | None) -> Page[Interaction]:
        """A page of what a user did, the newest first. Raises: InvalidInput for a token of another list."""
        pk = _did(tenant, user)
        found = self._table.query(
            "pk = :pk",
            limit=limit,
            after={"pk": pk, "sk": paging.position(pk, next)} if next else None,
            newest_first=True,
            pk=pk,
        )
        return Page(
            items=[Interaction.model_validate_json(item["doc"]) for item in found.items],
            next=paging.token(pk, str(found.last["sk"])) if found.last else None,
        )

    def lately(self, tenant: str, since: datetime, until: datetime, limit: int = MOST_LATELY) -> list[Interaction]:
        """What all users of a tenant did between two moments, the newest first, at most `limit` requests."""
        found = self._table.query(
            "pk = :pk AND sk BETWEEN :since AND :until",
            limit=limit,
            newest_first=True,
            pk=_lately(tenant),
            since=stamp(since),
            until=f"{stamp(until)}~",
        )
        return [Interaction.model_validate_json(item["doc"]) for item in found.items]

    def popular(
        self, tenant: str, at: datetime, country: str | None = None, kind: InteractionKind | None = None
    ) -> list[Popular]:
        """What a tenant's users took to within the last 90 days, by how many of them did, the most first.

        Of the newest 1,000 requests. `country`: what goes there comes before the rest; `kind`: only what was done so.
        """
        done = [each for each in self.lately(tenant, at - LATELY, at) if kind in (None, each.kind)]
        everywhere = counted(done)
        there = counted(each for each in done if country is not None and each.country == country)
        order = sorted(everywhere.users, key=lambda each: (-there.of(each), -everywhere.of(each), each))
        return [Popular(product_id=each, users=everywhere.of(each)) for each in order]

    def users(self, tenant: str, country: str | None = None) -> int:
        """How many of a tenant's users ever did anything, of one country where that is named."""
        return _count(self._table.get(_lately(tenant), USERS) or {}, country)

    def forget(self, tenant: str, user: str, most: int, apply: bool = True) -> tuple[int, bool]:
        """Forget, or only count, what a user did, at most so many requests a call; and whether there is more.

        A history goes request by request, each as the last of its traces, so that a call that is cut short is gone on
        with; the taste goes last.
        """
        found = self._table.query("pk = :pk", limit=most, pk=_did(tenant, user))
        for item in found.items if apply else ():
            self._forget_one(tenant, Interaction.model_validate_json(item["doc"]), item)
        count = len(found.items)
        if found.last is None:
            count += self._forget_taste(tenant, user, apply)
        return count, found.last is not None

    def _forget_one(self, tenant: str, done: Interaction, item: Item) -> None:
        for each in done.product_ids:
            self._table.delete(_takers(tenant, each), _taker(stamp(done.at), done.user, done.interaction_id))
        self._table.delete(_lately(tenant), str(item["sk"]))
        self._table.delete(str(item["pk"]), str(item["sk"]))

    def _forget_taste(self, tenant: str, user: str, apply: bool) -> int:
        """Take a user out of the counts of people, so many products a transaction, and then the taste itself."""
        item = self._table.get(_user(tenant, user), TASTE)
        if item is None or not apply:
            return int(item is not None)
        lines = list(_taste(item).lines)
        changed = Conflict("the user does something at this moment")
        while lines:
            gone, lines = lines[:PART], lines[PART:]
            left = {**item, "doc": _doc(Taste(lines=tuple(lines)))}
            last = sorted({each.country for each in gone if each.country} - {each.country for each in lines})
            self._table.transact(
                self._table.putting(left, "doc = :before", before=item["doc"]),
                *(
                    self._table.updating(
                        (_takers(tenant, each.product_id), PEOPLE), _adding(_counted(each.country)), one=-1
                    )
                    for each in gone
                ),
                *([self._table.updating((_lately(tenant), USERS), _adding(map(_of, last)), one=-1)] if last else ()),
                refused=[changed],
            )
            item = left
        self._table.transact(
            self._table.deleting((_user(tenant, user), TASTE), "doc = :before", before=item["doc"]),
            self._table.updating((_lately(tenant), USERS), "ADD people :one", one=-1),
            refused=[changed],
        )
        return 1


def _taste(item: Item | None) -> Taste:
    return Taste.model_validate_json(item["doc"]) if item else Taste()


def _doc(taste: Taste) -> str:
    return taste.model_dump_json(exclude_none=True)


def _of(country: str | None) -> str:
    """The attribute that counts the people of a country, or all."""
    return f"people_{country}" if country else "people"


def _count(item: Item, country: str | None) -> int:
    return max(int(item.get(_of(country), 0)), 0)


def _adding(counts: Iterable[str]) -> str:
    return f"ADD {', '.join(f'{each} :one' for each in counts)}"


def _counted(country: str | None) -> list[str]:
    """Where somebody is counted who took to something for that country."""
    return [_of(None), *([_of(country)] if country else [])]


def _new(line: TasteLine | None, country: str | None) -> list[str]:
    """Where somebody is to be counted who has that line of a product and took to it again, or to it at all."""
    if line is None:
        return _counted(country)
    return [_of(country)] if country and not line.country else []


def _user(tenant: str, user: str) -> str:
    return f"TENANT#{tenant}#USER#{user}"


def _did(tenant: str, user: str) -> str:
    return f"{_user(tenant, user)}#DID"


def _takers(tenant: str, product_id: str) -> str:
    return f"TENANT#{tenant}#PRODUCT#{product_id}#TAKERS"


def _taker(at: str, user: str, interaction_id: str) -> str:
    return f"{at}#{user}#{interaction_id}"


def _lately(tenant: str) -> str:
    return f"TENANT#{tenant}#LATELY"
