"""`tradewind audit verify` on 10,000 entries of a table and their seals in a bucket."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from account import service
from account.store.entries import AuditStore
from account.store.seals import SealStore
from fakes import Clock
from tradewind import audit
from tradewind.dynamo import Table
from tradewind.evidence import Decision, Reason
from tradewind_cli.main import app

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

pytestmark = pytest.mark.stack

ENTRIES = 10_000
BEGAN = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=5)


@pytest.fixture
def entries(
    stack: "Stack", root_tables_declared: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Table]:
    """Ten thousand entries over 24 minutes, half a person's, all sealed; in a table and a bucket of their own."""
    name = f"audit-{uuid4()}"
    client, s3 = stack.client("dynamodb"), stack.client("s3")
    client.create_table(TableName=name, **root_tables_declared["audit"])
    s3.create_bucket(Bucket=name)
    entries = Table(name, client)
    ana = audit.Persons(Table(stack.outputs["AccountTableName"], client)).actor(name, "ana")
    entries.put_many(audit.item_of(made(number, ana)) for number in range(ENTRIES))
    kept, now = SealStore(name, s3), Clock(BEGAN + timedelta(hours=5))
    assert service.seal(entries=AuditStore(entries), kept=kept, now=now, seconds_left=lambda: 1000.0) == 24
    outputs = {**stack.outputs, "AuditTableName": name, "AuditSealsBucket": name}
    monkeypatch.setattr("tradewind_cli.stack.running.running", lambda state: replace(stack, outputs=outputs))
    yield entries
    client.delete_table(TableName=name)


def made(number: int, actor: str) -> audit.Entry:
    decision: Decision[audit.Facts] = Decision(
        value={"kind": "drop"}, basis="rule", reasons=[Reason(text="it fell")], provenance="rule:prices.alerts@1"
    )
    at = BEGAN.replace(second=0) + timedelta(minutes=24) * number / ENTRIES
    act = audit.act(
        "acme", actor if number % 2 else "service:prices", "prices.alert_raised", "watch:w", decision, at=at
    )
    writer, count = number % 20, number // 20 + 1
    return audit.Entry(**dict(act), writer=f"w_{writer}", number=count, kept_until=act.at + timedelta(days=365))


def told() -> tuple[int, dict[str, Any]]:
    ran = CliRunner().invoke(app, ["audit", "verify", "--json"], prog_name="tradewind")
    return ran.exit_code, json.loads(ran.stdout.splitlines()[-1])


def test_each_that_is_changed_added_or_removed_is_named_after_an_erasure_too(stack: "Stack", entries: Table) -> None:
    persons = audit.Persons(Table(stack.outputs["AccountTableName"], entries.client))
    assert persons.forget(entries.name, "ana")
    code, sound = told()
    assert (code, sound["entries"], sound["seals"], sound["waiting"]) == (0, ENTRIES, 24, 0)
    assert sound["findings"] == []
    page = entries.query("pk = :pk", limit=2, pk=audit.partition("acme"))
    changed, removed = page.items
    entries.put({**changed, "doc": changed["doc"].replace("it fell", "it rose")})
    entries.delete(removed["pk"], removed["sk"])
    added = audit.item_of(made(ENTRIES // 2, "service:prices").model_copy(update={"writer": "w_new", "number": 1}))
    entries.put(added)
    code, harmed = told()
    assert code == 1
    assert [(each["trouble"], each["what"]) for each in harmed["findings"]] == [
        ("added", added["sk"]),
        ("changed", changed["sk"]),
        ("removed", removed["sk"]),
    ]
