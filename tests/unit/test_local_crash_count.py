"""What `tradewind bench crash` counts as missing and as twice."""

from collections import Counter

import pytest

from tradewind_cli.bench.crash.clients import PARTS, Left, Promise, compare

KILLED_AT = 100.0
WHOLE = Left(
    row={"a"},
    parts=Counter({"t": PARTS}),
    message={"m"},
    object={"o"},
    schedule={"s"},
    alerts=Counter({"m": 1}),
)
PROMISED = [
    Promise("row", "a", 99.9),
    Promise("parts", "t", 99.9),
    Promise("object", "o", 99.9),
    Promise("message", "m", 98.0),
    Promise("schedule", "s", 98.0),
]


def test_what_is_all_there_is_neither_missing_nor_twice() -> None:
    found = compare(PROMISED, WHOLE, KILLED_AT)
    assert (found.missing, found.twice, found.young_gone) == ([], [], 0)


def test_every_kind_of_promise_can_be_missing() -> None:
    found = compare(PROMISED, Left(), KILLED_AT)
    assert len(found.missing) == len(PROMISED)


@pytest.mark.parametrize("kind", ["message", "schedule"])
def test_a_message_or_schedule_younger_than_a_second_was_not_promised(kind: str) -> None:
    found = compare([Promise(kind, "young", 99.5)], WHOLE, KILLED_AT)  # type: ignore[arg-type]
    assert (found.missing, found.young_gone) == ([], 1)


@pytest.mark.parametrize(
    "left",
    [
        Left(parts=Counter({"t": PARTS - 1})),
        Left(message={"m"}, alerts=Counter({"m": 2})),
        Left(alerts=Counter({"m": 1})),
    ],
    ids=["a transaction in part", "two alerts of one slot", "an alert without its slot"],
)
def test_what_is_there_twice_or_in_part_is_counted(left: Left) -> None:
    assert len(compare([], left, KILLED_AT).twice) == 1
