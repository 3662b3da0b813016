"""What anyone would write by hand with the same libraries: the functions of ours are measured beside it."""

import os
from pathlib import Path
from typing import Any

import boto3
import pydantic
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

app = APIGatewayHttpResolver()
table = boto3.client("dynamodb")


class Found(pydantic.BaseModel):
    watch: str
    listing: str


def item(pk: str, sk: str) -> Any:
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    return table.get_item(TableName=os.environ["PRICES_TABLE"], Key=key, ConsistentRead=True)["Item"]


@app.get("/v1/bare/<watch_id>")
def read(watch_id: str) -> dict[str, str]:
    """The same two items that the read of a watch needs."""
    tenant = app.current_event.raw_event["requestContext"]["authorizer"]["lambda"]["tenant"]
    watch = item(f"TENANT#{tenant}#WATCHES", f"WATCH#{watch_id}")
    listing = item(f"LISTING#{app.current_event.raw_event['queryStringParameters']['listing']}", "LISTING")
    return Found(watch=watch["doc"]["S"], listing=listing["doc"]["S"]).model_dump()


@app.get("/v1/bare-item/<watch_id>")
def read_one(watch_id: str) -> dict[str, str]:
    """The watch's item alone."""
    tenant = app.current_event.raw_event["requestContext"]["authorizer"]["lambda"]["tenant"]
    return {"watch": item(f"TENANT#{tenant}#WATCHES", f"WATCH#{watch_id}")["doc"]["S"]}


@app.get("/v1/bare-document")
def document() -> Response[str]:
    return Response(200, "application/json", Path(os.environ["DOCUMENT"]).read_text())


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return app.resolve(event, context)
