"""The restore of docs/deploy.md, drilled: what is kept is lost, brought back from a backup, and goes on."""

import re
from typing import TYPE_CHECKING, Any

import pytest

from fakes import ANA, BOB, KETTLE, World, shows
from house.templates import of_type
from tradewind_cli.checkout import ROOT

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tradewind.dynamo import Table

GUIDE = (ROOT / "docs/deploy.md").read_text()


def items(client: "DynamoDBClient", name: str) -> list[Any]:
    """Every item of a table, in an order that does not depend on the table."""
    pages = client.get_paginator("scan").paginate(TableName=name)
    found: list[Any] = [item for page in pages for item in page["Items"]]
    return sorted(found, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


@pytest.fixture
def world(table: "Table") -> World:
    """Two tenants' watches on a page whose price has fallen: watches, products, observations, alerts, an outbox."""
    world = World(table)
    world.web[KETTLE] = shows("100")
    for by in (ANA, BOB):
        world.watch(by=by)
    world.check()
    world.web[KETTLE] = shows("85")
    world.look()
    return world


@pytest.mark.parametrize("lost", ["table", "items"])
def test_what_was_lost_comes_back_whole_and_goes_on(world: World, lost: str) -> None:
    client, name = world.table.client, world.table.name
    before = items(client, name)
    assert len(before) > 10
    arn = client.create_backup(TableName=name, BackupName="drill")["BackupDetails"]["BackupArn"]
    if lost == "items":
        for item in before[::2]:
            client.delete_item(TableName=name, Key={key: item[key] for key in ("pk", "sk")})
        assert items(client, name) != before
    # Beside the old one first: what is brought back is compared before anything depends on it.
    client.restore_table_from_backup(TargetTableName="beside", BackupArn=arn)
    assert items(client, "beside") == before
    # Then in its place, under its own name: the stack is not touched, and every function finds it.
    client.delete_table(TableName=name)
    client.restore_table_from_backup(TargetTableName=name, BackupArn=arn)
    assert items(client, name) == before
    world.look()
    [watch] = world.store.watches.page(ANA.tenant, 10).items
    kept = [str(each.price) for each in world.store.listings.all_history(watch.listing_id)]
    assert kept == ["100", "85", "85"], "the index came back too: the sweep found what was due"
    alerts = [
        alert
        for by in (ANA, BOB)
        for each in world.store.watches.page(by.tenant, 10).items
        for alert in world.store.alerts.page(by.tenant, each.watch_id, 10).items
    ]
    assert [str(alert.kind) for alert in alerts] == ["drop", "drop"], "and none is told twice"


def test_the_guide_sets_again_what_a_restore_leaves_out() -> None:
    """A restored table has no continuous backup, no expiry, no protection and no tags, whatever the template says."""
    for table in of_type("AWS::DynamoDB::Table"):
        expiry = table.at("TimeToLiveSpecification.AttributeName")
        assert expiry is None or f"AttributeName={expiry}" in GUIDE, str(table)
    for command in (
        "update-continuous-backups",
        "update-time-to-live",
        "--deletion-protection-enabled",
        "tag-resource",
    ):
        assert re.search(rf"aws dynamodb .*{command}|{command}", GUIDE), command
