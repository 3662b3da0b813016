"""Rate limits: how often one caller may ask, counted where every function sees it.

A route belongs to a rate class; one that names none belongs to DEFAULT. A class allows `quota` requests within any
`window`, for each user of a tenant; an API key counts for itself. The window slides: it is counted in twelve slots,
and a slot's requests count until all of it lies a whole window back. So no moment lets twice the limit through, as
fixed windows do around their edges, and a caller at full speed loses at most a thirteenth. What is refused is not
counted.

One UpdateItem counts a request that is allowed; the first of each slot takes two. A table that does not answer within
a second lets the request through and says so in the log: a limit is there to keep the service up, not to take it down.

pk                       sk        item
TENANT#<t>#RATE#<user>   <class>   the newest slot, how many each slot allowed, and their sum

`<user>` is the key's id for an API key. The answers' headers are those of draft-ietf-httpapi-ratelimit-headers-10
(https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/10/): `RateLimit-Policy: "default";q=300;w=60`
and `RateLimit: "default";r=299;t=65`, where `t` says in how many seconds there will be more.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tradewind import clock
from tradewind.caller import Caller
from tradewind.config import Settings
from tradewind.errors import TradewindError, Unavailable
from tradewind.observability import logger

if TYPE_CHECKING:
    from tradewind.dynamo import Table

Route = TypeVar("Route", bound=Callable[..., Any])

SLOTS = 12
TRIES = 10  # a slot turns once; those who meet at the turn come through at their second or third try
KEPT = timedelta(hours=1)  # beyond the window; the table drops items some time after they expire
RESTS = timedelta(seconds=5)  # a table that failed is not asked again for so long: a second's wait a request is enough
SLOT = re.compile(r"s(\d+)", re.ASCII)


class RateClass(NamedTuple):
    """`quota` requests within any `window`."""

    name: str
    quota: int
    window: timedelta


REALTIME = RateClass("realtime", 100, timedelta(minutes=1))
PREDICTION = RateClass("prediction", 20, timedelta(minutes=1))
TRAINING = RateClass("training", 5, timedelta(hours=1))
DEFAULT = RateClass("default", 300, timedelta(minutes=1))
CLASSES = (DEFAULT, REALTIME, PREDICTION, TRAINING)


class Standing(NamedTuple):
    """How a caller stands in a class after a request. `more_s`: seconds until there is more than now."""

    rate: RateClass
    allowed: bool
    remaining: int
    more_s: int

    @property
    def headers(self) -> dict[str, str]:
        """What every answer says of it."""
        name, quota, window = self.rate
        return {
            "RateLimit-Policy": f'"{name}";q={quota};w={int(window.total_seconds())}',
            "RateLimit": f'"{name}";r={self.remaining};t={self.more_s}',
        }


def limited(rate: RateClass) -> Callable[[Route], Route]:
    """Puts a route into a rate class; it stands below the route's own decorator."""

    def named(route: Route) -> Route:
        route.rate = rate  # type: ignore[attr-defined]
        return route

    return named


