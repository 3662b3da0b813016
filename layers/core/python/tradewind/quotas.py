"""Quotas: how many of a thing a tenant has, counted in the transaction that makes or removes one.

    quotas.within(table, tenant, "watches", lambda: counted(tenant), lambda: table.transact(
        ..., quotas.taking(table, tenant, "watches", most),
        refused=[..., quotas.reached("watches", by.tier, most)],
    ))

The counter stands in the capability's own table. So it is exact however many ask at once and whatever dies meanwhile,
and it fails closed: where it cannot be counted nothing is made.

pk                   sk       item
TENANT#<t>#QUOTAS    <what>   how many there are
"""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from tradewind.caller import Tier
from tradewind.errors import Conflict, QuotaReached

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from tradewind.dynamo import Table

T = TypeVar("T")


def taking(table: "Table", tenant: str, what: str, most: int | None) -> "TransactWriteItemTypeDef":
    """The part of a transaction by which there is one more; refused when there are `most`. None: no limit."""
    if most is None:
        return table.updating(_place(tenant, what), "ADD used :one", "attribute_exists(pk)", one=1)
    return table.updating(_place(tenant, what), "ADD used :one", "used < :most", one=1, most=most)


def giving_back(table: "Table", tenant: str, what: str) -> "TransactWriteItemTypeDef":
    """The part of a transaction by which there is one less."""
    return table.updating(_place(tenant, what), "ADD used :less", "attribute_exists(pk)", less=-1)


def reached(what: str, tier: Tier, most: int | None) -> QuotaReached:
    """What it means that `taking` or `giving_back` was refused, unless `within` finds that nothing was counted yet."""
    return QuotaReached(f"the {tier} tier holds {most} {what}; make room for another, or book a higher tier")


def used(table: "Table", tenant: str, what: str) -> int | None:
    """How many there are; None where nothing has been counted yet."""
    item = table.get(*_place(tenant, what))
    return int(item["used"]) if item else None


def within(table: "Table", tenant: str, what: str, count: Callable[[], int], write: Callable[[], T]) -> T:
    """What `write` returns, a transaction with `taking` or `giving_back` in it.

    A tenant that had things before they were counted is counted first, by `count`, once.
    Raises: QuotaReached, and what the two raise.
    """
    with suppress(QuotaReached):
        return write()
    if used(table, tenant, what) is None:
        pk, sk = _place(tenant, what)
        with suppress(Conflict):
            table.put({"pk": pk, "sk": sk, "used": count()}, "attribute_not_exists(pk)", Conflict("counted meanwhile"))
    return write()  # once more in any case: who was refused for want of a count may find that another has counted


def _place(tenant: str, what: str) -> tuple[str, str]:
    return f"TENANT#{tenant}#QUOTAS", what
