"""What a table's calls come to in request units, by the rules of the on-demand price list.

Sizes: names and values, Amazon DynamoDB Developer Guide, "DynamoDB item sizes and formats". Units: the same guide,
"DynamoDB read and write operations" and "Using global secondary indexes: provisioned throughput considerations".
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from tradewind.dynamo import Table

INDEX_KEYS = ("due_pk", "due_at")


@dataclass
class Units:
    """Read and write request units, and the calls they came of."""

    read: float = 0
    write: float = 0
    calls: list[str] = field(default_factory=list)


def size_of(item: Mapping[str, Any]) -> int:
    """An item's bytes."""
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def _value(value: Mapping[str, Any]) -> int:
    [(kind, content)] = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "N":
        return (len(content.strip("-0.").replace(".", "")) + 1) // 2 + 1
    if kind == "L":
        return 3 + sum(1 + _value(each) for each in content)
    return 1


def _write_units(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> int:
    """The table's units and those of its sparse index: an entry whose key moves is removed and written anew."""
    units = max(ceil(max(size_of(before or {}), size_of(after or {})) / 1024), 1)
    places = [tuple(item[key]["S"] for key in INDEX_KEYS if key in item) for item in (before or {}, after or {})]
    if places[0] != places[1]:
        units += sum(1 for place in places if len(place) == len(INDEX_KEYS))
    return units


@contextmanager
def metered(table: "Table") -> Iterator[Units]:
    """What is asked of a table meanwhile, in units."""
    units = Units()
    client, turn = table.client, Lock()

    def stored(key: Mapping[str, Any]) -> Mapping[str, Any] | None:
        found: Any = client.get_item(TableName=table.name, Key=dict(key), ConsistentRead=True)
        return cast("Mapping[str, Any] | None", found.get("Item"))

    def keys(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        source = asked.get("Key") or asked["Item"]
        return {name: source[name] for name in ("pk", "sk")}

    class Metering:
        def __getattr__(self, name: str) -> Any:
            call = getattr(client, name)

            def measured(**asked: Any) -> Any:
                writes, weight = [], 1
                if name == "transact_write_items":
                    writes, weight = [part for each in asked["TransactItems"] for part in each.values()], 2
                elif name in ("put_item", "update_item", "delete_item"):
                    writes = [asked]
                with turn:  # claims are written by several threads
                    before = [stored(keys(each)) for each in writes]
                    answer = call(**asked)
                    for each, was in zip(writes, before, strict=True):
                        units.write += weight * _write_units(was, stored(keys(each)))
                    units.read += _read_units(name, asked, answer)
                    units.calls.append(name)
                return answer

            return measured

    table.client = cast("Any", Metering())
    try:
        yield units
    finally:
        table.client = client


def _read_units(name: str, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
    if name == "get_item":
        return max(ceil(size_of(answer.get("Item", {})) / 4096), 1)
    if name == "batch_get_item":
        [(table, wanted)] = asked["RequestItems"].items()
        found = answer["Responses"].get(table, [])
        return sum(max(ceil(size_of(item) / 4096), 1) for item in found) + len(wanted["Keys"]) - len(found)
    if name == "query":
        units = max(ceil(sum(map(size_of, answer["Items"])) / 4096), 1)
        return units if asked.get("ConsistentRead") else units / 2
    return 0
