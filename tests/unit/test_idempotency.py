from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tradewind.caller import Caller, Role
from tradewind.errors import Conflict, InvalidInput
from tradewind.idempotency import KEPT, Once
from tradewind.model import Id, Model

if TYPE_CHECKING:
    from tradewind.dynamo import Table

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
ANA = Caller(tenant="acme", user="ana", role=Role.MANAGER)


class Wanted(Model):
    label: str


class Made(Model):
    thing_id: Id


BOOTS = Wanted(label="boots")
FIRST = Made(thing_id="t1")


def once(
    by: Caller = ANA, action: str = "things.create", key: str = "k1", body: Model = BOOTS, at: datetime = AT
) -> Once:
    return Once.of(by, action, key, body, at)


def keep(table: "Table", asked: Once, answer: Made = FIRST) -> None:
    table.transact(asked.kept(answer, table), refused=[asked.taken])


def test_the_same_request_again_gets_the_first_answer(any_table: "Table") -> None:
    assert once().first_answer(any_table, Made) is None
    keep(any_table, once())
    assert once(at=AT + timedelta(hours=1)).first_answer(any_table, Made) == FIRST


@pytest.mark.parametrize(
    "other",
    [
        lambda: once(by=ANA.model_copy(update={"tenant": "other"})),
        lambda: once(by=ANA.model_copy(update={"user": "ben"})),
        lambda: once(key="k2"),
    ],
    ids=["tenant", "user", "key"],
)
def test_a_key_belongs_to_one_user_of_one_tenant(table: "Table", other: Callable[[], Once]) -> None:
    keep(table, once())
    assert other().first_answer(table, Made) is None


@pytest.mark.parametrize(
    "other",
    [lambda: once(body=Wanted(label="hats")), lambda: once(action="things.change")],
    ids=["another body", "another route"],
)
def test_a_key_is_used_for_one_request(table: "Table", other: Callable[[], Once]) -> None:
    keep(table, once())
    with pytest.raises(InvalidInput, match="used for another request"):
        other().first_answer(table, Made)


def test_of_two_at_the_same_time_one_is_told_to_come_again(any_table: "Table") -> None:
    keep(any_table, once())
    with pytest.raises(Conflict) as refused:
        keep(any_table, once(), Made(thing_id="t2"))
    assert refused.value.retry_after_s == 1
    assert once().first_answer(any_table, Made) == FIRST


def test_a_key_is_free_again_after_a_day(table: "Table") -> None:
    keep(table, once())
    later = once(body=Wanted(label="hats"), at=AT + KEPT)
    assert later.first_answer(table, Made) is None
    keep(table, later, Made(thing_id="t2"))
    assert later.first_answer(table, Made) == Made(thing_id="t2")


def test_what_is_kept_of_a_request_is_a_hash(table: "Table") -> None:
    keep(table, once())
    item = table.get(once().pk, "k1")
    assert item is not None
    assert "boots" not in str(item)
    assert item["expires_at"] == int((AT + KEPT).timestamp())
