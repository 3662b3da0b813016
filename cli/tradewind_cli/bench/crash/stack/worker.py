"""Stores what each message says was seen, once, with one alert: the way of an observation and its alert."""

import os
import uuid
from typing import Any

import boto3

table = os.environ["TABLE"]
tables = boto3.client("dynamodb")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """A message is `round/slot`. A slot that is stored already is done with; the alert's id is drawn anew each time,
    so a slot stored twice shows as two alerts."""
    for record in event["Records"]:
        number, slot = record["body"].split("/")
        seen = {"pk": {"S": f"SEEN#{number}"}, "sk": {"S": slot}}
        alert = {"pk": {"S": f"ALERT#{number}"}, "sk": {"S": f"{slot}#{uuid.uuid4()}"}}
        try:
            tables.transact_write_items(
                TransactItems=[
                    {"Put": {"TableName": table, "Item": seen, "ConditionExpression": "attribute_not_exists(pk)"}},
                    {"Put": {"TableName": table, "Item": alert}},
                ]
            )
        except tables.exceptions.TransactionCanceledException:
            continue
    return {"batchItemFailures": []}