class Limiter:
    """Counts in one table."""

    def __init__(self, table: "Table") -> None:
        self._table = table
        self._failed_at: datetime | None = None

    def take(self, by: Caller, rate: RateClass, at: datetime) -> Standing | None:
        """Count a request of `by`, unless that would pass the limit. None: the table failed, and it is let through."""
        if self._failed_at is not None and at - self._failed_at < RESTS:
            return None
        try:
            standing = self.count(by, rate, at)
        except TradewindError as error:
            self._failed_at = at
            logger.warning("requests are let through uncounted", reason=error.detail, rests_s=RESTS.total_seconds())
            return None
        self._failed_at = None
        return standing

    def count(self, by: Caller, rate: RateClass, at: datetime) -> Standing:
        """The same, where somebody wants to know of a table that fails. Raises: Unavailable, TradewindError."""
        slot_s = rate.window.total_seconds() / SLOTS
        slot = int(at.timestamp() // slot_s)
        for _ in range(TRIES):
            found, counted = self._count(by, rate, slot)
            if counted:
                return _standing(found, rate, slot_s, at, allowed=True)
            newest = int(found["newest"]) if found else -1
            if newest > slot:
                slot = newest  # another's clock is ahead of ours
                continue
            left = {each: used for each, used in _slots(found).items() if each >= slot - SLOTS}
            if sum(left.values()) >= rate.quota:
                return _standing({f"s{each}": used for each, used in left.items()}, rate, slot_s, at, allowed=False)
            if newest == slot:
                continue  # what was read is older than what refused: ask again
            if turned := self._turn(by, rate, slot, found, left):
                return _standing(turned, rate, slot_s, at, allowed=True)
        raise Unavailable("the count keeps changing", retry_after_s=1)

    def peek(self, by: Caller, rate: RateClass, at: datetime) -> Standing:
        """How `by` stands, without counting. Raises: Unavailable, TradewindError."""
        slot_s = rate.window.total_seconds() / SLOTS
        slot = int(at.timestamp() // slot_s)
        found = _slots(self._table.get(*_place(by, rate)) or {})
        left = {f"s{each}": used for each, used in found.items() if each >= slot - SLOTS}
        return _standing(left, rate, slot_s, at, allowed=sum(left.values()) < rate.quota)

    def _count(self, by: Caller, rate: RateClass, slot: int) -> tuple[dict[str, Any], bool]:
        """Count in the newest slot. Returns the item as it is then, and whether this request was counted."""
        return self._update(
            by,
            rate,
            f"ADD used :one, s{slot} :one",
            "newest = :slot AND used < :quota",
            one=1,
            slot=slot,
            quota=rate.quota,
        )

    def _turn(
        self, by: Caller, rate: RateClass, slot: int, found: dict[str, Any], left: dict[int, int]
    ) -> dict[str, Any] | None:
        """Begin a slot with this request, and drop those that no longer count. None: another did meanwhile."""
        past = [f"s{each}" for each in _slots(found) if each not in left]
        expires = (slot + SLOTS + 1) * rate.window.total_seconds() / SLOTS + KEPT.total_seconds()
        before = {"newest": found["newest"], "before": found["used"]} if found else {}
        turned, counted = self._update(
            by,
            rate,
            f"SET newest = :slot, used = :used, s{slot} = :one, expires_at = :expires"
            + (f" REMOVE {', '.join(past)}" if past else ""),
            "newest = :newest AND used = :before" if found else "attribute_not_exists(pk)",
            slot=slot,
            used=sum(left.values()) + 1,
            one=1,
            expires=int(expires),
            **before,
        )
        return turned if counted else None

    def _update(
        self, by: Caller, rate: RateClass, change: str, condition: str, **values: Any
    ) -> tuple[dict[str, Any], bool]:
        """The item as it is after the change, or as it was where the condition refused it; and which of the two."""
        from botocore.exceptions import ClientError

        from tradewind.dynamo import REFUSED, key, plain, translated, wire

        with translated():
            try:
                answer: Any = self._table.client.update_item(
                    TableName=self._table.name,
                    Key=key(*_place(by, rate)),
                    UpdateExpression=change,
                    ConditionExpression=condition,
                    ExpressionAttributeValues=wire({f":{name}": value for name, value in values.items()}),
                    ReturnValues="ALL_NEW",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except ClientError as error:
                if error.response["Error"]["Code"] not in REFUSED:
                    raise
                old: Any = error.response
                return plain(old.get("Item") or {}), False
            return plain(answer["Attributes"]), True


class LimitsSettings(Settings):
    limits_table: str = ""


@cache
def open_limiter() -> Limiter | None:
    """The limiter of this Lambda; None where no table is set, as in a function with public routes alone.

    Its client gives up within a second: nobody waits longer for being counted.
    """
    name = LimitsSettings.load().limits_table
    if not name:
        return None
    import boto3
    from botocore.config import Config

    from tradewind.dynamo import Table

    quick = Config(connect_timeout=0.5, read_timeout=0.5, retries={"max_attempts": 0}, max_pool_connections=4)
    return Limiter(Table(name, boto3.client("dynamodb", config=quick)))


def take(by: Caller, rate: RateClass) -> Standing | None:
    """Count a request of this Lambda. None: nobody counted, and it is let through."""
    limiter = open_limiter()
    return limiter.take(by, rate, clock.now()) if limiter else None


def _place(by: Caller, rate: RateClass) -> tuple[str, str]:
    return f"TENANT#{by.tenant}#RATE#{by.key_id or by.user}", rate.name


def _slots(item: dict[str, Any]) -> dict[int, int]:
    return {int(found[1]): int(item[name]) for name in item if (found := SLOT.fullmatch(name))}


def _standing(item: dict[str, Any], rate: RateClass, slot_s: float, at: datetime, *, allowed: bool) -> Standing:
    slots = _slots(item)
    oldest = min(slots, default=int(at.timestamp() // slot_s))
    more_s = (oldest + SLOTS + 1) * slot_s - at.timestamp()
    return Standing(rate, allowed, max(rate.quota - sum(slots.values()), 0), max(ceil(more_s), 1))
