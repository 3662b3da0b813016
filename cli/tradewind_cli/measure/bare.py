"""The functions that ours are measured against: what anyone would write by hand with the same libraries."""

IMPORTS = "import boto3, pydantic; from aws_lambda_powertools.event_handler import APIGatewayHttpResolver"
"""What a bare function loads, whatever it does."""

READ = """
import os

import boto3
import pydantic
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from boto3.dynamodb.types import TypeDeserializer

app = APIGatewayHttpResolver()
table = boto3.client("dynamodb")
plain = TypeDeserializer().deserialize


class Found(pydantic.BaseModel):
    watch: str
    listing: str | None


def item(pk, sk):
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    found = table.get_item(TableName=os.environ["PRICES_TABLE"], Key=key, ConsistentRead=True).get("Item")
    return found and {name: plain(value) for name, value in found.items()}


@app.get("/v1/prices/bare/<watch_id>")
def read(watch_id):
    tenant = app.current_event.raw_event["requestContext"]["authorizer"]["lambda"]["tenant"]
    watch = item(os.environ["WATCHES_KEY"].format(tenant=tenant), os.environ["WATCH_KEY"].format(watch=watch_id))
    if watch is None:
        return {"found": False}, 404
    return Found(watch=watch["doc"], listing=watch["host"]).model_dump()


def handler(event, context):
    return app.resolve(event, context)
"""
