"""The function that ours are measured against, and how it gets beside them."""

from pathlib import Path
from typing import TYPE_CHECKING

from tradewind_cli.checkout import use_sources

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

TEMPLATE = Path(__file__).with_name("template.yaml")
IMPORTS = "import boto3, pydantic; from aws_lambda_powertools.event_handler import APIGatewayHttpResolver"
"""What a bare function loads, whatever it does."""


def bare_folders() -> tuple[Path, ...]:
    """The bare function's built package and layer, for `run_fresh`."""
    use_sources()
    from local.packages import build
    from tradewind_cli.stack.lifecycle import BUILT

    built = build(TEMPLATE, BUILT, "host")
    return built.folder(TEMPLATE, "BareFunction"), built.folder(TEMPLATE, "BaseLayer") / "python"


def deploy_bare(stack: "Stack") -> None:
    """Put the bare function behind the stack's own gateway and authorizer."""
    use_sources()
    from local.deployment import deploy
    from local.packages import build
    from tradewind_cli.stack.lifecycle import BUILT

    gateway = stack.client("apigatewayv2")
    parameters = {
        "ApiId": stack.outputs["ApiId"],
        "AuthorizerId": gateway.get_authorizers(ApiId=stack.outputs["ApiId"])["Items"][0]["AuthorizerId"],
        "TableName": stack.outputs["PricesTableName"],
    }
    deploy(stack.endpoint, TEMPLATE, build(TEMPLATE, BUILT, "host"), parameters, "bare")
