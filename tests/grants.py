"""What a function's policy grants beside what its code asks for, table by table."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from house.templates import functions, statements

if TYPE_CHECKING:
    from tradewind.dynamo import Table

Done = set[tuple[str, str, str | None]]
"""What is done: an action, the table (`prices`: PricesTable), and the index it is done on; None: the table itself."""

CALLED_OTHERWISE = {"watches": "prices"}
"""What a template calls a table by another name than its own: account reads of prices how many watches there are."""

LEFT_OUT = {"limits"}
"""The table of limits is asked by the kernel, for every API function alike."""


@contextmanager
def recorded(*tables: "Table") -> Iterator[Done]:
    """What is asked of these tables' clients meanwhile; AWS grants a transaction and a batch by its parts."""
    done: Done = set()

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        done.update(_asked(model.name, params))

    clients = {id(table.client): table.client for table in tables}.values()
    for client in clients:
        client.meta.events.register("before-parameter-build.dynamodb", note)
    try:
        yield done
    finally:
        for client in clients:
            client.meta.events.unregister("before-parameter-build.dynamodb", note)


def _asked(call: str, params: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    if "TransactItems" in params:
        for each in params["TransactItems"]:
            [(action, part)] = each.items()
            yield (
                f"dynamodb:{action if action == 'ConditionCheck' else action + 'Item'}",
                _plain(part["TableName"]),
                None,
            )
        return
    for name in params.get("RequestItems", [params.get("TableName")]):
        yield f"dynamodb:{call}", _plain(str(name)), params.get("IndexName")


def _plain(name: str) -> str:
    """A table's name without what tells one test's from another's: `notifications-6f1c...`."""
    return name.partition("-")[0]


def granted(handler: str) -> Done:
    """What the policies of the function with that handler, as `prices.api`, let it do with tables."""
    [function] = [each for each in functions() if each.properties["Handler"] == f"{handler}.handler"]
    found: Done = set()
    for owner, statement in statements():
        if str(owner) != str(function):
            continue
        for resource in _listed(statement["Resource"]):
            text = str(resource)
            called = re.search(r"(\w+)Table", text)  # PricesTable, AuditTableArn
            if called is None or called[1].lower() in LEFT_OUT:
                continue
            table = CALLED_OTHERWISE.get(called[1].lower(), called[1].lower())
            index = text.partition("/index/")[2].strip("'}") or None
            found |= {(action, table, index) for action in _listed(statement["Action"])}
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
